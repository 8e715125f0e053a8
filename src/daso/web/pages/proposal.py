"""One proposal from its first draft to its end, on one page: text, effects, vote, result, discussion, history.

Read next: `voters.py` for who voted how, `proposal_form.py` for writing one.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from daso.kernel.amendment import is_first_reading
from daso.kernel.charter import has_hidden_counts
from daso.kernel.condition import is_open
from daso.kernel.decision import Decision, get_tally
from daso.kernel.pause import get_expiry, get_pause
from daso.kernel.payment import get_payees
from daso.kernel.proposal import Proposal, compute_earliest
from daso.kernel.queries import has_token
from daso.kernel.refusals import UnknownProposal
from daso.web.amending import get_subject_difference
from daso.web.discussion import get_discussion
from daso.web.hubs import get_hub_link
from daso.web.pages.admission import try_out_overturning
from daso.web.pages.ballot import get_ballot
from daso.web.pages.cases import get_decision_status, get_option_names, get_phase, get_proposal_status, say_sort
from daso.web.pages.chart import Chart, Ranking, compute_charts, compute_ranking
from daso.web.pages.contest import get_contest, get_contest_deeds
from daso.web.pages.findings import get_findings, get_verdicts, may_publish_finding
from daso.web.pages.objections import get_objections
from daso.web.pages.readings import get_reading
from daso.web.pages.standing import say_no_token
from daso.web.pages.voters import get_reasons, get_voters
from daso.web.reading import (
    Deed,
    get_deeds,
    get_effect_names,
    get_person,
    get_proposal_text,
    get_title,
    get_written,
    read_votes,
)
from daso.web.render import render_page
from daso.web.told.proof import get_proofs
from daso.web.visit import Visit, VisitHere
from daso.web.words import (
    DryRun,
    compute_dry_run,
    compute_verdict_run,
    say_ending,
    say_rule,
    say_standing,
    say_turnout,
    say_verdict_rule,
)
from daso.web.words.language import N_, Words

__all__ = ["find_subject", "get_proposal_page", "say_effects_title", "try_out"]

Subject = Proposal | Decision


class Result(msgspec.Struct, frozen=True):
    """How it stands or ended: the sentence first, then the bars."""

    sentence: str
    charts: tuple[Chart, ...]
    ranking: Ranking | None
    turnout: str


class Actions(msgspec.Struct, frozen=True):
    """What its author can do with a draft, or with what is to be decided by consent."""

    may_publish: bool
    may_withdraw: bool
    line: str


class CarryOut(msgspec.Struct, frozen=True):
    """What any member can do with an adopted decision; without a `button`, what must come before."""

    line: str
    button: str


@get("/o/{slug:str}/proposals/{number:int}", sync_to_thread=True)
def get_proposal_page(visit: VisitHere, number: FromPath[int]) -> Response[str]:
    """The page of a proposal, live or ended."""
    subject = find_subject(visit, number)
    text = get_proposal_text(visit, subject.text)
    names = get_option_names(subject, text)
    votes = read_votes(visit, number)
    reasons, reason_pages = get_reasons(visit, subject, votes, names)
    ending = subject if isinstance(subject, Decision) else None
    status, look = (
        get_decision_status(visit, subject) if isinstance(subject, Decision) else get_proposal_status(visit, subject)
    )
    return render_page(
        visit,
        "proposal.html",
        number=number,
        commitment=subject.text,
        ending=ending,
        standing=status,
        look=look,
        above=f"{visit.words._('Proposal {number}', number=number)} · {say_sort(visit.words, subject)}",
        title=get_title(visit, number, text),
        phase=get_phase(visit, subject),
        hub=get_hub_link(visit, subject.hub),
        author=get_person(visit, subject.author),
        opened_at=subject.opened_at,
        body=get_written(visit, text),
        option_names=names,
        dry_run=try_out(visit, subject),
        dry_run_title=say_effects_title(visit, subject),
        carry_out=_get_carry_out(visit, subject),
        ballot=get_ballot(visit, subject, names, votes),
        aside=_say_aside(visit, subject),
        result=_get_result(visit, subject, names),
        actions=_get_actions(visit, subject),
        contest=get_contest(visit, subject),
        difference=get_subject_difference(visit, subject),
        reading=get_reading(visit, subject),
        rule=say_verdict_rule(visit.words, subject.rule)
        if subject.form == "verdict"
        else say_rule(visit.words, subject.rule),
        objections=get_objections(visit, subject, votes),
        reasons=reasons,
        reason_pages=reason_pages,
        voters=get_voters(visit, subject, votes, names),
        findings=get_findings(visit, number) if ending else [],
        verdicts=get_verdicts(visit) if may_publish_finding(visit, subject) else [],
        discussion=get_discussion(visit, f"proposal/{number}"),
        deeds=_get_history(visit, subject),
        proofs=get_proofs(visit, number),
    )


def find_subject(visit: Visit, number: int) -> Subject:
    """The live proposal or the decision with this number."""
    subject = visit.state.proposals.get(number) or visit.state.decisions.get(number)
    if subject is None:
        raise UnknownProposal(proposal=number)
    return subject


def try_out(visit: Visit, subject: Subject) -> DryRun:
    """What carrying it out would do today, or did; of a challenge, what overturning would."""
    if subject.form == "verdict" and subject.about.startswith("member/"):
        return try_out_overturning(visit, subject)
    if subject.form == "verdict":
        challenged = visit.state.decisions[int(subject.about.partition("/")[2])]
        if isinstance(subject, Proposal):
            names = get_effect_names(visit, challenged.effects)
            return compute_verdict_run(visit.words, visit.state, challenged, names)
        return DryRun(steps=(_say_verdict(visit.words, subject, challenged.number),))
    names = get_effect_names(visit, subject.effects)
    run = compute_dry_run(visit.words, visit.state, subject.effects, subject.number, names)
    if isinstance(subject, Decision) and not _is_waiting(visit, subject):
        return DryRun(steps=run.steps)  # what it would do today is no question any more
    return run


def _is_waiting(visit: Visit, decision: Decision) -> bool:
    """Whether it was adopted and can still be carried out."""
    is_held = decision.outcome == "adopted" and not decision.carried_out_at and not decision.overturned_by
    return is_held and get_expiry(visit.state, decision) > visit.now


def _say_verdict(words: Words, verdict: Decision, challenged: int) -> str:
    if verdict.outcome == "adopted":
        return words._("Decision {number} was overturned.", number=challenged)
    if verdict.outcome == "rejected":
        return words._("Decision {number} was upheld.", number=challenged)
    return words._("Nothing: decision {number} goes on where it stood.", number=challenged)


def say_effects_title(visit: Visit, subject: Subject) -> str:
    """What `try_out` tells of."""
    if subject.form == "verdict":
        title = N_("What will happen if it is overturned") if isinstance(subject, Proposal) else N_("What came of it")
        return visit.words._(title)
    if isinstance(subject, Proposal):
        return visit.words._("What will happen if it is adopted")
    if subject.carried_out_at:
        return visit.words._("What was carried out")
    if _is_waiting(visit, subject):
        return visit.words._("What carrying it out will do")
    return visit.words._("What it would have done")


def _get_carry_out(visit: Visit, subject: Subject) -> CarryOut | None:
    if not isinstance(subject, Decision) or subject.outcome != "adopted" or subject.carried_out_at:
        return None
    if subject.form == "verdict" or is_first_reading(subject):
        return None  # what follows a first reading is its second
    is_held = subject.challenge or subject.overturned_by or visit.now < subject.effective_at
    expiry, words = get_expiry(visit.state, subject), visit.words
    if visit.member is None or not has_token(visit.member) or expiry <= visit.now or is_held:
        return None
    until, pause = words.time(expiry), get_pause(visit.state, visit.now)
    if pause:
        line = words.html(N_("Carrying out is paused until {until}."), until=words.time(pause.until))
        return CarryOut(line, words._("Carry it out now"))
    if owners := [one.owner for one in subject.conditions if one.before and is_open(one)]:
        return CarryOut(_say_conditions(visit, owners), "")
    if subject.effects:
        line = words.html(N_("Adopted, and waiting for any member to carry it out, until {until}."), until=until)
        return CarryOut(line, words._("Carry it out now"))
    line = words.html(N_("Adopted. Once it is done, any member may say so here, until {until}."), until=until)
    return CarryOut(line, words._("It is done"))


def _say_conditions(visit: Visit, owners: Sequence[int]) -> str:
    """Whom it waits for, where conditions must be met first."""
    return visit.words.ngettext(
        "Adopted. First {count} condition must be met. It is in the care of: {names}.",
        "Adopted. First {count} conditions must be met. They are in the care of: {names}.",
        len(owners),
        names=visit.words.list([*dict.fromkeys(map(visit.name, owners))]),
    )


def _say_aside(visit: Visit, subject: Subject) -> str:
    """Why there is no ballot here."""
    words = visit.words
    if isinstance(subject, Decision):
        return ""
    if not subject.published_at and subject.form == "verdict":
        return words._("People vote once enough have signed, and the reply is there or the time for it is over.")
    if not subject.published_at:
        return words._("Still in discussion: people vote once its author has published it.")
    if visit.scrutineer:
        return words._("You are here as a scrutineer, without a vote.")
    if visit.member is None:
        return words._("Members who sign in can vote here.")
    if no_token := say_no_token(visit, visit.member):
        return no_token
    if visit.member.number in get_payees(subject.effects):
        return words._("You would be paid, and so you do not vote on this.")
    return words._("You are not in the electorate of this vote: it was fixed when voting began.")


def _get_result(visit: Visit, subject: Subject, names: tuple[str, ...]) -> Result | None:
    words = visit.words
    if isinstance(subject, Decision):
        tally, sentence = subject.tally, say_ending(words, subject, names)
    elif subject.published_at:
        tally, sentence = get_tally(subject), say_standing(words, subject, names)
    else:
        return None
    if tally is None:
        return None
    turnout = say_turnout(words, tally)
    if isinstance(subject, Proposal) and has_hidden_counts(subject.rule):
        on_log = words._("Each ballot stands on the public log already.")
        return Result(f"{sentence} {on_log}", (), None, turnout)
    charts = compute_charts(words, subject, tally, names)
    return Result(sentence, charts, compute_ranking(words, tally, names), turnout)


def _get_actions(visit: Visit, subject: Subject) -> Actions | None:
    if not isinstance(subject, Proposal) or not visit.is_own(subject.author) or subject.form == "verdict":
        return None
    if subject.published_at:
        line = visit.words._("You can take up objections: revise it, and the vote begins anew with no ballots.")
        return Actions(may_publish=False, may_withdraw=False, line=line) if subject.is_by_consent else None
    until = compute_earliest(visit.state, subject)
    if len(subject.sponsors) < subject.needed:
        line = visit.words._("It needs more sponsors before you can put it to the vote.")
        return Actions(may_publish=False, may_withdraw=True, line=line)
    if visit.now >= until:
        line = visit.words._("The time for discussion is over: you can put it to the vote.")
        return Actions(may_publish=True, may_withdraw=True, line=line)
    line = visit.words._("You can put it to the vote {distance}.", distance=visit.words.distance(until))
    return Actions(may_publish=False, may_withdraw=True, line=line)


def _get_history(visit: Visit, subject: Subject) -> list[Deed]:
    """What happened to it, the newest first, the clock's own deeds included."""
    rows = visit.hosted.register.get_of_subject(f"proposal/{subject.number}")
    deeds = get_deeds(visit, [row for row in rows if row.act not in {"CastBallot", "PostComment"}])
    if isinstance(subject, Decision) and subject.outcome != "withdrawn":
        ended = visit.words._("Voting closed") if subject.tally else visit.words._("The draft lapsed")
        deeds.append(Deed(what=ended, at=subject.closed_at))
    return sorted([*deeds, *get_contest_deeds(visit, subject)], key=lambda deed: -deed.at)
