"""Before anybody votes, everybody sees exactly what would happen: the law is tried out while one writes."""

from __future__ import annotations

from tests.pages.conftest import Served
from tests.pages.village import DRAFT, POLICY

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


def test_what_is_half_typed_does_no_harm(small: Served) -> None:
    """A field that is not filled in rightly yet adds nothing, and breaks nothing."""
    given = {"effect.origin": "https:/", "effect.scrutineer": "x", "effect.key": "AAAA"}
    answer = small.visit(1).get(f"{HOME}/proposals/dry-run", params=given)
    assert answer.status_code == 200
    assert "It is a resolution" in answer.text


def test_a_proposal_says_what_it_would_do(small: Served) -> None:
    """The page of a proposal names every effect, and what would be different afterwards."""
    page = small.visit().get(f"{HOME}/proposals/{POLICY}").text
    assert "becomes a scrutineer" in page
    assert "https://zweitens.example" in page
    assert "Nothing else changes." in page


def test_revising_keeps_every_effect(small: Served) -> None:
    """Whoever revises a draft finds all its effects in the form, of one kind as many as there are."""
    page = small.visit(1).get(f"{HOME}/proposals/{DRAFT}/revise").text
    assert page.count('value="https://drittens.example"') == 1
    assert page.count('value="https://viertens.example"') == 1
    assert page.count('data-effect="AgreeOrigin"') == 2
    assert page.count("disabled hidden") == 2
