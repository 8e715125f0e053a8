"""An audit can be broken off and resumed, goes on as the log grows, and says so when nothing could be read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from daso.clerk import Evidence, StatementSource, Verifiers, audit_organisation, export_all
from daso.ledger import FolderSource, HttpSource, LogSource, NoteSigner
from daso.ledger.memory import MemoryLog
from tests.clerk.organisation import STEP, Story, create_story

SIGNER = NoteSigner.generate("coop.example/log")


@pytest.fixture(scope="module")
def story() -> Story:
    """A story of a few bundles."""
    story = create_story()
    while len(story.entries) < 700:
        story.comment(story.people[len(story.entries) % len(story.people)])
    return story


def make_log(entries: list[bytes], at_once: int = 100) -> MemoryLog:
    """A log that holds these."""
    log = MemoryLog(SIGNER)
    for start in range(0, len(entries), at_once):
        log.append(entries[start : start + at_once], start)
    return log


@contextmanager
def serve_folder(folder: Path, together: int, broken: str = "") -> Iterator[str]:
    """Serve a folder that answers for entries only once so many of their files have been asked for."""
    asked: set[str] = set()
    enough = threading.Event()

    class Answer(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/tile/entries/"):
                asked.add(self.path)
                if len(asked) >= together:
                    enough.set()
                if not enough.wait(30) or self.path == broken:
                    self.send_error(500)
                    return
            super().do_GET()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Answer, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_resumes_where_it_ended(story: Story, verifiers: Verifiers, tmp_path: Path) -> None:
    """The second audit judges only what is new, and comes to the same result as one that judges everything."""
    way, short, whole = tmp_path / "way", make_log(story.entries[:600]), make_log(story.entries)
    first = audit_organisation(LogSource(short), cache=way, verifiers=verifiers)
    assert (first.exit_code, first.resumed_at) == (0, 0)
    source = StatementSource(whole, story.state, SIGNER)
    resumed = audit_organisation(source, cache=way, verifiers=verifiers)
    assert (resumed.resumed_at, resumed.findings, resumed.unchecked) == (512, (), ())
    assert resumed.digest == audit_organisation(source, verifiers=verifiers).digest


@pytest.mark.parametrize(("minutes", "codes"), [(5, set()), (6, {"time-ahead"})])
def test_clocks_may_differ_a_little(story: Story, verifiers: Verifiers, minutes: int, codes: set[str]) -> None:
    """Five minutes between the clerk's clock and the auditor's prove nothing, and more is named."""
    evidence = Evidence(now=story.now - minutes * STEP)
    result = audit_organisation(LogSource(make_log(story.entries)), evidence, verifiers=verifiers)
    assert {finding.code for finding in result.findings} == codes


def test_way_of_another_history_is_left(story: Story, verifiers: Verifiers, tmp_path: Path) -> None:
    """What was audited before counts only for the very same entries."""
    way = tmp_path / "way"
    audit_organisation(LogSource(make_log(story.entries)), cache=way, verifiers=verifiers)
    changed = [*story.entries[:200], story.entries[200].replace(b'"seq":', b'"seq":1'), *story.entries[201:]]
    result = audit_organisation(LogSource(make_log(changed)), cache=way, verifiers=verifiers)
    assert (result.resumed_at, result.exit_code) == (0, 1)
    assert {finding.index for finding in result.findings} >= {200}


def test_broken_way_is_ignored(story: Story, verifiers: Verifiers, tmp_path: Path) -> None:
    """A damaged file of an earlier audit costs time and nothing else."""
    way = tmp_path / "way"
    source = LogSource(make_log(story.entries))
    audit_organisation(source, cache=way, verifiers=verifiers)
    way.write_bytes(way.read_bytes().replace(b'"tokens":5', b'"tokens":6'))
    with capture_logs() as logs:
        result = audit_organisation(source, cache=way, verifiers=verifiers)
    assert (result.resumed_at, result.exit_code) == (0, 0)
    assert [one["event"] for one in logs] == ["kept audit ignored"]


def test_unsound_way_is_not_kept(story: Story, verifiers: Verifiers, tmp_path: Path) -> None:
    """Nothing is kept beyond the first entry that does not hold."""
    changed = [*story.entries[:300], story.entries[300].replace(b'"seq":', b'"seq":1'), *story.entries[301:]]
    result = audit_organisation(LogSource(make_log(changed)), cache=tmp_path / "way", verifiers=verifiers)
    assert result.exit_code == 1
    assert not (tmp_path / "way").exists()


def test_progress_is_told(story: Story, verifiers: Verifiers) -> None:
    """Progress is told in entries and ends with all of them."""
    heard: list[tuple[int, int]] = []
    audit_organisation(
        LogSource(make_log(story.entries)), progress=lambda done, of: heard.append((done, of)), verifiers=verifiers
    )
    assert heard == [(256, 700), (512, 700), (700, 700)]


def test_nothing_to_read(tmp_path: Path, verifiers: Verifiers) -> None:
    """Where there is no log, nobody answers or no key is known, the result says so and the code is 2."""
    empty = audit_organisation(FolderSource(tmp_path), Evidence(vkey=SIGNER.vkey), verifiers=verifiers)
    keyless = audit_organisation(FolderSource(tmp_path), verifiers=verifiers)
    silent = audit_organisation(HttpSource("http://127.0.0.1:9", timeout=1), verifiers=verifiers)
    assert [one.exit_code for one in (empty, keyless, silent)] == [2, 2, 2]
    assert "checkpoint" in empty.sentence
    assert "public key" in keyless.sentence
    assert "127.0.0.1" in silent.sentence


def test_distant_log_is_read_ahead(story: Story, verifiers: Verifiers, tmp_path: Path) -> None:
    """A web site is asked for several files at once, and the audit comes to what it comes to with the folder."""
    export_all(make_log(story.entries), story.state, SIGNER, tmp_path)
    with serve_folder(tmp_path, together=3) as address:
        distant = audit_organisation(HttpSource(address), verifiers=verifiers)
    assert distant == audit_organisation(FolderSource(tmp_path), verifiers=verifiers)
    assert distant.exit_code == 0


def test_distant_log_breaks_off(story: Story, verifiers: Verifiers, tmp_path: Path) -> None:
    """A web site that stops answering in the middle is called unreadable, never sound or tampered with."""
    export_all(make_log(story.entries), story.state, SIGNER, tmp_path)
    with serve_folder(tmp_path, together=1, broken="/tile/entries/001") as address:
        result = audit_organisation(HttpSource(address), verifiers=verifiers)
    assert (result.exit_code, result.findings) == (2, ())
    assert "answered 500" in result.sentence


def test_what_is_missing_is_said(story: Story, verifiers: Verifiers, tmp_path: Path) -> None:
    """A file that a host leaves away can't lie; the audit says what could not be compared for want of it."""
    export_all(make_log(story.entries), story.state, SIGNER, tmp_path)
    assert audit_organisation(FolderSource(tmp_path), verifiers=verifiers).unchecked == ()
    for name, words in (("checkpoints", "list of checkpoints"), ("state", "no State"), ("decisions", "no decisions")):
        (tmp_path / name).unlink()
        result = audit_organisation(FolderSource(tmp_path), verifiers=verifiers)
        assert result.exit_code == 0
        assert words in " ".join(result.unchecked)


def test_many_faults_are_counted(story: Story, verifiers: Verifiers) -> None:
    """A log full of forgeries ends in a short report that says how many more there are."""
    changed = [*story.entries[:100], *(one.replace(b"charter", b"proposal/1") for one in story.entries[100:])]
    result = audit_organisation(LogSource(make_log(changed)), verifiers=verifiers)
    assert {finding.code for finding in result.findings} == {"signature-wrong"}
    assert 20 <= len(result.findings) <= 40
    assert any(sentence.startswith("600 findings are of the kind signature-wrong") for sentence in result.unchecked)
