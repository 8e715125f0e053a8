"""A local chain for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chain.anvil import Anvil, find_anvil, run_anvil
from tests.chain.bound import Bound


@pytest.fixture(scope="session")
def anvil_program() -> str:
    """Where the program is; skips with the reason where there is none."""
    program = find_anvil()
    if not program:
        pytest.skip("no anvil here: tools/find-anvil found none and could install none")
    return program


@pytest.fixture
def anvil(anvil_program: str) -> Iterator[Anvil]:
    """A chain of its own."""
    with run_anvil(anvil_program) as anvil:
        yield anvil


@pytest.fixture
def bound(anvil: Anvil, tmp_path: Path) -> Iterator[Bound]:
    """An organisation whose members have bound an anchor."""
    bound = Bound(anvil, tmp_path)
    bound.bind()
    yield bound
    bound.host.close()
