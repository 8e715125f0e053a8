"""Contracts on a public chain: which ones are the organisation's own, as members decided and nobody else can say.

The law knows only where they are. What stands in them is read by the host and judged by the audit. Read next:
`effect.py`, by which a decision binds one; `daso/chain/`, which speaks with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from daso.kernel.act import Number
from daso.kernel.refusals import EffectImpossible

if TYPE_CHECKING:
    from daso.kernel.state import State

__all__ = [
    "Address",
    "BindContract",
    "Contract",
    "EndContract",
    "Role",
    "process_bind_contract",
    "process_end_contract",
    "undo_bind_contract",
    "undo_end_contract",
]

Role = Literal["anchor", "inbox", "vault"]
"""What a contract is for: keeping the log's roots in public, taking acts that an operator does not, holding money."""

Address = Annotated[str, Meta(pattern=r"^0x(?!0{40})[0-9a-f]{40}$(?!\n)")]
"""Somebody's or something's place on a chain, in small letters, so that it has one name; nobody's, nought, is none."""


class Contract(msgspec.Struct, frozen=True, kw_only=True):
    """A contract by its number: bound by `decision` from `bound_at` until `ended_at`; nought means "not yet"."""

    number: int
    chain: int
    role: Role
    address: str
    decision: int
    bound_at: int
    ended_at: int = 0


class BindContract(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="effect"):
    """Bind the contract at this address of the chain with this number."""

    chain: Number
    role: Role
    address: Address


class EndContract(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="effect"):
    """Bind the contract with this number no longer."""

    contract: Number


def _get_bound(state: State, effect: BindContract) -> Contract | None:
    """The contract at this place, while it is bound."""
    for _, one in sorted(state.contracts.items()):
        if (one.chain, one.address) == (effect.chain, effect.address) and not one.ended_at:
            return one
    return None


def _end(state: State, contract: Contract, at: int) -> State:
    return replace(state, contracts=state.contracts.insert(contract.number, replace(contract, ended_at=at)))


def process_bind_contract(state: State, effect: BindContract, decision: int, at: int) -> State:
    """A contract on a public chain is the organisation’s own only by a policy decision, which names its chain and
    address; nobody else can bind one. An anchor keeps the log’s roots in public, where no operator can take them back;
    an inbox takes acts in that an operator refuses to take; a vault holds money that only enough members’ own keys can
    move.
    """
    if _get_bound(state, effect):
        raise EffectImpossible("The contract at {address} is bound already.", address=effect.address)
    number = len(state.contracts) + 1
    contract = Contract(
        number=number, chain=effect.chain, role=effect.role, address=effect.address, decision=decision, bound_at=at
    )
    return replace(state, contracts=state.contracts.insert(number, contract))


def process_end_contract(state: State, effect: EndContract, decision: int, at: int) -> State:
    """It ceases to be by a decision of the same kind; what stands on the chain stays there for everybody to read."""
    contract = state.contracts.get(effect.contract)
    if contract is None or contract.ended_at:
        raise EffectImpossible("No contract {contract} is bound.", contract=effect.contract)
    return _end(state, contract, at)


def undo_bind_contract(state: State, effect: BindContract, decision: int, at: int) -> State | None:
    """End the contract that this decision bound; None where it has ended already, or another decision bound it."""
    bound = _get_bound(state, effect)
    return _end(state, bound, at) if bound and bound.decision == decision else None


def undo_end_contract(state: State, effect: EndContract, decision: int, at: int) -> State | None:
    """Bind again what this decision ended; None where the same place was bound anew meanwhile."""
    ended = state.contracts[effect.contract]
    if _get_bound(state, BindContract(chain=ended.chain, role=ended.role, address=ended.address)):
        return None
    return replace(state, contracts=state.contracts.insert(ended.number, replace(ended, ended_at=0)))
