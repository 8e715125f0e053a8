"""Words beside the log, held against the commitments that members signed.

A text may be missing, since its author may have it erased; what is there must be what was signed. Which texts a source
has, it tells itself: one that it hides is not believed, it is simply not there. Read next: `audit.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import msgspec

from daso.canon import NotCanonical, decode_as, from_base64url
from daso.clerk.finding import find
from daso.kernel.act import compute_commitment
from daso.ledger import Finding, Source
from daso.ledger.ahead import Ahead
from daso.ledger.files import TEXTS

__all__ = ["Words", "judge_words", "list_words"]

_NAME = re.compile(r"([A-Za-z0-9_-]{43})\.json")
_MAX_NAMED = 20
_SALT = 16
_HEARD_EVERY = 64


class _Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text as it is exported and served."""

    salt: str
    text: str


_decoder = msgspec.json.Decoder(_Text)


class Words(msgspec.Struct, frozen=True):
    """How many texts a source has, and which of them are not the ones that were signed."""

    count: int = 0
    findings: tuple[Finding, ...] = ()
    unchecked: tuple[str, ...] = ()


def list_words(source: Source) -> list[str]:
    """The commitments to the texts that a source says it has; a web server may know no such list, and send a page."""
    listed = (source.fetch(TEXTS) or b"").decode(errors="replace").split("\n")
    return [match[1] for line in listed if (match := _NAME.fullmatch(line))]


def judge_words(source: Ahead, names: Sequence[str], hear: Callable[[int], None]) -> Words:
    """Hold each of these texts against the commitment that stands on the log. `hear` is told how many are done."""
    source.expect(f"{TEXTS}/{name}.json" for name in names)
    altered = []
    for done, name in enumerate(names, start=1):
        if not _is_signed(source.fetch(f"{TEXTS}/{name}.json"), name):
            altered.append(f"{name}.json")
        if done % _HEARD_EVERY == 0 or done == len(names):
            hear(done)
    findings = tuple(find("text-altered", name=name) for name in altered[:_MAX_NAMED])
    more = f"{len(altered)} texts were altered; the first {_MAX_NAMED} are named."
    return Words(len(names), findings, (more,) if len(altered) > _MAX_NAMED else ())


def _is_signed(content: bytes | None, commitment: str) -> bool:
    """Whether these are the words behind a commitment; those that have gone meanwhile were erased, and are no lie."""
    if content is None:
        return True
    try:
        text = decode_as(_decoder, content)
        salt = from_base64url(text.salt)
        # A longer salt would let the first words pass for a part of it.
        return len(salt) == _SALT and compute_commitment(salt, text.text) == commitment
    except (NotCanonical, UnicodeError):
        return False
