"""Replaying a public record: every readable row becomes a ballot, every other one is named, and nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from daso.host import Host, Profile
from daso.insight import Unreadable, load_record
from daso.kernel.ballot import CastBallot
from daso.kernel.charter import HOUR
from daso.kernel.proposal import OpenProposal
from daso.kernel.state import State
from daso.kernel.transition import Entry, decode_entry
from daso.testkit.ballots import RecordUnfit, read_votes
from daso.testkit.replay import Imported, import_votes
from tests.insight.records import write_votes

ORIGIN = "http://localhost:8000"


def replay(tmp_path: Path, *rows: str) -> tuple[Imported, State, list[Entry]]:
    """Import rows of one symbol, and give what came of them."""
    (imported,) = import_votes(write_votes(tmp_path, *rows), tmp_path / "data", ORIGIN)
    host = Host(tmp_path / "data")
    hosted = host.open(imported.slug)
    state = hosted.clerk.get_state()
    entries = [decode_entry(data) for data in hosted.log.read(0, state.entries)]
    host.close()
    return imported, state, entries


def test_ballots_become_acts(tmp_path: Path) -> None:
    """Each wallet is one member, and each row that member's own signed ballot on the noon of its day."""
    imported, state, entries = replay(
        tmp_path, "ABC,p1,ann,5,1,2025-01-02", "ABC,p1,bob,1,2,2025-01-03", "ABC,p2,bob,1,3,2025-01-05"
    )
    ballots = [(e.at, e.envelope.act) for e in entries if isinstance(e.envelope.act, CastBallot)]
    assert imported.members == state.tokens == 2
    assert [(act.by, act.proposal, act.choices) for _, act in ballots] == [(1, 1, (1,)), (2, 1, (2,)), (2, 2, (3,))]
    assert [at // HOUR % 24 for at, _ in ballots] == [12, 12, 12]
    assert ballots[1][0] - ballots[0][0] == 24 * HOUR
    assert state.decisions[2].options == 3


def test_names_are_the_wallets(tmp_path: Path) -> None:
    """Members are called what the record calls them."""
    import_votes(write_votes(tmp_path, "ABC,p1,ann,5,1,2025-01-02"), tmp_path / "data", ORIGIN)
    host = Host(tmp_path / "data")
    hosted = host.open("abc")
    profile = hosted.texts.load(hosted.clerk.get_state().members[1].profile)
    host.close()
    assert profile == Profile(name="ann", email="")


def test_later_ballot_replaces_earlier(tmp_path: Path) -> None:
    """A voter who comes twice has changed their vote: the later day counts, and on one day the later row."""
    imported, state, _ = replay(
        tmp_path,
        "ABC,p1,ann,5,2,2025-01-03",
        "ABC,p1,ann,7,1,2025-01-02",
        "ABC,p1,bob,1,1,2025-01-02",
        "ABC,p1,bob,2,2,2025-01-02",
    )
    tally = state.decisions[1].tally
    assert tally is not None
    assert tally.counts == (0, 2)
    assert imported.record.proposals[0].powers == {1: "5", 2: "2"}


@pytest.mark.parametrize("choice", ["", "[1,2]", '{"1": 3}', "0", "-1", "1.0", "one", "21", "1e0", "٣"])
def test_unreadable_choice_is_named(tmp_path: Path, choice: str) -> None:
    """What is not one option is set aside with its row, its voter and what stood there."""
    quoted = '"' + choice.replace('"', '""') + '"'
    imported, state, _ = replay(tmp_path, "ABC,p1,ann,5,1,2025-01-02", f"ABC,p1,bob,1,{quoted},2025-01-02")
    (unreadable,) = imported.record.unreadable
    assert (unreadable.row, unreadable.voter, unreadable.found) == (3, "bob", choice)
    tally = state.decisions[1].tally
    assert tally is not None
    assert tally.cast == 1


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("ABC,p1,,5,1,2025-01-02", ""),
        ("ABC,p1,bob,much,1,2025-01-02", "much"),
        ("ABC,p1,bob,-5,1,2025-01-02", "-5"),
        ("ABC,p1,bob,nan,1,2025-01-02", "nan"),
        ("ABC,p1,bob,5,1,2.1.2025", "2.1.2025"),
        ("ABC,p1,bob,5,1,0001-01-01", "0001-01-01"),
        ("ABC,p1,bob,5,1", ""),
        ("ABC,p1,bob,5,1,2025-01-02,surplus", "ABC, p1, bob, 5, 1, 2025-01-02"),
        (",p1,bob,5,1,2025-01-02", ""),
    ],
)
def test_unreadable_cell_is_named(tmp_path: Path, row: str, found: str) -> None:
    """A row with any cell that can't be read makes no ballot and is named."""
    votes = read_votes(write_votes(tmp_path, "ABC,p1,ann,5,1,2025-01-02", row))
    assert len(votes.ballots) == 1
    assert [(one.row, one.found) for _, one in votes.unreadable] == [(3, found)]


def test_columns_are_needed(tmp_path: Path) -> None:
    """A file without the columns is refused with their names."""
    path = write_votes(tmp_path, "x", header="symbol,proposal_id,voter,choice")
    with pytest.raises(RecordUnfit, match="no column voting_power, created"):
        read_votes(path)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'symbol,"'])
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    """What is no such table at all is refused in a sentence."""
    path = tmp_path / "votes.csv"
    path.write_bytes(content)
    with pytest.raises(RecordUnfit):
        read_votes(path)


def test_spreadsheets_mark_is_no_column(tmp_path: Path) -> None:
    """The mark that spreadsheets put before the first column's name is not part of it."""
    path = write_votes(
        tmp_path, "ABC,p1,ann,5,1,2025-01-02", header="\ufeffsymbol,proposal_id,voter,voting_power,choice,created"
    )
    assert len(read_votes(path).ballots) == 1


def test_wallet_in_two_spellings_is_one_member(tmp_path: Path) -> None:
    """Large and small letters of a wallet's address make no second person; of other names they do."""
    wallet = "0x683a4F9915D6216f73d6Df50151725036bD26C02"
    rows = [f"ABC,p1,{wallet},5,1,2025-01-02", f"ABC,p1,{wallet.lower()},5,2,2025-01-03"]
    imported, _, _ = replay(tmp_path, *rows, "ABC,p1,Ann,1,1,2025-01-03", "ABC,p1,ann,1,1,2025-01-03")
    assert imported.members == 3


def test_nobody_has_two_live_proposals(tmp_path: Path) -> None:
    """Proposals that are open together are opened by different voters, as the law has it."""
    rows = [f"ABC,p{p},{voter},1,1,2025-01-0{d}" for p, d in ((1, 2), (2, 3), (3, 4)) for voter in ("ann", "bob", "cy")]
    _, state, entries = replay(tmp_path, *rows)
    authors = [e.envelope.act.by for e in entries if isinstance(e.envelope.act, OpenProposal)]
    assert state.charter.live_proposals == 1
    assert len(state.decisions) == 3
    assert len(authors) == 3


def test_more_proposals_than_voters(tmp_path: Path) -> None:
    """Where the record has more proposals open than people, the charter allows just as many as it needs."""
    rows = [f"ABC,p{p},ann,1,1,2025-01-0{d}" for p in (1, 2, 3) for d in (2, 4)]
    _, state, _ = replay(tmp_path, *rows)
    assert state.charter.live_proposals == 3
    assert len(state.decisions) == 3


def test_tokens_stay_beside_the_log(tmp_path: Path) -> None:
    """No amount of tokens stands on the log; all of them stand in the record beside it."""
    import_votes(write_votes(tmp_path, "ABC,p1,ann,987654321.5,1,2025-01-02"), tmp_path / "data", ORIGIN)
    (folder,) = (tmp_path / "data" / "orgs").iterdir()
    assert b"987654321" not in (folder / "log.sqlite").read_bytes()
    record = load_record(folder)
    assert record is not None
    assert record.proposals[0].powers == {1: "987654321.5"}
    assert "not signed" in record.note


def test_each_symbol_is_an_organisation(tmp_path: Path) -> None:
    """Symbols part organisations, and each keeps its own unreadable rows."""
    path = write_votes(tmp_path, "ABC,p1,ann,5,1,2025-01-02", "XYZ,p1,ann,5,1,2025-01-02", "XYZ,p1,bob,5,,2025-01-02")
    one, other = import_votes(path, tmp_path / "data", ORIGIN)
    assert (one.slug, other.slug) == ("abc", "xyz")
    assert one.record.unreadable == ()
    assert other.record.unreadable == (
        Unreadable(row=4, voter="bob", found="", why="not one option, as a number from 1 to 20"),
    )


def test_same_file_is_imported_once(tmp_path: Path) -> None:
    """Importing the same file into the same folder again is refused."""
    path = write_votes(tmp_path, "ABC,p1,ann,5,1,2025-01-02")
    import_votes(path, tmp_path / "data", ORIGIN)
    with pytest.raises(RecordUnfit, match="before"):
        import_votes(path, tmp_path / "data", ORIGIN)


def test_long_vote_is_refused(tmp_path: Path) -> None:
    """A vote that lasts longer than the law allows is refused in a sentence."""
    path = write_votes(tmp_path, "ABC,p1,ann,5,1,2020-01-02", "ABC,p1,bob,5,1,2025-01-02")
    with pytest.raises(RecordUnfit, match="lasts 1828 days"):
        import_votes(path, tmp_path / "data", ORIGIN)


def test_file_without_ballots(tmp_path: Path) -> None:
    """A file in which nothing can be read makes no organisation."""
    path = write_votes(tmp_path, "ABC,p1,ann,5,,2025-01-02")
    with pytest.raises(RecordUnfit, match="no ballot"):
        import_votes(path, tmp_path / "data", ORIGIN)
    assert not (tmp_path / "data").exists()
