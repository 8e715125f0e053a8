"""A member whose operator does not answer hands their act in at the public inbox, from their own device."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from daso.chain.account import create_account
from daso.chain.inbox import InboxFacts, encode_inbox_creation
from daso.chain.sending import Call, Journal, get_receipt, send
from daso.host.anchoring import Anchoring, Way
from daso.kernel.contract import BindContract
from daso.kernel.decision import CarryOutDecision
from daso.kernel.proposal import OpenProposal, PublishProposal
from tests.chain.anvil import CHAIN, Anvil, find_anvil, run_anvil
from tests.e2e.settlement import CHARTER, Settlement, settle
from tests.e2e.town import Meet, Person, Town

WALLET = """window.ethereum = { request: ({ method, params }) => window.askWallet(method, params ?? []) };"""
"""A browser's wallet, which asks its owner's own node."""


@pytest.fixture
def anvil() -> Iterator[Anvil]:
    """A chain; skips with the reason where there is none."""
    program = find_anvil()
    if not program:
        pytest.skip("no anvil here: tools/find-anvil found none and could install none")
    with run_anvil(program) as anvil:
        yield anvil


def bind_inbox(settlement: Settlement, anvil: Anvil, folder: Path) -> str:
    """Let the founders bind an inbox by a policy; gives its address."""
    hosted = settlement.town.host.open(settlement.slug)
    account = create_account(folder / "deployer.key")
    anvil.give(account.address)
    anvil.set_time(settlement.town.clock())
    creation = encode_inbox_creation(InboxFacts(hosted.org, 3600))
    sent = send(anvil.node, account, Call(data=creation), Journal(folder / "journal"), settlement.town.clock())
    anvil.finalize()
    receipt = get_receipt(anvil.node, sent.hash)
    assert receipt is not None
    first, second = settlement.founders
    effect = BindContract(chain=CHAIN, role="inbox", address=receipt.contract)
    content = {"kind": "policy", "form": "motion", "options": 2, "effects": (effect,)}
    settlement.say(
        first, OpenProposal, {"title": "An inbox", "body": "So that nobody can be silenced.", "options": []}, **content
    )
    number = settlement.state.next_proposal - 1
    rule = settlement.state.proposals[number].rule
    settlement.town.clock.move(hours=rule.discussion_hours + 1)
    settlement.do(first, PublishProposal, proposal=number, text=settlement.state.proposals[number].text)
    for founder in (first, second):
        settlement.vote(founder, number, 1)
    settlement.town.clock.move(hours=rule.voting_hours + rule.objection_hours + 1)
    settlement.do(first, CarryOutDecision, proposal=number)
    return receipt.contract


def give_wallet(person: Person, anvil: Anvil) -> None:
    """Let this browser have a wallet with coins."""
    owner = anvil.rich.address

    def ask(method: str, params: list[Any]) -> object:
        if method == "eth_requestAccounts":
            return [owner]
        if method == "wallet_switchEthereumChain":
            assert params == [{"chainId": hex(CHAIN)}]
            return None
        return anvil.node.ask_maybe(method, params, object)

    person.page.expose_function("askWallet", ask)
    person.page.add_init_script(WALLET)


@pytest.mark.browser
def test_an_act_goes_another_way(town: Town, meet: Meet, anvil: Anvil, tmp_path: Path) -> None:
    """Cut off from the operator, a member saves the signed act and hands it in; it is on the log when it is final."""
    settlement = settle(
        town, replace(CHARTER, rules={**CHARTER.rules, "policy": replace(CHARTER.rules["policy"], seasoning_hours=0)})
    )
    address = bind_inbox(settlement, anvil, tmp_path)
    ada = meet("Ada Example")
    settlement.admit(ada)
    give_wallet(ada, anvil)
    ada.go(f"/o/{settlement.slug}/charter")
    expect(ada.page.locator("html")).to_have_attribute("data-inbox", f"{CHAIN}:{address}")
    form = ada.form("PostComment")
    form.locator('[name="text.body"]').fill("Can you hear me?")
    ada.review(form)
    ada.page.context.set_offline(True)
    ada.press("Confirm and sign", ada.dialog)
    expect(ada.dialog).to_contain_text("Your act is signed. If the operator won’t take it")
    with ada.page.expect_download() as saving:
        ada.press("Save the signed act", ada.dialog)
    saved = Path(saving.value.path()).read_bytes()
    ada.press("Hand it in now", ada.dialog)
    expect(ada.dialog).to_contain_text("Handed in, as transaction 0x")
    anvil.finalize()
    before = settlement.state.entries
    Anchoring(town.host, Way(rpc=anvil.url)).turn()
    [post] = town.host.public.list_posts(town.host.open(settlement.slug).org, 10)
    assert (post.status, post.envelope, post.entry) == ("taken", saved, before)
    ada.page.context.set_offline(False)
    ada.go(f"/o/{settlement.slug}/audit")
    expect(ada.page.locator("#inbox")).to_contain_text("taken in")
