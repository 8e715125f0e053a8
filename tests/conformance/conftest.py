"""One log of each driver, open and empty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from daso.ledger import Log
from tests.conformance.drivers import OPEN


@pytest.fixture(params=OPEN)
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Log]:
    """An empty log of the driver."""
    opened = OPEN[request.param](tmp_path)
    yield opened
    opened.close()
