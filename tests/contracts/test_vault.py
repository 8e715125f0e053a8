"""A vault pays what enough members have approved, when they have, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from eth_account.messages import encode_typed_data
from msgspec.structs import replace

from bench.cooperative import (
    COIN,
    DAY,
    ORGANISATION,
    PAYEE,
    TERMS,
    Cooperative,
    create_wallet,
)
from bench.evm import Chain, Reverted
from daso.chain.approval import (
    MEMBERS,
    PAYMENT,
    SMALL,
    Deed,
    Limit,
    Rules,
    compute_rules_hash,
)
from daso.chain.batch import WalletApproval
from daso.chain.members import compute_root
from tests.contracts.conftest import deploy_token
from tests.contracts.typed import render_typed

OVER = 2**256 - 1


def test_a_vault_is_born_with_its_rules(coop: Cooperative) -> None:
    """Everybody can read what holds for ever and what holds until members change it."""
    vault = coop.vault
    assert vault.read("ORGANISATION") == ORGANISATION
    assert vault.read("get_terms") == tuple(getattr(TERMS, name) for name in TERMS.__struct_fields__)
    rules = coop.rules
    numbers = (rules.root, rules.count, rules.needed, rules.cancels, rules.vetoes, rules.site, rules.tail)
    assert vault.read("get_rules") == (*numbers, ((f"0x{COIN.hex()}", 1_000),))
    assert (vault.read("epoch"), vault.read("last_at")) == (0, vault.read("last_at"))


@pytest.mark.parametrize("kind", [1, 2, 3])
@pytest.mark.parametrize("is_objection", [False, True])
def test_all_compute_the_same_digest(coop: Cooperative, kind: int, is_objection: bool) -> None:
    """The contract, our own code and a stranger's EIP-712 agree on what a member signs."""
    deed = coop.write_deed(kind=kind)
    if kind == MEMBERS:
        deed = replace(deed, to=bytes(20), amount=0, rules=compute_rules_hash(coop.rules))
    digest = coop.compute_digest(deed, objecting=is_objection)
    assert coop.vault.read("compute_digest", deed.render(), is_objection) == digest
    typed = render_typed(coop.domain, deed, is_objection=is_objection)
    signed = create_wallet(2).sign_message(encode_typed_data(full_message=typed))
    short = signed.r.to_bytes(32, "big") + (signed.s | (signed.v - 27) << 255).to_bytes(32, "big")
    assert coop.sign(2, digest) == WalletApproval(short)


def test_a_payment_takes_its_way(coop: Cooperative) -> None:
    """Approvals are counted as they come; enough begin the delay; after it anybody has it paid, once."""
    deed = coop.write_deed()
    coop.approve(deed, [0, 1, 2])
    assert coop.count(deed) == 3
    with pytest.raises(Reverted, match="not approved"):
        coop.pay(deed)
    receipts = coop.approve(deed, [3, 5, 6])
    assert coop.read_said(receipts) == ["Counted", "Ripened"]
    with pytest.raises(Reverted, match="not yet"):
        coop.pay(deed)
    coop.chain.wait(TERMS.delay)
    ((name, said),) = coop.vault.read_events(coop.pay(deed))
    assert (name, said["deed"], said["received"]) == ("Paid", coop.compute_digest(deed), 500)
    assert coop.chain.get_balance(PAYEE) == 500
    with pytest.raises(Reverted, match="over"):
        coop.pay(deed)


@pytest.mark.parametrize("kind", [PAYMENT, SMALL])
def test_a_late_approval_delays_nothing(coop: Cooperative, kind: int) -> None:
    """Whoever approves once there are enough is counted, and cannot make the delay begin again."""
    deed = coop.write_deed(kind=kind)
    coop.approve(deed, coop.pick(6))
    ready_at = coop.vault.read("ready_at", coop.compute_digest(deed))
    coop.chain.wait(3600)
    coop.approve(deed, [9])
    assert coop.count(deed) == 7
    assert coop.vault.read("ready_at", coop.compute_digest(deed)) == ready_at


def test_everybody_sees_who_has_approved(coop: Cooperative) -> None:
    """The seats that were counted can be asked for one by one, and were said as bits of their page."""
    deed = coop.write_deed()
    (receipt,) = coop.approve(deed, [1, 2, 9])
    assert coop.vault.read_events(receipt)[0][1]["seats"] == 0b10_0000_0110
    digest = coop.compute_digest(deed)
    assert [seat for seat in range(11) if coop.vault.read("has_signed", digest, seat)] == [1, 2, 9]


def test_members_of_all_pages_count(big_coop: Cooperative) -> None:
    """Approvals from three pages in one batch are all counted, and those of one page alone as well."""
    deed = big_coop.write_deed()
    big_coop.approve(deed, range(0, 150, 4))
    assert big_coop.count(deed) == 38
    big_coop.approve(deed, [149, 130])
    assert big_coop.count(deed) == 40


def test_a_payment_waits_for_money(coop: Cooperative) -> None:
    """What cannot be paid yet stays approved until it expires."""
    deed = coop.write_deed(amount=50_000)
    coop.decide(deed)
    with pytest.raises(Reverted, match="coin not taken"):
        coop.pay(deed)
    coop.fund(50_000)
    coop.pay(deed)
    assert coop.chain.get_balance(PAYEE) == 50_000


@pytest.mark.parametrize(("name", "more"), [("plain", ()), ("quiet", ())])
def test_tokens_are_paid(coop: Cooperative, name: str, more: tuple[object, ...]) -> None:
    """A token that answers true is paid like one that answers nothing."""
    token = deploy_token(coop, name, *more)
    deed = coop.write_deed(token=token.address)
    coop.decide(deed)
    coop.pay(deed)
    assert token.read("balanceOf", PAYEE) == 500


def test_money_comes_in_openly(coop: Cooperative) -> None:
    """Whoever pays in is named."""
    ((name, said),) = coop.vault.read_events(coop.fund(77))
    assert (name, said["amount"]) == ("Received", 77)
    assert bytes.fromhex(said["sender"][2:]) == coop.chain.accounts[0]


def test_enough_objections_cancel_a_payment(coop: Cooperative) -> None:
    """A quarter of the members stops a payment that more than half have approved."""
    deed = coop.write_deed()
    coop.decide(deed)
    coop.approve(deed, [6, 7], objecting=True)
    assert coop.count(deed, objecting=True) == 2
    assert coop.read_said(coop.approve(deed, [8], objecting=True)) == ["Counted", "Stopped"]
    with pytest.raises(Reverted, match="over"):
        coop.pay(deed)
    assert coop.vault.read("ready_at", coop.compute_digest(deed)) == OVER


def write_small(coop: Cooperative, amount: int = 500) -> Deed:
    """A small payment that one member has announced."""
    deed = coop.write_deed(kind=SMALL, amount=amount)
    coop.approve(deed, [3])
    return deed


def test_one_member_announces_a_small_payment(coop: Cooperative) -> None:
    """It is paid after its delay when nobody objects."""
    deed = write_small(coop)
    with pytest.raises(Reverted, match="not yet"):
        coop.pay(deed)
    coop.chain.wait(TERMS.small_delay)
    coop.pay(deed)
    assert coop.chain.get_balance(PAYEE) == 500


def test_a_few_members_veto_a_small_payment(coop: Cooperative) -> None:
    """Two objections stop what one has announced; one does not."""
    deed = write_small(coop)
    coop.approve(deed, [0], objecting=True)
    assert coop.vault.read("ready_at", coop.compute_digest(deed)) != OVER
    coop.approve(deed, [1], objecting=True)
    coop.chain.wait(TERMS.small_delay)
    with pytest.raises(Reverted, match="over"):
        coop.pay(deed)


def test_small_payments_stay_within_their_limit(coop: Cooperative) -> None:
    """In 30 days they come to no more than the rules allow; then there is room again."""
    coop.chain.wait(30 * DAY - coop.chain.now % (30 * DAY))
    deeds = [write_small(coop, amount) for amount in (600, 400, 1)]
    coop.chain.wait(TERMS.small_delay)
    coop.pay(deeds[0])
    coop.pay(deeds[1])
    with pytest.raises(Reverted, match="over the limit"):
        coop.pay(deeds[2])
    coop.chain.wait(30 * DAY)
    coop.pay(deeds[2])
    assert coop.chain.get_balance(PAYEE) == 1_001


def test_a_token_without_a_limit_is_never_paid_small(coop: Cooperative) -> None:
    """One member alone moves nothing that the rules do not name."""
    token = deploy_token(coop, "plain")
    deed = coop.write_deed(kind=SMALL, token=token.address, amount=1)
    coop.approve(deed, [3])
    coop.chain.wait(TERMS.small_delay)
    with pytest.raises(Reverted, match="over the limit"):
        coop.pay(deed)


def write_renewal(coop: Cooperative, members: list[int | None]) -> tuple[Deed, Rules]:
    """A change of the members, written down."""
    before = coop.members
    coop.seat(members)
    rules = coop.write_rules()
    coop.seat(before)
    deed = coop.write_deed(kind=MEMBERS, to=bytes(20), amount=0, rules=compute_rules_hash(rules))
    return deed, rules


def test_members_change_under_the_old_root(coop: Cooperative) -> None:
    """Enough old members seat new ones; an epoch begins, and only the new ones count from then on."""
    deed, rules = write_renewal(coop, [20, 21, 22])
    coop.decide(deed)
    coop.vault.send("renew", deed.render(), rules.render())
    coop.rules = rules
    coop.seat([20, 21, 22])
    assert coop.vault.read("epoch") == 1
    assert coop.vault.read("get_rules")[:3] == (compute_root(coop.seats), 3, 2)
    deed = coop.write_deed()
    coop.decide(deed)
    coop.pay(deed)
    assert coop.chain.get_balance(PAYEE) == 500


def test_a_renewal_needs_the_very_rules_that_were_approved(coop: Cooperative) -> None:
    """Whoever carries it out cannot pass other rules."""
    deed, rules = write_renewal(coop, [20, 21, 22])
    coop.decide(deed)
    with pytest.raises(Reverted, match="other rules"):
        coop.vault.send("renew", deed.render(), replace(rules, needed=1).render())
    with pytest.raises(Reverted, match="not a payment"):
        coop.pay(deed)


def test_lost_keys_are_replaced_after_a_long_silence(coop: Cooperative) -> None:
    """When nothing was decided for a year, a fifth of the members renews the keys, after a longer delay."""
    deed, rules = write_renewal(coop, [20, 21, 22])
    coop.approve(deed, [0, 1])
    assert coop.vault.read("ready_at", coop.compute_digest(deed)) == 0
    coop.chain.wait(TERMS.silence)
    deed, rules = write_renewal(coop, [20, 21, 22])
    coop.approve(deed, [0, 1])
    assert coop.vault.read("by_silence", coop.compute_digest(deed))
    coop.chain.wait(TERMS.delay)
    with pytest.raises(Reverted, match="not yet"):
        coop.vault.send("renew", deed.render(), rules.render())
    coop.chain.wait(TERMS.silent_delay)
    coop.vault.send("renew", deed.render(), rules.render())
    assert coop.vault.read("epoch") == 1


def test_a_single_member_ends_a_renewal_by_few(coop: Cooperative) -> None:
    """Whoever still has a key stops those who lean on the silence."""
    coop.chain.wait(TERMS.silence)
    deed, rules = write_renewal(coop, [0, 1])
    coop.approve(deed, [0, 1])
    assert coop.read_said(coop.approve(deed, [9], objecting=True)) == ["Counted", "Stopped"]
    coop.chain.wait(TERMS.silent_delay)
    with pytest.raises(Reverted, match="over"):
        coop.vault.send("renew", deed.render(), rules.render())


def test_an_early_objection_counts_against_a_renewal_by_few(coop: Cooperative) -> None:
    """An objection that came before the approvals keeps a renewal from leaning on the silence."""
    coop.chain.wait(TERMS.silence)
    deed, _ = write_renewal(coop, [0, 1])
    coop.approve(deed, [9], objecting=True)
    coop.approve(deed, [0, 1])
    assert coop.vault.read("ready_at", coop.compute_digest(deed)) == 0


def test_a_decision_ends_the_silence(coop: Cooperative) -> None:
    """A renewal by few comes to nothing when the many have decided anything meanwhile."""
    coop.chain.wait(TERMS.silence)
    deed, rules = write_renewal(coop, [0, 1])
    coop.approve(deed, [0, 1])
    payment = coop.write_deed()
    coop.decide(payment)
    coop.pay(payment)
    coop.chain.wait(TERMS.silent_delay)
    with pytest.raises(Reverted, match="not silent any more"):
        coop.vault.send("renew", deed.render(), rules.render())


def test_a_payment_never_leans_on_the_silence(coop: Cooperative) -> None:
    """However long the silence, a payment takes as many as ever."""
    coop.chain.wait(TERMS.silence)
    deed = coop.write_deed()
    coop.approve(deed, [0, 1, 2, 3, 5])
    assert coop.vault.read("ready_at", coop.compute_digest(deed)) == 0


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"needed": 0}, "needed"),
        ({"needed": 11}, "needed"),
        ({"needed": 4}, "needed"),
        ({"cancels": 0}, "cancels"),
        ({"vetoes": 11}, "vetoes"),
        ({"root": bytes(32)}, "no members"),
        ({"count": 9_000, "needed": 5_000}, "too many members"),
    ],
)
def test_rules_that_could_not_work_are_refused(chain: Chain, changed: dict[str, Any], reason: str) -> None:
    """Nobody can found a vault that fewer than its terms allow could open, or that nobody could."""
    with pytest.raises(Reverted, match=reason):
        Cooperative(chain, range(10), **changed)


@pytest.mark.parametrize(
    "changed",
    [{"share": 10_001}, {"silent_share": 6_000}, {"silent_delay": 1}, {"life": DAY}],
)
def test_terms_that_could_not_work_are_refused(chain: Chain, changed: dict[str, int]) -> None:
    """Neither can they have terms that contradict each other."""
    with pytest.raises(Reverted, match=r"shares|silent delay|life"):
        Cooperative(chain, range(10), replace(TERMS, **changed))


def test_limits_may_name_several_tokens(chain: Chain) -> None:
    """Each token has a limit of its own."""
    coop = Cooperative(chain, range(10), limits=(Limit(COIN, 5), Limit(bytes([9]) * 20, 7)))
    assert [amount for _, amount in coop.vault.read("get_rules")[7]] == [5, 7]
