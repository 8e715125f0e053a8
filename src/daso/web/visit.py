"""What a page or an API answer needs to know of a request: which organisation, at what moment, and who is looking.

`Guest` is anybody on a page of the site itself; `Visit` is somebody in one organisation. Both are given to whoever
asks for a parameter `guest` or `visit`. Whatever is read through them honours the charter: a text kept to members
comes out as `Absent.HIDDEN` for everybody else. Read next: `render.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final, Literal
from urllib.parse import parse_qsl, urlencode

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath

from daso.host import Absent, Host, Hosted, Profile, Text, Viewer, get_viewer_member, may_read_texts
from daso.host.viewer import get_viewer_key
from daso.insight import Record, load_record
from daso.kernel.finding import SCRUTINEERS
from daso.kernel.membership import Member
from daso.kernel.scrutineer import Scrutineer
from daso.kernel.state import State
from daso.keys.verify import WalletKey
from daso.web.demo_keys import DemoKeys
from daso.web.hidden import find_hidden_words
from daso.web.languages import LANGUAGES, choose_language, get_translations
from daso.web.session import Asked, get_token, get_viewer
from daso.web.settings import Settings
from daso.web.words import Words

LANGUAGE_COOKIE = "daso_language"
_WAY: Final = re.compile(r"(/[a-z0-9-]+)+")

__all__ = [
    "LANGUAGE_COOKIE",
    "Guest",
    "GuestHere",
    "Signer",
    "Visit",
    "VisitHere",
    "get_guest",
    "get_record",
    "get_visit",
]

Signer = Literal["passkey", "wallet", "demo", "none"]


class Guest(msgspec.Struct, frozen=True, kw_only=True):
    """Anybody, on any page. `words` says everything in the visitor's language at the moment `now`."""

    host: Host
    settings: Settings
    now: int
    language: str
    words: Words
    path: str
    """The page's address without its query."""
    query: str
    """Its query, undecoded."""
    chosen_language: str
    """The language that this very request asks to keep; empty when it asks for none."""

    def get_address_in(self, language: str) -> str:
        """The same page in a language, with whatever was searched for or turned to on it."""
        kept = [pair for pair in parse_qsl(self.query, keep_blank_values=True) if pair[0] != "language"]
        return f"{self.path}?{urlencode([*kept, ('language', language)])}"


class Visit(Guest, frozen=True, kw_only=True):
    """Somebody in one organisation, whose `state` is advanced to `now`."""

    hosted: Hosted
    state: State
    viewer: Viewer | None
    signer: Signer

    @property
    def member(self) -> Member | None:
        """The member who looks; None for scrutineers and everybody else."""
        return get_viewer_member(self.state, self.viewer)

    @property
    def scrutineer(self) -> Scrutineer | None:
        """The scrutineer who looks; None for members and everybody else."""
        viewer = self.viewer
        return self.state.scrutineers.get(viewer.number) if viewer and viewer.role == "scrutineer" else None

    @property
    def may_read_texts(self) -> bool:
        """Whether the charter lets this visitor read the texts."""
        return may_read_texts(self.state, self.viewer)

    @property
    def record(self) -> Record | None:
        """Where this organisation's votes were taken from, if it replays a public record; every page then says so."""
        return get_record(self.host.data / "orgs" / self.hosted.org)

    @property
    def inbox(self) -> str:
        """Where acts can be handed in that the operator does not take, by chain and address; empty where nowhere."""
        bound = [one for _, one in sorted(self.state.contracts.items()) if one.role == "inbox" and not one.ended_at]
        return f"{bound[0].chain}:{bound[0].address}" if bound else ""

    def get_way_back(self) -> str:
        """Where to go after signing in: to the page of this organisation that the query names, or to its home."""
        home = f"/o/{self.hosted.slug}"
        wished = dict(parse_qsl(self.query)).get("next", "")
        return wished if _WAY.fullmatch(wished) and wished.startswith(f"{home}/") else home

    def is_own(self, author: int) -> bool:
        """Whether the visitor acts under this number, as a member or a scrutineer."""
        if self.scrutineer is not None:
            return author == SCRUTINEERS + self.scrutineer.number
        return self.member is not None and self.member.number == author

    def text(self, commitment: str) -> Text | Absent:
        """The words behind a commitment, or why there are none for this visitor."""
        return self.texts([commitment])[commitment]

    def texts(self, commitments: Iterable[str]) -> dict[str, Text | Absent]:
        """Many at once: what `text` would say of each."""
        asked = set(commitments)
        kept = self.hosted.texts.find(asked - {""})
        hidden = frozenset() if self.viewer else find_hidden_words(self.hosted, self.state)
        read: dict[str, Text | Absent] = {}
        for commitment in asked:
            found = kept.get(commitment)
            if not commitment:
                read[commitment] = Absent.NONE
            elif found is None:
                read[commitment] = Absent.MISSING
            elif not (self.may_read_texts or self.is_own(found.by)):
                read[commitment] = Absent.HIDDEN
            elif commitment in hidden:
                read[commitment] = Absent.MODERATED
            else:
                read[commitment] = self._without_address(found.words, found.by)
        return read

    def name(self, member: int) -> str:
        """What to call a member: their name, or their number where the name can't be read."""
        return self.names([member])[member]

    def names(self, members: Iterable[int]) -> dict[int, str]:
        """Many at once: what `name` would say of each."""
        profiles = self.profiles(members)
        texts = self.texts(profiles.values())
        return {
            number: self._say_name(number, text.name if isinstance(text := texts[profile], Profile) else "")
            for number, profile in profiles.items()
        }

    def profiles(self, numbers: Iterable[int]) -> dict[int, str]:
        """The commitments to the names of whoever acts under these numbers; empty for nobody."""
        state = self.state
        found = {n: state.members.get(n) or state.scrutineers.get(n - SCRUTINEERS) for n in numbers}
        return {n: one.profile if one else "" for n, one in found.items()}

    def _say_name(self, number: int, name: str) -> str:
        if number <= SCRUTINEERS:
            return name or self.words._("Member {number}", number=number)
        name = name or self.words._("Number {number}", number=number - SCRUTINEERS)
        return self.words._("{name} (scrutineer)", name=name)

    def _without_address(self, text: Text | Absent, by: int) -> Text | Absent:
        """An e-mail address is for its owner's eyes."""
        return Profile(name=text.name, email="") if isinstance(text, Profile) and not self.is_own(by) else text


GuestHere = NamedDependency[Guest]
"""What a page handler's parameter `guest` is annotated with."""

VisitHere = NamedDependency[Visit]
"""What a page handler's parameter `visit` is annotated with, where the address has a `slug`."""


get_record = lru_cache(maxsize=1024)(load_record)
"""The record of a replay never changes, so it is read once."""


def get_guest(request: Asked) -> Guest:
    """Who asks, on any page."""
    return Guest(**_describe(request))


def get_visit(request: Asked, slug: FromPath[str]) -> Visit:
    """Who asks, in the organisation whose slug or identifier is in the address."""
    described = _describe(request)
    host, now = described["host"], described["now"]
    hosted = host.open(slug)
    state = hosted.get_state(now)
    viewer = get_viewer(host, state, get_token(request), now)
    return Visit(**described, hosted=hosted, state=state, viewer=viewer, signer=_choose_signer(request, state, viewer))


def _describe(request: Asked) -> dict[str, Any]:
    """The fields of a `Guest`, for either kind."""
    host: Host = request.app.state.host
    settings: Settings = request.app.state.settings
    wished = request.query_params.get("language", "")
    chosen = wished if wished in LANGUAGES else ""
    kept = chosen or request.cookies.get(LANGUAGE_COOKIE, "")
    language = choose_language(kept, request.headers.get("accept-language", ""))
    now = host.clock()
    return {
        "host": host,
        "settings": settings,
        "now": now,
        "language": language,
        "words": Words(language, get_translations(language), now),
        "path": "/" + request.url.path.lstrip("/"),  # with two, a link to it would lead to another site
        "query": request.url.query,
        "chosen_language": chosen,
    }


def _choose_signer(request: Asked, state: State, viewer: Viewer | None) -> Signer:
    """How the visitor's browser gets signatures: from what they signed in with: a passkey or a wallet; from the
    demonstration's own keys; or not at all.
    """
    if viewer is None:
        return "none"
    keys: DemoKeys | None = request.app.state.demo_keys
    is_lent = viewer.role == "member" and keys is not None and keys.has(state.org, viewer.number)
    if is_lent:
        return "demo"
    return "wallet" if isinstance(get_viewer_key(state, viewer), WalletKey) else "passkey"
