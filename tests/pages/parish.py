"""A parish to look at: every matter that a decision, a member or a charter can come to, in each of its states.

`build_parish` plays it with real signed acts at any size. Read first: `village.py`, the simpler one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from daso.canon import compute_digest, to_base64url
from daso.host import Given, Profile, ProposalText
from daso.host import Words as Said
from daso.host.texts import HubText, MandateText
from daso.kernel.amendment import AmendCharter
from daso.kernel.ballot import CastBallot
from daso.kernel.challenge import OpenChallenge
from daso.kernel.charter import HOUR, Charter, Kind, Rule
from daso.kernel.comment import PostComment
from daso.kernel.condition import AttachCondition, ReportCondition
from daso.kernel.decision import CarryOutDecision
from daso.kernel.effect import Effect
from daso.kernel.expulsion import ExpelMember
from daso.kernel.finding import SCRUTINEERS, PublishFinding
from daso.kernel.hub import EndHub, FoundHub, HubKind, JoinHub, LeaveHub, RewordHub
from daso.kernel.lot import CommitLot, DrawLot, RevealLot, compute_lot_commitment
from daso.kernel.mandate import AcceptMandate, GrantMandate, ReportMandate
from daso.kernel.moderation import FlagComment
from daso.kernel.objection import AnswerObjection
from daso.kernel.pause import PauseDecisions
from daso.kernel.payment import ConfirmPayment, OrderPayment, get_payees
from daso.kernel.proposal import OpenProposal, PublishProposal
from daso.kernel.recovery import VouchForMember
from daso.kernel.reply import ReplyToProposal
from daso.kernel.scrutineer import NameScrutineer
from daso.kernel.sponsor import SponsorProposal
from daso.kernel.templates import TEMPLATES
from daso.keys.sign import P256Signer
from daso.testkit.calm import make_calm
from daso.testkit.person import Person
from tests.pages.village import Village

__all__ = ["Parish", "build_parish"]

SCRUTINEER: Final = P256Signer.from_seed(b"a scrutineer of the parish")
LOST: Final = P256Signer.from_seed(b"a new key of somebody of the parish")


def make_charter() -> Charter:
    """Every wait is there, and no quorum, so that a few can decide for many."""
    base = make_calm(TEMPLATES["employee-owned"])
    rules: dict[Kind, Rule] = {}
    for kind, rule in base.rules.items():
        calm = replace(rule, quorum=(0, 1), discussion_hours=24, seasoning_hours=0, challengers=1, reply_hours=24)
        rules[kind] = replace(calm, voting_hours=72, cooldown_hours=48)
    amending = replace(base.rules["amendment"], quorum=(0, 1), discussion_hours=24, voting_hours=240)
    rules["amendment"] = replace(amending, seasoning_hours=7 * 24)
    rules["policy"] = replace(rules["policy"], hidden=True, objection_hours=24)
    rules["expulsion"] = replace(base.rules["expulsion"], sponsors=2, quorum=(0, 1), reply_hours=72)
    rules["pause"] = replace(rules["pause"], voting_hours=6, discussion_hours=0)
    chosen = replace(base, name="Kirchspiel & Söhne", founders=3, live_proposals=20, invitations=10_000, sponsors=0)
    return replace(chosen, rules=rules, hub_members=2, vouchers=2, admissions=0, flags=2, probation_hours=0)


class Parish(Village):
    """A village in which more happens. `numbers` says which proposal stands for which matter."""

    def __init__(self) -> None:
        super().__init__(make_charter())
        self.numbers: dict[str, int] = {}
        self._secrets: dict[int, str] = {}

    def wait(self, hours: int) -> None:
        """Let time pass."""
        self.at += hours * HOUR

    def propose(self, matter: str, title: str, *effects: Effect, given: Sequence[Given] = (), **fields: object) -> int:
        """Open a proposal of member 1, in the name of a matter; return its number."""
        options = fields.pop("options", ())
        assert isinstance(options, tuple)
        body = f"**{title}**: warum, steht hier.\n\n1. Erstens, weil es nötig ist.\n2. Zweitens, weil alle es wollen."
        text, given_text = self.give(ProposalText(title=title, body=body, options=options))
        content = {"kind": "ordinary", "form": "choice" if options else "motion"} | fields
        number = self.numbers[matter] = self.past.state.next_proposal
        self.do(1, OpenProposal, given_text, *given, text=text, options=len(options) or 2, effects=effects, **content)
        return number

    def begin_vote(self, *numbers: int) -> None:
        """Let the discussion pass and their author publish them."""
        drafts = [self.past.state.proposals[number] for number in numbers]
        self.wait(max(draft.rule.discussion_hours for draft in drafts))
        for draft in drafts:
            self.do(1, PublishProposal, proposal=draft.number, text=draft.text)

    def cast(self, number: int, voters: Sequence[int], *ballots: tuple[int, ...]) -> None:
        """Ballots in turn of these; the first few say why."""
        self.vote(number, voters, ballots)

    def end(self, number: int) -> None:
        """Let the vote close, objections pass, and somebody carry it out."""
        rule = self.past.state.proposals[number].rule
        self.wait(rule.voting_hours + rule.objection_hours)
        self.do(3, CarryOutDecision, proposal=number)

    def decide(self, matter: str, title: str, *effects: Effect, given: Sequence[Given] = (), **fields: object) -> int:
        """See a motion through that nearly everybody who votes wants."""
        number = self.propose(matter, title, *effects, given=given, **fields)
        self.begin_vote(number)
        self.cast(number, [one for one in FEW if one not in get_payees(effects)], (1,))
        self.end(number)
        return number

    def challenge(self, matter: str, decision: int, signers: Sequence[int], by: int = 2) -> int:
        """Challenge a decision, and let so many sign."""
        text, given = self.give(ProposalText(title="So nicht", body="Es schadet den Leuten am Fluss.", options=()))
        number = self.numbers[matter] = self.past.state.next_proposal
        self.do(by, OpenChallenge, given, about=f"decision/{decision}", ground="harm", text=text)
        for signer in signers:
            if len(self.past.state.proposals[number].sponsors) < self.past.state.proposals[number].needed:
                self.do(signer, SponsorProposal, proposal=number, text=text)
        return number

    def judge(self, number: int, choice: int) -> None:
        """Let its vote begin and come to a verdict."""
        self.wait(24)
        self.do(3, PublishProposal, proposal=number, text=self.past.state.proposals[number].text)
        self.cast(number, FEW, (choice,))
        self.wait(72)

    def say(self, body: str) -> tuple[str, Given]:
        """Some words."""
        return self.give(Said(body=body))


FEW: Final = (1, 2, 3)


def _play_offices(parish: Parish) -> None:
    """A mandate is held and reported on, another one is offered, a panel drawn, and two payments ordered."""
    words = MandateText(
        title="Kassenführung", domain="Die Kasse.", accountabilities="Bücher führen.", limits="Bis 500 Euro."
    )
    text, given = parish.give(words)
    mandate = GrantMandate(text=text, hours=200 * 24, report_hours=5 * 24, holder=1)
    parish.decide("mandate", "Eine Kassenführung", mandate, given=[given], kind="mandate")
    parish.do(1, AcceptMandate, mandate=1)
    parish.wait(5 * 24)
    report, given = parish.say("Alles in Ordnung: 4.211 Euro.")
    parish.do(1, ReportMandate, given, mandate=1, text=report)
    text, given = parish.give(replace(words, title="Schriftführung"))
    elected = GrantMandate(text=text, hours=90 * 24, candidates=(1, 2, 3))
    candidates = ("Ada", "Birk Nummer 2", "Die Dritte")
    number = parish.propose(
        "election", "Wer schreibt?", elected, given=[given], kind="mandate", options=candidates, method="ranked"
    )
    parish.begin_vote(number)
    parish.cast(number, FEW, (3, 1, 2, 4), (2, 1, 3, 4))
    parish.end(number)
    roof, given_roof = parish.say("Das neue Dach")
    book, given_book = parish.say("Ein Gesangbuch")
    orders = (
        OrderPayment(amount=125_000, currency="EUR", text=roof, payee=3),
        OrderPayment(amount=1_999, currency="EUR", text=book),
    )
    parish.decide("payment", "Das Dach bezahlen", *orders, given=[given_roof, given_book], kind="payment")
    parish.do(3, ConfirmPayment, payment=1)


def _play_lot(parish: Parish, *, is_drawn: bool) -> None:
    """Two of everybody are drawn for a panel; or the draw is still under way."""
    why, given = parish.say("Zwei, die sich das Dach ansehen.")
    panel = DrawLot(size=2, text=why, commit_hours=24 if is_drawn else 72, reveal_hours=24)
    parish.decide("lot", "Zwei auslosen", panel, given=[given], kind="mandate")
    number = len(parish.past.state.lots)
    for member in FEW:
        secret = to_base64url(compute_digest("daso/parish", f"{member} {number}".encode()))
        commitment = compute_lot_commitment(parish.org, number, member, secret)
        parish.do(member, CommitLot, lot=number, commitment=commitment)
        parish._secrets[member] = secret
    if is_drawn:
        parish.wait(24)
        for member in FEW:
            parish.do(member, RevealLot, lot=number, secret=parish._secrets[member])
        parish.wait(24)


def _play_counts(parish: Parish) -> None:
    """One decision for each way of counting, and one by consent in which an objection was answered."""
    options = ("Blau", "Grün", "Gelb mit schmalen weißen Streifen")
    ways: dict[str, tuple[tuple[int, ...], ...]] = {
        "ranked": ((1, 2, 3, 4), (2, 1, 3, 4), (1, 3, 2, 0)),
        "approval": ((1, 2), (1,), (1, 3)),
        "score": ((5, 0, 3), (4, 5, 0), (5, 1, 1)),
    }
    for way, ballots in ways.items():
        number = parish.propose(way, f"Welche Farbe ({way})?", options=options, method=way)
        parish.begin_vote(number)
        parish.cast(number, FEW, *ballots)
        parish.end(number)
    number = parish.propose("consent", "Eine Gartengruppe", kind="hub")
    parish.begin_vote(number)
    _consent(parish, number, ())
    _answer(parish, number, 2)
    parish.end(number)


def _consent(parish: Parish, number: int, others: Sequence[int]) -> None:
    """Member 2 objects to what is asked, and every seventh of the others."""
    parish.cast(number, (1, 3), (1,))
    text = parish.past.state.proposals[number].text
    for place, member in enumerate((2, *others)):
        why, given = parish.say("Und wer gießt im August?")
        objects = place % 7 == 0
        content = {"proposal": number, "text": text, "choices": (2,) if objects else (1,)}
        parish.do(member, CastBallot, *([given] if objects else ()), reason=why if objects else "", **content)


def _answer(parish: Parish, number: int, member: int) -> None:
    answer, given = parish.say("Wir wechseln uns ab.")
    parish.do(1, AnswerObjection, given, proposal=number, member=member, text=answer)


def _play_contests(parish: Parish, signers: Sequence[int]) -> None:
    """One decision is upheld, one overturned, and one has two conditions, of which one is met."""
    upheld = parish.decide("upheld", "Die Tür rot streichen")
    parish.judge(parish.challenge("verdict", upheld, signers), 2)
    overturned = parish.decide("overturned", "Die Linde fällen")
    parish.judge(parish.challenge("verdict", overturned, signers), 1)
    held = parish.decide("conditions", "Das Dach mit Schiefer decken")
    for owner, days in ((1, 20), (3, 60)):
        why, given = parish.say("Nur mit einem Netz für die Schwalben.")
        due_at = parish.at + days * 24 * HOUR
        condition = AttachCondition(to=f"decision/{held}", owner=owner, due_at=due_at, text=why)
        parish.decide("mitigation", "Und die Schwalben?", condition, given=[given], about=f"decision/{held}")
    report, given = parish.say("Das Netz hängt.")
    parish.do(1, ReportCondition, given, proposal=held, condition=1, text=report)


def _play_scrutiny(parish: Parish) -> None:
    """A scrutineer is named and finds something; a comment is flagged away."""
    profile, given = parish.give(Profile(name="Prüferin Pia", email=""))
    naming = NameScrutineer(key=SCRUTINEER.key, profile=profile)
    parish.decide("scrutineer", "Eine Prüferin", naming, given=[given], kind="policy")
    finding, given = parish.say("Ich habe nachgezählt: **drei** Stimmen, drei Belege.")
    pia = Person(SCRUTINEER, parish.org, SCRUTINEERS + 1)
    act = pia.do(PublishFinding, decision=parish.numbers["upheld"], verdict="doubtful", text=finding)
    parish.do_all([(act, [given])])
    comment, given = parish.say("Ihr seid alle Schafe.")
    entry = parish.past.state.entries
    parish.do(3, PostComment, given, subject=f"proposal/{parish.numbers['upheld']}", text=comment)
    for member in (1, 2):
        why, given = parish.say("Das ist eine Beleidigung.")
        parish.do(member, FlagComment, given, comment=entry, reason=why)


def _play_amendment(parish: Parish, everybody: Sequence[int]) -> None:
    """An amendment was adopted once and is voted on again."""
    change = AmendCharter(path="rules.ordinary.voting_hours", was=72, becomes=96)
    first = parish.propose("first reading", "Länger abstimmen", change, kind="amendment")
    parish.begin_vote(first)
    parish.cast(first, everybody, (1,))
    rule = parish.past.state.proposals[first].rule
    parish.wait(rule.voting_hours + parish.past.state.charter.reading_hours)
    about = f"decision/{first}"
    second = parish.propose("second reading", "Länger abstimmen", change, kind="amendment", about=about)
    parish.begin_vote(second)
    parish.cast(second, FEW, (1,), (2,), ())


def _found_hub(parish: Parish, by: int, name: str, kind: HubKind, due_at: int = 0) -> None:
    text, given = parish.give(HubText(name=name, purpose="**Für alle**, die dabei sein wollen.\n\n- Montags"))
    parish.do(by, FoundHub, given, kind=kind, text=text, due_at=due_at)


def _play_hubs(parish: Parish, everybody: Sequence[int]) -> None:
    """One hub that everybody but its founder is in, one that is late and dormant, one that has ended, one of few."""
    day = 24 * HOUR
    _found_hub(parish, 1, "Backen & Brauen", "skill")
    parish.do_all([(parish.people[member].do(JoinHub, hub=1), []) for member in everybody[1:]])
    parish.do(1, LeaveHub, hub=1)
    _found_hub(parish, 2, "Bis zum Sommerfest", "execution", parish.at + day)
    _found_hub(parish, 3, "Ein längst vergessener Kreis mit einem Namen, der nicht in eine Zeile geht", "talent")
    text, given = parish.give(HubText(name="Backen", purpose="Wer backen kann."))
    reword = RewordHub(hub=1, text=text)
    parish.decide("reworded hub", "Kürzer heißen", reword, given=[given], kind="hub", hub=1)
    parish.decide("ended hub", "Genug davon", EndHub(hub=3), kind="hub", hub=3)


def _play_contested(parish: Parish) -> None:
    """Two decisions that will be challenged, and a draw that is under way."""
    parish.decide("challenged", "Den Teich zuschütten")
    parish.decide("alone", "Den Zaun erneuern")


def _play_present(parish: Parish, many: Sequence[int]) -> None:
    """What is open now: votes of every look, a challenge, a lonely one, an expulsion, a pause, a hub just begun."""
    _found_hub(parish, 2, "Frisch begonnen", "talent")
    _play_lot(parish, is_drawn=False)
    contested = parish.challenge("challenge", parish.numbers["challenged"], many[3:])
    reply, given = parish.say("Der Teich ist tief, und die Kinder sind klein.")
    parish.do(1, ReplyToProposal, given, proposal=contested, text=reply)
    hidden = parish.propose("hidden", "Was wir erst am Ende sehen", kind="policy")
    ranking = parish.propose("ranking", "Welches Tier?", options=("Ziege", "Esel"), method="ranked")
    objecting = parish.propose("objecting", "Eine Gruppe für Bienen", kind="hub")
    parish.begin_vote(hidden, ranking, objecting)
    parish.do(3, PublishProposal, proposal=contested, text=parish.past.state.proposals[contested].text)
    parish.cast(hidden, many[:9], (1,), (2,))
    parish.cast(contested, FEW, (1,), (2,))
    parish.cast(ranking, many, (1, 2, 3), (2, 1, 3), (0, 1, 2), ())
    _consent(parish, objecting, many[3:])
    _answer(parish, objecting, 2)
    if len(many) > FEW[-1]:
        parish.challenge("lonely", parish.numbers["alone"], (), by=4)
    out = ExpelMember(member=3, ground="conduct")
    parish.propose("expulsion", "Sich von jemandem trennen", out, kind="expulsion", about="member/3")
    parish.propose("waiting", "Eine Bank am Fluss")
    parish.propose("about a hub", "Ein zweiter Ofen", hub=1)
    for member in (1, 3):
        parish.do(member, VouchForMember, member=2, key=LOST.key)
    pause = parish.propose("pause", "Innehalten", PauseDecisions(hours=48), kind="pause")
    parish.begin_vote(pause)
    parish.cast(pause, FEW, (1,))
    parish.end(pause)


def build_parish(data: Path, members: int) -> Parish:
    """Lay down a parish of this many members in a host's folder, under the address ``village``."""
    parish = Parish()
    with parish.past:
        parish.found()
        parish.join(parish.invite(1, 2))
        parish.inaugurate()
        parish.wait(24)
        if members > FEW[-1]:
            parish.join(parish.invite(1, members - 3))
        everybody = sorted(parish.people)
        _play_offices(parish)
        _play_lot(parish, is_drawn=True)
        _play_counts(parish)
        _play_contests(parish, everybody[3:])
        _play_scrutiny(parish)
        _play_contested(parish)
        _play_hubs(parish, everybody)
        _play_amendment(parish, everybody)
        _play_present(parish, everybody[: max(3, min(140, members))])
        parish.past.lay_down(data, "village")
    return parish
