"""The keys of a demonstration's invented members, kept by the server in ``demo-keys.json``; never anybody's own.

Read next: `demo.py`, which signs with them where the setting `demo` is on.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Final

import msgspec

from daso.errors import Misconfigured
from daso.keys.sign import P256Signer

__all__ = ["DEMO_KEYS", "DemoKeys", "DemoKeysUnfit"]

DEMO_KEYS: Final = "demo-keys.json"
"""Name of the file in the data folder: {organisation: {member number: secret}}."""

_Secrets = dict[str, dict[str, str]]


class DemoKeysUnfit(Misconfigured):
    """The file of keys can't be read."""

    code = "demo-keys-unfit"
    message = "The demonstration's keys in {path} can't be read ({why}). Delete the data folder; it will be made anew."


class DemoKeys:
    """Whose keys this server holds. Safe for many threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._secrets: _Secrets = {}
        if path.exists():
            try:
                self._secrets = msgspec.json.decode(path.read_bytes(), type=_Secrets)
            except (msgspec.DecodeError, OSError) as error:
                raise DemoKeysUnfit(path=str(path), why=str(error)) from error

    def has(self, org: str, member: int) -> bool:
        """Whether this member is one of the invented ones."""
        return str(member) in self._secrets.get(org, {})

    def list_members(self, org: str) -> list[int]:
        """The numbers of the invented members of an organisation, in order."""
        return sorted(map(int, self._secrets.get(org, {})))

    def get(self, org: str, member: int) -> P256Signer:
        """The key of an invented member."""
        return P256Signer.from_secret(self._secrets[org][str(member)])

    def store(self, org: str, signers: dict[int, P256Signer]) -> None:
        """Keep the keys of invented members; nobody else on this machine can read the file."""
        with self._lock:
            of_org = self._secrets.get(org, {}) | {str(number): signer.secret for number, signer in signers.items()}
            self._secrets = self._secrets | {org: of_org}
            unfinished = self._path.with_name(self._path.name + ".new")
            unfinished.touch(mode=0o600)
            unfinished.write_bytes(msgspec.json.encode(self._secrets))
            unfinished.replace(self._path)
