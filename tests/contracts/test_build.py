"""What is deployed is what the sources say, to the byte, and anybody can verify it at its address."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest

from bench.anvil import ROOT, Node
from bench.cooperative import ORGANISATION, Cooperative
from bench.evm import Chain, Deployed, deploy
from daso.chain.build import (
    BirthDiffers,
    CodeDiffers,
    ContractName,
    find_contract,
    load_contract,
    load_contracts,
    verify_birth,
    verify_code,
)
from daso.cli import main
from tests.contracts.conftest import TOKENS

CHARTER = bytes([5]) * 32


def test_the_compiled_contracts_are_what_the_sources_give() -> None:
    """Compiling again, anywhere, gives the very bytes that are deployed."""
    pytest.importorskip("vyper", reason="no compiler here: tools/setup contracts installs it")
    made = subprocess.run(
        [sys.executable, "-m", "tools.contracts", "check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (made.returncode, made.stdout) == (0, "")


def test_digests_are_of_the_code() -> None:
    """Each digest is SHA-256 of the code that runs."""
    for contract in load_contracts().values():
        assert contract.digest == hashlib.sha256(bytes.fromhex(contract.runtime[2:])).hexdigest()


def deploy_one(chain: Chain, name: ContractName) -> Deployed:
    """One of the contracts."""
    if name == "vault":
        return Cooperative(chain, range(3)).vault
    if name == "anchor":
        return deploy(chain, load_contract(name), ORGANISATION, CHARTER, chain.accounts[0])
    return deploy(chain, load_contract(name), ORGANISATION, 60)


@pytest.mark.parametrize("name", ["anchor", "inbox", "vault"])
def test_what_stands_on_the_chain_is_recognised(chain: Chain, name: ContractName) -> None:
    """The code at an address tells which contract it is, and for which organisation it was made."""
    code = chain.get_code(deploy_one(chain, name).address)
    assert find_contract(code) == name
    assert verify_code(load_contract(name), code)["ORGANISATION"] == ORGANISATION.ljust(32, b"\0")


@pytest.mark.parametrize("name", ["anchor", "inbox", "vault"])
def test_a_single_other_byte_is_noticed(chain: Chain, name: ContractName) -> None:
    """Code that differs in one byte, or is longer or shorter, is none of ours."""
    code = chain.get_code(deploy_one(chain, name).address)
    for other in (b"", code[:-1], code + b"\0", bytes([code[0] ^ 1]) + code[1:], code[:200] + b"\xff" + code[201:]):
        with pytest.raises(CodeDiffers):
            find_contract(other)


def test_birth_from_other_code_is_noticed() -> None:
    """Whatever ran before our code makes another birth."""
    creation = bytes.fromhex(load_contract("anchor").creation[2:])
    assert verify_birth(load_contract("anchor"), creation + CHARTER) == CHARTER
    with pytest.raises(BirthDiffers):
        verify_birth(load_contract("anchor"), b"\x5f" + creation)


@pytest.fixture
def asked(node: Node, monkeypatch: pytest.MonkeyPatch) -> Node:
    """A node that the command line asks."""
    monkeypatch.setenv("DASO_CHAIN_RPC", node.url)
    return node


def test_the_command_verifies_a_contract(asked: Node, capsys: pytest.CaptureFixture[str]) -> None:
    """`daso chain verify` names contract, digest and values from birth, and finds the transaction that made it."""
    anchor = deploy_one(asked, "anchor")
    asked.ask("anvil_mine", "0x5")
    assert main(["chain", "verify", f"anchor/eip155:31337:0x{anchor.address.hex()}"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert f"daso's anchor (vyper 0.4.3), with the digest {load_contract('anchor').digest}." in said
    assert f"CHARTER: {CHARTER.hex()}" in said
    assert f"in transaction {anchor.birth.hash}." in said


def test_the_command_names_what_is_none_of_ours(asked: Node, capsys: pytest.CaptureFixture[str]) -> None:
    """Another contract at an address makes exit code 1 and a warning."""
    token = deploy(asked, load_contracts(TOKENS)["plain"], bytes(20), 1)
    assert main(["chain", "verify", f"0x{token.address.hex()}"]) == 1
    assert "none of daso's contracts" in capsys.readouterr().out


def test_the_command_notices_another_birth(asked: Node, capsys: pytest.CaptureFixture[str]) -> None:
    """Our code, left there by code that is not ours, makes exit code 1: its storage may hold anything."""
    code = asked.get_code(deploy_one(asked, "anchor").address)
    length = len(code).to_bytes(2, "big")
    # Writes 1 into slot 0, then leaves the code that follows: the size of an anchor that nobody anchored.
    before = bytes.fromhex("60015f55") + b"\x61" + length + bytes.fromhex("601280") + bytes.fromhex("5f39") + b"\x61"
    before += length + bytes.fromhex("5ff3")
    before = before.replace(bytes.fromhex("601280"), b"\x60" + bytes([len(before) - 1]))
    receipt = asked.transact(b"", before + code)
    assert asked.get_code(receipt.address) == code
    assert main(["chain", "verify", f"0x{receipt.address.hex()}"]) == 1
    assert "born from other code than ours" in " ".join(capsys.readouterr().out.split())


def test_the_command_says_when_it_cannot_know(asked: Node, capsys: pytest.CaptureFixture[str]) -> None:
    """With a transaction that made something else, birth stays unknown, and the exit code says so."""
    anchor, other = deploy_one(asked, "anchor"), deploy_one(asked, "inbox")
    words = ["chain", "verify", f"0x{anchor.address.hex()}", "--transaction", other.birth.hash]
    assert main(words) == 2
    assert "could not be found out" in capsys.readouterr().out
    assert main(["chain", "verify", "0x12"]) == 2
    assert main(["chain", "verify", f"0x{bytes(20).hex()}"]) == 2
