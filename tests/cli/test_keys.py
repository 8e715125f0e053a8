"""Keys from the command line: made once, readable by their owner alone, never shown in full."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from daso.canon import from_base64url
from daso.cli import main
from daso.cli.key import load_signer
from daso.keys.verify import WalletKey
from tests.keys.oracle import Account


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of one's own, so that no real key is touched."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_key_is_made_shown_and_listed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A new key has a file that only its owner can read, and its public half is shown alike everywhere."""
    assert main(["key", "new", "bot"]) == 0
    public = capsys.readouterr().out.splitlines()[0]
    (path,) = home.rglob("bot.key")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(from_base64url(public)) == 64
    assert main(["key", "show", "bot"]) == 0
    assert capsys.readouterr().out.strip() == public
    assert main(["key", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"bot": public}


def test_secret_is_never_printed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No command shows the secret half."""
    for arguments in (["new"], ["show"], ["list"]):
        assert main(["key", *arguments]) == 0
    (path,) = home.rglob("default.key")
    assert json.loads(path.read_text())["secret"] not in capsys.readouterr().out


def test_key_is_never_overwritten(capsys: pytest.CaptureFixture[str]) -> None:
    """A second key of the same name is refused."""
    assert main(["key", "new"]) == 0
    assert main(["key", "new"]) == 2
    assert "never overwritten" in capsys.readouterr().err


def test_exposed_key_is_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A key that others on the machine can read is not used until that is mended."""
    path = home / "my.key"
    assert main(["key", "new", "--key", str(path)]) == 0
    path.chmod(0o644)
    assert main(["key", "show", "--key", str(path)]) == 2
    assert "chmod 600" in capsys.readouterr().err


def test_a_wallet_s_key_is_made_and_shown(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A key that a wallet could hold is shown with the address that wallets show."""
    assert main(["key", "new", "treasurer", "--kind", "wallet"]) == 0
    public, address = capsys.readouterr().out.splitlines()[:2]
    (path,) = home.rglob("treasurer.key")
    kept = json.loads(path.read_text())
    account = Account.from_key(from_base64url(kept["secret"]))
    assert (kept["kind"], address.rpartition(" ")[2]) == ("wallet", account.address.lower())
    assert main(["key", "show", "treasurer"]) == 0
    assert capsys.readouterr().out.splitlines() == [public, address]


@pytest.mark.parametrize("spelling", ["{}", "0x{}\n", "  0x{}  "])
def test_a_wallet_s_key_is_imported(home: Path, capsys: pytest.CaptureFixture[str], spelling: str) -> None:
    """A private key that a wallet exported is imported from its file, and nothing of it is printed."""
    account = Account.from_key(b"\7" * 32)
    exported = home / "exported.txt"
    exported.write_text(spelling.format("07" * 32))
    assert main(["key", "import", str(exported), "mine"]) == 0
    shown = capsys.readouterr().out
    assert account.address.lower() in shown
    assert "0707" not in shown
    (path,) = home.rglob("mine.key")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_signer(path).key == WalletKey(public=shown.splitlines()[0])


@pytest.mark.parametrize("content", ["", "07" * 31, "07" * 33, "0x", "zz" * 32, "00" * 32, "ff" * 32, "a wallet"])
def test_what_is_no_private_key_is_not_imported(home: Path, capsys: pytest.CaptureFixture[str], content: str) -> None:
    """A file that holds no private key of the wallets' curve is refused, and nothing is written."""
    exported = home / "exported.txt"
    exported.write_text(content)
    assert main(["key", "import", str(exported), "mine"]) == 2
    assert "64 hexadecimal digits" in capsys.readouterr().err
    assert list(home.rglob("*.key")) == []


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"secret":"x"}', '{"secret":"AAAA"}'])
def test_other_files_are_no_keys(home: Path, capsys: pytest.CaptureFixture[str], content: str) -> None:
    """A file that holds something else is named in a sentence."""
    path = home / "my.key"
    path.touch(mode=0o600)
    path.write_text(content)
    assert main(["key", "show", "--key", str(path)]) == 2
    assert "does not hold a key of daso" in capsys.readouterr().err
