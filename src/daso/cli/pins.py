"""The keys of logs that `daso act` has met, kept beside your own key: whoever shows another one later is not believed.

A log's key is what receipts are verified with; the first one seen is remembered, as in a browser. Read next: `act.py`.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from daso.cli.screen import read_text
from daso.errors import Misconfigured, Tampered
from daso.ledger import parse_vkey

__all__ = ["Pins"]

_FILE = "known-logs.json"


class LogKeyChanged(Tampered):
    """The site shows another key of the log than before."""

    code = "log-key-changed"
    message = (
        "The key of this organisation's log is not the one you met first, so nothing is believed or signed. Ask other "
        "members which one they see. Yours stands in {path}; the site shows {shown}"
    )


class LogKeyForeign(Tampered):
    """The site shows the key of another organisation's log."""

    code = "log-key-foreign"
    message = "The site shows the key of another log ({name}) than that of organisation {org}. Nothing was signed."


class PinsUnreadable(Misconfigured):
    """The file of known keys can't be used."""

    code = "pins-unreadable"
    message = "The keys of logs you know can't be kept in {path} ({why}). Mend the file or the rights to its folder."


class Pins:
    """The known keys, by organisation, in one file of a folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / _FILE

    def check(self, org: str, vkey: str) -> bool:
        """Refuse another key than the one met first; return whether this is the first."""
        name = parse_vkey(vkey).name
        if not name.endswith(f"/o/{org}"):
            raise LogKeyForeign(name=name, org=org)
        known = self._load()
        if known.get(org, vkey) != vkey:
            raise LogKeyChanged(path=str(self.path), shown=vkey)
        if org in known:
            return False
        self._store(known | {org: vkey})
        return True

    def _load(self) -> dict[str, str]:
        if not self.path.exists():
            return {}
        try:
            return msgspec.json.decode(read_text(self.path), type=dict[str, str])
        except msgspec.DecodeError as error:
            raise PinsUnreadable(path=str(self.path), why=str(error)) from error

    def _store(self, known: dict[str, str]) -> None:
        unfinished = self.path.with_name(f"{_FILE}.{os.getpid()}.new")
        try:
            unfinished.write_bytes(msgspec.json.format(msgspec.json.encode(dict(sorted(known.items()))), indent=1))
            unfinished.replace(self.path)
        except OSError as error:
            raise PinsUnreadable(path=str(self.path), why=error.strerror or str(error)) from error
