"""Every known tampering is caught by its own finding, and an honest log by none."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from daso.clerk import Verifiers, audit_organisation
from daso.ledger import FolderSource
from tests.clerk.tampering import ON_CHAIN, TABLE, TAMPERINGS, Tampering, render_table
from tests.clerk.world import CHECKPOINT, NOTHING, RECEIPT, WITNESS, World


@pytest.fixture(scope="module")
def verifiers() -> Iterator[Verifiers]:
    """Processes for all tests here."""
    verifiers = Verifiers()
    yield verifiers
    verifiers.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """One honest log for all tests here, which copy it."""
    return World(tmp_path_factory.mktemp("world"))


@pytest.mark.parametrize("kept", [NOTHING, CHECKPOINT, RECEIPT, WITNESS])
def test_honest_log_is_sound(world: World, verifiers: Verifiers, kept: str) -> None:
    """An honest log is found sound, and nothing is left unchecked, whatever the auditor brings along."""
    result = audit_organisation(FolderSource(world.honest), world.get_evidence(kept), verifiers=verifiers)
    assert (result.findings, result.unchecked, result.exit_code) == ((), (), 0)
    assert result.state == world.story.state


@pytest.mark.parametrize(
    "tampering", [one for one in TAMPERINGS if one.found_by_hand], ids=lambda tampering: tampering.words
)
def test_edited_files_are_caught(world: World, verifiers: Verifiers, tampering: Tampering) -> None:
    """What is done to the files is found, and called by its name."""
    result = tampering.audit(world, "hand", verifiers)
    assert tampering.found_by_hand in {finding.code for finding in result.findings}, result.findings
    assert result.exit_code == 1


@pytest.mark.parametrize(
    "tampering", [one for one in TAMPERINGS if one.found_operator], ids=lambda tampering: tampering.words
)
def test_operator_is_caught(world: World, verifiers: Verifiers, tampering: Tampering) -> None:
    """What the operator does is found, and called by its name."""
    result = tampering.audit(world, "operator", verifiers)
    assert tampering.found_operator in {finding.code for finding in result.findings}, result.findings
    assert result.exit_code == 1


def test_no_byte_can_be_changed(world: World, verifiers: Verifiers) -> None:
    """Whatever byte of whatever file is changed, the audit calls it wrong, and says what."""
    folder, chance = world.copy("every file"), Random(8)
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        honest = file.read_bytes()
        for _ in range(20):
            place = chance.randrange(len(honest) - 1)  # a file's last sign may be the end of a line, which says nothing
            changed = bytes([honest[place] ^ 1 << chance.randrange(8)])
            file.write_bytes(honest[:place] + changed + honest[place + 1 :])
            result = audit_organisation(FolderSource(folder), verifiers=verifiers)
            assert (result.exit_code, result.findings != ()) == (1, True), (file, place, changed, result.sentence)
        file.write_bytes(honest)


def test_table_is_up_to_date(verifiers: Verifiers) -> None:
    """The table in the documentation says what really happens (write it anew: python -m tests.clerk.tampering)."""
    assert TABLE.read_text().partition(f"\n{ON_CHAIN}")[0] == render_table(verifiers)
