"""A contract's code: one line that says what a contract is for and where it is, to be pasted into a proposal.

`anchor/eip155:1:0x5f…`: its role, the chain's number and its address, the last two in the form of CAIP-10. `daso chain
deploy` prints it; `static/js/acts.js` reads the same. Read next: `pages/effect_form.py`.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from daso.kernel.contract import BindContract

__all__ = ["decode_contract_code", "encode_contract_code"]

_CODE: Final = re.compile(r"(anchor|inbox|vault)/eip155:([1-9][0-9]{0,14}):(0x[0-9a-f]{40})")


def encode_contract_code(contract: BindContract) -> str:
    """The line to hand on."""
    return f"{contract.role}/eip155:{contract.chain}:{contract.address}"


def decode_contract_code(code: str) -> BindContract | None:
    """The contract that a line names; None while it names none."""
    found = _CODE.fullmatch(code.strip().lower())
    if found is None:
        return None
    role, chain, address = found.groups()
    return msgspec.convert(
        {"effect": "BindContract", "role": role, "chain": int(chain), "address": address}, BindContract
    )
