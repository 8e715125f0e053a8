"""The log's files over HTTP satisfy a stranger's auditor, and live pages hear when it grows."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
from litestar.response import ServerSentEventMessage

from daso.clerk import Evidence, audit_organisation
from daso.kernel.comment import PostComment
from daso.keys.sign import P256Signer
from daso.ledger import HttpSource, LogSource, audit_log
from daso.web import create_app
from daso.web.events import Streams, follow
from daso.web.refusals import TooManyStreams
from tests.e2e.server import serve
from tests.host.founded import Founded
from tests.web.site import Site

FOR_EVER = "public, max-age=31536000, immutable"


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """The site on a real port."""
    with serve(create_app(site.host, site.settings)) as address:
        yield address


def test_a_strangers_auditor_finds_the_log_in_order(site: Site, address: str) -> None:
    """Read over HTTP, file by file, the log passes the same audit as at hand."""
    founded = site.found()
    source = HttpSource(f"{address}/o/{founded.hosted.slug}/log")
    assert audit_log(source, founded.hosted.vkey) == []
    for path in ("checkpoint", "checkpoints", "log.vkey", f"tile/entries/000.p/{founded.hosted.size}"):
        assert source.fetch(path) == LogSource(founded.hosted.log).fetch(path)
    for path in ("state", "decisions"):
        assert source.fetch(path) == founded.hosted.fetch(path)
    assert source.fetch("tile/0/001") is None


def test_a_stranger_compares_the_words_too(site: Site, address: str) -> None:
    """Over HTTP the texts beside the log are there as in an export: every one that anybody may read, and no other."""
    founded = site.found()
    founded.publish(founded.propose())
    founded.join(P256Signer.from_seed(b"post"), name="Post", email="post@daso.example")
    comments = [founded.say(1, PostComment, "text", {"body": f"Word {n}."}, subject="charter") for n in range(2)]
    source = HttpSource(f"{address}/o/wheel-whisk/log")
    before = (source.fetch("texts") or b"").decode().split("\n")
    founded.hosted.erase(comments[0], 1, site.clock.now)
    audit = audit_organisation(source, Evidence(now=site.clock.now))
    assert (audit.exit_code, audit.texts) == (0, len(before) - 1)
    assert source.fetch(f"texts/{comments[0]}.json") is None
    assert source.fetch(f"texts/{comments[1]}.json") is not None
    profile = founded.state.members[3].profile
    assert f"{profile}.json" not in before
    assert source.fetch(f"texts/{profile}.json") is None
    assert site.browser.get(f"/o/wheel-whisk/log/texts/{comments[1]}.json").headers["cache-control"] == "no-store"


def test_words_kept_to_members_are_not_served(site: Site) -> None:
    """Where the charter keeps texts to members, the log's files hold none, and the audit is as sound without."""
    founded = site.found(texts="members")
    comment = founded.say(1, PostComment, "text", {"body": "Among ourselves."}, subject="charter")
    assert site.browser.get("/o/wheel-whisk/log/texts").text == ""
    assert site.browser.get(f"/o/wheel-whisk/log/texts/{comment}.json").status_code == 404


def test_only_what_is_complete_is_kept_for_ever(site: Site) -> None:
    """A full tile may be cached for ever, what grows for moments; any site's scripts may read all of it."""
    founded = site.found()
    small = f"/o/wheel-whisk/log/tile/0/000.p/{founded.hosted.size}"
    lifetimes = {
        path: site.browser.get(path).headers["cache-control"] for path in (small, "/o/wheel-whisk/log/checkpoint")
    }
    assert FOR_EVER not in lifetimes.values()
    assert lifetimes["/o/wheel-whisk/log/checkpoint"] == "public, max-age=2"
    begin_small_talk(founded, 256)
    for path in ("/o/wheel-whisk/log/tile/0/000", "/o/wheel-whisk/log/tile/entries/000"):
        answer = site.browser.get(path)
        assert answer.headers["cache-control"] == FOR_EVER
        assert answer.headers["access-control-allow-origin"] == "*"


def begin_small_talk(founded: Founded, size: int) -> None:
    """Fill the log up to this size: votes may be changed as often as one likes."""
    founded.publish(founded.propose())
    while founded.hosted.size < size:
        founded.vote(2, 1, 1 + founded.hosted.size % 2)


def test_a_page_hears_what_happens(site: Site, address: str) -> None:
    """Over a real connection the size comes at once, and the subject of each act as it happens."""
    founded = site.found()
    with urlopen(f"{address}/o/wheel-whisk/events", timeout=10) as stream:  # noqa: S310 - our own server
        first = read_event(stream)
        assert first == ("size", str(founded.hosted.size))
        founded.propose()
        heard = {read_event(stream), read_event(stream)}
    assert heard == {("size", str(founded.hosted.size)), ("proposal/1", str(founded.hosted.size))}


def read_event(stream: Iterator[bytes]) -> tuple[str, str]:
    """The next event and what it says; comments are passed over."""
    said: dict[str, str] = {}
    for line in stream:
        name, _, value = line.decode().rstrip("\r\n").partition(": ")
        if not name and "event" in said:
            return said["event"], said["data"]
        said[name] = value
    raise EOFError


def test_a_page_hears_when_a_vote_closes(site: Site) -> None:
    """The clock closes a vote without any act, and pages hear of it all the same."""
    founded = site.found()
    founded.publish(founded.propose())

    async def listen() -> list[ServerSentEventMessage]:
        news = follow(site.host, founded.hosted, Streams(1))
        heard = [await anext(news)]
        site.clock.advance(24)
        heard.append(await anext(news))
        await news.aclose()  # type: ignore[attr-defined] # it is a generator
        return heard

    assert [one.event for one in asyncio.run(listen())] == ["size", "proposal/1"]


def test_listeners_have_a_limit(site: Site) -> None:
    """Beyond the limit a page is told to reload instead, and a place is free again when somebody goes."""
    founded = site.found()
    streams = Streams(1)

    async def listen() -> None:
        first = follow(site.host, founded.hosted, streams)
        await anext(first)
        with pytest.raises(TooManyStreams):
            await anext(follow(site.host, founded.hosted, streams))
        await first.aclose()  # type: ignore[attr-defined] # it is a generator
        await anext(follow(site.host, founded.hosted, streams))

    asyncio.run(listen())
