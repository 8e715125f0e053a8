"""What names and ends a witness is built in the browser from just what was typed, and said before it is signed."""

from __future__ import annotations

from daso.kernel.proposal import OpenProposal
from daso.kernel.witness import EndWitness
from tests.client.conftest import Client
from tests.client.test_acts import build
from vectors.stories.witnesses import create_witness


def test_witnesses_are_named_and_ended(client: Client) -> None:
    """A motion names a witness by the whole line of its key and its address, and ends another by number."""
    witness = create_witness("witness.example/w1")
    html = f"""<input name=kind value=policy><input name=form value=motion>
        <input name=text.title value="Witnesses"><textarea name=text.body>Because.</textarea>
        <fieldset data-effect=NameWitness><input name=effect.vkey value=" {witness.vkey} ">
        <input name=effect.url value="{witness.url}/"></fieldset>
        <fieldset data-effect=EndWitness><input name=effect.witness value=3></fieldset>"""
    built = build(client, "OpenProposal", html)
    assert isinstance(built.act, OpenProposal)
    assert built.act.effects == (witness, EndWitness(witness=3))
    digits = witness.vkey.split("+")[1]
    named = f"witness.example/w1 becomes a witness, asked at {witness.url}. Its key has the sign {digits}."
    assert f"If carried out: {named}" in built.said
    assert "If carried out: witness 3 no longer counts." in built.said
