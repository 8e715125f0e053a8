"""A whole society: everybody tries everything that there is, whether it makes sense or not.

Read next: `test_machine.py`, which lets it live.
"""

from __future__ import annotations

from tests.kernel.amenders import AmendingSociety
from tests.kernel.contest import ContestingSociety
from tests.kernel.counting_society import CountingSociety
from tests.kernel.lives import Lives

__all__ = ["WholeSociety"]


class WholeSociety(Lives, ContestingSociety, AmendingSociety, CountingSociety):
    """Whoever adds a society of their own adds it here."""
