"""A demonstration lends out invented members; where there is none, and for real members, nothing of it works."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from daso.canon import encode
from daso.kernel.ballot import CastBallot
from daso.kernel.comment import PostComment
from daso.kernel.key import AddKey, RevokeKey
from daso.kernel.membership import LeaveOrganisation
from daso.kernel.recovery import VouchForMember
from daso.kernel.transition import Envelope
from daso.keys.sign import P256Signer
from daso.keys.verify import P256Proof
from daso.web.demo_keys import DEMO_KEYS, DemoKeys, DemoKeysUnfit
from tests.host.founded import ORIGIN, Founded
from tests.web.site import Site


@pytest.fixture
def demo(open_site: Callable[..., Site]) -> Site:
    """A demonstration."""
    return open_site(demo=True)


def lend(site: Site, founded: Founded, *numbers: int) -> None:
    """Give the server the keys of some members."""
    signers = {number: founded.people[number - 1].signer for number in numbers}
    assert all(isinstance(signer, P256Signer) for signer in signers.values())
    site.app.state.demo_keys.store(founded.hosted.org, signers)


def enter(site: Site, query: str = "") -> int:
    """Press the button; gives the status."""
    path = f"/demo/enter/wheel-whisk{query}"
    return site.browser.post(path, headers={"origin": ORIGIN}, follow_redirects=False).status_code


def test_a_visitor_looks_around_as_a_member(demo: Site) -> None:
    """One press signs in as an invented member with a vote to cast, and every page says how they sign."""
    founded = demo.found()
    lend(demo, founded, 1, 2)
    founded.publish(founded.propose())
    founded.vote(1, 1, 1)
    assert enter(demo) == 303
    assert demo.browser.get("/api/orgs/wheel-whisk/signer").json()["member"] == 2
    page = demo.browser.get("/o/wheel-whisk", headers={"accept": "text/html"}).text
    assert 'data-signer="demo"' in page


@pytest.mark.parametrize(
    ("wished", "way"),
    [
        ("/o/wheel-whisk/proposals/1", "/o/wheel-whisk/proposals/1"),
        ("/o/wheel-whisk/../../x", "/o/wheel-whisk"),
        ("/o/other/proposals/1", "/o/wheel-whisk"),
        ("//evil.example/o/wheel-whisk/", "/o/wheel-whisk"),
        ("https://evil.example", "/o/wheel-whisk"),
        ("/o/wheel-whisk/a%0d%0ab", "/o/wheel-whisk"),
    ],
)
def test_a_visitor_comes_back_to_where_they_were(demo: Site, wished: str, way: str) -> None:
    """The way back leads to a page of the same organisation, and to nowhere else."""
    founded = demo.found()
    lend(demo, founded, 1)
    path = f"/demo/enter/wheel-whisk?next={wished}"
    answer = demo.browser.post(path, headers={"origin": ORIGIN}, follow_redirects=False)
    assert answer.headers["location"] == way
    page = demo.browser.get(f"/o/wheel-whisk/sign-in?next={wished}", headers={"accept": "text/html"}).text
    assert f'data-next="{way}"' in page


def test_the_server_signs_what_it_can_read(demo: Site) -> None:
    """An act signed by the demonstration is taken in like any other."""
    founded = demo.found()
    lend(demo, founded, 2)
    founded.publish(founded.propose())
    enter(demo, "?member=2")
    person = founded.people[1]
    text = founded.state.proposals[1].text
    act = person.do(CastBallot, proposal=1, text=text, choices=(2,), reason="").act
    signed = demo.post("/demo/sign", {"act": act}).json()
    envelope = Envelope(act=act, key=signed["key"], proof=P256Proof(signature=signed["proof"]["signature"]))
    assert demo.post("/api/orgs/wheel-whisk/acts", {"envelope": envelope}).status_code == 201


def test_invented_members_keep_their_keys_and_stay(demo: Site) -> None:
    """No visitor can change an invented member's keys, vouch for another key, or leave in their name."""
    founded = demo.found()
    lend(demo, founded, 1, 2)
    enter(demo, "?member=2")
    person, key = founded.people[1], P256Signer.from_seed(b"k").key
    for act in (
        person.do(AddKey, key=key, label=""),
        person.do(AddKey, key=key, label="", scope="light", until=1),
        person.do(RevokeKey, key=1),
        person.do(LeaveOrganisation),
        person.do(VouchForMember, member=1, key=key),
    ):
        assert demo.post("/demo/sign", {"act": act.act}).json()["code"] == "lent-member-stays"
    page = demo.browser.get("/o/wheel-whisk/me", headers={"accept": "text/html"}).text
    assert "whose devices stay as they are" in page
    assert not any(f'data-act="{name}"' in page for name in ("AddKey", "RevokeKey", "LeaveOrganisation"))


def test_invented_members_keep_their_words(demo: Site) -> None:
    """No visitor can erase what an invented member wrote, by the page or the API, and the page offers it to none."""
    founded = demo.found()
    lend(demo, founded, 1)
    founded.say(1, PostComment, "text", {"body": "Flour first."}, subject="charter")
    enter(demo, "?member=1")
    page = demo.browser.get("/o/wheel-whisk/me", headers={"accept": "text/html"}).text
    assert "Flour first." in page
    assert "/erase" not in page
    profile = founded.state.members[1].profile
    for path in (f"/o/wheel-whisk/texts/{profile}/erase", f"/api/orgs/wheel-whisk/texts/{profile}/erase"):
        assert demo.post(path, {}).json()["code"] == "lent-member-stays"
    assert demo.browser.get(f"/o/wheel-whisk/texts/{profile}").status_code == 200


def test_nobody_signs_for_another(demo: Site) -> None:
    """Looking around as one member, or as nobody, one gets no signature of another."""
    founded = demo.found()
    lend(demo, founded, 1, 2)
    act = founded.people[0].do(AddKey, key=P256Signer.from_seed(b"k").key, label="").act
    assert demo.post("/demo/sign", {"act": act}).json()["code"] == "sign-in-needed"
    enter(demo, "?member=2")
    assert demo.post("/demo/sign", {"act": act}).json()["code"] == "sign-in-needed"
    assert demo.post("/demo/sign", {"digest": 43 * "A"}).json()["code"] == "bad-request"


def test_a_real_member_is_never_lent_out(demo: Site) -> None:
    """Whose key the server does not hold nobody enters as, and it signs nothing for them once they sign in."""
    founded = demo.found()
    lend(demo, founded, 2)
    assert enter(demo, "?member=1") == 404
    demo.sign_in(founded, founded.people[0])
    act = founded.people[0].do(AddKey, key=P256Signer.from_seed(b"k").key, label="").act
    assert demo.post("/demo/sign", {"act": act}).json()["code"] == "not-a-demo"


def test_a_revoked_key_is_not_lent_out(demo: Site) -> None:
    """When a visitor has revoked the key that the server holds, nobody enters with it any more."""
    founded = demo.found()
    lend(demo, founded, 2)
    founded.do(2, AddKey, key=P256Signer.from_seed(b"k").key, label="")
    founded.people[1].signer, founded.people[1].key_number = P256Signer.from_seed(b"k"), 2
    founded.do(2, RevokeKey, key=1)
    assert enter(demo, "?member=2") == 404


def test_elsewhere_there_is_no_demonstration(site: Site) -> None:
    """On a site without the setting neither address does anything, even where a file of keys lies around."""
    founded = site.found()
    DemoKeys(site.host.data / DEMO_KEYS).store(founded.hosted.org, {1: P256Signer.from_seed(b"a/1")})
    assert enter(site) == 404
    site.sign_in(founded, founded.people[0])
    act = founded.people[0].do(AddKey, key=P256Signer.from_seed(b"k").key, label="").act
    assert site.post("/demo/sign", {"act": act}).json()["code"] == "not-a-demo"


def test_keys_are_read_back_and_kept_private(site: Site) -> None:
    """The file of keys is for this server's eyes, and holds the very keys that were stored."""
    path = site.host.data / DEMO_KEYS
    signer = P256Signer.from_seed(b"a")
    DemoKeys(path).store("0" * 32, {3: signer})
    assert path.stat().st_mode & 0o077 == 0
    assert DemoKeys(path).get("0" * 32, 3).key == signer.key
    assert DemoKeys(path).list_members("0" * 32) == [3]


def test_a_broken_file_of_keys_is_called_so(site: Site) -> None:
    """An operator hears which file can't be read."""
    path = site.host.data / DEMO_KEYS
    path.write_bytes(encode({"0": 1}))
    with pytest.raises(DemoKeysUnfit):
        DemoKeys(path)
