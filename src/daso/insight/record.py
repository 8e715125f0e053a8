"""What stands beside a log that replays a public record of votes: where it comes from, and what the law does not know.

The tokens behind each ballot are here and never on the log, where everybody counts for one. Read next: `compare.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from daso.errors import Misconfigured

__all__ = ["RECORD", "Record", "RecordUnsound", "RecordedProposal", "Unreadable", "encode_record", "load_record"]

RECORD: Final = "replay.json"
"""The file's name, in the organisation's folder."""

_NOTE: Final = (
    "These votes were taken from {source} and replayed here by the rules of this program. They were not signed by the "
    "people who cast them: each wallet was given a key, and all of these keys have been thrown away."
)


class RecordUnsound(Misconfigured):
    """The file beside the log is not what an import writes."""

    code = "record-unsound"
    message = "{path} can't be read as the record of a replay ({why}). Remove this organisation and import it again."


class Unreadable(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the source that no ballot was made of; `found` is what stood in the place that `why` speaks of."""

    row: int
    """As spreadsheets count: the line with the columns' names is 1."""
    voter: str
    found: str
    why: str


class RecordedProposal(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal's name in the source, and the tokens behind each member's ballot as the source writes them."""

    number: int
    id: str
    powers: dict[int, str]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The whole side record of one replayed organisation."""

    source: str
    digest: str
    """SHA-256 of the source file, in hexadecimal."""
    symbol: str
    ballots: int
    """Ballots on the log, changed votes included."""
    unreadable: tuple[Unreadable, ...]
    proposals: tuple[RecordedProposal, ...]

    @property
    def note(self) -> str:
        """What every page about it must say."""
        return _NOTE.format(source=self.source)


_decoder = msgspec.json.Decoder(Record)


def load_record(folder: Path) -> Record | None:
    """The record in an organisation's folder; None when the organisation is no replay."""
    path = folder / RECORD
    try:
        return _decoder.decode(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        raise RecordUnsound(path=str(path), why=str(error)) from error


def encode_record(record: Record) -> bytes:
    """The bytes of the file."""
    return msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n"
