"""A member's browser holds each receipt against what the log has promised it before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from daso.ledger import NoteSigner
from daso.ledger.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from tests.e2e.settlement import Settlement, settle
from tests.e2e.town import Meet, Person, Town

LOOKED = """place => new Promise(done => {
    const look = () => localStorage.getItem(place) ? done() : setTimeout(look, 20);
    look();
})"""
"""Wait until the browser has looked whether the log goes on as promised."""


@pytest.fixture
def settlement(town: Town) -> Settlement:
    """An organisation of its own for each test."""
    return settle(town)


def get_kept(person: Person, settlement: Settlement) -> Checkpoint:
    """The newest promise of the log that this browser keeps."""
    vkey = settlement.town.host.open(settlement.slug).vkey
    note = person.page.evaluate("vkey => localStorage.getItem(`daso/checkpoint/${vkey}`)", vkey)
    return parse_checkpoint(note)


def promise_otherwise(person: Person, settlement: Settlement, size: int) -> str:
    """Let the browser have been promised another history, signed with the log's own key, by a host that lies."""
    hosted = settlement.town.host.open(settlement.slug)
    key = settlement.town.host.data / "orgs" / hosted.org / "log.key"
    signer = NoteSigner.parse(key.read_text().strip())
    note = sign_checkpoint(Checkpoint(signer.name, size, bytes(32)), signer)
    person.page.evaluate("([vkey, note]) => localStorage.setItem(`daso/checkpoint/${vkey}`, note)", [hosted.vkey, note])
    return note


def say(person: Person, settlement: Settlement, words: str) -> str:
    """Comment on the charter; gives how it turned out."""
    person.go(f"/o/{settlement.slug}/charter")
    form = person.form("PostComment")
    form.locator('[name="text.body"]').fill(words)
    person.review(form)
    person.press("Confirm and sign", person.dialog)
    expect(person.dialog.get_by_role("button", name="Done")).to_be_visible()
    return person.dialog.inner_text()


def test_the_newest_promise_is_kept(meet: Meet, settlement: Settlement) -> None:
    """After every act the browser keeps what the log has promised, once it is proven to continue the promise before."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    assert get_kept(ada, settlement).size == settlement.state.entries
    settlement.invite()
    assert "Your receipt is in order" in say(ada, settlement, "One.")
    hosted = settlement.town.host.open(settlement.slug)
    head = hosted.log.head()
    assert head is not None
    assert get_kept(ada, settlement) == head.checkpoint


@pytest.mark.parametrize(
    ("further", "expected"),
    [(100, "The log has lost entries"), (-3, "does not continue the one you saw here before")],
)
def test_another_history_is_said_in_plain_words(
    meet: Meet, settlement: Settlement, tmp_path: Path, further: int, expected: str
) -> None:
    """Whoever was promised more, or something else, reads so, and can save both promises as evidence."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    earlier = promise_otherwise(ada, settlement, settlement.state.entries + further)
    said = say(ada, settlement, "Is all well?")
    assert expected in said
    assert "Keep this receipt as evidence" in said
    assert "in order" not in said
    with ada.page.expect_download() as download:
        ada.press("Save the earlier promise", ada.dialog)
    download.value.save_as(tmp_path / "earlier")
    assert (tmp_path / "earlier").read_text() == earlier
    ada.finish()
    assert expected in say(ada, settlement, "And now?")


def test_whoever_only_reads_is_warned_too(meet: Meet, settlement: Settlement, axe: Callable[[Page], None]) -> None:
    """A history that was changed is said above the page, once it is looked at; an honest log is not accused."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    settlement.invite()
    hosted = settlement.town.host.open(settlement.slug)
    forget = f"localStorage.removeItem('daso/looked/{hosted.org}')"
    ada.page.evaluate(forget)
    ada.go(f"/o/{settlement.slug}")
    ada.page.evaluate(LOOKED, f"daso/looked/{hosted.org}")
    expect(ada.page.get_by_role("alert")).to_have_count(0)
    assert get_kept(ada, settlement).size == settlement.state.entries
    promise_otherwise(ada, settlement, settlement.state.entries + 5)
    ada.page.evaluate(forget)
    for path in ("", "/charter"):
        ada.go(f"/o/{settlement.slug}{path}")
        expect(ada.page.get_by_role("alert")).to_contain_text("does not continue what it promised this browser")
        expect(ada.page.get_by_role("button", name="Save the earlier promise")).to_be_visible()
    axe(ada.page)


def test_what_is_no_promise_is_forgotten(meet: Meet, settlement: Settlement) -> None:
    """A kept text that the log never signed accuses nobody."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    note = promise_otherwise(ada, settlement, 1_000)
    vkey = settlement.town.host.open(settlement.slug).vkey
    place = [f"daso/checkpoint/{vkey}", note.replace("\n1000\n", "\n1001\n")]
    ada.page.evaluate("([place, note]) => localStorage.setItem(place, note)", place)
    assert "Your receipt is in order" in say(ada, settlement, "Fine.")
    assert get_kept(ada, settlement).size == settlement.state.entries
