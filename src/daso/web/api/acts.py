"""The one way in: an envelope signed on the member's own device, with the texts that its commitments speak of.

Sending the same envelope again is harmless: it gets the same answer, with status 200 instead of 201. The envelope's
own bytes go to the clerk as they came, and must be canonical. Read next: `host/hosted.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from litestar import Response
from litestar.datastructures import Cookie
from litestar.params import FromPath, JSONBody, RawBody
from msgspec import Meta

from daso.canon import from_base64url
from daso.host import Given, Hosted, Submitted, Viewer
from daso.kernel.act import Organisation
from daso.kernel.founding import FoundOrganisation
from daso.kernel.membership import JoinOrganisation
from daso.kernel.transition import AnyAct, Envelope
from daso.keys.verify import PasskeyKey
from daso.web.api.asking import send
from daso.web.refusals import SiteFull
from daso.web.session import Asked, create_cookie, get_token
from daso.web.visit import Guest, GuestHere

__all__ = ["Answer", "SentText", "Submission", "found_organisation", "submit_act"]


class SentText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text and its salt, 16 random bytes as base64url."""

    salt: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{21}[AQgw]$(?!\n)")]
    text: Annotated[str, Meta(max_length=100_000)]


class Submission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A signed act, the texts behind its commitments, and the passkey's identifier if it brings a new passkey."""

    envelope: Envelope
    texts: Annotated[tuple[SentText, ...], Meta(max_length=20)] = ()
    credential: Annotated[str, Meta(max_length=1400)] = ""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The act stands on the log: at which place, when it was taken in, and the receipt to keep."""

    entry: int
    at: int
    receipt: str
    vkey: str
    org: Organisation
    slug: str


class _Unread(msgspec.Struct):
    """The envelope's own bytes, before anybody understands them."""

    envelope: msgspec.Raw


_unread = msgspec.json.Decoder(_Unread)


@send("/api/orgs", tags=["acts"])
def found_organisation(guest: GuestHere, request: Asked, data: JSONBody[Submission], body: RawBody) -> Response[Answer]:
    """Begin founding an organisation, with its founding act."""
    envelope = bytes(_unread.decode(body).envelope)
    check_room(guest, data.envelope.act.org)
    hosted, submitted = guest.host.found(envelope, read_texts(data.texts), data.credential)
    return answer_submitted(guest, request, hosted, (data.envelope, submitted))


@send("/api/orgs/{org:str}/acts", tags=["acts"])
def submit_act(
    guest: GuestHere, request: Asked, org: FromPath[str], data: JSONBody[Submission], body: RawBody
) -> Response[Answer]:
    """Do an act: it is judged by the law, written to the log, and receipted."""
    envelope = bytes(_unread.decode(body).envelope)
    hosted = guest.host.open(org)
    submitted = hosted.submit(envelope, read_texts(data.texts), data.credential)
    return answer_submitted(guest, request, hosted, (data.envelope, submitted))


def check_room(guest: Guest, org: str) -> None:
    """Refuse a further organisation where the site is full; one that is here already may be sent again."""
    here = {one.org for one in guest.host.list()}
    limit = guest.settings.organisations
    if org not in here and len(here) >= limit:
        raise SiteFull(limit=limit)


def read_texts(sent: Sequence[SentText]) -> list[Given]:
    """The texts as the host takes them."""
    return [Given(from_base64url(one.salt), one.text) for one in sent]


def answer_submitted(
    guest: Guest, request: Asked, hosted: Hosted, done: tuple[Envelope, Submitted]
) -> Response[Answer]:
    """The answer with its receipt; who has just come with a new passkey is signed in with it."""
    envelope, submitted = done
    accepted = submitted.accepted
    answer = Answer(
        entry=accepted.index,
        at=accepted.at,
        receipt=hosted.clerk.get_receipt(accepted.index),
        vkey=hosted.vkey,
        org=hosted.org,
        slug=hosted.slug,
    )
    cookies = [sign_in(guest, request, hosted, envelope.act)] if submitted.is_new and is_arrival(envelope.act) else []
    headers = {"Cache-Control": "no-store"}
    return Response(answer, status_code=201 if submitted.is_new else 200, cookies=cookies, headers=headers)


def is_arrival(act: AnyAct) -> bool:
    """Whether somebody has just come with a passkey, which only their own browser can have used at this site. A wallet
    signs for whatever page asks, so whoever comes with one signs in by itself.

    Once the act is on the log anybody may send it again; so only the first time counts.
    """
    return isinstance(act, FoundOrganisation | JoinOrganisation) and isinstance(act.key, PasskeyKey)


def sign_in(guest: Guest, request: Asked, hosted: Hosted, act: AnyAct) -> Cookie:
    """Sign a newcomer in, so that nobody has to show their finger twice in a row."""
    viewer = Viewer("member", act.by, 1)
    token = guest.host.sessions.begin(hosted.org, viewer, guest.now, get_token(request))
    return create_cookie(guest.settings, token)
