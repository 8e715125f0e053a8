"""Stories of the founding: the collective door, the innovator's, and every way in which a beginning can fail."""

from __future__ import annotations

from msgspec.structs import replace

from daso.canon import compute_digest, to_base64url
from daso.kernel.charter import DAY, Charter, Rule
from daso.kernel.comment import PostComment
from daso.kernel.founding import (
    CLAUSES,
    AffirmFoundation,
    AgreeClause,
    FoundOrganisation,
    Inaugurate,
    WriteCharter,
    WriteClause,
    compute_clause_digest,
    compute_organisation,
)
from daso.kernel.key import AddKey
from daso.kernel.membership import LeaveOrganisation, SponsorMember
from daso.kernel.proposal import OpenProposal
from daso.kernel.refusals import (
    AlreadyFounded,
    CharterUnsound,
    ClauseChanged,
    ClausesMissing,
    ClockWentBack,
    FoundationChanged,
    FoundationLocked,
    NotAffirmed,
    NotAgreed,
    NotFounded,
    NotInaugurated,
    NotTheInnovator,
    SequenceBroken,
    TooFewFounders,
    UnknownClause,
    UnknownKey,
    UnknownLaw,
    UnknownMember,
    UnknownOrigin,
    UnknownSubject,
    WrongIdentifier,
    WrongOrganisation,
)
from daso.kernel.transition import decode_entry
from daso.keys.tampered import NotAPoint, SignatureWrong
from daso.keys.verify import P256Key
from daso.testkit.person import Person
from vectors.story import (
    CHARTER,
    ORIGIN,
    START,
    Story,
    create_holder,
    create_person,
    create_signer,
    create_text,
    found,
    inaugurate,
    welcome,
)

__all__ = ["UNSOUND", "tell_collective", "tell_innovator"]

SALT = to_base64url(compute_digest("daso/vectors", b"salt"))
ORDINARY, POLICY = CHARTER.rules["ordinary"], CHARTER.rules["policy"]


def _with_policy(rule: Rule) -> Charter:
    return replace(CHARTER, rules={"ordinary": ORDINARY, "policy": rule})


def _with_expulsion(**changes: object) -> Charter:
    return replace(CHARTER, rules={**CHARTER.rules, "expulsion": replace(CHARTER.rules["expulsion"], **changes)})


def _with_amendment(**changes: object) -> Charter:
    rule = replace(CHARTER.rules["amendment"], **changes)
    return replace(CHARTER, rules={**CHARTER.rules, "amendment": rule})


UNSOUND: dict[str, Charter] = {
    "no rule for ordinary proposals": replace(CHARTER, rules={"policy": POLICY}),
    "a share above the whole": _with_policy(replace(POLICY, share=(3, 2))),
    "a quorum above the whole": _with_policy(replace(POLICY, quorum=(3, 2))),
    "a supermajority of a half": _with_policy(replace(POLICY, share=(1, 2))),
    "drafts that lapse before they can be published": replace(CHARTER, draft_hours=POLICY.discussion_hours),
    "more sponsors than founders": replace(CHARTER, sponsors=CHARTER.founders + 1),
    "an expulsion by fewer than two thirds": _with_expulsion(share=(3, 5)),
    "an expulsion unheard": _with_expulsion(reply_hours=0),
    "an expulsion easier than anything else": _with_expulsion(quorum=(1, 10)),
    "an amendment by a majority": _with_amendment(method="majority"),
    "an amendment by those who vote": _with_amendment(of="votes"),
    "an amendment by three fifths": _with_amendment(share=(3, 5)),
    "an amendment that closes early": _with_amendment(early=True),
    "an amendment counted in the dark": _with_amendment(hidden=True),
    "an amendment by those who just came": _with_amendment(seasoning_hours=DAY),
    "an amendment read twice in a day": replace(CHARTER, reading_hours=DAY),
    "an amendment that expires between its readings": _with_amendment(carrying_out_hours=14 * DAY),
    "a name that ends in a space": replace(CHARTER, name="The lighthouse "),
    "a name of two lines": replace(CHARTER, name="The\nlighthouse"),
    "a name whose letters are turned round": replace(CHARTER, name="The \u202eesuohthgil"),
    "a name with a mark of the direction from left to right": replace(CHARTER, name="The light\u200ehouse"),
    "a name with a mark of the direction from right to left": replace(CHARTER, name="The light\u200fhouse"),
    "a name with a mark of the direction of Arabic letters": replace(CHARTER, name="The light\u061chouse"),
    "a name with a space that nobody sees": replace(CHARTER, name="The light\u200bhouse"),
}
"""Charters that can't work, by what is wrong with them."""


def _tell_false_starts(story: Story) -> None:
    """Nothing but a sound founding can be the first entry."""
    person = create_person("founder 1")

    def start(**changes: object) -> FoundOrganisation:
        act = person.copy().found(CHARTER, compute_digest("daso/vectors", b"salt"), origins=(ORIGIN,)).act
        if not isinstance(act, FoundOrganisation):
            raise TypeError("a founding is an act of founding")
        changed = replace(act, **changes)
        return changed if "org" in changes else replace(changed, org=compute_organisation(changed))

    comment = PostComment(org=start().org, by=1, seq=1, subject="charter", text=create_text("First!"))
    story.refuse("a log can't begin with a comment", person.sign(comment), NotFounded)
    story.refuse("an identifier of one's own choosing", person.sign(start(org="0" * 32)), WrongIdentifier)
    other: dict[str, dict[str, object]] = {
        "salt": {"salt": to_base64url(bytes(32))},
        "charter": {"charter": replace(CHARTER, founders=1)},
        "door": {"door": "innovator"},
        "set of sites": {"origins": (ORIGIN, "https://second.example")},
        "name of its founder": {"profile": create_text("Somebody else")},
    }
    for name, changes in other.items():
        signed = person.sign(start(org=start().org, **changes))
        story.refuse(f"an identifier that belongs to another {name}", signed, WrongIdentifier)
    story.refuse("a law that is not written yet", person.sign(start(law=2)), UnknownLaw)
    for flaw, charter in UNSOUND.items():
        story.refuse(flaw, person.sign(start(charter=charter)), CharterUnsound)
    story.refuse("the founder is member 1", person.sign(start(by=2)), UnknownMember)
    story.refuse("the first act has the number 1", person.sign(start(seq=2)), SequenceBroken)
    story.refuse("the first key has the number 1", replace(person.sign(start()), key=2), UnknownKey)
    story.refuse("signed with somebody else's key", create_person("founder 2").sign(start()), SignatureWrong)
    off_curve = P256Key(public=to_base64url(bytes(64)))
    story.refuse("a key that is no point of the curve", person.sign(start(key=off_curve)), NotAPoint)
    stranger = create_holder("founder 1", "https://elsewhere.example").signer.key
    story.refuse("a passkey of another site", person.sign(start(key=stranger)), UnknownOrigin)


def _tell_what_must_wait(story: Story, founder: Person) -> None:
    """What makes no sense while it is being founded, or in any organisation but this one."""
    text = create_text("Too early")
    propose = {"kind": "ordinary", "form": "motion", "options": 2, "text": text, "effects": ()}
    first = decode_entry(story.entries[0]).envelope.act
    story.refuse("it is founded once", founder.sign(replace(first, seq=founder.seq)), AlreadyFounded)
    foreign = founder.copy()
    foreign.org = "0" * 32
    story.refuse("made for another organisation", foreign.do(WriteCharter, charter=CHARTER), WrongOrganisation)
    story.refuse("before the entry before", founder.copy().do(WriteCharter, charter=CHARTER), ClockWentBack, START)
    story.refuse("no proposals yet", founder.copy().do(OpenProposal, **propose), NotInaugurated)
    story.refuse("no sponsors yet", founder.copy().do(SponsorMember, member=1), NotInaugurated)
    story.refuse("agreeing to nothing", founder.copy().do(AgreeClause, clause="brand", text=SALT), UnknownClause)
    remark = founder.copy().do(PostComment, subject="clause/brand", text=text)
    story.refuse("commenting on nothing", remark, UnknownSubject)
    begin = founder.copy().do(Inaugurate, foundation=story.foundation)
    story.refuse("beginning alone", begin, TooFewFounders)


def _tell_writing(story: Story, founders: list[Person]) -> None:
    """Three founders write and agree; who has agreed to other words is asked again."""
    one, two, three = founders
    begin = one.copy().do(Inaugurate, foundation=story.foundation)
    story.refuse("beginning without an ideas-issue", begin, ClausesMissing)
    for name, person in zip(CLAUSES, [one, two, three] * 2, strict=True):
        story.let(f"write {name}", person.do(WriteClause, clause=name, text=f"Our {name}."))
    story.let("comment on a clause", two.do(PostComment, subject="clause/purpose", text=create_text("Well said")))
    draft = compute_clause_digest("Our purpose.")
    story.let("agree to the purpose", two.do(AgreeClause, clause="purpose", text=draft))
    words = "We keep the light burning.\nFor everybody, für alle, за всіх."
    story.let("rewrite the purpose", one.do(WriteClause, clause="purpose", text=words))
    story.refuse(
        "agreeing to words of yesterday", two.copy().do(AgreeClause, clause="purpose", text=draft), ClauseChanged
    )
    begin = one.copy().do(Inaugurate, foundation=story.foundation)
    story.refuse("beginning before all agree", begin, NotAgreed)
    for name in CLAUSES:
        for person in founders:
            text = compute_clause_digest(story.state.clauses[name].text)
            story.let(f"agree to {name}", person.do(AgreeClause, clause=name, text=text))


def tell_collective() -> Story:
    """Three founders write together, agree, affirm and begin."""
    story = Story("Founded through the collective door")
    _tell_false_starts(story)
    one, late = create_person("founder 1"), create_person("founder 4")
    found(story, people=[one])
    _tell_what_must_wait(story, one)
    two, three = create_holder("founder 2"), create_person("founder 3")
    welcome(story, one, ("founder 2", two), ("founder 3", three))
    _tell_writing(story, [one, two, three])
    early = story.foundation
    story.let("founder 1 affirms", one.do(AffirmFoundation, foundation=early))
    unsound = one.copy().do(WriteCharter, charter=UNSOUND["a supermajority of a half"])
    story.refuse("a charter that can't work", unsound, CharterUnsound)
    quicker = replace(CHARTER, draft_hours=10 * 24)
    story.let("rewrite the charter", three.do(WriteCharter, charter=quicker))
    story.refuse("affirming what was", two.copy().do(AffirmFoundation, foundation=early), FoundationChanged)
    story.refuse("beginning with what was", two.copy().do(Inaugurate, foundation=early), FoundationChanged)
    foundation = story.foundation
    for person in (one, two, three):
        story.let("affirm", person.do(AffirmFoundation, foundation=foundation))
    welcome(story, two, ("founder 4", late))
    story.refuse("a newcomer among the founders", one.copy().do(Inaugurate, foundation=foundation), NotAgreed)
    for name in CLAUSES:
        text = compute_clause_digest(story.state.clauses[name].text)
        story.let(f"founder 4 agrees to {name}", late.do(AgreeClause, clause=name, text=text))
    story.let("founder 4 affirms", late.do(AffirmFoundation, foundation=foundation))
    story.refuse("the others affirmed without them", late.copy().do(Inaugurate, foundation=foundation), NotAffirmed)
    for person in (one, two, three):
        story.let("affirm again", person.do(AffirmFoundation, foundation=foundation))
    story.let("the inauguration", two.do(Inaugurate, foundation=foundation))
    _tell_locked(story, one, foundation)
    return story


def _tell_locked(story: Story, person: Person, foundation: str) -> None:
    """From now on nobody rewrites anything, however many they are."""
    for name, envelope in {
        "rewriting a clause": person.copy().do(WriteClause, clause="mission", text="To sell the lighthouse."),
        "rewriting the charter": person.copy().do(WriteCharter, charter=CHARTER),
        "agreeing once more": person.copy().do(AgreeClause, clause="mission", text=SALT),
        "affirming once more": person.copy().do(AffirmFoundation, foundation=foundation),
        "beginning twice": person.copy().do(Inaugurate, foundation=foundation),
    }.items():
        story.refuse(name, envelope, FoundationLocked)


def tell_innovator() -> Story:
    """One person writes; two others buy in by affirming; a third leaves before the beginning."""
    story = Story("Founded through the innovator's door")
    people = [create_person("innovator"), create_person("partner"), create_person("second partner")]
    found(story, people=people, door="innovator")
    doubter = create_person("doubter")
    welcome(story, people[0], ("the doubter", doubter))
    partner = people[1]
    rewrite = partner.copy().do(WriteClause, clause="purpose", text="Mine.")
    story.refuse("partners don't write", rewrite, NotTheInnovator)
    story.refuse("nor the charter", partner.copy().do(WriteCharter, charter=CHARTER), NotTheInnovator)
    story.let("a partner adds a key", partner.do(AddKey, key=create_signer("partner's second").key, label=""))
    story.let("the doubter leaves", doubter.do(LeaveOrganisation))
    inaugurate(story, people)
    return story
