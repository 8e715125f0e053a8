"""The account that pays for anchors and posts: one secret key in a file that nobody else may read.

What it can do is little: an anchor's own account can only ever add newer roots, and an inbox takes what anybody posts.
The library `eth-account` signs; it comes with the extra `chain`. Read next: `sending.py`.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from daso.errors import Misconfigured

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

__all__ = ["Account", "ChainMissing", "KeyExposed", "KeyFileUnfit", "create_account", "load_account"]

_SIZE = 32


class ChainMissing(Misconfigured):
    """The libraries for chains are not there."""

    code = "chain-extra-missing"
    message = "The part that signs for chains is not installed. Install it with: pip install 'daso[chain]'"


class KeyFileUnfit(Misconfigured):
    """A file that should hold a chain account's key, and does not."""

    code = "chain-key-unfit"
    message = "{path} holds no key of a chain account ({why}). Make one with: daso chain key {path}"


class KeyExposed(Misconfigured):
    """A secret that others on the machine may read."""

    code = "chain-key-exposed"
    message = "Others may read the key in {path}, so it is not used. Run: chmod 600 {path}"


class Account:
    """An account that signs transactions. Its secret is in no word of it."""

    def __init__(self, secret: bytes) -> None:
        self._signer = _load_signer(secret)
        self.address: str = self._signer.address.lower()

    def __repr__(self) -> str:
        """Says who it is and not what it knows."""
        return f"Account({self.address})"

    def sign(self, transaction: dict[str, int | bytes]) -> tuple[str, str]:
        """The signed transaction as it is sent, and the hash by which everybody knows it."""
        signed = self._signer.sign_transaction({**transaction})
        return "0x" + bytes(signed.raw_transaction).hex(), "0x" + bytes(signed.hash).hex()


def _load_signer(secret: bytes) -> LocalAccount:
    # What the library rests on raises this limit when imported, and then JSON without end could overrun the stack.
    limit = sys.getrecursionlimit()
    try:
        from eth_account import Account as Signers  # noqa: PLC0415 - an extra that only some need
    except ImportError as error:
        raise ChainMissing from error
    finally:
        sys.setrecursionlimit(limit)
    signer: LocalAccount = Signers.from_key(secret)
    return signer


def create_account(path: Path) -> Account:
    """Make a new account. Its key is durable and private before anybody sends it a coin; what is there stays."""
    secret = os.urandom(_SIZE)
    account = Account(secret)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise KeyFileUnfit(path=str(path), why=error.strerror or "it can't be written") from error
    with os.fdopen(descriptor, "w") as file:
        file.write(secret.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return account


def load_account(path: Path) -> Account:
    """Read an account from its file, unless others may read it too."""
    try:
        mode = path.stat().st_mode
        text = path.read_text().strip().removeprefix("0x")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise KeyFileUnfit(path=str(path), why=why or "it can't be read") from error
    if stat.S_IMODE(mode) & 0o077:
        raise KeyExposed(path=str(path))
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        secret = b""
    if len(secret) != _SIZE or not any(secret):
        raise KeyFileUnfit(path=str(path), why="it is not 64 hexadecimal digits")
    return Account(secret)
