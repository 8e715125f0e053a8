"""From the command line, anybody with a few coins sets up an anchor and anchors, and an audit says what it compared."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from daso.canon import encode
from daso.chain.approval import Limit
from daso.chain.vault import read_vault
from daso.cli import main
from daso.cli.contracts import read_contract
from daso.kernel.comment import PostComment
from daso.kernel.key import AddKey
from daso.testkit.authenticator import SoftwarePasskey
from tests.chain.anvil import CHAIN
from tests.chain.bound import Bound
from tests.host.founded import ORIGIN
from vectors.story import create_text

CODE = re.compile(r"anchor/eip155:31337:0x[0-9a-f]{40}")


@pytest.fixture
def quick(bound: Bound, monkeypatch: pytest.MonkeyPatch) -> Bound:
    """The same organisation on a chain on which each transaction gets a block at once, named in the environment."""
    bound.anvil.node.ask_maybe("evm_setAutomine", [True], object)
    monkeypatch.setenv("DASO_CHAIN_RPC", bound.anvil.url)
    monkeypatch.setenv("DASO_CHAIN_KEY", str(bound.key))
    return bound


def _export(bound: Bound, out: Path) -> str:
    slug = bound.founded.hosted.slug
    assert main(["export", str(out), "--data", str(bound.host.data), "--org", slug]) == 0
    return str(out)


def test_deploying_anchoring_and_auditing(quick: Bound, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A new anchor is set up for an export, anchored by its code, and then agrees with the log it was made for."""
    source = _export(quick, tmp_path / "out")
    assert main(["chain", "deploy", "anchor", source]) == 0
    said = capsys.readouterr().out
    [code] = set(CODE.findall(said))
    assert "once a policy decision binds it" in said
    assert main(["chain", "anchor", source, "--contract", code]) == 0
    assert f"holds {quick.size} entries now" in capsys.readouterr().out
    assert main(["chain", "anchor", source, "--contract", code]) == 0
    assert f"holds {quick.size} entries already" in capsys.readouterr().out
    quick.anvil.finalize()
    assert main(["audit", source, "--rpc", quick.anvil.url, "--contract", code, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["findings"], result["unchecked"]) == ([], [])
    assert main(["audit", source]) == 0
    assert f"The anchor {quick.address} on chain {CHAIN} was not compared" in capsys.readouterr().out


def test_the_bound_anchor_is_found(quick: Bound, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a code, the anchor that the members have bound is anchored; on another chain, there is none."""
    source = _export(quick, tmp_path / "out")
    assert main(["chain", "anchor", source]) == 0
    assert f"The anchor {quick.address} on chain {CHAIN} holds {quick.size} entries now." in capsys.readouterr().out


def test_a_log_that_does_not_hold_is_not_anchored(
    quick: Bound, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A log that was shortened since it was anchored is not anchored again, for it is not sound."""
    earlier = _export(quick, tmp_path / "earlier")
    quick.founded.say(1, PostComment, "text", {"body": "Well said."}, subject="charter")
    assert main(["chain", "anchor", _export(quick, tmp_path / "later")]) == 0
    quick.anvil.finalize()
    count = quick.anvil.node.ask_number("eth_getTransactionCount", quick.account.address, "latest")
    assert main(["chain", "anchor", earlier]) == 2
    assert "the log does not hold: Shortened" in capsys.readouterr().err
    assert quick.anvil.node.ask_number("eth_getTransactionCount", quick.account.address, "latest") == count


def test_what_is_missing_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a node, a key or a contract's code, one sentence says what to give."""
    monkeypatch.delenv("DASO_CHAIN_RPC", raising=False)
    monkeypatch.delenv("DASO_CHAIN_KEY", raising=False)
    assert main(["chain", "anchor", str(tmp_path)]) == 2
    assert "Name a node of the chain" in capsys.readouterr().err
    assert main(["chain", "deploy", "anchor", str(tmp_path), "--rpc", "http://127.0.0.1:9"]) == 2
    assert "Name the file with the key" in capsys.readouterr().err
    assert main(["audit", str(tmp_path), "--contract", "anchor"]) == 2
    assert "is no contract's code" in capsys.readouterr().err
    key = tmp_path / "chain.key"
    assert main(["chain", "key", str(key)]) == 0
    said = capsys.readouterr().out
    assert "account 0x" in said
    assert key.read_text().strip() not in said
    assert main(["chain", "deploy", "anchor", str(tmp_path), "--rpc", "http://127.0.0.1:9", "--key", str(key)]) == 2
    assert "127.0.0.1 gave no usable answer" in capsys.readouterr().err


def test_a_vault_with_small_payments(quick: Bound, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Limits are given in coins or in a token's units, stand in the vault from its birth, and bad ones are named."""
    for number in (1, 2):
        passkey = SoftwarePasskey(f"vault {number}".encode(), ORIGIN)
        quick.founded.say(number, AddKey, "label", {"label": "Phone"}, key=passkey.key)
    command = ["chain", "deploy", "vault", _export(quick, tmp_path / "out"), "--origin", ORIGIN]
    five = [f"1@0x{number:040x}" for number in range(1, 6)]
    for bad in (["much"], ["1.5@0x" + "70" * 20], ["1", "2"], ["5@0x" + "00" * 20], five):
        assert main([*command, *(word for one in bad for word in ("--small", one))]) == 2
        assert "is no limit of small payments" in capsys.readouterr().err
    assert main([*command, "--small", "0.5", "--small", "7@0x" + "70" * 20]) == 0
    [address] = set(re.findall(r"vault/eip155:31337:(0x[0-9a-f]{40})", capsys.readouterr().out))
    standing = read_vault(quick.anvil.node, address)
    assert standing.rules.limits == (Limit(bytes(20), 5 * 10**17), Limit(bytes.fromhex("70" * 20), 7))
    assert standing.spent == (0, 0)


def test_handing_an_act_in(quick: Bound, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An inbox is set up and bound; a saved act is posted by somebody else, once, taken in, and listed."""
    assert main(["chain", "deploy", "inbox", _export(quick, tmp_path / "out"), "--hours", "24"]) == 0
    [code] = set(re.findall(r"inbox/eip155:31337:0x[0-9a-f]{40}", capsys.readouterr().out))
    quick.decide(read_contract(code))
    quick.keep_pace()
    saved = tmp_path / "act.json"
    saved.write_bytes(encode(quick.founded.people[1].do(PostComment, subject="charter", text=create_text("Heard"))))
    assert main(["chain", "post", str(saved), "--contract", code]) == 0
    assert "The operator has 24 hours to take it in" in capsys.readouterr().out
    assert main(["chain", "post", str(saved), "--contract", code]) == 0
    assert "posted already" in capsys.readouterr().out
    quick.anvil.finalize()
    quick.anchoring.turn()
    assert main(["chain", "inbox", _export(quick, tmp_path / "later")]) == 0
    said = capsys.readouterr().out
    assert "1 posted, each to be taken in within 24 hours" in said
    assert f"entry {quick.size - 1}" in said


def test_what_can_not_be_posted_is_named(quick: Bound, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file without an act, an act of another organisation and a chain of another number are refused unsent."""
    address = quick.bind_inbox()
    code = f"inbox/eip155:31337:{address}"
    saved = tmp_path / "act.json"
    saved.write_text("{}")
    assert main(["chain", "post", str(saved), "--contract", code]) == 2
    assert "not in canonical form" in capsys.readouterr().err
    stranger = quick.founded.people[1].copy()
    stranger.org = "0" * 32
    saved.write_bytes(encode(stranger.do(PostComment, subject="charter", text=create_text("Heard"))))
    assert main(["chain", "post", str(saved), "--contract", code]) == 2
    assert f"This act is of organisation {'0' * 32}" in capsys.readouterr().err
    assert main(["chain", "post", str(saved), "--contract", code.replace("31337", "1")]) == 2
    assert "speaks for chain 31337, and chain 1 is asked for" in capsys.readouterr().err
