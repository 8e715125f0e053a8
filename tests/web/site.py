"""A site under test: a real host, the real application, and clients that speak to it as browsers and programs do."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any, Self

from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from msgspec.structs import replace

from daso.canon import encode
from daso.host import Challenge, Given, Host
from daso.host.login import compute_login_message
from daso.kernel.charter import Charter
from daso.kernel.transition import Envelope
from daso.testkit.person import Person
from daso.web import create_app
from daso.web.settings import Settings
from tests.host.founded import CHARTER, ORIGIN, Clock, Founded, found, send

__all__ = ["Browser", "Site"]

Browser = TestClient[Litestar]


class Site:
    """Opened with `with`; `browser` is the first visitor, `new_browser()` one more."""

    def __init__(self, host: Host, settings: Settings, clock: Clock) -> None:
        self.host = host
        self.settings = settings
        self.clock = clock
        self._running = ExitStack()

    def __enter__(self) -> Self:
        self.app = create_app(self.host, self.settings)
        self.browser: Browser = self._running.enter_context(TestClient(self.app, base_url=ORIGIN))
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    def new_browser(self) -> Browser:
        """One more visitor, with cookies of their own; the site keeps running when they go."""
        return TestClient(self.app, base_url=ORIGIN)

    def found(self, *, texts: str = "public", seed: str = "a", members: int = 2, **changes: Any) -> Founded:
        """An inaugurated organisation."""
        charter: Charter = replace(CHARTER, texts=texts, **changes)
        return found(self.host, charter, members, seed)

    def sign_in(self, founded: Founded, person: Person, browser: Browser | None = None) -> Response:
        """Sign a person in."""
        browser = browser or self.browser
        asked = browser.get(f"/api/orgs/{founded.hosted.slug}/login").json()
        challenge = Challenge(**asked)
        proof = person.signer.sign(compute_login_message(challenge))
        login = {"challenge": challenge, "by": person.number, "key": person.key_number, "proof": proof}
        return self.post(f"/api/orgs/{founded.hosted.slug}/login", login, browser)

    def act(self, founded: Founded, envelope: Envelope, *texts: Given, **more: object) -> Response:
        """Send an act with its texts."""
        content = {"envelope": envelope, "texts": [send(one) for one in texts]} | more
        return self.post(f"/api/orgs/{founded.hosted.slug}/acts", content)

    def post(self, path: str, content: object, browser: Browser | None = None) -> Response:
        """Send something as a page of this site does."""
        headers = {"origin": ORIGIN, "content-type": "application/json"}
        body = content if isinstance(content, bytes) else encode(content)
        answer: Response = (browser or self.browser).post(path, content=body, headers=headers)
        return answer
