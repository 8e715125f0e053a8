"""A site with a mail server of its own, an organisation, and turns of telling that a test takes when it wants to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from daso.testkit.person import Person
from daso.web.settings import Settings
from daso.web.told import Teller
from tests.host.founded import ORIGIN, Clock, Founded, open_host
from tests.told.mailbox import Mailbox, get_link, open_mailbox
from tests.web.site import Browser, Site

__all__ = ["FORM", "Telling"]

FORM = {"origin": ORIGIN}


class Telling:
    """A site and its teller; `turn` does what the background would do by now."""

    def __init__(self, site: Site, mailbox: Mailbox) -> None:
        self.site = site
        self.mailbox = mailbox
        self.founded: Founded = site.found(members=4)
        self.path = f"/o/{self.founded.hosted.slug}"
        self.turn()

    @property
    def clock(self) -> Clock:
        """The site's clock."""
        return self.site.clock

    def turn(self) -> list[EmailMessage]:
        """Tell what is to be told; gives the letters that came of it."""

        async def tell() -> None:
            teller = Teller(self.site.host, self.site.settings)
            await teller.tell()
            await teller.send_events()

        asyncio.run(tell())
        return self.mailbox.take()

    def enter(self, person: Person) -> Browser:
        """A browser in which this member has signed in."""
        browser = self.site.new_browser()
        browser.headers["accept"] = "text/html"
        self.site.sign_in(self.founded, person, browser)
        return browser

    def send(self, number: int, path: str, **fields: str) -> int:
        """Let a member press a button of the page of wishes; gives the answer's status."""
        browser = self.enter(self.founded.people[number - 1])
        answer = browser.post(f"{self.path}/{path}", data=fields, headers=FORM, follow_redirects=False)
        return int(answer.status_code)

    def register(self, number: int, address: str = "") -> str:
        """Let a member give an address and confirm it by the link in the letter."""
        address = address or f"member{number}@mail.example"
        assert self.send(number, "told/address", address=address) == 303
        (letter,) = self.turn()
        answer = self.site.new_browser().post(get_link(letter, "told/confirm"))
        assert answer.status_code == 200, answer.text
        return address

    def choose(self, number: int, **channels: str) -> None:
        """Let a member choose channels; `kind_ordinary` stands for the topic `kind/ordinary`."""
        assert self.send(number, "told", **{n.replace("_", "/"): c for n, c in channels.items()}) == 303

    def say_status(self, reason: str, proposal: int = 1) -> dict[int, str]:
        """How everybody's notice of a proposal stands."""
        rows = self.site.host.outbox.list_about(self.founded.hosted.org, f"proposal/{proposal}", reason)
        return {row.member: f"{row.status} {row.by}" for row in rows}


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server."""
    with open_mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def open_telling(tmp_path: Path, mailbox: Mailbox) -> Iterator[Callable[..., Telling]]:
    """Open a site whose letters go to the mailbox."""
    opened: list[Site] = []

    def start(**chosen: object) -> Telling:
        known = {
            "data": tmp_path / "data",
            "origin": ORIGIN,
            "smtp": f"smtp+plain://127.0.0.1:{mailbox.port}",
            "mail_from": "daso@host.example",
        }
        settings = Settings(**(known | chosen))  # type: ignore[arg-type] # any setting
        clock = Clock()
        site = Site(open_host(settings.data, clock), settings, clock)
        opened.append(site.__enter__())
        return Telling(site, mailbox)

    yield start
    for site in opened:
        site.__exit__()


@pytest.fixture
def telling(open_telling: Callable[..., Telling]) -> Telling:
    """A site with four members and the usual settings."""
    return open_telling()
