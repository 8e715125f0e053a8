"""Members approve a payment from the vault with one tap, each on their own device, and the vault pays."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from daso.chain.account import create_account
from daso.chain.approval import Limit
from daso.chain.sending import Call, Journal, get_receipt, send
from daso.clerk.vault import create_vault
from daso.host import Given
from daso.host.anchoring import Anchoring, Way
from daso.kernel.contract import BindContract
from daso.kernel.decision import CarryOutDecision
from daso.kernel.effect import Effect
from daso.kernel.membership import InviteMembers
from daso.kernel.proposal import OpenProposal, PublishProposal
from daso.kernel.withdrawal import PayFromVault
from daso.keys.sign import P256Signer
from daso.testkit.authenticator import SoftwarePasskey
from daso.testkit.person import Person as Member
from tests.chain.anvil import CHAIN, Anvil
from tests.e2e.browser import SCHEMES, get_violations
from tests.e2e.settlement import CHARTER, Settlement, settle
from tests.e2e.town import Meet, Person, Town
from tests.host.founded import commit

PAYEE = "0x" + "b0" * 20
COIN = 10**18
OPEN = {
    kind: replace(rule, seasoning_hours=0, sponsors=0) if kind in ("policy", "payment") else rule
    for kind, rule in CHARTER.rules.items()
}


def decide(settlement: Settlement, kind: str, effect: Effect, *given: Given) -> None:
    """Let the founders adopt a proposal with this effect and carry it out."""
    first, second = settlement.founders
    salt = settlement.state.entries.to_bytes(16, "big")
    text, said = commit({"body": "Because.", "options": [], "title": "Vault"}, salt)
    content = {"kind": kind, "form": "motion", "options": 2, "text": text, "effects": (effect,)}
    settlement.send(first.do(OpenProposal, **content), said, *given)
    number = settlement.state.next_proposal - 1
    rule = settlement.state.proposals[number].rule
    settlement.town.clock.move(hours=rule.discussion_hours + 1)
    settlement.do(first, PublishProposal, proposal=number, text=text)
    for founder in (first, second):
        settlement.vote(founder, number, 1)
    settlement.town.clock.move(hours=rule.voting_hours + rule.objection_hours + 1)
    settlement.do(first, CarryOutDecision, proposal=number)


class Treasury:
    """A settlement with a vault of two coins, and the site's background work with its chain."""

    def __init__(
        self,
        town: Town,
        settlement: Settlement,
        anvil: Anvil,
        folder: Path,
        *,
        limits: tuple[Limit, ...] = (),
        silent_percent: int = 0,
    ) -> None:
        self.town, self.settlement, self.anvil = town, settlement, anvil
        self.key = folder / "chain.key"
        account = create_account(self.key)
        anvil.give(account.address)
        anvil.set_time(town.clock())
        creation = create_vault(settlement.state, town.address, 1, silent_percent, limits)
        sent = send(anvil.node, account, Call(data=creation), Journal(folder / "journal"), town.clock())
        anvil.finalize()
        receipt = get_receipt(anvil.node, sent.hash)
        assert receipt is not None
        self.address = receipt.contract
        anvil.give(self.address, 2 * COIN)
        decide(settlement, "policy", BindContract(chain=CHAIN, role="vault", address=self.address))
        self.anchoring = Anchoring(town.host, Way(rpc=anvil.url, key=self.key))
        self.turn(town.clock())

    def order(self) -> None:
        """Let the founders decide on a payment."""
        text, given = commit({"body": "For the **flour**"}, bytes(16))
        decide(self.settlement, "payment", PayFromVault(vault=1, to=PAYEE, amount=str(COIN // 2), text=text), given)
        self.turn(self.town.clock())

    def turn(self, now: int = 0) -> None:
        """Let the site do what is due, and the chain go on until it is final."""
        if now:
            self.anvil.set_time(now)
            self.anvil.finalize()
        self.anchoring.turn()
        self.anvil.finalize()
        self.anchoring.turn()

    def pass_hours(self, hours: int) -> None:
        """Let time pass, here and on the chain."""
        self.town.clock.move(hours=hours)
        self.turn(self.town.clock())

    def get_status(self) -> str:
        """How far the payment is."""
        org = self.town.host.open(self.settlement.slug).org
        return self.town.host.vaults.book.get_progress(org, 1).status

    def approve(self, person: Person, count: int) -> None:
        """One tap, after reading what is paid to whom."""
        person.go(f"/o/{self.settlement.slug}/payments")
        person.page.get_by_role("button", name="Approve with my passkey").click()
        expect(person.dialog).to_contain_text(f"You approve that 0.5 of the chain’s own coins are paid to {PAYEE}.")
        expect(person.dialog).to_contain_text(f"From the vault {self.address} on chain {CHAIN}.")
        person.press("Confirm and sign", person.dialog)
        expect(person.dialog).to_contain_text(f"{count} of 2 have approved.")
        person.press("Done", person.dialog)
        expect(person.page.locator("#withdrawal-1")).to_contain_text(f"{count} of 2 have approved.")
        expect(person.page.get_by_role("button", name="Approve with my passkey")).to_have_count(0)


def check_looks(person: Person) -> None:
    """The page is usable by everybody, light and dark."""
    for scheme in SCHEMES:
        person.page.emulate_media(color_scheme=scheme)
        assert get_violations(person.page) == []


@pytest.mark.browser
def test_members_approve_with_one_tap(town: Town, meet: Meet, anvil: Anvil, tmp_path: Path) -> None:
    """Each reads what is paid to whom, approves with their passkey, sees how many have; then the vault pays."""
    settlement = settle(town, replace(CHARTER, rules=OPEN))
    ada, ben = meet("Ada Example"), meet("Ben Example")
    settlement.admit(ada, ben)
    treasury = Treasury(town, settlement, anvil, tmp_path)
    treasury.order()
    task = "Approve or object: 0.5 of the chain’s own coins"
    for count, person in enumerate((ada, ben), start=1):
        person.go(f"/o/{settlement.slug}")
        expect(person.page.locator(".needs")).to_contain_text(f"{count - 1} of 2 have approved. It expires in")
        person.page.get_by_role("link", name=task).click()
        treasury.approve(person, count)
        person.go(f"/o/{settlement.slug}")
        expect(person.page.get_by_role("link", name=task)).to_have_count(0)
    treasury.turn()
    treasury.pass_hours(2)
    assert anvil.node.ask_number("eth_getBalance", PAYEE, "latest") == COIN // 2
    assert treasury.get_status() == "paid"
    ada.go(f"/o/{settlement.slug}/payments")
    expect(ada.page.locator("#withdrawal-1")).to_contain_text("paid")
    check_looks(ada)


@pytest.mark.browser
def test_members_stop_a_payment_with_one_tap(town: Town, meet: Meet, anvil: Anvil, tmp_path: Path) -> None:
    """While an approved payment waits, a member objects with their passkey, and it is stopped for good."""
    settlement = settle(town, replace(CHARTER, rules=OPEN))
    ada, ben = meet("Ada Example"), meet("Ben Example")
    settlement.admit(ada, ben)
    treasury = Treasury(town, settlement, anvil, tmp_path)
    treasury.order()
    for count, person in enumerate((ada, ben), start=1):
        treasury.approve(person, count)
    treasury.turn()
    assert treasury.get_status() == "waiting"
    ben.go(f"/o/{settlement.slug}/payments")
    check_looks(ben)
    ben.page.get_by_role("button", name="Object with my passkey").click()
    expect(ben.dialog).to_contain_text(f"You object to 0.5 of the chain’s own coins being paid to {PAYEE}.")
    expect(ben.dialog).to_contain_text("Objections that stop it for good: 1.")
    ben.press("Confirm and sign", ben.dialog)
    expect(ben.dialog).to_contain_text("1 of 1 have objected.")
    ben.press("Done", ben.dialog)
    expect(ben.page.locator("#withdrawal-1")).to_contain_text("1 of 1 have objected.")
    treasury.turn()
    assert treasury.get_status() == "stopped"
    treasury.pass_hours(2)
    ada.go(f"/o/{settlement.slug}/payments")
    expect(ada.page.locator("#withdrawal-1")).to_contain_text("Enough members have objected. It will never be paid.")
    assert anvil.node.ask_number("eth_getBalance", PAYEE, "latest") == 0
    check_looks(ada)


@pytest.mark.browser
def test_members_renew_the_vault_s_members(town: Town, meet: Meet, anvil: Anvil, tmp_path: Path) -> None:
    """Who joined later has no seat, as the page says; those who have one approve with one tap, and then all have."""
    settlement = settle(town, replace(CHARTER, rules=OPEN))
    ada, ben, cleo = meet("Ada Example"), meet("Ben Example"), meet("Cleo Example")
    settlement.admit(ada, ben)
    treasury = Treasury(town, settlement, anvil, tmp_path)
    settlement.admit(cleo)
    treasury.turn()
    cleo.go(f"/o/{settlement.slug}/payments")
    expect(cleo.page.get_by_role("button", name="Renew the vault’s members")).to_have_count(0)
    expect(cleo.page.locator("#vault-1")).to_contain_text("The vault does not know your key yet.")
    vault, newcomer = ada.page.locator("#vault-1"), max(settlement.state.members)
    for count, person in enumerate((ada, ben), start=1):
        person.go(f"/o/{settlement.slug}/payments")
        expect(person.page.locator("#vault-1")).to_contain_text("1 can’t approve payments yet: Cleo Example")
        check_looks(person)
        person.page.get_by_role("button", name="Renew the vault’s members").click()
        expect(person.dialog).to_contain_text(
            f"These members can approve from then on (1): Cleo Example (member {newcomer})"
        )
        expect(person.dialog).to_contain_text("Then 2 of 3 must approve a payment, and 2 can stop one.")
        expect(person.dialog).to_contain_text(f"The vault is {treasury.address} on chain {CHAIN}.")
        person.press("Confirm and sign", person.dialog)
        expect(person.dialog).to_contain_text(f"{count} of 2 have approved.")
        person.press("Done", person.dialog)
        expect(person.page.locator("#vault-1")).to_contain_text(f"{count} of 2 have approved.")
    treasury.turn()
    ada.go(f"/o/{settlement.slug}/payments")
    expect(vault).to_contain_text("takes effect from")
    expect(ada.page.get_by_role("button", name="Object to the new members")).to_be_visible()
    treasury.pass_hours(2)
    treasury.turn()
    ada.go(f"/o/{settlement.slug}/payments")
    expect(vault).to_contain_text("2 of the 3 members whom the vault knows must approve a payment; 2 can stop one.")
    expect(vault).not_to_contain_text("can’t approve payments yet")
    treasury.order()
    cleo.go(f"/o/{settlement.slug}/payments")
    expect(cleo.page.get_by_role("button", name="Approve with my passkey")).to_be_visible()
    check_looks(cleo)


def join_by_code(settlement: Settlement, name: str) -> None:
    """Let somebody join from a program, with a passkey of the site."""
    secret = P256Signer.generate()
    settlement.do(settlement.founders[0], InviteMembers, keys=(secret.key,))
    state = settlement.state
    number = next(number for number, one in state.invitations.items() if one.key == secret.key)
    profile, given = commit({"email": "", "name": name}, number.to_bytes(16, "big"))
    person = Member(SoftwarePasskey(name.encode(), settlement.town.address))
    settlement.send(person.join(state.org, number, secret, affirms=state.foundation, profile=profile), given)


@pytest.mark.browser
def test_a_long_list_is_folded(town: Town, meet: Meet, anvil: Anvil, tmp_path: Path) -> None:
    """Of many who change, page and dialog say how many, the first few by name, and the rest when unfolded."""
    settlement = settle(town, replace(CHARTER, rules=OPEN))
    ada = meet("Ada Example")
    settlement.admit(ada)
    treasury = Treasury(town, settlement, anvil, tmp_path)
    last = max(settlement.state.members)
    for number in range(last + 1, last + 13):
        join_by_code(settlement, f"Nr {number}")
    treasury.turn()
    ada.go(f"/o/{settlement.slug}/payments")
    change = ada.page.locator("#vault-1 .needs li")
    expect(change).to_contain_text(f"12 can’t approve payments yet: Nr {last + 1}, Nr {last + 2}")
    expect(change.get_by_text(f"Nr {last + 12}")).to_be_hidden()
    change.get_by_text("and 7 more").click()
    expect(change.get_by_text(f"Nr {last + 12}")).to_be_visible()
    ada.press("Renew the vault’s members")
    expect(ada.dialog).to_contain_text(f"from then on (12): Nr {last + 1} (member {last + 1}), Nr {last + 2}")
    unseen = ada.dialog.get_by_text(f"Nr {last + 12} (member {last + 12})")
    expect(unseen).to_be_hidden()
    ada.dialog.get_by_text("and 7 more").click()
    expect(unseen).to_be_visible()
    check_looks(ada)
