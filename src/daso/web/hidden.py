"""The words of hidden comments: members and scrutineers may still read them and judge for themselves, strangers not.

Read next: `visit.py`, which asks here before it shows a text to a stranger.
"""

from __future__ import annotations

from functools import lru_cache

from daso.host import Hosted
from daso.kernel.comment import EditComment, PostComment
from daso.kernel.state import State
from daso.kernel.transition import decode_entry

__all__ = ["find_hidden_words"]


def find_hidden_words(hosted: Hosted, state: State) -> frozenset[str]:
    """The commitments to every wording of every comment that is hidden now."""
    hidden = tuple(sorted(number for number, one in state.moderated.items() if one.hidden_at))
    return _find_wordings(hosted, hidden, state.entries) if hidden else frozenset()


@lru_cache(maxsize=64)
def _find_wordings(hosted: Hosted, comments: tuple[int, ...], entries: int) -> frozenset[str]:
    """Until the log grows there is no further wording, so `entries` stands for what was read."""
    rows = hosted.register.get_of_subjects([f"comment/{number}" for number in comments])
    edits = [row.entry for row in rows if row.act == "EditComment" and row.entry < entries]
    return frozenset(_read_commitment(hosted, entry) for entry in (*comments, *edits))


@lru_cache(maxsize=10_000)
def _read_commitment(hosted: Hosted, index: int) -> str:
    act = decode_entry(next(iter(hosted.log.read(index, index + 1)))).envelope.act
    if not isinstance(act, PostComment | EditComment):
        raise TypeError(f"entry {index} holds no words of a comment")
    return act.text
