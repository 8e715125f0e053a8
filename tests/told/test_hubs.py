"""What a member chooses for a hub goes before what they choose for a kind; whoever is not in it hears as before."""

from __future__ import annotations

from daso.kernel.hub import EndHub, FoundHub, JoinHub, LeaveHub
from tests.host.founded import CHARTER
from tests.told.conftest import Telling
from tests.told.test_reasons import challenge

DISCUSSING = CHARTER.rules["hub"].discussion_hours
VOTING = CHARTER.rules["hub"].voting_hours


def gather(telling: Telling, *members: int) -> None:
    """Let member 1 found a hub, and others join it."""
    telling.founded.say(1, FoundHub, "text", {"name": "Bread", "purpose": "Those who bake."}, kind="skill")
    for member in members:
        telling.founded.do(member, JoinHub, hub=1)


def list_wishes(telling: Telling, member: int) -> dict[str, str]:
    """How a member is told of what, as a program reads it."""
    browser = telling.enter(telling.founded.people[member - 1])
    topics: dict[str, str] = browser.get(f"/api/orgs/{telling.founded.hosted.slug}/wishes").json()["topics"]
    return topics


def test_a_hubs_members_hear_as_they_chose_for_it(telling: Telling) -> None:
    """Of the same proposal one member of its hub gets a letter, one in it only reads the page, one outside a digest."""
    gather(telling, 2, 3)
    for member in (2, 3, 4):
        telling.register(member)
    telling.choose(2, kind_ordinary="daily", hub_1="mail")
    telling.choose(3, kind_ordinary="mail", hub_1="page")
    telling.choose(4, kind_ordinary="daily")
    number = telling.founded.propose(1, "A second oven", hub=1)
    assert [str(letter["To"]) for letter in telling.turn()] == ["member2@mail.example"]
    assert telling.say_status("opened", number) == {2: "told mail", 3: "told page", 4: "daily daily"}
    telling.founded.propose(2, "Something else")
    assert [str(letter["To"]) for letter in telling.turn()] == ["member3@mail.example"]


def test_a_hub_for_which_nothing_is_chosen_goes_by_the_kind(telling: Telling) -> None:
    """Whoever is in a hub and has chosen nothing for it hears of it as of the kind of each proposal."""
    gather(telling, 2)
    telling.register(2)
    telling.choose(2, kind_ordinary="mail", kind_policy="page")
    telling.founded.propose(1, "A second oven", hub=1)
    assert [str(letter["To"]) for letter in telling.turn()] == ["member2@mail.example"]
    number = telling.founded.propose(3, "Only oak", hub=1, kind="policy")
    assert telling.turn() == []
    assert telling.say_status("opened", number)[2] == "told page"


def test_who_has_left_a_hub_is_told_as_before(telling: Telling) -> None:
    """A wish for a hub counts as long as one is in it, from its drafts to its decisions."""
    gather(telling, 2, 3)
    telling.register(2)
    telling.choose(2, kind_hub="page", hub_1="mail")
    number = telling.founded.propose(1, "No more bread", hub=1, kind="hub", effects=(EndHub(hub=1),))
    telling.clock.advance(DISCUSSING)
    telling.founded.publish(number)
    subjects = [str(letter["Subject"]) for letter in telling.turn()]
    assert subjects == ["Ada proposes: No more bread", "Voting has begun: No more bread"]
    telling.founded.vote(2, number, 1)
    telling.founded.do(2, LeaveHub, hub=1)
    telling.clock.advance(VOTING + 1)
    assert telling.turn() == []
    assert telling.say_status("decided", number)[2] == "told page"


def test_a_challenge_is_told_as_its_decision(telling: Telling) -> None:
    """Of a challenge a hub's members hear as of the decision that it would undo, which concerned the same hub."""
    gather(telling, 2, 3)
    number = telling.founded.propose(1, "A second oven", hub=1)
    telling.clock.advance(CHARTER.rules["ordinary"].discussion_hours)
    telling.founded.publish(number)
    for member in (1, 2, 3, 4):
        telling.founded.vote(member, number, 1)
    telling.clock.advance(CHARTER.rules["ordinary"].voting_hours + 1)
    telling.turn()
    telling.register(2)
    telling.choose(2, kind_ordinary="page", hub_1="mail")
    contested = challenge(telling, 3, number, "No oven")
    assert telling.founded.state.proposals[contested].hub == 1
    assert [str(letter["To"]) for letter in telling.turn()] == ["member2@mail.example"]


def test_wishes_name_the_hubs_one_is_in(telling: Telling) -> None:
    """A member chooses for the hubs they are in and for no others, and can go back to what counts for the kind."""
    gather(telling, 2)
    assert list_wishes(telling, 2)["hub/1"] == "kind"
    assert "hub/1" not in list_wishes(telling, 3)
    browser = telling.enter(telling.founded.people[1])
    path = f"/api/orgs/{telling.founded.hosted.slug}/wishes"
    for wish in ("weekly", "kind"):
        assert telling.site.post(path, {"topics": {"hub/1": wish}}, browser).json()["topics"]["hub/1"] == wish
    refused = telling.site.post(path, {"topics": {"needs": "kind"}}, browser)
    assert refused.status_code == 400
    assert "needs is no hub" in refused.json()["detail"]
    outside = telling.site.post(path, {"topics": {"hub/1": "mail"}}, telling.enter(telling.founded.people[2]))
    assert outside.status_code == 400


def test_the_page_says_which_goes_first(telling: Telling) -> None:
    """The page of wishes has a line for each hub with its rule in a sentence, and keeps what is chosen there."""
    gather(telling, 2)
    browser = telling.enter(telling.founded.people[1])
    page = browser.get(f"{telling.path}/told").text
    assert "What you choose for a hub goes before what you choose for a kind of proposal." in page
    assert '<label for="hub/1">Bread</label>' in page
    telling.choose(2, hub_1="weekly")
    assert telling.site.host.wishes.get(telling.founded.hosted.org, 2).chosen == {"hub/1": "weekly"}
    telling.choose(2, hub_1="")
    assert telling.site.host.wishes.get(telling.founded.hosted.org, 2).chosen == {}
    assert 'id="hubs"' not in telling.enter(telling.founded.people[2]).get(f"{telling.path}/told").text
