"""The register finds entries by what they are about, and is made anew whenever it does not fit its log."""

from __future__ import annotations

import sqlite3

from structlog.testing import capture_logs

from daso.clerk import Register
from daso.ledger import NoteSigner
from daso.ledger.memory import MemoryLog
from tests.clerk.organisation import create_story
from tests.clerk.place import Place, comment, submit, vote


def make_log() -> MemoryLog:
    """A log with the whole story."""
    log = MemoryLog(NoteSigner.generate("coop.example/log"))
    log.append(create_story().entries, 0)
    return log


def test_subjects() -> None:
    """Every entry is found under what it is about, in the order of the log."""
    register = Register(make_log())
    assert [row.act for row in register.get_of_subject("proposal/2")] == [
        "OpenProposal",
        "PublishProposal",
        "CastBallot",
        "CastBallot",
        "CastBallot",
    ]
    assert [row.by for row in register.get_of_subject("charter")] == [1, 2, 3, 4, 5]
    assert [row.act for row in register.get_of_subject("clause/purpose")] == ["WriteClause"]
    assert [row.act for row in register.get_of_subject("member/2")] == ["JoinOrganisation", "AddKey", "RevokeKey"]
    assert [row.act for row in register.get_of_subject("foundation")] == [
        "FoundOrganisation",
        "AffirmFoundation",
        "Inaugurate",
    ]
    assert register.get_of_subject("proposal/3") == []
    both = register.get_of_subjects(["charter", "clause/purpose", "proposal/3"])
    assert [row.entry for row in both] == sorted(row.entry for row in both)
    assert {row.subject for row in both} == {"charter", "clause/purpose"}
    assert register.get_of_subjects([]) == []
    register.close()


def test_members_and_latest() -> None:
    """A member's acts come in the order of their numbers, and the latest are the last of the log."""
    register = Register(make_log())
    rows = register.get_of_member(1)
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert register.get_by_sequence(1, 3) == rows[2]
    assert register.get_by_sequence(1, 99) is None
    assert [row.entry for row in register.get_latest(4)] == [29, 30, 31, 32]
    opened = [row.subject for row in register.get_between(0, 99) if row.act == "OpenProposal"]
    assert opened == ["proposal/1", "proposal/2"]
    register.close()


def test_reads_on(place: Place) -> None:
    """What the log gains is found at once, and after a restart nothing is read twice."""
    clerk, register = place.open_clerk(), place.open_register("register")
    size = len(place.story.entries)
    assert register.get_latest(1)[0].entry == size - 1
    submit(clerk, vote(place.people[3], 1))
    assert register.get_latest(1)[0].subject == "proposal/1"
    register.close()
    submit(clerk, comment(place.people[4]))
    with capture_logs() as logs:
        again = place.open_register("register")
    assert [row.entry for row in again.get_latest(1000)] == list(range(size + 2))
    assert logs == []


def test_made_anew_when_broken_or_foreign(place: Place) -> None:
    """A file that is no register, or one of another log, is replaced by a right one."""
    expected = place.open_register("good").get_latest(1000)
    (place.folder / "broken").write_bytes(b"no database at all, and long enough to be looked at" * 100)
    foreign = Register(make_log(), place.folder / "foreign")
    foreign.get_latest(1)
    foreign.close()
    for name in ("broken", "foreign"):
        with capture_logs() as logs:
            assert place.open_register(name).get_latest(1000) == expected
        assert [one["event"] for one in logs] == ["register made anew"]


def test_made_anew_for_another_history(place: Place) -> None:
    """A register that knows entries which the log does not hold is not believed."""
    register = place.open_register("register")
    expected = register.get_latest(1000)
    register.close()
    db = sqlite3.connect(place.folder / "register")
    db.execute("UPDATE cursor SET last = x'00'")
    db.execute("UPDATE entries SET subject = 'charter'")
    db.commit()
    db.close()
    assert place.open_register("register").get_latest(1000) == expected


def test_between(place: Place) -> None:
    """A stretch of entries is given whole, however far the log has grown beyond it."""
    register = place.open_register("register")
    size = len(place.story.entries)
    assert [row.entry for row in register.get_between(3, 7)] == [3, 4, 5, 6]
    assert [row.entry for row in register.get_between(size - 2, size + 9)] == [size - 2, size - 1]
    assert register.get_between(5, 5) == []
