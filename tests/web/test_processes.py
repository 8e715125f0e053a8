"""Two processes that serve one data folder are one site: what one took in, promised or erased counts at the other."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from daso.canon import encode
from daso.cli import main
from daso.host import Host
from daso.host.host import read_clock
from daso.kernel.comment import PostComment
from daso.kernel.transition import Envelope
from daso.keys.sign import P256Signer
from daso.ledger import parse_receipt, verify_receipt
from tests.host.founded import HOUR, ORIGIN, Clock, Founded, begin, commit, found, send
from tests.postgres.cluster import get_cluster
from tests.web.processes import SLUG, Server, serving


class Twins(NamedTuple):
    """An organisation, closed; where it is; and the address of its ledger, if that is a database."""

    founded: Founded
    data: Path
    ledger: str


def prepare(data: Path, ledger: str) -> Twins:
    """An organisation whose clock was the real one two hours ago."""
    host = Host(data, ORIGIN, Clock(read_clock() - 2 * HOUR), ledger)
    founded = found(host)
    host.close()
    return Twins(founded, data, ledger)


@pytest.fixture(params=["postgres", "sqlite"])
def twins(request: pytest.FixtureRequest, tmp_path: Path) -> Twins:
    """One organisation in a database, and one in a file: both may be served by several processes."""
    return prepare(tmp_path, get_cluster().make_place() if request.param == "postgres" else "")


@pytest.fixture
def stored(tmp_path: Path) -> Twins:
    """An organisation whose log is in a database."""
    return prepare(tmp_path, get_cluster().make_place())


def comment(founded: Founded, number: int, words: str, salt: int = 0) -> tuple[Envelope, str, Callable[[], bytes]]:
    """An envelope of a member's next comment, the commitment of its words, and all that is sent."""
    commitment, given = commit({"body": words}, bytes([salt]) * 16)
    envelope = founded.people[number - 1].do(PostComment, subject="charter", text=commitment)
    return envelope, commitment, lambda: encode({"envelope": envelope, "texts": [send(given)]})


def post_comment(server: Server, content: bytes) -> httpx.Response:
    """Send an act as it was prepared."""
    return server.post(f"/api/orgs/{SLUG}/acts", content)


def test_what_one_took_in_the_other_shows(twins: Twins) -> None:
    """An act sent to one process is in the other's next answer: its pages, its log, and the news of open pages."""
    with serving(twins.data, twins.ledger) as (one, other), ExitStack() as held:
        before = other.get_size()
        stream = held.enter_context(other.browser.stream("GET", f"/o/{SLUG}/events"))
        news = stream.iter_lines()
        assert next(news) == "event: size"
        _, commitment, content = comment(twins.founded, 1, "Good morning.")
        assert post_comment(one, content()).status_code == 201
        page = other.browser.get(f"/o/{SLUG}/entries/{before}")
        assert page.status_code == 200
        assert "Good morning." in other.browser.get(f"/o/{SLUG}/texts/{commitment}").text
        assert other.get_size() == before + 1
        assert any(line == "event: charter" for line in news)


def test_two_posts_race_for_one_number(twins: Twins) -> None:
    """Of two acts with one number, sent to two processes at once, one is taken and the other is told why not."""
    founded = twins.founded
    with serving(twins.data, twins.ledger) as servers, ThreadPoolExecutor(2) as pool:
        for turn in range(10):
            person = founded.people[0]
            seq = person.seq
            contents = []
            for salt in (1, 2):
                person.seq = seq
                contents.append(comment(founded, 1, f"Turn {turn}", salt)[2]())
            answers = list(pool.map(post_comment, servers, contents))
            assert sorted(answer.status_code for answer in answers) == [201, 409]
            refused = next(answer for answer in answers if answer.status_code == 409)
            assert refused.json()["code"] == "sequence-broken"
        assert servers[0].get_size() == servers[1].get_size()


def test_sent_again_to_the_other(twins: Twins) -> None:
    """An act whose answer was lost gets the same answer from the other process."""
    with serving(twins.data, twins.ledger) as (one, other):
        content = comment(twins.founded, 1, "Once")[2]()
        first, again = post_comment(one, content), post_comment(other, content)
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["entry"] == again.json()["entry"]


def test_a_session_counts_everywhere(twins: Twins) -> None:
    """A challenge of one process is signed at the other, once; and who signed in there is known here, until they go."""
    with serving(twins.data, twins.ledger) as (one, other):
        person, challenge = twins.founded.people[1], one.ask_challenge()
        assert other.sign_in(person, challenge).status_code == 200
        assert one.sign_in(person, challenge).json()["code"] == "challenge-spent"
        one.browser.cookies = other.browser.cookies
        assert one.browser.get(f"/o/{SLUG}/me").status_code == 200
        other.post(f"/o/{SLUG}/sign-out")
        assert one.browser.get(f"/o/{SLUG}/me").status_code != 200


def test_erased_words_are_gone_everywhere(twins: Twins) -> None:
    """Words erased at one process are in no answer of the other from then on, though it had just shown them."""
    with serving(twins.data, twins.ledger) as (one, other):
        _, commitment, content = comment(twins.founded, 2, "Regrettable words")
        entry = post_comment(one, content()).json()["entry"]
        path = f"/o/{SLUG}/texts/{commitment}"
        assert "Regrettable" in other.browser.get(path).text
        assert "Regrettable" in other.browser.get(f"/o/{SLUG}/charter").text
        one.sign_in(twins.founded.people[1], other.ask_challenge())
        assert one.post(f"{path}/erase").status_code == 303
        assert other.browser.get(path).status_code == 410
        for page in (f"/o/{SLUG}/charter", f"/o/{SLUG}/entries/{entry}", f"/o/{SLUG}"):
            answer = other.browser.get(page)
            assert answer.status_code == 200
            assert "Regrettable" not in answer.text


def test_founded_at_two_at_once(tmp_path: Path) -> None:
    """An organisation whose founding act reaches two processes at once is founded once, with one key and one log."""
    ledger = get_cluster().make_place()
    assert main(["init", str(tmp_path)]) == 0
    with serving(tmp_path, ledger) as servers, ThreadPoolExecutor(2) as pool:
        for turn in range(4):
            _, envelope, given = begin(P256Signer.from_seed(b"%d" % turn))
            content = encode({"envelope": envelope, "texts": [send(given)]})
            answers = list(pool.map(lambda server, content=content: server.post("/api/orgs", content), servers))
            assert {answer.status_code for answer in answers} <= {200, 201}, [answer.text for answer in answers]
            assert len({(answer.json()["slug"], answer.json()["vkey"]) for answer in answers}) == 1
        assert [len(server.browser.get("/api/orgs").json()) for server in servers] == [4, 4]


def test_killed_under_load(stored: Twins) -> None:
    """When a process is killed in the middle of its work, all that it acknowledged is there, and the other goes on."""
    founded = stored.founded
    receipts: list[tuple[bytes, dict[str, str]]] = []

    def write(server: Server, number: int) -> None:
        for turn in range(400):
            envelope, _, content = comment(founded, number, f"Turn {turn}", number)
            try:
                answer = post_comment(server, content())
            except httpx.TransportError:
                return
            assert answer.status_code == 201, answer.text
            receipts.append((encode({"at": answer.json()["at"], "envelope": envelope}), answer.json()))
            if len(receipts) > 200:
                return

    with serving(stored.data, stored.ledger) as (one, other), ThreadPoolExecutor(2) as pool:
        writing = [pool.submit(write, one, 1), pool.submit(write, other, 2)]
        while len(receipts) < 40:
            assert not writing[0].done()
            time.sleep(0.005)
        one.process.kill()
        one.process.wait()
        for work in writing:
            work.result()
        for entry, answer in receipts:
            verify_receipt(parse_receipt(answer["receipt"]), entry, answer["vkey"])
            shown = other.browser.get(f"/api/orgs/{SLUG}/entries/{answer['entry']}/receipt")
            verify_receipt(parse_receipt(shown.text), entry, answer["vkey"])


def test_the_database_goes_and_comes_back(stored: Twins) -> None:
    """While the database is down people are told to try again, and afterwards everything is there and goes on."""
    with serving(stored.data, stored.ledger) as (one, other):
        assert post_comment(one, comment(stored.founded, 1, "Before")[2]()).status_code == 201
        size = one.get_size()
        later = comment(stored.founded, 1, "After")[2]()
        get_cluster().stop("immediate")
        try:
            for answer in (post_comment(one, later), other.browser.get(f"/o/{SLUG}"), other.browser.get("/healthz")):
                assert answer.status_code == 503
                assert "try again" in answer.text.lower()
        finally:
            get_cluster().start()
        assert post_comment(one, later).status_code == 201
        assert other.get_size() == size + 1
        assert other.browser.get(f"/o/{SLUG}").status_code == 200
