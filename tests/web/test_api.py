"""The API tells programs what pages tell people, and takes acts in; every no is a problem with its code."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from daso.canon import encode, from_base64url
from daso.kernel.comment import PostComment
from daso.kernel.hub import FoundHub
from daso.kernel.key import AddKey
from daso.kernel.membership import InviteMembers, JoinOrganisation
from daso.kernel.snapshot import compute_state_digest
from daso.keys.sign import P256Signer
from daso.ledger import parse_receipt, verify_receipt
from daso.testkit.authenticator import SoftwarePasskey
from daso.testkit.person import Person
from tests.host.founded import CHARTER, ORIGIN, begin, commit, send
from tests.web.site import Site

NAME = "c3VjaC1hLW5pY2UtcGFzc2tleQ"
COMMENT = {"body": "Good morning."}


def test_an_organisation_is_founded_by_program(site: Site) -> None:
    """A founding act with its words makes an organisation, whose address the answer gives."""
    _, envelope, given = begin(P256Signer.from_seed(b"a"))
    answer = site.post("/api/orgs", {"envelope": envelope, "texts": [send(given)]})
    assert answer.status_code == 201
    content = answer.json()
    assert (content["entry"], content["slug"]) == (0, "wheel-whisk")
    assert site.browser.get("/api/orgs").json() == [
        {"org": content["org"], "slug": "wheel-whisk", "name": "Wheel & Whisk"}
    ]


def test_an_act_gets_a_receipt_that_holds(site: Site) -> None:
    """The receipt in the answer proves the very bytes of the entry."""
    founded = site.found()
    commitment, given = commit(COMMENT)
    envelope = founded.people[0].do(PostComment, subject="charter", text=commitment)
    answer = site.act(founded, envelope, given).json()
    entry = encode({"at": answer["at"], "envelope": envelope})
    checkpoint = verify_receipt(parse_receipt(answer["receipt"]), entry, answer["vkey"])
    assert checkpoint.size == answer["entry"] + 1


def test_sending_again_is_harmless(site: Site) -> None:
    """The same envelope gets the same place and time, with status 200 instead of 201."""
    founded = site.found()
    commitment, given = commit(COMMENT)
    envelope = founded.people[0].do(PostComment, subject="charter", text=commitment)
    first, again = site.act(founded, envelope, given), site.act(founded, envelope, given)
    assert (first.status_code, again.status_code) == (201, 200)
    assert {name: first.json()[name] for name in ("entry", "at")} == {
        name: again.json()[name] for name in ("entry", "at")
    }


def test_an_organisation_describes_itself(site: Site) -> None:
    """Charter, clauses, numbers and the digest of the State can be read by anybody."""
    founded = site.found()
    told = site.browser.get(f"/api/orgs/{founded.hosted.org}").json()
    recorded = founded.hosted.clerk.state
    assert recorded
    assert told["slug"] == "wheel-whisk"
    assert told["charter"]["name"] == "Wheel & Whisk"
    assert told["clauses"]["purpose"]["text"] == "Our purpose."
    assert (told["tokens"], told["entries"]) == (2, founded.hosted.size)
    assert from_base64url(told["digest"]) == compute_state_digest(recorded)


def test_a_proposal_is_followed_to_its_end(site: Site) -> None:
    """A proposal's status, tally and title can be read while it is discussed, voted on and decided."""
    founded = site.found()
    path = f"/api/orgs/wheel-whisk/proposals/{founded.propose()}"
    assert site.browser.get(path).json()["status"] == "discussion"
    founded.publish(1)
    founded.vote(2, 1, 1)
    voting = site.browser.get(path).json()
    assert (voting["status"], voting["title"], voting["tally"]["counts"]) == ("voting", "New ovens", [1, 0])
    site.clock.advance(24)
    assert site.browser.get("/api/orgs/wheel-whisk/proposals").json() == []
    assert site.browser.get(path).json()["status"] == "adopted"
    (decision,) = site.browser.get("/api/orgs/wheel-whisk/decisions").json()["items"]
    assert decision["number"] == 1


def test_long_lists_come_in_parts(site: Site) -> None:
    """Members are given in parts that join up to the whole."""
    founded = site.found(members=5)
    seen: list[int] = []
    after: int | None = 0
    while after is not None:
        part = site.browser.get(f"/api/orgs/{founded.hosted.slug}/members?limit=2&after={after}").json()
        seen += [one["number"] for one in part["items"]]
        after = part["next"]
    assert seen == [1, 2, 3, 4, 5]


def test_hubs_come_in_parts(site: Site) -> None:
    """However many hubs members found, an answer holds as many as were asked for, and the rest follows."""
    founded = site.found(members=3)
    for number in (1, 2, 3):
        founded.say(number, FoundHub, "text", {"name": f"Hub {number}", "purpose": "To gather."}, kind="skill")
    path = "/api/orgs/wheel-whisk/hubs"
    first = site.browser.get(path, params={"limit": 2}).json()
    assert ([one["words"]["name"] for one in first["items"]], first["next"]) == (["Hub 1", "Hub 2"], 2)
    rest = site.browser.get(path, params={"limit": 2, "after": first["next"]}).json()
    assert ([one["number"] for one in rest["items"]], rest["next"]) == ([3], None)
    assert site.browser.get(path, params={"limit": 501}).status_code == 400


def test_a_member_and_an_invitation_can_be_read(site: Site) -> None:
    """A member comes with their name, and an open invitation with its public key."""
    founded = site.found()
    key = P256Signer.from_seed(b"invitation").key
    founded.do(1, InviteMembers, keys=(key,))
    assert site.browser.get("/api/orgs/wheel-whisk/members/2").json()["name"] == "Member 2"
    (invitation,) = site.browser.get("/api/orgs/wheel-whisk/invitations").json()
    assert (invitation["number"], invitation["by"], invitation["public"]) == (3, 1, key.public)


def test_an_entry_and_its_receipt_can_be_read(site: Site) -> None:
    """Every entry is given with its very bytes and a receipt."""
    founded = site.found()
    entry = site.browser.get("/api/orgs/wheel-whisk/entries/0").json()
    receipt = site.browser.get("/api/orgs/wheel-whisk/entries/0/receipt")
    assert receipt.headers["content-type"].startswith("text/plain")
    verify_receipt(parse_receipt(receipt.text), entry["content"].encode(), founded.hosted.vkey)


def test_a_client_learns_what_its_next_act_needs(site: Site) -> None:
    """The number of the next act and the keys that may sign it are given for any member, or for who is signed in."""
    founded = site.found()
    named = site.browser.get("/api/orgs/wheel-whisk/signer?member=2").json()
    assert (named["member"], named["seq"]) == (2, founded.people[1].seq)
    assert named["keys"][0]["public"] == founded.people[1].signer.key.public
    site.sign_in(founded, founded.people[0])
    assert site.browser.get("/api/orgs/wheel-whisk/signer").json()["member"] == 1


def test_who_joins_with_a_passkey_is_signed_in(site: Site) -> None:
    """A newcomer need not show their finger twice, and whoever sends their act again gains nothing."""
    founded = site.found()
    invitation = P256Signer.from_seed(b"invitation")
    founded.do(1, InviteMembers, keys=(invitation.key,))
    profile, given = commit({"email": "", "name": "Pia"})
    joining = Person(SoftwarePasskey(b"phone", ORIGIN)).join(
        founded.hosted.org, 3, invitation, founded.state.foundation, profile
    )
    assert isinstance(joining.act, JoinOrganisation)
    assert site.act(founded, joining, given, credential=NAME).status_code == 201
    signer = site.browser.get("/api/orgs/wheel-whisk/signer").json()
    assert (signer["member"], signer["keys"][0]["credential"]) == (3, NAME)
    copy = site.new_browser()
    again = site.post("/api/orgs/wheel-whisk/acts", {"envelope": joining, "texts": [], "credential": NAME}, copy)
    assert again.status_code == 200
    assert copy.get("/api/orgs/wheel-whisk/signer").status_code == 401


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/nothing", 404, "page-missing"),
        ("/api/orgs/nobody", 404, "unknown-organisation"),
        ("/api/orgs/wheel-whisk/proposals/7", 404, "unknown-proposal"),
        ("/api/orgs/wheel-whisk/members/7", 404, "unknown-member"),
        ("/api/orgs/wheel-whisk/entries/999", 404, "no-such-entry"),
        ("/api/orgs/wheel-whisk/entries/-1", 404, "no-such-entry"),
        ("/api/orgs/wheel-whisk/entries/999/receipt", 404, "no-such-entry"),
        (f"/api/orgs/wheel-whisk/entries/{10**30}/receipt", 404, "no-such-entry"),
        ("/api/orgs/wheel-whisk/signer", 401, "sign-in-needed"),
        ("/api/orgs/wheel-whisk/signer?member=7", 404, "unknown-member"),
        ("/api/orgs/wheel-whisk/signer?member=x", 400, "bad-request"),
        ("/api/orgs/wheel-whisk/members?limit=501", 400, "bad-request"),
        ("/o/wheel-whisk/texts/nothing", 404, "text-unknown"),
        ("/o/wheel-whisk/log/nothing", 404, "page-missing"),
    ],
)
def test_a_no_to_a_reader_is_a_problem(site: Site, path: str, status: int, code: str) -> None:
    """Whatever can't be read is answered with problem details and a stable code."""
    site.found()
    answer = site.browser.get(path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json().keys() == {"type", "title", "status", "detail", "code", "article", "fields"}


def bend(site: Site) -> dict[str, bytes]:
    """Submissions to the first organisation, each with one thing wrong in it."""
    founded = site.found()
    commitment, given = commit(COMMENT)
    person = founded.people[0]
    right = person.do(PostComment, subject="charter", text=commitment)
    texts = [send(given)]

    def change(**fields: object) -> bytes:
        return encode({"envelope": person.sign(replace(right.act, **fields)), "texts": texts})

    whole = {"envelope": right, "texts": texts}
    forged = replace(right, proof=founded.people[1].sign(right.act).proof)
    return {
        "a wrong signature": encode(whole | {"envelope": forged}),
        "a gap in the numbers": change(seq=right.act.seq + 1),
        "an unknown subject": change(subject="proposal/99"),
        "an unknown member": change(by=99),
        "another organisation": change(org="0" * 32),
        "no words": encode(whole | {"texts": []}),
        "a second spelling": encode(whole).replace(b'{"act":{"act"', b'{ "act":{"act"'),
        "an unknown field": encode(whole | {"more": 1}),
        "a passkey's name with a comment": encode(whole | {"credential": NAME}),
        "no JSON": b"{",
        "nothing": b"",
    }


@pytest.mark.parametrize(
    ("how", "status", "code", "article"),
    [
        ("a wrong signature", 422, "signature-wrong", None),
        ("a gap in the numbers", 409, "sequence-broken", "signed"),
        ("no words", 422, "text-missing", "publicity"),
        ("an unknown subject", 422, "unknown-subject", "discussing"),
        ("an unknown member", 422, "unknown-member", "signed"),
        ("another organisation", 422, "wrong-organisation", "signed"),
        ("a second spelling", 400, "not-canonical", "signed"),
        ("an unknown field", 400, "bad-request", None),
        ("no JSON", 400, "bad-request", None),
        ("nothing", 400, "bad-request", None),
        ("a passkey's name with a comment", 400, "not-canonical", "signed"),
    ],
)
def test_a_no_to_an_act_is_a_problem(site: Site, how: str, status: int, code: str, article: str | None) -> None:
    """Whatever is wrong with an act is answered with its code and article, and nothing is written."""
    content = bend(site)[how]
    size = site.host.open("wheel-whisk").size
    answer = site.post("/api/orgs/wheel-whisk/acts", content)
    assert (answer.status_code, answer.json()["code"], answer.json()["article"]) == (status, code, article)
    assert site.host.open("wheel-whisk").size == size


def test_only_a_founding_founds_by_program(site: Site) -> None:
    """Another act sent where organisations are founded is refused by its name."""
    founded = site.found()
    envelope = founded.people[0].do(AddKey, key=P256Signer.from_seed(b"k").key, label="")
    answer = site.post("/api/orgs", {"envelope": envelope})
    assert (answer.status_code, answer.json()["code"]) == (422, "not-founded")


def test_too_much_at_once_is_refused(open_site: Callable[..., Site]) -> None:
    """A body beyond the limit is refused before it is read."""
    site = open_site(body_bytes=1000)
    answer = site.post("/api/orgs", b"{" + 2000 * b" " + b"}")
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


def test_problems_speak_the_readers_language(site: Site) -> None:
    """The sentence of a problem follows the language that the reader accepts; the code never does."""
    answers = [
        site.browser.get("/api/orgs/nobody", headers={"accept-language": language}) for language in ("en", "de", "xx")
    ]
    assert {answer.json()["code"] for answer in answers} == {"unknown-organisation"}
    assert answers[0].json()["detail"] == answers[2].json()["detail"]
    assert [answer.headers["content-language"] for answer in answers[::2]] == ["en", "en"]


def test_the_api_describes_itself(site: Site) -> None:
    """The OpenAPI document names every address and act, and the page lists every error; neither loads anything."""
    document = site.browser.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert "/api/orgs/{org}/acts" in document["paths"]
    assert {"CastBallot", "JoinOrganisation", "Problem"} <= document["components"]["schemas"].keys()
    page = site.browser.get("/api", headers={"accept": "text/html"}).text
    assert 'id="sequence-broken"' in page
    assert re.search(r"(src|href)=.(https?:)?//", page) is None


def test_a_charter_is_told_as_it_is_signed(site: Site) -> None:
    """What the API says of a charter is the charter's canonical value."""
    founded = site.found()
    told = site.browser.get("/api/orgs/wheel-whisk").json()["charter"]
    assert encode(told) == encode(founded.state.charter) == encode(CHARTER)
