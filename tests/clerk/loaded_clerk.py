"""A clerk under load until it is killed; what it acknowledges is written down as it is.

    python -m tests.clerk.loaded_clerk <folder> <acknowledgements>

Eight members act at once, each as fast as it gets answers. Of earlier lives they know only what the State says.
Read next: `test_crash.py`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from threading import Thread

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from daso.canon import encode, to_base64url
from daso.clerk import Clerk
from daso.keys.sign import P256Signer
from daso.ledger import NoteSigner
from daso.ledger.sqlite import SqliteLog
from daso.testkit.person import Person
from tests.clerk.organisation import Story
from tests.clerk.place import comment

__all__ = ["SIGNER", "create_log"]

SIGNER = NoteSigner("coop.example/crash", Ed25519PrivateKey.from_private_bytes(bytes(32)))
MEMBERS = 8


def create_log(folder: Path) -> None:
    """Found the organisation that will have to live through it all."""
    story = Story()
    story.found(P256Signer.from_seed(b"member 1"))
    story.welcome(*(P256Signer.from_seed(b"member %d" % number) for number in range(2, MEMBERS + 1)))
    log = SqliteLog(folder / "log.sqlite", SIGNER)
    log.append(story.entries, 0)
    log.close()


def act_for_ever(clerk: Clerk, number: int, acknowledgements: int) -> None:
    """One member, whose every act is written down once it is acknowledged."""
    state = clerk.get_state()
    person = Person(P256Signer.from_seed(b"member %d" % number), state.org, number)
    person.seq = state.members[number].seq
    while True:
        data = comment(person)
        accepted = clerk.take_in(data) if person.seq % 2 else clerk.submit(data).result()
        line = {"index": accepted.index, "entry": to_base64url(accepted.entry), "receipt": ""}
        if person.seq % 16 == 0:
            line["receipt"] = clerk.get_receipt(accepted.index)
        os.write(acknowledgements, encode(line) + b"\n")


def main(folder: Path, path: Path) -> None:
    """Begin, and go on until killed."""
    clerk = Clerk(SqliteLog(folder / "log.sqlite", SIGNER), snapshot_path=folder / "snapshot")
    acknowledgements = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    threads = [Thread(target=act_for_ever, args=(clerk, n, acknowledgements)) for n in range(1, MEMBERS + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
