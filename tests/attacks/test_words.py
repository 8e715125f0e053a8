"""A member writes words to deceive readers, their browsers or their spreadsheets, or to keep the site busy.

And somebody wants words back that were erased.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace
from sqlalchemy import event

from daso.canon import encode
from daso.errors import Error
from daso.host import Absent
from daso.host.refusals import TextMissing, TextUnfit
from daso.kernel.ballot import CastBallot
from daso.kernel.comment import PostComment
from daso.kernel.key import AddKey
from daso.kernel.proposal import OpenProposal, ReviseProposal
from daso.keys.sign import P256Signer
from daso.web.markdown import render_markdown
from tests.host.founded import CHARTER, Founded, begin, open_host
from tests.web.site import Site

PAGE = {"accept": "text/html"}
HOME = "/o/wheel-whisk"
MOTION = {"kind": "ordinary", "form": "motion", "options": 2, "effects": ()}
CHOICE = {"kind": "ordinary", "form": "choice", "options": 3, "effects": ()}
POISON = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</textarea><svg onload=alert(1)>",
    "{{ 7001 * 7001 }}{% raw %}",
    "%(name)s {0} {name}",
    "[x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "![x](https://evil.test/seen.png)",
    "--><base href=//evil.test>",
)


@contextmanager
def refused(founded: Founded, error: type[Error]) -> Iterator[None]:
    """What member 1 does here is refused, and so their next act has the same number."""
    with pytest.raises(error):
        yield
    founded.people[0].seq -= 1


class Dangers(HTMLParser):
    """Finds whatever in a page could run, load or send anything that is not the site's own."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        for name, value in attrs:
            is_link = name in {"href", "src", "action", "formaction", "xlink:href"}
            is_ours = re.match(r"/(?!/)|[#?]|$", value or "") or (tag == "a" and re.match("https?://", value or ""))
            if name.startswith("on") or name in {"style", "srcdoc"} or (is_link and not is_ours):
                self.found.append(f"{tag} {name}={value}")
        if tag in {"img", "iframe", "base", "object", "embed"} or (tag == "script" and not dict(attrs).get("src")):
            self.found.append(tag)


def poison(founded: Founded, words: str) -> None:
    """Put the same words wherever a member can write."""
    line = words[:80]
    text = {"title": line, "body": words, "options": [line, "b", "c"]}
    founded.say(1, OpenProposal, "text", text, **CHOICE)
    number = founded.state.next_proposal - 1
    founded.say(1, PostComment, "text", {"body": words}, subject=f"proposal/{number}")
    founded.say(1, PostComment, "text", {"body": words}, subject="charter")
    founded.publish(number)
    read = founded.state.proposals[number].text
    founded.say(2, CastBallot, "reason", {"body": words}, proposal=number, text=read, choices=(1,))
    founded.join(P256Signer.generate(), name=line)
    founded.say(1, AddKey, "label", {"label": line}, key=P256Signer.generate().key)


@pytest.mark.parametrize("words", POISON)
def test_words_do_nothing_but_be_read(site: Site, words: str) -> None:
    """Whatever is written into names, titles, options, comments, reasons and labels, no page does anything of it."""
    founded = site.found(live_proposals=9)
    poison(founded, words)
    paths = ["", "/proposals", "/proposals/1", "/members", "/members/3", "/charter", "/decisions", "/audit", "/me"]
    paths += [f"/entries/{index}" for index in range(founded.hosted.size)]
    for signed_in in (False, True):
        if signed_in:
            site.sign_in(founded, founded.people[0])
            paths += ["/proposals/new"]
        for path in paths:
            page = site.browser.get(HOME + path, headers=PAGE).text
            assert Dangers(page).found == [], path
            assert "49014001" not in page


@pytest.mark.parametrize("words", POISON)
def test_an_address_does_nothing_but_be_read(site: Site, words: str) -> None:
    """What stands in an address comes back as words only, on pages, lists, searches and errors."""
    site.found(members=2)
    for path in ("/decisions", "/members", "/proposals/1", "", "/nothing"):
        query = dict.fromkeys(("words", "name", "voter", "language", "page", "next", "kind", "outcome"), words)
        assert Dangers(site.browser.get(HOME + path, params=query, headers=PAGE).text).found == []
    for path in (f"/o/{words}", f"/{words}", f"{HOME}/texts/{words}", f"{HOME}/log/{words}"):
        assert Dangers(site.browser.get(path, headers=PAGE).text).found == []


FORMULAS = (
    "=HYPERLINK(1)",
    "+1",
    "-1+cmd",
    "@SUM(1)",
    "\u00a0=1",
    "＝1+1",
    "a;=cmd|'/c calc'!A0;b",
    "a; \t=1",
    "a|=1",
)


def test_a_table_holds_no_formula(site: Site) -> None:
    """No cell of the decisions table begins like a formula, at whatever sign a spreadsheet divides its lines."""
    founded = site.found(live_proposals=len(FORMULAS))
    for title in FORMULAS:
        founded.publish(founded.propose(title=title))
    site.clock.advance(24)
    table = site.browser.get(f"{HOME}/decisions.csv").text
    for delimiter in ",;|":
        cells = [cell for row in csv.reader(io.StringIO(table), delimiter=delimiter) for cell in row]
        assert not [cell for cell in cells if cell.strip().startswith(("=", "+", "-", "@", "＝"))]


@pytest.mark.parametrize(
    "name", [" ", "\u200b", "\u3164", "Ada\n", "Ada\u2028Bob", "\u202eadA", "\u2066Ada", "\ufe0f", "\u2060\u00ad"]
)
def test_a_name_can_be_seen_and_turns_nothing_round(site: Site, name: str) -> None:
    """No member is called by something invisible, or by a sign that turns the words after it the other way round."""
    founded = site.found()
    with pytest.raises(TextUnfit):
        founded.join(P256Signer.generate(), name=name)
    with pytest.raises(TextUnfit):
        founded.propose(title=name)


def test_every_real_name_is_taken(site: Site) -> None:
    """Names of all scripts, with the signs they need, are names."""
    founded = site.found(invitations=20)
    for name in ("José", "שלום", "محمد", "👩\u200d👩\u200d👧", "O'Neil", "李", "می\u200cخواهم"):
        founded.join(P256Signer.generate(), name=name)
        number = founded.people[-1].number
        assert site.browser.get(f"/api/orgs/wheel-whisk/members/{number}").json()["name"] == name


def test_a_motion_names_no_options_of_its_own(site: Site) -> None:
    """For and against are the law's own words: no motion calls them otherwise, drafted or revised."""
    founded = site.found()
    text = {"title": "Lunch", "body": "", "options": ["Against", "For"]}
    with refused(founded, TextUnfit):
        founded.say(1, OpenProposal, "text", text, **MOTION)
    number = founded.propose()
    with refused(founded, TextUnfit):
        founded.say(1, ReviseProposal, "text", text, proposal=number, options=2, effects=())


def test_words_serve_the_purpose_they_were_written_for(site: Site) -> None:
    """A proposal does not rest on words that stand here as a comment, nor a choice on another one's options."""
    founded = site.found(live_proposals=5)
    comment = founded.say(1, PostComment, "text", {"body": "Only a comment."}, subject="charter")
    with refused(founded, TextMissing):
        founded.do(1, OpenProposal, text=comment, **MOTION)
    number = founded.propose()
    motion = founded.state.proposals[number].text
    with refused(founded, TextUnfit):
        founded.do(1, OpenProposal, text=motion, **CHOICE)
    founded.do(1, OpenProposal, text=motion, **MOTION)


def test_nobody_rests_on_the_words_of_another(site: Site) -> None:
    """Whoever uses another member's commitment must have the words themselves, and can't erase theirs."""
    founded = site.found()
    commitment = founded.say(1, PostComment, "text", {"body": "Mine."}, subject="charter")
    with pytest.raises(TextMissing):
        founded.do(2, PostComment, text=commitment, subject="charter")


@pytest.mark.parametrize(
    "text", ["|a" * 1200 + "|\n" + "|-" * 1200 + "|\n" + "x\n" * 7000, "|" + "a|" * 4000 + "\n|" + "-|" * 4000]
)
def test_a_short_text_makes_no_endless_table(text: str) -> None:
    """A text of twenty thousand signs does not turn into a table of tens of thousands of cells."""
    assert render_markdown(text[:20_000]).count("<td>") < 5_000


def test_a_table_is_a_table() -> None:
    """What members lay out as a table is shown as one."""
    assert render_markdown("|a|b|\n|-|-|\n" + "|1|2|\n" * 100).count("<td>") == 200


def test_erased_by_the_operator_is_erased_on_the_site(site: Site) -> None:
    """What another process erases, as `daso erase` does, is gone from the running site at once."""
    founded = site.found()
    commitment = founded.say(1, PostComment, "text", {"body": "Forget me."}, subject="charter")
    assert "Forget me." in site.browser.get(f"{HOME}/charter", headers=PAGE).text
    other = open_host(site.host.data, site.clock)
    other.open("wheel-whisk").erase(commitment, 1, site.clock())
    other.close()
    assert "Forget me." not in site.browser.get(f"{HOME}/charter", headers=PAGE).text
    assert site.browser.get(f"{HOME}/texts/{commitment}").status_code == 410


def test_erased_while_it_is_read_is_erased(site: Site) -> None:
    """A reader who came at the very moment of the erasure does not bring the words back into the site's memory."""
    founded = site.found()
    commitment = founded.say(1, PostComment, "text", {"body": "Forget me."}, subject="charter")
    texts = open_host(site.host.data, site.clock).open("wheel-whisk").texts
    is_first = True

    def erase_meanwhile(*_: object) -> None:
        nonlocal is_first
        if is_first:
            is_first = False
            founded.hosted.erase(commitment, 1, site.clock())
            texts.load(commitment)

    event.listen(texts._engine, "after_cursor_execute", erase_meanwhile)
    texts.load(commitment)
    assert texts.load(commitment) is Absent.ERASED


def test_the_same_words_in_two_organisations_are_two_texts(site: Site) -> None:
    """A commitment that stands in two organisations is erased in one of them only."""
    one, other = site.found(seed="a"), site.found(seed="b")
    commitments = {
        founded.say(1, PostComment, "text", {"body": "Same."}, subject="charter") for founded in (one, other)
    }
    (commitment,) = commitments
    one.hosted.erase(commitment, 1, site.clock())
    assert other.hosted.texts.load(commitment) is not Absent.ERASED


def test_two_founders_of_one_name_get_two_addresses(site: Site) -> None:
    """Nobody takes the address of another organisation by calling itself the same, or nearly."""
    slugs = set()
    for number, name in enumerate(("Wheel & Whisk", "wheel whisk", "Ｗheel-Whisk", "🍞", "..", "0" * 32)):
        charter = replace(CHARTER, name=name)
        _, envelope, given = begin(P256Signer.from_seed(bytes([number])), charter)
        hosted, _ = site.host.found(encode(envelope), [given])
        slugs.add(hosted.slug)
    assert len(slugs) == 6
    assert all(slug.replace("-", "").isalnum() and slug.isascii() for slug in slugs)
