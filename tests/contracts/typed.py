"""A vault's deeds as wallets show and sign them, for an independent implementation to digest.

Read next: `chain/approval.py`, which digests them here.
"""

from __future__ import annotations

from typing import Any

from eth_utils.address import to_checksum_address

from daso.chain.approval import DEED_FIELDS, DOMAIN_FIELDS, KINDS, Deed, VaultDomain

__all__ = ["render_typed"]


def render_typed(domain: VaultDomain, deed: Deed, *, is_objection: bool) -> dict[str, Any]:
    """The typed data that a wallet shows and signs, as `eth_signTypedData_v4` takes it."""
    values = (KINDS[deed.kind], domain.organisation, *deed.render()[1:])
    message: dict[str, Any] = {
        name: _render_value(kind, value) for (name, kind), value in zip(DEED_FIELDS, values, strict=True)
    }
    types = {"EIP712Domain": DOMAIN_FIELDS, "Deed": DEED_FIELDS}
    if is_objection:
        types["Objection"] = (("deed", "Deed"),)
        message = {"deed": message}
    return {
        "types": {name: [{"name": field, "type": kind} for field, kind in fields] for name, fields in types.items()},
        "primaryType": "Objection" if is_objection else "Deed",
        "domain": {
            "name": "daso vault",
            "version": "1",
            "chainId": domain.chain,
            "verifyingContract": to_checksum_address(domain.address),
        },
        "message": message,
    }


def _render_value(kind: str, value: object) -> object:
    if isinstance(value, bytes):
        return to_checksum_address(value) if kind == "address" else f"0x{value.hex()}"
    return value
