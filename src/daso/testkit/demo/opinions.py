"""Who takes part in a vote and for what, where the story does not say so: by zeal, by themes, by a grain of chance.

The story gives the counts; this finds whom they are made of. Read next: `cases.py`, which casts these votes.
"""

from __future__ import annotations

from typing import Final

import msgspec

from daso.testkit.demo.case import Case
from daso.testkit.demo.people import PEOPLE, Soul
from daso.testkit.demo.stage import compute_chance

__all__ = ["Vote", "compute_votes"]

_SOULS: Final = {soul.key: soul for soul in PEOPLE}


class Vote(msgspec.Struct, frozen=True):
    """How somebody votes in the end (nought: abstains), in what words, and how they voted before they changed it."""

    name: str
    option: int
    words: str = ""
    at_first: int | None = None


def compute_votes(case: Case, electorate: list[str]) -> list[Vote]:
    """Everybody's vote on a case; its counts must fit into the electorate."""
    said = {name: Vote(name, option, words) for name, option, words in case.reasons}
    strangers = said.keys() - set(electorate)
    assert not strangers, f"{case.title}: {strangers} can't vote on this"
    missing = [*case.votes, case.abstain]
    for vote in said.values():
        missing[vote.option - 1] -= 1  # an abstention, nought, is counted last
    assert min(missing) >= 0, f"{case.title}: more reasons than votes"
    others = sorted((name for name in electorate if name not in said), key=lambda name: -_compute_zeal(case, name))
    assert len(others) >= sum(missing), f"{case.title}: {sum(case.votes) + case.abstain} votes of {len(electorate)}"
    leaning = sorted(others[: sum(missing)], key=lambda name: -_compute_leaning(case, name))
    votes = list(said.values())
    options = [*range(1, len(case.votes) + 1), 0]
    if not case.options:  # in a motion those who abstain stand between the two sides
        options, missing = [1, 0, 2], [missing[0], missing[2], missing[1]]
    for option, count in zip(options, missing, strict=True):
        votes += [Vote(name, option) for name in leaning[:count]]
        leaning = leaning[count:]
    return [_change(case, vote) if vote.name in case.changed else vote for vote in votes]


def _change(case: Case, vote: Vote) -> Vote:
    """They first voted for the next option."""
    return msgspec.structs.replace(vote, at_first=vote.option % len(case.votes) + 1)


def _compute_zeal(case: Case, name: str) -> float:
    author = 10 if name in (case.by, *case.changed) else 0
    return author + _SOULS[name].zeal / 10 + compute_chance("zeal", case.title, name)


def _compute_leaning(case: Case, name: str) -> float:
    """How much they lean to the first option. Who proposes a motion is for it; in a choice, all is taste."""
    chance = compute_chance("leaning", case.title, name)
    if case.options:
        return chance
    return chance + _compute_taste(_SOULS[name], case.theme) + (3 if name == case.by else 0)


def _compute_taste(soul: Soul, theme: str) -> float:
    return 0.6 * (theme in soul.likes.split()) - 0.6 * (theme in soul.doubts.split())
