"""Exports, audits, receipts and erasures from the command line, in folders, archives and over the web."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest

from daso.canon import encode, from_base64url, to_base64url
from daso.cli import main
from daso.host import Host
from daso.ledger import NoteSigner, parse_vkey
from tests.cli.conftest import BELL, Demo, get_state

ORG = "crumb-and-spoke"


def export(data: Path, out: Path) -> int:
    """Export the demonstration."""
    return main(["export", str(out), "--data", str(data), "--org", ORG])


def find_vkey(data: Path) -> str:
    """The log's public key, as members know it."""
    host = Host(data)
    vkey = host.open(ORG).vkey
    host.close()
    return vkey


def test_export_audits_as_sound(copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An exported folder holds the log's files, what follows from them and the texts, and audits as sound."""
    out = tmp_path / "out"
    assert export(copy, out) == 0
    assert {path.name for path in out.iterdir()} == {
        "checkpoint",
        "checkpoints",
        "decisions",
        "log.vkey",
        "state",
        "texts",
        "tile",
    }
    assert main(["audit", str(out), "--vkey", find_vkey(copy)]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[-1].startswith(f"Sound: all {get_state(copy).entries} entries")
    assert "Compare it with what members know" not in said


def test_export_again_and_elsewhere(copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An export is brought up to date in its own folder, and never written over anything else."""
    out = tmp_path / "out"
    assert export(copy, out) == export(copy, out) == 0
    other = tmp_path / "other"
    other.mkdir()
    (other / "novel.txt").write_text("Chapter one.")
    assert export(copy, other) == 2
    assert "Choose another place" in capsys.readouterr().err
    assert [path.name for path in other.iterdir()] == ["novel.txt"]


def test_archive_is_the_same_twice(copy: Path, tmp_path: Path) -> None:
    """The same log makes the same archive, which audits like a folder."""
    one, other = tmp_path / "one.tar", tmp_path / "other.tar"
    assert export(copy, one) == export(copy, other) == 0
    assert one.read_bytes() == other.read_bytes()
    assert main(["audit", str(one)]) == 0


def test_audit_names_a_change(copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A single changed word is found, named for programs too, and ends in exit code 1."""
    out = tmp_path / "out"
    assert export(copy, out) == 0
    bundle = out / "tile" / "entries" / "001"
    bundle.write_bytes(bundle.read_bytes().replace(b"CastBallot", b"CastBallet", 1))
    capsys.readouterr()
    assert main(["audit", str(out), "--json"]) == 1
    result = json.loads(capsys.readouterr().out)
    assert result["sound"] is False
    assert "entry-changed" in {finding["code"] for finding in result["findings"]}


@pytest.mark.parametrize("kind", ["", ".tar"])
def test_changed_words_are_found(copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    """Not a letter of a text beside the log can be changed unseen; a text that is not there is no lie."""
    out, audited = tmp_path / "out", tmp_path / f"audited{kind}"
    assert export(copy, out) == 0
    one, other, *_ = sorted((out / "texts").iterdir())
    one.unlink()
    salt, text = (json.loads(other.read_bytes())[field] for field in ("salt", "text"))
    altered = [
        {"salt": salt, "text": text + " "},
        {"salt": to_base64url(from_base64url(salt) + text[:1].encode()), "text": text[1:]},
        {"salt": salt, "text": text, "more": 1},
    ]
    for content in [*map(encode, altered), b"", other.read_bytes() + b"\n"]:
        other.write_bytes(content)
        if kind:
            with tarfile.open(audited, "w") as archive:
                archive.add(out, "out")
        capsys.readouterr()
        assert main(["audit", str(audited if kind else out), "--json"]) == 1
        assert [finding["code"] for finding in json.loads(capsys.readouterr().out)["findings"]] == ["text-altered"]


def test_audit_over_the_web(demo: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A stranger audits the organisation's address, with a receipt that a member has kept."""
    receipt = tmp_path / "receipt.txt"
    assert demo.act(7, "CastBallot", f"proposal={BELL}", "choices=2", "--receipt", str(receipt)) == 0
    capsys.readouterr()
    assert main(["audit", demo.url, "--receipt", str(receipt), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["size"] == get_state(demo.data).entries


@pytest.mark.parametrize("page", ["/", "/audit", f"/proposals/{BELL}?page=1", "/log", "/log/"])
def test_any_page_leads_to_the_log(demo: Demo, capsys: pytest.CaptureFixture[str], page: str) -> None:
    """Whichever page's address a stranger copies, its organisation is audited."""
    assert main(["audit", demo.url + page]) == 0
    assert "Sound: all" in capsys.readouterr().out


def test_address_without_a_scheme(demo: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    """Who forgets https:// is told so, and who names a site without an organisation is told that."""
    assert main(["audit", demo.url.removeprefix("http://")]) == 2
    assert "(or http://)" in capsys.readouterr().err
    assert main(["audit", demo.address]) == 2
    assert "/o/our-company" in capsys.readouterr().out


def test_receipt_is_not_honoured(demo: Demo, built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A log that lost what a receipt promises is convicted by the receipt."""
    receipt, out = tmp_path / "receipt.txt", tmp_path / "out"
    assert demo.act(7, "CastBallot", f"proposal={BELL}", "choices=2", "--receipt", str(receipt)) == 0
    assert export(built, out) == 0
    assert main(["audit", str(out), "--receipt", str(receipt)]) == 1
    assert "receipt" in capsys.readouterr().out


def test_audit_resumes(copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second audit goes on from where the first one ended."""
    out, way = tmp_path / "out", tmp_path / "way"
    assert export(copy, out) == 0
    capsys.readouterr()
    resumed = []
    for _ in range(2):
        assert main(["audit", str(out), "--resume", str(way), "--json"]) == 0
        resumed.append(json.loads(capsys.readouterr().out)["resumed_at"])
    assert resumed[0] == 0
    assert resumed[1] > 1000


def test_archive_may_not_leave_its_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An archive that reaches for other folders is refused."""
    archive, stray = tmp_path / "bad.tar", tmp_path / "stray"
    stray.write_text("hello")
    with tarfile.open(archive, "w") as opened:
        opened.add(stray, "../escaped")
    assert main(["audit", str(archive)]) == 2
    assert "not a .tar file of an export" in capsys.readouterr().err
    stray.unlink()
    assert list(tmp_path.iterdir()) == [archive]


def test_receipt_needs_a_key(demo: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A receipt says whose key it needs, and with another log's key it is not sound."""
    receipt = tmp_path / "receipt.txt"
    assert demo.act(7, "CastBallot", f"proposal={BELL}", "choices=2", "--receipt", str(receipt)) == 0
    assert main(["receipt", "check", str(receipt)]) == 2
    assert "names the log localhost:8000/o/" in capsys.readouterr().err
    stranger = NoteSigner.generate(parse_vkey(find_vkey(demo.data)).name).vkey
    assert main(["receipt", "check", str(receipt), "--vkey", stranger]) == 1
    assert "Not sound" in capsys.readouterr().out


def test_erased_text_leaves_the_log_sound(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An erased text is gone from the folder and from the next export, and the audit stays sound."""
    out = tmp_path / "out"
    assert export(copy, out) == 0
    erased = min((out / "texts").iterdir())
    command = ["erase", erased.stem, "--data", str(copy), "--org", ORG]
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert main(command) == 2
    assert main([*command, "--yes"]) == 0
    assert export(copy, out) == 0
    assert not erased.exists()
    assert main(["audit", str(out)]) == 0
    assert main([*command, "--yes"]) == 0
    assert "erased before" in capsys.readouterr().out


def test_unknown_text_is_said(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A commitment that stands here for nothing is named."""
    assert main(["erase", "A" * 43, "--data", str(copy), "--org", ORG, "--yes"]) == 2
    assert "No text stands here" in capsys.readouterr().err


def test_unknown_organisation_is_said(copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An address that leads to no organisation is named."""
    assert main(["export", str(tmp_path / "out"), "--data", str(copy), "--org", "nobody"]) == 2
    assert "nobody" in capsys.readouterr().err
