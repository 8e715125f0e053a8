"""`daso told`: how a member wishes to be told, from the terminal. Read next: `show.py`, `site.py`."""

from __future__ import annotations

from pathlib import Path

from daso.cli.show import render_answer
from daso.errors import Misconfigured

__all__ = ["told"]


class NotAWish(Misconfigured):
    """What was typed says no wish."""

    code = "not-a-wish"
    message = "“{given}” is no wish. Write topic=way, such as needs=mail; page, mail, daily, weekly, or kind for a hub."


def told(  # noqa: PLR0913 - a command has as many options as its readers need
    *wishes: str,
    url: str,
    by: int = 1,
    key: Path | None = None,
    address: str | None = None,
    program: str = "",
    remove: str = "",
) -> int:
    """See or choose how you are told: of what in which way, at which address, and which programs get news.

    Topics are needs, mentions, each hub you are in, such as hub/3, and each kind of proposal, such as kind/ordinary;
    ways are page, mail, daily and weekly. What you choose for a hub goes before what you choose for a kind; kind
    instead of a way undoes that.
    Feeds, calendar and what programs need are shown. Reminders to vote come by themselves, and never after you voted.

    Example: daso told needs=mail kind/payment=daily --address me@mail.example --url http://localhost:8000/o/our-company

    Args:
        wishes: What to be told in which way, as topic=way.
        url: The organisation's address.
        by: Your number as a member; 1 if not given.
        key: The file with your key; the key called default if not given.
        address: Where letters should go; it counts once you open the link in the first. Empty to have it erased.
        program: The address of a program that should get news.
        remove: The id of a program that should get none any more.
    """
    from daso.cli.key import find_key_file, load_signer
    from daso.cli.site import Site

    topics = {}
    for given in wishes:
        topic, equals, way = given.partition("=")
        if not equals or way not in ("page", "mail", "daily", "weekly", "kind"):
            raise NotAWish(given=given)
        topics[topic] = way
    site = Site(url)
    site.sign_in(site.get_organisation().org, by, load_signer(key or find_key_file("default")))
    if topics or address is not None:
        site.send("wishes", {"topics": topics} | ({} if address is None else {"address": address}))
    if program:
        site.send("wishes/programs", {"url": program})
    if remove:
        site.send(f"wishes/programs/{remove}/remove", {})
    render_answer(site.read("wishes"))
    return 0
