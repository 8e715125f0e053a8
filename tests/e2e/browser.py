"""A real Chromium, the passkeys a member would carry, and the eyes of an accessibility checker.

The fixtures over these stand in `fixtures.py` beside this file; `look.py` takes pictures with them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, CDPSession, ConsoleMessage, Page, sync_playwright
from playwright.sync_api import Error as PageError

__all__ = [
    "SCHEMES",
    "Scheme",
    "VirtualAuthenticator",
    "collect_complaints",
    "find_chromium",
    "get_violations",
    "open_browser",
    "store_picture",
]

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

COMMON_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Chromium talks to nobody but the page under test.
QUIET = (
    "--headless=new",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)

# WCAG 2.2 AA is the promise; axe's best practices come on top.
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def find_chromium() -> str | None:
    """Find Chromium: the one DASO_CHROMIUM names, one on the path, or None."""
    named = os.environ.get("DASO_CHROMIUM")
    for name in (named,) if named else COMMON_NAMES:
        if found := shutil.which(name):
            return found
    return None


@contextmanager
def open_browser(executable: str) -> Iterator[Browser]:
    """Run Chromium until the end of the block."""
    # Chromium's own sandbox refuses to start for root, the usual user of a container.
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=[*QUIET, *sandbox])
        yield browser
        browser.close()


@dataclass(frozen=True)
class VirtualAuthenticator:
    """The passkey store of one member's device, as one page sees it: it says yes to every question, unless told.

    Chromium keeps virtual authenticators for each page apart. `carry_to` takes the passkeys along to another page.
    """

    session: CDPSession
    key: str

    @classmethod
    def attach(cls, page: Page, transport: Literal["internal", "usb"] = "internal") -> VirtualAuthenticator:
        """Give the page a device that holds passkeys and recognises its owner; one to plug in is of `usb`."""
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": transport,
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        answer = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return cls(session, answer["authenticatorId"])

    @property
    def credentials(self) -> list[dict[str, Any]]:
        """The passkeys on the device: credentialId, rpId, privateKey (PKCS #8, base64), signCount and more."""
        answer = self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.key})
        credentials: list[dict[str, Any]] = answer["credentials"]
        return credentials

    def recognise_owner(self, *, yes: bool) -> None:
        """Choose whether fingerprint, face or PIN will be recognised from now on."""
        self.session.send("WebAuthn.setUserVerified", {"authenticatorId": self.key, "isUserVerified": yes})

    def be_touched(self, *, yes: bool) -> None:
        """Choose whether somebody touches the device when it is asked, as one must with a security key."""
        options = {"authenticatorId": self.key, "enabled": yes}
        self.session.send("WebAuthn.setAutomaticPresenceSimulation", options)

    def lose_passkeys(self) -> None:
        """Empty the device, as when a telephone falls into the sea."""
        self.session.send("WebAuthn.clearCredentials", {"authenticatorId": self.key})

    def carry_to(self, page: Page) -> VirtualAuthenticator:
        """Give another page (a new tab, a later visit) a device with the same passkeys."""
        other = VirtualAuthenticator.attach(page)
        for credential in self.credentials:
            other.session.send("WebAuthn.addCredential", {"authenticatorId": other.key, "credential": credential})
        return other


def collect_complaints(page: Page, complaints: list[str]) -> None:
    """From now on, add to the list what goes wrong in the page's scripts and what its console reports as an error.

    Answers that the server meant (4xx) are no error of the page, nor is a network that the test itself has cut.
    """
    no_fault = ("the server responded with a status of 4", "net::ERR_INTERNET_DISCONNECTED")

    def hear_script(error: PageError) -> None:
        complaints.append(f"a script failed: {error}")

    def hear_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(words in message.text for words in no_fault):
            complaints.append(f"the console says: {message.text}")

    page.on("pageerror", hear_script)
    page.on("console", hear_console)


@cache
def load_axe() -> str:
    """Load the script of axe-core, which travels inside a Python package and so needs no npm."""
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def get_violations(page: Page) -> list[str]:
    """Find what keeps people from using the page as it looks now; one line for each element, [] when all is well."""
    page.evaluate(load_axe())
    found = page.evaluate(
        "tags => axe.run({runOnly: tags, rules: {'target-size': {enabled: true}}, resultTypes: ['violations']})",
        list(RULES),
    )
    return [
        f"{violation['id']}: {violation['help']}: {' '.join(map(str, node['target']))}: {node['html'][:160]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def store_picture(page: Page, path: Path) -> None:
    """Photograph the whole page, from top to bottom."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True, animations="disabled")
