"""Members add a second key, sign in with it, revoke the first; and nothing typed is lost when a passkey says no."""

from __future__ import annotations

from msgspec.structs import replace
from playwright.sync_api import expect

from daso.kernel.membership import SponsorMember
from tests.e2e.browser import VirtualAuthenticator
from tests.e2e.settlement import CHARTER, settle
from tests.e2e.town import Meet, Person, Town


def add_key(person: Person, slug: str, label: str) -> VirtualAuthenticator:
    """Add a further passkey on a device that is plugged in for it, and name it."""
    plugged = VirtualAuthenticator.attach(person.page, transport="usb")
    person.go(f"/o/{slug}/me")
    form = person.form("AddKey")
    form.locator('[name="label.label"]').fill(label)
    assert f"Device: {label}" in person.review(form, makes_passkey=True)
    # Only the telephone can sign now, so nobody touches the key that was plugged in.
    plugged.be_touched(yes=False)
    person.confirm()
    person.finish()
    plugged.be_touched(yes=True)
    return plugged


def test_a_second_key_takes_over(town: Town, meet: Meet) -> None:
    """A member adds a security key, loses the telephone's passkey, signs in with the key and revokes the lost one."""
    ada = meet("Ada Example")
    settlement = settle(town)
    settlement.admit(ada)
    plugged = add_key(ada, settlement.slug, "Blue security key")
    expect(ada.page.locator("#devices")).to_contain_text("Blue security key")
    assert len(plugged.credentials) == 1

    with ada.page.expect_navigation():
        ada.press("Sign out on this device")
    expect(ada.page.locator("html")).to_have_attribute("data-signer", "none")
    ada.device.lose_passkeys()
    ada.go(f"/o/{settlement.slug}/sign-in")
    with ada.page.expect_navigation():
        ada.page.locator("form[data-sign-in] button").click()
    expect(ada.page.locator("html")).to_have_attribute("data-member", "3")

    ada.go(f"/o/{settlement.slug}/me")
    assert "Your key 1 signs nothing any more." in ada.do(ada.form("RevokeKey", '[name="key"][value="1"]'))
    keys = settlement.state.members[3].keys
    assert [record.revoked_at > 0 for record in keys] == [True, False]


def test_signing_in_by_number(town: Town, meet: Meet) -> None:
    """A member who gives their number signs in with one of that member's passkeys."""
    ada = meet("Ada Example")
    settlement = settle(town)
    settlement.admit(ada)
    ada.page.context.clear_cookies()
    ada.go(f"/o/{settlement.slug}/sign-in")
    form = ada.page.locator("form[data-sign-in]")
    form.locator('[name="by"]').fill("3")
    with ada.page.expect_navigation():
        form.locator("button").click()
    expect(ada.page.locator("html")).to_have_attribute("data-member", "3")


def test_a_passkey_of_another_organisation_is_not_taken(town: Town, meet: Meet) -> None:
    """A passkey made for one organisation does not sign in to another on the same site, and the page says why."""
    ada = meet("Ada Example")
    mine, other = settle(town), settle(town)
    mine.admit(ada)
    ada.go(f"/o/{other.slug}/sign-in")
    ada.page.locator("form[data-sign-in] button").click()
    expect(ada.page.locator("[data-problem]")).not_to_be_empty()
    expect(ada.page.locator("html")).to_have_attribute("data-signer", "none")


def test_an_unrecognised_owner_loses_nothing(town: Town, meet: Meet) -> None:
    """When fingerprint, face or PIN is not recognised, a sentence says so and the words typed are still there."""
    ada = meet("Ada Example")
    settlement = settle(town)
    settlement.admit(ada)
    ada.go(f"/o/{settlement.slug}/proposals/new")
    form = ada.form("OpenProposal")
    form.locator('[name="text.title"]').fill("Mend the roof")
    form.locator('[name="text.body"]').fill("It leaks.")
    ada.device.recognise_owner(yes=False)
    form.locator("button:not([type=button])").last.click()
    ada.press("Confirm and sign", ada.dialog)
    expect(form.locator("[data-problem]")).to_contain_text("Nothing was sent")
    expect(form.locator('[name="text.title"]')).to_have_value("Mend the roof")
    ada.device.recognise_owner(yes=True)
    ada.do(form)


def test_a_newcomer_waits_for_sponsors(town: Town, meet: Meet) -> None:
    """With two sponsors asked for, a newcomer has no vote-token until a second member sponsors them."""
    strict = settle(town, replace(CHARTER, sponsors=2))
    ben, cem = meet("Ben Example"), meet("Cem Example")
    strict.admit(ben)
    assert strict.state.members[3].token_at == 0
    strict.do(strict.founders[1], SponsorMember, member=3)
    strict.admit(cem)
    assert strict.state.members[4].token_at == 0
    ben.go(f"/o/{strict.slug}/members")
    form = ben.form("SponsorMember", '[name="member"][value="4"]')
    assert "You sponsor member 4 (“Cem Example”)." in ben.do(form)
    assert strict.state.members[4].token_at > 0


def test_a_text_is_erased(town: Town, meet: Meet) -> None:
    """A member erases a comment of theirs: it is gone for everybody, and the log still holds that it was made."""
    ada = meet("Ada Example")
    settlement = settle(town)
    settlement.admit(ada)
    ada.go(f"/o/{settlement.slug}/charter")
    comment = ada.form("PostComment")
    comment.locator('[name="text.body"]').fill("I regret this already.")
    ada.do(comment)
    ada.go(f"/o/{settlement.slug}/me")
    before = settlement.state.entries
    with ada.page.expect_navigation():
        ada.page.get_by_label("Erase: I regret this already.", exact=True).click()
        ada.page.get_by_role("button", name="Erase for good: I regret this already.").click()
    ada.go(f"/o/{settlement.slug}/charter")
    assert "I regret this already." not in ada.page.content()
    assert settlement.state.entries == before


def test_texts_kept_to_members_are_kept(town: Town, meet: Meet) -> None:
    """Where the charter keeps texts to members, an outsider reads that there is a proposal and not what it says."""
    ada, outsider = meet("Ada Example"), meet("Nobody Here")
    settlement = settle(town, replace(CHARTER, texts="members"))
    settlement.admit(ada)
    ada.go(f"/o/{settlement.slug}/proposals/new")
    form = ada.form("OpenProposal")
    form.locator('[name="text.title"]').fill("A matter among us")
    form.locator('[name="text.body"]').fill("Nobody else needs to know.")
    ada.do(form)
    page = f"/o/{settlement.slug}/proposals/1"
    ada.go(page)
    expect(ada.page.locator("main")).to_contain_text("Nobody else needs to know.")
    outsider.go(page)
    assert "Nobody else needs to know." not in outsider.page.content()
    assert "A matter among us" not in outsider.page.content()
    commitment = settlement.state.proposals[1].text
    answer = outsider.page.request.get(f"{town.address}/o/{settlement.slug}/texts/{commitment}")
    assert not answer.ok
