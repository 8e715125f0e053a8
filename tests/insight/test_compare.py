"""Heads against tokens: exactly counted, ties said, and the real record tells what is known of it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daso.host import Host
from daso.insight import RecordUnsound, Row, compute_comparison, load_record
from daso.insight.compare import compute_leading
from daso.kernel.transition import decode_entry
from daso.testkit.replay import import_votes
from tests.insight.records import write_votes


def compare(path: Path, data: Path) -> dict[str, list[Row]]:
    """Import a file and compare, by organisation."""
    import_votes(path, data, "http://localhost:8000")
    host = Host(data)
    compared = {}
    for listing in host.list():
        hosted = host.open(listing.org)
        record = load_record(data / "orgs" / listing.org)
        assert record is not None
        state = hosted.clerk.get_state()
        entries = map(decode_entry, hosted.log.read(0, state.entries))
        compared[listing.slug] = compute_comparison(state, entries, record)
    host.close()
    return compared


def test_whale_against_heads(tmp_path: Path) -> None:
    """Many small holders win by heads what one large holder wins by tokens."""
    path = write_votes(
        tmp_path,
        "ABC,p1,ann,1.5,1,2025-01-02",
        "ABC,p1,bob,2.5,1,2025-01-02",
        "ABC,p1,whale,1000000,2,2025-01-02",
        "ABC,p2,ann,1.5,2,2025-01-09",
        "ABC,p2,whale,1000000,2,2025-01-09",
    )
    one, other = compare(path, tmp_path / "data")["abc"]
    assert (one.proposal, one.heads, one.tokens, one.differs) == ("p1", 1, 2, True)
    assert one.counts == (2, 1)
    assert one.sums == (Fraction(4), Fraction(1000000))
    assert (other.heads, other.tokens, other.differs) == (2, 2, False)


def test_tokens_are_added_exactly(tmp_path: Path) -> None:
    """A tenth and two tenths are three tenths, so this is a tie; with binary fractions it would not be."""
    path = write_votes(
        tmp_path,
        "ABC,p1,ann,0.1,1,2025-01-02",
        "ABC,p1,bob,0.2,1,2025-01-02",
        "ABC,p1,cy,0.3,2,2025-01-02",
    )
    (row,) = compare(path, tmp_path / "data")["abc"]
    assert (row.heads, row.tokens, row.tokens_lead, row.differs) == (1, None, (1, 2), True)


def test_tie_by_heads_is_said(tmp_path: Path) -> None:
    """A tie by heads is no win for the first option."""
    path = write_votes(tmp_path, "ABC,p1,ann,2,1,2025-01-02", "ABC,p1,bob,1,2,2025-01-02")
    (row,) = compare(path, tmp_path / "data")["abc"]
    assert (row.heads, row.heads_lead, row.tokens, row.differs) == (None, (1, 2), 1, True)


def test_changed_vote_moves_its_tokens(tmp_path: Path) -> None:
    """Tokens follow the last ballot, with the amount that stood in its row."""
    path = write_votes(tmp_path, "ABC,p1,ann,5,1,2025-01-02", "ABC,p1,bob,1,1,2025-01-02", "ABC,p1,ann,6,2,2025-01-03")
    (row,) = compare(path, tmp_path / "data")["abc"]
    assert row.sums == (Fraction(1), Fraction(6))


@given(st.lists(st.integers(min_value=0, max_value=5), max_size=6))
def test_leading_options_have_the_most(amounts: list[int]) -> None:
    """Options lead when none has more and they have something."""
    leading = compute_leading(amounts)
    assert list(leading) == [n for n, amount in enumerate(amounts, 1) if amount > 0 and amount == max(amounts)]


def test_damaged_record_is_said(tmp_path: Path) -> None:
    """A side record that can't be read is an error in a sentence, not an organisation without one."""
    assert load_record(tmp_path) is None
    (tmp_path / "replay.json").write_text("{}")
    with pytest.raises(RecordUnsound, match="import it again"):
        load_record(tmp_path)


def test_real_record_differs_on_three(records: Path, tmp_path: Path) -> None:
    """On the public record of two token-weighted organisations, heads and tokens part on exactly three proposals."""
    compared = compare(records / "dao-votes" / "votes.csv", tmp_path / "data")
    differing = {(slug, row.proposal[:10]) for slug, rows in compared.items() for row in rows if row.differs}
    assert differing == {("uni", "0x5915e661"), ("uni", "0x675c9697"), ("ldo", "0xf752b2db")}
    rows = [row for of_one in compared.values() for row in of_one]
    assert len(rows) == 10
    assert sum(sum(row.counts) for row in rows) == 2567
