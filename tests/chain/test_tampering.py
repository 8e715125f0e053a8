"""Everything known to be done to anchors, inboxes and vaults is caught by its own finding, as the table says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chain.anvil import Anvil
from tests.chain.tampering import TAMPERINGS, OnChainTampering
from tests.clerk.tampering import ON_CHAIN, TABLE


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda tampering: tampering.words)
def test_it_is_caught_and_stands_in_the_table(anvil: Anvil, tmp_path: Path, tampering: OnChainTampering) -> None:
    """What is done is found, called by its names alone, and the documentation says so."""
    audit = tampering.audit(anvil, tmp_path)
    assert [finding.code for finding in audit.findings] == [tampering.found, *tampering.also]
    assert audit.exit_code == 1
    line = f"| {tampering.words} | `{tampering.found}` | {tampering.kept} |\n"
    assert line in TABLE.read_text().partition(ON_CHAIN)[2]


def test_the_table_says_nothing_else() -> None:
    """Every line of the table is one of these (write it anew: python -m tests.chain.tampering)."""
    lines = [line for line in TABLE.read_text().partition(ON_CHAIN)[2].splitlines() if line.startswith("| ")]
    assert len(lines) == len(TAMPERINGS) + 1
