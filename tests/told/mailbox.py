"""A real mail server on a port of this machine, which keeps what it gets, and refuses or fails as a test asks."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Event, Thread

from aiosmtpd.smtp import SMTP, Envelope, Session

__all__ = ["Mailbox", "get_link", "open_mailbox"]


class Mailbox:
    """The letters that came, in their order."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refused: set[str] = set()
        self.is_busy = False
        self.port = 0
        self.arrived = Event()
        self.after: tuple[int, Callable[[], None]] = (0, lambda: None)
        """What to do when so many letters have come, before the answer is given."""

    async def handle_RCPT(  # noqa: N802 - the server calls it by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse whoever does not live here."""
        if address in self.refused:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the server calls it by this name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep a letter, unless there is no time for it."""
        if self.is_busy:
            return "451 later"
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.arrived.set()
        count, deed = self.after
        if len(self.letters) == count:
            deed()
        return "250 OK"

    def take(self) -> list[EmailMessage]:
        """What came since the last look."""
        taken, self.letters = self.letters, []
        return taken


@contextmanager
def open_mailbox() -> Iterator[Mailbox]:
    """Run the server, in a thread and a loop of its own, for as long as somebody writes."""
    mailbox, opened, stops = Mailbox(), Event(), list[Callable[[], object]]()

    async def run() -> None:
        loop, stopped = asyncio.get_running_loop(), asyncio.Event()
        stops.append(lambda: loop.call_soon_threadsafe(stopped.set))
        server = await loop.create_server(lambda: SMTP(mailbox, hostname="mail.example", loop=loop), "127.0.0.1", 0)
        mailbox.port = server.sockets[0].getsockname()[1]
        opened.set()
        await stopped.wait()
        server.close()

    thread = Thread(target=lambda: asyncio.run(run()), name="mail server")
    thread.start()
    opened.wait()
    try:
        yield mailbox
    finally:
        stops[0]()
        thread.join()


def get_link(letter: EmailMessage, path: str) -> str:
    """The link in a letter's text that leads to this path, without the site's name."""
    part = letter.get_body(("plain",))
    assert part is not None
    found = re.search(rf"https?://[^\s/]+(/{path}\S*)", part.get_content())
    assert found, part.get_content()
    return found[1]
