"""`daso key`: keys of your own, each in a file that only you can read.

Members on a phone use passkeys; these keys are for the command line and for programs. Beside plain keys (P-256) there
are those that a wallet could hold as well, made here or imported from a wallet's file. Read next: `act.py`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from daso.cli.screen import read_text
from daso.errors import Misconfigured

if TYPE_CHECKING:
    from daso.keys.sign import AnySigner

__all__ = ["find_key_file", "import_key", "list_keys", "load_signer", "new_key", "request_with_key", "show_key"]

Kind = Literal["p256", "wallet"]


class KeyThere(Misconfigured):
    """A key is never overwritten."""

    code = "key-there"
    message = "{path} is there already, and a key is never overwritten. Give this one another name."


class KeyMissing(Misconfigured):
    """No key has that name."""

    code = "key-missing"
    message = "There is no key at {path}. Make one with: daso key new"


class KeyExposed(Misconfigured):
    """Others on this machine can read the secret."""

    code = "key-exposed"
    message = "Others on this machine can read {path}. Run: chmod 600 {path}"


class KeyUnreadable(Misconfigured):
    """The file holds no key."""

    code = "key-unreadable"
    message = "{path} does not hold a key of daso ({why}). Name another file."


class SecretUnreadable(Misconfigured):
    """The file to import holds no wallet's private key."""

    code = "secret-unreadable"
    message = "{path} does not hold a wallet's private key: it should be 64 hexadecimal digits. Export the key again."


def new_key(name: str = "default", /, *, key: Path | None = None, kind: Kind = "p256") -> int:
    """Make a new key and show its public half.

    Example: daso key new bot

    Args:
        name: What to call it.
        key: The file to write instead.
        kind: A plain key (p256), or one that a wallet could hold as well.
    """
    from daso.keys.sign import P256Signer, WalletSigner

    signer = (WalletSigner if kind == "wallet" else P256Signer).generate()
    return _store(signer, kind, key or find_key_file(name))


def import_key(source: Path, name: str = "default", /, *, key: Path | None = None) -> int:
    """Import a wallet's private key from a file, as wallets export it: 64 hexadecimal digits, with or without 0x.

    Afterwards you can delete that file: the key has one of its own.

    Example: daso key import exported.txt treasurer

    Args:
        source: The file with the private key.
        name: What to call it.
        key: The file to write instead.
    """
    import re

    from daso.canon import to_base64url
    from daso.keys.sign import WalletSigner

    digits = re.fullmatch("(?:0x)?([0-9a-fA-F]{64})", read_text(source).strip())
    try:
        signer = WalletSigner.from_secret(to_base64url(bytes.fromhex(digits[1]))) if digits else None
    except ValueError:
        signer = None  # nought, or no less than the curve's order
    if signer is None:
        raise SecretUnreadable(path=str(source))
    return _store(signer, "wallet", key or find_key_file(name))


def _store(signer: AnySigner, kind: Kind, path: Path) -> int:
    from daso.canon import encode

    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(encode({"kind": kind, "secret": signer.secret}) + b"\n")
    except FileExistsError as error:
        raise KeyThere(path=str(path)) from error
    except OSError as error:
        raise KeyUnreadable(path=str(path), why=error.strerror or str(error)) from error
    _show_public(signer)
    print(f"The secret half is in {path}. Whoever has that file can act for you; keep a copy safe.")
    return 0


def _show_public(signer: AnySigner) -> None:
    """The public half, and for a wallet's key the address that wallets show."""
    from daso.canon import from_base64url
    from daso.keys.typed import compute_address
    from daso.keys.verify import WalletKey

    print(signer.key.public)
    if isinstance(signer.key, WalletKey):
        print(f"Wallets show it as {compute_address(from_base64url(signer.key.public))}")


def show_key(name: str = "default", /, *, key: Path | None = None) -> int:
    """Show a key's public half.

    Example: daso key show bot

    Args:
        name: What it is called.
        key: The file to read instead.
    """
    _show_public(load_signer(key or find_key_file(name)))
    return 0


def request_with_key(
    name: str = "default", /, *, scrutineer: str = "", member: int = 0, key: Path | None = None
) -> int:
    """Show a request code with a key of yours: to be named a scrutineer, or as a member who has lost every other key.

    Example: daso key request audit --scrutineer "Agatha Plumbline"

    Args:
        name: What the key is called.
        scrutineer: The name under which you ask to be named.
        member: Your number as a member, for a new key instead.
        key: The file to read instead.
    """
    from daso.web.request_code import NamingRequest, RecoveryRequest, encode_request

    public = load_signer(key or find_key_file(name)).key
    request = RecoveryRequest(key=public, member=member) if member else NamingRequest(key=public, name=scrutineer)
    print(encode_request(request))
    return 0


def list_keys(*, json: bool = False) -> int:
    """List your keys by name.

    Example: daso key list

    Args:
        json: Print them for a program.
    """
    keys = {path.stem: load_signer(path).key.public for path in sorted(find_key_file("any").parent.glob("*.key"))}
    if json:
        import msgspec

        print(msgspec.json.format(msgspec.json.encode(keys), indent=1).decode())
    else:
        for name, public in keys.items():
            print(f"{name}  {public}")
    return 0


def find_key_file(name: str) -> Path:
    """Where the key of that name is kept."""
    import platformdirs

    if not name or name.startswith(".") or Path(name).name != name:
        raise KeyUnreadable(path=name, why="a key's name is one word; for a file use --key")
    return platformdirs.user_data_path("daso") / "keys" / f"{name}.key"


def load_signer(path: Path) -> AnySigner:
    """Read a key from its file."""
    import msgspec

    from daso.errors import Refusal
    from daso.keys.sign import P256Signer, WalletSigner

    if not path.exists():
        raise KeyMissing(path=str(path))
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise KeyExposed(path=str(path))
    try:
        kept = msgspec.json.decode(read_text(path), type=dict[str, str])
        kinds: dict[str, type[AnySigner]] = {"p256": P256Signer, "wallet": WalletSigner}
        return kinds[kept["kind"]].from_secret(kept["secret"])
    except (msgspec.DecodeError, KeyError, ValueError, Refusal) as error:
        raise KeyUnreadable(path=str(path), why=str(error)) from error
