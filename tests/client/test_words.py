"""What the browser's own modules say of moments."""

from __future__ import annotations

import pytest

from tests.client.conftest import Client

SAY = "({words}, at) => words.sayMoment(at)"


@pytest.mark.parametrize("at", [253_402_300_800_000, 9 * 10**15, 2**53 - 1])
def test_what_no_calendar_has_is_said(client: Client, at: int) -> None:
    """A moment beyond the year 9999 is said before it is signed, even one that no date of a browser can hold."""
    assert client(SAY, at, "words").endswith("or later")
    assert client(SAY, 253_402_214_400_000, "words").startswith("31 December 9999")
