"""Discussions as pages show them: threads, histories, reactions, what is hidden and why, and addresses that stay."""

from __future__ import annotations

import re

from markupsafe import Markup
from msgspec.structs import replace

from daso.canon import encode
from daso.host import Given
from daso.kernel.comment import EditComment, PostComment, React, Unreact
from daso.kernel.decision import CarryOutDecision
from daso.kernel.moderation import FlagComment, HideComment, RestoreComment
from daso.kernel.proposal import OpenProposal
from daso.web.discussion import SIZE, get_talk_name
from daso.web.events import find_subjects
from daso.web.markdown import link_mentions, render_markdown
from tests.host.founded import CHARTER, Founded, commit
from tests.web.site import Browser, Site

HOME = "/o/wheel-whisk"

RULES = CHARTER.rules | {"policy": replace(CHARTER.rules["policy"], seasoning_hours=0)}
"""Whoever has just joined decides on policies too."""


def say(founded: Founded, number: int, body: str, subject: str = "charter", **fields: object) -> int:
    """Let a member comment; gives the comment's number."""
    index = founded.state.entries
    founded.say(number, PostComment, "text", {"body": body}, subject=subject, **fields)
    return index


def read_bodies(page: str) -> list[str]:
    """What stands in the comments of a page, in order."""
    return re.findall(r'<article class="said.*?<div class="prose"><p>(.*?)</p>', page, re.DOTALL)


def decide(site: Site, founded: Founded, effect: object, *texts: Given) -> None:
    """Let both members adopt a policy with this effect, and carry it out."""
    rule = founded.state.charter.rules["policy"]
    commitment, words = commit({"body": "Because.", "options": [], "title": "About a comment"}, bytes([7]) * 16)
    fields = {"kind": "policy", "form": "motion", "options": 2, "text": commitment, "effects": (effect,)}
    founded.send(founded.people[0].do(OpenProposal, **fields), words, *texts)
    number = founded.state.next_proposal - 1
    site.clock.advance(rule.discussion_hours)
    founded.publish(number)
    for member in (1, 2):
        founded.vote(member, number, 1)
    site.clock.advance(rule.voting_hours)
    founded.do(1, CarryOutDecision, proposal=number)


def test_answers_stand_below_what_they_answer(site: Site) -> None:
    """The oldest thread comes first, and each answer, to whatever depth, below the comment that began its thread."""
    founded = site.found()
    first = say(founded, 1, "First")
    say(founded, 1, "Second")
    answer = say(founded, 2, "To the first", parent=first)
    say(founded, 1, "To the answer", parent=answer)
    page = site.browser.get(f"{HOME}/charter").text
    assert read_bodies(page) == ["First", "To the first", "To the answer", "Second"]
    assert page.count('class="said answer-to"') == 2
    assert "in answer to Member 2" in page


def test_an_edited_comment_shows_its_history(site: Site) -> None:
    """The words that stand come first, marked as edited; the earlier ones stay to be read beneath."""
    founded = site.found()
    comment = say(founded, 1, "Red")
    founded.say(1, EditComment, "text", {"body": "Green"}, comment=comment)
    founded.say(1, EditComment, "text", {"body": "Blue"}, comment=comment)
    page = site.browser.get(f"{HOME}/charter").text
    assert page.index("<p>Blue</p>") < page.index("Edited") < page.index("<p>Red</p>") < page.index("<p>Green</p>")


def test_who_reacts_twice_counts_once(site: Site) -> None:
    """Of each kind a member has one reaction, and none after taking it back."""
    founded = site.found()
    comment = say(founded, 1, "Cake?")
    for member, act in ((2, React), (2, React), (1, React), (1, Unreact), (1, React), (1, Unreact)):
        founded.do(member, act, comment=comment, reaction="agree")
    founded.do(1, React, comment=comment, reaction="thanks")
    page = site.browser.get(f"{HOME}/charter").text
    assert 'title="Member 2">I agree 1</span>' in page
    assert "<strong>Thanks:</strong> Ada" in page
    assert site.sign_in(founded, founded.people[1]).status_code == 200
    own = site.browser.get(f"{HOME}/charter").text
    assert re.search(r'value="agree" data-act="Unreact" aria-pressed="true"', own)
    assert re.search(r'value="thanks" aria-pressed="false"', own)


def flag(founded: Founded, number: int, comment: int, why: str) -> None:
    """Let a member flag a comment."""
    founded.say(number, FlagComment, "reason", {"body": why}, comment=comment)


def test_flags_and_their_reasons_are_public(site: Site) -> None:
    """A flagged comment says who flagged it and why; hidden, strangers no longer read its words, and members may."""
    founded = site.found(members=3, flags=2)
    comment = say(founded, 1, "You are all turnips.")
    flag(founded, 2, comment, "We are people.")
    page = site.browser.get(f"{HOME}/charter").text
    assert "1 member has flagged it. 2 flags would hide it." in page
    assert "<p>We are people.</p>" in page
    assert "You are all turnips." in page
    flag(founded, 3, comment, "Not even one of us is.")
    page = site.browser.get(f"{HOME}/charter").text
    assert "2 members flagged it." in page
    assert "<p>We are people.</p>" in page
    assert "Not even one of us is." in page
    assert "You are all turnips." not in page
    assert "You are all turnips." not in site.browser.get(f"{HOME}/entries/{comment}").text
    text = next(one for one in founded.hosted.texts.list_by(1) if one.given and "turnips" in one.given.text)
    assert site.browser.get(f"{HOME}/texts/{text.commitment}").status_code == 403
    assert site.browser.get(f"{HOME}/log/texts/{text.commitment}.json").status_code == 404
    assert text.commitment not in site.browser.get(f"{HOME}/log/texts").text
    site.sign_in(founded, founded.people[1])
    assert "You are all turnips." in site.browser.get(f"{HOME}/charter").text


def test_a_decision_hides_and_restores(site: Site) -> None:
    """What a decision hid is shown as hidden with the decision and its public reason, and another one restores it."""
    founded = site.found(live_proposals=5, rules=RULES)
    comment = say(founded, 1, "A secret of somebody else’s.")
    reason, given = commit({"body": "It was told in confidence."}, bytes([9]) * 16)
    decide(site, founded, HideComment(comment=comment, reason=reason), given)
    page = site.browser.get(f"{HOME}/charter").text
    assert "Hidden by decision 1." in page
    assert "It was told in confidence." in page
    assert "A secret of somebody" not in page
    decide(site, founded, RestoreComment(comment=comment))
    page = site.browser.get(f"{HOME}/charter").text
    assert "Restored by decision 2" in page
    assert "A secret of somebody" in page


def test_a_comment_keeps_its_address(site: Site) -> None:
    """A comment's own address leads to the page on which it stands, however many came before it."""
    founded = site.found()
    numbers = [say(founded, 1, f"Number {place}") for place in range(SIZE + 3)]
    browser: Browser = site.browser
    for number, page in ((numbers[0], 1), (numbers[-1], 2)):
        answer = browser.get(f"{HOME}/comments/{number}", follow_redirects=False)
        assert answer.headers["location"] == f"{HOME}/charter?discussion={page}#comment-{number}"
        assert f'id="comment-{number}"' in browser.get(answer.headers["location"]).text
    assert f'href="{HOME}/comments/{numbers[-1]}">To the newest comment' in browser.get(f"{HOME}/charter").text
    assert browser.get(f"{HOME}/comments/1").status_code == 422


def test_a_clauses_discussion_stands_with_it(site: Site) -> None:
    """Clauses can be discussed after the inauguration too, each where it stands; asked for, it is unfolded."""
    founded = site.found()
    comment = say(founded, 2, "What a purpose", subject="clause/purpose")
    page = site.browser.get(f"{HOME}/charter").text
    assert f'id="{get_talk_name("clause/purpose")}"' in page
    assert "Discussion (1 comment)" in page
    assert '<details open id="talk-purpose">' in site.browser.get(f"{HOME}/comments/{comment}").text


def test_news_of_a_comment_are_news_of_its_subject(site: Site) -> None:
    """Whoever looks at a discussion hears of edits, reactions and flags in it as of new comments."""
    founded = site.found()
    comment = say(founded, 1, "Hm", subject="clause/brand")
    founded.do(2, React, comment=comment, reaction="concern")
    assert find_subjects(founded.hosted, founded.hosted.size - 1) == {"clause/brand"}


def test_mentions_are_links(site: Site) -> None:
    """Whoever is addressed by name after an @ is linked, and nobody else."""
    founded = site.found()
    say(founded, 1, "Ask @Member 2 or @Nobody.", mentions=(2,))
    page = site.browser.get(f"{HOME}/charter").text
    assert f'<a class="mention" href="{HOME}/members/2">@Member 2</a> or @Nobody.' in page


def test_names_do_nothing_in_a_mention() -> None:
    """A name is escaped like all words, is found as it is written, and is no link inside a link or code."""
    name = "<b>O'Neil & Söhne</b>"
    html = render_markdown(f"@{name} `@{name}` [@{name}](https://x.example)")
    linked = link_mentions(html, {name: "/o/x/members/1"})
    assert linked.count('class="mention"') == 1
    assert "<b>" not in linked
    assert link_mentions(Markup("<p>@Ann-Lee and @Ann</p>"), {"Ann": "/a", "Ann-Lee": "/b"}).count("mention") == 2


def test_an_erased_comment_keeps_its_place(site: Site) -> None:
    """An erased comment keeps its place in the thread, and says that it was erased."""
    founded = site.found()
    first = say(founded, 1, "Gone soon")
    say(founded, 2, "Still here", parent=first)
    text = next(kept for kept in founded.hosted.texts.list_by(1) if kept.given and "Gone soon" in kept.given.text)
    founded.hosted.erase(text.commitment, 1, site.clock())
    page = site.browser.get(f"{HOME}/charter").text
    assert "Erased by its author." in page
    assert read_bodies(page)[-1] == "Still here"
    assert encode({"body": "Gone soon"}).decode() not in page


def test_programs_read_discussions(site: Site) -> None:
    """The API tells of each comment its wordings, what it answers, who reacted how and what became of it."""
    founded = site.found(flags=1)
    first = say(founded, 1, "First")
    answer = say(founded, 2, "Second", parent=first, mentions=(1,))
    founded.say(1, EditComment, "text", {"body": "Primo"}, comment=first)
    founded.do(2, React, comment=first, reaction="insight")
    flag(founded, 1, answer, "Rude.")
    path = "/api/orgs/wheel-whisk/comments"
    part = site.browser.get(path, params={"subject": "charter", "limit": 1}).json()
    told = part["items"][0]
    assert (told["number"], told["by"], told["words"], len(told["texts"])) == (first, 1, "Primo", 2)
    assert told["reactions"]["insight"] == [2]
    assert told["moderation"] is None
    rest = site.browser.get(path, params={"subject": "charter", "after": part["next"]}).json()
    assert rest["next"] is None
    hidden = rest["items"][0]
    assert (hidden["parent"], hidden["mentions"], hidden["words"]) == (first, [1], None)
    assert hidden["moderation"]["flags"] == [1]
    assert site.browser.get(path, params={"subject": "clause/brand"}).json() == {"items": [], "next": None}
