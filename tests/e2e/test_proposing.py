"""Members write proposals of every form, revise and withdraw them, and leave."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from daso.keys.sign import P256Signer
from daso.web.request_code import NamingRequest, encode_request
from tests.e2e.settlement import Settlement, settle
from tests.e2e.town import Meet, Person, Town
from vectors.stories.witnesses import create_witness


@pytest.fixture
def settlement(town: Town) -> Settlement:
    """An organisation of its own for each test."""
    return settle(town)


def write(author: Person, settlement: Settlement, title: str) -> Locator:
    """Begin a proposal; gives its form."""
    author.go(f"/o/{settlement.slug}/proposals/new")
    form = author.form("OpenProposal")
    form.locator('[name="text.title"]').fill(title)
    form.locator('[name="text.body"]').fill("Because.")
    return form


def test_a_choice_shows_its_options_only_when_chosen(meet: Meet, settlement: Settlement) -> None:
    """The fields for options appear with the choice among options, and those filled in are counted and named."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    form = write(ada, settlement, "Paint the door")
    options = form.locator('[name="text.options[]"]')
    expect(options.first).to_be_hidden()
    form.locator('[name="form"][value="choice"]').check()
    for place, name in enumerate(("Red", "Blue", "Green")):
        options.nth(place).fill(name)
    assert "Option 3: Green" in ada.do(form)
    expect(ada.page).to_have_url(f"{settlement.town.address}/o/{settlement.slug}/proposals/1")
    assert settlement.state.proposals[1].options == 3


def test_a_scrutineer_is_named_by_a_motion(meet: Meet, settlement: Settlement) -> None:
    """A policy motion with a ticked effect says what carrying it out will do, and carries just that effect."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    key = P256Signer.from_seed(b"scrutineer").key
    code = encode_request(NamingRequest(key=key, name="Sue Scrutineer"))
    form = write(ada, settlement, "Name a scrutineer")
    form.locator('[name="kind"][value="policy"]').check()
    form.locator("details > summary").click()
    form.locator('[data-enables="NameScrutineer"]').check()
    fieldset = form.locator('fieldset[data-effect="NameScrutineer"]')
    fieldset.locator('[name="effect.request"]').fill(code)
    assert "If carried out: Sue Scrutineer becomes a scrutineer" in ada.do(form)
    (effect,) = settlement.state.proposals[1].effects
    assert getattr(effect, "key", None) == key


def test_a_witness_is_named_by_a_motion(meet: Meet, settlement: Settlement) -> None:
    """A policy motion names a witness by the line of its key and its address, tried out while it is written."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    witness = create_witness("witness.example/w1")
    form = write(ada, settlement, "Name a witness")
    form.locator('[name="kind"][value="policy"]').check()
    form.locator("details > summary").click()
    form.locator('[data-enables="NameWitness"]').check()
    fieldset = form.locator('fieldset[data-effect="NameWitness"]')
    fieldset.locator('[name="effect.vkey"]').fill(witness.vkey)
    fieldset.locator('[name="effect.url"]').fill(f"{witness.url}/")
    expect(form).to_contain_text("witness.example/w1 becomes a witness, asked at https://witness.example/w1")
    assert "If carried out: witness.example/w1 becomes a witness" in ada.do(form)
    assert settlement.state.proposals[1].effects == (witness,)


def test_a_draft_is_revised_and_withdrawn(meet: Meet, settlement: Settlement) -> None:
    """Its author rewrites a draft, members read the new words, and then the author withdraws it."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    ada.do(write(ada, settlement, "Mend the roof"))
    ada.go(f"/o/{settlement.slug}/proposals/1/revise")
    form = ada.form("ReviseProposal")
    expect(form.locator('[name="text.title"]')).to_have_value("Mend the roof")
    form.locator('[name="text.title"]').fill("Mend the whole roof")
    assert "Title: Mend the whole roof" in ada.do(form)
    ada.go(f"/o/{settlement.slug}/proposals/1")
    expect(ada.page.locator("h1")).to_have_text("Mend the whole roof")
    words = ada.do(ada.form("WithdrawProposal"))
    assert "You withdraw proposal 1, “Mend the whole roof”." in words
    assert settlement.state.decisions[1].outcome == "withdrawn"


def test_a_member_leaves(meet: Meet, settlement: Settlement) -> None:
    """A member leaves by one signed act, and from then on is a visitor."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    ada.go(f"/o/{settlement.slug}/me")
    assert "You leave the organisation." in ada.do(ada.form("LeaveOrganisation"))
    expect(ada.page.locator("html")).to_have_attribute("data-signer", "none")
    assert settlement.state.members[3].left_at > 0


def test_a_changed_log_key_stops_everything(meet: Meet, settlement: Settlement) -> None:
    """When the server shows another key of the log than this browser remembers, nothing is signed or sent."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    other = P256Signer.generate().secret
    place = f"daso/vkey/{settlement.state.org}"
    assert ada.page.evaluate("place => localStorage.getItem(place)", place)
    ada.page.evaluate("([place, key]) => localStorage.setItem(place, key)", [place, f"elsewhere+{other}"])
    before = settlement.state.entries
    form = write(ada, settlement, "Mend the roof")
    form.locator("button:not([type=button])").last.click()
    expect(form.locator("[data-problem]")).to_contain_text("The key of this organisation’s log has changed")
    assert settlement.state.entries == before
