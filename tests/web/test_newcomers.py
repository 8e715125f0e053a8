"""Whoever has joined and waits for a vote-token reads what they wait for, wherever others could act."""

from __future__ import annotations

from daso.kernel.hub import FoundHub
from daso.kernel.membership import SponsorMember
from daso.keys.sign import P256Signer
from tests.host.founded import Founded
from tests.web.site import Site

PAGE = {"accept": "text/html"}
WAITS = "You hold no vote-token yet: you wait for 2 more sponsors."


def read(site: Site, path: str = "") -> str:
    """A page of the organisation, as the browser gets it."""
    answer = site.browser.get(f"/o/wheel-whisk{path}", headers=PAGE)
    assert answer.status_code == 200
    return answer.text


def join(site: Site) -> Founded:
    """An organisation with a vote and a hub, and a newcomer whom one of three sponsors knows, who looks at it."""
    founded = site.found(members=3, founders=3, sponsors=3)
    founded.publish(founded.propose())
    founded.say(1, FoundHub, "text", {"name": "Bakers", "purpose": "For whoever bakes."}, kind="skill", due_at=0)
    pia = founded.join(P256Signer.from_seed(b"pia"), "Pia")
    site.sign_in(founded, pia)
    return founded


def test_home_says_how_many_sponsors_are_missing(site: Site) -> None:
    """First on a newcomer's home stands how many sponsors they wait for, and nobody tells them that all is done."""
    founded = join(site)
    assert "You wait for 2 more sponsors" in read(site)
    founded.do(2, SponsorMember, member=4)
    page = read(site)
    assert "You wait for 1 more sponsor<" in page
    assert "You have done all there is to do." not in page
    founded.do(3, SponsorMember, member=4)
    assert "You wait for" not in read(site)


def test_pages_say_why_a_newcomer_can_not_act(site: Site) -> None:
    """A vote, a hub and the form of a proposal speak to the newcomer of the vote-token that they do not hold yet."""
    join(site)
    for path in ("/proposals/1", "/hubs/1", "/hubs", "/proposals/new"):
        page = read(site, path)
        assert WAITS in page, path
        assert "Member 4 does not hold" not in page
    assert "You are not in the electorate" not in read(site, "/proposals/1")


def test_who_came_after_voting_began_reads_so(site: Site) -> None:
    """With a vote-token of their own, but later than the vote, it is the electorate that they are not in."""
    founded = join(site)
    founded.do(2, SponsorMember, member=4)
    founded.do(3, SponsorMember, member=4)
    page = read(site, "/proposals/1")
    assert "You are not in the electorate of this vote: it was fixed when voting began." in page
    assert 'data-act="JoinHub"' in read(site, "/hubs/1")
