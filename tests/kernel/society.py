"""A whole society: everybody tries everything that there is, whether it makes sense or not.

Read next: `test_machine.py`, which lets it live.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from hypothesis.stateful import invariant

from daso.kernel.transition import decode_entry, replay
from tests.conformance.drivers import OPEN
from tests.kernel.amenders import AmendingSociety
from tests.kernel.counting_society import CountingSociety
from tests.kernel.courses import SeeingThrough
from tests.kernel.gatherers import Gatherers
from tests.kernel.lives import Lives
from tests.postgres.cluster import find_programs

__all__ = ["KeptSociety", "WholeSociety"]

DRIVERS = {name: open_log for name, open_log in OPEN.items() if name != "postgres" or find_programs()}
"""Every driver of the log for which this machine has what it needs."""


class WholeSociety(Lives, SeeingThrough, Gatherers, AmendingSociety, CountingSociety):
    """Whoever adds a society of their own adds it here."""

    steps: ClassVar[int] = 0
    """Steps that were taken in all lives so far."""

    @invariant()
    def count(self) -> None:
        """Called after every step, its beginning included; nothing that hypothesis plans and leaves out counts."""
        type(self).steps += 1


class KeptSociety(WholeSociety):
    """A whole society whose log every driver that there is here keeps."""

    def teardown(self) -> None:
        """In the end, whoever replays what any driver has kept comes to the same State."""
        super().teardown()
        if not self.entries:
            return
        for name, open_log in DRIVERS.items():
            with TemporaryDirectory() as folder:
                log = open_log(Path(folder))
                log.append(self.entries, 0)
                kept = replay(map(decode_entry, log.read(0, len(self.entries))))
                log.close()
            assert kept == self.state, name
