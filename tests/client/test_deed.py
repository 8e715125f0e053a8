"""The browser builds the very digest of a payment, or of a change of members, that the vault asks for."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daso.canon import compute_digest, encode
from daso.chain.approval import (
    MEMBERS,
    PAYMENT,
    SMALL,
    Deed,
    Limit,
    Rules,
    VaultDomain,
    compute_deed_digest,
    compute_objection_digest,
    compute_rules_hash,
    compute_tail,
)
from daso.chain.members import PasskeySeat, Seat, WalletSeat, compute_root, render_seat
from daso.clerk.renewing import RENEWAL_DOMAIN, find_changes
from daso.clerk.vault import ANNOUNCEMENT_DOMAIN, DECISION_DOMAIN
from daso.keys.keccak import compute_keccak
from tests.client.conftest import Client
from tests.keys.oracle import encode_typed_data

COMPUTE = """async ({deed, canon}, given) =>
  [await deed.computeDeedDigest(given), await deed.computeObjectionDigest(given)].map(canon.toHex)"""
RENDER = """async ({deed}, given) => [await deed.renderTyped(given, false), await deed.renderTyped(given, true)]"""
addresses = st.binary(min_size=20, max_size=20)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    org=st.binary(min_size=16, max_size=16),
    chain=st.integers(1, 2**50),
    vault=addresses,
    epoch=st.integers(0, 1000),
    number=st.integers(1, 10**6),
    token=st.just(b"") | addresses,
    to=addresses,
    amount=st.integers(1, 2**255),
    expiry=st.integers(1, 2**33),
    by=st.just(0) | st.integers(1, 10**6),
)
def test_the_same_digest_everywhere(client: Client, **fields: object) -> None:
    """Whatever the payment, ordered or announced, and however signed, browser and program come to the same 32 bytes."""
    org, vault, to, token = (bytes(fields[name]) for name in ("org", "vault", "to", "token"))  # type: ignore[call-overload] # bytes all
    plain = {name: fields[name] for name in ("chain", "epoch", "number", "expiry", "by")}
    subject = {"org": org.hex(), "withdrawal": fields["number"]}
    ordered = compute_digest(DECISION_DOMAIN, encode(subject | {"decision": 5}))
    announced = compute_digest(ANNOUNCEMENT_DOMAIN, encode(subject | {"member": fields["by"]}))
    decision = announced if fields["by"] else ordered
    deed = Deed(
        kind=SMALL if fields["by"] else PAYMENT,
        epoch=fields["epoch"],  # type: ignore[arg-type] # an integer
        decision=decision,
        salt=int(str(fields["number"])).to_bytes(32, "big"),
        expiry=fields["expiry"],  # type: ignore[arg-type] # an integer
        token=token.rjust(20, b"\0"),
        to=to,
        amount=int(str(fields["amount"])),
    )
    domain = VaultDomain(chain=int(str(fields["chain"])), address=vault, organisation=org)
    given_ = plain | {
        "org": org.hex(),
        "vault": f"0x{vault.hex()}",
        "decision": 5,
        "to": f"0x{to.hex()}",
        "token": f"0x{token.hex()}" if token else "",
        "amount": str(fields["amount"]),
    }
    expected = [compute_deed_digest(domain, deed).hex(), compute_objection_digest(domain, deed).hex()]
    assert client(COMPUTE, given_, "deed", "canon") == expected
    assert _digest_as_wallets_do(client(RENDER, given_, "deed")) == expected


def _digest_as_wallets_do(shown: list[dict[str, Any]]) -> list[str]:
    """What an independent implementation signs that is asked for this typed data."""
    messages = [encode_typed_data(full_message=one) for one in shown]
    return [compute_keccak(b"\x19" + one.version + one.header + one.body).hex() for one in messages]


SEATS = (None, b"a" * 64, b"b" * 64, b"c" * 20, b"d" * 20)
CHANGE = """({seats}, [before, after]) => seats.findChanges(before, after)"""
keys = st.lists(st.none() | st.binary(min_size=64, max_size=64) | addresses, max_size=70)


def _seat(listed: list[bytes | None]) -> tuple[Seat, ...]:
    return tuple((WalletSeat(key) if len(key) == 20 else PasskeySeat(key)) if key else None for key in listed)


def _write(listed: list[bytes | None]) -> list[str]:
    return [render_seat(seat) for seat in _seat(listed)]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    listed=keys,
    numbers=st.tuples(*[st.integers(1, 5000)] * 3),
    origin=st.sampled_from(["http://a", "https://vote.example", "https://a-very-long-name.of.a.site.example:8443"]),
    limits=st.lists(st.tuples(addresses, st.integers(1, 2**255)), max_size=4),
)
def test_the_same_digest_of_a_change_everywhere(
    client: Client,
    listed: list[bytes | None],
    numbers: tuple[int, int, int],
    origin: str,
    limits: list[tuple[bytes, int]],
) -> None:
    """Whatever the seats and rules, the browser and the program come to the same 32 bytes."""
    (needed, cancels, vetoes), site = numbers, sha256(origin.encode()).digest()
    rules = Rules(
        root=compute_root(_seat(listed)),
        count=sum(key is not None for key in listed),
        needed=needed,
        cancels=cancels,
        vetoes=vetoes,
        site=site,
        tail=compute_tail(origin),
        limits=tuple(Limit(token, amount) for token, amount in limits),
    )
    decision = compute_digest(RENEWAL_DOMAIN, encode({"org": "ab" * 16, "vault": 3, "epoch": 7}))
    deed = Deed(
        kind=MEMBERS, epoch=7, rules=compute_rules_hash(rules), decision=decision, salt=bytes(32), expiry=1_900_000_000
    )
    domain = VaultDomain(chain=10, address=bytes.fromhex("cd" * 20), organisation=bytes.fromhex("ab" * 16))
    given_ = {
        "org": "ab" * 16,
        "chain": 10,
        "vault": "0x" + "cd" * 20,
        "epoch": 7,
        "number": 3,
        "expiry": 1_900_000_000,
        "rules": {
            "seats": _write(listed),
            "needed": needed,
            "cancels": cancels,
            "vetoes": vetoes,
            "site": f"0x{site.hex()}",
            "tail": compute_tail(origin).decode(),
            "limits": [(f"0x{token.hex()}", str(amount)) for token, amount in limits],
        },
    }
    expected = [compute_deed_digest(domain, deed).hex(), compute_objection_digest(domain, deed).hex()]
    assert client(COMPUTE, given_, "deed", "canon") == expected
    assert _digest_as_wallets_do(client(RENDER, given_, "deed")) == expected


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.lists(st.sampled_from(SEATS), max_size=9),
    after=st.lists(st.sampled_from(SEATS), max_size=9),
)
def test_the_same_changes_everywhere(client: Client, before: list[bytes | None], after: list[bytes | None]) -> None:
    """Who gets a seat, loses one or has a new key is said alike by browser and program."""
    changes = find_changes(_seat(before), _seat(after))
    expected = {name: list(getattr(changes, name)) for name in ("seated", "unseated", "rekeyed")}
    assert client(CHANGE, [_write(before), _write(after)], "seats") == expected
