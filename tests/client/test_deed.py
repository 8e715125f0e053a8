"""The browser builds the very digest of a payment that the vault asks for."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daso.canon import compute_digest, encode
from daso.chain.approval import PAYMENT, Deed, VaultDomain, compute_deed_digest
from daso.clerk.vault import DECISION_DOMAIN
from tests.client.conftest import Client

COMPUTE = """async ({deed, canon}, given) => canon.toHex(await deed.computeDeedDigest(given))"""
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
)
def test_the_same_digest_everywhere(client: Client, **fields: object) -> None:
    """Whatever the payment, the browser and the program come to the same 32 bytes."""
    org, vault, to, token = (bytes(fields[name]) for name in ("org", "vault", "to", "token"))  # type: ignore[call-overload] # bytes all
    plain = {name: fields[name] for name in ("chain", "epoch", "number", "expiry")}
    decision = compute_digest(
        DECISION_DOMAIN, encode({"org": org.hex(), "decision": 5, "withdrawal": fields["number"]})
    )
    deed = Deed(
        kind=PAYMENT,
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
    assert client(COMPUTE, given_, "deed", "canon") == compute_deed_digest(domain, deed).hex()
