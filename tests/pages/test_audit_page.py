"""Anybody can paste a receipt and gets an answer, without an account and without JavaScript."""

from __future__ import annotations

from litestar import Litestar
from litestar.testing import TestClient

from tests.pages.conftest import Serve, Served
from tests.pages.reading import read

HOME = "/o/village"


def paste(client: TestClient[Litestar], receipt: str) -> str:
    """Send the form as a browser does that runs no scripts."""
    answer = client.post(f"{HOME}/audit", data={"receipt": receipt})
    assert answer.status_code == 200
    assert read(answer.text).judge() == []
    return answer.text


def test_a_genuine_receipt_holds(small: Served) -> None:
    """The receipt that an entry's page gives is found to hold, in whatever margins it was pasted."""
    client = small.visit()
    receipt = client.get(f"{HOME}/entries/3/receipt").text
    page = paste(client, f"\r\n\r\n{receipt.replace(chr(10), chr(13) + chr(10))}  \n")
    assert "It holds" in page
    assert f'href="{HOME}/entries/3"' in page


def test_a_changed_receipt_does_not_hold(small: Served) -> None:
    """A receipt of which anything was changed is refused, with a sentence that says why."""
    client = small.visit()
    receipt = client.get(f"{HOME}/entries/3/receipt").text
    for changed in (receipt.replace("index 3", "index 4"), receipt.replace("example/o/", "example/p/"), "no receipt"):
        page = paste(client, changed)
        assert "This does not hold" in page
        assert "It holds" not in page


def test_a_receipt_of_another_log_does_not_hold(small: Served, serve: Serve) -> None:
    """A genuine receipt of somebody else's log proves nothing here."""
    other = serve(3, is_founding=True).visit().get(f"{HOME}/entries/3/receipt").text
    assert "This does not hold" in paste(small.visit(), other)


def test_the_register_of_decisions_can_be_taken_along(small: Served) -> None:
    """The table holds one line for each decision, in columns that programs can rely on."""
    answer = small.visit().get(f"{HOME}/decisions.csv")
    lines = answer.text.splitlines()
    assert answer.headers["content-type"].startswith("text/csv")
    assert lines[0].startswith("number,title,kind,form,author,outcome,counts")
    assert len(lines) == 5
    assert lines[1].startswith("1,Eine Glocke,ordinary,motion,1,adopted,2 0,1,4,")
