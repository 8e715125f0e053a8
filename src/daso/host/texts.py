"""Texts beside the log: names, proposals, comments, reasons, by their salted commitments. They can be erased; the log
stays sound, for it holds only the commitments.

`match_texts` says which words an act needs; `Texts` keeps those of one organisation. What was read is remembered until
anything is erased, be it by another process. Read next: `hosted.py`, where texts and acts meet.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence
from threading import Lock

import msgspec
from sqlalchemy import ColumnElement, Engine, and_, delete, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or_leave

from daso.canon import NotCanonical, decode_as
from daso.host import tables
from daso.host.refusals import NotYourText, TextMissing, TextUnasked, TextUnfit
from daso.host.wording import (
    DECODERS,
    NAMES,
    HubText,
    Label,
    MandateText,
    Profile,
    ProposalText,
    Text,
    Words,
)
from daso.kernel.act import compute_commitment, has_hidden_marks
from daso.kernel.ballot import CastBallot
from daso.kernel.challenge import OpenChallenge
from daso.kernel.comment import EditComment, PostComment
from daso.kernel.condition import AttachCondition, ReportCondition
from daso.kernel.effect import Effect
from daso.kernel.finding import PublishFinding
from daso.kernel.founding import FoundOrganisation
from daso.kernel.hub import FoundHub, RewordHub
from daso.kernel.key import AddKey
from daso.kernel.lot import DrawLot, GrantByLot
from daso.kernel.mandate import GrantMandate, ReportMandate
from daso.kernel.membership import JoinOrganisation
from daso.kernel.moderation import FlagComment, HideComment
from daso.kernel.objection import AnswerObjection
from daso.kernel.payment import OrderPayment
from daso.kernel.proposal import OpenProposal, PublishProposal, ReviseProposal
from daso.kernel.reply import ReplyToProposal
from daso.kernel.scrutineer import NameScrutineer
from daso.kernel.state import State
from daso.kernel.transition import AnyAct
from daso.kernel.withdrawal import AnnouncePayment, PayFromVault

__all__ = [
    "EFFECT_TEXTS",
    "Absent",
    "Given",
    "HubText",
    "Kept",
    "Label",
    "MandateText",
    "Matched",
    "Profile",
    "ProposalText",
    "Text",
    "Texts",
    "Words",
    "match_texts",
]

_REMEMBERED = 50_000
_AT_ONCE = 500


class Absent(enum.Enum):
    """Why there are no words to read."""

    NONE = "none"
    """None were given."""
    ERASED = "erased"
    """Their author had them erased."""
    MISSING = "missing"
    """This host never received them."""
    HIDDEN = "hidden"
    """The charter keeps them to members."""
    MODERATED = "moderated"
    """They are a hidden comment's: members may still read them, strangers not."""


class Given(msgspec.Struct, frozen=True):
    """A text as it arrives with an act: 16 random bytes, and canonical JSON."""

    salt: bytes
    text: str


class Matched(msgspec.Struct, frozen=True):
    """A given text that fits a commitment of the act."""

    commitment: str
    kind: str
    given: Given


class Kept(msgspec.Struct, frozen=True):
    """A text as it stands here. `given` is None once it was erased."""

    commitment: str
    kind: str
    by: int
    given: Given | None

    @property
    def words(self) -> Text | Absent:
        """What it says."""
        return decode_as(DECODERS[self.kind], self.given.text.encode()) if self.given else Absent.ERASED


EFFECT_TEXTS: dict[type[Effect], dict[str, type[Text]]] = {
    NameScrutineer: {"profile": Profile},
    HideComment: {"reason": Words},
    GrantMandate: {"text": MandateText},
    GrantByLot: {"text": MandateText},
    DrawLot: {"text": Words},
    OrderPayment: {"text": Words},
    PayFromVault: {"text": Words},
    AttachCondition: {"text": Words},
    RewordHub: {"text": HubText},
}
"""By kind of effect: its fields that commit to texts, and what these are."""


def get_wanted(act: AnyAct) -> dict[str, type[Text]]:
    """Every commitment in an act, with the kind of text that must stand behind it."""
    wanted: dict[str, type[Text]] = {}
    match act:
        case FoundOrganisation() | JoinOrganisation():
            wanted[act.profile] = Profile
        case AddKey():
            wanted[act.label] = Label
        case OpenProposal() | ReviseProposal():
            for effect in act.effects:
                wanted |= {getattr(effect, name): kind for name, kind in EFFECT_TEXTS.get(type(effect), {}).items()}
            wanted[act.text] = ProposalText
        case PublishProposal() | OpenChallenge():
            wanted[act.text] = ProposalText
        case CastBallot() | FlagComment():
            wanted[act.reason] = Words
        case PostComment() | EditComment() | AnswerObjection() | ReplyToProposal():
            wanted[act.text] = Words
        case FoundHub():
            wanted[act.text] = HubText
        case ReportMandate() | ReportCondition() | PublishFinding() | AnnouncePayment():
            wanted[act.text] = Words
        case _:
            pass
    wanted.pop("", None)
    return wanted


def match_texts(act: AnyAct, given: Sequence[Given], state: State | None = None) -> list[Matched]:
    """Fit each text to its commitment in the act; refuse what the act does not speak of or what has not its form."""
    wanted = get_wanted(act)
    matched = []
    for one in given:
        commitment = compute_commitment(one.salt, one.text)
        kind = wanted.pop(commitment, None)
        if kind is None or len(one.salt) != 16:
            raise TextUnasked
        name = NAMES[kind]
        try:
            words = decode_as(DECODERS[name], one.text.encode())
        except (NotCanonical, UnicodeEncodeError) as error:
            raise TextUnfit(reason=str(error)) from error
        if any(map(has_hidden_marks, _get_lines(words))):
            raise TextUnfit(
                reason="a name or title in it holds marks that can't be seen, or that turn its letters round"
            )
        _check_options(act, words, state)
        matched.append(Matched(commitment, name, one))
    return matched


def _get_lines(words: Text) -> tuple[str, ...]:
    """What of a text stands on a line of its own, beside other people's and other organisations' lines."""
    match words:
        case Profile() | HubText():
            return (words.name,)
        case Label():
            return (words.label,)
        case ProposalText():
            return (words.title, *words.options)
        case MandateText():
            return (words.title,)
        case Words():
            return ()


def _check_options(act: AnyAct, words: Text | Absent, state: State | None) -> None:
    """A choice names each of its options, so that nobody votes for a number; others' are the law's own."""
    match act, words:
        case OpenProposal(form=form), ProposalText():
            named = act.options if form == "choice" else 0
        case ReviseProposal(proposal=number), ProposalText() if state and (draft := state.proposals.get(number)):
            named = act.options if draft.form == "choice" else 0
        case PublishProposal(proposal=number), ProposalText() if state and (draft := state.proposals.get(number)):
            named = draft.options if draft.form == "choice" else 0
        case OpenChallenge(), ProposalText():
            named = 0
        case _:
            return
    if len(words.options) != named:
        raise TextUnfit(reason=f"it names {len(words.options)} options where the proposal has {named} to name")


def _begins_challenge(act: AnyAct, state: State | None) -> bool:
    """Whether it only says again what a challenge said: erasing that must hold back nobody."""
    if state is None or not isinstance(act, PublishProposal):
        return False
    draft = state.proposals.get(act.proposal)
    return draft is not None and draft.form == "verdict" and draft.text == act.text


class Texts:
    """The texts of one organisation."""

    def __init__(self, engine: Engine, org: str) -> None:
        self._engine = engine
        self._org = org
        self._remembered: dict[str, Kept] = {}
        self._lock = Lock()
        self._erasures = 0
        self._changes = 0

    @property
    def changes(self) -> int:
        """Counts what was stored or erased, so that a page made before can be told from one made after."""
        self._notice_erasures()
        return self._changes

    def check_all_there(self, act: AnyAct, matched: Sequence[Matched], state: State | None = None) -> None:
        """Refuse an act with a commitment whose words neither came along nor stand here already as its member's.

        Those that stand here must have been written for the same purpose: a comment is nobody's name. Beginning the
        vote on a challenge names no new words, so it needs none.
        """
        if _begins_challenge(act, state):
            return
        wanted = get_wanted(act)
        there = self.find(wanted.keys() - {one.commitment for one in matched})
        count = len(wanted) - len(matched)
        for commitment, kept in there.items():
            if kept.by == act.by and isinstance(words := kept.words, wanted[commitment]):
                _check_options(act, words, state)
                count -= 1
        if count:
            raise TextMissing(count=count)

    def store(self, matched: Sequence[Matched], by: int) -> list[str]:
        """Store texts before their act is submitted. Returns the commitments that are new here.

        What was erased stays erased, whoever sends it again.
        """
        new = []
        with self._engine.begin() as db:
            for one in matched:
                values = {"org": self._org, "commitment": one.commitment, "kind": one.kind, "by": by}
                values |= {"salt": one.given.salt, "text": one.given.text}
                if db.execute(insert_or_leave(tables.texts).values(values).on_conflict_do_nothing()).rowcount:
                    new.append(one.commitment)
        self._changes += bool(new)
        return new

    def keep(self, matched: Sequence[Matched], by: int, entry: int) -> None:
        """The act was accepted as `entry`: now its texts stay, even if another copy of the act was refused."""
        self.store(matched, by)
        with self._engine.begin() as db:
            for one in matched:
                db.execute(update(tables.texts).where(self._is(one.commitment)).values(entry=entry))

    def drop(self, commitments: Iterable[str]) -> None:
        """The act was refused: its texts go, unless an accepted act speaks of them too."""
        with self._engine.begin() as db:
            for commitment in commitments:
                is_free = tables.texts.c.entry.is_(None)
                db.execute(delete(tables.texts).where(self._is(commitment), is_free))
                self._remembered.pop(commitment, None)
        self._changes += 1

    def load(self, commitment: str) -> Text | Absent:
        """The words behind a commitment, whoever asks: `Visit.text` decides who may read them."""
        if not commitment:
            return Absent.NONE
        kept = self.find([commitment]).get(commitment)
        return kept.words if kept else Absent.MISSING

    def find(self, commitments: Iterable[str]) -> dict[str, Kept]:
        """Everything kept behind these commitments."""
        asked = set(commitments)
        self._notice_erasures()
        found = {c: kept for c in asked if (kept := self._remembered.get(c))}
        unknown = sorted(asked - found.keys())
        for start in range(0, len(unknown), _AT_ONCE):
            found |= self._select(tables.texts.c.commitment.in_(unknown[start : start + _AT_ONCE]))
        return found

    def list_all(self) -> Iterator[Kept]:
        """Every text, in the order of commitments."""
        yield from self._select().values()

    def list_by(self, member: int) -> list[Kept]:
        """What a member wrote, in the order of commitments."""
        return list(self._select(tables.texts.c.by == member).values())

    def erase(self, commitment: str, by: int, at: int) -> None:
        """Erase a text of the member `by`. Its commitment remains, and says nothing without salt and words."""
        kept = self.find([commitment]).get(commitment)
        if kept is None or kept.by != by:
            raise NotYourText
        with self._engine.begin() as db:
            gone = {"salt": None, "text": None, "erased_at": at}
            db.execute(update(tables.texts).where(self._is(commitment)).values(gone))
            tables.count_erasure(db)
        self._notice_erasures()
        tables.empty_journal(self._engine)

    def _is(self, commitment: str) -> ColumnElement[bool]:
        return and_(tables.texts.c.org == self._org, tables.texts.c.commitment == commitment)

    def _select(self, *conditions: ColumnElement[bool]) -> dict[str, Kept]:
        columns = tables.texts.c
        query = select(columns.commitment, columns.kind, columns.by, columns.salt, columns.text)
        query = query.where(columns.org == self._org, *conditions).order_by(columns.commitment)
        erasures = self._erasures
        with self._engine.connect() as db:
            rows = db.execute(query).all()
        found = {
            row.commitment: Kept(row.commitment, row.kind, row.by, Given(row.salt, row.text) if row.salt else None)
            for row in rows
        }
        with self._lock:
            if len(self._remembered) > _REMEMBERED:
                self._remembered.clear()
            if erasures == self._erasures:  # else one of them may have been erased while it was read
                self._remembered |= found
        return found

    def _notice_erasures(self) -> None:
        """Forget what was remembered once anything was erased, here or by another process."""
        erasures = tables.read_erasures(self._engine)
        with self._lock:
            if erasures != self._erasures:
                self._erasures = erasures
                self._changes += 1
                self._remembered.clear()


def is_shareable(kept: Kept) -> bool:
    """Whether the text as a whole, salt and all, may go to whoever may read texts: not with an e-mail address in it."""
    words = kept.words
    return not (isinstance(words, Profile) and words.email)
