"""Anybody can paste a receipt and gets an answer, without an account and without JavaScript."""

from __future__ import annotations

from base64 import b64encode

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
    extra = receipt.split("\n")[1]
    for changed in (
        receipt.replace("index 3", "index 4"),
        receipt.replace(extra, f"extra {b64encode(b'{}').decode()}"),
        receipt[:-20],
    ):
        page = paste(client, changed)
        assert "This does not hold" in page
        assert "It holds" not in page
    assert "It holds" in paste(client, receipt.replace(f"{extra}\n", ""))


def test_what_is_no_receipt_is_no_evidence(small: Served) -> None:
    """Whoever pastes something else is told so, and nobody is accused."""
    client = small.visit()
    receipt = client.get(f"{HOME}/entries/3/receipt").text
    for pasted in ("no receipt", receipt[receipt.index("index") :], ""):
        page = paste(client, pasted)
        assert "This is no receipt" in page
        assert "This does not hold" not in page


def test_a_receipt_of_another_log_does_not_hold(small: Served, serve: Serve) -> None:
    """A receipt that another key signed under our name is evidence; one of another name belongs on another page."""
    client = small.visit()
    other = serve(3, is_founding=True).visit().get(f"{HOME}/entries/3/receipt").text
    assert "This does not hold" in paste(client, other)
    page = paste(client, client.get(f"{HOME}/entries/3/receipt").text.replace("example/o/", "example/p/"))
    assert "This is another log’s receipt" in page
    assert "It holds" not in page


def test_the_register_of_decisions_can_be_taken_along(small: Served) -> None:
    """The table holds one line for each decision, in columns that programs can rely on."""
    answer = small.visit().get(f"{HOME}/decisions.csv")
    lines = answer.text.splitlines()
    assert answer.headers["content-type"].startswith("text/csv")
    assert lines[0].startswith("number,title,kind,form,author,outcome,counts")
    assert len(lines) == 5
    assert lines[1].startswith("1,Eine Glocke,ordinary,motion,1,adopted,2 0,1,4,")
