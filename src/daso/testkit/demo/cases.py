"""From a case of the story to its signed acts: drafting, discussing, publishing, voting, ending, and what came after.

Who votes how follows from `opinions.py`. Read next: `build.py`, which lays all of it down in a folder.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from daso.host import Profile, ProposalText, Words
from daso.kernel.ballot import CastBallot
from daso.kernel.challenge import OpenChallenge
from daso.kernel.charter import HOUR
from daso.kernel.comment import EditComment, PostComment, React
from daso.kernel.decision import CarryOutDecision
from daso.kernel.effect import AgreeOrigin, Effect
from daso.kernel.moderation import FlagComment
from daso.kernel.objection import AnswerObjection
from daso.kernel.proposal import OpenProposal, Proposal, PublishProposal, ReviseProposal, WithdrawProposal
from daso.kernel.queries import is_eligible
from daso.kernel.reply import ReplyToProposal
from daso.kernel.scrutineer import NameScrutineer
from daso.kernel.sponsor import SponsorProposal
from daso.kernel.withdrawal import PayFromVault
from daso.keys.sign import P256Signer
from daso.testkit.demo.case import Case
from daso.testkit.demo.chain import list_bound
from daso.testkit.demo.doings import write_effect
from daso.testkit.demo.echoes import ANSWERED, EDITS, FLAGS, REACTIONS
from daso.testkit.demo.life import FOUNDERS, LEFT
from daso.testkit.demo.opinions import Vote, compute_votes
from daso.testkit.demo.people import PEOPLE
from daso.testkit.demo.publicly import VAULT
from daso.testkit.demo.stage import DAY, Stage, compute_chance, find_number

__all__ = ["SCRUTINEER", "put_case_on"]

SCRUTINEER: Final = P256Signer.from_seed(b"crumb-and-spoke/scrutineer")
"""Agatha Plumbline's key."""

_SITE: Final = "https://crumbandspoke.example"


def put_case_on(stage: Stage, case: Case, length: int) -> None:
    """Put one case on the stage; the story is `length` days long."""
    day = case.day if case.day >= 0 else length + case.day
    stage.call_on(day, partial(_challenge if case.challenges else _open, stage, case))


def _challenge(stage: Stage, case: Case) -> None:
    """Enough sign on the same day; the author of what is challenged replies on the next, and people vote after that."""
    stage.numbers[case.title] = stage.state.next_proposal
    _, text = _write(stage, case, case.body)
    about = f"decision/{stage.numbers[case.challenges]}"
    stage.do(case.by, OpenChallenge, about=about, ground=case.ground, text=text)
    stage.call(stage.now + 5 * HOUR, partial(_sponsor, stage, case))
    stage.call(stage.now + 26 * HOUR, partial(_reply, stage, case))
    stage.call(stage.now + 38 * HOUR, partial(_publish, stage, case))


def _open(stage: Stage, case: Case) -> None:
    form, options = ("choice", len(case.options)) if case.options else ("motion", 2)
    body = case.first_body or case.body
    number = stage.state.next_proposal
    effects, text = _write(stage, case, body)
    fields = {"form": form, "options": options, "method": case.method, "about": _find_subject(stage, case.about)}
    stage.do(case.by, OpenProposal, kind=case.kind, text=text, effects=effects, hub=_find_hub(stage, case), **fields)
    stage.numbers[case.title] = number
    discussion = stage.state.charter.rules[case.kind].discussion_hours * HOUR
    moments = [stage.now + discussion * (i + 1) / (len(case.comments) + 1.2) for i in range(len(case.comments))]
    revised = stage.now
    if case.first_body:
        answer = next(i for i, (name, _) in enumerate(case.comments) if name == case.by)
        revised = int(moments[answer]) - HOUR
        stage.call(revised, partial(_revise, stage, case))
    for moment, (name, words) in zip(moments, case.comments, strict=True):
        stage.call(moment - HOUR * compute_chance("comment", words), partial(_comment, stage, case, name, words))
    if case.reply:
        stage.call(stage.now + discussion / 3, partial(_reply, stage, case))
    if case.fate == "withdrawn":
        stage.call(stage.now + discussion, partial(stage.do, case.by, WithdrawProposal, proposal=number))
    elif case.fate == "lapsed":
        _call_afterwards(stage, case, stage.now + stage.state.charter.draft_hours * HOUR)
    elif case.fate != "draft":
        pause = (0.5 + 8 * compute_chance("publish", case.title)) * HOUR
        published = stage.end + case.published * DAY if case.published else revised + discussion + pause
        stage.call(revised + discussion / 2, partial(_sponsor, stage, case))
        stage.call(published, partial(_publish, stage, case))


def _write(stage: Stage, case: Case, body: str) -> tuple[tuple[Effect, ...], str]:
    """The case's effects, and the commitment to its text."""
    effects: tuple[Effect, ...] = tuple(write_effect(stage, doing) for doing in case.doings)
    if case.effect == "scrutineer":
        profile = stage.write(Profile(name="Agatha Plumbline", email=""))
        effects = (NameScrutineer(key=SCRUTINEER.key, profile=profile),)
    elif case.effect == "origin":
        effects = (AgreeOrigin(origin=_SITE),)
    elif case.effect == "contracts":
        effects = list_bound()
    elif case.effect == "vault-payment":
        to, amount, purpose = case.pays
        effects = (PayFromVault(vault=VAULT, to=to, amount=amount, text=stage.write(Words(body=purpose))),)
    return effects, stage.write(ProposalText(title=case.title, body=body, options=case.options))


def _find_subject(stage: Stage, about: str) -> str:
    """What the story speaks of, as the law does: a decision by its title, or a member by name."""
    if not about:
        return ""
    return f"decision/{stage.numbers[about]}" if about in stage.numbers else f"member/{find_number(about)}"


def _find_hub(stage: Stage, case: Case) -> int:
    return stage.hubs[case.hub] if case.hub else 0


def _reply(stage: Stage, case: Case) -> None:
    assert case.reply, f"{case.title}: whoever is concerned says something"
    name, words = case.reply
    stage.do(name, ReplyToProposal, proposal=stage.numbers[case.title], text=stage.write(Words(body=words)))


def _comment(stage: Stage, case: Case, name: str, words: str) -> None:
    subject, index = f"proposal/{stage.numbers[case.title]}", stage.state.entries
    parent = stage.comments.get(ANSWERED.get(words, ""), 0)
    mentions = tuple(number for number, soul in enumerate(PEOPLE, 1) if f"@{soul.name}" in words)
    text = stage.write(Words(body=words))
    stage.do(name, PostComment, subject=subject, text=text, parent=parent, mentions=mentions)
    stage.comments[words] = index
    for kind, friend in REACTIONS.get(words, ()):
        after = HOUR * (0.2 + 5 * compute_chance("react", kind, friend, words))
        stage.call(stage.now + after, partial(stage.do, friend, React, comment=index, reaction=kind))
    if words in EDITS:
        stage.call(stage.now + HOUR / 3, partial(_edit, stage, name, index, EDITS[words]))
    if words in FLAGS:
        for hours, flag in enumerate(FLAGS[words], start=1):
            stage.call(stage.now + hours * HOUR, partial(_flag, stage, index, *flag))


def _edit(stage: Stage, name: str, comment: int, words: str) -> None:
    stage.do(name, EditComment, comment=comment, text=stage.write(Words(body=words)))


def _flag(stage: Stage, comment: int, name: str, words: str) -> None:
    stage.do(name, FlagComment, comment=comment, reason=stage.write(Words(body=words)))


def _revise(stage: Stage, case: Case) -> None:
    number = stage.numbers[case.title]
    options = stage.state.proposals[number].options
    effects, text = _write(stage, case, case.body)
    stage.do(
        case.by,
        ReviseProposal,
        proposal=number,
        options=options,
        text=text,
        effects=effects,
        hub=_find_hub(stage, case),
    )


def _sponsor(stage: Stage, case: Case) -> None:
    """As many as are needed put their names to it: founders, whose tokens are always old enough."""
    draft = stage.state.proposals[stage.numbers[case.title]]
    others = [soul.key for soul in FOUNDERS if soul.key not in {case.by, LEFT}]
    others.sort(key=lambda name: compute_chance("sponsor", case.title, name))
    for name in others[: draft.needed]:
        stage.do(name, SponsorProposal, proposal=draft.number, text=draft.text)


def _publish(stage: Stage, case: Case) -> None:
    number = stage.numbers[case.title]
    draft = stage.state.proposals[number]
    stage.do(case.by, PublishProposal, proposal=number, text=draft.text)
    published = stage.state.proposals[number]
    for vote in compute_votes(case, _list_electorate(stage, published)):
        _call_vote(stage, case, published, vote)
    closed = published.closes_at
    if case.carried_out_by:
        waits = (published.rule.objection_hours + published.rule.late_hours * published.rule.extensions) * HOUR
        unit = DAY if published.rule.carrying_out_hours > 48 else HOUR
        after = closed + waits + unit * (0.2 + compute_chance("carry out", case.title))
        stage.call(after, partial(stage.do, case.carried_out_by, CarryOutDecision, proposal=number))
    _call_afterwards(stage, case, closed)


def _list_electorate(stage: Stage, proposal: Proposal) -> list[str]:
    members = stage.state.members
    return [
        soul.key for n, soul in enumerate(PEOPLE, 1) if n in members and is_eligible(stage.state, members[n], proposal)
    ]


def _call_vote(stage: Stage, case: Case, proposal: Proposal, vote: Vote) -> None:
    """Many vote on the first day and many on the last; whoever changes their vote does it between."""
    voting = min(proposal.closes_at, stage.end) - stage.now
    chance = compute_chance("vote", case.title, vote.name)
    moment = 0.02 + 0.95 * (chance**2 if chance < 0.7 else chance)
    if vote.at_first is not None:
        at_first = Vote(vote.name, vote.at_first)
        stage.call(stage.now + voting * moment * 0.5, partial(_vote, stage, case, proposal, at_first))
        moment = 0.5 + moment * 0.48
    stage.call(stage.now + voting * moment, partial(_vote, stage, case, proposal, vote))
    for name, words in case.answers:
        if name == vote.name:
            answered = stage.now + voting * moment + 2 * HOUR
            stage.call(answered, partial(_answer, stage, case, name, words))


def _vote(stage: Stage, case: Case, proposal: Proposal, vote: Vote) -> None:
    reason = stage.write(Words(body=vote.words)) if vote.words else ""
    said = case.ways[vote.option - 1] if case.ways else (vote.option,)
    choices = said if vote.option else ()
    stage.do(vote.name, CastBallot, proposal=proposal.number, text=proposal.text, choices=choices, reason=reason)


def _answer(stage: Stage, case: Case, name: str, words: str) -> None:
    text = stage.write(Words(body=words))
    stage.do(case.by, AnswerObjection, proposal=stage.numbers[case.title], member=find_number(name), text=text)


def _call_afterwards(stage: Stage, case: Case, closed: int) -> None:
    moment = closed + case.later * DAY
    for name, words in case.afterwards:
        moment += DAY * (0.1 + 0.5 * compute_chance("afterwards", words))
        stage.call(moment, partial(_comment, stage, case, name, words))
