"""A long random life of a log of every driver, beside the simplest model of it: a list."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from daso.ledger import (
    LogSource,
    RaceLost,
    audit_log,
    compute_consistency_proof,
    compute_root,
    get_size,
    parse_receipt,
    prove,
    verify_checkpoint,
    verify_consistency,
    verify_receipt,
)
from tests.conformance.drivers import DURABLE, OPEN

BATCH = st.lists(st.binary(max_size=12), min_size=1, max_size=8) | st.integers(200, 300).map(
    lambda count: [b"x"] * count
)


class Life(RuleBasedStateMachine):
    """Appends, races, proofs and re-openings in any order."""

    driver = ""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.entries: list[bytes] = []
        self.notes: list[str] = []
        self.receipts: list[tuple[int, str]] = []
        self.log = OPEN[self.driver](Path(self.folder.name))

    @rule(batch=BATCH)
    def append(self, batch: list[bytes]) -> None:
        """The right size is expected."""
        head = self.log.append(batch, len(self.entries))
        self.entries += batch
        self.notes.append(head.note)

    @rule(batch=BATCH, wrong=st.integers(-2, 5).filter(bool))
    def race(self, batch: list[bytes], wrong: int) -> None:
        """A wrong size is expected."""
        with pytest.raises(RaceLost):
            self.log.append(batch, len(self.entries) + wrong)

    @precondition(lambda self: self.entries)
    @rule(data=st.data())
    def give_receipt(self, data: st.DataObject) -> None:
        """Somebody asks for a receipt, and keeps it."""
        head = self.log.head()
        assert head is not None
        index = data.draw(st.integers(0, len(self.entries) - 1))
        self.receipts += [(index, text) for text in prove(self.log, [index], head)]

    @precondition(lambda self: self.driver in DURABLE)
    @rule()
    def reopen(self) -> None:
        """The process ends and another begins."""
        self.log.close()
        self.log = OPEN[self.driver](Path(self.folder.name))

    @rule(start=st.integers(0, 600), width=st.integers(0, 600))
    def read(self, start: int, width: int) -> None:
        """Any stretch is what was appended."""
        assert list(self.log.read(start, start + width)) == self.entries[start : start + width]

    @precondition(lambda self: self.entries)
    @rule(data=st.data())
    def prove_consistency(self, data: st.DataObject) -> None:
        """The log continues any checkpoint it ever signed."""
        old = verify_checkpoint(data.draw(st.sampled_from(self.notes)), self.log.vkey)
        new = verify_checkpoint(self.notes[-1], self.log.vkey)
        proof = compute_consistency_proof(self.log.tile, old.size, new.size)
        verify_consistency(old.size, old.root, new.size, new.root, proof)

    @invariant()
    def head_is_the_last_one_signed(self) -> None:
        """The head is what the last append returned, and its root follows from the tiles."""
        head = self.log.head()
        assert get_size(head) == len(self.entries)
        assert (head.note if head else None) == (self.notes[-1] if self.notes else None)
        assert head is None or compute_root(self.log.tile, len(self.entries)) == head.checkpoint.root

    def teardown(self) -> None:
        """In the end every promise ever made is kept."""
        assert list(self.log.checkpoints()) == self.notes
        for index, text in self.receipts:
            verify_receipt(parse_receipt(text), self.entries[index], self.log.vkey)
        if self.entries:
            receipts = [text for _, text in self.receipts]
            assert audit_log(LogSource(self.log), self.log.vkey, self.notes, receipts) == []
        self.log.close()
        self.folder.cleanup()


@pytest.mark.parametrize("driver", OPEN)
def test_life(driver: str) -> None:
    """Whatever happens in whatever order, the log is the list of what was appended, and can prove it."""
    machine = type(f"Life{driver.title()}", (Life,), {"driver": driver})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=settings().max_examples // 2, stateful_step_count=25)
    )
