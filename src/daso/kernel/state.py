"""The State: everything the law needs to know about an organisation, as one frozen value made from its log alone.

It holds what is alive. A closed proposal leaves it as a small `Decision`; ballots and comments' words stay on the log.
Read next: `transition.py`, which makes each State from the one before.
"""

from __future__ import annotations

import msgspec

from daso.kernel.charter import Charter
from daso.kernel.comment import Drawer
from daso.kernel.contract import Contract
from daso.kernel.decision import Decision
from daso.kernel.founding import Clause
from daso.kernel.hub import Hub
from daso.kernel.lot import Lot
from daso.kernel.mandate import Mandate
from daso.kernel.membership import Invitation, Member
from daso.kernel.moderation import Moderation
from daso.kernel.pause import Pause
from daso.kernel.payment import Payment
from daso.kernel.persistent import Map
from daso.kernel.proposal import Proposal
from daso.kernel.recovery import Recovery
from daso.kernel.scrutineer import Scrutineer
from daso.kernel.setting import Amendment
from daso.kernel.withdrawal import Withdrawal
from daso.kernel.witness import Witness

__all__ = ["State"]


class State(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One organisation at one moment of its log. Times are UTC milliseconds; nought means "not yet"."""

    org: str
    law: int
    door: str
    at: int
    entries: int
    """Entries of the log that made this State; the next one has this index."""
    origins: tuple[str, ...]
    """Sites whose passkeys count here."""
    charter: Charter
    amendments: tuple[Amendment, ...]
    """Every change of the charter since the inauguration, in order."""
    clauses: Map[str, Clause]
    """The ideas-issue, clause by clause."""
    affirmed: Map[int, str]
    """While founding: which foundation each founder has affirmed, by its digest."""
    foundation: str
    """Digest of the ideas-issue and charter as locked at the inauguration; empty before it."""
    standing: str
    """The same digest with the charter as it was last amended: what newcomers affirm."""
    inaugurated_at: int
    members: Map[int, Member]
    tokens: int
    """How many members hold a vote-token now."""
    tokens_at: int
    """When that number last changed."""
    admitted: tuple[int, ...]
    """When members were admitted, and below when members ceased to be: the last thirty days, the oldest first."""
    ended: tuple[int, ...]
    expelled: tuple[int, ...]
    waiting: tuple[int, ...]
    """Newcomers with all their sponsors, in the order in which they will be admitted as soon as there is room."""
    keys: Map[str, int]
    """Whose each public key is, so that no key serves two members."""
    invitations: Map[int, Invitation]
    next_member: int
    proposals: Map[int, Proposal]
    """Proposals in discussion or open to votes."""
    decisions: Map[int, Decision]
    """How every other proposal ended."""
    next_proposal: int
    due: tuple[tuple[int, int], ...]
    """What the clock will bring, soonest first: (time, proposal) of each close or lapse."""
    cooling: tuple[tuple[int, int], ...]
    """What was rejected lately, soonest first: (when it may be brought again, decision)."""
    scrutineers: Map[int, Scrutineer]
    witnesses: Map[int, Witness]
    """Whose cosignatures under the log's checkpoints count, those of the past included."""
    contracts: Map[int, Contract]
    """Contracts on public chains that are or were the organisation's own."""
    comments: Map[int, Drawer]
    """Who commented on what: entry, member and subject, in drawers of entries that follow one another."""
    recoveries: Map[int, Recovery]
    """Members who are about to be given a new key, by number."""
    moderated: Map[int, Moderation]
    """Those of them that were ever flagged, hidden or restored."""
    mandates: Map[int, Mandate]
    """Responsibilities given to members, those of the past included."""
    lots: Map[int, Lot]
    """Draws, under way and concluded."""
    lots_due: tuple[tuple[int, int], ...]
    """When the clock will end a round of a draw, soonest first: (time, lot)."""
    payments: Map[int, Payment]
    """Payments that were ordered."""
    withdrawals: Map[int, Withdrawal]
    """Those that are to be made from a vault."""
    hubs: Map[int, Hub]
    """Where members gather, those that have ended included."""
    pauses: tuple[Pause, ...]
    """Emergency pauses, the last one last."""
