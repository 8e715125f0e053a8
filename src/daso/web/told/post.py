"""Handing letters to the mail server: one connection for as many as there are, and patience when it does not answer.

A letter that the server refuses for good has come back; anything else is tried again. Neither address nor password
stands in the journal. Read next: `teller.py`.
"""

from __future__ import annotations

from email.message import EmailMessage
from types import TracebackType
from typing import Final, Self
from urllib.parse import unquote, urlsplit

import aiosmtplib

from daso.errors import Unavailable
from daso.web.settings import Settings

__all__ = ["CameBack", "Post", "PostClosed"]

_PATIENCE: Final = 20
"""Seconds for each answer of the mail server."""
_PORTS: Final = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


class PostClosed(Unavailable):
    """The mail server does not take letters just now."""

    code = "post-closed"
    message = "The mail server took no letter ({why}). None is lost; they are sent when it answers again."


class CameBack(Unavailable):
    """The mail server refused a letter for good."""

    code = "letter-came-back"
    message = "The mail server refused a letter for good (code {number}). Its member can correct their address."


class Post:
    """A connection to the mail server, opened for the first letter. Used with `async with`."""

    def __init__(self, settings: Settings) -> None:
        self._from = settings.mail_from
        self._address = urlsplit(settings.smtp)
        self._open: aiosmtplib.SMTP | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    async def send(self, message: EmailMessage) -> None:
        """Return once the server has taken the letter; raise `CameBack` if it never will, `PostClosed` if not now."""
        try:
            client = self._open = self._open or await self._connect()
            await client.send_message(message, sender=self._from)
        except aiosmtplib.SMTPRecipientsRefused as error:
            self._judge(max(one.code for one in error.recipients))
        except aiosmtplib.SMTPDataError as error:
            self._judge(error.code)
        except (aiosmtplib.SMTPException, OSError) as error:
            raise PostClosed(why=type(error).__name__) from None  # the server's own words may hold the address

    def _judge(self, code: int) -> None:
        if code >= 500:
            raise CameBack(number=code)
        raise PostClosed(why=f"code {code}")

    async def _connect(self) -> aiosmtplib.SMTP:
        scheme, parts = self._address.scheme, self._address
        client = aiosmtplib.SMTP(
            hostname=parts.hostname,
            port=parts.port or _PORTS[scheme],
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=scheme == "smtps",
            start_tls=scheme == "smtp",
            timeout=_PATIENCE,
        )
        await client.connect()
        return client
