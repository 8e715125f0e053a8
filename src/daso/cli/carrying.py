"""`daso chain carry`: what members have signed for a vault, carried to its chain by anybody who pays the fee.

A site with DASO_CHAIN_RPC does so by itself; this is for when it does not, and for changes of the members after a long
silence, which a site does not begin. Read next: `contracts.py`; `docs/vault.md`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from daso.cli.contracts import open_node, send_call
from daso.cli.screen import say_moment, show
from daso.cli.site import Carrying, Site
from daso.errors import Misconfigured

if TYPE_CHECKING:
    from daso.chain.rpc import Node
    from daso.chain.vault import DeedStanding

__all__ = ["carry", "find_place"]


class NothingNamed(Misconfigured):
    """Nobody said what is to be approved or carried."""

    code = "nothing-to-carry"
    message = "Say what is meant: --payment NUMBER, or --members VAULT for a change of that vault's members."


def carry(site: str, /, *, payment: int = 0, members: int = 0, rpc: str = "", key: Path | None = None) -> int:
    """Carry what members have signed to a vault's chain: objections if there are enough, else approvals, then the rest.

    Nobody can change what is carried, and carrying twice does nothing. Run it again when the delay has passed.

    Example: daso chain carry https://vote.example/o/ours --payment 3 --rpc https://node.example --key chain.key

    Args:
        site: The organisation's address.
        payment: The number of a payment from a vault.
        members: The number of a vault whose members are to change. After the vault's silence, approvals by the smaller
            share are enough, if it was set up with one.
        rpc: The address of a node of the chain (DASO_CHAIN_RPC).
        key: The file with the key of the account that pays (DASO_CHAIN_KEY).
    """
    place = find_place(payment, members)
    node = open_node(rpc)
    found = Site(site).get_carrying(place)
    node.check_chain(found.deed.chain)
    deed = _read(node, found)
    if deed.is_over:
        show("It is over: carried out, or stopped. Nothing was sent.")
    elif found.objections and found.objected >= (1 if deed.by_silence else found.cancels):
        _send_all(node, key, found, found.objections)
        show("Stopped, for good." if _read(node, found).is_over else "Carried; it is not stopped.")
    elif not found.calls:
        show("Members have stopped it, or it was overturned, so nothing was sent. Object: then the vault refuses it.")
    else:
        _approve(node, key, found, deed)
    return 0


def find_place(payment: int, members: int) -> str:
    """Where the API has what was named, which must be one of the two."""
    if bool(payment) == bool(members):
        raise NothingNamed
    return f"withdrawals/{payment}" if payment else f"vaults/{members}/renewal"


def _read(node: Node, found: Carrying) -> DeedStanding:
    from daso.chain.vault import read_deed_standing

    return read_deed_standing(node, found.deed.vault, bytes.fromhex(found.digest[2:]))


def _approve(node: Node, key: Path | None, found: Carrying, deed: DeedStanding) -> None:
    """Bring approvals that are not there yet; then the last step, once its time has come."""
    *approvals, last = found.calls
    if deed.approvals < found.given:
        _send_all(node, key, found, approvals)
        deed = _read(node, found)
    show(f"{deed.approvals} approvals are on the chain; {found.needed} are needed.")
    if not deed.ready_at:
        show("That is not enough yet. When more have approved, run this again.")
    elif node.get_block("latest").at < 1000 * deed.ready_at:
        moment = say_moment(1000 * deed.ready_at)
        why = " A single objection stops it, for it leans on the silence." if deed.by_silence else ""
        show(f"Approved. It can be carried out from {moment}; run this again then.{why}")
    else:
        _send_all(node, key, found, [last])
        show("Carried out.")


def _send_all(node: Node, key: Path | None, found: Carrying, calls: list[str]) -> None:
    from daso.chain.sending import Call

    for call in calls:
        send_call(node, key, Call(to=found.deed.vault, data=bytes.fromhex(call[2:]), about=f"carry {found.digest}"))
