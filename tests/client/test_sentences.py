"""What a member is about to sign is said as people would say it."""

from __future__ import annotations

import json

from daso.canon import encode
from daso.kernel.founding import CLAUSES
from daso.kernel.templates import TEMPLATES
from tests.client.conftest import Client


def test_a_foundation_is_said_as_people_read_it(client: Client) -> None:
    """Clauses stand in the order in which pages have them, kinds bear their names, and long times are said in days."""
    ideas = {clause: f"About {clause}." for clause in sorted(CLAUSES)}
    known = {"words": {"ideas": ideas, "charter": json.loads(encode(TEMPLATES["employee-owned"]))}}
    lines: list[str] = client(
        "({sentences}, known) => sentences.sayAct({act: 'AffirmFoundation', foundation: 'A'.repeat(43)}, known).lines",
        known,
        "sentences",
    )
    said = [line for line in lines if ": About " in line]
    assert said[0] == "Purpose: About purpose."
    assert [line.rpartition(" ")[2].rstrip(".") for line in said] == list(CLAUSES)
    assert (
        "Admission: majority of votes cast, quorum 1/5; 24 hours to discuss, 5 days to vote, 90 days to carry out."
        in lines
    )
    assert "Open invitations a member: 40, each for 14 days." in lines
    assert not any(line.startswith(tuple(TEMPLATES["employee-owned"].rules)) for line in lines)
