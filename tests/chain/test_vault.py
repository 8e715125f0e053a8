"""The vault pays what members have decided and enough of them have approved, once; an audit knows the difference."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from msgspec.structs import replace

from daso.chain.account import create_account
from daso.chain.approval import compute_deed_digest
from daso.chain.batch import BadApproval
from daso.chain.rpc import Node
from daso.chain.sending import Call, Journal, send
from daso.clerk.vault import compute_deed, compute_domain
from daso.cli.chain import create_vault
from daso.errors import Tampered
from daso.host.vaults import NoSeat
from daso.kernel.contract import BindContract
from daso.kernel.key import AddKey
from daso.kernel.withdrawal import PayFromVault
from daso.keys.message import Message
from daso.testkit.authenticator import Answer, SoftwarePasskey
from tests.chain.anvil import CHAIN, Anvil
from tests.chain.bound import Bound
from tests.host.founded import ORIGIN, commit

PAYEE = "0x" + "b0" * 20
COIN = 10**18
MESSAGE = Message("", b"")


class Treasury:
    """An organisation whose three members have passkeys and a vault with two coins; a majority of them is two."""

    def __init__(self, anvil: Anvil, folder: Path) -> None:
        self.bound = Bound(anvil, folder)
        self.passkeys = {n: SoftwarePasskey(f"vault {n}".encode(), ORIGIN) for n in (1, 2, 3)}
        for number, passkey in self.passkeys.items():
            self.bound.founded.say(number, AddKey, "label", {"label": "Phone"}, key=passkey.key)
        self.address = self.bound.deploy(create_vault(self.bound.founded.state, ORIGIN, 72))
        anvil.give(self.address, 2 * COIN)
        self.bound.decide(BindContract(chain=CHAIN, role="vault", address=self.address))
        self.bound.keep_pace()

    @property
    def node(self) -> Node:
        """The chain."""
        return self.bound.anvil.node

    def order(self, amount: int = COIN // 2) -> int:
        """Let the members decide on a payment; gives its number."""
        text, given = commit({"body": "Flour"}, bytes(16))
        effect = PayFromVault(vault=1, to=PAYEE, amount=str(amount), text=text)
        self.bound.decide(effect, kind="payment", given=[given])
        self.bound.keep_pace()
        self.bound.anchoring.turn()
        return len(self.bound.founded.state.withdrawals)

    def sign(self, number: int, payment: int, answer: Answer | None = None) -> int:
        """Let a member approve a payment with their passkey; gives how many have."""
        hosted, state = self.bound.founded.hosted, self.bound.founded.state
        vaults = self.bound.host.vaults
        place = vaults.locate(hosted, state, state.withdrawals[payment])
        bent = replace(answer or Answer(), challenge=(answer and answer.challenge) or place.digest)
        proof = self.passkeys[number].sign(MESSAGE, bent)
        return vaults.approve(hosted, place, number, proof, self.bound.clock())

    def turn(self) -> None:
        """Let the host do what is due, and the chain go on until it is final."""
        self.bound.anchoring.turn()
        self.bound.anvil.finalize()
        self.bound.keep_pace()
        self.bound.anchoring.turn()

    def get_coins(self, address: str) -> int:
        """What an address holds."""
        return self.node.ask_number("eth_getBalance", address, "latest")

    def get_status(self, payment: int) -> str:
        """How far a payment is."""
        return self.bound.host.vaults.book.get_progress(self.bound.facts.org, payment).status


@pytest.fixture
def treasury(anvil: Anvil, tmp_path: Path) -> Treasury:
    """An organisation with a vault."""
    return Treasury(anvil, tmp_path)


def _codes(treasury: Treasury) -> list[str]:
    return [finding.code for finding in treasury.bound.audit().findings]


def test_a_decided_and_approved_payment_is_paid_once(treasury: Treasury) -> None:
    """One approval of two pays nothing; two begin the delay; after it the payee is paid, once, and the audit agrees."""
    payment = treasury.order()
    assert treasury.get_status(payment) == "collecting"
    assert treasury.sign(1, payment) == 1
    assert treasury.sign(1, payment) == 1
    treasury.turn()
    assert treasury.get_status(payment) == "collecting"
    assert treasury.sign(3, payment) == 2
    treasury.turn()
    assert treasury.get_status(payment) == "waiting"
    assert treasury.get_coins(PAYEE) == 0
    treasury.bound.pass_hours(73)
    for _ in range(3):
        treasury.turn()
    assert treasury.get_status(payment) == "paid"
    assert treasury.get_coins(PAYEE) == COIN // 2
    assert treasury.get_coins(treasury.address) == 2 * COIN - COIN // 2
    audit = treasury.bound.audit()
    assert (audit.findings, audit.unchecked) == ((), ())


def test_only_this_deed_by_this_seat_counts(treasury: Treasury) -> None:
    """An approval of something else, by another's key, from another page or without verification is refused."""
    payment = treasury.order()
    other = sha256(b"something else").digest()
    for answer in (Answer(challenge=other), Answer(origin="https://evil.example"), Answer(flags=0x01)):
        with pytest.raises(BadApproval):
            treasury.sign(1, payment, answer)
    treasury.passkeys[1], treasury.passkeys[2] = treasury.passkeys[2], treasury.passkeys[1]
    with pytest.raises(Tampered):
        treasury.sign(1, payment)
    treasury.passkeys[4] = treasury.passkeys[1]
    with pytest.raises(NoSeat):
        treasury.sign(4, payment)


def test_a_decision_that_nobody_approves_is_told(treasury: Treasury) -> None:
    """An ordered payment that was not made in its ninety days is told by every audit, and not a day earlier."""
    treasury.order()
    treasury.bound.pass_hours(24 * 89)
    assert _codes(treasury) == []
    treasury.bound.pass_hours(24 * 2)
    assert _codes(treasury) == ["decision-without-payment"]


def test_a_payment_that_nobody_decided_is_told(treasury: Treasury) -> None:
    """What members' keys approved behind the log's back is paid by the vault, and told by every audit."""
    bound = treasury.bound
    payment = treasury.order()
    forged = replace(bound.founded.state.withdrawals[payment], number=7, decision=99)
    state = bound.founded.state
    standing = bound.host.vaults.book.get_standing(bound.facts.org, 1)
    assert standing is not None
    deed = compute_deed(state, forged, standing.epoch, standing.life)
    digest = compute_deed_digest(compute_domain(state, state.contracts[1]), deed)
    place = bound.host.vaults.locate(bound.founded.hosted, state, forged)
    for number in (1, 2):
        proof = treasury.passkeys[number].sign(MESSAGE, Answer(challenge=digest))
        bound.host.vaults.approve(bound.founded.hosted, place, number, proof, bound.clock())
    *approvals, pay = bound.host.vaults.list_calls(bound.founded.hosted, place)
    account = create_account(bound.key.with_name("anybody.key"))
    bound.anvil.give(account.address)
    for call in (*approvals, pay):
        send(
            treasury.node,
            account,
            Call(to=treasury.address, data=call),
            Journal(bound.key.with_name("any")),
            bound.clock(),
        )
        bound.anvil.mine()
        bound.pass_hours(73)
    assert treasury.get_coins(PAYEE) == COIN // 2
    assert _codes(treasury) == ["payment-without-decision"]
