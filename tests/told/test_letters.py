"""Members get the letters they wished for, once each, and none about a vote that they have cast."""

from __future__ import annotations

import re
from email.message import EmailMessage

from daso.kernel.comment import PostComment
from daso.kernel.decision import CarryOutDecision
from daso.kernel.expulsion import ExpelMember
from daso.kernel.membership import LeaveOrganisation
from tests.host.founded import CHARTER
from tests.told.conftest import Telling
from tests.told.mailbox import get_link

VOTING = CHARTER.rules["ordinary"].voting_hours
DISCUSSING = CHARTER.rules["ordinary"].discussion_hours


def open_vote(telling: Telling, title: str = "New ovens") -> int:
    """Let member 1 put something to the vote."""
    number = telling.founded.propose(1, title)
    telling.clock.advance(DISCUSSING)
    telling.founded.publish(number)
    return number


def say(letters: list[EmailMessage]) -> list[tuple[str, str]]:
    """To whom letters went, and their subjects, in order."""
    return sorted((str(letter["To"]), str(letter["Subject"])) for letter in letters)


def test_an_address_is_confirmed_before_anything_else_goes_there(telling: Telling) -> None:
    """The first letter asks whether the address is right, and until somebody says so no other comes."""
    assert telling.send(2, "told/address", address="two@mail.example") == 303
    (letter,) = telling.turn()
    assert letter["To"] == "two@mail.example"
    assert letter["List-Unsubscribe"] is None
    telling.choose(2, kind_ordinary="mail")
    open_vote(telling)
    assert telling.turn() == []
    link = get_link(letter, "told/confirm")
    browser = telling.site.new_browser()
    assert "two@mail.example" in browser.get(link).text
    open_vote_again = telling.founded.propose(2, "Bells")
    assert telling.turn() == []
    assert browser.post(link).status_code == 200
    telling.founded.publish(open_vote_again)
    assert say(telling.turn()) == [("two@mail.example", "Voting has begun: Bells")]


def test_a_browser_may_press_what_is_behind_a_link(telling: Telling) -> None:
    """The pages behind a letter's links let browsers name the site that a press comes from, or it would be refused."""
    assert telling.send(2, "told/address", address="two@mail.example") == 303
    (letter,) = telling.turn()
    page = telling.site.new_browser().get(get_link(letter, "told/confirm"))
    assert page.headers["referrer-policy"] == "same-origin"


def test_each_thing_comes_by_a_letter_of_its_own(telling: Telling) -> None:
    """Whoever wishes for each thing at once gets one letter when something opens, when voting begins and ends."""
    address = telling.register(2)
    telling.choose(2, kind_ordinary="mail")
    number = telling.founded.propose(1, "New <ovens> & bells")
    assert say(telling.turn()) == [(address, "Member 1 proposes: New <ovens> & bells".replace("Member 1", "Ada"))]
    telling.clock.advance(DISCUSSING)
    telling.founded.publish(number)
    (letter,) = telling.turn()
    assert letter["Subject"] == "Voting has begun: New <ovens> & bells"
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert f"{telling.path}/proposals/{number}#vote" in plain.get_content()
    assert "New &lt;ovens&gt; &amp; bells" in html.get_content()
    assert telling.turn() == []
    telling.clock.advance(VOTING + 1)
    assert say(telling.turn())[0] == (address, "Decided: New <ovens> & bells")
    assert telling.turn() == []


def test_nobody_is_reminded_who_has_voted(telling: Telling) -> None:
    """Halfway, a reminder goes to those in the electorate who have not voted, and to nobody else."""
    addresses = {n: telling.register(n) for n in (1, 2, 3)}
    for number in addresses:
        telling.choose(number, kind_ordinary="page", needs="mail")
    vote = open_vote(telling)
    telling.founded.vote(2, vote, 1)
    assert telling.turn() == []
    telling.clock.advance(VOTING / 2 + 0.1)
    telling.founded.vote(3, vote, 2)
    letters = telling.turn()
    assert [letter["To"] for letter in letters] == [addresses[1]]
    assert telling.say_status("halfway", vote) == {1: "told mail", 4: "told unreached"}
    assert telling.turn() == []


def test_a_reminder_that_waits_is_dropped_by_a_vote(telling: Telling) -> None:
    """A letter that the mail server could not take is not sent any more once its member has voted."""
    telling.register(2)
    telling.choose(2, kind_ordinary="page", needs="mail")
    vote = open_vote(telling)
    telling.mailbox.is_busy = True
    telling.clock.advance(VOTING / 2 + 0.1)
    assert telling.turn() == []
    telling.mailbox.is_busy = False
    telling.founded.vote(2, vote, 1)
    telling.clock.advance(1)
    assert telling.turn() == []
    assert telling.say_status("halfway", vote)[2] == "moot mail"


def test_letters_wait_for_a_mail_server_that_is_away(telling: Telling) -> None:
    """What could not be sent is sent later, and once."""
    address = telling.register(2)
    telling.choose(2, kind_ordinary="mail")
    telling.mailbox.is_busy = True
    vote = open_vote(telling)
    assert telling.turn() == []
    telling.mailbox.is_busy = False
    first = say(telling.turn())  # what was tried is waited with, what was not is sent
    telling.clock.advance(0.1)
    letters = sorted(first + say(telling.turn()))
    assert letters == [(address, "Ada proposes: New ovens"), (address, "Voting has begun: New ovens")]
    assert telling.turn() == []
    assert telling.say_status("published", vote)[2] == "told mail"


def test_a_letter_that_came_back_is_known_as_such(telling: Telling) -> None:
    """A letter to an address that the mail server refuses for good is noted as such and not tried again."""
    telling.mailbox.refused.add(telling.register(2))
    telling.choose(2, kind_ordinary="mail")
    vote = open_vote(telling)
    assert telling.turn() == []
    assert telling.say_status("published", vote)[2] == "returned mail"
    telling.clock.advance(VOTING / 2 + 0.1)
    telling.mailbox.refused.clear()
    assert [str(letter["Subject"]) for letter in telling.turn()] == ["Half the time to vote is over: New ovens"]


def test_a_digest_gathers_what_happened(telling: Telling) -> None:
    """Once a day one letter says what needs its reader and what was opened, and none comes when nothing happened."""
    address = telling.register(2)
    telling.choose(2, kind_ordinary="daily", needs="page")
    open_vote(telling)
    telling.founded.propose(3, "A bell")
    assert telling.turn() == []
    telling.clock.advance(24)
    (letter,) = telling.turn()
    assert (letter["To"], letter["Subject"]) == (address, "Your day at Wheel & Whisk")
    part = letter.get_body(("plain",))
    assert part is not None
    text = part.get_content()
    assert "Member 3 proposes: A bell" in text
    telling.clock.advance(24)
    assert [str(one["Subject"]) for one in telling.turn()] == ["Your day at Wheel & Whisk"]  # it was decided meanwhile
    telling.clock.advance(24)
    assert telling.turn() == []


def test_mentions_and_replies(telling: Telling) -> None:
    """Whom a comment addresses or answers hears of it, and so does whose proposal it is about; nobody hears twice."""
    addresses = {n: telling.register(n) for n in (1, 2, 3)}
    for number in addresses:
        telling.choose(number, kind_ordinary="page", mentions="mail")
    subject = f"proposal/{telling.founded.propose(1)}"
    telling.founded.say(2, PostComment, "text", {"body": "Hello."}, subject=subject, mentions=(3,))
    assert say(telling.turn()) == [
        (addresses[1], "Member 2 replies: New ovens"),
        (addresses[3], "Member 2 mentions you: New ovens"),
    ]
    parent = telling.founded.state.entries - 1
    telling.founded.say(3, PostComment, "text", {"body": "Yes."}, subject=subject, parent=parent, mentions=(2, 3))
    assert say(telling.turn()) == [(addresses[2], "Member 3 mentions you: New ovens")]
    telling.founded.say(1, PostComment, "text", {"body": "Good."}, subject=subject, parent=parent)
    assert say(telling.turn()) == [(addresses[2], "Ada replies: New ovens")]


def test_letters_are_stopped_by_one_click(telling: Telling) -> None:
    """A mail program presses the button without cookies, as RFC 8058 has it; a person finds a page with a button."""
    telling.register(2)
    telling.choose(2, kind_ordinary="mail")
    number = telling.founded.propose(1)
    (letter,) = telling.turn()
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.sub(r"^<https?://[^/]+|>$", "", str(letter["List-Unsubscribe"]))
    assert link == get_link(letter, "told/stop")
    browser = telling.site.new_browser()
    assert "<button>Stop all letters</button>" in browser.get(link).text
    telling.clock.advance(DISCUSSING)
    telling.founded.publish(number)
    assert len(telling.turn()) == 1
    assert browser.post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    telling.founded.propose(3, "A bell")
    assert telling.turn() == []
    forged = link[:-1] + ("A" if link[-1] != "A" else "B")
    assert browser.post(forged).status_code == 404


def test_who_leaves_is_forgotten(telling: Telling) -> None:
    """Nobody writes to who has left, and their address is gone."""
    telling.register(2)
    telling.founded.do(2, LeaveOrganisation)
    assert telling.turn() == []
    assert telling.site.host.wishes.get(telling.founded.hosted.org, 2).address == ""


def expel(telling: Telling, member: int) -> None:
    """Let the others decide that somebody is no member any more, and carry it out."""
    telling.clock.advance(telling.founded.state.charter.rules["expulsion"].seasoning_hours + 1)
    effect = ExpelMember(member=member, ground="conduct")
    number = telling.founded.propose(1, "Part ways", kind="expulsion", about=f"member/{member}", effects=(effect,))
    rule = telling.founded.state.proposals[number].rule
    telling.clock.advance(max(rule.discussion_hours, rule.reply_hours))
    telling.founded.publish(number)
    for other in (1, 3, 4):
        telling.founded.vote(other, number, 1)
    telling.clock.advance(rule.voting_hours + rule.objection_hours)
    telling.turn()
    telling.founded.do(1, CarryOutDecision, proposal=number)


def test_who_is_expelled_gets_one_last_letter(telling: Telling) -> None:
    """Whoever is expelled hears of it, whatever they wished to hear of; with that letter their address is forgotten."""
    address, org = telling.register(2), telling.founded.hosted.org
    telling.choose(2, needs="daily", kind_expulsion="page")
    expel(telling, 2)
    telling.mailbox.is_busy = True
    assert telling.turn() == []
    telling.mailbox.is_busy = False
    telling.founded.propose(3, "A bell")
    telling.clock.advance(0.1)
    (letter,) = telling.turn()
    assert (letter["To"], letter["Subject"]) == (address, "You are no longer a member: Part ways")
    assert telling.site.host.wishes.get(org, 2).address == ""
    telling.founded.propose(4, "Another bell")
    assert telling.turn() == []


def test_who_stopped_all_letters_gets_none_on_expulsion(telling: Telling) -> None:
    """Whoever has stopped all letters is sent no last one either, and their address is forgotten all the same."""
    telling.register(2)
    telling.site.host.wishes.pause(telling.founded.hosted.org, 2)
    expel(telling, 2)
    assert telling.turn() == []
    assert telling.site.host.wishes.get(telling.founded.hosted.org, 2).address == ""


def test_an_erased_address_is_gone(telling: Telling) -> None:
    """Erasing an address leaves no trace of it in the file, and no letter is sent any more."""
    address = telling.register(2)
    telling.choose(2, kind_ordinary="mail")
    assert telling.send(2, "told/address/erase") == 303
    open_vote(telling)
    assert telling.turn() == []
    for path in telling.site.host.data.glob("host.sqlite*"):
        assert address.encode() not in path.read_bytes(), path


def test_letters_come_in_their_reader_s_language(telling: Telling) -> None:
    """Who read the page of wishes in German gets German letters."""
    telling.register(2)
    browser = telling.enter(telling.founded.people[1])
    browser.headers["accept-language"] = "de"
    wished = {"kind/ordinary": "mail"}
    browser.post(f"{telling.path}/told", data=wished, headers={"origin": telling.site.settings.origin})
    open_vote(telling)
    assert [str(letter["Subject"]) for letter in telling.turn()] == [
        "Ada schlägt vor: New ovens",
        "Die Abstimmung hat begonnen: New ovens",
    ]


def test_few_letters_go_to_strangers(telling: Telling) -> None:
    """Nobody can have this site write to strangers all day: three addresses may be tried in a day."""
    statuses = [telling.send(2, "told/address", address=f"{n}@mail.example") for n in range(4)]
    assert statuses == [303, 303, 303, 429]
    assert telling.send(3, "told/address", address="no address") == 422
