"""Every line of the table has its words, and those of mandates and persons reach whom they concern."""

from __future__ import annotations

import string

from daso.kernel.decision import CarryOutDecision
from daso.kernel.key import AddKey
from daso.kernel.mandate import AcceptMandate, GrantMandate
from daso.kernel.membership import SponsorMember
from daso.kernel.proposal import OpenProposal
from daso.kernel.transition import AnyAct
from daso.keys.sign import P256Signer
from daso.web.told.reasons import OF_ACTS, REASONS
from tests.host.founded import commit
from tests.told.conftest import Telling
from tests.told.test_letters import say

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
