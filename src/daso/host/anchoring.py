"""The background work between this host's logs and a public chain: reading anchors, and anchoring what has grown.

One turn does all there is to do and may be taken at any time. What must be sent follows from the chain as it is, and
what is under way from the journal, so nothing is sent twice and nothing is forgotten, whatever ends the process.
Read next: `posting.py`, the inbox; `chain/sending.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import structlog

from daso.chain.account import Account, load_account
from daso.chain.anchor import encode_anchor, read_anchor_facts, read_anchors, read_position
from daso.chain.rpc import FINALIZED, Node
from daso.chain.sending import Call, Journal, send
from daso.errors import Error, Misconfigured
from daso.host.host import Host
from daso.host.hosted import Hosted
from daso.host.posting import attend_inbox
from daso.host.public import PublicAnchor
from daso.kernel.contract import Contract
from daso.kernel.state import State

__all__ = ["Anchoring", "NotTheAnchorer", "Way"]

_MINUTE = 60_000
_log = structlog.get_logger("daso.host")


class NotTheAnchorer(Misconfigured):
    """The anchor takes nothing from this host's account."""

    code = "not-the-anchorer"
    message = (
        "The anchor {address} is another's: it takes anchors from {expected} only, and the key here is that of {given}."
    )


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """How to reach a chain: a node, the file with the anchorer's key (none: only read), and how often to anchor."""

    rpc: str
    key: Path | None = None
    minutes: int = 60

    def __repr__(self) -> str:
        """Says nothing of where that is, for addresses of nodes may be secret."""
        return "Way(…)"


class _Begun(msgspec.Struct, frozen=True):
    """The anchor that was begun last: when, and of how many entries."""

    at: int
    size: int


@contextmanager
def _apart(said: str, **what: str | int) -> Iterator[None]:
    """Tell what goes wrong, and go on: whoever binds a contract chooses what it answers, and must harm nobody else."""
    try:
        yield
    except Error as error:
        _log.warning(said, **what, code=error.code, why=str(error))
    except Exception:  # noqa: BLE001 - what others' contracts bring about can't be foreseen; its trace is logged
        _log.exception(said, **what)


class Anchoring:
    """Keeps the chain and all organisations of a host in step."""

    def __init__(self, host: Host, way: Way) -> None:
        self._host = host
        self._way = way
        self._node = Node(way.rpc)
        self._account: Account | None = load_account(way.key) if way.key else None
        self._journal = Journal(way.key.with_name(way.key.name + ".journal")) if way.key else None
        self._begun: dict[tuple[str, int], _Begun] = {}
        self._checked: set[str] = set()

    def turn(self) -> None:
        """Read what has become final, and anchor what is due. What fails is told, and tried again the next time."""
        now = self._host.clock()
        try:
            chain = self._node.get_chain()
        except Error as error:
            _log.warning("chain not reached", code=error.code, why=str(error))
            return
        for listing in self._host.list():
            with _apart("organisation not attended", org=listing.org):
                hosted = self._host.open(listing.org)
                state = hosted.get_state(now)
                for _, contract in sorted(state.contracts.items()):
                    if contract.chain == chain:
                        with _apart("contract not attended", org=listing.org, contract=contract.number):
                            self._attend(hosted, state, contract, now)

    def _attend(self, hosted: Hosted, state: State, contract: Contract, now: int) -> None:
        if contract.role == "vault":
            self._attend_vault(hosted, state, contract, now)
            return
        if contract.role == "inbox":
            attend_inbox(self._host.public, self._node, hosted, state, contract)
            return
        self._follow_anchor(hosted, state, contract)
        if self._account and self._journal and not contract.ended_at:
            self._anchor(hosted, contract, self._account, self._journal, now)

    def _attend_vault(self, hosted: Hosted, state: State, contract: Contract, now: int) -> None:
        """Carry every payment from this vault as far as it can go today."""
        sender = (self._account, self._journal) if self._account and self._journal and not contract.ended_at else None
        vaults = self._host.vaults
        for place in vaults.attend(self._node, hosted, state, contract):
            with _apart("deed not moved on", org=hosted.org, about=place.about):
                vaults.advance(self._node, hosted, place, sender, now)
        self._host.renewals.attend(self._node, hosted, state, (contract, sender, now))

    def _follow_anchor(self, hosted: Hosted, state: State, contract: Contract) -> None:
        """Read the anchors that have become final since the last time."""
        final = self._node.get_block(FINALIZED).number
        start = self._host.public.get_cursor(hosted.org, contract.number)
        if start is None:
            start = self._node.find_block(state.inaugurated_at, final)
        if start > final:
            return
        found = [
            PublicAnchor(contract=contract.number, **msgspec.structs.asdict(one))
            for one in read_anchors(self._node, contract.address, start, final + 1)
        ]
        self._host.public.store_anchors(hosted.org, contract.number, final + 1, found)

    def _anchor(self, hosted: Hosted, contract: Contract, account: Account, journal: Journal, now: int) -> None:
        """Anchor the newest checkpoint, when the log has grown and it is time, or when the last one is not through."""
        head, key = hosted.log.head(), (hosted.org, contract.number)
        self._check(contract, account)
        size, _ = read_position(self._node, contract.address, "latest")
        if head is None or size >= head.checkpoint.size:
            return
        begun = self._begun.get(key)
        if begun and size >= begun.size and now < begun.at + self._way.minutes * _MINUTE:
            return
        checkpoint = head.checkpoint
        call = Call(
            to=contract.address,
            data=encode_anchor(checkpoint.size, checkpoint.root),
            about=f"anchor {hosted.org} {checkpoint.size}",
        )
        sent = send(self._node, account, call, journal, now)
        if sent.call == call:
            self._begun[key] = _Begun(now, checkpoint.size)
            _log.info("anchor sent", org=hosted.org, size=checkpoint.size, transaction=sent.hash)

    def _check(self, contract: Contract, account: Account) -> None:
        """Once for each contract: it takes anchors from this account."""
        if contract.address in self._checked:
            return
        expected = read_anchor_facts(self._node, contract.address).anchorer
        if expected != account.address:
            raise NotTheAnchorer(address=contract.address, expected=expected, given=account.address)
        self._checked.add(contract.address)
