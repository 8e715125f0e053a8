"""A town: the real site with a clock one can move, and people with devices of their own who use its pages.

`Person` does what people do: reads a dialog, confirms, lets the device sign. Read next: `test_founding.py`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from daso.host import Host
from tests.e2e.browser import VirtualAuthenticator

__all__ = ["CLAUSES", "DAY", "Person", "Town", "TownClock"]

HOUR = 3_600_000
DAY = 24 * HOUR

CLAUSES = {
    "purpose": "We mend what others throw away.",
    "product": "Repaired bicycles,\nand courses in repairing.",
    "mission": "No bicycle of this town rusts unused.",
    "profit-targets": "Five per cent, for three years.",
    "surplus": "Half to members by heads, half to the workshop.",
    "brand": "Whatever leaves the workshop rolls.",
}


class TownClock:
    """The real time, moved ahead by as much as a test has asked for."""

    def __init__(self) -> None:
        self._ahead = 0

    def __call__(self) -> int:
        """The town's time in UTC milliseconds."""
        return time.time_ns() // 1_000_000 + self._ahead

    def move(self, *, hours: float) -> None:
        """Let this many hours pass at once."""
        self._ahead += round(hours * HOUR)


@dataclass
class Town:
    """The site under test."""

    address: str
    host: Host
    clock: TownClock


@dataclass
class Person:
    """Somebody with a browser and a device that holds passkeys."""

    name: str
    page: Page
    device: VirtualAuthenticator
    town: Town
    said: list[str] = field(default_factory=list)
    """What dialogs have told them, oldest first."""

    @property
    def dialog(self) -> Locator:
        """The dialog that is open."""
        return self.page.get_by_role("dialog")

    def go(self, path: str) -> None:
        """Open a page of the site."""
        self.page.goto(self.town.address + path)

    def press(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Press the button with this name."""
        (within or self.page).get_by_role("button", name=name, exact=isinstance(name, str)).first.click()

    def form(self, act: str, having: str = "") -> Locator:
        """The form of an act, unfolded; the one that holds this piece, where there are several."""
        forms = self.page.locator(f'form[data-act="{act}"]')
        form = forms.filter(has=self.page.locator(having)) if having else forms.first
        for folded in form.locator("xpath=ancestor::details[not(@open)]").all():
            folded.locator("> summary").click()
        return form

    def review(self, form: Locator, *, makes_passkey: bool = False) -> str:
        """Press a form's button; gives the words of what would be signed."""
        form.locator("button:not([type=button])").last.click()
        if makes_passkey:
            self.press("Make a passkey", self.dialog)
        confirm = self.dialog.get_by_role("button", name="Confirm and sign")
        expect(confirm).to_be_visible()
        return self.dialog.inner_text()

    def confirm(self) -> None:
        """Sign what was shown, and read how it turned out."""
        self.press("Confirm and sign", self.dialog)
        done = self.dialog.get_by_role("button", name="Done")
        expect(done).to_be_visible()
        self.said.append(self.dialog.inner_text())
        assert "Your receipt is in order" in self.said[-1], self.said[-1]

    def submit(self, form: Locator, *, makes_passkey: bool = False) -> str:
        """Send a form and read how it turned out; gives the words that were signed."""
        words = self.review(form, makes_passkey=makes_passkey)
        self.confirm()
        return words

    def finish(self) -> None:
        """Close the dialog, and wait for the page that follows."""
        with self.page.expect_navigation():
            self.press("Done", self.dialog)

    def do(self, form: Locator, *, makes_passkey: bool = False) -> str:
        """Send a form and go on to the page that follows; gives the words that were signed."""
        words = self.submit(form, makes_passkey=makes_passkey)
        self.finish()
        return words

    def get_links(self) -> list[str]:
        """The links of open invitations that this browser has made."""
        fields = self.page.locator("[data-invitations] input")
        expect(fields.first).to_be_visible()
        return [one.input_value() for one in fields.all()]


Meet = Callable[..., Person]
