"""Every page answers, is sound HTML, leads nowhere that is not there, and honours what was erased or is hidden."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tests.pages.conftest import Serve, Served
from tests.pages.reading import read
from tests.pages.village import CARRIED_OUT, CHOICE, DRAFT, MOTION, NOW, POLICY, REJECTED, WAITING, WITHDRAWN

HOME = "/o/village"
PROPOSALS = [CARRIED_OUT, WAITING, REJECTED, WITHDRAWN, MOTION, CHOICE, POLICY, DRAFT]
PAGES = [
    "/",
    "/found",
    HOME,
    f"{HOME}/proposals",
    f"{HOME}/proposals/new",
    *[f"{HOME}/proposals/{number}" for number in PROPOSALS],
    f"{HOME}/proposals/{MOTION}?voter=birk",
    f"{HOME}/decisions",
    f"{HOME}/decisions?words=glocke&outcome=adopted&kind=ordinary",
    f"{HOME}/decisions?outcome=waiting",
    f"{HOME}/decisions?words=nowhere",
    f"{HOME}/members",
    f"{HOME}/members?name=birk",
    f"{HOME}/members?name=nobody",
    f"{HOME}/members/1",
    f"{HOME}/members/2",
    f"{HOME}/charter",
    f"{HOME}/audit",
    f"{HOME}/sign-in",
    f"{HOME}/scrutineer",
    f"{HOME}/proposals/new?effect=NameScrutineer",
    f"{HOME}/proposals/new?effect=NameWitness",
    f"{HOME}/entries/0",
    f"{HOME}/join/5",
    f"{HOME}/join/99999",
]
OWN_PAGES = [f"{HOME}/me", f"{HOME}/told", f"{HOME}/proposals/{DRAFT}/revise"]


def get_sound(client: TestClient[Litestar], path: str, status: int = 200) -> str:
    """The page at this path, which must answer and be sound."""
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.text[:2000])
    assert read(answer.text).judge() == [], path
    return answer.text


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_page_of_a_small_village_answers_anybody(small: Served, language: str) -> None:
    """Whoever has no account sees every public page, and each is sound HTML."""
    client = small.visit(language=language)
    for path in PAGES:
        get_sound(client, path)


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_page_of_a_small_village_answers_a_member(small: Served, language: str) -> None:
    """Whoever has signed in sees the same pages, and their own."""
    client = small.visit(1, language)
    for path in PAGES + OWN_PAGES:
        get_sound(client, path)


def test_every_page_of_a_large_village_answers(large: Served) -> None:
    """Three thousand members fit on the same pages, and no page grows beyond what a telephone loads at once."""
    for client in (large.visit(), large.visit(7)):
        for path in PAGES:
            page = get_sound(client, path)
            assert len(page) < 150_000, path
    assert "3,000" in get_sound(large.visit(), HOME)


def test_pages_of_a_founding_answer(founding: Served) -> None:
    """While it is being founded, founders see what to do and strangers what there is."""
    for client in (founding.visit(), founding.visit(1), founding.visit(2, "de")):
        for path in ("/", HOME, f"{HOME}/founding", f"{HOME}/charter", f"{HOME}/members", f"{HOME}/join/4"):
            get_sound(client, path)
    assert 'data-act="AgreeClause"' in get_sound(founding.visit(2), f"{HOME}/founding")
    assert "data-act" not in get_sound(founding.visit(), f"{HOME}/founding")


def test_all_links_lead_somewhere(small: Served) -> None:
    """From the front page, every address that a link names answers, and every place within a page is there."""
    client = small.visit(1)
    seen: dict[str, set[str]] = {}
    waiting = [("/", "/")]
    while waiting:
        came_from, address = waiting.pop()
        parts = urlsplit(address)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if parts.scheme in {"https", "mailto"} or "language=" in parts.query:
            continue
        if path not in seen:
            answer = client.get(path)
            assert answer.status_code == 200, (came_from, address)
            is_page = answer.headers["content-type"].startswith("text/html")
            page = read(answer.text if is_page else "")
            seen[path] = set(page.ids)
            waiting += [(path, urljoin(path, link)) for link in page.links]
        assert not parts.fragment or parts.fragment in seen[path], (came_from, address)
    assert len(seen) > 60


def test_a_vote_says_who_is_still_missing(small: Served) -> None:
    """Everybody sees who has not voted, and when they are reminded."""
    page = get_sound(small.visit(), f"{HOME}/proposals/{MOTION}")
    assert "has not voted yet" in page
    assert "Whoever has not voted is reminded:" in page


def test_unknown_pages_say_so(small: Served) -> None:
    """What is not there is said with a page in words."""
    client = small.visit()
    for path in (
        "/o/nowhere",
        f"{HOME}/proposals/999",
        f"{HOME}/members/999",
        f"{HOME}/entries/99999",
        f"{HOME}/mandates/999",
        f"{HOME}/lots/999",
        f"{HOME}/compare",
    ):
        get_sound(client, path, 404)
    get_sound(client, f"{HOME}/me", 401)


def test_erased_texts_say_so(serve: Serve) -> None:
    """Whoever erases their name or words is shown by number, and the place of the words says that they are gone."""
    served = serve(4)
    client, hosted = served.visit(1), served.host.open("village")
    state = hosted.get_state(NOW)
    hosted.erase(state.proposals[MOTION].text, 1, NOW)
    hosted.erase(state.members[1].profile, 1, NOW)
    page = get_sound(client, f"{HOME}/proposals/{MOTION}")
    assert "Erased by its author." in page
    assert "Ein Brunnen" not in page
    assert "Ada Ash" not in page
    assert "Erased by its author." in get_sound(client, f"{HOME}/members/1")


def test_hidden_texts_say_who_may_read_them(private: Served) -> None:
    """Where the charter keeps texts to members, strangers see acts and tallies, and are told who reads the words."""
    strange = get_sound(private.visit(), f"{HOME}/proposals/{MOTION}")
    assert "Only members and the scrutineers they name may read this." in strange
    assert "Ein Brunnen" not in strange
    assert "Ada Ash" not in strange
    assert "For" in strange
    assert "Ein Brunnen" in get_sound(private.visit(3), f"{HOME}/proposals/{MOTION}")
    for path in PAGES:
        page = get_sound(private.visit(), path)
        assert not any(secret in page for secret in ("Ein Brunnen", "Ada Ash", "Birk Nummer", "Gern gelesen")), path


def test_what_members_write_can_do_nothing(small: Served) -> None:
    """Scripts and pictures in members' words never reach a page as such, and links say that nobody vouches for them."""
    page = get_sound(small.visit(), f"{HOME}/proposals/{MOTION}")
    assert "<script>alert" not in page
    assert "<img" not in page
    assert 'rel="nofollow noopener"' in page
    assert "Dorf &amp; Söhne &lt;eG&gt;" in page
