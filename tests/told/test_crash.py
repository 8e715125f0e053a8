"""A teller that is killed in the middle of a letter loses none; that one letter may come twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter

from tests.told.conftest import Telling
from tests.told.mailbox import get_link
from tests.told.test_letters import open_vote

PROGRAM = """
import asyncio, sys
from pathlib import Path
from daso.host import Host
from daso.web import Settings
from daso.web.told import Teller
data, origin, smtp, now = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
settings = Settings(data=data, origin=origin, smtp=smtp, mail_from="daso@host.example")
print(1, flush=True)
sys.stdin.readline()
asyncio.run(Teller(Host(data, origin, lambda: now), settings).tell())
"""


def test_no_letter_is_lost_when_the_teller_is_killed(telling: Telling) -> None:
    """Killed just after the mail server took the second of three letters, the next teller sends the rest."""
    for number in (1, 2, 3):
        telling.register(number)
        telling.choose(number, kind_ordinary="mail", needs="page")
    open_vote(telling)
    known = telling.site.settings
    command = [sys.executable, "-c", PROGRAM, str(known.data), known.origin, known.smtp, str(telling.clock.now)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as teller:
        assert teller.stdout
        assert teller.stdin
        teller.stdout.readline()
        telling.mailbox.after = 2, lambda: os.kill(teller.pid, signal.SIGKILL)
        teller.stdin.write(b"\n")
        teller.stdin.close()
        assert teller.wait() == -signal.SIGKILL
    telling.mailbox.after = 0, lambda: None
    before = len(telling.mailbox.letters)
    assert before == 2
    letters = telling.turn()
    came = Counter((str(letter["To"]), str(letter["Subject"]), str(letter["Message-ID"])) for letter in letters)
    assert len(came) == 5  # three of a vote that began, and two of what member 1 had opened before
    assert sum(came.values()) == 6
    assert telling.turn() == []
    assert all(get_link(letter, "told/stop") for letter in letters)
