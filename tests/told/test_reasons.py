"""Every line of the table has its words, and those of mandates and persons reach whom they concern."""

from __future__ import annotations

import string

from msgspec.structs import replace

from daso.kernel.challenge import OpenChallenge
from daso.kernel.condition import AttachCondition, ReportCondition
from daso.kernel.decision import CarryOutDecision
from daso.kernel.key import AddKey
from daso.kernel.mandate import AcceptMandate, GrantMandate
from daso.kernel.membership import SponsorMember
from daso.kernel.proposal import OpenProposal
from daso.kernel.reply import ReplyToProposal
from daso.kernel.sponsor import SponsorProposal
from daso.kernel.transition import AnyAct
from daso.kernel.withdrawal import AnnouncePayment
from daso.keys.sign import P256Signer
from daso.web.told.reasons import OF_ACTS, REASONS
from tests.host.founded import commit
from tests.told.conftest import Telling
from tests.told.test_letters import say
from vectors.stories.vault import SMALL, VAULT

FIELDS = {"title", "name", "until", "ending"}
DAY = 24


def test_the_table_speaks_of_nothing_unknown() -> None:
    """Reasons have names of their own, acts that there are, and words with known places only."""
    tags = {kind.__struct_config__.tag for kind in AnyAct.__args__}
    assert OF_ACTS.keys() <= tags
    listed = [reason for reasons in OF_ACTS.values() for reason in reasons]
    assert len({reason.name for reason in listed}) == len(listed)
    for reason in REASONS.values():
        for line in (reason.line, reason.detail):
            assert {name for _, name, _, _ in string.Formatter().parse(line) if name} <= FIELDS, reason.name


def test_a_holder_hears_of_their_mandate(telling: Telling) -> None:
    """Who is given a mandate is asked to accept it, is told of each report that is due, and of the end of the term."""
    address = telling.register(3)
    telling.choose(3, kind_ordinary="page", kind_mandate="page", needs="mail")
    founded, kind = telling.founded, "mandate"
    mandate = {"accountabilities": "", "domain": "Bread", "limits": "", "title": "Baker"}
    named, given_mandate = commit(mandate, bytes(15) + b"\1")
    grant = GrantMandate(text=named, hours=20 * DAY, report_hours=10 * DAY, holder=3)
    text, given = commit({"body": "", "options": [], "title": "A baker"}, bytes(15) + b"\2")
    person = founded.people[0]
    founded.send(
        person.do(OpenProposal, kind=kind, form="motion", options=2, text=text, effects=(grant,)), given, given_mandate
    )
    number = founded.state.next_proposal - 1
    rule = founded.state.proposals[number].rule
    telling.clock.advance(rule.discussion_hours + rule.seasoning_hours)
    founded.publish(number)
    for voter in (1, 2, 3, 4):
        founded.vote(voter, number, 1)
    telling.clock.advance(rule.voting_hours + rule.objection_hours)
    founded.do(1, CarryOutDecision, proposal=number)
    assert (address, "A mandate is yours to accept or decline: Baker") in say(telling.turn())
    founded.do(3, AcceptMandate, mandate=1)
    calendar = telling.site.new_browser().get(f"{telling.path}/calendar.ics").text
    assert "SUMMARY:A report is due: Baker" in calendar
    assert telling.turn() == []
    telling.clock.advance(4 * DAY)
    assert say(telling.turn()) == [(address, "A report on your mandate is due within a week: Baker")]
    telling.clock.advance(17 * DAY)
    assert say(telling.turn()) == [(address, "Your mandate has ended with its term: Baker")]


def test_newcomers_and_who_invited_them(telling: Telling) -> None:
    """Who invited a newcomer hears that they wait for sponsors; the newcomer, once they hold the vote-token."""
    telling.founded = telling.site.found(members=4, seed="c", name="Two Sponsors", sponsors=2)
    telling.path = f"/o/{telling.founded.hosted.slug}"
    address = telling.register(1)
    telling.choose(1, needs="mail")
    telling.founded.join(P256Signer.from_seed(b"new"), name="Noor")
    assert say(telling.turn()) == [(address, "Noor has come and waits for sponsors")]
    fresh = telling.register(5)
    telling.founded.do(2, SponsorMember, member=5)
    assert say(telling.turn()) == [(fresh, "You hold a vote-token now")]


def test_a_new_device_is_told_to_its_member(telling: Telling) -> None:
    """Nobody's key is joined by another without their hearing of it."""
    address = telling.register(2)
    label, given = commit({"label": "Mine?"})
    person = telling.founded.people[1]
    telling.founded.send(person.do(AddKey, key=P256Signer.from_seed(b"other").key, label=label), given)
    assert say(telling.turn()) == [(address, "A device was added that can act in your name")]


def challenge(telling: Telling, by: int, number: int, title: str, ground: str = "harm") -> int:
    """Let somebody challenge a decision, or on another ground an admission; return the challenge's number."""
    noun = "decision" if ground == "harm" else "member"
    text, given = commit({"title": title, "body": "", "options": []}, bytes(14) + bytes([by, number]))
    act = telling.founded.people[by - 1].do(OpenChallenge, about=f"{noun}/{number}", ground=ground, text=text)
    telling.founded.send(act, given)
    return telling.founded.state.next_proposal - 1


def test_everybody_hears_of_a_challenge(telling: Telling) -> None:
    """Who proposed what is challenged is asked for a reply; all hear of it, and again when it suspends a decision."""
    rules = dict(telling.founded.state.charter.rules)
    rules["ordinary"] = replace(rules["ordinary"], challengers=50)
    telling.founded = telling.site.found(members=4, seed="d", name="A Quarrel", rules=rules)
    telling.path = f"/o/{telling.founded.hosted.slug}"
    addresses = {number: telling.register(number) for number in (1, 2, 3)}
    for number in addresses:
        telling.choose(number, needs="mail", mentions="mail", kind_ordinary="mail")
    founded = telling.founded
    number = founded.propose(title="A red door")
    founded.publish(number)
    for voter in (1, 2, 3):
        founded.vote(voter, number, 1)
    telling.clock.advance(founded.state.proposals[number].rule.voting_hours)
    telling.turn()
    contested = challenge(telling, 2, number, "Not red")
    assert set(say(telling.turn())) == {
        (addresses[1], "A decision that you proposed is challenged: Not red"),
        (addresses[3], "Member 2 challenges a decision: Not red"),
    }
    draft = founded.state.proposals[contested]
    founded.do(3, SponsorProposal, proposal=contested, text=draft.text)
    line = "A decision is suspended until a vote has spoken: Not red"
    assert set(say(telling.turn())) == {(addresses[1], line), (addresses[2], line)}
    founded.say(1, ReplyToProposal, "text", {"body": "Red it is."}, proposal=contested)
    assert say(telling.turn()) == [(addresses[2], "Ada replies to your proposal: Not red")]


def test_an_owner_hears_of_their_condition(telling: Telling) -> None:
    """Who answers for a condition is told when it is attached, and a week before it is due unless it is met."""
    address = telling.register(3)
    telling.choose(3, needs="mail", kind_ordinary="page", kind_policy="page")
    founded = telling.founded
    number = founded.propose(title="A slate roof")
    founded.publish(number)
    for voter in (1, 2, 3):
        founded.vote(voter, number, 1)
    rule = founded.state.proposals[number].rule
    telling.clock.advance(rule.voting_hours + rule.objection_hours)
    said, given_words = commit({"body": "Nets for the swallows"}, bytes(15) + b"\3")
    due_at = telling.clock() + 30 * DAY * 3_600_000
    condition = AttachCondition(to=f"proposal/{number}", owner=3, due_at=due_at, text=said)
    text, given = commit({"body": "", "options": [], "title": "Nets"}, bytes(15) + b"\4")
    opening = founded.people[0].do(
        OpenProposal, kind="ordinary", form="motion", options=2, text=text, effects=(condition,)
    )
    founded.send(opening, given, given_words)
    founded.publish(number + 1)
    for voter in (1, 2, 3):
        founded.vote(voter, number + 1, 1)
    telling.clock.advance(rule.voting_hours + rule.objection_hours)
    founded.do(1, CarryOutDecision, proposal=number + 1)
    telling.turn()
    telling.clock.advance((due_at - telling.clock()) // 3_600_000 - 6 * DAY)
    assert (address, "A condition in your care is due within a week: A slate roof") in say(telling.turn())
    founded.say(3, ReportCondition, "text", {"body": "They hang."}, proposal=number, condition=1)
    telling.clock.advance(DAY)
    assert say(telling.turn()) == []


def test_a_draft_is_ready_when_nothing_is_missing(telling: Telling) -> None:
    """Whoever still needs sponsors is not told that they can put their draft to the vote, but as soon as they have."""
    rules = dict(telling.founded.state.charter.rules)
    rules["ordinary"] = replace(rules["ordinary"], sponsors=1)
    telling.founded = telling.site.found(members=4, seed="e", name="Sponsors", rules=rules)
    telling.path = f"/o/{telling.founded.hosted.slug}"
    address = telling.register(1)
    telling.choose(1, needs="mail", kind_ordinary="page")
    number = telling.founded.propose(title="A red door")
    draft = telling.founded.state.proposals[number]
    telling.clock.advance(draft.rule.discussion_hours + 1)
    assert say(telling.turn()) == []
    telling.founded.do(2, SponsorProposal, proposal=number, text=draft.text)
    assert say(telling.turn()) == [(address, "Enough members have put their names to it: A red door")]


def test_a_newcomer_who_is_doubted_hears_of_it_to_the_end(telling: Telling) -> None:
    """Whose admission is challenged is asked for a reply; when it is overturned one last letter says so, and their
    address is forgotten.
    """
    rules = dict(telling.founded.state.charter.rules)
    rules["expulsion"] = replace(rules["expulsion"], challengers=1, seasoning_hours=0)
    telling.founded = telling.site.found(members=4, seed="f", name="Doubts", sponsors=1, rules=rules)
    telling.path = f"/o/{telling.founded.hosted.slug}"
    founded = telling.founded
    founded.join(P256Signer.from_seed(b"new"), name="Noor")
    addresses = {number: telling.register(number) for number in (3, 5)}
    telling.choose(3, kind_expulsion="mail")
    telling.choose(5, needs="mail", kind_expulsion="page")
    number = challenge(telling, 2, 5, "Noor is here twice", "second-token")
    assert set(say(telling.turn())) == {
        (addresses[3], "Member 2 challenges an admission: Noor is here twice"),
        (addresses[5], "Your admission is challenged: Noor is here twice"),
    }
    rule = founded.state.proposals[number].rule
    telling.clock.advance(rule.reply_hours)
    founded.publish(number)
    for voter in (1, 2, 3, 4):
        founded.vote(voter, number, 1)
    telling.turn()
    telling.clock.advance(rule.voting_hours)
    assert (addresses[5], "You are no longer a member: Noor is here twice") in say(telling.turn())
    assert telling.site.host.wishes.get(founded.hosted.org, 5).address == ""
    founded.propose(3, "A bell")
    assert all(address == addresses[3] for address, _ in say(telling.turn()))


def test_everybody_hears_of_a_small_payment(telling: Telling) -> None:
    """Whoever may stop it is told what is to be paid, by whom it was announced, and from when on; its member is not."""
    addresses = {number: telling.register(number) for number in (2, 3)}
    telling.clock.advance(telling.founded.state.charter.rules["policy"].seasoning_hours)
    telling.founded.decide(telling.clock, VAULT)
    telling.turn()
    fields = {name: value for name, value in SMALL.items() if name != "text"}
    telling.founded.say(2, AnnouncePayment, "text", {"body": "Yeast"}, **fields)
    [letter] = telling.turn()
    assert say([letter]) == [(addresses[3], "Member 2 announces a small payment: 0.02 of the chain’s own coins")]
    content = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr] # every letter has one
    assert "unless enough members veto it" in content
    assert f"{telling.path}/payments#withdrawal-1" in content
