"""An organisation that has begun already, so that a test can begin where it matters.

Its founders act from the command line, as it were: with plain keys and the same acts, through the host's one way in.
Read next: `town.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from msgspec.structs import replace

from daso.canon import encode
from daso.host import Given
from daso.kernel.act import Act, compute_commitment
from daso.kernel.ballot import CastBallot
from daso.kernel.charter import Charter
from daso.kernel.founding import AffirmFoundation, Inaugurate, WriteClause, compute_foundation
from daso.kernel.membership import InviteMembers
from daso.kernel.state import State
from daso.kernel.templates import TEMPLATES
from daso.kernel.transition import Envelope
from daso.keys.sign import P256Signer
from daso.testkit.calm import make_calm
from daso.testkit.person import Person as Founder
from tests.e2e.town import CLAUSES, Person, Town

__all__ = ["CHARTER", "Settlement", "settle"]

SALT = bytes(16)

CHARTER = replace(
    make_calm(TEMPLATES["employee-owned"]),
    name="The Wheelhouse",
    founders=2,
    sponsors=1,
    probation_hours=0,
    admissions=0,
)
"""Two founders; who invites is the only sponsor a newcomer needs, and whoever comes is a full member at once."""

_Act = TypeVar("_Act", bound=Act)


@dataclass
class Settlement:
    """An inaugurated organisation with two founders who hold plain keys."""

    town: Town
    slug: str
    founders: tuple[Founder, Founder]

    @property
    def state(self) -> State:
        """The State at this moment."""
        return self.town.host.open(self.slug).get_state(self.town.clock())

    def do(self, who: Founder, act: type[_Act], **fields: object) -> int:
        """Let a founder do an act; gives its place on the log."""
        return self.send(who.do(act, **fields))

    def say(self, who: Founder, act: type[_Act], words: Mapping[str, object], **fields: object) -> int:
        """Let a founder do an act whose field `text` commits to these words."""
        text = encode(words).decode()
        envelope = who.do(act, text=compute_commitment(SALT, text), **fields)
        return self.send(envelope, Given(SALT, text))

    def vote(self, who: Founder, proposal: int, *choices: int) -> int:
        """Let a founder vote on the words as they stand."""
        text = self.state.proposals[proposal].text
        return self.do(who, CastBallot, proposal=proposal, text=text, choices=choices, reason="")

    def send(self, envelope: Envelope, *texts: Given) -> int:
        """Take an envelope in."""
        return self.town.host.open(self.slug).submit(encode(envelope), texts).accepted.index

    def invite(self) -> str:
        """Let the first founder invite somebody; gives the link."""
        secret = P256Signer.generate()
        self.do(self.founders[0], InviteMembers, keys=(secret.key,))
        number = next(n for n, one in self.state.invitations.items() if one.key == secret.key)
        return f"{self.town.address}/o/{self.slug}/join/{number}#{secret.secret}"

    def admit(self, *newcomers: Person) -> None:
        """Let people join with the passkeys of their own devices."""
        for newcomer in newcomers:
            newcomer.page.goto(self.invite())
            form = newcomer.form("JoinOrganisation")
            form.locator('[name="profile.name"]').fill(newcomer.name)
            form.locator('[type="checkbox"]').check()
            newcomer.do(form, makes_passkey=True)


def settle(town: Town, charter: Charter = CHARTER) -> Settlement:
    """Found and inaugurate an organisation."""
    first, second = (Founder(P256Signer.generate()) for _ in range(2))
    name = encode({"email": "", "name": "Fay Founder"}).decode()
    founding = first.found(
        charter,
        SALT + SALT,
        door="innovator",
        origins=(town.address,),
        profile=compute_commitment(SALT, name),
    )
    hosted, _ = town.host.found(encode(founding), [Given(SALT, name)])
    settlement = Settlement(town, hosted.slug, (first, second))
    for clause, text in CLAUSES.items():
        settlement.do(first, WriteClause, clause=clause, text=text)
    secret = P256Signer.generate()
    settlement.do(first, InviteMembers, keys=(secret.key,))
    settlement.send(second.join(hosted.org, 2, secret))
    foundation = compute_foundation(settlement.state.charter, settlement.state.clauses)
    for founder in settlement.founders:
        settlement.do(founder, AffirmFoundation, foundation=foundation)
    settlement.do(first, Inaugurate, foundation=foundation)
    return settlement
