"""A town whose members have nothing but a terminal: an organisation founded by command, its site, and a clock.

Everything is done by `daso act` and read by `daso show`; what programs read is asked of the API itself.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from msgspec.structs import replace

from daso.canon import encode
from daso.cli import main
from daso.kernel.charter import Charter, Rule
from daso.kernel.founding import CLAUSES
from daso.kernel.templates import TEMPLATES
from daso.testkit.calm import make_calm
from tests.host.founded import Clock

__all__ = ["CHARTER", "VOTING", "Town"]

VOTING: Final = 24


def _shorten(rule: Rule) -> Rule:
    return replace(rule, discussion_hours=0, voting_hours=VOTING, seasoning_hours=0, quorum=(1, 5), early=False)


_CALM = make_calm(TEMPLATES["employee-owned"])
_RULES = {kind: _shorten(rule) for kind, rule in _CALM.rules.items()}
CHARTER: Final[Charter] = replace(
    _CALM,
    name="Terminal Town",
    founders=5,
    sponsors=2,
    live_proposals=9,
    vouchers=2,
    recovery_hours=48,
    reading_hours=72,
    probation_hours=0,
    flags=2,
    rules=_RULES
    | {
        "ordinary": replace(_RULES["ordinary"], method="consent", choices=("ranked", "approval", "score")),
        "policy": replace(_RULES["policy"], sponsors=1, objection_hours=12, challengers=30, reply_hours=6),
        "amendment": replace(_RULES["amendment"], seasoning_hours=7 * 24),
    },
)
"""Short hours, and a rule for everything: ordinary proposals by consent, policies by two thirds, money by majority."""


class Town:
    """Five members, inaugurated; `act` and `show` are what they type."""

    def __init__(self, address: str, clock: Clock, keys: Path, shown: pytest.CaptureFixture[str]) -> None:
        self.clock = clock
        self.keys = keys
        self._address = address
        self._shown = shown
        self.url = f"{address}/o/terminal-town"

    def found(self, charter: Charter = CHARTER) -> None:
        """Found, join, write, affirm and inaugurate."""
        file = self.keys / "charter.json"
        file.write_bytes(encode(charter))
        for number in range(1, 6):
            self.new_key(str(number))
        words = [f"charter=@{file}", "profile.name=Founder 1"]
        self.run("act", "FoundOrganisation", *words, "--url", self._address, "--key", self.key("1"), "--yes")
        for number in range(2, 6):
            self.join(number)
        for clause in CLAUSES:
            self.act(1, "WriteClause", f"clause={clause}", f"text=Our {clause}.")
            for number in range(2, 6):
                self.act(number, "AgreeClause", f"clause={clause}")
        for number in range(1, 6):
            self.act(number, "AffirmFoundation")
        self.act(1, "Inaugurate")
        self.wait(1)

    def join(self, number: int, inviter: int = 1) -> None:
        """Let somebody be invited and join with the key of their number."""
        secret = self.act(inviter, "InviteMembers").partition("one person: ")[2].split("\n")[0]
        self.act(number, "JoinOrganisation", f"invitation={secret}", f"profile.name=Founder {number}")

    def new_key(self, name: str) -> None:
        """Make a key in a file."""
        self.run("key", "new", "--key", self.key(name))

    def key(self, name: str) -> str:
        """The file of a key."""
        return str(self.keys / f"{name}.key")

    def act(self, member: int, name: str, *fields: str, key: str = "") -> str:
        """Type an act; gives what was shown."""
        return self.run("act", name, *fields, *self._say_who(member, key), "--yes")

    def refuse(self, member: int, name: str, *fields: str) -> str:
        """Type an act that is refused; gives the sentence."""
        self._shown.readouterr()
        assert main(["act", name, *fields, *self._say_who(member), "--yes"]) == 2
        return self._shown.readouterr().err

    def show(self, place: str = "", member: int = 0) -> Any:
        """Read something as a program does that calls the command."""
        return json.loads(self.run("show", place, "--json", *self._say_who(member)))

    def read(self, place: str = "", member: int = 0) -> str:
        """Read something as people do."""
        return self.run("show", place, *self._say_who(member))

    def tell(self, member: int, *wishes: str) -> str:
        """Type how a member wishes to be told; gives what was shown."""
        return self.run("told", *wishes, *self._say_who(member))

    def erase(self, member: int, commitment: str) -> str:
        """Type that a text is to be erased; gives what was shown, or why not."""
        self._shown.readouterr()
        main(["erase", commitment, *self._say_who(member), "--yes"])
        shown = self._shown.readouterr()
        return shown.out + shown.err

    def get(self, place: str) -> httpx.Response:
        """Ask the API itself."""
        return httpx.get(f"{self._address}/api/orgs/terminal-town/{place}")

    def wait(self, hours: float) -> None:
        """Let time pass."""
        self.clock.advance(hours)

    def propose(self, kind: str, title: str, *fields: str, effects: object = (), author: int = 1) -> int:
        """Open, have it sponsored as far as needed, and publish; gives the number."""
        words = (f"kind={kind}", f"text.title={title}", "text.body=Because.", f"effects={json.dumps(effects)}")
        self.act(author, "OpenProposal", *words, *fields)
        number: int = self.show("proposals")[-1]["number"]
        draft = self.show(f"proposals/{number}")
        for sponsor in range(author + 1, author + 1 + draft["needed"]):
            self.act(sponsor, "SponsorProposal", f"proposal={number}")
        if draft["about"]:
            self.wait(draft["rule"].get("reply_hours", 0))
        self.act(author, "PublishProposal", f"proposal={number}")
        return number

    def vote(self, number: int, *choices: str) -> None:
        """Let members 1, 2, … vote."""
        for member, choice in enumerate(choices, start=1):
            self.act(member, "CastBallot", f"proposal={number}", f"choices={choice}")

    def decide(self, kind: str, title: str, *fields: str, effects: object = (), choices: str = "1") -> int:
        """Propose, vote all alike, wait, and carry out."""
        number = self.propose(kind, title, *fields, effects=effects)
        self.vote(number, *[choices] * 5)
        self.wait(VOTING)
        self.wait(self.show(f"proposals/{number}")["rule"].get("objection_hours", 0))
        self.act(1, "CarryOutDecision", f"proposal={number}")
        return number

    def _say_who(self, member: int, key: str = "") -> list[str]:
        who = ["--by", str(member), "--key", key or self.key(str(member))] if member else []
        return ["--url", self.url, *who]

    def run(self, *arguments: str) -> str:
        """Type any command; gives what was shown."""
        self._shown.readouterr()
        code = main(arguments)
        shown = self._shown.readouterr()
        assert code == 0, shown.err
        return shown.out
