"""`daso show`: read where an organisation stands, from the terminal: everything the API answers, for people.

What is shown is what the site says; `daso audit` is what proves it. Read next: `site.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from daso.cli.screen import say_moment, show
from daso.errors import Misconfigured

__all__ = ["render_answer", "show_place"]

_PLACE: Final = re.compile(r"[a-z0-9][a-zA-Z0-9_/?=&-]*|")
_CASE: Final = re.compile(r"proposals/[0-9]+")
_MOMENT: Final = re.compile(r"(?:.*_)?(?:at|until|from|reminders|expires)")
_LONG_AGO: Final = 10**11
"""Milliseconds below which a number is none of a moment's."""


class NotAPlace(Misconfigured):
    """No place of the API looks like this."""

    code = "not-a-place"
    message = "“{place}” is no place of an organisation. Try proposals, proposals/7, members, or: daso show --help"


def show_place(  # noqa: PLR0913 - a command has as many options as its readers need
    place: str = "",
    /,
    *,
    url: str,
    by: int = 0,
    scrutineer: int = 0,
    key: Path | None = None,
    json: bool = False,
) -> int:
    """Read where an organisation stands: its proposals, tallies, decisions, members, registers.

    Places: proposals, proposals/7 with its words, proposals/7/dry-run (what happens if it passes), …/ballots,
    …/missing (who has not voted), …/objections, …/findings, …/history, …/told; decisions; members, members/4;
    hubs, hubs/3 with its members; mandates, lots, payments, pauses, recoveries, invitations;
    comments?subject=proposal/7; entries/12; needs (what waits for you, with --by). Without a place, the organisation
    itself.

    What this shows is what the site says; daso audit proves it.

    Example: daso show proposals/7 --url http://localhost:8000/o/our-company

    Args:
        place: What to read.
        url: The organisation's address.
        by: Your number as a member, to sign in and read what only members may.
        scrutineer: Your number as a scrutineer, for the same.
        key: The file with your key; the key called default if not given.
        json: Print it for a program.
    """
    import msgspec

    from daso.cli.key import find_key_file, load_signer
    from daso.cli.site import Site
    from daso.kernel.finding import SCRUTINEERS

    place = place.strip("/")
    if not _PLACE.fullmatch(place):
        raise NotAPlace(place=place)
    site = Site(url)
    if by or scrutineer:
        number = by or SCRUTINEERS + scrutineer
        site.sign_in(site.get_organisation().org, number, load_signer(key or find_key_file("default")))
    answer = site.read(place)
    if isinstance(answer, dict) and _CASE.fullmatch(place) and answer.get("title") is not None:
        answer["words"] = msgspec.json.decode(site.read_words(str(answer["text"])))
    if json:
        print(msgspec.json.format(msgspec.json.encode(answer), indent=1).decode())
    else:
        render_answer(answer)
    return 0


def render_answer(answer: object) -> None:
    """Print an answer of the API for people."""
    show(*(_render(answer) or ["Nothing."]))


def _render(value: object) -> list[str]:
    """Lines for people: what says nothing is left out, and moments are told as such."""
    if isinstance(value, list):
        return [line for item in value for line in (*_render(item), "")][:-1]
    if isinstance(value, dict):
        return [line for name, part in value.items() for line in _render_part(str(name), part)]
    return [str(value)]


def _render_part(name: str, value: object) -> Iterator[str]:
    if value in (None, "", 0, [], {}) and value is not False:
        return
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict | list) for one in value)):
        yield f"{name}:"
        yield from (f"  {line}" for line in _render(value))
        return
    said = ", ".join(_say(name, one) for one in value) if isinstance(value, list) else _say(name, value)
    first, *more = said.split("\n")
    yield f"{name}: {first}"
    yield from (f"  {line}" for line in more)


def _say(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and value > _LONG_AGO and _MOMENT.fullmatch(name):
        return say_moment(value)
    return str(value)
