"""What is posted to an organisation's inbox on a public chain is taken in, like any act, as soon as it is final.

It is tried again until its deadline, for what is not lawful yet may become so: an act that waits for the one before it.
What was posted comes without its words; they are missing on the pages until somebody sends them. Read next:
`anchoring.py`, whose turns these are.
"""

from __future__ import annotations

import structlog

from daso.canon import NotCanonical
from daso.chain.inbox import Posted, read_inbox_facts, read_posts
from daso.chain.rpc import FINALIZED, Node
from daso.errors import Error, Tampered
from daso.host.hosted import Hosted
from daso.host.public import PostStatus, PublicPost, PublicRecord
from daso.kernel.contract import Contract
from daso.kernel.refusals import WrongOrganisation
from daso.kernel.state import State

__all__ = ["attend_inbox"]

_log = structlog.get_logger("daso.host")


def attend_inbox(record: PublicRecord, node: Node, hosted: Hosted, state: State, contract: Contract) -> None:
    """Read what has become final since the last time, and take in what still waits."""
    final = node.get_block(FINALIZED)
    start = record.get_cursor(hosted.org, contract.number)
    if start is None:
        start = node.find_block(state.inaugurated_at, final.number)
    if start <= final.number:
        delay = 1000 * read_inbox_facts(node, contract.address, final.number).delay
        fresh = [_note(contract, post, delay) for post in read_posts(node, contract.address, start, final.number + 1)]
        record.store_posts(hosted.org, contract.number, final.number + 1, fresh)
    if not contract.ended_at:
        after = 0
        while waiting := record.list_waiting(hosted.org, contract.number, after):
            for post in waiting:
                record.settle_post(hosted.org, _try(hosted, post, final.at))
            after = waiting[-1].number


def _note(contract: Contract, post: Posted, delay: int) -> PublicPost:
    return PublicPost(
        contract=contract.number,
        number=post.number,
        sender=post.sender,
        envelope=post.envelope,
        at=post.at,
        due_at=max(post.at, contract.bound_at) + delay,
        transaction=post.transaction,
    )


def _try(hosted: Hosted, post: PublicPost, now: int) -> PublicPost:
    """Take it in; what is refused waits until its deadline has passed, with the reason."""
    try:
        accepted = hosted.take_in(post.envelope)
    except (NotCanonical, WrongOrganisation, Tampered) as error:
        return post.settle("refused", why=error.code)  # no time makes an act of this organisation of it
    except Error as error:
        status: PostStatus = "refused" if now > post.due_at else "waiting"
        if post.why != error.code:
            _log.info("post not taken in", org=hosted.org, number=post.number, code=error.code)
        return post.settle(status, why=error.code)
    _log.info("post taken in", org=hosted.org, number=post.number, entry=accepted.index)
    return post.settle("taken", entry=accepted.index)
