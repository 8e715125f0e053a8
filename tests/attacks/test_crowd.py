"""One sender tries to use up what all share: places, rates, organisations."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from daso.canon import encode
from daso.kernel.comment import PostComment
from daso.keys.sign import P256Signer
from daso.web.events import Streams
from daso.web.refusals import TooManyStreams
from tests.host.founded import ORIGIN, begin, commit, send
from tests.web.site import Browser, Site

HOME = "/o/wheel-whisk"


def found_another(site: Site, number: int) -> tuple[int, str]:
    """Send a founding act of one's own; gives status and code."""
    _, envelope, given = begin(P256Signer.from_seed(bytes([number])))
    answer = site.post("/api/orgs", {"envelope": envelope, "texts": [send(given)]})
    return answer.status_code, answer.json().get("code", "")


def test_nobody_fills_the_site_with_organisations(open_site: Callable[..., Site]) -> None:
    """Beyond its number a site takes in no further organisation; what is here goes on, and may be sent again."""
    site = open_site(organisations=2)
    assert [found_another(site, number) for number in (1, 2, 3, 2)] == [
        (201, ""),
        (201, ""),
        (422, "site-full"),
        (200, ""),
    ]


def test_nobody_takes_all_the_places(site: Site) -> None:
    """Whoever opens pages without end gets a tenth of the places; all others are still kept up to date."""
    streams = Streams(200)
    for _ in range(20):
        streams.enter("greedy")
    with pytest.raises(TooManyStreams):
        streams.check("greedy")
    streams.check("modest")
    streams.leave("greedy")
    streams.check("greedy")


def test_a_page_that_is_not_kept_up_to_date_is_told_so(site: Site) -> None:
    """Where there is no place the answer says so before it begins, so that a browser does not ask for ever."""
    site.found()
    streams: Streams = site.app.state.streams
    for sender in range(1000):
        streams.enter(str(sender))
    answer = site.browser.get(f"{HOME}/events")
    assert (answer.status_code, answer.json()["code"]) == (503, "too-many-streams")


def sign_out(browser: Browser, **headers: str) -> int:
    """Send something; gives the status."""
    return browser.post("/o/nobody/sign-out", headers={"origin": ORIGIN} | headers).status_code


def test_a_made_up_address_is_no_new_sender(open_site: Callable[..., Site]) -> None:
    """What a sender says of where it comes from counts for nothing."""
    site = open_site(posts_per_minute=3)
    names = ("x-forwarded-for", "x-real-ip", "forwarded", "cookie")
    said = [dict.fromkeys(names, f"daso_session={number}") for number in range(5)]
    assert [sign_out(site.browser, **one) for one in said] == [404, 404, 404, 429, 429]


def test_a_household_is_one_sender(open_site: Callable[..., Site]) -> None:
    """Of IPv6 everybody has more addresses than there are stars, so the network counts."""
    site = open_site(posts_per_minute=2)

    async def ask(address: str) -> int:
        statuses: list[int] = []
        headers = [(b"host", b"daso.test.local"), (b"origin", ORIGIN.encode()), (b"content-length", b"0")]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": "/o/nobody/sign-out",
            "raw_path": b"/o/nobody/sign-out",
            "root_path": "",
            "query_string": b"",
            "headers": headers,
            "client": (address, 1),
            "server": ("daso.test.local", 80),
            "state": {},
        }

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def answer(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                statuses.append(int(str(message["status"])))

        await site.app(scope, receive, answer)  # type: ignore[arg-type] # a scope by hand
        return statuses[0]

    async def play() -> list[int]:
        mine = ("2001:db8::1", "2001:db8::2", "2001:db8::dead:beef")
        others = ("2001:db8:0:1::1", "::ffff:192.0.2.1", "::ffff:192.0.2.2", "::ffff:192.0.2.3", "fe80::1%eth0", "a:b")
        return [await ask(one) for one in mine + others]

    assert asyncio.run(play()) == [404, 404, 429, *[404] * 6]


def test_the_same_seat_twice(site: Site) -> None:
    """Two acts of one number sent in the same moment: one is taken in, and the other is told that it came late."""
    founded = site.found()
    person = founded.people[0]
    envelopes = []
    for words in ("One.", "Other."):
        commitment, given = commit({"body": words})
        envelope = person.do(PostComment, subject="charter", text=commitment)
        envelopes.append({"envelope": envelope, "texts": [send(given)]})
        person.seq -= 1

    async def play() -> list[int]:
        path = "/api/orgs/wheel-whisk/acts"
        sent = (asyncio.to_thread(site.post, path, encode(one), site.new_browser()) for one in envelopes)
        return sorted(answer.status_code for answer in await asyncio.gather(*sent))

    assert asyncio.run(play()) == [201, 409]
