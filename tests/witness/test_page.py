"""The page on which everybody can check everything says who outside has seen the log, in members' words."""

from __future__ import annotations

import re

from litestar.testing import TestClient

from daso.web import create_app
from tests.host.founded import ORIGIN
from tests.witness.conftest import Watched


def read_page(watched: Watched, language: str = "en") -> str:
    """The words of the page's part about witnesses, without an account and without scripts."""
    with TestClient(create_app(watched.host, watched.settings), base_url=ORIGIN) as browser:
        page = browser.get(f"/o/{watched.founded.hosted.slug}/audit?language={language}").text
    watched.reopen()
    part = page[page.index('id="witnesses"') :].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", part).split())


def test_nobody_is_named(watched: Watched) -> None:
    """Without witnesses the page says so, and what they are for."""
    assert "No witnesses are named yet." in read_page(watched)


def test_who_has_seen_it(watched: Watched) -> None:
    """The page counts the witnesses that have seen the log, says when, and what each has seen."""
    watched.hire(2)
    assert "Seen by none of 2 witnesses yet." in read_page(watched)
    watched.stop(0)
    watched.turn()
    page = read_page(watched)
    assert re.search(r"Seen by 1 of 2 witnesses, last at .* UTC\s?\.", page), page
    assert "witness.example/w0 It did not answer." in page
    size = watched.log_head.checkpoint.size
    assert re.search(rf"witness\.example/w1 has seen it Saw {size} entries, .* UTC\s?\. named by decision 1", page), (
        page
    )
    assert "saw another history" not in page
    assert re.search(r"Gesehen von 1 von 2 Zeugen, zuletzt .* UTC\s?\.", read_page(watched, "de"))


def test_two_histories_are_said_aloud(watched: Watched) -> None:
    """When a witness says that it has seen another history, the page says so first, by the witness's name."""
    watched.hire(2)
    seqs = watched.keep_copy()
    watched.act()
    watched.turn()
    watched.bring_back(seqs)
    watched.turn()
    page = read_page(watched)
    assert "witness.example/w0 and witness.example/w1 saw another history of this log" in page
    assert page.count("It says that it has seen another history.") == 2


def test_fewer_than_the_charter_asks_for(watched: Watched) -> None:
    """While fewer witnesses than the charter asks for have seen what is newest, the page says so."""
    warning = "The charter asks for 1 witness, and fewer have seen what is newest."
    assert warning not in read_page(watched), "nobody is named, so nobody can be missing"
    watched.hire(1)
    assert warning in read_page(watched)
    watched.turn()
    assert warning not in read_page(watched)


def test_the_page_follows_what_witnesses_say(watched: Watched) -> None:
    """A page that was made before a witness answered is not shown after it."""
    watched.hire(1)
    path = f"/o/{watched.founded.hosted.slug}/audit"
    with TestClient(create_app(watched.host, watched.settings), base_url=ORIGIN) as browser:
        before = browser.get(path).text
        watched.turn()
        after = browser.get(path).text
    watched.reopen()
    assert "Not seen by its witness yet." in before
    assert "Seen by 1 of 1 witness" in after
