"""Members whose key is in a wallet found, join, add it as a further key, sign in and vote like everybody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from daso.kernel.founding import FoundOrganisation
from daso.kernel.transition import decode_entry
from daso.keys.verify import WalletKey, WalletProof
from daso.web.request_code import decode_recovery, decode_request
from tests.e2e.settlement import Settlement, settle
from tests.e2e.town import Meet, Person, Town
from tests.e2e.wallet import SoftWallet


def join_with(person: Person, settlement: Settlement, wallet: SoftWallet) -> None:
    """Follow an invitation, and join with the wallet that this person's browser has."""
    wallet.give(person.page)
    person.page.goto(settlement.invite())
    form = person.form("JoinOrganisation")
    form.locator('[name="profile.name"]').fill(person.name)
    form.locator('[type="checkbox"]').check()
    person.press("Use a wallet", form)
    person.press("Open my wallet", person.dialog)
    confirm = person.dialog.get_by_role("button", name="Confirm and sign")
    expect(confirm).to_be_visible()
    assert "with your wallet" in person.dialog.inner_text()
    person.confirm()
    person.finish()


def sign_in(person: Person, settlement: Settlement) -> None:
    """Sign in with the wallet on a browser that has forgotten everything."""
    person.page.context.clear_cookies()
    person.go(f"/o/{settlement.slug}/sign-in")
    with person.page.expect_navigation():
        person.press("Use a wallet")


@pytest.mark.parametrize("spelling", ["usual", "high", "bare"])
def test_a_wallet_joins_votes_and_signs_in(town: Town, meet: Meet, spelling: str) -> None:
    """A newcomer joins with a wallet, however it spells signatures, votes with it, and signs in with it again."""
    ada = meet("Ada Example")
    settlement, wallet = settle(town), SoftWallet(b"ada", spelling)
    join_with(ada, settlement, wallet)
    assert settlement.state.members[3].keys[0].key == WalletKey(public=wallet.public)
    assert wallet.asked == ["Key", "Act", "Login"]
    expect(ada.page.locator("html")).to_have_attribute("data-signer", "wallet")

    sign_in(ada, settlement)
    expect(ada.page.locator("html")).to_have_attribute("data-member", "3")
    ada.go(f"/o/{settlement.slug}/charter")
    comment = ada.form("PostComment")
    comment.locator('[name="text.body"]').fill("I came with a wallet.")
    ada.do(comment)
    assert wallet.asked == ["Key", "Act", "Login", "Login", "Act"]
    size = settlement.state.entries
    (data,) = town.host.open(settlement.slug).log.read(size - 1, size)
    assert isinstance(decode_entry(data).envelope.proof, WalletProof)
    assert '"act":"PostComment"' in wallet.shown[-1]["act"]


def test_a_wallet_votes(town: Town, meet: Meet) -> None:
    """A ballot signed by a wallet counts, and its words are shown before the wallet is asked."""
    ada = meet("Ada Example")
    settlement, wallet = settle(town), SoftWallet(b"voter")
    join_with(ada, settlement, wallet)
    ada.go(f"/o/{settlement.slug}/proposals/new")
    form = ada.form("OpenProposal")
    form.locator('[name="text.title"]').fill("Mend the roof")
    form.locator('[name="text.body"]').fill("It leaks.")
    ada.do(form)
    town.clock.move(hours=24 * 7)
    sign_in(ada, settlement)
    ada.go(f"/o/{settlement.slug}/proposals/1")
    ada.do(ada.form("PublishProposal"))
    ballot = ada.form("CastBallot")
    ballot.locator('[name="choices"]').first.check()
    before = len(wallet.asked)
    assert "Mend the roof" in ada.review(ballot)
    assert len(wallet.asked) == before
    ada.confirm()
    ada.finish()
    assert 3 in settlement.state.proposals[1].ballots


def test_a_wallet_is_added_as_a_further_key(town: Town, meet: Meet) -> None:
    """A member with a passkey adds a wallet, and may sign in with it from then on."""
    ada = meet("Ada Example")
    settlement, wallet = settle(town), SoftWallet(b"second")
    settlement.admit(ada)
    wallet.give(ada.page)
    ada.go(f"/o/{settlement.slug}/me")
    form = ada.form("AddKey")
    form.locator('[name="label.label"]').fill("My wallet")
    ada.press("Use a wallet", form)
    ada.press("Open my wallet", ada.dialog)
    expect(ada.dialog).to_contain_text("It is an account in a wallet.")
    ada.confirm()
    ada.finish()
    expect(ada.page.locator("#devices")).to_contain_text("My wallet")
    assert wallet.asked == ["Key"]
    sign_in(ada, settlement)
    expect(ada.page.locator("html")).to_have_attribute("data-signer", "wallet")


def test_a_scrutineer_and_a_lost_member_ask_with_a_wallet(town: Town, meet: Meet) -> None:
    """The codes that a wallet's holder sends, to be named or to be given a new key, hold the wallet's key."""
    ada = meet("Ada Example")
    settlement, wallet = settle(town), SoftWallet(b"asking")
    wallet.give(ada.page)
    ada.go(f"/o/{settlement.slug}/scrutineer")
    ada.page.locator('form[data-ask] [name="name"]').fill("Ada Example")
    ada.press("Use a wallet")
    ada.press("Open my wallet", ada.dialog)
    code = ada.page.locator("form[data-ask] [data-request] input")
    assert decode_request(code.input_value()).key == WalletKey(public=wallet.public)
    ada.go(f"/o/{settlement.slug}/recover")
    ada.page.locator('form[data-recover] [name="by"]').fill("2")
    ada.press("Use a wallet")
    ada.press("Open my wallet", ada.dialog)
    link = ada.page.locator("form[data-recover] [data-request] input").input_value()
    request = decode_recovery(link.rpartition("code=")[2])
    assert (request.key, request.member) == (WalletKey(public=wallet.public), 2)


def test_an_organisation_is_founded_with_a_wallet(town: Town, meet: Meet) -> None:
    """Whoever founds with a wallet is signed in as member 1, on the founding page."""
    ada, wallet = meet("Ada Example"), SoftWallet(b"founder")
    wallet.give(ada.page)
    ada.go("/found")
    form = ada.form("FoundOrganisation")
    form.locator('[name="template"]').first.check()
    form.locator('[name="charter.name"]').fill("The wallet makers")
    form.locator('[name="profile.name"]').fill("Ada Example")
    ada.press("Use a wallet", form)
    ada.press("Open my wallet", ada.dialog)
    ada.confirm()
    ada.finish()
    expect(ada.page.locator("html")).to_have_attribute("data-signer", "wallet")
    slug = ada.page.locator("html").get_attribute("data-slug") or ""
    act = decode_entry(next(iter(town.host.open(slug).log.read(0, 1)))).envelope.act
    assert isinstance(act, FoundOrganisation)
    assert act.key == WalletKey(public=wallet.public)


def test_a_wallet_that_says_no_loses_nothing(town: Town, meet: Meet) -> None:
    """When its holder says no, or a contract answers for them, a sentence says so, and nothing is on the log."""
    ada = meet("Ada Example")
    settlement, wallet = settle(town), SoftWallet(b"no")
    wallet.give(ada.page)
    ada.page.goto(settlement.invite())
    form = ada.form("JoinOrganisation")
    form.locator('[name="profile.name"]').fill("Ada Example")
    form.locator('[type="checkbox"]').check()
    size = settlement.state.entries
    for refuses, spelling, sentence in ((True, "usual", "did not sign"), (False, "contract", "can’t be used here")):
        wallet.refuses, wallet.spelling = refuses, spelling
        ada.press("Use a wallet", form)
        ada.press("Open my wallet", ada.dialog)
        expect(form.locator("[data-problem]")).to_contain_text(sentence)
    expect(form.locator('[name="profile.name"]')).to_have_value("Ada Example")
    assert settlement.state.entries == size


def test_a_stranger_s_wallet_opens_nothing(town: Town, meet: Meet) -> None:
    """A wallet that is nobody's here does not sign in, and the page says why."""
    ada = meet("Ada Example")
    settlement, wallet = settle(town), SoftWallet(b"stranger")
    wallet.give(ada.page)
    ada.go(f"/o/{settlement.slug}/sign-in")
    ada.press("Use a wallet")
    expect(ada.page.locator("[data-problem]")).to_contain_text("belongs to nobody")


def test_wallets_are_offered_where_there_are_any(
    town: Town, meet: Meet, axe: Callable[[Page], None], new_page: Callable[..., Any]
) -> None:
    """Without a wallet nothing speaks of one; several are offered by name."""
    ada = meet("Ada Example")
    settlement = settle(town)
    path = f"/o/{settlement.slug}/sign-in"
    ada.go(path)
    expect(ada.page.locator("form[data-sign-in] button")).to_have_count(1)
    other = new_page()
    SoftWallet(b"two").give(other, "Fox", "Rabbit")
    other.goto(town.address + path)
    expect(other.locator("[data-wallet]")).to_have_text(["Use a wallet: Fox", "Use a wallet: Rabbit"])
    axe(other)
