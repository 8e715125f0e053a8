"""A log held against an inbox: what was posted there, lawful then and still at its deadline, must be on the log.

So an operator can be late, and can't silence anybody unseen.
Garbage, what the law refuses, and what came too late to be taken in blame nobody. Judged are finalized blocks only.
Read next: `onchain.py`, which asks; `chain/inbox.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from daso.canon import encode
from daso.chain.inbox import Posted
from daso.clerk.finding import find
from daso.errors import Error
from daso.kernel.state import State
from daso.kernel.transition import Envelope, apply, decode_entry, decode_envelope
from daso.ledger import Finding

__all__ = ["Due", "find_ignored"]

Reader = Callable[[], Iterator[bytes]]
"""Reads all entries of the log again, from the first one."""


class Due(msgspec.Struct, frozen=True):
    """A post that should have been taken in, from when on it was known to be this organisation's, and its deadline."""

    post: Posted
    known_at: int
    due_at: int


def find_ignored(read: Reader, due: Sequence[Due], anchors: Sequence[tuple[int, int]]) -> list[Finding]:
    """What an operator has ignored among posts whose deadline is over. `anchors` are (time, size) in order of time.

    A post that was taken in late is forgiven if no anchor had left it out by then.
    """
    open_: dict[bytes, tuple[Due, Envelope]] = {}
    for one in due:
        envelope = _decode(one.post.envelope)
        if envelope is not None:
            open_.setdefault(one.post.envelope, (one, envelope))
    if not open_:
        return []
    ignored: list[tuple[Due, Envelope]] = []
    for index, data in enumerate(read()):
        entry = decode_entry(data)
        known = open_.pop(encode(entry.envelope), None)
        if known and entry.at > known[0].due_at and _was_left_out(index, known[0].due_at, anchors):
            ignored.append(known)
    ignored += open_.values()
    if not ignored:
        return []
    states = _read_states(read(), {at for one, _ in ignored for at in (one.known_at, one.due_at)})
    return [
        find("inbox-ignored", number=one.post.number, by=envelope.act.by, transaction=one.post.transaction)
        for one, envelope in ignored
        if all(_is_lawful(states.get(at), envelope, at) for at in (one.known_at, one.due_at))
    ]


def _decode(data: bytes) -> Envelope | None:
    """The envelope, if it is one; whatever else was posted costs its sender, and is passed over."""
    try:
        return decode_envelope(data)
    except Error:
        return None


def _was_left_out(index: int, due_at: int, anchors: Sequence[tuple[int, int]]) -> bool:
    """Whether the first anchor after the deadline did not hold this entry."""
    first = next((size for at, size in anchors if at > due_at), None)
    return first is not None and first <= index


def _read_states(entries: Iterable[bytes], moments: Iterable[int]) -> dict[int, State | None]:
    """The State at each of these moments. The log was found sound before, so no signature is verified again."""
    waiting, states = sorted(moments, reverse=True), {}
    state: State | None = None
    for data in entries:
        entry = decode_entry(data)
        while waiting and waiting[-1] < entry.at:
            states[waiting.pop()] = state
        state = apply(state, entry.envelope, entry.at, _trust)
    return states | dict.fromkeys(waiting, state)


def _trust(claim: bytes) -> None:
    """The audit has verified it."""


def _is_lawful(state: State | None, envelope: Envelope, at: int) -> bool:
    """Whether the law would have taken the act at that moment, its signature included."""
    try:
        apply(state, envelope, at)
    except Error:
        return False
    return True
