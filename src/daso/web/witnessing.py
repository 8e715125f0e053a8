"""Asking the witnesses, in the background: whatever the log holds now, every witness that the members named is asked to
cosign, and no act ever waits for it.

Only the newest checkpoint is asked for, whatever came in between. A witness that does not answer is asked again, later
each time, and holds up no other. Read next: `host/sightings.py`, what is kept; `ledger/witness.py`, what they check.
"""

from __future__ import annotations

import asyncio
from typing import Final

import structlog

from daso import __version__
from daso.errors import Error, Refusal, Tampered, Unavailable
from daso.host import Host
from daso.host.endpoints import check_url
from daso.host.hosted import Hosted
from daso.host.sightings import Asked, Contact, Cosignature
from daso.kernel.witness import Witness, get_witnesses
from daso.ledger import Head, verify_cosignature
from daso.ledger.cosigned import compute_question, find_cosignature
from daso.ledger.witness import compute_origin_hash, parse_size, strip_signatures
from daso.web.settings import Settings
from daso.web.told.reaching import Answer, Unreached, ask, read
from daso.web.turns import take_turns

__all__ = ["Asker", "WitnessSilent", "read_newest"]

_PAUSE: Final = 1.0
"""Seconds between two looks at what is new."""
_AT_ONCE: Final = 16
_TURNS: Final = 3
"""How often in a row a witness may name another size to start from."""
_HEADERS: Final = {"Content-Type": "text/plain; charset=utf-8", "User-Agent": f"daso/{__version__}"}
_log = structlog.get_logger("daso.web")

_OK: Final = 200
_CONFLICT: Final = 409
_STATUSES: Final[dict[int, Asked]] = {404: "unknown", _CONFLICT: "contradicted", 422: "contradicted"}
"""What a no means. Older witnesses say 409 also to another root of the size at which they stand."""

Pair = tuple[str, str]
"""An organisation, and the key of one of its witnesses."""


class Asker:
    """Asks the witnesses of every organisation of `host`."""

    def __init__(self, host: Host, settings: Settings) -> None:
        self._host = host
        self._is_private_allowed = settings.private_endpoints
        self._asking: dict[Pair, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._stopping = asyncio.Event()
        self._lock = host.create_lock("asking")

    async def run(self) -> None:
        """Look for what is new until told to stop."""
        try:
            await take_turns(self.look, self._stopping, pause=_PAUSE, lock=self._lock)
            await self.settle()
        finally:
            self._lock.release()

    async def settle(self) -> None:
        """Wait until everybody who is being asked has answered, or has been given up."""
        if self._asking:
            await asyncio.wait(self._asking.values())

    def stop(self) -> None:
        """Ask nobody any more."""
        self._stopping.set()

    async def look(self) -> None:
        """Begin to ask every witness that is due, and is not being asked."""
        for hosted, witness in await asyncio.to_thread(self._list_due):
            pair = (hosted.org, witness.vkey)
            if pair not in self._asking:
                task = asyncio.create_task(self._ask(hosted, witness))
                self._asking[pair] = task
                task.add_done_callback(lambda _, pair=pair: self._asking.pop(pair))  # type: ignore[misc] # a default binds it

    def _list_due(self) -> list[tuple[Hosted, Witness]]:
        now = self._host.clock()
        due = []
        for listing in self._host.list():
            try:
                hosted = self._host.open(listing.org)
                state, head = hosted.clerk.state, hosted.log.head()
                due += [
                    (hosted, witness)
                    for witness in (get_witnesses(state) if state else ())
                    if head and is_due(hosted.sightings.get_contact(witness.vkey), head, witness, now)
                ]
            except Error as error:
                _log.warning("witnesses not asked", org=listing.org, code=error.code)
        return due

    async def _ask(self, hosted: Hosted, witness: Witness) -> None:
        async with self._room:
            if self._stopping.is_set():
                return
            try:
                await asyncio.to_thread(
                    ask_witness, self._host, hosted, witness, is_private_allowed=self._is_private_allowed
                )
            except Exception:  # noqa: BLE001 - one witness's trouble is no other's
                _log.exception("witness not asked", org=hosted.org, witness=witness.name)


class WitnessSilent(Unavailable):
    """A witness could not be asked what it has seen."""

    code = "witness-silent"
    message = "It did not answer at {url} ({why}). Ask it again later, or ask whoever runs it."


def read_newest(witness: Witness, origin: str, *, is_private_allowed: bool) -> str:
    """The newest checkpoint of this log that the witness says to have cosigned; nothing of it is verified here."""
    url = f"{witness.url}/{compute_origin_hash(origin)}/checkpoint"
    try:
        check_url(url, is_private_allowed=is_private_allowed)
        answer = read(url, {"User-Agent": _HEADERS["User-Agent"]}, is_private_allowed=is_private_allowed)
    except (Unreached, Refusal) as error:
        raise WitnessSilent(url=witness.url, why=str(error)) from error
    if answer.status != _OK:
        raise WitnessSilent(url=witness.url, why=f"status {answer.status}")
    return answer.body.decode(errors="replace")


def is_due(contact: Contact, head: Head, witness: Witness, now: int) -> bool:
    """Whether there is something new to ask this witness, and it may be asked now."""
    is_seen = contact.status == "seen" and contact.size == head.checkpoint.size and _is_under(head.note, witness.vkey)
    return not is_seen and contact.next_at <= now


def _is_under(note: str, vkey: str) -> bool:
    try:
        return verify_cosignature(note, vkey) > 0
    except Tampered:
        return False


def ask_witness(host: Host, hosted: Hosted, witness: Witness, *, is_private_allowed: bool) -> None:
    """Ask one witness about the newest checkpoint, and keep how that went. Belongs into a thread."""
    head, now = hosted.log.head(), host.clock()
    if head is None:
        return
    contact = hosted.sightings.get_contact(witness.vkey)
    bare = Head(head.checkpoint, strip_signatures(head.note, hosted.vkey))
    start = contact.size if contact.size <= head.checkpoint.size else 0
    try:
        check_url(witness.url, is_private_allowed=is_private_allowed)
        answer = _negotiate(hosted, bare, f"{witness.url}/add-checkpoint", start, is_private_allowed=is_private_allowed)
    except (Unreached, Refusal) as error:
        _log.info("witness not reached", witness=witness.name, why=type(error).__name__)
        hosted.sightings.note_failed(contact.postpone("unreached", now))
        return
    _settle(hosted, bare, contact, answer, now)


def _negotiate(hosted: Hosted, head: Head, url: str, start: int, *, is_private_allowed: bool) -> Answer:
    """Ask from the size at which the witness stands; it says so itself where we are mistaken."""

    def ask_from(old: int) -> Answer:
        return ask(url, compute_question(hosted.log, head, old), _HEADERS, is_private_allowed=is_private_allowed)

    answer = ask_from(start)
    for _ in range(_TURNS):
        stands = _read_size(answer)
        if stands is None or stands == start or stands > head.checkpoint.size:
            break
        start = stands
        answer = ask_from(start)
    return answer


def _read_size(answer: Answer) -> int | None:
    """Where the witness says it stands, if that is why it did not cosign."""
    return parse_size(answer.body.decode(errors="replace").removesuffix("\n")) if answer.status == _CONFLICT else None


def _settle(hosted: Hosted, head: Head, contact: Contact, answer: Answer, now: int) -> None:
    """Keep the cosignature, or why there is none."""
    if answer.status == _OK:
        try:
            line = find_cosignature(head.note, answer.body.decode(errors="replace"), contact.vkey)
        except Tampered as error:
            _log.warning("cosignature false", witness=contact.vkey, code=error.code)
            hosted.sightings.note_failed(contact.postpone("unclear", now))
            return
        at = verify_cosignature(head.note + line, contact.vkey) * 1000
        seen = Cosignature(
            org=hosted.org, size=head.checkpoint.size, vkey=contact.vkey, note=head.note, line=line, at=at
        )
        hosted.sightings.note_seen(seen, now)
        return
    status = _STATUSES.get(answer.status, "unclear")
    _log.warning("not cosigned", witness=contact.vkey, status=answer.status)
    hosted.sightings.note_failed(contact.postpone(status, now))
