"""Stories of discussing: answers, edits, reactions, flags, what a decision hides or restores, and light keys."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from daso.kernel.comment import EditComment, PostComment, React, Unreact
from daso.kernel.decision import CarryOutDecision
from daso.kernel.founding import WriteClause
from daso.kernel.key import DAY, LIGHT_DAYS, AddKey, RevokeKey
from daso.kernel.moderation import FlagComment, HideComment, RestoreComment
from daso.kernel.proposal import OpenProposal
from daso.kernel.refusals import (
    AlreadyFlagged,
    CommentHidden,
    CommentSettled,
    EffectImpossible,
    KeyEnded,
    KeyRevoked,
    KeyTermUnfit,
    KeyTooLight,
    LastKey,
    NotAMember,
    NotYourComment,
    ParentElsewhere,
    UnknownComment,
    UnknownMember,
)
from daso.testkit.person import Person
from vectors.stories.carrying_out import decide
from vectors.stories.keys import create_comment
from vectors.story import (
    CHARTER,
    Story,
    create_person,
    create_signer,
    create_text,
    found,
    inaugurate,
    publish,
    vote,
    welcome,
)

__all__ = ["tell_discussing", "tell_light_keys"]

REASON = create_text("This is spite")


def _say(story: Story, person: Person, words: str, subject: str = "charter", **fields: object) -> int:
    """Let somebody comment; return the number of the comment."""
    number = story.state.entries
    story.let(words, person.do(PostComment, subject=subject, text=create_text(words), **fields))
    return number


def tell_discussing() -> Story:
    """People answer, edit and react; two flags hide a comment, and decisions hide and restore."""
    story = Story("Discussing")
    founders = found(story, replace(CHARTER, flags=2))
    one, two, _ = founders
    early = _say(story, one, "Before we begin")
    story.let("a founder flags it", two.do(FlagComment, comment=early, reason=REASON))
    inaugurate(story, founders)
    newcomer = create_person("newcomer")
    welcome(story, one, ("the newcomer", newcomer))
    first = _say(story, one, "Shall we?")
    _tell_answers(story, founders, first)
    _tell_reactions(story, [*founders, newcomer], first)
    _tell_flags(story, founders, newcomer, first)
    _tell_decisions(story, founders, first)
    return story


def _tell_answers(story: Story, founders: Sequence[Person], first: int) -> None:
    one, two, three = founders
    answer = _say(story, two, "We shall", parent=first, mentions=(1, 3))
    _say(story, three, "Indeed", parent=answer)
    text = create_text("No answer")

    def post(**fields: object) -> dict[str, object]:
        return {"subject": "charter", "text": text, **fields}

    elsewhere = one.copy().do(PostComment, **post(subject="clause/purpose", parent=first))
    story.refuse("answering on another subject", elsewhere, ParentElsewhere)
    story.refuse("answering no comment", one.copy().do(PostComment, **post(parent=1)), UnknownComment)
    ahead = one.copy().do(PostComment, **post(parent=story.state.entries))
    story.refuse("answering oneself", ahead, UnknownComment)
    story.refuse("mentioning nobody", one.copy().do(PostComment, **post(mentions=(99,))), UnknownMember)
    story.let("an edit", one.do(EditComment, comment=first, text=create_text("Shall we begin?")))
    story.refuse("editing another's", two.copy().do(EditComment, comment=first, text=text), NotYourComment)
    story.refuse("editing what is no comment", one.copy().do(EditComment, comment=1, text=text), UnknownComment)


def _tell_reactions(story: Story, people: Sequence[Person], first: int) -> None:
    one, two, _, newcomer = people
    story.let("thanks", two.do(React, comment=first, reaction="thanks"))
    story.let("thanks again", two.do(React, comment=first, reaction="thanks"))
    story.let("a newcomer asks", newcomer.do(React, comment=first, reaction="question"))
    story.let("no question any more", newcomer.do(Unreact, comment=first, reaction="question"))
    story.refuse("thanks for nothing", one.copy().do(React, comment=1, reaction="thanks"), UnknownComment)
    story.refuse("no thanks for nothing", one.copy().do(Unreact, comment=1, reaction="thanks"), UnknownComment)


def _tell_flags(story: Story, founders: Sequence[Person], newcomer: Person, first: int) -> None:
    one, two, three = founders
    flag = {"comment": first, "reason": REASON}
    story.refuse("a flag needs a vote-token", newcomer.copy().do(FlagComment, **flag), NotAMember)
    story.refuse("flagging nothing", two.copy().do(FlagComment, **flag | {"comment": 1}), UnknownComment)
    story.let("one flag", two.do(FlagComment, **flag))
    story.refuse("one member flags once", two.copy().do(FlagComment, **flag), AlreadyFlagged)
    story.let("the second flag hides it", three.do(FlagComment, **flag))
    for name, envelope in {
        "a third flag": one.copy().do(FlagComment, **flag),
        "an answer to what is hidden": one.copy().do(
            PostComment, subject="charter", text=create_text("Why?"), parent=first
        ),
        "a reaction to what is hidden": one.copy().do(React, comment=first, reaction="concern"),
        "taking one back": two.copy().do(Unreact, comment=first, reaction="thanks"),
    }.items():
        story.refuse(name, envelope, CommentHidden)
    story.let("its author mends it", one.do(EditComment, comment=first, text=create_text("Shall we begin, please?")))


def _tell_decisions(story: Story, founders: Sequence[Person], first: int) -> None:
    one, two, _ = founders
    hide, restore = HideComment(comment=first, reason=REASON), RestoreComment(comment=first)
    calm = _say(story, one, "A calm remark")

    def propose(*effects: object) -> dict[str, object]:
        return {"kind": "policy", "form": "motion", "options": 2, "text": REASON, "effects": effects}

    for name, effects, kind in (
        ("hiding nothing", (HideComment(comment=1, reason=REASON),), UnknownComment),
        ("hiding twice", (hide, hide), EffectImpossible),
        ("restoring what nobody flagged", (RestoreComment(comment=calm),), EffectImpossible),
        ("restoring twice", (restore, restore), EffectImpossible),
    ):
        story.refuse(name, two.copy().do(OpenProposal, **propose(*effects)), kind)
    restored = decide(story, founders, "Let it stand", restore)
    story.let("restore it", two.do(CarryOutDecision, proposal=restored))
    flag = {"comment": first, "reason": REASON}
    story.refuse("flags can't hide it again", one.copy().do(FlagComment, **flag), CommentSettled)
    hidden = decide(story, founders, "Hide both", hide, replace(hide, comment=calm))
    story.let("hide them", two.do(CarryOutDecision, proposal=hidden))
    story.refuse("a hidden one takes no flag", one.copy().do(FlagComment, **flag), CommentHidden)


def tell_light_keys() -> Story:
    """A device speaks for its member without asking for the full key: comments and reactions, until its end."""
    story = Story("Light keys")
    founders = found(story, people=[create_person(name) for name in ("holder of a telephone", "second", "third")])
    inaugurate(story, founders)
    one, two, three = founders
    first = _say(story, two, "A remark")
    live = publish(story, three, "A lamp")
    signer, until = create_signer("telephone"), story.at + 30 * DAY
    fields: dict[str, object] = {"key": signer.key, "label": create_text("Telephone"), "scope": "light", "until": until}
    latest = story.at + 60_000 + LIGHT_DAYS * DAY
    unfit: dict[str, dict[str, object]] = {
        "a light key without an end": {"until": 0},
        "one whose end has passed": {"until": story.at + 60_000},
        "one that ends too late": {"until": latest + 1},
        "a full key with an end": {"scope": ""},
    }
    for name, changed in unfit.items():
        story.refuse(name, one.copy().do(AddKey, **fields | changed), KeyTermUnfit)
    story.let("a light key", one.do(AddKey, **fields))
    full, one.signer, one.key_number = one.signer, signer, 2
    said = _say(story, one, "Said by telephone", parent=first)
    story.let("edited by telephone", one.do(EditComment, comment=said, text=create_text("So said")))
    story.let("thanks by telephone", one.do(React, comment=first, reaction="thanks"))
    story.let("and no thanks", one.do(Unreact, comment=first, reaction="thanks"))
    _tell_too_light(story, one, first, live)
    story.refuse("a light key is not a last key", two.copy().do(RevokeKey, key=1), LastKey)
    story.wait(30 * 24)
    story.refuse("a light key ends on its date", one.sign(create_comment(one)), KeyEnded)
    one.signer, one.key_number = full, 1
    story.refuse("the full key stays", one.copy().do(RevokeKey, key=1), LastKey)
    longest = {"key": create_signer("tablet").key, "until": story.at + 60_000 + LIGHT_DAYS * DAY}
    story.let("another one, for as long as can be", one.do(AddKey, **fields | longest))
    story.let("it is lost", one.do(RevokeKey, key=3))
    one.signer, one.key_number = create_signer("tablet"), 3
    story.refuse("and signs nothing", one.sign(create_comment(one)), KeyRevoked)
    return story


def _tell_too_light(story: Story, one: Person, comment: int, live: int) -> None:
    """A light key signs nothing of weight."""
    text = create_text("Too light")
    for name, envelope in {
        "a light key can't vote": vote(story, one.copy(), live, 1),
        "nor propose": one.copy().do(OpenProposal, kind="ordinary", form="motion", options=2, text=text, effects=()),
        "nor add keys": one.copy().do(AddKey, key=create_signer("more").key, label=""),
        "nor revoke them": one.copy().do(RevokeKey, key=2),
        "nor flag": one.copy().do(FlagComment, comment=comment, reason=text),
        "nor write a clause": one.copy().do(WriteClause, clause="purpose", text="Mine."),
    }.items():
        story.refuse(name, envelope, KeyTooLight)
