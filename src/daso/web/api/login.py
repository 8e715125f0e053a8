"""Signing in by API, and what a client needs to build a member's next act.

Read next: `host/login.py`.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from litestar import Response
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK

from daso.canon import Base64Url64
from daso.host import Challenge, Hosted, Viewer
from daso.host.login import find_key, find_scrutineer
from daso.host.refusals import PasskeyUnknown, WalletUnknown
from daso.kernel.act import Number, Organisation
from daso.kernel.finding import SCRUTINEERS, get_acting_scrutineer
from daso.kernel.key import Scope, is_working
from daso.kernel.membership import Member
from daso.kernel.queries import get_member
from daso.kernel.state import State
from daso.keys.verify import Key, P256Key, PasskeyKey, Proof, WalletKey
from daso.web.api.asking import read, send
from daso.web.refusals import BadRequest, SignInNeeded
from daso.web.session import Asked, create_cookie, get_token, get_viewer
from daso.web.visit import GuestHere

__all__ = ["get_login", "get_signer", "log_in"]


Kind = Literal["p256", "passkey", "wallet"]


class Login(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A signed challenge. Who signed is told by member and key number, a passkey's identifier or a public key."""

    challenge: Challenge
    proof: Proof
    by: Number | None = None
    key: Number | None = None
    credential: Annotated[str, msgspec.Meta(max_length=1400)] = ""
    public: Base64Url64 | None = None
    role: Literal["member", "scrutineer"] = "member"


class LoggedIn(msgspec.Struct, frozen=True):
    """Who is signed in now."""

    org: Organisation
    role: Literal["member", "scrutineer"]
    number: int


class SigningKey(msgspec.Struct, frozen=True, kw_only=True):
    """A working key of a member. `credential` is the passkey's identifier, for the browser."""

    number: int
    kind: Kind
    public: str
    origin: str | None
    credential: str | None
    scope: Scope
    """Empty for a full key; a light one signs light acts only, until `until` (UTC milliseconds)."""
    until: int


class Signer(msgspec.Struct, frozen=True, kw_only=True):
    """What a client needs to build the member's next act: its number, the keys that may sign, what it may rest on."""

    org: Organisation
    member: int
    seq: int
    keys: list[SigningKey]
    vkey: str
    foundation: str
    origins: tuple[str, ...]


@read("/api/orgs/{org:str}/login", tags=["signing in"])
def get_login(guest: GuestHere, org: FromPath[str]) -> Response[Challenge]:
    """Ask for a challenge. Sign the digest of its canonical bytes in the domain ``daso/login/1``."""
    hosted = guest.host.open(org)
    challenge = guest.host.door.create_challenge(hosted.org, guest.now)
    return Response(challenge, headers={"Cache-Control": "no-store"})


@send("/api/orgs/{org:str}/login", status_code=HTTP_200_OK, tags=["signing in"])
def log_in(guest: GuestHere, request: Asked, org: FromPath[str], data: JSONBody[Login]) -> Response[LoggedIn]:
    """Sign in with a signed challenge; the answer sets the session's cookie."""
    hosted = guest.host.open(org)
    state = hosted.get_state(guest.now)
    viewer = find_viewer(hosted, state, data)
    guest.host.door.admit(state, guest.now, viewer, data.challenge, data.proof)
    if viewer.role == "member" and data.credential:
        hosted.learn_credential(viewer.number, viewer.key, data.credential)
    token = guest.host.sessions.begin(hosted.org, viewer, guest.now, get_token(request))
    return Response(
        LoggedIn(hosted.org, viewer.role, viewer.number),
        cookies=[create_cookie(guest.settings, token)],
        headers={"Cache-Control": "no-store"},
    )


def find_viewer(hosted: Hosted, state: State, login: Login) -> Viewer:
    """Who says to have signed. A passkey whose name no member gave may be a scrutineer's, and a wallet as well."""
    if login.public is not None:
        return find_holder(state, login.public)
    if login.by is not None and login.key is None and login.role == "member":
        return Viewer("member", login.by, find_key(state, login.by, login.challenge, login.proof))
    if login.by is not None:
        return Viewer(login.role, login.by, login.key or 1)
    if not login.credential:
        raise BadRequest(reason="neither a member number nor a passkey's identifier came along")
    found = hosted.credentials.find(login.credential)
    if found is not None:
        return Viewer("member", *found)
    scrutineer = find_scrutineer(state, login.challenge, login.proof)
    if scrutineer is None:
        raise PasskeyUnknown
    return scrutineer


def find_holder(state: State, public: str) -> Viewer:
    """Whose key this is. The browser finds it in the wallet's signature, which is verified as every other."""
    number = state.keys.get(public)
    if number:
        keys = enumerate(get_member(state, number).keys, start=1)
        return Viewer("member", number, next(place for place, record in keys if record.key.public == public))
    named = (place for place, one in state.scrutineers.items() if one.key.public == public)
    scrutineer = next(named, None)
    if scrutineer is None:
        raise WalletUnknown
    return Viewer("scrutineer", scrutineer, 1)


@read("/api/orgs/{org:str}/signer", tags=["signing in"])
def get_signer(
    guest: GuestHere, request: Asked, org: FromPath[str], member: Annotated[int | None, QueryParameter(ge=1)] = None
) -> Response[Signer]:
    """What a client needs to build the next act of a member; without a number, of the one who is signed in."""
    hosted = guest.host.open(org)
    state = hosted.get_state(guest.now)
    if member is None:
        viewer = get_viewer(guest.host, state, get_token(request), guest.now)
        if viewer is None:
            raise SignInNeeded
        member = viewer.number if viewer.role == "member" else SCRUTINEERS + viewer.number
    if member > SCRUTINEERS:
        return Response(describe_scrutineer(hosted, state, member), headers={"Cache-Control": "no-store"})
    found = get_member(state, member)
    signer = Signer(
        org=hosted.org,
        member=member,
        seq=found.seq,
        keys=list_keys(hosted, found, guest.now),
        vkey=hosted.vkey,
        foundation=state.standing,
        origins=state.origins,
    )
    return Response(signer, headers={"Cache-Control": "no-store"})


def describe_scrutineer(hosted: Hosted, state: State, by: int) -> Signer:
    """The same for a scrutineer, who has the one key that the decision named."""
    scrutineer = get_acting_scrutineer(state, by)
    key = SigningKey(
        number=1,
        kind=get_kind(scrutineer.key),
        public=scrutineer.key.public,
        origin=scrutineer.key.origin if isinstance(scrutineer.key, PasskeyKey) else None,
        credential=None,
        scope="",
        until=0,
    )
    return Signer(
        org=hosted.org,
        member=by,
        seq=scrutineer.seq,
        keys=[key],
        vkey=hosted.vkey,
        foundation=state.foundation,
        origins=state.origins,
    )


def get_kind(key: Key) -> Kind:
    """The kind of a key, as clients name it."""
    kinds: dict[type, Kind] = {P256Key: "p256", PasskeyKey: "passkey", WalletKey: "wallet"}
    return kinds[type(key)]


def list_keys(hosted: Hosted, member: Member, now: int) -> list[SigningKey]:
    """The keys of a member that may sign, with their passkeys' identifiers."""
    credentials = hosted.credentials.list_of(member.number)
    return [
        SigningKey(
            number=number,
            kind=get_kind(record.key),
            public=record.key.public,
            origin=record.key.origin if isinstance(record.key, PasskeyKey) else None,
            credential=credentials.get(number),
            scope=record.scope,
            until=record.until,
        )
        for number, record in enumerate(member.keys, start=1)
        if is_working(record, now)
    ]
