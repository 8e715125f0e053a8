"""A hijacked page, another site's page and a flood get nothing done here; every answer carries the headers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from daso.kernel.key import AddKey, RevokeKey
from daso.keys.sign import P256Signer
from daso.web.refusals import TooManyPosts
from daso.web.security import HEADERS, Rates
from tests.host.founded import ORIGIN
from tests.web.site import Site

PAGE = {"accept": "text/html"}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/o/wheel-whisk",
        "/o/nobody",
        "/nothing",
        "/healthz",
        "/api",
        "/api/orgs",
        "/api/openapi.json",
        "/o/wheel-whisk/log/checkpoint",
        "/static/css/tokens.css",
        "/messages/de.json",
    ],
)
def test_every_answer_carries_the_headers(site: Site, path: str) -> None:
    """No answer, be it a page, a file or an error, comes without the content policy and its companions."""
    site.found()
    for accept in ("text/html", "application/json"):
        answer = site.browser.get(path, headers={"accept": accept})
        expected = {name.lower(): value for name, value in HEADERS.items()}
        if "/log/" in path:
            expected["cross-origin-resource-policy"] = "cross-origin"
        assert expected.items() <= dict(answer.headers).items()
        assert "server" not in answer.headers


def test_the_policy_lets_no_script_into_a_page() -> None:
    """Nothing written into a page runs, nothing comes from elsewhere, and nobody frames us."""
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    for rule in ("default-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert rule in policy


def test_over_https_the_browser_stays_there(open_site: Callable[..., Site]) -> None:
    """A site reached over https says so for good, and its cookie never travels otherwise."""
    site = open_site(origin="https://daso.test.local")
    assert "max-age" in site.browser.get("/").headers["strict-transport-security"]
    answer = site.browser.get("/?language=en")
    assert "secure" in answer.headers["set-cookie"].lower()


def test_the_session_cookie_is_for_no_script_and_no_other_site(site: Site) -> None:
    """The cookie is HttpOnly and SameSite=Lax."""
    founded = site.found()
    cookie = site.sign_in(founded, founded.people[0]).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_another_sites_page_can_not_send(site: Site) -> None:
    """What names another origin is refused, with and without a session."""
    founded = site.found()
    evil = {"origin": "https://evil.test"}
    assert site.browser.post("/o/wheel-whisk/sign-out", headers=evil).json()["code"] == "wrong-site"
    site.sign_in(founded, founded.people[0])
    assert site.browser.post("/o/wheel-whisk/sign-out", headers=evil).status_code == 403
    assert site.browser.get("/api/orgs/wheel-whisk/signer").status_code == 200


def test_a_session_needs_an_origin(site: Site) -> None:
    """Who sends with a session and does not say from where is refused; a program without one may send."""
    founded = site.found()
    act: dict[str, object] = {"envelope": {}, "texts": []}
    assert site.browser.post("/api/orgs/wheel-whisk/acts", json=act).json()["code"] == "bad-request"
    site.sign_in(founded, founded.people[0])
    assert site.browser.post("/api/orgs/wheel-whisk/acts", json=act).json()["code"] == "wrong-site"


def test_two_organisations_do_not_share_a_sign_in(site: Site) -> None:
    """Signed in to one organisation, one is a stranger in the other on the same site."""
    one, other = site.found(seed="a"), site.found(seed="b")
    site.sign_in(one, one.people[0])
    assert site.browser.get(f"/api/orgs/{one.hosted.slug}/signer").status_code == 200
    assert site.browser.get(f"/api/orgs/{other.hosted.slug}/signer").status_code == 401


def test_signing_out_ends_the_session(site: Site) -> None:
    """After signing out the browser is a stranger again, even with the cookie kept."""
    founded = site.found()
    site.sign_in(founded, founded.people[0])
    kept = site.browser.cookies["daso_session"]
    site.browser.post("/o/wheel-whisk/sign-out", headers={"origin": ORIGIN})
    copy = site.new_browser()
    copy.cookies.set("daso_session", kept)
    assert copy.get("/api/orgs/wheel-whisk/signer").status_code == 401


def test_a_session_expires(site: Site) -> None:
    """After thirty days one signs in again."""
    founded = site.found()
    site.sign_in(founded, founded.people[0])
    site.clock.advance(30 * 24)
    assert site.browser.get("/api/orgs/wheel-whisk/signer").status_code == 401


def test_a_session_ends_with_its_key(site: Site) -> None:
    """Who loses a telephone revokes its key on another device, and the telephone is signed out."""
    founded = site.found()
    site.sign_in(founded, founded.people[0])
    second = P256Signer.from_seed(b"second")
    founded.do(1, AddKey, key=second.key, label="")
    founded.people[0].signer, founded.people[0].key_number = second, 2
    founded.do(1, RevokeKey, key=1)
    assert site.browser.get("/api/orgs/wheel-whisk/signer").status_code == 401


def test_a_sign_in_works_once(site: Site) -> None:
    """The same signed challenge sent again signs nobody in."""
    founded = site.found()
    first = site.sign_in(founded, founded.people[0])
    again = site.post("/api/orgs/wheel-whisk/login", first.request.content, site.new_browser())
    assert (again.status_code, again.json()["code"]) == (409, "challenge-spent")


def test_floods_are_stopped(open_site: Callable[..., Site]) -> None:
    """Beyond the limit everything sent is refused with the seconds to wait, while reading goes on."""
    site = open_site(posts_per_minute=3)
    answers = [site.browser.post("/o/nobody/sign-out", headers={"origin": ORIGIN}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 429]
    assert answers[3].json()["code"] == "too-many-posts"
    assert int(answers[3].headers["retry-after"]) == answers[3].json()["fields"]["seconds"]
    assert site.browser.get("/api/orgs").status_code == 200


def test_patience_is_rewarded() -> None:
    """Each sender has a measure of their own, which fills again over a minute."""
    rates = Rates(2)
    rates.check("one", 0.0)
    rates.check("one", 0.0)
    rates.check("other", 0.0)
    with pytest.raises(TooManyPosts):
        rates.check("one", 1.0)
    rates.check("one", 31.0)


@pytest.mark.parametrize("number", ["127.0.0.1:8000", "[::1]:8000"])
def test_who_comes_by_number_is_sent_to_the_name(open_site: Callable[..., Site], number: str) -> None:
    """Passkeys belong to a name, so a page opened by number opens at localhost, query and all."""
    site = open_site(origin="http://localhost:8000")
    headers = {"host": number, **PAGE}
    answer = site.browser.get("/o/x/audit?a=ä&b", headers=headers, follow_redirects=False)
    assert answer.status_code == 307
    assert answer.headers["location"] == "http://localhost:8000/o/x/audit?a=%C3%A4&b"


def test_programs_may_come_by_number(open_site: Callable[..., Site]) -> None:
    """Who asks for no page is answered where they are."""
    site = open_site(origin="http://localhost:8000")
    assert site.browser.get("/healthz", headers={"host": "127.0.0.1:8000"}).json() == {"status": "ok"}


@pytest.mark.parametrize(
    ("method", "path", "status"), [("PUT", "/", 405), ("GET", "/nothing", 404), ("GET", "/o/x", 404)]
)
def test_errors_are_pages_for_people(site: Site, method: str, path: str, status: int) -> None:
    """A browser gets an error as a page in words, without anything the program knows of itself."""
    answer = site.browser.request(method, path, headers={**PAGE, "origin": ORIGIN})
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "<h1" in answer.text
    for secret in ("Traceback", "litestar", "daso.", str(site.host.data)):
        assert secret not in answer.text


def test_a_fault_of_ours_is_called_so(site: Site) -> None:
    """When the program fails, visitors get a sentence and no trace of it."""
    founded = site.found()
    founded.hosted.register.close()  # whoever needs it now fails in a way that nobody foresaw
    del founded.hosted.credentials
    with capture_logs() as journal:
        answer = site.browser.get("/api/orgs/wheel-whisk/signer?member=1")
    assert (answer.status_code, answer.json()["code"]) == (500, "unforeseen")
    assert "credentials" not in answer.text
    assert "error" in {line["log_level"] for line in journal}
