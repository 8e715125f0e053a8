"""Hostile submitters, payees, tokens and moments: nobody loses a vote, and no money goes where it should not."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bench.anvil import find_anvil, start_anvil
from bench.cooperative import DAY, PAYEE, TERMS, Cooperative
from bench.evm import Deployed, Reverted, deploy
from daso.chain.approval import MEMBERS, Deed, Rules, compute_rules_hash
from daso.chain.batch import PasskeyApproval, WalletApproval, pack_batches
from daso.chain.build import load_contract, load_contracts
from daso.chain.members import compute_pages
from tests.contracts.conftest import FUNDS, TOKENS, deploy_token

ALWAYS_YES = "0x60015f5260205ff3"
"""Code that answers 1 to everything."""


def send_batch(coop: Cooperative, deed: Deed, batch: bytes) -> list[str]:
    """Bring any bytes as a batch."""
    return coop.read_said([coop.vault.send("approve", deed.render(), False, compute_pages(coop.seats), batch)])


def test_a_bad_approval_spoils_no_batch(coop: Cooperative) -> None:
    """Among good approvals, bad and repeated ones are passed over and named, and the good ones count."""
    deed = coop.write_deed()
    coop.approve(deed, [0])
    approvals = coop.collect(deed, [0, 1, 2, 3, 5, 6])
    approvals[1] = PasskeyApproval(bytes(64))
    approvals[2] = WalletApproval(b"\xff" * 64)
    (receipt,) = coop.bring(deed, approvals)
    said = coop.vault.read_events(receipt)
    assert [(name, values["seats"]) for name, values in said] == [("Counted", 0b110_1000), ("Skipped", 0b111)]
    assert coop.count(deed) == 4


def test_a_wrong_key_spoils_its_page_alone(big_coop: Cooperative) -> None:
    """A page that is not what the root says is passed over as a whole, and the other pages count."""
    deed, seats = big_coop.write_deed(), list(big_coop.seats)
    approvals = big_coop.collect(deed, [0, 1, 70, 140])
    seats[0] = seats[6]
    (batch,) = pack_batches(seats, approvals)
    assert send_batch(big_coop, deed, batch) == ["Misfitted", "Counted", "Counted"]
    assert big_coop.count(deed) == 2


def test_one_page_twice_counts_once(coop: Cooperative) -> None:
    """Nobody is counted twice in one batch."""
    deed = coop.write_deed()
    (batch,) = pack_batches(coop.seats, coop.collect(deed, [0, 1, 2]))
    assert send_batch(coop, deed, batch + batch) == ["Counted", "Skipped"]
    assert coop.count(deed) == 3


@pytest.mark.parametrize(
    "bend",
    [
        lambda batch: batch[:-1],
        lambda batch: batch + b"\0",
        lambda batch: b"\0\1" + batch[2:],
        lambda batch: b"\xff\xff" + batch[2:],
        lambda batch: batch[:2] + b"\xff" + batch[3:],
    ],
    ids=["cut", "longer", "no-such-page", "far-page", "too-wide"],
)
def test_a_malformed_batch_harms_its_sender_alone(coop: Cooperative, bend: object) -> None:
    """Bytes that are no batch are refused as a whole, and the approvals in it can be brought again."""
    deed = coop.write_deed()
    (batch,) = pack_batches(coop.seats, coop.collect(deed, [0, 1, 2]))
    assert callable(bend)
    with pytest.raises(Reverted):
        send_batch(coop, deed, bend(batch))
    assert send_batch(coop, deed, batch) == ["Counted"]


def test_pages_cannot_be_invented(coop: Cooperative) -> None:
    """Hashes of pages that do not make the root are refused."""
    deed = coop.write_deed()
    (batch,) = pack_batches(coop.seats, coop.collect(deed, [0]))
    for pages in (b"", bytes(32), compute_pages(coop.seats) + bytes(32)):
        with pytest.raises(Reverted, match="other members"):
            coop.vault.send("approve", deed.render(), False, pages, batch)


def renew(coop: Cooperative, members: list[int | None]) -> Rules:
    """Let the members be others."""
    before = coop.members
    coop.seat(members)
    rules = coop.write_rules()
    coop.seat(before)
    deed = coop.write_deed(kind=MEMBERS, to=bytes(20), amount=0, rules=compute_rules_hash(rules))
    coop.decide(deed)
    coop.vault.send("renew", deed.render(), rules.render())
    return rules


def test_a_root_race_changes_nothing(coop: Cooperative) -> None:
    """What old members approved or were about to approve dies with the epoch, however far it had come."""
    ripe, halfway = coop.write_deed(), coop.write_deed()
    coop.decide(ripe)
    coop.approve(halfway, [0, 1, 2])
    late = coop.collect(halfway, [3, 5, 6])
    coop.rules = renew(coop, [0, 1, 2, 20])
    with pytest.raises(Reverted, match="other epoch"):
        coop.pay(ripe)
    with pytest.raises(Reverted, match="other epoch"):
        coop.bring(halfway, late)
    coop.seat([0, 1, 2, 20])
    again = replace(halfway, epoch=1)
    coop.bring(again, {0: coop.sign(0, coop.compute_digest(halfway))})
    assert coop.count(again) == 0


def test_a_later_epoch_cannot_be_approved_beforehand(coop: Cooperative) -> None:
    """Those who will be expelled cannot leave approvals behind for the time after."""
    ahead = replace(coop.write_deed(), epoch=1)
    with pytest.raises(Reverted, match="other epoch"):
        coop.approve(ahead, coop.pick(6))


def test_expiry(coop: Cooperative) -> None:
    """After its expiry a deed is neither approved nor paid, and none can expire later than the terms allow."""
    ripe, young = coop.write_deed(), coop.write_deed()
    coop.decide(ripe)
    approvals = coop.collect(young, [0])
    coop.chain.wait(60 * DAY)
    with pytest.raises(Reverted, match="expired"):
        coop.pay(ripe)
    with pytest.raises(Reverted, match="expired"):
        coop.bring(young, approvals)
    far = coop.write_deed(expiry=coop.chain.now + TERMS.life + DAY)
    with pytest.raises(Reverted, match="expiry too far ahead"):
        coop.approve(far, [0])


def deploy_reentrant(coop: Cooperative) -> Deployed:
    """A token and payee that, when paid, makes the call that it was told to make."""
    return deploy(coop.chain, load_contracts(TOKENS)["reentrant"], coop.vault.address, FUNDS)


def test_a_reentrant_payee(coop: Cooperative) -> None:
    """A payee who calls back while being paid gets nothing more, not even another payment that is ripe."""
    payee = deploy_reentrant(coop)
    first, second = (coop.write_deed(to=payee.address) for _ in range(2))
    coop.decide(first)
    coop.decide(second)
    payee.send("prepare", coop.vault.encode("pay", second.render()))
    coop.pay(first)
    assert (payee.read("tried"), payee.read("succeeded")) == (1, 0)
    assert coop.chain.get_balance(payee.address) == 500


def test_a_reentrant_token(coop: Cooperative) -> None:
    """A token that calls back while it is moved moves once."""
    token = deploy_reentrant(coop)
    deed = coop.write_deed(token=token.address)
    coop.decide(deed)
    token.send("prepare", coop.vault.encode("pay", deed.render()))
    coop.pay(deed)
    assert (token.read("tried"), token.read("succeeded")) == (1, 0)
    assert token.read("balanceOf", PAYEE) == 500


def test_a_token_with_a_fee(coop: Cooperative) -> None:
    """When a token keeps a part, exactly the amount leaves, and what arrived is said."""
    token = deploy_token(coop, "fee", False)
    deed = coop.write_deed(token=token.address)
    coop.decide(deed)
    ((_, said),) = coop.vault.read_events(coop.pay(deed))
    assert (said["amount"], said["received"]) == (500, 450)
    assert token.read("balanceOf", coop.vault.address) == FUNDS - 500


def test_a_token_that_takes_more(coop: Cooperative) -> None:
    """A token that takes a fee on top is not paid at all: no more ever leaves than was approved."""
    token = deploy_token(coop, "fee", True)
    deed = coop.write_deed(token=token.address)
    coop.decide(deed)
    with pytest.raises(Reverted, match="token took another amount"):
        coop.pay(deed)
    assert token.read("balanceOf", coop.vault.address) == FUNDS


def test_a_token_that_refuses(coop: Cooperative) -> None:
    """A token that answers false, or none at all, leaves the payment unpaid and still approved."""
    token = deploy_token(coop, "refusing")
    for address in (token.address, bytes([9]) * 20):
        deed = coop.write_deed(token=address)
        coop.decide(deed)
        ready_at = coop.vault.read("ready_at", coop.compute_digest(deed))
        with pytest.raises(Reverted):
            coop.pay(deed)
        assert 0 < coop.vault.read("ready_at", coop.compute_digest(deed)) == ready_at <= coop.chain.now


def test_front_running(coop: Cooperative) -> None:
    """Whoever copies a batch, or part of it, and is first has helped: all count once, and the payee is the same."""
    deed = coop.write_deed()
    approvals = coop.collect(deed, coop.pick(6))
    coop.bring(deed, {seat: approvals[seat] for seat in (1, 5)})
    coop.bring(deed, approvals)
    assert coop.count(deed) == 6
    coop.chain.wait(TERMS.delay)
    with pytest.raises(Reverted, match="not approved"):
        coop.pay(replace(deed, to=coop.chain.accounts[2]))
    coop.pay(deed)
    assert coop.chain.get_balance(PAYEE) == 500


@pytest.mark.parametrize(
    "changed",
    [
        {"to": bytes(20)},
        {"amount": 0},
        {"rules": bytes([1]) * 32},
        {"kind": 0},
        {"kind": 4},
        {"kind": MEMBERS, "rules": bytes([1]) * 32},
        {"kind": MEMBERS, "to": bytes(20), "amount": 0},
    ],
)
def test_a_deed_says_one_thing(coop: Cooperative, changed: dict[str, object]) -> None:
    """A deed with a field that its kind has no use for is refused, so nobody signs more than what will happen."""
    deed = coop.write_deed(**changed)
    with pytest.raises(Reverted, match="malformed"):
        coop.vault.send("approve", deed.render(), False, compute_pages(coop.seats), b"")


def test_an_owner_who_does_not_exist(coop: Cooperative) -> None:
    """No contract has a function for an owner, and who made the vault or anybody else can call nothing unapproved."""
    writing = {
        name: {
            entry["name"]
            for entry in load_contract(name).abi
            if entry["type"] == "function" and entry["stateMutability"] not in ("view", "pure")
        }
        for name in ("anchor", "inbox", "vault")
    }
    assert writing == {
        "anchor": {"anchor"},
        "inbox": {"post"},
        "vault": {"approve", "pay", "renew"},
    }
    deed = coop.write_deed()
    renewal = coop.write_deed(kind=MEMBERS, to=bytes(20), amount=0, rules=compute_rules_hash(coop.rules))
    for sender in range(3):
        coop.vault.send("approve", deed.render(), False, compute_pages(coop.seats), b"", sender=sender)
        with pytest.raises(Reverted, match="not approved"):
            coop.vault.send("pay", deed.render(), sender=sender)
        with pytest.raises(Reverted, match="not approved"):
            coop.vault.send("renew", renewal.render(), coop.rules.render(), sender=sender)


@pytest.mark.parametrize("pretended", ["", ALWAYS_YES], ids=["missing", "says-yes-to-all"])
def test_no_vault_where_signatures_cannot_be_verified(pretended: str) -> None:
    """A vault refuses to be born on a chain without P-256, and on one where every signature is right."""
    program = find_anvil()
    if not program:
        pytest.skip("no anvil here: tools/find-anvil installs it where npm is reached")
    with start_anvil(program, rules="prague") as node:
        if pretended:
            node.ask("anvil_setCode", f"0x{0x100:040x}", pretended)
        with pytest.raises(Reverted, match="no P-256 on this chain"):
            Cooperative(node, range(3))
