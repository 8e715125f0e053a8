"""Members whose key is in a wallet have a seat by its address, approve and object like everybody, and are counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from daso.canon import from_base64url, to_base64url
from daso.chain.approval import compute_deed_digest
from daso.chain.batch import BadApproval
from daso.chain.members import PasskeySeat, WalletSeat
from daso.chain.proofs import OtherAccount, OtherSeatKey
from daso.clerk.vault import compute_seats
from daso.host.vaults import Place
from daso.kernel.key import AddKey, RevokeKey
from daso.keys.claim import SECP256K1
from daso.keys.sign import WalletSigner
from daso.keys.verify import WalletProof
from daso.testkit.authenticator import Answer, SoftwarePasskey
from tests.chain.anvil import Anvil
from tests.chain.bound import Bound
from tests.chain.treasury import COIN, MESSAGE, PAYEE, Treasury
from tests.host.founded import ORIGIN
from tests.keys.oracle import Account


@pytest.fixture
def treasury(anvil: Anvil, tmp_path: Path) -> Treasury:
    """Of three members two approve and two can stop a payment; the third has a wallet and no passkey."""
    return Treasury(Bound(anvil, tmp_path), wallets=(3,))


def _get_seat(treasury: Treasury, number: int) -> PasskeySeat | WalletSeat | None:
    return compute_seats(treasury.bound.founded.state, ORIGIN)[number - 1]


def _locate(treasury: Treasury, payment: int) -> Place:
    founded = treasury.bound.founded
    return treasury.bound.host.vaults.locate(founded.hosted, founded.state, founded.state.withdrawals[payment])


def _offer(treasury: Treasury, payment: int, proof: WalletProof) -> int:
    bound = treasury.bound
    return bound.host.vaults.approve(bound.founded.hosted, _locate(treasury, payment), 3, proof, bound.clock())


def _go_on(treasury: Treasury) -> None:
    treasury.turn()
    treasury.bound.pass_hours(73)
    for _ in range(2):
        treasury.turn()


def test_a_wallet_and_a_passkey_pay_together(treasury: Treasury) -> None:
    """One approval by passkey and one by wallet are packed into one batch, the vault counts both, and pays."""
    payment = treasury.order()
    assert treasury.sign(1, payment) == 1
    assert treasury.sign(3, payment) == 2
    _go_on(treasury)
    assert treasury.get_status(payment) == "paid"
    assert treasury.get_coins(PAYEE) == COIN // 2
    audit = treasury.bound.audit()
    assert (audit.findings, audit.unchecked) == ((), ())


def test_wallets_alone_pay(anvil: Anvil, tmp_path: Path) -> None:
    """A vault whose members all have wallets needs no passkey anywhere."""
    treasury = Treasury(Bound(anvil, tmp_path), wallets=(1, 2, 3))
    payment = treasury.order()
    for number in (2, 3):
        treasury.sign(number, payment)
    _go_on(treasury)
    assert treasury.get_status(payment) == "paid"
    audit = treasury.bound.audit()
    assert (audit.findings, audit.unchecked) == ((), ())


def test_a_wallet_objects(treasury: Treasury) -> None:
    """An objection by wallet counts like one by passkey, and both together stop the payment for good."""
    payment = treasury.order()
    for number in (1, 2):
        treasury.sign(number, payment)
    treasury.turn()
    assert treasury.object_to(3, payment) == 1
    assert treasury.object_to(2, payment) == 2
    treasury.turn()
    assert treasury.get_status(payment) == "stopped"


@pytest.mark.parametrize("parity", [0, 1])
def test_a_real_wallet_s_answer_is_taken(treasury: Treasury, parity: int) -> None:
    """What an independent library signs for the seat's account is counted, whichever parity its point has."""
    payment = treasury.order()
    account = Account.from_key(from_base64url(treasury.wallets[3].secret))
    varied = (_vary(treasury, payment, salt) for salt in range(64))
    place = next(one for one in varied if account.unsafe_sign_hash(one.digest).v == 27 + parity)
    signed = account.unsafe_sign_hash(place.digest)
    proof = WalletProof(signature=to_base64url(signed.r.to_bytes(32, "big") + signed.s.to_bytes(32, "big")))
    bound = treasury.bound
    assert bound.host.vaults.approve(bound.founded.hosted, place, 3, proof, bound.clock()) == 1
    [kept] = bound.host.vaults.book.list_signatures(bound.facts.org, place.digest).values()
    assert kept.signature[32] >> 7 == parity


def _vary(treasury: Treasury, payment: int, salt: int) -> Place:
    place = _locate(treasury, payment)
    return replace(place, deed=replace(place.deed, salt=salt.to_bytes(32, "big")))


def test_other_accounts_and_chains_are_refused_in_words(treasury: Treasury) -> None:
    """Another account's signature, or one for the same deed on another chain, is refused with a sentence."""
    payment = treasury.order()
    place = _locate(treasury, payment)
    elsewhere = compute_deed_digest(replace(place.domain, chain=1), place.deed)
    stranger = WalletSigner.from_seed(b"stranger").sign_typed(place.digest)
    for proof in (stranger, treasury.wallets[3].sign_typed(elsewhere), treasury.wallets[3].sign_typed(place.objection)):
        with pytest.raises(OtherAccount):
            _offer(treasury, payment, proof)
    assert treasury.bound.host.vaults.book.count_signatures(treasury.bound.facts.org, place.digest) == 0


def test_a_signature_has_one_form(treasury: Treasury) -> None:
    """The same signature with its high s is refused, and so are numbers that are no signature at all."""
    payment = treasury.order()
    signature = from_base64url(treasury.wallets[3].sign_typed(_locate(treasury, payment).digest).signature)
    high = SECP256K1.order - int.from_bytes(signature[32:], "big")
    bent = WalletProof(signature=to_base64url(signature[:32] + high.to_bytes(32, "big")))
    with pytest.raises(BadApproval, match="not in the low form"):
        _offer(treasury, payment, bent)
    for nothing in (bytes(64), signature[:32] + bytes(32), b"\xff" * 32 + signature[32:]):
        with pytest.raises(OtherAccount):
            _offer(treasury, payment, WalletProof(signature=to_base64url(nothing)))


def test_a_seat_takes_its_own_kind_of_key(treasury: Treasury) -> None:
    """A passkey of a member whose seat is a wallet's is refused, and the reverse, with a word on what counts."""
    payment, bound = treasury.order(), treasury.bound
    place = _locate(treasury, payment)
    passkey = treasury.passkeys[1].sign(MESSAGE, Answer(challenge=place.digest))
    wallet = treasury.wallets[3].sign_typed(place.digest)
    for number, proof in ((3, passkey), (1, wallet)):
        with pytest.raises(OtherSeatKey):
            bound.host.vaults.approve(bound.founded.hosted, place, number, proof, bound.clock())


def test_a_passkey_of_the_site_comes_first(treasury: Treasury) -> None:
    """Whoever has both has their seat by the passkey; once it is revoked, by the newest wallet; then by none."""
    founded, wallet = treasury.bound.founded, WalletSigner.from_seed(b"newer")
    assert isinstance(_get_seat(treasury, 3), WalletSeat)
    founded.say(1, AddKey, "label", {"label": "Wallet"}, key=WalletSigner.from_seed(b"first").key)
    founded.say(1, AddKey, "label", {"label": "Wallet"}, key=wallet.key)
    assert _get_seat(treasury, 1) == PasskeySeat(from_base64url(treasury.passkeys[1].key.public))
    founded.do(1, RevokeKey, key=2)
    account = Account.from_key(from_base64url(wallet.secret))
    assert _get_seat(treasury, 1) == WalletSeat(bytes.fromhex(account.address[2:]))
    for key in (3, 4):
        founded.do(1, RevokeKey, key=key)
    assert _get_seat(treasury, 1) is None
    phone = SoftwarePasskey(b"a phone at last", ORIGIN)
    founded.say(3, AddKey, "label", {"label": "Phone"}, key=phone.key)
    assert _get_seat(treasury, 3) == PasskeySeat(from_base64url(phone.key.public))


def test_a_wallet_renews_the_members(treasury: Treasury) -> None:
    """A wallet's seat takes part in a change of the members, and can get one by it; audits take it as right."""
    bound, founded = treasury.bound, treasury.bound.founded
    treasury.turn()
    fresh = WalletSigner.from_seed(b"another wallet")
    founded.say(3, AddKey, "label", {"label": "Wallet"}, key=fresh.key)
    state = founded.state
    for number in (3, 1):
        renewal = bound.host.renewals.find(founded.hosted, state, state.contracts[1], bound.clock())
        place = bound.host.renewals.locate(founded.hosted, state, renewal)
        proof = treasury.seal(number, place.digest)
        bound.host.renewals.approve(founded.hosted, state, (renewal, number, proof), bound.clock())
    _go_on(treasury)
    treasury.wallets[3] = fresh
    payment = treasury.order()
    for number in (3, 2):
        treasury.sign(number, payment)
    _go_on(treasury)
    assert treasury.get_status(payment) == "paid"
    audit = bound.audit()
    assert (audit.findings, audit.unchecked) == ((), ())
