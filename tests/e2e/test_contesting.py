"""Members contest what was decided, on a telephone: with a condition that is met in the end, and with a challenge."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from daso.canon import encode
from daso.host import Given
from daso.host.texts import Matched, ProposalText
from daso.host.wording import NAMES
from daso.kernel.act import compute_commitment
from daso.kernel.challenge import OpenChallenge
from daso.kernel.proposal import PublishProposal
from daso.kernel.sponsor import SponsorProposal
from tests.e2e.settlement import CHARTER, Settlement, settle
from tests.e2e.test_mandates import check_looks, decide, propose, sign_in
from tests.e2e.town import Meet, Person, Town

ORDINARY = replace(
    CHARTER.rules["ordinary"], challengers=60, reply_hours=24, quorum=(1, 10), objection_hours=0, cooldown_hours=0
)
TITLE = "Fell the lime tree"


@pytest.fixture
def settlement(town: Town) -> Settlement:
    """An organisation in which three of four challenge together."""
    return settle(town, replace(CHARTER, rules={"ordinary": ORDINARY}, admissions=0, live_proposals=3))


def open_decision(author: Person, settlement: Settlement) -> int:
    """Let somebody have something decided in the browser; return its number."""
    number = settlement.state.next_proposal
    author.go(f"/o/{settlement.slug}/proposals/new")
    form = author.form("OpenProposal")
    form.locator('[name="text.title"]').fill(TITLE)
    form.locator('[name="text.body"]').fill("It keeps the light out.")
    author.do(form)
    decide(author, settlement, number, "1")
    return number


def test_a_condition_is_attached_and_met(meet: Meet, settlement: Settlement) -> None:
    """From a decision's page a member proposes a condition, all adopt it, and its owner reports that it is met."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    number = open_decision(ada, settlement)
    ada.go(f"/o/{settlement.slug}/proposals/{number}")
    ada.page.get_by_role("link", name="Mitigate it: attach a condition").click()
    expect(ada.page.locator('[name="effect.to"]')).to_have_value(str(number))
    check_looks(ada.page)
    path = f"mitigate?to={number}"
    words = propose(ada, settlement, path, purpose="Plant two young ones", owner="3 Ada Example", due_days="9")
    assert f"a condition is attached to number {number}. Member 3 (“Ada Example”) answers for it" in words
    assert "Plant two young ones" in words
    ada.go(f"/o/{settlement.slug}/proposals/{number + 1}")
    expect(ada.page.locator("#effects")).to_contain_text("Ada Example answers for it")
    decide(ada, settlement, number + 1, "1")
    sign_in(ada, settlement)
    ada.go(f"/o/{settlement.slug}")
    ada.page.get_by_role("link", name=f"See to the condition of: {TITLE}").click()
    form = ada.form("ReportCondition")
    form.locator('[name="text.body"]').fill("Two limes stand there.")
    check_looks(ada.page)
    ada.do(form)
    assert settlement.state.decisions[number].conditions[0].met_at
    expect(ada.page.locator("#conditions")).to_contain_text("Two limes stand there.")


def test_a_challenge_from_its_reason_to_its_verdict(meet: Meet, settlement: Settlement) -> None:
    """A member challenges, others sign, its author replies, the vote begins, and the decision is overturned."""
    ada, ben = meet("Ada Example"), meet("Ben Example")
    settlement.admit(ada, ben)
    number = open_decision(ada, settlement)
    sign_in(ben, settlement)
    ben.go(f"/o/{settlement.slug}/proposals/{number}")
    ben.page.locator("#challenge summary").click()
    form = ben.form("OpenChallenge")
    form.locator('[name="ground"][value="harm"]').check()
    form.locator('[name="text.title"]').fill("Not this tree")
    form.locator('[name="text.body"]').fill("A swarm of bees lives in it.")
    assert "You challenge decision 1." in ben.do(form)
    challenge = settlement.state.proposals[number + 1]
    for founder in settlement.founders:
        settlement.do(founder, SponsorProposal, proposal=challenge.number, text=challenge.text)
    sign_in(ada, settlement)
    ada.go(f"/o/{settlement.slug}")
    ada.page.get_by_role("link", name="Reply: Not this tree").click()
    expect(ada.page.locator("#effects")).to_contain_text("What will happen if it is overturned")
    check_looks(ada.page)
    form = ada.form("ReplyToProposal")
    form.locator('[name="text.body"]').fill("The bees can move.")
    ada.do(form)
    ben.go(f"/o/{settlement.slug}/proposals/{challenge.number}")
    expect(ben.page.locator("#reply")).to_contain_text("The bees can move.")
    ben.do(ben.form("PublishProposal"))
    for person in (ben, ada):
        person.go(f"/o/{settlement.slug}/proposals/{challenge.number}")
        ballot = person.form("CastBallot")
        ballot.locator('[name="choices"][value="1"]').check()
        person.do(ballot)
    settlement.town.clock.move(hours=ORDINARY.voting_hours + 1)
    ben.go(f"/o/{settlement.slug}/proposals/{number}")
    expect(ben.page.locator("#course")).to_contain_text("Overturned by verdict 2.")
    check_looks(ben.page)
    assert settlement.state.decisions[number].overturned_by == challenge.number


def test_a_challenge_whose_words_were_erased_goes_on(meet: Meet, settlement: Settlement) -> None:
    """Another member signs a challenge of erased words, begins the vote and votes, and is told what is missing."""
    ada, ben = meet("Ada Example"), meet("Ben Example")
    settlement.admit(ada, ben)
    number, author = open_decision(ada, settlement), settlement.founders[0]
    words: dict[str, object] = {"title": "Not this tree", "body": "Bees!", "options": []}
    settlement.say(author, OpenChallenge, words, about=f"decision/{number}", ground="harm")
    challenge = settlement.state.proposals[number + 1]
    settlement.town.host.open(settlement.slug).erase(challenge.text, author.number, settlement.town.clock())
    settlement.do(settlement.founders[1], SponsorProposal, proposal=challenge.number, text=challenge.text)
    sign_in(ben, settlement)
    ben.go(f"/o/{settlement.slug}/proposals/{challenge.number}")
    expect(ben.page.get_by_role("heading", level=1)).to_have_text("Proposal 2 (text erased)")
    check_looks(ben.page)
    absent = "Its words can’t be read here: they were erased, or are kept to others."
    assert absent in ben.do(ben.form("SponsorProposal"))
    settlement.town.clock.move(hours=ORDINARY.reply_hours + 1)
    ben.go(f"/o/{settlement.slug}/proposals/{challenge.number}")
    assert absent in ben.do(ben.form("PublishProposal"))
    ballot = ben.form("CastBallot")
    ballot.locator('[name="choices"][value="1"]').check()
    check_looks(ben.page)
    assert absent in ben.do(ballot)
    assert settlement.state.proposals[challenge.number].published_at


def test_a_challenge_that_names_options_is_voted_on_by_number(meet: Meet, settlement: Settlement) -> None:
    """Where an old log has such a challenge, members sign the number of what they choose, by no name."""
    ada, author = meet("Ada Example"), settlement.founders[0]
    settlement.admit(ada)
    number, hosted = open_decision(ada, settlement), settlement.town.host.open(settlement.slug)
    written = encode({"title": "Not this tree", "body": "Bees!", "options": ["Keep the tree", "Fell it"]}).decode()
    given = Given(bytes(16), written)
    commitment = compute_commitment(given.salt, written)
    hosted.texts.keep([Matched(commitment, NAMES[ProposalText], given)], author.number, 0)
    about = {"about": f"decision/{number}", "ground": "harm", "text": commitment}
    hosted.take_in(encode(author.do(OpenChallenge, **about)))
    settlement.do(settlement.founders[1], SponsorProposal, proposal=number + 1, text=commitment)
    settlement.town.clock.move(hours=ORDINARY.reply_hours + 1)
    settlement.do(author, PublishProposal, proposal=number + 1, text=commitment)
    sign_in(ada, settlement)
    ada.go(f"/o/{settlement.slug}/proposals/{number + 1}")
    expect(ada.page.locator("main")).not_to_contain_text("Keep the tree")
    ballot = ada.form("CastBallot")
    ballot.get_by_text("Overturn it").click()
    words = ada.do(ballot)
    assert "You vote for option 1 of proposal 2, “Not this tree”." in words
    assert "Keep the tree" not in words


def test_an_admission_is_challenged_and_overturned(meet: Meet, town: Town) -> None:
    """From a newcomer's page a member challenges their admission; they reply, and the vote ends the membership."""
    expulsion = replace(CHARTER.rules["expulsion"], challengers=60, seasoning_hours=0, reply_hours=24)
    rules = {**CHARTER.rules, "expulsion": expulsion}
    settlement = settle(town, replace(CHARTER, rules=rules, probation_hours=24 * 30, sponsor_pause_hours=24))
    ada, ben = meet("Ada Example"), meet("Ben Example")
    settlement.admit(ada, ben)
    sign_in(ben, settlement)
    ben.go(f"/o/{settlement.slug}/members/3")
    ben.page.locator("#challenge summary").click()
    form = ben.form("OpenChallenge")
    form.locator('[name="ground"][value="second-token"]').check()
    form.locator('[name="text.title"]').fill("Ada is here twice")
    form.locator('[name="text.body"]').fill("She is member 4 as well.")
    check_looks(ben.page)
    said = ben.do(form)
    assert "You challenge the admission of member 3 (“Ada Example”)." in said
    assert "Ground: the same person is here twice." in said
    challenge = settlement.state.proposals[settlement.state.next_proposal - 1]
    for founder in settlement.founders:
        settlement.do(founder, SponsorProposal, proposal=challenge.number, text=challenge.text)
    sign_in(ada, settlement)
    ada.go(f"/o/{settlement.slug}")
    ada.page.get_by_role("link", name="Reply: Ada is here twice").click()
    expect(ada.page.locator("#course")).to_contain_text("The admission of Ada Example")
    expect(ada.page.locator("#effects")).to_contain_text("Ada Example loses the vote-token")
    check_looks(ada.page)
    form = ada.form("ReplyToProposal")
    form.locator('[name="text.body"]').fill("Ben is somebody else.")
    ada.do(form)
    ben.go(f"/o/{settlement.slug}/proposals/{challenge.number}")
    ben.do(ben.form("PublishProposal"))
    for founder in settlement.founders:
        settlement.vote(founder, challenge.number, 1)
    settlement.town.clock.move(hours=expulsion.voting_hours + 1)
    ben.go(f"/o/{settlement.slug}/members/3")
    expect(ben.page.locator("main")).to_contain_text("Admission was overturned")
    expect(ben.page.locator("#challenges")).to_contain_text("Admission challenged as number 1")
    assert ben.page.locator("#challenge").count() == 0
    check_looks(ben.page)
    assert settlement.state.members[3].fate == "overturned"
