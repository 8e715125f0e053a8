"""Before anybody votes, everybody sees exactly what would happen: the law is tried out while one writes."""

from __future__ import annotations

from daso.keys.sign import P256Signer
from daso.web.request_code import NamingRequest, encode_request
from tests.pages.conftest import Served
from tests.pages.village import DRAFT, POLICY
from vectors.stories.witnesses import create_witness

HOME = "/o/village"


def test_what_is_being_written_is_tried_out(small: Served) -> None:
    """Effects that are being written are run on today's State, and what would differ is said."""
    page = small.visit(1).get(f"{HOME}/proposals/dry-run", params={"effect.origin": "https://third.example"}).text
    assert "Passkeys made at https://third.example count here from then on." in page
    assert "http://village.example and https://third.example" in page


def test_what_could_not_happen_is_said(small: Served) -> None:
    """An effect that the law would refuse is shown with the law's own sentence."""
    for given in ({"effect.origin": "http://village.example"}, {"effect.scrutineer": "4"}):
        page = small.visit(1).get(f"{HOME}/proposals/dry-run", params=given).text
        assert "As things stand, it could not be carried out:" in page


def test_what_could_not_happen_is_said_in_german(small: Served) -> None:
    """The law's own sentence is translated too, with what it speaks of in its place."""
    page = small.visit(1, "de").get(f"{HOME}/proposals/dry-run", params={"effect.scrutineer": "4"}).text
    assert "Prüfer:in 4 hat keinen Zugang." in page


def test_what_is_half_typed_does_no_harm(small: Served) -> None:
    """A field that is not filled in rightly yet adds nothing, and breaks nothing."""
    given = {"effect.origin": "https:/", "effect.scrutineer": "x", "effect.request": ""}
    answer = small.visit(1).get(f"{HOME}/proposals/dry-run", params=given)
    assert answer.status_code == 200
    assert "It is a resolution" in answer.text


def test_a_pasted_request_is_named(small: Served) -> None:
    """A scrutineer's code is read before anybody signs: who it is, what they will do, and who has access then."""
    request = NamingRequest(key=P256Signer.from_seed(b"sue").key, name="Sue Scrutineer")
    given = {"effect.request": encode_request(request), "effect.origin": "https://third.example"}
    page = small.visit(1).get(f"{HOME}/proposals/dry-run", params=given).text
    assert "Sue Scrutineer becomes a scrutineer: may read everything members may read, and has no vote." in page
    assert "<dd>nobody → <strong>Sue Scrutineer</strong></dd>" in page
    assert "https://third.example" in page


def test_a_witness_is_tried_out(small: Served) -> None:
    """A witness's key and address make one effect; a key that was not copied whole is refused by the law's sentence."""
    witness = create_witness("witness.example/w1")
    given = {"effect.vkey": witness.vkey, "effect.url": f"{witness.url}/"}
    page = small.visit(1).get(f"{HOME}/proposals/dry-run", params=given).text
    assert "witness.example/w1 becomes a witness, asked at https://witness.example/w1" in page
    assert "<dd>none → <strong>witness.example/w1</strong></dd>" in page
    broken = given | {"effect.vkey": witness.vkey.replace("/w1+", "/w2+")}
    page = small.visit(1).get(f"{HOME}/proposals/dry-run", params=broken).text
    assert "The key of this witness was not copied whole." in page
    page = small.visit(1).get(f"{HOME}/proposals/dry-run", params={"effect.witness": "3"}).text
    assert "No witness 3 is named." in page


def test_a_contract_is_tried_out(small: Served) -> None:
    """A contract's code is put into words before anybody signs, and ending one that is not used is refused."""
    code = "inbox/eip155:1:0x" + "a0" * 20
    page = small.visit(1).get(f"{HOME}/proposals/dry-run", params={"effect.code": code}).text
    assert f"Acts that the operator does not take can be handed in at 0x{'a0' * 20} on chain 1." in page
    assert "<dd>none → <strong>1</strong></dd>" in page
    page = small.visit(1).get(f"{HOME}/proposals/dry-run", params={"effect.ended": "1"}).text
    assert "No contract 1 is bound." in page
    assert (
        "It is a resolution" in small.visit(1).get(f"{HOME}/proposals/dry-run", params={"effect.code": code[:-1]}).text
    )


def test_a_damaged_request_is_said(small: Served) -> None:
    """A code that lost its end is answered by a sentence, not passed over."""
    page = small.visit(1).get(f"{HOME}/proposals/dry-run", params={"effect.request": "eyJrZXkiOns"}).text
    assert "This request code is damaged or not whole." in page
    assert "It is a resolution" not in page


def test_a_proposal_says_what_it_would_do(small: Served) -> None:
    """The page of a proposal names every effect, and what would be different afterwards."""
    page = small.visit().get(f"{HOME}/proposals/{POLICY}").text
    assert "Prüferin Pia becomes a scrutineer" in page
    assert "https://zweitens.example" in page
    assert "Nothing else changes." in page


def test_revising_keeps_every_effect(small: Served) -> None:
    """Whoever revises a draft finds all its effects in the form, of one kind as many as there are."""
    page = small.visit(1).get(f"{HOME}/proposals/{DRAFT}/revise").text
    assert page.count('value="https://drittens.example"') == 1
    assert page.count('value="https://viertens.example"') == 1
    assert page.count('data-effect="AgreeOrigin"') == 2
    assert page.count("disabled hidden") == page.count("data-enables=") - 1 > 0
