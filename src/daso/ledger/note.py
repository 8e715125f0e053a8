"""C2SP signed-note: a text with Ed25519 signatures under it, in the form every transparency log speaks.

The same machinery signs checkpoints and any other text made for it (such as the clerk's statement of the state):
what a text means is told by its own lines, never by the key. Follows c2sp.org/signed-note line by line.
Read next: `checkpoint.py`, the text a log signs.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from daso.errors import Misconfigured, Tampered

__all__ = [
    "COSIGNATURE_V1",
    "ED25519",
    "KeyTextMalformed",
    "Note",
    "NoteMalformed",
    "NoteSigner",
    "NoteUnsigned",
    "Signature",
    "VerifierKey",
    "decode_base64",
    "encode_base64",
    "parse_note",
    "parse_vkey",
    "render_signature",
    "sign_note",
    "verify_note",
]

ED25519 = 0x01
COSIGNATURE_V1 = 0x04
_KNOWN_ALGORITHMS = (ED25519, COSIGNATURE_V1)
_MAX_NOTE = 1_000_000
_MAX_SIGNATURES = 100
_SIGNATURE_LINE = "\N{EM DASH} "
_UNWELCOME = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")


class KeyTextMalformed(Misconfigured):
    """A key was given that cannot be read."""

    code = "key-text-malformed"
    message = "This is not a log's key ({why}). Copy the whole line again from where the key was published."


class NoteMalformed(Tampered):
    """A text is not a signed note at all."""

    code = "note-malformed"
    message = "This is not a signed note ({why}). Fetch it again; if it stays like this, its publisher must answer."


class NoteUnsigned(Tampered):
    """A note lacks the signature it should have, or has a false one."""

    code = "note-unsigned"
    message = "The text carries no valid signature by {name}. Do not believe it, and keep it as evidence."


class Signature(msgspec.Struct, frozen=True):
    """One signature line: who claims to have signed, with which key, and the bytes of the signature."""

    name: str
    key_id: bytes
    value: bytes


class Note(msgspec.Struct, frozen=True):
    """A note taken apart, nothing of it verified."""

    text: str
    signatures: tuple[Signature, ...]


class VerifierKey(msgspec.Struct, frozen=True):
    """A public key with a name and a purpose, as published in one line: name+id+base64."""

    name: str
    algorithm: int
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys apart; an identifier, not a proof."""
        material = bytes([self.algorithm]) + self.public_key
        return sha256(self.name.encode() + b"\n" + material).digest()[:4]

    @property
    def vkey(self) -> str:
        """The key as one publishable line."""
        material = bytes([self.algorithm]) + self.public_key
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(material)}"

    def is_signer_of(self, signature: Signature) -> bool:
        """Whether the line names this key; says nothing of its being genuine."""
        return (signature.name, signature.key_id) == (self.name, self.key_id)

    def is_genuine(self, signature: bytes, message: bytes) -> bool:
        """Whether this key made `signature` over `message`."""
        try:
            _load_public_key(self.public_key).verify(signature, message)
        except InvalidSignature:
            return False
        return True


class NoteSigner:
    """A named Ed25519 private key. Never printed: `skey` is the only way to get the secret out, for storing it."""

    def __init__(self, name: str, private_key: Ed25519PrivateKey) -> None:
        _check_name(name)
        self._private_key = private_key
        self.key = VerifierKey(name, ED25519, private_key.public_key().public_bytes_raw())

    @classmethod
    def generate(cls, name: str) -> NoteSigner:
        """A new key from the system's randomness."""
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def parse(cls, skey: str) -> NoteSigner:
        """Read the one-line secret form that Go's note package writes: PRIVATE+KEY+name+id+base64."""
        prefix = "PRIVATE+KEY+"
        if not skey.startswith(prefix):
            raise KeyTextMalformed(why=f"a secret key begins with {prefix}")
        name, key_id, _, seed = _split_key_text(skey.strip().removeprefix(prefix))
        signer = cls(name, Ed25519PrivateKey.from_private_bytes(seed))
        if signer.key.key_id != key_id:
            raise KeyTextMalformed(why="its checksum does not fit")
        return signer

    @property
    def name(self) -> str:
        """The name on the signature line; a log's origin."""
        return self.key.name

    @property
    def vkey(self) -> str:
        """The public key as one publishable line."""
        return self.key.vkey

    @property
    def skey(self) -> str:
        """The secret key as one line, for the operator's safe."""
        material = bytes([ED25519]) + self._private_key.private_bytes_raw()
        return f"PRIVATE+KEY+{self.name}+{self.key.key_id.hex()}+{encode_base64(material)}"

    def sign(self, message: bytes) -> bytes:
        """The bare signature over `message`."""
        return self._private_key.sign(message)

    def certify(self, text: str) -> str:
        """The signed note of a text: see `sign_note`."""
        return sign_note(text, self)

    def __repr__(self) -> str:
        return f"NoteSigner({self.vkey!r})"


@lru_cache(maxsize=256)
def _load_public_key(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)


def encode_base64(value: bytes) -> str:
    """Standard base64 with padding (RFC 4648, 4)."""
    return b64encode(value).decode()


def decode_base64(text: str) -> bytes | None:
    """The bytes, or None unless `text` is the one canonical base64 of them."""
    try:
        value = binascii.a2b_base64(text.encode(), strict_mode=True)
    except (binascii.Error, UnicodeEncodeError):
        return None
    return value if encode_base64(value) == text else None


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(letter.isspace() for letter in name)


def _check_name(name: str) -> None:
    if not _is_name(name) or _UNWELCOME.search(name):
        raise KeyTextMalformed(why="a key's name is not empty and has neither spaces nor +")


def _split_key_text(text: str) -> tuple[str, bytes, int, bytes]:
    """name+id+base64(algorithm, 32 bytes), the shape that public and secret keys share."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    material = decode_base64(encoded)
    if not material or len(material) != 33 or material[0] not in _KNOWN_ALGORITHMS:
        raise KeyTextMalformed(why="it should read name+8 hex digits+base64 of an Ed25519 key")
    _check_name(name)
    try:
        return name, bytes.fromhex(key_id), material[0], material[1:]
    except ValueError:
        raise KeyTextMalformed(why="the part between the two + is not hexadecimal") from None


@lru_cache(maxsize=256)
def parse_vkey(vkey: str) -> VerifierKey:
    """Read a published key line: name+id+base64."""
    name, key_id, algorithm, public_key = _split_key_text(vkey.strip())
    key = VerifierKey(name, algorithm, public_key)
    if key.key_id != key_id:
        raise KeyTextMalformed(why="its checksum does not fit")
    return key


def parse_note(note: str) -> Note:
    """Take a note apart by the rules of the format; verifies no signature."""
    if len(note) > _MAX_NOTE or _UNWELCOME.search(note):
        raise NoteMalformed(why="it is too long, or holds characters that no note may hold")
    head, blank, tail = note.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise NoteMalformed(why="no empty line and signatures end it")
    lines = tail.split("\n")[:-1]
    if len(lines) > _MAX_SIGNATURES:
        raise NoteMalformed(why="it has too many signatures")
    return Note(head + "\n", tuple(_parse_signature(line) for line in lines))


def _parse_signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_SIGNATURE_LINE).partition(" ")
    blob = decode_base64(encoded)
    if not line.startswith(_SIGNATURE_LINE) or not _is_name(name) or blob is None or len(blob) < 5:
        raise NoteMalformed(why="a signature line is broken")
    return Signature(name, blob[:4], blob[4:])


def render_signature(signature: Signature) -> str:
    """The line that goes under a note."""
    return f"{_SIGNATURE_LINE}{signature.name} {encode_base64(signature.key_id + signature.value)}\n"


def sign_note(text: str, signer: NoteSigner) -> str:
    """`text` (ending in a newline) with one plain Ed25519 signature under it."""
    if not text.endswith("\n") or _UNWELCOME.search(text):
        raise NoteMalformed(why="a text to sign ends in a newline and holds no other control characters")
    signature = Signature(signer.name, signer.key.key_id, signer.sign(text.encode()))
    return text + "\n" + render_signature(signature)


def verify_note(note: str, vkey: str) -> str:
    """The text, if `vkey` signed it. Signatures by other keys are ignored; one bad signature by `vkey` spoils it."""
    key = parse_vkey(vkey)
    parsed = parse_note(note)
    message = parsed.text.encode()
    ours = [signature.value for signature in parsed.signatures if key.is_signer_of(signature)]
    if key.algorithm != ED25519 or not ours or not all(key.is_genuine(value, message) for value in ours):
        raise NoteUnsigned(name=key.name)
    return parsed.text
