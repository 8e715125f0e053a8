"""Texts as files beside a log, exported or served: ``texts/<commitment>.json``, each with its salt, so it verifies.

Only what the charter lets everybody read is there, and no e-mail address. Read next: `texts.py`.
"""

from __future__ import annotations

from pathlib import Path

from daso.canon import encode, to_base64url
from daso.host.hosted import Hosted
from daso.host.texts import Given, is_shareable
from daso.kernel.charter import has_public_texts
from daso.kernel.state import State

__all__ = ["export_texts", "list_public", "render_text"]


def list_public(hosted: Hosted, state: State) -> dict[str, Given]:
    """Every text that everybody may read, by the name of its file, in the order of commitments."""
    kept = hosted.texts.list_all() if has_public_texts(state.charter) else ()
    return {f"{one.commitment}.json": one.given for one in kept if one.given is not None and is_shareable(one)}


def render_text(given: Given) -> bytes:
    """The file of a text: it and its salt, which together give its name."""
    return encode({"salt": to_base64url(given.salt), "text": given.text})


def export_texts(hosted: Hosted, folder: Path, now: int) -> int:
    """Write every public text below ``folder/texts``, take away what was erased since, and return the count."""
    target = folder / "texts"
    target.mkdir(parents=True, exist_ok=True)
    public = list_public(hosted, hosted.get_state(now))
    for name, given in public.items():
        (target / name).write_bytes(render_text(given))
    for file in target.glob("*.json"):
        if file.name not in public:
            file.unlink()
    return len(public)
