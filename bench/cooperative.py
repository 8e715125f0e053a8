"""A co-operative with a vault: members with passkeys and wallets, who sign real approvals of deeds.

Keys follow from numbers, so that whatever is measured comes out the same every time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_typing import Hash32
from msgspec.structs import replace

from bench.evm import Chain, Receipt, deploy
from daso.canon import from_base64url
from daso.chain.approval import (
    PAYMENT,
    Deed,
    Limit,
    Rules,
    Terms,
    VaultDomain,
    compute_deed_digest,
    compute_objection_digest,
    compute_tail,
)
from daso.chain.batch import Approval, WalletApproval, pack_batches, read_passkey_proof
from daso.chain.build import load_contract
from daso.chain.members import PasskeySeat, Seat, WalletSeat, compute_pages, compute_root
from daso.keys.message import Message
from daso.keys.verify import PasskeyProof
from daso.testkit.authenticator import Answer, SoftwarePasskey

__all__ = [
    "COIN",
    "DAY",
    "ORGANISATION",
    "ORIGIN",
    "PAYEE",
    "SITE",
    "SYNCED",
    "TAIL",
    "TERMS",
    "Cooperative",
    "create_passkey",
    "create_wallet",
    "sign_with_passkey",
    "sign_with_wallet",
]

ORIGIN = "https://vote.example"
SITE = hashlib.sha256(b"vote.example").digest()
TAIL = compute_tail(ORIGIN)
ORGANISATION = bytes.fromhex("780f034ec5d4219a01a0cc229d939827")
PAYEE = bytes([7]) * 20
COIN = bytes(20)
DAY = 86_400
SYNCED = Answer(flags=0x1D)
TERMS = Terms(
    share=5_000,
    delay=2 * DAY,
    small_delay=DAY,
    life=90 * DAY,
    silence=365 * DAY,
    silent_share=2_000,
    silent_delay=30 * DAY,
)


@cache
def create_passkey(number: int) -> SoftwarePasskey:
    """A member's passkey."""
    return SoftwarePasskey(f"passkey {number}".encode(), ORIGIN)


@cache
def create_wallet(number: int) -> LocalAccount:
    """A member's wallet."""
    wallet: LocalAccount = Account.from_key(hashlib.sha256(f"wallet {number}".encode()).digest())
    return wallet


def sign_with_wallet(number: int, digest: bytes) -> WalletApproval:
    """What a wallet answers, in the short form of EIP-2098."""
    signed = create_wallet(number).unsafe_sign_hash(Hash32(digest))
    return WalletApproval(signed.r.to_bytes(32, "big") + (signed.s | (signed.v - 27) << 255).to_bytes(32, "big"))


def sign_with_passkey(number: int, digest: bytes, answer: Answer = SYNCED) -> PasskeyProof:
    """What a passkey answers when the digest is the challenge; `answer` may be bent."""
    asked = Message("daso/vault/1", digest)
    return create_passkey(number).sign(asked, replace(answer, challenge=digest))


def is_wallet(number: int) -> bool:
    """Every third member has a wallet."""
    return number % 3 == 2


def create_seat(number: int) -> Seat:
    """The seat of a member."""
    if is_wallet(number):
        return WalletSeat(bytes.fromhex(create_wallet(number).address[2:]))
    return PasskeySeat(from_base64url(create_passkey(number).key.public))


class Cooperative:
    """A vault on a chain, and its members; `members` are their numbers by seat, and `None` for an empty one."""

    def __init__(self, chain: Chain, members: Sequence[int | None], terms: Terms = TERMS, **rules: Any) -> None:
        self.chain = chain
        self.seat(members)
        self.terms = terms
        self.rules = self.write_rules(**rules)
        values = tuple(getattr(terms, name) for name in terms.__struct_fields__)
        self.vault = deploy(chain, load_contract("vault"), ORGANISATION, values, self.rules.render())
        self.domain = VaultDomain(chain=chain.chain, address=self.vault.address, organisation=ORGANISATION)
        self._salt = 0

    def seat(self, members: Sequence[int | None]) -> None:
        """Give the seats to these members."""
        self.members = list(members)
        self.seats = [None if number is None else create_seat(number) for number in members]

    def write_rules(self, **changed: object) -> Rules:
        """The rules for the members as they are seated: more than half decide, a quarter cancels, two veto."""
        count = sum(seat is not None for seat in self.seats)
        rules = Rules(
            root=compute_root(self.seats),
            count=count,
            needed=count // 2 + 1,
            cancels=(count + 3) // 4,
            vetoes=min(count, 2),
            site=SITE,
            tail=TAIL,
            limits=(Limit(COIN, 1_000),),
        )
        return replace(rules, **changed)

    def write_deed(self, **changed: object) -> Deed:
        """A deed that nobody has seen before: to pay 500 to the payee."""
        self._salt += 1
        plain = Deed(
            kind=PAYMENT,
            epoch=self.vault.read("epoch"),
            decision=hashlib.sha256(b"decision 12").digest(),
            salt=self._salt.to_bytes(32, "big"),
            expiry=self.chain.now + 60 * DAY,
            to=PAYEE,
            amount=500,
        )
        return replace(plain, **changed)

    def fund(self, amount: int) -> Receipt:
        """Put coin into the vault."""
        return self.chain.transact(self.vault.address, b"", amount)

    def compute_digest(self, deed: Deed, *, objecting: bool = False) -> bytes:
        """What members sign."""
        compute = compute_objection_digest if objecting else compute_deed_digest
        return compute(self.domain, deed)

    def sign(self, seat: int, digest: bytes) -> Approval:
        """What the member of a seat answers, on a device of one kind or another."""
        number = self.members[seat]
        if number is None:
            raise LookupError(f"nobody sits on seat {seat}")
        if is_wallet(number):
            return sign_with_wallet(number, digest)
        answer = SYNCED if number % 2 else Answer(flags=0x05)
        return read_passkey_proof(sign_with_passkey(number, digest, answer), SITE, TAIL, digest)

    def collect(self, deed: Deed, seats: Iterable[int], *, objecting: bool = False) -> dict[int, Approval]:
        """The approvals of these seats."""
        digest = self.compute_digest(deed, objecting=objecting)
        return {seat: self.sign(seat, digest) for seat in seats}

    def bring(self, deed: Deed, approvals: dict[int, Approval], *, objecting: bool = False) -> list[Receipt]:
        """Carry approvals to the chain."""
        pages = compute_pages(self.seats)
        return [
            self.vault.send("approve", deed.render(), objecting, pages, batch, sender=1)
            for batch in pack_batches(self.seats, approvals)
        ]

    def approve(self, deed: Deed, seats: Iterable[int], *, objecting: bool = False) -> list[Receipt]:
        """Let these seats approve, or object."""
        return self.bring(deed, self.collect(deed, seats, objecting=objecting), objecting=objecting)

    def pick(self, count: int) -> list[int]:
        """The first so many seats that are taken."""
        return [seat for seat, number in enumerate(self.members) if number is not None][:count]

    def count(self, deed: Deed, *, objecting: bool = False) -> int:
        """How many have signed."""
        return int(self.vault.read("approvals", self.compute_digest(deed, objecting=objecting)))

    def pay(self, deed: Deed) -> Receipt:
        """Carry a payment out, by somebody who is no member."""
        return self.vault.send("pay", deed.render(), sender=2)

    def decide(self, deed: Deed) -> None:
        """Let as many as are needed approve, and let the delay pass."""
        self.approve(deed, self.pick(self.rules.needed))
        self.chain.wait(self.terms.delay)

    def read_said(self, receipts: Iterable[Receipt]) -> list[str]:
        """The names of all that the vault said."""
        return [name for receipt in receipts for name, _ in self.vault.read_events(receipt)]
