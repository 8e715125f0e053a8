"""A challenge goes its way whatever its author does with its words, and asks nothing but what the law asks."""

from __future__ import annotations

import re

import pytest

from daso.canon import encode
from daso.host import Absent, TextMissing
from daso.host.texts import Matched, ProposalText
from daso.host.wording import NAMES
from daso.kernel.challenge import OpenChallenge
from daso.kernel.comment import PostComment
from daso.kernel.proposal import PublishProposal
from daso.kernel.sponsor import SponsorProposal
from tests.host.founded import CHARTER, Founded, commit
from tests.web.site import Site

HOME = "/o/wheel-whisk"
API = "/api/orgs/wheel-whisk"
PAGE = {"accept": "text/html"}
WORDS = {"body": "Bees live in it.", "options": [], "title": "Not this tree"}
ODD = WORDS | {"options": ["Keep the tree", "Fell it"]}
"""Words that turn what is voted on round."""
ORDINARY = CHARTER.rules["ordinary"]


@pytest.fixture
def founded(site: Site) -> Founded:
    """An organisation whose decision 1 all members adopted."""
    founded = site.found(members=3)
    founded.propose()
    site.clock.advance(ORDINARY.discussion_hours)
    founded.publish(1)
    for member in (1, 2, 3):
        founded.vote(member, 1, 1)
    site.clock.advance(ORDINARY.voting_hours)
    return founded


def sign(site: Site, founded: Founded, text: str) -> None:
    """Let all others sign challenge 2, and the time for a reply pass."""
    for member in (1, 2):
        if len(founded.state.proposals[2].sponsors) < founded.state.proposals[2].needed:
            founded.do(member, SponsorProposal, proposal=2, text=text)
    site.clock.advance(founded.state.proposals[2].rule.reply_hours + 1)


def test_an_erased_challenge_is_begun_by_anybody(site: Site, founded: Founded) -> None:
    """Once its author has erased its words any member begins the vote, and pages and programs read it all the same."""
    text = founded.say(3, OpenChallenge, "text", WORDS, about="decision/1", ground="harm")
    sign(site, founded, text)
    founded.hosted.erase(text, 3, site.clock.now)
    assert site.act(founded, founded.people[1].do(PublishProposal, proposal=2, text=text)).status_code == 201
    assert founded.state.proposals[2].published_at
    site.sign_in(founded, founded.people[0])
    page = site.browser.get(f"{HOME}/proposals/2", headers=PAGE).text
    assert "<h1>Proposal 2 (text erased)</h1>" in page
    assert "Erased by its author." in page
    assert "Overturn it" in page
    assert "Not this tree" not in page
    assert site.browser.get(f"{API}/proposals/2").json()["title"] is None
    assert "Proposal 2 (text erased)" in site.browser.get(f"{HOME}/calendar.ics").text
    for place in ("", "/proposals", "/proposals/1", "/feed.atom", "/me"):
        assert site.browser.get(f"{HOME}{place}", headers=PAGE).status_code == 200, place
    for member in (1, 2):
        founded.vote(member, 2, 1)
    site.clock.advance(founded.state.proposals[2].rule.voting_hours + 1)
    assert founded.state.decisions[1].overturned_by == 2
    assert "Proposal 2 (text erased)" in site.browser.get(f"{HOME}/proposals/2", headers=PAGE).text


def test_a_challenge_that_came_without_its_words_is_begun_by_anybody(site: Site, founded: Founded) -> None:
    """What was handed in by another way than the pages, or with words of another kind, is begun like any challenge."""
    comment = founded.say(3, PostComment, "text", {"body": "Bees!"}, subject="charter")
    founded.hosted.take_in(encode(founded.people[2].do(OpenChallenge, text=comment, about="decision/1", ground="harm")))
    sign(site, founded, comment)
    assert site.act(founded, founded.people[1].do(PublishProposal, proposal=2, text=comment)).status_code == 201
    assert founded.hosted.texts.load(comment) is not Absent.ERASED
    page = site.browser.get(f"{HOME}/proposals/2", headers=PAGE).text
    assert "<h1>Proposal 2</h1>" in page


def test_other_words_need_to_come_along(site: Site, founded: Founded) -> None:
    """Whoever begins the vote in other words than the challenge's is refused as before."""
    text = founded.say(3, OpenChallenge, "text", WORDS, about="decision/1", ground="harm")
    sign(site, founded, text)
    other, _ = commit(WORDS | {"title": "Quite another"})
    with pytest.raises(TextMissing):
        founded.do(2, PublishProposal, proposal=2, text=other)


def test_a_challenge_names_no_options(site: Site, founded: Founded) -> None:
    """Overturning and upholding are the law's own words: no challenge calls them otherwise, whichever way it comes."""
    commitment, given = commit(ODD)
    about = {"about": "decision/1", "ground": "harm", "text": commitment}
    refused = site.act(founded, founded.people[2].do(OpenChallenge, **about), given)
    assert (refused.status_code, refused.json()["code"]) == (422, "text-unfit")
    founded.people[2].seq -= 1
    founded.hosted.take_in(encode(founded.people[2].do(OpenChallenge, **about)))
    sign(site, founded, commitment)
    refused = site.act(founded, founded.people[1].do(PublishProposal, proposal=2, text=commitment), given)
    assert (refused.status_code, refused.json()["code"]) == (422, "text-unfit")
    founded.people[1].seq -= 1
    founded.publish(2)


def test_the_options_of_an_old_challenge_are_not_shown(site: Site, founded: Founded) -> None:
    """Where an old log has a challenge whose words name options, pages, feeds and programs say the law's own words."""
    commitment, given = commit(ODD)
    founded.hosted.texts.keep([Matched(commitment, NAMES[ProposalText], given)], 3, founded.state.entries)
    act = founded.people[2].do(OpenChallenge, about="decision/1", ground="harm", text=commitment)
    founded.hosted.take_in(encode(act))
    sign(site, founded, commitment)
    founded.publish(2)
    founded.vote(1, 2, 1)
    founded.vote(2, 2, 1)
    site.sign_in(founded, founded.people[1])
    places = [f"{HOME}/proposals/2", f"{HOME}/proposals", f"{HOME}/feed.atom", f"{API}/proposals/2"]
    for is_ended in (False, True):
        site.clock.advance(founded.state.proposals[2].rule.voting_hours + 1 if is_ended else 0)
        for place in (*places, f"{HOME}/entries/{founded.state.entries - 1}", f"{HOME}/decisions"):
            page = site.browser.get(place, headers={} if place in places[2:] else PAGE)
            assert page.status_code == 200, place
            assert not re.search("Keep the tree|Fell it|The options", page.text), place
    assert "Overturned" in site.browser.get(f"{HOME}/proposals/2", headers=PAGE).text
