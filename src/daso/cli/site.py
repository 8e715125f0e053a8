"""A site as the command line talks to it: an organisation's address, the API's answers, its problems in words.

Read next: `act.py`.
"""

from __future__ import annotations

import json
import re
from http.client import HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

import msgspec

from daso.canon import encode, from_base64url
from daso.cli.deeds import Counted, Deciding
from daso.errors import Misconfigured, Tampered, Unavailable

if TYPE_CHECKING:
    from daso.keys.sign import AnySigner

__all__ = ["Carrying", "Organisation", "Posted", "SignerAnswer", "Site", "SiteRefused"]

_ADDRESS: Final = re.compile(r"(https?://[^/]+)(?:/o/([^/]+))?/?")
_LARGEST: Final = 64 * 1024 * 1024
_T = TypeVar("_T")

_UNREADABLE: Final = (msgspec.DecodeError, UnicodeError, RecursionError)
"""What reading JSON may end in that somebody else has written."""


class NotAnAddress(Misconfigured):
    """Not the address of an organisation."""

    code = "not-an-address"
    message = "{url} is not an organisation's address. It looks like https://vote.example/o/our-company"


class SiteSilent(Unavailable):
    """Nobody answered."""

    code = "site-silent"
    message = "{url} did not answer as a site of daso ({why}). Check the address and the connection, then try again."


class SiteRefused(Misconfigured):
    """The site said no; the sentence is its own."""

    code = "site-refused"
    message = "{detail}"


class OtherSite(Misconfigured):
    """The site goes by another name than the one that was typed."""

    code = "other-site"
    message = "{given} calls itself {origin}, and nothing is signed for another name. Use that address."


class SigningKey(msgspec.Struct, frozen=True):
    """A working key of a member."""

    number: int
    public: str


class SignerAnswer(msgspec.Struct, frozen=True):
    """What a client needs to build a member's next act."""

    org: str
    seq: int
    keys: list[SigningKey]
    vkey: str


class ClauseAnswer(msgspec.Struct, frozen=True):
    """A clause's words."""

    text: str


class Organisation(msgspec.Struct, frozen=True):
    """As much of an organisation as acts rest on."""

    org: str
    charter: msgspec.Raw
    clauses: dict[str, ClauseAnswer]
    standing: str
    vkey: str


class ChangeAnswer(msgspec.Struct, frozen=True):
    """A number that differs, in words."""

    place: str
    was: str
    becomes: str


class NumberAnswer(msgspec.Struct, frozen=True):
    """A decision by its number, and why nothing is known of it."""

    number: int
    why: str = ""


class ConsequenceAnswer(msgspec.Struct, frozen=True):
    """What a rule would have made of past decisions."""

    kind: str
    counted: int
    otherwise: list[NumberAnswer]
    unknown: list[NumberAnswer]


class AmendmentAnswer(msgspec.Struct, frozen=True):
    """What an amendment would come to."""

    changes: list[ChangeAnswer]
    takes: str
    refusal: str
    consequences: list[ConsequenceAnswer]


class CaseAnswer(msgspec.Struct, frozen=True):
    """As much of a proposal as publishing it and voting on it rest on."""

    text: str


class TextAnswer(msgspec.Struct, frozen=True):
    """A text with its salt, and the number of whoever wrote it."""

    salt: str
    text: str
    by: int


class CarriedDeed(msgspec.Struct, frozen=True):
    """Where a deed belongs."""

    chain: int
    vault: str


class Carrying(msgspec.Struct, frozen=True):
    """What members have signed for a deed of a vault, as calls in hexadecimal; the last of `calls` carries it out."""

    deed: CarriedDeed
    digest: str
    given: int
    needed: int
    objected: int
    cancels: int
    calls: list[str]
    objections: list[str]


class LotAnswer(msgspec.Struct, frozen=True):
    """As much of a lot as revealing a secret rests on: the commitments by member."""

    number: int
    commits: dict[str, str]


class Posted(msgspec.Struct, frozen=True):
    """An accepted act."""

    entry: int
    receipt: str
    vkey: str
    org: str
    slug: str


class _Problem(msgspec.Struct):
    detail: str


class Site:
    """One organisation's address on a site; without one, the site itself, where organisations are founded."""

    def __init__(self, url: str) -> None:
        match = _ADDRESS.fullmatch(url)
        if match is None:
            raise NotAnAddress(url=url)
        self.origin = match[1]
        self._slug = match[2]
        self._url = url
        self._session = ""

    def get_signer(self, member: int) -> SignerAnswer:
        """What a client needs to build this member's next act."""
        return self._ask(f"{self._path}/signer?member={member}", SignerAnswer)

    def get_organisation(self) -> Organisation:
        """The organisation as it stands."""
        return self._ask(self._path, Organisation)

    def simulate(self, effects: str) -> AmendmentAnswer:
        """What these effects of an amendment, as JSON, would come to."""
        return self._ask(f"{self._path}/amendment?effects={quote(effects)}", AmendmentAnswer)

    def get_case(self, number: int) -> CaseAnswer:
        """A proposal."""
        return self._ask(f"{self._path}/proposals/{number}", CaseAnswer)

    def get_carrying(self, what: str) -> Carrying:
        """What was signed for a payment or a change of members, by its path."""
        org = self.get_organisation().org
        return self._ask(f"/api/orgs/{org}/{what}", Carrying)

    def get_deed(self, what: str) -> Deciding:
        """The deed of a payment or a change of members, by its path."""
        return self._ask(f"{self._path}/{what}", Deciding)

    def send_approval(self, place: str, wish: object) -> Counted:
        """Send what a member's key has signed for a deed."""
        return self._ask(f"{self._path}/{place}", Counted, encode(wish))

    def get_text(self, commitment: str) -> TextAnswer:
        """A text that everybody may read; refused when it is erased or hidden."""
        return self._ask(f"/o/{self._name}/texts/{commitment}", TextAnswer)

    def read_words(self, commitment: str) -> str:
        """The text behind a commitment, as JSON; refused when the site shows another one."""
        from daso.kernel.act import compute_commitment

        given = self.get_text(commitment)
        if compute_commitment(from_base64url(given.salt), given.text) != commitment:
            raise Tampered("The site shows other words than those that were committed to. Tell the members.")
        return given.text

    def get_lots(self) -> list[LotAnswer]:
        """Every draw by lot."""
        return self._ask(f"{self._path}/lots", list[LotAnswer])

    def read(self, place: str) -> object:
        """Whatever the API answers at this place of the organisation; a long list whole."""
        path = f"{self._path}/{place}".rstrip("/")
        answer = self._ask(path, object)
        if not isinstance(answer, dict) or answer.keys() != {"items", "next"}:
            return answer
        items, sign = list(answer["items"]), "&" if "?" in path else "?"
        while answer["next"] is not None:
            answer = self._ask(f"{path}{sign}after={answer['next']}", dict[str, Any])
            items += answer["items"]
        return items

    def sign_in(self, org: str, by: int, signer: AnySigner) -> None:
        """Sign in with a key, to read what only members and scrutineers may; forgotten when the command ends."""
        from daso.host.login import Challenge, compute_login_message
        from daso.kernel.finding import SCRUTINEERS

        challenge = self._ask(f"{self._path}/login", Challenge)
        if (challenge.org, challenge.origin) != (org, self.origin):
            raise OtherSite(given=self.origin, origin=challenge.origin)
        is_member = by <= SCRUTINEERS
        login = {
            "challenge": challenge,
            "proof": signer.sign(compute_login_message(challenge)),
            "by": by if is_member else by - SCRUTINEERS,
            "role": "member" if is_member else "scrutineer",
        }
        answer = self._open(f"{self._path}/login", encode(login))
        with answer:
            self._session = next(iter(SimpleCookie(answer.headers["Set-Cookie"]).values())).OutputString([])

    def send(self, place: str, wish: object) -> object:
        """Send something that is no act, as whoever has signed in."""
        return self._ask(f"{self._path}/{place}", object, encode(wish))

    def post_act(self, envelope: bytes, texts: list[dict[str, str]]) -> Posted:
        """Send a signed act."""
        return self._ask(f"{self._path}/acts", Posted, _encode(envelope, texts))

    def post_founding(self, envelope: bytes, texts: list[dict[str, str]]) -> Posted:
        """Send a founding act."""
        return self._ask("/api/orgs", Posted, _encode(envelope, texts))

    @property
    def _name(self) -> str:
        if not self._slug:
            raise NotAnAddress(url=self._url)
        return self._slug

    @property
    def _path(self) -> str:
        return f"/api/orgs/{self._name}"

    def _ask(self, path: str, kind: type[_T], body: bytes | None = None) -> _T:
        try:
            with self._open(path, body) as answer:
                return msgspec.json.decode(answer.read(_LARGEST), type=kind)
        except (HTTPException, OSError, *_UNREADABLE) as error:
            raise SiteSilent(url=self.origin + path, why=str(error)) from error

    def _open(self, path: str, body: bytes | None = None) -> HTTPResponse:
        """Ask, as whoever has signed in."""
        url = self.origin + path
        headers = {"Accept": "application/json", "Content-Type": "application/json", "User-Agent": "daso"}
        if self._session:
            headers |= {"Cookie": self._session, "Origin": self.origin}
        request = Request(url, data=body, headers=headers)  # noqa: S310 - __init__ admits http and https only
        try:
            answer: HTTPResponse = urlopen(request, timeout=60)  # noqa: S310 - the same
        except HTTPError as error:
            with error:
                raise _explain(url, error.code, error.read(_LARGEST)) from error
        except (URLError, HTTPException, OSError) as error:
            raise SiteSilent(url=url, why=str(error)) from error
        return answer


def _encode(envelope: bytes, texts: list[dict[str, str]]) -> bytes:
    """The envelope's own bytes travel as they were signed."""
    return b'{"envelope":' + envelope + b',"texts":' + json.dumps(texts).encode() + b"}"


def _explain(url: str, status: int, body: bytes) -> Misconfigured | Unavailable:
    try:
        return SiteRefused(detail=msgspec.json.decode(body, type=_Problem).detail)
    except _UNREADABLE:
        return SiteSilent(url=url, why=f"it answered {status}")
