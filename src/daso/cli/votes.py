"""`daso import votes` and `daso compare votes`: a public record, replayed, and counted by heads and by tokens.

Read next: `testkit/replay.py`, `insight/compare.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from daso.cli.screen import keep_logs_apart, show, show_progress
from daso.cli.serve import check_folder, open_host

if TYPE_CHECKING:
    from daso.insight import Row
    from daso.testkit.replay import Imported

__all__ = ["compare_votes", "import_votes"]

_NAMED = 20
"""Unreadable rows that are shown; all of them stand in the side record."""


def import_votes(file: Path, /, *, data: Path, origin: str = "http://localhost:8000") -> int:
    """Replay a public record of votes: one organisation a symbol, one member a wallet.

    The file is a CSV with the columns symbol, proposal_id, voter, voting_power, choice (1, 2, …) and created (a day).
    Everything is marked as replayed and not signed by those who voted. Tokens stay beside the log.

    Example: daso import votes votes.csv --data records

    Args:
        file: The CSV file.
        data: The folder to import into; it is made if it is not there.
        origin: The address at which it will be shown; it becomes part of the logs' names.
            http://localhost:8000 if not given.
    """
    from daso.testkit.replay import import_votes as replay

    keep_logs_apart()
    with show_progress(f"Replaying {file.name}") as hear:
        imported = replay(file, data, origin, hear)
    for one in imported:
        _report(one)
    print(f"Compare heads and tokens with: daso compare votes --data {data}")
    return 0


def _report(one: Imported) -> None:
    record = one.record
    show(f"{record.symbol}: {record.ballots} ballots of {one.members} wallets on {len(record.proposals)} proposals.")
    if not record.unreadable:
        return
    show(f"{record.symbol}: {len(record.unreadable)} rows could not be read and were left out, never guessed:")
    for row in record.unreadable[:_NAMED]:
        show(f"  row {row.row}, {row.voter or 'nobody'}: “{row.found}” is {row.why}")
    if len(record.unreadable) > _NAMED:
        print(f"  and {len(record.unreadable) - _NAMED} more; all of them stand in orgs/{one.org}/replay.json")


def compare_votes(*, data: Path, json: bool = False) -> int:
    """Show for each replayed proposal who wins by heads, and who by tokens.

    Example: daso compare votes --data records --json

    Args:
        data: The folder into which records were imported.
        json: Print rows for a program: proposal, heads, tokens (the winning options; null for a tie), differs.
    """
    keep_logs_apart()
    check_folder(data)
    compared = _compare_all(data)
    rows = [row for _, of_one in compared for row in of_one]
    if json:
        import msgspec

        plain = [{"proposal": r.proposal, "heads": r.heads, "tokens": r.tokens, "differs": r.differs} for r in rows]
        print(msgspec.json.format(msgspec.json.encode(plain), indent=1).decode())
        return 0
    if not rows:
        print(f"There is no replayed record in {data}. Import one with: daso import votes FILE.csv --data {data}")
        return 0
    for name, of_one in compared:
        _print_table(name, of_one)
    count = sum(row.differs for row in rows)
    print(f"Heads and tokens decide differently on {count} of {len(rows)} proposals.")
    return 0


def _compare_all(data: Path) -> list[tuple[str, list[Row]]]:
    from daso.insight import compute_comparison, load_record
    from daso.kernel.transition import decode_entry

    host = open_host(data)
    compared = []
    for listing in host.list():
        record = load_record(data / "orgs" / listing.org)
        if record is not None:
            hosted = host.open(listing.org)
            state = hosted.clerk.get_state()
            entries = map(decode_entry, hosted.log.read(0, state.entries))
            compared.append((listing.name, compute_comparison(state, entries, record)))
    host.close()
    return compared


def _print_table(name: str, rows: list[Row]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=name, title_justify="left")
    for heading in ("Proposal", "By heads", "By tokens", ""):
        table.add_column(heading)
    for row in rows:
        heads = f"{_say_winner(row.heads_lead)} ({', '.join(str(count) for count in row.counts)})"
        tokens = f"{_say_winner(row.tokens_lead)} ({', '.join(f'{float(amount):,.0f}' for amount in row.sums)})"
        table.add_row(row.proposal[:18], heads, tokens, "differs" if row.differs else "")
    Console(markup=False, emoji=False, highlight=False).print(table)


def _say_winner(leading: tuple[int, ...]) -> str:
    if not leading:
        return "nobody voted"
    options = " and ".join(map(str, leading))
    return f"option {options}" if len(leading) == 1 else f"a tie of {options}"
