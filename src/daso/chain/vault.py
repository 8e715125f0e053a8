"""The vault as it stands on its chain: its terms, rules and deeds; and the calls that carry approvals there and pay.

Read next: `contracts/vault.vy`, the contract; `approval.py`, what members sign.
"""

from __future__ import annotations

from typing import Final

import msgspec

from daso.chain.abi import AnswerUnfit, compute_topic, decode_values, encode_call, encode_values
from daso.chain.approval import Deed, Rules, Terms
from daso.chain.build import load_contract, verify_code
from daso.chain.rpc import Node, When

__all__ = [
    "DeedStanding",
    "Paid",
    "VaultStanding",
    "encode_approve",
    "encode_pay",
    "encode_vault_creation",
    "has_signed",
    "read_deed_standing",
    "read_paid",
    "read_vault",
]

_DEED: Final = "(uint256,uint256,address,address,uint256,bytes32,bytes32,bytes32,uint256)"
_RULES: Final = "(bytes32,uint256,uint256,uint256,uint256,bytes32,bytes,(address,uint256)[])"
_TERMS: Final = "(uint256,uint256,uint256,uint256,uint256,uint256,uint256)"
_PAID: Final = "Paid(bytes32,bytes32,address,address,uint256,uint256)"
_OVER: Final = 2**256 - 1


class VaultStanding(msgspec.Struct, frozen=True, kw_only=True):
    """What holds in a vault now, and whose it is."""

    org: str
    epoch: int
    delay: int
    life: int
    root: bytes
    count: int
    needed: int
    site: bytes
    tail: bytes


class DeedStanding(msgspec.Struct, frozen=True, kw_only=True):
    """How far a deed is: approvals counted, when it can be paid (seconds; 0: not approved), and whether it is over."""

    approvals: int
    ready_at: int
    is_over: bool


class Paid(msgspec.Struct, frozen=True, kw_only=True):
    """One payment that was made. `received` is what arrived, less than `amount` where a token keeps a fee."""

    deed: bytes
    decision: bytes
    to: str
    token: str
    amount: int
    received: int
    block: int
    at: int
    transaction: str


def encode_vault_creation(org: str, terms: Terms, rules: Rules) -> bytes:
    """What sets up a new vault."""
    held = (
        terms.share,
        terms.delay,
        terms.small_delay,
        terms.life,
        terms.silence,
        terms.silent_share,
        terms.silent_delay,
    )
    values = (bytes.fromhex(org), held, rules.render())
    return bytes.fromhex(load_contract("vault").creation[2:]) + encode_values(("bytes16", _TERMS, _RULES), values)


def read_vault(node: Node, address: str, when: When = "latest") -> VaultStanding:
    """What holds in this vault; raises unless the code that stands there is ours, to the byte."""
    values = verify_code(load_contract("vault"), node.get_code(address, when))
    (rules,) = decode_values((_RULES,), node.call(address, encode_call("get_rules()"), when))
    (terms,) = decode_values((_TERMS,), node.call(address, encode_call("get_terms()"), when))
    (epoch,) = decode_values(("uint256",), node.call(address, encode_call("epoch()"), when))
    if not (isinstance(rules, tuple) and isinstance(terms, tuple) and isinstance(epoch, int)):
        raise AnswerUnfit
    root, count, needed, _, _, site, tail, _ = rules
    return VaultStanding(
        org=values["ORGANISATION"][:16].hex(),
        epoch=epoch,
        delay=terms[1],
        life=terms[3],
        root=root,
        count=count,
        needed=needed,
        site=site,
        tail=tail,
    )


def read_deed_standing(node: Node, address: str, digest: bytes, when: When = "latest") -> DeedStanding:
    """How far a deed is."""
    (approvals,) = decode_values(("uint256",), node.call(address, encode_call("approvals(bytes32)", digest), when))
    (ready_at,) = decode_values(("uint256",), node.call(address, encode_call("ready_at(bytes32)", digest), when))
    if not isinstance(approvals, int) or not isinstance(ready_at, int):
        raise AnswerUnfit
    return DeedStanding(approvals=approvals, ready_at=0 if ready_at == _OVER else ready_at, is_over=ready_at == _OVER)


def has_signed(node: Node, address: str, digest: bytes, seat: int) -> bool:
    """Whether the approval of a seat was counted."""
    data = encode_call("has_signed(bytes32,uint256)", digest, seat)
    return bool(decode_values(("bool",), node.call(address, data))[0])


def encode_approve(deed: Deed, pages: bytes, batch: bytes) -> bytes:
    """The call that counts approvals."""
    values = (deed.render(), False, pages, batch)
    head = compute_topic(f"approve({_DEED},bool,bytes,bytes)")[:4]
    return head + encode_values((_DEED, "bool", "bytes", "bytes"), values)


def encode_pay(deed: Deed) -> bytes:
    """The call that pays."""
    return compute_topic(f"pay({_DEED})")[:4] + encode_values((_DEED,), (deed.render(),))


def read_paid(node: Node, address: str, start: int, stop: int) -> list[Paid]:
    """Every payment in the blocks from `start` up to and without `stop`, in order."""
    found = []
    for event in node.read_events(address, compute_topic(_PAID), start, stop):
        if len(event.topics) != 4:
            raise AnswerUnfit
        token, amount, received = decode_values(("address", "uint256", "uint256"), event.data)
        if not (isinstance(token, str) and isinstance(amount, int) and isinstance(received, int)):
            raise AnswerUnfit
        paid = Paid(
            deed=event.topics[1],
            decision=event.topics[2],
            to="0x" + event.topics[3][-20:].hex(),
            token="" if int(token, 16) == 0 else token.lower(),
            amount=amount,
            received=received,
            block=event.block,
            at=node.get_block(event.block).at,
            transaction=event.transaction,
        )
        found.append(paid)
    return found
