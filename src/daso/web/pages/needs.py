"""What needs a member now: clauses and the foundation while founding; then votes, people, drafts and decisions.

Read next: `home.py`, which shows it first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from daso.errors import Refusal
from daso.kernel.amendment import is_first_reading
from daso.kernel.charter import HOUR
from daso.kernel.condition import is_open
from daso.kernel.decision import Decision, check_ready
from daso.kernel.founding import compute_foundation
from daso.kernel.mandate import compute_report_due
from daso.kernel.membership import Member
from daso.kernel.pause import get_expiry
from daso.kernel.proposal import Proposal, compute_earliest
from daso.kernel.queries import get_concerned, get_founders, has_token, is_eligible
from daso.web.pages.founding import may_agree
from daso.web.pages.lots import get_lot_task
from daso.web.pages.mandates import get_mandate_title, is_live
from daso.web.pages.members import get_applicants
from daso.web.pages.payments import find_vault_tasks, may_confirm
from daso.web.pages.readings import find_second_reading
from daso.web.pages.small import find_small_tasks
from daso.web.pages.standing import count_missing_sponsors, say_waiting
from daso.web.reading import get_title
from daso.web.visit import Visit
from daso.web.words import CLAUSE_TITLES, say_clause, say_report
from daso.web.words.money import say_money

__all__ = ["FINDERS", "Need", "get_needs"]


REPORT_NOTICE: Final = 7 * 24 * HOUR
"""How long before a report is due it is asked for, in milliseconds."""


class Need(msgspec.Struct, frozen=True):
    """One thing to do: what, why, and where."""

    what: str
    why: str
    href: str


def get_needs(visit: Visit) -> list[Need]:
    """Everything that waits for the member who looks, the most urgent first. For more, add to `FINDERS`."""
    member = visit.member
    if member is None:
        return []
    if not visit.state.inaugurated_at:
        return [*_find_founding(visit, member)]
    if not has_token(member):
        return [*_find_token(visit, member)]
    return [need for find in FINDERS for need in find(visit, member)]


def _find_founding(visit: Visit, member: Member) -> Iterator[Need]:
    words, path, state = visit.words, f"/o/{visit.hosted.slug}/founding", visit.state
    for name in CLAUSE_TITLES:
        if may_agree(visit, name):
            what = words._("Agree to the clause “{clause}”, or rewrite it", clause=say_clause(words, name))
            yield Need(what, "", f"{path}#clause-{name}")
    is_writer = state.door == "collective" or member.number == 1
    missing = [say_clause(words, name) for name in CLAUSE_TITLES if name not in state.clauses]
    if missing and is_writer:
        why = words._("Missing: {clauses}", clauses=words.list(missing))
        yield Need(words._("Write the ideas-issue"), why, f"{path}#clauses")
    foundation = compute_foundation(state.charter, state.clauses)
    if not missing and state.affirmed.get(member.number) != foundation:
        yield Need(words._("Affirm ideas-issue and charter as a whole"), "", f"{path}#steps")
    founders = get_founders(state)
    has_enough = len(founders) >= state.charter.founders
    if not missing and has_enough and all(state.affirmed.get(number) == foundation for number in founders):
        why = words._("Everybody has affirmed the foundation.")
        yield Need(words._("Inaugurate the organisation"), why, f"{path}#affirm")


def _find_token(visit: Visit, member: Member) -> Iterator[Need]:
    """What a newcomer waits for who holds no vote-token yet."""
    words = visit.words
    if missing := count_missing_sponsors(visit, member):
        what = words.ngettext("You wait for {count} more sponsor", "You wait for {count} more sponsors", missing)
        why = words._("Ask people who know you: they sponsor you on the members’ page.")
        yield Need(what, why, f"/o/{visit.hosted.slug}/members#applicants")
    elif waiting := say_waiting(visit, member):
        yield Need(words._("You wait for your vote-token"), waiting, f"/o/{visit.hosted.slug}/me")


def _find_votes(visit: Visit, member: Member) -> Iterator[Need]:
    words = visit.words
    for proposal in sorted(visit.state.proposals.values(), key=lambda one: one.closes_at):
        is_open = proposal.published_at and is_eligible(visit.state, member, proposal)
        if is_open and member.number not in proposal.ballots:
            title = get_title(visit, proposal.number, visit.text(proposal.text))
            why = words._("Voting closes {distance}.", distance=words.distance(proposal.closes_at))
            yield Need(words._("Vote: {title}", title=title), why, _get_address(visit, proposal.number, "vote"))


def _find_applicants(visit: Visit, member: Member) -> Iterator[Need]:
    for one in get_applicants(visit):
        if one.may_sponsor and one.person.number != member.number:
            what = visit.words._("Do you know {name}? Sponsor them", name=one.person.name)
            yield Need(what, one.line, f"/o/{visit.hosted.slug}/members#applicants")


def _find_drafts(visit: Visit, member: Member) -> Iterator[Need]:
    words = visit.words
    for proposal in sorted(visit.state.proposals.values(), key=lambda one: one.number):
        is_mine = proposal.author == member.number and not proposal.published_at and proposal.form != "verdict"
        if not is_mine or compute_earliest(visit.state, proposal) > visit.now:
            continue
        title = get_title(visit, proposal.number, visit.text(proposal.text))
        missing = proposal.needed - len(proposal.sponsors)
        why = words._("Its discussion is over; it lapses {distance}.", distance=words.distance(proposal.closes_at))
        what = words._("Put it to the vote: {title}", title=title)
        if missing > 0:
            what = words._("Find sponsors for: {title}", title=title)
        yield Need(what, why, _get_address(visit, proposal.number, "yours"))


def _find_decisions(visit: Visit, member: Member) -> Iterator[Need]:
    """Adopted decisions with effects wait for anybody; resolutions for their author to say that it is done."""
    for decision in sorted(visit.state.decisions.values(), key=lambda one: one.expires_at):
        is_waiting = decision.outcome == "adopted" and not decision.carried_out_at and decision.form != "verdict"
        if is_waiting and is_first_reading(decision):
            yield from _find_reading(visit, decision)
        elif is_waiting and (decision.effects or decision.author == member.number) and _is_ready(visit, decision):
            title = get_title(visit, decision.number, visit.text(decision.text))
            why = visit.words._(
                "It was adopted and expires {distance}.",
                distance=visit.words.distance(get_expiry(visit.state, decision)),
            )
            yield Need(
                visit.words._("Carry out: {title}", title=title), why, _get_address(visit, decision.number, "carry-out")
            )


def _is_ready(visit: Visit, decision: Decision) -> bool:
    """Whether the law would let it be carried out now: not suspended, paused, waiting or expired."""
    try:
        check_ready(visit.state, decision, visit.now)
    except Refusal:
        return False
    return True


def _find_mandates(visit: Visit, member: Member) -> Iterator[Need]:
    """Mandates that wait to be accepted, and reports that are due."""
    words, path = visit.words, f"/o/{visit.hosted.slug}/mandates"
    for number, mandate in sorted(visit.state.mandates.items()):
        if mandate.holder != member.number or not is_live(visit, mandate):
            continue
        title, due = get_mandate_title(visit, mandate), compute_report_due(mandate)
        if not mandate.accepted_at:
            yield Need(words._("Accept or decline the mandate: {title}", title=title), "", f"{path}/{number}#yours")
        elif 0 < due <= visit.now + REPORT_NOTICE:
            yield Need(
                words._("Report on your mandate: {title}", title=title),
                say_report(words, mandate),
                f"{path}/{number}#yours",
            )


def _find_lots(visit: Visit, member: Member) -> Iterator[Need]:
    """Secrets that wait to be revealed, and lots in which one can take part."""
    words = visit.words
    for _, number in visit.state.lots_due:
        lot = visit.state.lots[number]
        match get_lot_task(visit, lot, member):
            case "reveal":
                what, until = words._("Reveal your secret for lot {number}", number=number), lot.reveals_until
            case "commit":
                what, until = words._("Take part in lot {number}", number=number), lot.commits_until
            case _:
                continue
        why = words._("The time for it ends {distance}.", distance=words.distance(until))
        yield Need(what, why, f"/o/{visit.hosted.slug}/lots/{number}#yours")


def _find_payments(visit: Visit, member: Member) -> Iterator[Need]:
    """Payments that came, perhaps, and wait to be confirmed."""
    for number, payment in sorted(visit.state.payments.items()):
        if may_confirm(visit, payment, member):
            amount = say_money(visit.words, payment.amount, payment.currency)
            what = visit.words._("Confirm when it came: {amount}", amount=amount)
            yield Need(what, "", f"/o/{visit.hosted.slug}/payments#payment-{number}")


def _find_small(visit: Visit, member: Member) -> Iterator[Need]:
    """Small payments that were announced: one's own to approve, others' to look at in time."""
    for one, what, why in find_small_tasks(visit, member):
        yield Need(what, why, f"/o/{visit.hosted.slug}/payments#withdrawal-{one.number}")


def _find_vault(visit: Visit, _member: Member) -> Iterator[Need]:
    """Payments from a vault that were decided on, and that members approve with their own keys."""
    for one, what, why in find_vault_tasks(visit):
        yield Need(what, why, f"/o/{visit.hosted.slug}/payments#withdrawal-{one.number}")


def _find_address(visit: Visit, member: Member) -> Iterator[Need]:
    """An address that was given and never confirmed gets no letters."""
    wishes = visit.host.wishes.get(visit.hosted.org, member.number)
    if wishes.address and not wishes.verified_at:
        why = visit.words._("A letter with a link is on its way to it.")
        yield Need(visit.words._("Confirm your e-mail address"), why, f"/o/{visit.hosted.slug}/told#mail")


def _find_reading(visit: Visit, decision: Decision) -> Iterator[Need]:
    """An amendment that was adopted once waits for somebody to bring it to its second reading."""
    is_over = decision.overturned_by or decision.challenge or decision.expires_at <= visit.now
    if is_over or find_second_reading(visit.state, decision.number) or visit.now < decision.readable_from:
        return
    title = get_title(visit, decision.number, visit.text(decision.text))
    why = visit.words._("Its first reading expires {distance}.", distance=visit.words.distance(decision.expires_at))
    what = visit.words._("Bring to its second reading: {title}", title=title)
    yield Need(what, why, _get_address(visit, decision.number, "read-again"))


def _get_address(visit: Visit, number: int, anchor: str) -> str:
    return f"/o/{visit.hosted.slug}/proposals/{number}#{anchor}"


def _find_recovery(visit: Visit, member: Member) -> Iterator[Need]:
    """Somebody says that this member has lost all keys, which whoever reads this has not."""
    if member.number in visit.state.recoveries:
        what = visit.words._("Say no to a new key in your name")
        why = visit.words._("Members say that you have lost all your keys.")
        yield Need(what, why, f"/o/{visit.hosted.slug}/members/{member.number}")


def _find_replies(visit: Visit, member: Member) -> Iterator[Need]:
    """What is about this member, or challenges what they proposed, and can still be answered before the vote."""
    for number, proposal in sorted(visit.state.proposals.items()):
        is_asked = not proposal.published_at and not proposal.reply and proposal.about
        if is_asked and get_concerned(visit.state, proposal) == member.number:
            title = get_title(visit, number, visit.text(proposal.text))
            why = visit.words._("Your words stand beside it, and people vote after them.")
            yield Need(visit.words._("Reply: {title}", title=title), why, _get_address(visit, number, "reply"))


def _find_conditions(visit: Visit, member: Member) -> Iterator[Need]:
    """Conditions in this member's care, once their date is near."""
    cases: list[Proposal | Decision] = [*visit.state.decisions.values(), *visit.state.proposals.values()]
    for case in sorted(cases, key=lambda one: one.number):
        dates = [one.due_at for one in case.conditions if is_open(one) and one.owner == member.number]
        if dates and min(dates) <= visit.now + REPORT_NOTICE:
            title = get_title(visit, case.number, visit.text(case.text))
            why = visit.words._("It is due {distance}.", distance=visit.words.distance(min(dates)))
            what = visit.words._("See to the condition of: {title}", title=title)
            yield Need(what, why, _get_address(visit, case.number, "conditions"))


def _find_challenges(visit: Visit, member: Member) -> Iterator[Need]:
    """This member's own challenge, once the vote on it can begin."""
    for number, challenge in sorted(visit.state.proposals.items()):
        is_mine = challenge.form == "verdict" and challenge.author == member.number
        is_signed = challenge.signed_at and not challenge.published_at
        if is_mine and is_signed and compute_earliest(visit.state, challenge) <= visit.now:
            title = get_title(visit, number, visit.text(challenge.text))
            why = visit.words._("It lapses {distance}.", distance=visit.words.distance(challenge.closes_at))
            what = visit.words._("Begin the vote on your challenge: {title}", title=title)
            yield Need(what, why, _get_address(visit, number, "begin"))


FINDERS: Final[tuple[Callable[[Visit, Member], Iterator[Need]], ...]] = (
    _find_recovery,
    _find_votes,
    _find_replies,
    _find_challenges,
    _find_conditions,
    _find_applicants,
    _find_drafts,
    _find_lots,
    _find_mandates,
    _find_decisions,
    _find_payments,
    _find_vault,
    _find_small,
    _find_address,
)
"""What may need a member with a vote-token, the most urgent first."""
