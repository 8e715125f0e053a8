"""A log as files: paths, bundles, exports, and reading them back from a folder, a web site or a log at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daso.ledger import (
    FolderSource,
    HttpSource,
    LogSource,
    audit_log,
    export,
    fetch_bundle,
    parse_checkpoints,
    read_path,
    render_checkpoints,
)
from daso.ledger.files import (
    BundleMalformed,
    ExportFailed,
    FolderTaken,
    TilePath,
    decode_bundle,
    encode_bundle,
    parse_tile_path,
)
from daso.ledger.memory import MemoryLog
from daso.ledger.source import BundleUnreadable, NotALogAddress, SourceUnreachable, fetch_tile
from tests.ledger.builders import VECTORS, Copy, grow, make_entries, make_log, make_signer

FILES = json.loads((VECTORS / "files.json").read_text())
LOG = make_log(600, [10, 250])
VKEY = LOG.vkey


class Quiet(SimpleHTTPRequestHandler):
    """A plain file server; `/broken/` answers that it is out of order."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer."""
        if self.path.startswith("/broken/"):
            self.send_error(503)
        else:
            super().do_GET()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """The address of a server of the files of LOG."""
    export(LOG, tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("row", FILES["paths"], ids=lambda row: row["path"])
def test_paths(row: dict[str, int | str]) -> None:
    """A tile has the path of the vectors, and the path leads back to it."""
    tile = parse_tile_path(str(row["path"]))
    assert tile is not None
    assert tile._asdict() | {"path": str(tile)} == row


@pytest.mark.parametrize("path", FILES["no_paths"])
def test_no_paths(path: str) -> None:
    """A path that is not written in the one form leads nowhere."""
    assert parse_tile_path(path) is None
    assert read_path(LOG, path) is None


@given(st.none() | st.integers(0, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_any_path(level: int | None, number: int, width: int) -> None:
    """Every tile has one path and every path one tile."""
    assert parse_tile_path(str(TilePath(level, number, width))) == TilePath(level, number, width)


@pytest.mark.parametrize("row", FILES["bundles"])
def test_bundles(row: dict[str, str]) -> None:
    """Bundles are those of the vectors, both ways."""
    entries = [bytes.fromhex(entry) for entry in row["entries"]]
    assert encode_bundle(entries).hex() == row["bundle"]
    assert decode_bundle(bytes.fromhex(row["bundle"])) == entries


@pytest.mark.parametrize("bundle", FILES["no_bundles"])
def test_no_bundles(bundle: str) -> None:
    """A bundle that ends within an entry is refused."""
    with pytest.raises(BundleMalformed):
        decode_bundle(bytes.fromhex(bundle))


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_any_bundle(entries: list[bytes]) -> None:
    """Any entries come back from their bundle."""
    assert decode_bundle(encode_bundle(entries)) == entries


def test_list_of_checkpoints() -> None:
    """The list of checkpoints gives back each note as it was signed."""
    notes = list(LOG.checkpoints())
    assert parse_checkpoints(render_checkpoints(notes)) == notes
    assert parse_checkpoints(render_checkpoints([])) == []


def test_read_path_reaches_as_far_as_the_log() -> None:
    """A file is served at every width that was ever signed, and never beyond the newest checkpoint."""
    served = ["checkpoint", "checkpoints", "log.vkey", "tile/0/001", "tile/0/002.p/88", "tile/0/002.p/1"]
    served += ["tile/1/000.p/1", "tile/1/000.p/2", "tile/entries/000", "tile/entries/000.p/10", "tile/entries/002.p/88"]
    beyond = ["tile/0/002", "tile/0/002.p/89", "tile/0/003.p/1", "tile/1/000.p/3", "tile/1/000", "tile/2/000.p/1"]
    beyond += [
        "tile/9/000",
        "tile/63/000",
        "tile/entries/002",
        "tile/entries/002.p/89",
        "tile/entries/003.p/1",
        "",
        "x",
    ]
    assert all(read_path(LOG, path) for path in served)
    assert not any(read_path(LOG, path) is not None for path in beyond)
    assert read_path(MemoryLog(make_signer()), "checkpoint") is None


def test_all_sources_agree(tmp_path: Path, site: str) -> None:
    """A folder, a web site and the log itself show the same files, and the audit finds all of them sound."""
    for path, content in Copy.take(LOG).files.items():
        for source in (FolderSource(tmp_path), HttpSource(site + "/"), LogSource(LOG)):
            assert source.fetch(path) == content
    for source in (FolderSource(tmp_path), HttpSource(site), LogSource(LOG)):
        assert source.fetch("tile/0/003") is None
        assert audit_log(source, VKEY, LOG.checkpoints()) == []


def test_export_again(tmp_path: Path) -> None:
    """Exporting into the same folder again brings it up to date, and older partial files do no harm."""
    log = make_log(300)
    seen: list[tuple[int, int]] = []
    first = export(log, tmp_path, lambda *done: seen.append(done))
    second = export(grow(log, make_entries(400, "more"), [200]), tmp_path)
    assert seen == [(256, 300), (300, 300)]
    assert first is not None
    assert second is not None
    assert second.note.encode() == (tmp_path / "checkpoint").read_bytes()
    assert audit_log(FolderSource(tmp_path), VKEY, [first.note]) == []


def test_export_of_another_log(tmp_path: Path) -> None:
    """An export never mixes two logs in one folder."""
    export(LOG, tmp_path)
    with pytest.raises(FolderTaken, match="Choose an empty folder"):
        export(MemoryLog(make_signer("other.example/log")), tmp_path)


def test_export_of_an_empty_log(tmp_path: Path) -> None:
    """A log without entries exports its key and promises nothing."""
    assert export(MemoryLog(make_signer()), tmp_path) is None
    assert [path.name for path in tmp_path.iterdir()] == ["log.vkey"]
    assert [finding.code for finding in audit_log(FolderSource(tmp_path), VKEY)] == ["checkpoint-missing"]


def test_export_where_nothing_can_be_written(tmp_path: Path) -> None:
    """An export that cannot be written says so."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ExportFailed, match="choose another folder"):
        export(LOG, tmp_path / "file")


def test_a_dropped_partial_file_is_read_from_the_full_one() -> None:
    """A source may drop a partial file once the full one is there."""
    copy = Copy.take(make_log(600))
    old = 300
    assert fetch_tile(copy, 0, 1, old) == copy.files["tile/0/001"][: 44 * 32]
    assert fetch_bundle(copy, 1, old) == make_entries(300)[256:]
    assert fetch_tile(copy, 0, 3, 900) is None
    with pytest.raises(BundleUnreadable, match="is missing"):
        fetch_bundle(copy, 3, 900)


def test_web_site_out_of_order(site: str) -> None:
    """A site that does not answer is not taken for a log that lacks a file."""
    with pytest.raises(SourceUnreachable, match="503"):
        HttpSource(site + "/broken").fetch("checkpoint")
    with pytest.raises(SourceUnreachable, match="try again"):
        HttpSource("http://127.0.0.1:1").fetch("checkpoint")


def test_addresses(tmp_path: Path) -> None:
    """An address that is none, and a folder that is not there, are told at once."""
    with pytest.raises(NotALogAddress):
        HttpSource("file:///etc")
    with pytest.raises(SourceUnreachable, match="no such folder"):
        FolderSource(tmp_path / "missing")
    (tmp_path / "tile").write_text("a file where a folder should be")
    assert FolderSource(tmp_path).fetch("tile/0/000") is None
