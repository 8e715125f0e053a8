"""`daso erase`: the operator erases a text at somebody's request. The log stays sound.

Read next: `host/texts.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from daso.cli.screen import confirm, keep_logs_apart, show
from daso.cli.serve import check_folder, open_host
from daso.errors import Misconfigured

__all__ = ["erase"]

Commitment = Annotated[str, Parameter(allow_leading_hyphen=True)]
"""One in sixty-four begins with a hyphen, and is no option."""


class TextUnknown(Misconfigured):
    """No text stands here under that commitment."""

    code = "text-unknown"
    message = "No text stands here under {commitment}. Copy the commitment from the entry's page."


def erase(commitment: Commitment, /, *, data: Path, org: str, yes: bool = False) -> int:
    """Erase a text at its author's request, or where the law of the land asks for it.

    Acts stay on the log; of the text only its commitment is left, which says nothing. It can't be undone.

    Example: daso erase 3jtAUlRQONIDVM-x0NpbZ0STfdsLSStG9kfZGiuMMDY --data /srv/daso --org our-company

    Args:
        commitment: The text's commitment, as the entry's page shows it.
        data: The folder with the organisations.
        org: The organisation's address or identifier.
        yes: Do not ask.
    """
    keep_logs_apart()
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
        if not yes:
            confirm("Erase it for good?")
        hosted.erase(commitment, kept.by, host.clock())
        print("Erased. The log stays sound, and holds a commitment that says nothing.")
    finally:
        host.close()
    return 0
