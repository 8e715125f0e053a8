"""A village to look at: an organisation of any size with one of everything that a page can show.

`build_village` plays its past with real signed acts and lays it down in a host's folder. Read next: `conftest.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from daso.canon import encode, to_base64url
from daso.host import Given, Label, Profile, ProposalText, Text
from daso.host import Words as Said
from daso.kernel.act import Act, compute_commitment
from daso.kernel.ballot import CastBallot
from daso.kernel.charter import HOUR, Charter
from daso.kernel.comment import PostComment
from daso.kernel.decision import CarryOutDecision
from daso.kernel.effect import AgreeOrigin
from daso.kernel.founding import (
    CLAUSES,
    AffirmFoundation,
    AgreeClause,
    Inaugurate,
    WriteClause,
    compute_clause_digest,
    compute_foundation,
)
from daso.kernel.key import AddKey
from daso.kernel.membership import InviteMembers, LeaveOrganisation
from daso.kernel.proposal import OpenProposal, PublishProposal, WithdrawProposal
from daso.kernel.scrutineer import NameScrutineer
from daso.kernel.templates import TEMPLATES
from daso.keys.sign import P256Signer, compute_secret
from daso.ledger import NoteSigner
from daso.testkit.calm import make_calm
from daso.testkit.past import Deed, Past
from daso.testkit.person import Person

__all__ = ["NOW", "ORIGIN", "Village", "build_village"]

ORIGIN: Final = "http://village.example"
START: Final = 1_760_000_000_000
DAY: Final = 24 * HOUR
NOW: Final = START + 60 * DAY

# Open: an ordinary motion, a choice, a policy motion, and a draft. Ended: adopted (and carried out, or not), rejected,
# withdrawn.
CARRIED_OUT, WAITING, REJECTED, WITHDRAWN, MOTION, CHOICE, POLICY, DRAFT = range(1, 9)


def _sign_with(*about: object) -> P256Signer:
    secret = compute_secret(repr(about).encode())
    return P256Signer.from_secret(to_base64url(secret.to_bytes(32, "big")))


def make_charter(texts: str) -> Charter:
    """One sponsor is enough, and everybody may have several live proposals."""
    chosen = replace(
        make_calm(TEMPLATES["dao"]), name="Dorf & Söhne <eG>", founders=3, live_proposals=8, invitations=10_000
    )
    return replace(chosen, texts="members" if texts == "members" else "public")


class Village:
    """An organisation while its past is played. Every deed comes a minute after the one before."""

    def __init__(self, charter: Charter) -> None:
        self.people = {1: Person(_sign_with("member", 1))}
        self.at = START
        self._salts = 0
        profile, given = self.give(Profile(name="Ada Ash", email=""))
        founding = self.people[1].found(charter, bytes(32), origins=(ORIGIN,), profile=profile)
        self._founding: Deed = (founding, [given])
        self.org = founding.act.org
        self.past = Past(self.org, NoteSigner.generate(f"village.example/o/{self.org}"))

    def give(self, text: Text) -> tuple[str, Given]:
        """A text's commitment, and the text as it goes along with an act."""
        self._salts += 1
        given = Given(hashlib.sha256(b"%d" % self._salts).digest()[:16], encode(text).decode())
        return compute_commitment(given.salt, given.text), given

    def do(self, number: int, act: type[Act], *given: Given, **fields: object) -> None:
        """One deed of one person."""
        self.do_all([(self.people[number].do(act, **fields), given)])

    def do_all(self, deeds: Sequence[Deed]) -> None:
        """Many deeds of one moment."""
        self.at += 60_000
        self.past.take_in_all(self.at, deeds)

    def wait_until(self, day: int) -> None:
        """Let time pass, to a day counted from the beginning."""
        self.at = START + day * DAY

    def found(self) -> None:
        """Member 1 begins."""
        self.do_all([self._founding])

    def invite(self, by: int, count: int) -> list[tuple[int, P256Signer]]:
        """Make invitations; return each one's number and key."""
        first = self.past.state.next_member
        keys = [(number, _sign_with("invitation", number)) for number in range(first, first + count)]
        for start in range(0, count, 100):
            self.do(by, InviteMembers, keys=tuple(signer.key for _, signer in keys[start : start + 100]))
        return keys

    def join(self, invitations: Sequence[tuple[int, P256Signer]]) -> None:
        """Everybody takes up their invitation."""
        deeds: list[Deed] = []
        foundation = self.past.state.foundation
        for number, invitation in invitations:
            person = self.people[number] = Person(_sign_with("member", number))
            name = "Unaussprechlichlangername" * 3 if number == 3 else f"Birk Nummer {number}"
            profile, given = self.give(Profile(name=name, email=""))
            deeds.append((person.join(self.org, number, invitation, affirms=foundation, profile=profile), [given]))
        self.do_all(deeds)

    def inaugurate(self) -> None:
        """Three founders write, agree, affirm and begin."""
        for name in CLAUSES:
            text = f"Wir wollen das Beste von {name}, und nichts anderes."
            self.do(1, WriteClause, clause=name, text=text)
            for number in (2, 3):
                self.do(number, AgreeClause, clause=name, text=compute_clause_digest(text))
        commitment, given = self.give(Said(body="Das ist ein guter Zweck."))
        self.do(2, PostComment, given, subject="clause/purpose", text=commitment)
        foundation = compute_foundation(self.past.state.charter, self.past.state.clauses)
        for number in (1, 2, 3):
            self.do(number, AffirmFoundation, foundation=foundation)
        self.do(1, Inaugurate, foundation=foundation)

    def open(self, by: int, title: str, *options: str, **fields: object) -> str:
        """Open a proposal; return its commitment."""
        text = ProposalText(title=title, body=f"**{title}**, weil:\n\n- eins\n- zwei", options=options)
        commitment, given = self.give(text)
        chosen = {"kind": "ordinary", "form": "choice" if options else "motion", "effects": ()} | fields
        self.do(by, OpenProposal, given, text=commitment, options=len(options) or 2, **chosen)
        return commitment

    def publish(self, by: int, proposal: int, commitment: str) -> None:
        """Put a proposal to the vote."""
        self.do(by, PublishProposal, proposal=proposal, text=commitment)

    def vote(self, proposal: int, voters: Sequence[int], choose: Sequence[tuple[int, ...]]) -> None:
        """Ballots in turn of these choices; the first voters give a reason."""
        deeds: list[Deed] = []
        for place, number in enumerate(voters):
            reason, given = self.give(
                Said(body=f"Darum. Siehe <script>alert({number})</script> und [dort](https://x.example).")
            )
            is_spoken = place < 25
            envelope = self.people[number].do(
                CastBallot,
                proposal=proposal,
                text=self.past.state.proposals[proposal].text,
                choices=choose[place % len(choose)],
                reason=reason if is_spoken else "",
            )
            deeds.append((envelope, [given] if is_spoken else []))
        self.do_all(deeds)


def _play_decisions(village: Village, voters: Sequence[int]) -> None:
    """Five proposals that end before the present day, each in a way of its own."""
    village.wait_until(10)
    titles = ("Eine Glocke", "Eine Fahne", "Ein Turm", "Ein Irrtum")
    commitments = [village.open(1, title) for title in titles]
    village.do(1, WithdrawProposal, proposal=WITHDRAWN)
    village.wait_until(13)
    for proposal in (CARRIED_OUT, WAITING, REJECTED):
        village.publish(1, proposal, commitments[proposal - 1])
        village.vote(proposal, voters, [(2,)] if proposal == REJECTED else [(1,), (1,), ()])
    village.wait_until(20)
    village.do(2, CarryOutDecision, proposal=CARRIED_OUT)


def _play_present(village: Village, voters: Sequence[int]) -> None:
    """What is open now."""
    village.wait_until(50)
    motion = village.open(1, "Ein Brunnen")
    choice = village.open(2, "Welche Farbe?", "Blau", "Grün", "Gelb")
    profile, given = village.give(Profile(name="Prüferin Pia", email=""))
    scrutineer = NameScrutineer(key=_sign_with("scrutineer").key, profile=profile)
    effects = (scrutineer, AgreeOrigin(origin="https://zweitens.example"))
    text = ProposalText(title="Eine Prüferin", body="Damit jemand von außen hinsieht.", options=())
    policy, given_text = village.give(text)
    fields = {"kind": "policy", "form": "motion", "options": 2, "effects": effects}
    village.do(2, OpenProposal, given_text, given, text=policy, **fields)
    village.wait_until(57)
    village.publish(1, MOTION, motion)
    village.publish(2, CHOICE, choice)
    village.publish(2, POLICY, policy)
    village.vote(MOTION, voters, [(1,), (2,), (1,), ()])
    village.vote(CHOICE, voters[: len(voters) // 2 + 1], [(1,), (3,), (3,)])
    sites = (AgreeOrigin(origin="https://drittens.example"), AgreeOrigin(origin="https://viertens.example"))
    village.open(1, "Noch ein Entwurf", kind="policy", effects=sites)
    commitment, given = village.give(Said(body="Gern gelesen.\n\n# Laut\n\n![Bild](https://x.example/a.png)"))
    village.do(3, PostComment, given, subject=f"proposal/{MOTION}", text=commitment)
    label, given_label = village.give(Label(label="Tafel daheim"))
    village.do(1, AddKey, given_label, key=_sign_with("second", 1).key, label=label)


def build_village(data: Path, members: int, texts: str = "public", *, is_founding: bool = False) -> Village:
    """Lay down a village of this many members in a host's folder, under the address ``village``."""
    village = Village(make_charter(texts))
    with village.past:
        village.found()
        village.join(village.invite(1, 2))
        if is_founding:
            village.do(1, WriteClause, clause="purpose", text="Wozu das alles gut ist.")
            village.invite(1, 1)
        else:
            village.inaugurate()
            village.wait_until(1)
            village.join(village.invite(1, members - 3))
            village.wait_until(2)
            voters = sorted(village.people)[: max(3, members * 2 // 3)]
            _play_decisions(village, voters)
            _play_present(village, voters)
            _play_people(village)
        village.past.lay_down(data, "village")
    return village


def _play_people(village: Village) -> None:
    """One leaves after voting, one is invited and has not come, one came who waits for a sponsor."""
    newcomer = village.invite(3, 2)[0]
    village.do(2, LeaveOrganisation)
    village.join([newcomer])
