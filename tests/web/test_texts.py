"""Over the web, texts are read by whom the charter lets read them, and erased by their authors alone."""

from __future__ import annotations

import pytest

from daso.canon import from_base64url
from daso.kernel.act import compute_commitment
from daso.kernel.ballot import CastBallot
from daso.kernel.comment import PostComment
from daso.kernel.key import AddKey
from daso.kernel.recovery import CompleteRecovery, VouchForMember
from daso.keys.sign import P256Signer
from tests.host.founded import ORIGIN, Founded
from tests.web.site import Site

WORDS = "The cellar smells of yeast."
COMMENT = {"body": WORDS}
PAGE = {"accept": "text/html"}


def write(founded: Founded) -> str:
    """Let member 1 comment on a proposal and vote with a reason; gives the comment's commitment."""
    founded.publish(founded.propose(title="A title to keep"))
    text = founded.state.proposals[1].text
    founded.say(2, CastBallot, "reason", {"body": "A reason to keep."}, proposal=1, text=text, choices=(2,))
    return founded.say(1, PostComment, "text", COMMENT, subject="proposal/1")


def test_the_page_asks_before_it_erases_and_comes_back(site: Site) -> None:
    """The button that erases stands behind one that asks, and leads back to where the text stood."""
    founded = site.found()
    commitment = write(founded)
    site.sign_in(founded, founded.people[0])
    page = site.browser.get("/o/wheel-whisk/me", headers=PAGE).text
    row = page[page.index(f'id="text-{commitment}"') :]
    action = f"/o/wheel-whisk/texts/{commitment}/erase?page=1"
    assert row.index("<details>") < row.index("</summary>") < row.index(f'action="{action}"') < row.index("</details>")
    answer = site.browser.post(action, headers={"origin": ORIGIN}, follow_redirects=False)
    assert answer.headers["location"] == f"/o/wheel-whisk/me?page=1#text-{commitment}"


def erase(site: Site, commitment: str, origin: str = ORIGIN) -> int:
    """Ask to erase a text as a page's form does; gives the status."""
    path = f"/o/wheel-whisk/texts/{commitment}/erase"
    return site.browser.post(path, headers={"origin": origin}, follow_redirects=False).status_code


def test_a_text_comes_with_what_proves_it(site: Site) -> None:
    """Anybody can compute the commitment from a public text and its salt."""
    commitment = write(site.found())
    told = site.browser.get(f"/o/wheel-whisk/texts/{commitment}").json()
    assert compute_commitment(from_base64url(told["salt"]), told["text"]) == commitment


PLACES = (
    "/o/wheel-whisk",
    "/o/wheel-whisk/proposals",
    "/o/wheel-whisk/proposals/1",
    "/o/wheel-whisk/decisions",
    "/o/wheel-whisk/decisions.csv",
    "/o/wheel-whisk/members",
    "/o/wheel-whisk/members/1",
    "/o/wheel-whisk/audit",
    "/o/wheel-whisk/entries/1",
    "/api/orgs/wheel-whisk",
    "/api/orgs/wheel-whisk/members",
    "/api/orgs/wheel-whisk/members/2",
    "/api/orgs/wheel-whisk/proposals",
    "/api/orgs/wheel-whisk/proposals/1",
    "/api/orgs/wheel-whisk/decisions",
)
KEPT = (WORDS, "A title to keep", "A reason to keep", "Ada")


@pytest.mark.parametrize("is_over", [False, True])
def test_members_texts_are_hidden_everywhere(site: Site, is_over: bool) -> None:
    """Where texts are kept to members, a stranger finds none of their words on any page or in the API."""
    founded = site.found(texts="members")
    commitment = write(founded)
    if is_over:
        site.clock.advance(24)
    answer = site.browser.get(f"/o/wheel-whisk/texts/{commitment}")
    assert (answer.status_code, answer.json()["code"]) == (403, "text-hidden")
    for place in (*PLACES, *(f"/o/wheel-whisk/entries/{index}" for index in range(founded.hosted.size))):
        told = site.browser.get(place, headers=PAGE)
        assert told.status_code == 200, place
        for words in KEPT:
            assert words not in told.text, f"{words} on {place}"


def test_members_read_members_texts(site: Site) -> None:
    """Signed in, a member reads what is kept to members, on pages and in the API."""
    founded = site.found(texts="members")
    commitment = write(founded)
    site.sign_in(founded, founded.people[1])
    assert WORDS in site.browser.get(f"/o/wheel-whisk/texts/{commitment}").json()["text"]
    page = site.browser.get("/o/wheel-whisk/proposals/1", headers=PAGE).text
    assert WORDS in page
    assert "A title to keep" in page
    assert site.browser.get("/api/orgs/wheel-whisk/members/1").json()["name"] == "Ada"


def test_a_members_page_is_not_kept_for_strangers(site: Site) -> None:
    """What a member was shown is not shown to the stranger who asks next."""
    founded = site.found(texts="members")
    write(founded)
    site.sign_in(founded, founded.people[1])
    page = site.browser.get("/o/wheel-whisk/proposals/1", headers=PAGE)
    assert page.headers["cache-control"] == "private, no-store"
    assert WORDS not in site.new_browser().get("/o/wheel-whisk/proposals/1", headers=PAGE).text


def test_an_applicant_does_not_read_members_texts(site: Site) -> None:
    """Who has joined and still waits for the vote-token reads their own words only."""
    founded = site.found(texts="members", sponsors=2)
    commitment = write(founded)
    founded.join(P256Signer.from_seed(b"new"), "Pia")
    site.sign_in(founded, founded.people[2])
    assert site.browser.get(f"/o/wheel-whisk/texts/{commitment}").status_code == 403
    assert site.browser.get(f"/o/wheel-whisk/texts/{founded.state.members[3].profile}").status_code == 200


def test_an_erased_text_is_called_erased(site: Site) -> None:
    """Its author erases a text by a plain form; then pages say so, and nobody reads it again."""
    founded = site.found()
    commitment = write(founded)
    assert WORDS in site.browser.get("/o/wheel-whisk/proposals/1", headers=PAGE).text
    site.sign_in(founded, founded.people[0])
    assert erase(site, commitment) == 303
    answer = site.browser.get(f"/o/wheel-whisk/texts/{commitment}")
    assert (answer.status_code, answer.json()["code"]) == (410, "text-erased")
    for browser in (site.browser, site.new_browser()):
        page = browser.get("/o/wheel-whisk/proposals/1", headers=PAGE).text
        assert WORDS not in page
        assert "Erased by its author." in page


def test_nobody_else_erases(site: Site) -> None:
    """A stranger, another member and another site's page are refused."""
    founded = site.found()
    commitment = write(founded)
    assert erase(site, commitment) == 401
    site.sign_in(founded, founded.people[1])
    assert erase(site, commitment) == 403
    site.sign_in(founded, founded.people[0])
    assert erase(site, commitment, "https://evil.test") == 403
    assert site.browser.get(f"/o/wheel-whisk/texts/{commitment}").status_code == 200


def test_an_address_is_for_its_owner(site: Site) -> None:
    """A profile with an e-mail address is told to its owner; all others get the name alone."""
    founded = site.found()
    founded.join(P256Signer.from_seed(b"x"), "Xenia", email="x@example.org")
    profile = founded.state.members[3].profile
    site.sign_in(founded, founded.people[0])
    assert site.browser.get(f"/o/wheel-whisk/texts/{profile}").status_code == 403
    for place in PLACES:
        assert "x@example.org" not in site.browser.get(place, headers=PAGE).text
    assert site.browser.get("/api/orgs/wheel-whisk/members/3").json()["name"] == "Xenia"
    site.sign_in(founded, founded.people[2])
    assert "x@example.org" in site.browser.get(f"/o/wheel-whisk/texts/{profile}").json()["text"]


def test_a_device_keeps_its_name_after_a_recovery(site: Site) -> None:
    """Names of devices stand beside the keys they were given to, also where a key came by recovery in between."""
    founded = site.found(members=3, vouchers=2, recovery_hours=24)
    new = P256Signer.from_seed(b"found again")
    for voucher in (1, 2):
        founded.do(voucher, VouchForMember, member=3, key=new.key)
    site.clock.advance(25)
    founded.do(1, CompleteRecovery, member=3)
    person = founded.people[2]
    person.signer, person.key_number = new, 2
    founded.say(3, AddKey, "label", {"label": "Blue tablet"}, key=P256Signer.from_seed(b"tablet").key)
    site.sign_in(founded, person)
    page = site.browser.get("/o/wheel-whisk/me", headers={"accept": "text/html"}).text
    devices = page[page.index('id="devices"') : page.index('id="told"')]
    assert devices.index("Device 1") < devices.index("Device 2") < devices.index("Blue tablet")
