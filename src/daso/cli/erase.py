"""`daso erase`: authors erase what they wrote, and operators what they are asked to. The log stays sound.

Read next: `host/texts.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final
from urllib.parse import quote

from cyclopts import Parameter

from daso.cli.screen import confirm, keep_logs_apart, show
from daso.cli.serve import check_folder, open_host
from daso.errors import Misconfigured

__all__ = ["erase"]

ERASED: Final = "Erased. The log stays sound, and holds a commitment that says nothing."

Commitment = Annotated[str, Parameter(allow_leading_hyphen=True)]
"""One in sixty-four begins with a hyphen, and is no option."""


class TextUnknown(Misconfigured):
    """No text stands here under that commitment."""

    code = "text-unknown"
    message = "No text stands here under {commitment}. Copy the commitment from the entry's page."


class WhoErases(Misconfigured):
    """Neither an author nor an operator, or both."""

    code = "who-erases"
    message = (
        "Say where the text stands: as its author, --url with the organisation’s address; as the operator, --data with "
        "the folder and --org."
    )


def erase(  # noqa: PLR0913 - two kinds of people erase, and name what they have
    commitment: Commitment,
    /,
    *,
    url: str = "",
    by: int = 1,
    key: Path | None = None,
    data: Path | None = None,
    org: str = "",
    yes: bool = False,
) -> int:
    """Erase a text: your own on a site, or as its operator another one, where its author or the law asks for it.

    Acts stay on the log; of the text only its commitment is left, which says nothing. It can't be undone.

    Example: daso erase 3jtAUlRQONIDVM-x0NpbZ0STfdsLSStG9kfZGiuMMDY --url http://localhost:8000/o/our-company --by 7

    Example: daso erase 3jtAUlRQONIDVM-x0NpbZ0STfdsLSStG9kfZGiuMMDY --data /srv/daso --org our-company

    Args:
        commitment: The text's commitment, as the entry's page shows it.
        url: The organisation's address, where you erase what you wrote.
        by: Your number as a member; 1 if not given.
        key: The file with your key; the key called default if not given.
        data: The folder with the organisations, where you are its operator.
        org: The organisation's address or identifier in that folder.
        yes: Do not ask.
    """
    if bool(url) == bool(data and org):
        raise WhoErases
    keep_logs_apart()
    if data is not None:
        return _erase_as_operator(commitment, data, org, is_sure=yes)
    return _erase_own(commitment, url, by, key, is_sure=yes)


def _erase_own(commitment: str, url: str, by: int, key: Path | None, *, is_sure: bool) -> int:
    from daso.cli.key import find_key_file, load_signer
    from daso.cli.site import Site
    from daso.host.refusals import NotYourText

    site = Site(url)
    site.sign_in(site.get_organisation().org, by, load_signer(key or find_key_file("default")))
    written = site.get_text(commitment)
    if written.by != by:
        raise NotYourText
    show(f"You wrote: {written.text}")
    if not is_sure:
        confirm("Erase it for good?")
    site.send(f"texts/{quote(commitment, safe='')}/erase", {})
    print(ERASED)
    return 0


def _erase_as_operator(commitment: str, data: Path, org: str, *, is_sure: bool) -> int:
    check_folder(data)
    host = open_host(data)
    try:
        hosted = host.open(org)
        kept = hosted.texts.find([commitment]).get(commitment)
        if kept is None:
            raise TextUnknown(commitment=commitment)
        if kept.given is None:
            print("This text was erased before.")
            return 0
        show(f"Member {kept.by} wrote: {kept.given.text}")
        if not is_sure:
            confirm("Erase it for good?")
        hosted.erase(commitment, kept.by, host.clock())
        print(ERASED)
    finally:
        host.close()
    return 0
