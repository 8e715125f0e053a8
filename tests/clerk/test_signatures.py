"""Processes that verify: right answers in order, for many who ask at once, and again after one of them died."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from daso.clerk.signatures import Claims, VerifierDied, Verifiers
from daso.keys.claim import replace_digest
from daso.keys.message import Message
from daso.keys.sign import P256Signer, WalletSigner
from daso.keys.verify import compute_claim

SIGNER = P256Signer.from_seed(b"somebody")
WALLET = WalletSigner.from_seed(b"somebody")


def make_claims(count: int, wrong: set[int]) -> list[bytes]:
    """So many claims, some of them wrong."""
    messages = [Message("daso/act/1", b"%d" % number) for number in range(count)]
    signers = [(SIGNER, WALLET)[number % 2] for number in range(count)]
    claims = [
        compute_claim(one.key, one.sign(message), message) for one, message in zip(signers, messages, strict=True)
    ]
    return [replace_digest(claim, bytes(32)) if n in wrong else claim for n, claim in enumerate(claims)]


@pytest.fixture(params=[1, 3], ids=["one process", "three processes"])
def own_verifiers(request: pytest.FixtureRequest) -> Iterator[Verifiers]:
    """Processes that a test may end."""
    verifiers = Verifiers(request.param)
    yield verifiers
    verifiers.close()


@pytest.mark.parametrize("count", [0, 1, 24, 25, 64, 65, 500])
def test_wrong_claims_are_named(own_verifiers: Verifiers, count: int) -> None:
    """Of few claims or many exactly the wrong ones come back, each with its owner."""
    wrong = {number for number in (0, 24, 63, 64, 499) if number < count}
    made = make_claims(count, wrong)
    claims: Claims[int] = Claims(own_verifiers)
    for number, claim in enumerate(made):
        claims.add(number, claim)
    assert sorted(claims.settle()) == [(number, made[number]) for number in sorted(wrong)]
    assert claims.settle() == []


def test_many_ask_at_once(own_verifiers: Verifiers) -> None:
    """Whoever asks gets the answers to their own questions."""
    made = make_claims(90, {7, 70})

    def ask(shift: int) -> list[int]:
        claims: Claims[int] = Claims(own_verifiers)
        for number in range(90):
            claims.add(number, made[(number + shift) % 90])
        return sorted(number for number, _ in claims.settle())

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, range(16)))
    assert found == [sorted((number - shift) % 90 for number in (7, 70)) for shift in range(16)]


def test_point_off_the_curve_is_wrong(own_verifiers: Verifiers) -> None:
    """A claim whose key is no point of its curve, or that names no curve, is wrong, and ends nothing."""
    claims: Claims[int] = Claims(own_verifiers)
    for number in range(70):
        claims.add(number, bytes([number % 4]) + bytes(160))
    assert len(claims.settle()) == 70


def test_dead_process_is_replaced(own_verifiers: Verifiers) -> None:
    """When a process is killed, whoever waits for it hears so, and the next question is answered by a new one."""
    made = make_claims(3, {1})
    ticket = own_verifiers.ask(made)
    assert own_verifiers.get_answer(ticket) == bytes([1, 0, 1])
    for worker in own_verifiers._workers:
        if worker is not None:
            worker._process.kill()
            worker._process.wait()
    with pytest.raises(VerifierDied):
        ticket[0].get_answer(ticket[0].ask(made))
    assert own_verifiers.get_answer(own_verifiers.ask(made)) == bytes([1, 0, 1])
