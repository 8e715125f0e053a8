"""What a vote by signature costs with OpenZeppelin's Governor, on the same node: the yardstick for our approvals.

Its sources and the compiler come from npm into `.tools/`, when this is run; nothing of them stands in this tree.
Read next: `gas.py`; `governor.sol`, the usual Governor with nothing added.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from statistics import median_high
from time import perf_counter

from eth_account import Account
from eth_utils.crypto import keccak

from bench.anvil import ROOT, Node
from bench.evm import Deployed, deploy
from daso.chain.build import Contract

__all__ = ["VERSION", "find_governor", "measure_rate", "measure_vote"]

VERSION = "5.7.0"
_PACKAGES = (f"@openzeppelin/contracts@{VERSION}", "solc@0.8.37")
_FOLDER = ROOT / ".tools" / f"openzeppelin-{VERSION}"
_VOTERS = 21
_CROWD = 100
_PROPOSAL = ([f"0x{bytes(20).hex()}"], [0], [b""], keccak(text="anything"))


def find_governor() -> dict[str, Contract]:
    """The compiled contracts, or nothing where npm is not reached."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        return {}
    if not (_FOLDER / "node_modules" / "solc").is_dir():
        _FOLDER.mkdir(parents=True, exist_ok=True)
        words = [npm, "install", "--prefix", str(_FOLDER), "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
        if subprocess.run([*words, *_PACKAGES], check=False).returncode:  # noqa: S603 - fixed words
            return {}
    made = subprocess.run(  # noqa: S603 - our own program
        [node, str(ROOT / "bench" / "governor.cjs"), str(_FOLDER)], capture_output=True, check=True
    )
    return {
        name: Contract(_PACKAGES[1], "", (), one["abi"], one["creation"], "")
        for name, one in json.loads(made.stdout).items()
    }


def measure_vote(node: Node, governor: dict[str, Contract]) -> int:
    """Gas of `castVoteBySig`: the median of voters who are not the first."""
    council, calls = _open_vote(node, governor, _VOTERS)
    return median_high([node.transact(council.address, call).gas for call in calls][1:])


def measure_rate(node: Node, governor: dict[str, Contract]) -> float:
    """Votes a second from end to end: handed to the node one by one, and all mined in as few blocks as can be."""
    council, calls = _open_vote(node, governor, _CROWD)
    sender, to = f"0x{node.accounts[0].hex()}", f"0x{council.address.hex()}"
    node.ask("evm_setAutomine", False)
    started = perf_counter()
    sent = [
        node.ask("eth_sendTransaction", {"from": sender, "to": to, "data": f"0x{call.hex()}", "gas": hex(150_000)})
        for call in calls
    ]
    while any(node.ask("eth_getTransactionReceipt", one) is None for one in (sent[0], sent[-1])):
        node.ask("evm_mine")
    seconds = perf_counter() - started
    node.ask("evm_setAutomine", True)
    _, support, _ = council.read("proposalVotes", council.read("getProposalId", *_PROPOSAL))
    if support != _CROWD * 10**18:
        raise LookupError(f"the Governor counted {support}")
    return _CROWD / seconds


def _open_vote(node: Node, governor: dict[str, Contract], count: int) -> tuple[Deployed, list[bytes]]:
    """A vote under way, and the calls that carry its votes."""
    voters = [Account.from_key(hashlib.sha256(f"voter {n}".encode()).digest()) for n in range(count)]
    tokens = deploy(node, governor["Tokens"], [voter.address for voter in voters])
    council = deploy(node, governor["Council"], f"0x{tokens.address.hex()}")
    council.send("propose", *_PROPOSAL[:3], "anything")
    proposal = council.read("hashProposal", *_PROPOSAL)
    node.ask("anvil_mine", "0x3")
    calls = []
    for voter in voters:
        signed = voter.sign_typed_data(full_message=_write_ballot(node, council, proposal, voter.address))
        calls.append(council.encode("castVoteBySig", proposal, 1, voter.address, bytes(signed.signature)))
    return council, calls


def _write_ballot(node: Node, council: Deployed, proposal: int, voter: str) -> dict[str, object]:
    ballot = {"proposalId": "uint256", "support": "uint8", "voter": "address", "nonce": "uint256"}
    domain = {"name": "string", "version": "string", "chainId": "uint256", "verifyingContract": "address"}
    types = {"EIP712Domain": domain, "Ballot": ballot}
    return {
        "types": {name: [{"name": field, "type": kind} for field, kind in one.items()] for name, one in types.items()},
        "primaryType": "Ballot",
        "domain": {
            "name": "Council",
            "version": "1",
            "chainId": node.chain,
            "verifyingContract": f"0x{council.address.hex()}",
        },
        "message": {"proposalId": proposal, "support": 1, "voter": voter, "nonce": 0},
    }
