"""An auditor reads what a hostile host, or whoever sent an archive, has prepared for them.

Whatever it is, the audit ends, in a sentence; it writes nothing, and gives the terminal nothing to obey.
"""

from __future__ import annotations

import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from daso.cli import main
from daso.ledger import NoteSigner
from daso.ledger.checkpoint import Checkpoint, sign_checkpoint
from daso.ledger.files import encode_bundle
from daso.ledger.merkle import Frontier, compute_leaf_hashes
from daso.ledger.proof import render_receipt

SIGNER = NoteSigner.generate("evil.test/o/" + "a" * 32)
ESCAPE = b"\x1b]0;owned\x07\x1b[2J"
HOSTILE = (
    b'{"at":1,"envelope":{"act":{"act":"\\u001b]0;owned\\u0007\\u001b[2J"}}}',
    b'{"at":1,"envelope":{"act":{"act":"x\\nSound: all 1 entries hold"}}}',
    '{"at":1,"envelope":{"act":{"act":"\x9b2J\u202e"}}}'.encode(),
    b'{"at":1,"envelope":' + b"[" * 15_000,
    b"\xff" * 20,
)


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    """Make a folder that a hostile host has signed: with these entries, and a size of its own liking."""

    def write(entries: tuple[bytes, ...] = (), size: int | None = None, signer: NoteSigner = SIGNER) -> Path:
        folder = tmp_path / "log"
        hashes = compute_leaf_hashes(list(entries))
        frontier, _ = Frontier().extend(hashes)
        note = sign_checkpoint(
            Checkpoint(signer.name, len(entries) if size is None else size, frontier.compute_root()), signer
        )
        files = {"checkpoint": note.encode(), "checkpoints": note.encode(), "log.vkey": signer.vkey.encode()}
        files[f"tile/entries/000.p/{len(entries)}"] = encode_bundle(entries)
        files[f"tile/0/000.p/{len(entries)}"] = b"".join(hashes)
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        return folder

    return write


def audit(source: object, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Audit; give the exit code and everything that was said."""
    code = main(["audit", str(source), *arguments])
    said = capsys.readouterr()
    return code, said.out + said.err


@pytest.mark.parametrize("entry", HOSTILE)
def test_entries_give_the_terminal_nothing_to_obey(
    make: Callable[..., Path], entry: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """What stands in an entry is shown as letters, in its own line, and never as a command or a result."""
    code, said = audit(make((entry,)), capsys)
    assert code == 1
    assert not set("\x1b\x07\x9b\u202e") & set(said)
    assert not [line for line in said.splitlines() if line.startswith("Sound")]


def test_the_name_of_a_log_gives_it_nothing_either(
    make: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """The same holds for the name by which a log calls itself."""
    code, said = audit(make((b"{}",), signer=NoteSigner.generate("evil\x9b31m.test/o/x\u202e")), capsys)
    assert code == 1
    assert not set("\x9b\u202e") & set(said)


def test_a_promise_without_end_is_not_waited_for(make: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """A checkpoint over more entries than there are grains of sand is found unsound, and soon."""
    code, said = audit(make(size=10**17), capsys)
    assert code == 1
    assert said.splitlines()[-1].startswith("Not sound")
    assert "missing in a row" in said


@pytest.mark.parametrize("content", [b'{"size":1,"x":' + b"[" * 100_000, b'{"size":1,"x":"\xff"}', b'{"size":1e999}'])
def test_decisions_that_nobody_can_read_are_a_finding(
    make: Callable[..., Path], content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """A list of decisions that breaks its reader is reported like any other that does not hold."""
    folder = make((b"{}",))
    (folder / "decisions").write_bytes(content)
    assert audit(folder, capsys)[0] == 1


@pytest.mark.parametrize("name", ["checkpoint", "checkpoints", "log.vkey"])
def test_a_pipe_is_no_file(make: Callable[..., Path], name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A pipe that nobody writes to, or a device without end, is not read."""
    folder = make((b"{}",))
    (folder / name).unlink()
    os.mkfifo(folder / name)
    assert audit(folder, capsys)[0] in {1, 2}
    (folder / name).unlink()
    (folder / name).symlink_to("/dev/zero")
    assert audit(folder, capsys)[0] in {1, 2}


def pack(path: Path, members: dict[str, tarfile.TarInfo | bytes], mode: str = "w") -> Path:
    """Write an archive of these members."""
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload] # any mode
        for name, one in members.items():
            info = one if isinstance(one, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.name = name
            if isinstance(one, bytes):
                info.size = len(one)
            archive.addfile(info, io.BytesIO(one) if isinstance(one, bytes) else None)
    return path


def link(kind: bytes, target: str) -> tarfile.TarInfo:
    """A link in an archive."""
    info = tarfile.TarInfo()
    info.type, info.linkname = kind, target
    return info


def test_an_archive_writes_nothing(
    make: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names that climb, links that lead away and absolute paths in an archive touch nothing outside it, or inside."""
    folder = make((b"{}",))
    target, victim = tmp_path / "tmp", tmp_path / "victim"
    target.mkdir()
    monkeypatch.setenv("TMPDIR", str(target))
    victim.write_text("untouched")
    members: dict[str, tarfile.TarInfo | bytes] = {
        "../victim": b"gone",
        str(victim): b"gone",
        "a/out": link(tarfile.SYMTYPE, str(tmp_path)),
        "a/out/victim": b"gone",
        "a/hard": link(tarfile.LNKTYPE, str(victim)),
        **{f"a/{path.relative_to(folder)}": path.read_bytes() for path in folder.rglob("*") if path.is_file()},
    }
    code, said = audit(pack(tmp_path / "export.tar", members), capsys)
    assert (code, "of the 1 entries" in said or "with the 1 entries" in said) == (1, True)
    assert victim.read_text() == "untouched"
    assert list(target.iterdir()) == []


@pytest.mark.parametrize("mode", ["w:gz", "w:bz2", "w:xz"])
def test_an_archive_that_would_burst_is_refused(tmp_path: Path, mode: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An export is not compressed, and what is compressed is not opened: nobody knows how large it would get."""
    archive = pack(tmp_path / "export.tar", {"checkpoint": bytes(10_000_000)}, mode)
    code, said = audit(archive, capsys)
    assert (code, "not a .tar file of an export" in said) == (2, True)


def test_an_archive_of_links_holds_no_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A checkpoint that is only a link to a file of the auditor's machine is none."""
    archive = pack(tmp_path / "export.tar", {"checkpoint": link(tarfile.SYMTYPE, "/etc/hostname")})
    assert audit(archive, capsys)[0] == 2


class Hostile(BaseHTTPRequestHandler):
    """A server that answers to wear people down."""

    def do_GET(self) -> None:
        """Answer by the beginning of the path."""
        kind = self.path.split("/")[1]
        if kind == "loop":
            self.send_response(302)
            self.send_header("location", self.path + "x")
            self.end_headers()
        elif kind == "long":
            self.send_response(200)
            self.send_header("content-length", str(10**15))
            self.end_headers()
            self.wfile.write(b"x" * 1000)
        elif kind == "head":
            self.wfile.write(b"HTTP/1.1 200 \x1b[2J\r\nx: " + b"y" * 200_000 + b"\r\n\r\n")
        else:
            self.send_response(400)
            self.end_headers()
            self.wfile.write(json.dumps({"detail": ESCAPE.decode()}).encode() if kind == "api" else b"[" * 100_000)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """The address of such a server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Hostile) as served:
        Thread(target=served.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{served.server_address[1]}"
        served.shutdown()


@pytest.mark.parametrize("kind", ["loop", "long", "head", "other"])
def test_a_server_without_end_ends(server: str, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Redirects in a circle, headers without end and files that break off: the audit says that it could not read."""
    code, said = audit(f"{server}/{kind}", capsys)
    assert code == 2
    assert "\x1b" not in said


def test_a_site_gives_the_terminal_nothing_to_obey(
    server: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The words with which a site refuses are shown as letters."""
    key = tmp_path / "my.key"
    assert main(["key", "new", "--key", str(key)]) == 0
    for place in ("/o/x", ""):
        command = ["act", "CastBallot", "--url", server + place, "--key", str(key), "proposal=1", "choices=1"]
        assert main(command) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_a_receipt_of_a_day_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A receipt that a hostile log has made breaks nobody's program."""
    for entry in (b'{"at":9007199254740991,"envelope":{}}', HOSTILE[0]):
        frontier, _ = Frontier().extend(compute_leaf_hashes([entry]))
        note = sign_checkpoint(Checkpoint(SIGNER.name, 1, frontier.compute_root()), SIGNER)
        file = tmp_path / "receipt.txt"
        file.write_text(render_receipt(0, [], note, entry))
        assert main(["receipt", "check", str(file), "--vkey", SIGNER.vkey]) in {0, 1, 2}
    said = capsys.readouterr()
    assert "\x1b" not in said.out + said.err


COLUMNS = "symbol,proposal_id,voter,voting_power,choice,created\n"


def test_a_record_gives_the_terminal_nothing_to_obey(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names in a public record are shown as they are, be they commands to a terminal or marks of a layout."""
    file = tmp_path / "votes.csv"
    rows = ["[/bold],p[/x]1,v1,1,1,2025-01-01", "[/bold],p1,\x1b[2Jv3,3,2,2025-01-02", "[red]:bomb:,p1,v2,3,\x9b2,x"]
    file.write_text(COLUMNS + "\n".join(rows) + "\n")
    assert main(["import", "votes", str(file), "--data", str(tmp_path / "data")]) == 0
    assert main(["compare", "votes", "--data", str(tmp_path / "data")]) == 0
    said = capsys.readouterr()
    assert "[/bold]" in said.out
    assert not set("\x1b\x9b") & set(said.out + said.err)


@pytest.mark.parametrize(
    "row", ["cafe\u0301,p1,v,1,1,2025-01-01", "s" * 99 + ",p1,v,1,1,2025-01-01", "S,p," + "v" * 99]
)
def test_one_row_does_not_stop_a_record(tmp_path: Path, row: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that can't stand on a log is set aside with its row; the others are replayed."""
    file = tmp_path / "votes.csv"
    file.write_text(f"{COLUMNS}{row}{',1,1,2025-01-01' * (row.count(',') < 5)}\nS,p1,v1,1,1,2025-01-01\n")
    assert main(["import", "votes", str(file), "--data", str(tmp_path / "data")]) == 0
    assert "S: 1 ballots of 1 wallets" in capsys.readouterr().out
