"""What every test may count on: how hard properties are tried, where records lie, and browser tests last.

Read next: `tests/README.md`; for a real browser, `tests/e2e/fixtures.py`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A browser serves the tests of the client and those of the whole.
pytest_plugins = ["tests.e2e.fixtures"]

# Speed is never judged: the same test must pass on a telephone and on a busy machine.
UNHURRIED = [HealthCheck.too_slow]

settings.register_profile("dev", deadline=None, suppress_health_check=UNHURRIED, max_examples=60)
settings.register_profile(
    "ci",
    deadline=None,
    suppress_health_check=UNHURRIED,
    max_examples=200,
    derandomize=True,  # a change fails for what it changed, not for what chance found that day
    print_blob=True,
)
settings.register_profile("thorough", deadline=None, suppress_health_check=UNHURRIED, max_examples=5_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, and run the files that hold any of it last.

    Quick tests answer first; and once Playwright runs, its event loop holds the main thread, where no test could
    call `asyncio.run` any more. Whole files are moved, for each is given to one process as a whole.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    driving = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda item: (item.path in driving, item.get_closest_marker("browser") is not None))


@pytest.fixture(scope="session")
def records() -> Path:
    """The folder of real public records (elections, votes) that some tests replay, where there is one."""
    named = os.environ.get("DASO_RECORDS")
    if named:
        folder = Path(named)
        if not folder.is_dir():
            pytest.fail(f"DASO_RECORDS names {named}, which is no folder: unset it or correct it")
        return folder
    for above in Path(__file__).resolve().parents:
        folder = above / "shared" / "data"
        if folder.is_dir():
            return folder
    pytest.skip("no public records here: set DASO_RECORDS to a folder that holds them")
