"""Replayed records say on every page that nobody signed them, and show both ways of counting side by side."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from litestar.testing import TestClient

from daso.host import Host
from daso.testkit.replay import import_votes
from daso.web.app import create_app
from daso.web.settings import Settings
from tests.pages.reading import read
from tests.pages.village import ORIGIN

VOTES = """symbol,proposal_id,voter,voting_power,choice,created
TOK,0xaa,whale,1000.5,2,2023-01-01
TOK,0xaa,ant,1,1,2023-01-01
TOK,0xaa,bee,1,1,2023-01-02
TOK,0xbb,whale,1000.5,1,2023-02-01
TOK,0xbb,ant,2,1,2023-02-02
TOK,0xbb,bee,3,<b>none</b>,2023-02-02
"""


def test_a_replay_says_so_and_compares(tmp_path: Path) -> None:
    """Of two proposals one would have ended differently, one row is unreadable, and each page carries the notice."""
    source, data = tmp_path / "votes.csv", tmp_path / "data"
    source.write_text(VOTES, encoding="utf-8")
    (data / "orgs").mkdir(parents=True)
    (imported,) = import_votes(source, data, ORIGIN)
    host = Host(data, ORIGIN)
    client = TestClient(create_app(host, Settings(data=data, origin=ORIGIN)), base_url=ORIGIN)
    home = f"/o/{imported.slug}"
    for path in ("", "/compare", "/compare?differs=yes", "/proposals/1", "/decisions", "/members", "/charter"):
        answer = client.get(home + path, headers={"Accept": "text/html"})
        page = read(answer.text)
        assert answer.status_code == 200, path
        assert page.judge() == [], path
        assert "A replayed record." in page.texts, path
    texts = read(client.get(f"{home}/compare").text).texts
    figures = dict(pairwise(texts))
    assert figures["would have ended differently"] == "1"
    assert figures["rows that could not be read"] == "1"
    assert texts.count("yes") == 1
    assert texts.count("no") == 1
    assert texts[texts.index("Row 7") :][:3] == ["Row 7", "bee", "<b>none</b>"]
    host.close()
