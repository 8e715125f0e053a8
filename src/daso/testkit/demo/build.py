"""Builds the demonstration in a data folder: the same bytes for the same day and site, by the law and a real clerk.

Everything is seeded here, the log's key included: it can be rebuilt by anybody, and proves nothing about anybody.
Read next: `story.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from daso.keys.sign import P256Signer
from daso.ledger import NoteSigner
from daso.testkit.demo.cases import put_case_on
from daso.testkit.demo.duties import put_duties_on
from daso.testkit.demo.gatherings import put_gatherings_on
from daso.testkit.demo.life import LEFT, begin, put_life_on
from daso.testkit.demo.people import ORIGIN, PEOPLE, compute_signer
from daso.testkit.demo.publicly import PUBLICLY, put_small_payments_on
from daso.testkit.demo.stage import DAY, Stage
from daso.testkit.demo.story import LENGTH, STORY
from daso.testkit.past import Past
from daso.testkit.person import Person

__all__ = ["ORG", "SLUG", "build_demo", "compute_org", "compute_signers", "tell"]

SLUG: Final = "crumb-and-spoke"

Progress = Callable[[float], None]
"""Hears how much is done, from 0 to 1."""


def compute_org(origin: str) -> str:
    """Its identifier, which follows from the founding, as every organisation's does, and so from its site."""
    return begin(Person(compute_signer(1)), origin)[0].act.org


ORG: Final = compute_org(ORIGIN)
"""Of the one at the usual address."""


def compute_signers() -> dict[int, P256Signer]:
    """The working keys of all who have joined and not left, by member number."""
    return {n: compute_signer(n) for n, soul in enumerate(PEOPLE, start=1) if soul.key != LEFT}


def build_demo(
    data: Path, today: date, progress: Progress | None = None, origin: str = ORIGIN, *, has_chain: bool = False
) -> str:
    """Tell the story that ends where `today` begins (UTC), lay it down in a data folder, and return its address.

    With a chain at hand there is one chapter more.
    """
    with tell(today, progress, origin, has_chain=has_chain) as past:
        return past.lay_down(data, SLUG)


def tell(today: date, progress: Progress | None = None, origin: str = ORIGIN, *, has_chain: bool = False) -> Past:
    """The whole past up to the first moment of `today`, of a bakery whose members meet on the site at `origin`."""
    end = int(datetime(today.year, today.month, today.day, tzinfo=UTC).timestamp() * 1000)
    org = compute_org(origin)
    name = f"{urlsplit(origin).netloc}/o/{org}"
    seed = hashlib.sha256(b"crumb-and-spoke/log").digest()
    past = Past(org, NoteSigner(name, Ed25519PrivateKey.from_private_bytes(seed)))
    stage = Stage(past, end - LENGTH * DAY, end)
    put_life_on(stage, LENGTH, origin, has_chain=has_chain)
    for case in (*STORY, *PUBLICLY) if has_chain else STORY:
        put_case_on(stage, case, LENGTH)
    put_duties_on(stage)
    put_gatherings_on(stage)
    if has_chain:
        put_small_payments_on(stage, LENGTH)
    for done in stage.play():
        if progress:
            progress(done)
    return past
