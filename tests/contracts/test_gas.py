"""Nothing on the chain costs noticeably more than the page says, nor more than was promised."""

from __future__ import annotations

import pytest

from bench.anvil import find_anvil, start_anvil
from bench.gas import TOLERANCE, measure, read_page


def test_gas_has_not_grown() -> None:
    """Each figure of docs/gas.md holds within two in a hundred, and each promise altogether."""
    program = find_anvil()
    if not program:
        pytest.skip("no anvil here: tools/find-anvil installs it where npm is reached")
    with start_anvil(program) as node:
        figures = list(measure(node))
    known = read_page()
    grown = [
        f"{one.what}: {one.gas:,}, and the page says {known.get(one.what, 0):,}; write it anew: python -m bench.gas"
        for one in figures
        if one.gas > known.get(one.what, 0) * (1 + TOLERANCE)
    ]
    assert not grown, "\n".join(grown)
    assert not [one for one in figures if one.most and one.gas > one.most]
    assert {one.what for one in figures} <= known.keys()
