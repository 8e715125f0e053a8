"""Whatever members, strangers and time do, in whatever order: the vault does what a model of a few lines says."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any, ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bench.cooperative import DAY, PAYEE, TERMS, Cooperative
from bench.evm import Chain, Reverted
from daso.chain.approval import MEMBERS, PAYMENT, SMALL, Deed, Rules, compute_rules_hash
from daso.chain.batch import PasskeyApproval
from daso.chain.members import PasskeySeat

BEGINNING = [0, 1, 2, None, 3, 4, 5]
PEOPLE = st.lists(st.integers(0, 30), unique=True, min_size=1, max_size=8)
AMOUNTS = st.integers(1, 600)
OFFSET = 37 * 60
"""So that no sum of waits comes near a sum of whole days, where seconds of a real node would matter."""


class Known:
    """A deed, and what has become of it in the model."""

    def __init__(self, deed: Deed, rules: Rules, members: list[int | None]) -> None:
        self.deed, self.rules, self.members = deed, rules, members
        self.approved: set[int] = set()
        self.objected: set[int] = set()
        self.ready_at: int | None = None
        self.is_over = self.leans = False


class VaultLife(RuleBasedStateMachine):
    """The vault beside its model."""

    deeds: Bundle[Known] = Bundle("deeds")

    given: ClassVar[Chain]

    def __init__(self) -> None:
        super().__init__()
        chain = self.given
        self.stack = ExitStack()
        self.stack.enter_context(chain.undo())
        self.chain = chain
        self.coop = Cooperative(chain, BEGINNING)
        self.epoch, self.last_at = 0, chain.now
        self.paid_in = self.paid_out = 0
        self.small: dict[int, int] = {}
        self.had = chain.get_balance(PAYEE)

    def teardown(self) -> None:
        """Forget it all."""
        self.stack.close()

    @rule(amount=AMOUNTS)
    def fund(self, amount: int) -> None:
        """Somebody pays in."""
        self.coop.fund(amount)
        self.paid_in += amount

    @rule(target=deeds, amount=AMOUNTS, kind=st.sampled_from([PAYMENT, SMALL]))
    def write_payment(self, amount: int, kind: int) -> Known:
        """A payment is thought of."""
        deed = self.coop.write_deed(kind=kind, amount=amount)
        return Known(deed, self.coop.rules, self.coop.members)

    @rule(target=deeds, members=PEOPLE)
    def write_renewal(self, members: list[int | None]) -> Known:
        """A change of the members is thought of."""
        before = self.coop.members
        self.coop.seat(members)
        rules = self.coop.write_rules()
        self.coop.seat(before)
        deed = self.coop.write_deed(kind=MEMBERS, to=bytes(20), amount=0, rules=compute_rules_hash(rules))
        return Known(deed, rules, members)

    @rule(days=st.sampled_from([1, 3, 31, 366]))
    def wait(self, days: int) -> None:
        """Time passes."""
        self.chain.wait(days * DAY + OFFSET)

    @rule(known=deeds, seats=st.sets(st.integers(0, 7)), forged=st.sets(st.integers(0, 7)), objecting=st.booleans())
    def approve(self, known: Known, seats: set[int], forged: set[int], objecting: bool) -> None:
        """Some sign, and for some others somebody makes signatures up."""
        taken = {seat for seat, key in enumerate(self.coop.seats) if key is not None}
        seats, forged = seats & taken, {s for s in forged & taken if isinstance(self.coop.seats[s], PasskeySeat)}
        approvals = self.coop.collect(known.deed, seats, objecting=objecting)
        approvals |= {seat: PasskeyApproval(bytes([7]) * 64) for seat in forged - seats}
        if not approvals:
            return
        is_open = known.deed.epoch == self.epoch and not known.is_over and self.chain.now <= known.deed.expiry
        if self.is_done(lambda: self.coop.bring(known.deed, approvals, objecting=objecting)) != is_open:
            raise AssertionError(f"approving was open: {is_open}")
        if is_open:
            (known.objected if objecting else known.approved).update(seats)
            self.object(known) if objecting else self.ripen(known)
        assert self.coop.count(known.deed) == len(known.approved)
        assert self.coop.count(known.deed, objecting=True) == len(known.objected)

    def object(self, known: Known) -> None:
        """What objections do."""
        rules = self.coop.rules
        needed = rules.vetoes if known.deed.kind == SMALL else 1 if known.leans else rules.cancels
        known.is_over = len(known.objected) >= needed

    def ripen(self, known: Known) -> None:
        """What approvals do."""
        many, rules = len(known.approved), self.coop.rules
        is_silent = self.chain.now >= self.last_at + TERMS.silence and not known.objected
        is_enough = many * 10_000 >= rules.count * TERMS.silent_share
        if known.deed.kind == SMALL:
            if many and known.ready_at is None:
                known.ready_at = self.chain.now + TERMS.small_delay
        elif many >= rules.needed:
            if known.ready_at is None or known.leans:
                known.ready_at, known.leans = self.chain.now + TERMS.delay, False
        elif known.deed.kind == MEMBERS and known.ready_at is None and many and is_silent and is_enough:
            known.ready_at, known.leans = self.chain.now + TERMS.silent_delay, True

    def is_ripe(self, known: Known) -> bool:
        """Whether it can be carried out now."""
        is_time = known.ready_at is not None and known.ready_at <= self.chain.now <= known.deed.expiry
        return is_time and not known.is_over and known.deed.epoch == self.epoch

    @rule(known=deeds)
    def decide(self, known: Known) -> None:
        """All sign, and the delay passes."""
        self.approve(known, set(range(8)), set(), objecting=False)
        self.wait(3)

    @rule(known=deeds)
    def pay(self, known: Known) -> None:
        """Somebody tries to have it paid."""
        amount, period = known.deed.amount, self.chain.now // (30 * DAY)
        is_payable = self.is_ripe(known) and known.deed.kind != MEMBERS and amount <= self.paid_in - self.paid_out
        if known.deed.kind == SMALL:
            is_payable = is_payable and self.small.get(period, 0) + amount <= 1_000
        assert self.is_done(lambda: self.coop.pay(known.deed)) == is_payable
        if is_payable:
            known.is_over = True
            self.paid_out += amount
            if known.deed.kind == SMALL:
                self.small[period] = self.small.get(period, 0) + amount
            else:
                assert len(known.approved) >= self.coop.rules.needed
                self.last_at = self.chain.now

    @rule(known=deeds)
    def renew(self, known: Known) -> None:
        """Somebody tries to have the members changed."""
        is_silent = not known.leans or self.chain.now >= self.last_at + TERMS.silence
        is_lawful = self.is_ripe(known) and known.deed.kind == MEMBERS and is_silent
        vault, values = self.coop.vault, (known.deed.render(), known.rules.render())
        assert self.is_done(lambda: vault.send("renew", *values)) == is_lawful
        if is_lawful:
            known.is_over = True
            self.coop.seat(known.members)
            self.coop.rules = known.rules
            self.epoch, self.last_at = self.epoch + 1, self.chain.now

    def is_done(self, act: Any) -> bool:
        """Whether the chain let it through."""
        try:
            act()
        except Reverted:
            return False
        return True

    @invariant()
    def what_left_was_approved(self) -> None:
        """What left the vault is the sum of the payments that were carried out, to the unit."""
        assert self.chain.get_balance(self.coop.vault.address) == self.paid_in - self.paid_out
        assert self.chain.get_balance(PAYEE) == self.had + self.paid_out
        assert self.coop.vault.read("epoch") == self.epoch


def test_a_vault_keeps_to_its_model(fresh_chain: Chain) -> None:
    """No order of payments, objections, forgeries, renewals and waiting makes the vault differ from the model."""

    class Life(VaultLife):
        given = fresh_chain

    run_state_machine_as_test(Life, settings=settings(max_examples=20, stateful_step_count=40))
