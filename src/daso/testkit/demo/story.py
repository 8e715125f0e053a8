"""All that was put to the vote at Crumb & Spoke, from the rye to the bell, and how long it took.

Read next: `cases.py`, which makes signed acts of it.
"""

from __future__ import annotations

from typing import Final

from daso.testkit.demo.beginning import BEGINNING
from daso.testkit.demo.case import Case
from daso.testkit.demo.growing import GROWING
from daso.testkit.demo.lately import LATELY
from daso.testkit.demo.now import NOW
from daso.testkit.demo.oven import OVEN
from daso.testkit.demo.trust import TRUST

__all__ = ["LENGTH", "STORY"]

LENGTH: Final = 243
"""Days; the last one ends where today begins."""

STORY: Final[tuple[Case, ...]] = (*BEGINNING, *OVEN, *GROWING, *LATELY, *TRUST, *NOW)
