"""What a contract's code becomes in the browser, and that the server reads the same."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error

from daso.kernel.contract import BindContract, EndContract
from daso.kernel.proposal import OpenProposal
from daso.kernel.withdrawal import PayFromVault
from daso.web.contract_code import decode_contract_code, encode_contract_code
from tests.client.conftest import Client
from tests.client.test_acts import build


def test_a_contract_is_named_by_its_code(client: Client) -> None:
    """A contract's code becomes the effect that binds it, said in words before it is signed; half a code is refused."""
    html = """<input name=kind value=policy><input name=form value=motion>
        <input name=text.title value="An anchor"><textarea name=text.body>Because.</textarea>
        <fieldset data-effect=BindContract><input name=effect.code value="%s"></fieldset>
        <fieldset data-effect=EndContract><input name=effect.ended value=2></fieldset>"""
    contract = BindContract(chain=11155111, role="anchor", address="0x" + "5f" * 20)
    built = build(client, "OpenProposal", html % f" {encode_contract_code(contract)} ")
    assert isinstance(built.act, OpenProposal)
    assert built.act.effects == (contract, EndContract(contract=2))
    where = f"at {contract.address} on chain 11155111"
    assert f"If carried out: the log’s state is kept in public {where}." in built.said
    assert "If carried out: public contract number 2 is no longer used." in built.said
    assert decode_contract_code(encode_contract_code(contract)) == contract
    half = encode_contract_code(contract)[:-1]
    assert decode_contract_code(half) is None
    with pytest.raises(Error, match="Paste all of it"):
        build(client, "OpenProposal", html % half)


def test_a_payment_from_the_vault_is_said(client: Client) -> None:
    """What is typed in coins becomes units to the last digit, and is said in coins before it is signed."""
    html = """<input name=kind value=payment><input name=form value=motion>
        <input name=text.title value="Flour"><textarea name=text.body>Because.</textarea>
        <fieldset data-effect=PayFromVault><input name=effect.vault value=1><input name=effect.to value="0x%s">
        <input name=effect.units value="0.05"><input name=effect.token value="">
        <textarea name=effect.purpose>Flour</textarea></fieldset>"""
    built = build(client, "OpenProposal", html % ("b0" * 20))
    assert isinstance(built.act, OpenProposal)
    (effect,) = built.act.effects
    assert isinstance(effect, PayFromVault)
    assert (effect.vault, effect.to, effect.amount, effect.token) == (1, "0x" + "b0" * 20, str(5 * 10**16), "")
    promise = f"0.05 of the chain’s own coins are to be paid from vault 1 to {effect.to}"
    assert f"If carried out: {promise}, once enough members have approved it." in built.said
