"""What a vault's members sign: deeds, objections to them, and the rules that a deed may change. Pure.

A digest names chain, contract, organisation and epoch (EIP-712), so no signature for it is good for anything else, and
none for anything else is good here. Wallets sign the typed data, passkeys the digest as the challenge of an assertion.
Read next: `batch.py`, which packs signatures for the chain; `contracts/vault.vy`, which checks them.
"""

from __future__ import annotations

import msgspec

from daso.canon import to_base64url
from daso.chain.abi import encode_values
from daso.keys.keccak import compute_keccak

__all__ = [
    "DEED_FIELDS",
    "DOMAIN_FIELDS",
    "KINDS",
    "MEMBERS",
    "PAYMENT",
    "SMALL",
    "Deed",
    "Limit",
    "Rules",
    "Terms",
    "VaultDomain",
    "compute_client",
    "compute_deed_digest",
    "compute_objection_digest",
    "compute_rules_hash",
    "compute_tail",
]

PAYMENT, SMALL, MEMBERS = 1, 2, 3
KINDS = {PAYMENT: "payment", SMALL: "small payment", MEMBERS: "members"}
"""How each kind of deed is called in what is signed."""

DOMAIN_FIELDS = (
    ("name", "string"),
    ("version", "string"),
    ("chainId", "uint256"),
    ("verifyingContract", "address"),
)
DEED_FIELDS = (
    ("kind", "string"),
    ("organisation", "bytes16"),
    ("epoch", "uint256"),
    ("token", "address"),
    ("to", "address"),
    ("amount", "uint256"),
    ("rules", "bytes32"),
    ("decision", "bytes32"),
    ("salt", "bytes32"),
    ("expiry", "uint256"),
)
_RULES_TYPE = "(bytes32,uint256,uint256,uint256,uint256,bytes32,bytes,(address,uint256)[])"


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What holds in a vault for ever: times in seconds, shares in ten-thousandths of the members."""

    share: int
    """No rules may let fewer than these decide."""
    delay: int
    """From enough approvals to the payment."""
    small_delay: int
    """From the announcement of a small payment to it."""
    life: int
    """How far ahead a deed's expiry may lie."""
    silence: int
    """After so long without a decided deed, lost keys can be replaced by `silent_share`."""
    silent_share: int = 0
    """Nought: never."""
    silent_delay: int = 0
    """From their approvals to the renewal, in which a single member can stop it."""


class Limit(msgspec.Struct, frozen=True, array_like=True):
    """How much of a token small payments may come to in 30 days; 20 bytes of nought are the chain's own coin."""

    token: bytes
    amount: int


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What members can change together."""

    root: bytes
    count: int
    needed: int
    cancels: int
    vetoes: int
    site: bytes
    tail: bytes
    limits: tuple[Limit, ...] = ()

    def render(self) -> tuple[object, ...]:
        """As the contract takes it."""
        limits = [(limit.token, limit.amount) for limit in self.limits]
        return self.root, self.count, self.needed, self.cancels, self.vetoes, self.site, self.tail, limits


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """What is approved. `decision` is the digest of the decision on the log that it follows from."""

    kind: int
    epoch: int
    decision: bytes
    salt: bytes
    expiry: int
    token: bytes = bytes(20)
    to: bytes = bytes(20)
    amount: int = 0
    rules: bytes = bytes(32)

    def render(self) -> tuple[object, ...]:
        """As the contract takes it."""
        money = (self.token, self.to, self.amount)
        return self.kind, self.epoch, *money, self.rules, self.decision, self.salt, self.expiry


class VaultDomain(msgspec.Struct, frozen=True, kw_only=True):
    """Which vault: the chain's number, the contract's address, and the organisation it was made for (16 bytes)."""

    chain: int
    address: bytes
    organisation: bytes


def _render_type(name: str, fields: tuple[tuple[str, str], ...]) -> str:
    return f"{name}({','.join(f'{kind} {field}' for field, kind in fields)})"


_DEED_TYPE = _render_type("Deed", DEED_FIELDS)
_OBJECTION_TYPE = f"Objection(Deed deed){_DEED_TYPE}"
_DOMAIN_TYPE = _render_type("EIP712Domain", DOMAIN_FIELDS)


def compute_rules_hash(rules: Rules) -> bytes:
    """What a deed that changes the rules holds of them."""
    return compute_keccak(encode_values((_RULES_TYPE,), (rules.render(),)))


def compute_deed_digest(domain: VaultDomain, deed: Deed) -> bytes:
    """What a member signs to approve a deed; its name, too, in every event of the vault."""
    return _compute_typed(domain, _hash_deed(domain, deed))


def compute_objection_digest(domain: VaultDomain, deed: Deed) -> bytes:
    """What a member signs to object to a deed: cancelling a payment or renewal, or vetoing a small payment."""
    return _compute_typed(domain, compute_keccak(_hash_text(_OBJECTION_TYPE) + _hash_deed(domain, deed)))


def _hash_deed(domain: VaultDomain, deed: Deed) -> bytes:
    kinds = ("bytes32", "bytes32", *(kind for _, kind in DEED_FIELDS[1:]))
    names = _hash_text(_DEED_TYPE), _hash_text(KINDS[deed.kind])
    return compute_keccak(encode_values(kinds, (*names, domain.organisation, *deed.render()[1:])))


def _compute_typed(domain: VaultDomain, body: bytes) -> bytes:
    names = (_hash_text(text) for text in (_DOMAIN_TYPE, "daso vault", "1"))
    kinds = ("bytes32", "bytes32", "bytes32", "uint256", "address")
    separator = compute_keccak(encode_values(kinds, (*names, domain.chain, domain.address)))
    return compute_keccak(b"\x19\x01" + separator + body)


def _hash_text(text: str) -> bytes:
    return compute_keccak(text.encode())


def compute_tail(origin: str) -> bytes:
    """What follows the challenge in the client data of a passkey used at this origin."""
    return f'","origin":"{origin}","crossOrigin":false}}'.encode()


def compute_client(tail: bytes, digest: bytes) -> bytes:
    """The client data of a passkey that signed this digest, exactly as browsers write it."""
    return b'{"type":"webauthn.get","challenge":"' + to_base64url(digest).encode() + tail
