"""The demonstration: the same for the same day, lawful, alive now, and as lively as its pages need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daso.clerk import Evidence, StatementSource, audit_organisation
from daso.host import Absent, Host, Hosted
from daso.host.texts import get_wanted
from daso.kernel.charter import HOUR
from daso.kernel.finding import PublishFinding
from daso.kernel.hub import HUB_KINDS, get_hub_status
from daso.kernel.mandate import compute_report_due, get_mandate_status
from daso.kernel.queries import has_token
from daso.kernel.state import State
from daso.kernel.transition import decode_entry
from daso.ledger import NoteSigner
from daso.testkit.demo import ORG, PEOPLE, SLUG, build_demo, compute_org, compute_signers
from daso.testkit.demo.build import tell
from daso.testkit.demo.case import Case
from daso.testkit.demo.duties import DRAWN
from daso.testkit.demo.stage import find_number
from daso.testkit.demo.story import STORY
from daso.testkit.past import AlreadyHere

TODAY = date(2026, 3, 1)
NOW = int(datetime(2026, 3, 1, tzinfo=UTC).timestamp()) * 1000


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demonstration in it."""
    folder = tmp_path_factory.mktemp("demo")
    build_demo(folder, TODAY)
    return folder


@pytest.fixture(scope="module")
def hosted(data: Path) -> Iterator[Hosted]:
    """The demonstration as a host opens it, on the morning of its last day."""
    host = Host(data, clock=lambda: NOW)
    yield host.open(SLUG)
    host.close()


@pytest.fixture(scope="module")
def state(hosted: Hosted) -> State:
    """Where it stands that morning."""
    return hosted.get_state(NOW)


def test_same_day_same_bytes(data: Path, tmp_path: Path) -> None:
    """Building twice for one day gives the same log, key and texts, byte for byte."""
    fresh = tmp_path / "first"
    again = tmp_path / "second"
    for folder in (fresh, again):
        build_demo(folder, TODAY)
    for name in (f"orgs/{ORG}/log.sqlite", f"orgs/{ORG}/log.key", "host.sqlite"):
        assert (fresh / name).read_bytes() == (again / name).read_bytes()


def test_another_day_is_another_log() -> None:
    """The story moves with its last day, so that votes are always open now."""
    with tell(TODAY) as one, tell(date(2026, 3, 2)) as other:
        assert one.state.entries == other.state.entries
        assert one.state.at + 24 * HOUR == other.state.at


def test_another_site_is_another_log() -> None:
    """Told for another address, the bakery agrees to that site, where visitors can make passkeys then."""
    origin = "http://localhost:8500"
    with tell(TODAY) as one, tell(TODAY, origin=origin) as other:
        assert one.state.origins == ("http://localhost:8000",)
        assert other.state.origins == ("http://localhost:8000", origin)
        assert (one.org, other.org) == (ORG, compute_org(origin))
        assert one.state.entries == other.state.entries


@settings(max_examples=3)
@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_will_do(today: date) -> None:
    """The story can be told up to any day."""
    with tell(today) as past:
        assert len(past.state.decisions) + len(past.state.proposals) == len(STORY)


def test_nothing_lies_in_the_future(state: State) -> None:
    """The last act was done before the day began, so that the clock never has to wait."""
    assert state.at <= NOW


def test_audit_finds_it_sound(data: Path, hosted: Hosted) -> None:
    """A stranger who trusts nobody finds every signature, rule and tally in order."""
    signer = NoteSigner.parse((data / "orgs" / ORG / "log.key").read_text().strip())
    evidence = Evidence(vkey=hosted.vkey, now=NOW)
    result = audit_organisation(StatementSource(hosted.log, hosted.clerk.state, signer), evidence)
    assert (result.exit_code, result.size, result.unchecked) == (0, hosted.size, ())


def test_every_text_is_there(hosted: Hosted) -> None:
    """No commitment on the log is without its words."""
    for data in hosted.log.read(0, hosted.size):
        for commitment in get_wanted(decode_entry(data).envelope.act):
            assert not isinstance(hosted.texts.load(commitment), Absent)


def test_people(state: State) -> None:
    """There are some thirty members; one has left, one waits for a sponsor, and invitations are open."""
    assert len(state.members) == len(PEOPLE)
    assert 24 <= state.tokens <= 40
    assert sum(member.left_at > 0 for member in state.members.values()) == 1
    assert sum(not member.token_at for member in state.members.values()) == 1
    assert sum(invitation.expires_at > NOW for invitation in state.invitations.values()) >= 2


def test_keys(state: State) -> None:
    """Some have a second device, one has revoked a lost one, and the demonstration's server can sign for all others."""
    keys = [record for member in state.members.values() for record in member.keys]
    assert sum(len(member.keys) > 1 for member in state.members.values()) >= 3
    assert sum(record.revoked_at > 0 for record in keys) == 1
    for number, signer in compute_signers().items():
        assert any(r.key == signer.key and not r.revoked_at for r in state.members[number].keys)
    assert set(compute_signers()) == {n for n, member in state.members.items() if not member.left_at}


def test_counts_are_the_storys(state: State) -> None:
    """Each vote ended with the counts and the fate that the story gives it."""
    fates = dict.fromkeys(("carried-out", "waiting", "expired", "overturned"), "adopted")
    told = {case.title: case for case in STORY if case.fate not in ("open", "draft")}
    assert len(told) == len(state.decisions)
    ended = Counter((d.outcome, d.carried_out_at > 0, d.tally and d.tally.counts) for d in state.decisions.values())
    assert ended == Counter(
        (fates.get(case.fate, case.fate), case.fate == "carried-out", count(case)) for case in told.values()
    )


def count(case: Case) -> tuple[int, ...] | None:
    """The counts by option that follow from the story's; none where nobody voted."""
    if not case.ways:
        return case.votes or None
    assert case.method == "approval"
    ballots = list(zip(case.ways, case.votes, strict=True))
    return tuple(sum(n for way, n in ballots if i in way) for i in range(1, len(case.options) + 1))


def test_every_kind_of_ending(state: State) -> None:
    """Decisions were adopted, carried out, expired, withdrawn, lapsed, and rejected for each of three reasons."""
    decisions = list(state.decisions.values())
    assert 40 <= len(decisions) <= 60
    assert {d.outcome for d in decisions} == {"adopted", "rejected", "withdrawn", "lapsed"}
    assert {d.tally.reason for d in decisions if d.tally} == {"adopted", "threshold", "quorum", "tie"}
    waiting = [d for d in decisions if d.outcome == "adopted" and d.effective_at and not d.carried_out_at]
    assert sum(bool(d.overturned_by) for d in waiting) == 1
    assert any(d.expires_at <= NOW and not d.readable_from for d in waiting)
    assert sum(d.expires_at > NOW for d in waiting) == 1
    assert {(d.kind, d.form) for d in decisions} >= {
        ("ordinary", "motion"),
        ("ordinary", "choice"),
        ("policy", "motion"),
    }
    assert len(state.scrutineers) == 1


def test_every_vote_is_lively(state: State) -> None:
    """On every proposal that was published between fifteen and thirty people have voted."""
    cast = [d.tally.cast for d in state.decisions.values() if d.tally]
    cast += [len(p.ballots) for p in state.proposals.values() if p.published_at]
    assert min(cast) >= 15
    assert max(cast) <= 30


def test_votes_are_open_now(state: State) -> None:
    """Five votes are open all through the last day, one of them until the night after it; two drafts are discussed."""
    open_now = [p for p in state.proposals.values() if p.published_at]
    assert len(open_now) == 5
    assert sum(p.closes_at - NOW < 30 * HOUR for p in open_now) == 1
    assert all(p.closes_at - NOW > 24 * HOUR for p in open_now)
    assert len(state.proposals) - len(open_now) == 2
    assert any(p.way == "ranked" and p.kind == "mandate" for p in open_now)
    assert any(p.is_by_consent and p.answered for p in open_now)


def test_offices(state: State) -> None:
    """An elected office is reported on in time; of two that were drawn by lot one was given back, one is late."""
    mandates = sorted(state.mandates.values(), key=lambda one: one.number)
    book, *ears = mandates
    drawn = [number for lot in state.lots.values() for number in lot.drawn]
    assert drawn == [find_number(name) for name in DRAWN] == [one.holder for one in ears]
    assert [lot.round for lot in state.lots.values()] == [2]
    statuses = [get_mandate_status(state, one, NOW) for one in mandates]
    assert sorted(statuses) == ["held", "held", "resigned"]
    assert (book.reports, compute_report_due(book) > NOW) == (3, True)
    late = [one for one in ears if 0 < compute_report_due(one) <= NOW and get_mandate_status(state, one, NOW) == "held"]
    assert [one.reports for one in late] == [1]


def test_money_was_ordered(state: State) -> None:
    """One payment was confirmed, and one waits for the word of the member whom it is for."""
    paid, ordered = (state.payments[number] for number in (1, 2))
    assert (paid.payee, paid.confirmed_at > 0) == (0, True)
    assert (ordered.payee, ordered.confirmed_at) == (find_number("beatrix"), 0)


def test_second_thoughts(state: State) -> None:
    """A challenge was upheld and one overturned its decision; what waits has one condition met and one still open."""
    decisions = state.decisions.values()
    assert sum(bool(d.upheld_by) for d in decisions) == sum(bool(d.overturned_by) for d in decisions) == 1
    assert all(d.reply for d in decisions if d.form == "verdict")
    [held] = [d for d in decisions if d.conditions]
    assert [bool(one.met_at) for one in held.conditions] == [False, True]
    assert all(one.due_at > NOW for one in held.conditions)
    assert held.conditions[0].before
    assert len(state.pauses) == 1


def test_charter_was_amended(state: State) -> None:
    """After two readings an ordinary proposal needs a fifth of all, and one decision would have gone otherwise."""
    [change] = state.amendments
    assert (change.path, change.was, change.becomes) == ("rules.ordinary.quorum", (1, 4), (1, 5))
    second = state.decisions[change.decision]
    assert state.decisions[int(second.about.partition("/")[2])].outcome == "adopted"
    cases = [d for d in state.decisions.values() if d.tally and d.tally.reason == "quorum"]
    assert [5 * d.tally.counts[0] >= d.tally.electorate for d in cases if d.tally] == [True]


def test_newcomer_by_vote(state: State) -> None:
    """Somebody was admitted by vote, after a word of her own, and is in her probation still."""
    seraphina = state.members[find_number("seraphina")]
    [admission] = [d for d in state.decisions.values() if d.kind == "admission"]
    assert (admission.about, bool(admission.reply)) == (f"member/{seraphina.number}", True)
    assert len(seraphina.sponsors) < state.charter.sponsors
    assert seraphina.token_at == admission.carried_out_at
    assert seraphina.probation_until > NOW


def test_comments_were_moderated(state: State) -> None:
    """Three flags have hidden one comment, and one flag has hidden nothing."""
    assert sorted((len(one.flags), one.hidden_at > 0) for one in state.moderated.values()) == [(1, False), (3, True)]


def test_members_gather(hosted: Hosted, state: State) -> None:
    """There is an alive hub of each kind, people came and went again, and an open vote concerns one of them."""
    assert sorted(hub.kind for hub in state.hubs.values()) == sorted(HUB_KINDS)
    assert all(get_hub_status(state, hub) == "alive" for hub in state.hubs.values())
    assert any(hub.due_at > NOW for hub in state.hubs.values())
    assert any(row.act == "LeaveHub" for row in hosted.register.get_of_subject("hub/2"))
    assert [one.kind for one in state.proposals.values() if one.hub and one.published_at] == ["hub"]


def test_a_scrutineer_found_something(hosted: Hosted) -> None:
    """The scrutineer has published findings of two kinds."""
    acts = [decode_entry(data).envelope.act for data in hosted.log.read(0, hosted.size)]
    assert [act.verdict for act in acts if isinstance(act, PublishFinding)] == ["sound", "doubtful"]


def test_founding_was_a_discussion(hosted: Hosted, state: State) -> None:
    """Clauses and charter were rewritten before all founders agreed to every clause."""
    entries = [decode_entry(data).envelope.act for data in hosted.log.read(0, hosted.size)]
    acts = Counter(type(act).__name__ for act in entries)
    assert acts["WriteClause"] > len(state.clauses)
    assert acts["WriteCharter"] >= 1
    founders = [n for n, member in state.members.items() if member.joined_at < state.inaugurated_at]
    assert all(set(founders) <= set(clause.agreed) for clause in state.clauses.values())
    assert all(has_token(state.members[n]) for n in founders)


def test_votes_were_changed_and_reasoned(hosted: Hosted) -> None:
    """People changed their votes, and minorities gave reasons too."""
    ballots: Counter[tuple[int, int]] = Counter()
    reasoned = 0
    for row in hosted.register.get_between(0, hosted.size):
        if row.act == "CastBallot":
            ballots[row.by, int(row.subject.removeprefix("proposal/"))] += 1
    for data in hosted.log.read(0, hosted.size):
        reasoned += bool(getattr(decode_entry(data).envelope.act, "reason", ""))
    assert sum(count > 1 for count in ballots.values()) >= 10
    assert reasoned >= 80


def test_built_once(data: Path) -> None:
    """A folder that holds the demonstration is never built over."""
    with pytest.raises(AlreadyHere):
        build_demo(data, TODAY)
