"""Where a decision stands between its vote and its end, in sentences: waiting, suspended, upheld, overturned.

Read next: `../pages/contest.py`, which shows them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from daso.kernel.decision import Decision
from daso.web.words.language import N_

if TYPE_CHECKING:
    from daso.kernel.proposal import Proposal
    from daso.web.words.language import Words

__all__ = ["GROUND_WORDS", "say_course"]

GROUND_WORDS: dict[str, str] = {
    "facts": N_("New facts"),
    "harm": N_("It does harm"),
    "procedure": N_("How it came about"),
    "charter": N_("The charter does not allow it"),
    "not-a-person": N_("There is no such person"),
    "second-token": N_("The same person is here twice"),
    "unknown": N_("No sponsor really knows them"),
}
"""Why a decision or an admission is challenged."""

_SIGNED: Final[dict[str, str]] = {
    "decision": N_("Enough have signed: the decision is suspended until the verdict."),
    "member": N_("Enough have signed. The member may reply first, and goes on voting until the verdict."),
}
"""What follows once a challenge of such a thing has all its signers."""


def say_course(words: Words, subject: Proposal | Decision, expires_at: int) -> tuple[str, ...]:
    """What the page says first: a late swing, objections, a challenge, and how challenges ended."""
    said = []
    if subject.extensions:
        said.append(
            words.ngettext(
                "A late change of the result has put the close off {count} time.",
                "Late changes of the result have put the close off {count} times.",
                subject.extensions,
            )
        )
    if not isinstance(subject, Decision):
        if subject.form == "verdict" and subject.signed_at:
            said.append(words._(_SIGNED[subject.about.partition("/")[0]]))
        return tuple(said)
    if subject.overturned_by:
        said.append(words._("Overturned by verdict {number}.", number=subject.overturned_by))
    if subject.left:
        places = words.list([str(place) for place in subject.left])
        said.append(words._("What could not be undone: effect {places}.", places=places))
    if subject.challenge and subject.carried_out_at:
        said.append(words._("Opened again by challenge {number}.", number=subject.challenge))
    elif subject.challenge:
        said.append(words._("Suspended by challenge {number}, until its verdict.", number=subject.challenge))
    if subject.upheld_by:
        said.append(words._("Upheld by verdict {number}.", number=subject.upheld_by))
    is_waiting = subject.outcome == "adopted" and not subject.carried_out_at and not subject.overturned_by
    if is_waiting and words.now < min(subject.effective_at, expires_at):
        said.append(words._("Waits until {moment} for objections.", moment=words.moment(subject.effective_at)))
    return tuple(said)
