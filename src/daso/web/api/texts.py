"""Texts beside the log, erased by their authors. Read next: `../texts.py`, where they are read."""

from __future__ import annotations

import msgspec
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from daso.web.api.asking import send
from daso.web.texts import erase_own
from daso.web.visit import VisitHere

__all__ = ["erase_text_here"]


class ErasedAnswer(msgspec.Struct, frozen=True):
    """The commitment that is left of a text; it says nothing, and the log stays sound."""

    commitment: str


@send("/api/orgs/{slug:str}/texts/{commitment:str}/erase", status_code=HTTP_200_OK, tags=["texts"])
def erase_text_here(visit: VisitHere, commitment: FromPath[str]) -> ErasedAnswer:
    """Erase one of the texts that whoever has signed in wrote, for good."""
    erase_own(visit, commitment)
    return ErasedAnswer(commitment)
