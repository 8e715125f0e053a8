"""The vault as it stands on its chain: its terms, rules and deeds; and the calls that carry approvals there and pay.

Read next: `contracts/vault.vy`, the contract; `approval.py`, what members sign.
"""

from __future__ import annotations

from typing import Final

import msgspec

from daso.chain.abi import AnswerUnfit, compute_topic, decode_values, encode_call, encode_values
from daso.chain.approval import Deed, Limit, Rules, Terms
from daso.chain.build import load_contract, verify_code
from daso.chain.rpc import Node, When

__all__ = [
    "DeedStanding",
    "Paid",
    "Renewed",
    "VaultStanding",
    "compute_left",
    "decode_creation",
    "decode_renewal",
    "describe_newest",
    "encode_approve",
    "encode_pay",
    "encode_renew",
    "encode_vault_creation",
    "get_limit",
    "has_signed",
    "read_deed_standing",
    "read_paid",
    "read_renewed",
    "read_rules",
    "read_spent",
    "read_stopped",
    "read_vault",
]

_DEED: Final = "(uint256,uint256,address,address,uint256,bytes32,bytes32,bytes32,uint256)"
_RULES: Final = "(bytes32,uint256,uint256,uint256,uint256,bytes32,bytes,(address,uint256)[])"
_TERMS: Final = "(uint256,uint256,uint256,uint256,uint256,uint256,uint256)"
_PAID: Final = "Paid(bytes32,bytes32,address,address,uint256,uint256)"
_STOPPED: Final = "Stopped(bytes32)"
_RENEWED: Final = "Renewed(bytes32,uint256,bytes32,uint256)"
_OVER: Final = 2**256 - 1
_PERIOD: Final = 30 * 86_400_000
"""Milliseconds in which small payments stay within their limits, counted from 1970 on."""


class VaultStanding(msgspec.Struct, frozen=True, kw_only=True):
    """What holds in a vault now, and whose it is; and what small payments came to in one period, limit by limit."""

    org: str
    epoch: int
    terms: Terms
    rules: Rules
    spent: tuple[int, ...] = ()
    period: int = 0


class DeedStanding(msgspec.Struct, frozen=True, kw_only=True):
    """How far a deed is: approvals counted, when it can be carried out (seconds; 0: not approved), whether it is over,
    and whether it leans on a silence, so that a single member stops it.
    """

    approvals: int
    ready_at: int
    is_over: bool
    by_silence: bool = False


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


class Renewed(msgspec.Struct, frozen=True, kw_only=True):
    """One change of the members; epoch nought is the vault's birth."""

    deed: bytes
    epoch: int
    root: bytes
    count: int
    transaction: str
    block: int


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
    rules = read_rules(node, address, when)
    (terms,) = decode_values((_TERMS,), node.call(address, encode_call("get_terms()"), when))
    (epoch,) = decode_values(("uint256",), node.call(address, encode_call("epoch()"), when))
    if not (isinstance(terms, tuple) and isinstance(epoch, int)):
        raise AnswerUnfit
    at = node.get_block(when).at if rules.limits else 0
    return VaultStanding(
        org=values["ORGANISATION"][:16].hex(),
        epoch=epoch,
        terms=Terms(**dict(zip(Terms.__struct_fields__, terms, strict=True))),
        rules=rules,
        spent=tuple(read_spent(node, address, one.token, at, when) for one in rules.limits),
        period=at // _PERIOD,
    )


def read_rules(node: Node, address: str, when: When = "latest") -> Rules:
    """What members could change together, as it was in this block."""
    return _decode_rules(*decode_values((_RULES,), node.call(address, encode_call("get_rules()"), when)))


def decode_creation(data: bytes) -> Rules:
    """The rules with which these bytes set up a vault; `AnswerUnfit` where they set up something else."""
    creation = bytes.fromhex(load_contract("vault").creation[2:])
    if not data.startswith(creation):
        raise AnswerUnfit
    return _decode_rules(decode_values(("bytes16", _TERMS, _RULES), data.removeprefix(creation))[2])


def decode_renewal(data: bytes) -> Rules:
    """The rules that a call of `renew` gave; `AnswerUnfit` where it is another call."""
    name = compute_topic(f"renew({_DEED},{_RULES})")[:4]
    if not data.startswith(name):
        raise AnswerUnfit
    return _decode_rules(decode_values((_DEED, _RULES), data.removeprefix(name))[1])


def _decode_rules(rules: object) -> Rules:
    if not isinstance(rules, tuple):
        raise AnswerUnfit
    *plain, limits = rules
    allowed = tuple(Limit(bytes.fromhex(token[2:]), amount) for token, amount in limits)
    return Rules(**dict(zip(Rules.__struct_fields__, [*plain, allowed], strict=True)))


def read_spent(node: Node, address: str, token: bytes, at: int, when: When = "latest") -> int:
    """What small payments of a token have come to in the period that this moment belongs to."""
    data = encode_call("spent(address,uint256)", token, at // _PERIOD)
    (spent,) = decode_values(("uint256",), node.call(address, data, when))
    if not isinstance(spent, int):
        raise AnswerUnfit
    return spent


def get_limit(standing: VaultStanding, token: bytes) -> int:
    """What small payments of a token may come to in a period; nought where there are none."""
    return next((one.amount for one in standing.rules.limits if one.token == token), 0)


def compute_left(standing: VaultStanding, token: bytes, at: int) -> int:
    """What small payments of a token, made at this moment, may still come to, as far as was read."""
    limit = get_limit(standing, token)
    if at // _PERIOD != standing.period:
        return limit
    spent = sum(
        amount for one, amount in zip(standing.rules.limits, standing.spent, strict=False) if one.token == token
    )
    return max(0, limit - spent)


def read_deed_standing(node: Node, address: str, digest: bytes, when: When = "latest") -> DeedStanding:
    """How far a deed is."""
    (approvals,) = decode_values(("uint256",), node.call(address, encode_call("approvals(bytes32)", digest), when))
    (ready_at,) = decode_values(("uint256",), node.call(address, encode_call("ready_at(bytes32)", digest), when))
    (leans,) = decode_values(("bool",), node.call(address, encode_call("by_silence(bytes32)", digest), when))
    if not isinstance(approvals, int) or not isinstance(ready_at, int):
        raise AnswerUnfit
    is_over = ready_at == _OVER
    return DeedStanding(
        approvals=approvals, ready_at=0 if is_over else ready_at, is_over=is_over, by_silence=bool(leans)
    )


def has_signed(node: Node, address: str, digest: bytes, seat: int) -> bool:
    """Whether the approval of a seat was counted."""
    data = encode_call("has_signed(bytes32,uint256)", digest, seat)
    return bool(decode_values(("bool",), node.call(address, data))[0])


def encode_approve(deed: Deed, pages: bytes, batch: bytes, *, objecting: bool = False) -> bytes:
    """The call that counts approvals, or objections."""
    values = (deed.render(), objecting, pages, batch)
    head = compute_topic(f"approve({_DEED},bool,bytes,bytes)")[:4]
    return head + encode_values((_DEED, "bool", "bytes", "bytes"), values)


def encode_pay(deed: Deed) -> bytes:
    """The call that pays."""
    return compute_topic(f"pay({_DEED})")[:4] + encode_values((_DEED,), (deed.render(),))


def encode_renew(deed: Deed, rules: Rules) -> bytes:
    """The call that gives a vault other members."""
    return compute_topic(f"renew({_DEED},{_RULES})")[:4] + encode_values(
        (_DEED, _RULES), (deed.render(), rules.render())
    )


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


def read_stopped(node: Node, address: str, start: int, stop: int) -> frozenset[bytes]:
    """The digests of all deeds that objections have stopped in these blocks."""
    events = list(node.read_events(address, compute_topic(_STOPPED), start, stop))
    if any(len(event.topics) != 2 for event in events):
        raise AnswerUnfit
    return frozenset(event.topics[1] for event in events)


def read_renewed(node: Node, address: str, start: int, stop: int) -> list[Renewed]:
    """Every change of the members in these blocks, in order."""
    found = []
    for event in node.read_events(address, compute_topic(_RENEWED), start, stop):
        epoch, root, count = decode_values(("uint256", "bytes32", "uint256"), event.data)
        if len(event.topics) != 2 or not (
            isinstance(epoch, int) and isinstance(root, bytes) and isinstance(count, int)
        ):
            raise AnswerUnfit
        renewed = Renewed(
            deed=event.topics[1],
            epoch=epoch,
            root=root,
            count=count,
            transaction=event.transaction,
            block=event.block,
        )
        found.append(renewed)
    return found


def describe_newest(standing: VaultStanding, block: int) -> Renewed:
    """The change by which the rules came that hold now, where a node keeps it back: no transaction is known."""
    rules = standing.rules
    return Renewed(
        deed=b"", epoch=standing.epoch, root=rules.root, count=rules.count, transaction="kept back", block=block
    )
