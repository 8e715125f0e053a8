"""What members wish to be told, how, and at which e-mail address. Beside the log: none of it is anybody else's affair.

A topic is `needs`, `mentions`, a hub such as `hub/3`, or a kind of proposal such as `kind/policy`. An address
is written to only after its owner has confirmed it, and can be erased at any time. Read next: `outbox.py`.
"""

from __future__ import annotations

import re
from typing import Final, Literal

import msgspec
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Engine, Row, and_, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from daso.host import tables
from daso.host.refusals import AddressUnfit, TooManyAddresses

__all__ = ["CHANNELS", "Channel", "WishBook", "Wishes", "check_address"]

Channel = Literal["page", "mail", "daily", "weekly"]
CHANNELS: Final[tuple[Channel, ...]] = ("page", "mail", "daily", "weekly")

_USUAL: Final[dict[str, Channel]] = {"needs": "mail", "mentions": "mail"}
"""What counts for topics nobody has chosen anything for; every other topic comes once a day."""

_DAY: Final = 86_400_000
_ASKED: Final = 3
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*")
_LONGEST: Final = 254


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """One member's. `feed` counts how often the private feed got a new address; times are UTC milliseconds."""

    language: str = "en"
    chosen: dict[str, Channel] = msgspec.field(default_factory=dict)
    is_paused: bool = False
    feed: int = 0
    address: str = ""
    verified_at: int = 0
    asked_at: int = 0
    asked: int = 0

    @property
    def has_mail(self) -> bool:
        """Whether letters may be written: there is an address, it was confirmed, and letters were not stopped."""
        return bool(self.address and self.verified_at) and not self.is_paused

    def get_channel(self, *topics: str) -> Channel:
        """How this member wishes to be told of what has these topics, if they can be written to: as they chose for the
        first of them for which they did, or else as is usual for the last.
        """
        chosen = (self.chosen[topic] for topic in topics if topic in self.chosen)
        return next(chosen, _USUAL.get(topics[-1], "daily"))


def check_address(address: str) -> None:
    """Refuse what no letter could be sent to."""
    if len(address) > _LONGEST or not _ADDRESS.fullmatch(address):
        raise AddressUnfit


class WishBook:
    """The wishes of all members of all organisations here."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, org: str, member: int) -> Wishes:
        """One member's wishes; the usual ones for whoever has said nothing."""
        with self._engine.connect() as db:
            row = db.execute(select(tables.wishes).where(_is(org, member))).first()
        return _read(row) if row else Wishes()

    def list_of(self, org: str) -> dict[int, Wishes]:
        """The wishes of everybody in an organisation who has said something, by member."""
        with self._engine.connect() as db:
            rows = db.execute(select(tables.wishes).where(tables.wishes.c.org == org)).all()
        return {row.member: _read(row) for row in rows}

    def choose(self, org: str, member: int, wishes: Wishes) -> None:
        """Keep what was chosen: language, channels, and whether letters are stopped; nothing else changes."""
        kept = self.get(org, member)
        changed = {"language": wishes.language, "chosen": wishes.chosen, "is_paused": wishes.is_paused}
        self._store(org, member, replace(kept, **changed))

    def ask(self, org: str, member: int, address: str, now: int) -> None:
        """Keep an address that has yet to be confirmed; refused when this was done too often in a day."""
        check_address(address)
        kept = self.get(org, member)
        asked = kept.asked if now - kept.asked_at < _DAY else 0
        if asked >= _ASKED:
            raise TooManyAddresses(limit=_ASKED)
        fresh = replace(kept, address=address, verified_at=0, asked=asked + 1, asked_at=now)
        self._store(org, member, fresh)
        tables.empty_journal(self._engine)

    def verify(self, org: str, member: int, address: str, now: int) -> None:
        """The owner of the address has confirmed it: from now on letters may go there."""
        rows = tables.wishes
        with self._engine.begin() as db:
            db.execute(
                update(rows)
                .where(_is(org, member), rows.c.address == address)
                .values(verified_at=now, is_paused=0, asked=0)
            )

    def pause(self, org: str, member: int) -> None:
        """No more letters, until the member wishes for them again."""
        with self._engine.begin() as db:
            db.execute(update(tables.wishes).where(_is(org, member)).values(is_paused=1))

    def renew_feed(self, org: str, member: int) -> None:
        """The private feed's old address ceases to count."""
        kept = self.get(org, member)
        self._store(org, member, replace(kept, feed=kept.feed + 1))

    def erase_address(self, org: str, member: int) -> None:
        """Overwrite the address; the other wishes stay."""
        with self._engine.begin() as db:
            db.execute(update(tables.wishes).where(_is(org, member)).values(address="", verified_at=0))
        tables.empty_journal(self._engine)

    def forget(self, org: str, member: int) -> None:
        """Erase all that is known of the wishes of somebody who has left."""
        with self._engine.begin() as db:
            gone = db.execute(delete(tables.wishes).where(_is(org, member))).rowcount
        if gone:
            tables.empty_journal(self._engine)

    def _store(self, org: str, member: int, wishes: Wishes) -> None:
        values = msgspec.structs.asdict(wishes) | {"chosen": msgspec.json.encode(wishes.chosen).decode()}
        values["is_paused"] = int(wishes.is_paused)
        row = {"org": org, "member": member, **values}
        with self._engine.begin() as db:
            db.execute(insert(tables.wishes).values(row).on_conflict_do_update(["org", "member"], set_=values))


def _is(org: str, member: int) -> ColumnElement[bool]:
    return and_(tables.wishes.c.org == org, tables.wishes.c.member == member)


def _read(row: Row[tuple[object, ...]]) -> Wishes:
    known = row._asdict()
    known["chosen"] = msgspec.json.decode(known["chosen"])
    known["is_paused"] = bool(known["is_paused"])
    return msgspec.convert({name: known[name] for name in Wishes.__struct_fields__}, Wishes)
