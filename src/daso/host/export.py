"""Texts as files, to go with an exported log: ``texts/<commitment>.json``, each with its salt, so that it verifies.

Only what the charter lets everybody read is written, and no e-mail address. Read next: `texts.py`.
"""

from __future__ import annotations

from pathlib import Path

from daso.canon import encode, to_base64url
from daso.host.hosted import Hosted
from daso.host.texts import is_shareable
from daso.kernel.charter import has_public_texts

__all__ = ["export_texts"]


def export_texts(hosted: Hosted, folder: Path, now: int) -> int:
    """Write every public text below ``folder/texts``, take away what was erased since, and return the count."""
    target = folder / "texts"
    target.mkdir(parents=True, exist_ok=True)
    written = set()
    if has_public_texts(hosted.get_state(now).charter):
        for kept in hosted.texts.list_all():
            if kept.given is not None and is_shareable(kept):
                name = f"{kept.commitment}.json"
                content = {"salt": to_base64url(kept.given.salt), "text": kept.given.text}
                (target / name).write_bytes(encode(content))
                written.add(name)
    for file in target.glob("*.json"):
        if file.name not in written:
            file.unlink()
    return len(written)
