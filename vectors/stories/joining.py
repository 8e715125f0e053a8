"""Stories of joining and leaving: invitations, sponsors, the vote-token, and what remains of those who left."""

from __future__ import annotations

from msgspec.structs import replace

from daso.canon import to_base64url
from daso.kernel.comment import PostComment
from daso.kernel.membership import InviteMembers, JoinOrganisation, LeaveOrganisation, SponsorMember
from daso.kernel.proposal import OpenProposal
from daso.kernel.refusals import (
    AlreadySponsored,
    FoundationChanged,
    InProbation,
    InvitationExpired,
    KeyTaken,
    MemberLeft,
    NotAMember,
    NotAnApplicant,
    SequenceBroken,
    TooManyInvitations,
    UnknownInvitation,
    UnknownKey,
    UnknownMember,
    UnknownOrigin,
)
from daso.keys.sign import P256Signer
from daso.keys.tampered import NotAPoint, SignatureWrong
from daso.keys.verify import P256Key
from daso.testkit.person import Person
from vectors.story import (
    CHARTER,
    Story,
    create_holder,
    create_person,
    create_signer,
    create_text,
    found,
    inaugurate,
    invite,
)

__all__ = ["tell_joining"]

Link = tuple[int, P256Signer]


def tell_joining() -> Story:
    """A newcomer needs an invitation, two sponsors and a key of their own; what else they try is refused."""
    story = Story("Joining and leaving")
    charter = replace(CHARTER, invitations=3)
    founders = found(story, charter)
    inaugurate(story, founders)
    one, two, three = founders
    links = invite(story, one, "the newcomer", "the latecomer")
    newcomer = create_holder("newcomer")
    _tell_bad_joins(story, newcomer, *links.values())
    number, link = links["the newcomer"]
    joins = newcomer.join(story.state.org, number, link, story.state.foundation, create_text("A newcomer's name"))
    story.let("the newcomer joins", joins)
    story.refuse(
        "an invitation is for one", create_person("thief").join(story.state.org, number, link), UnknownInvitation
    )
    _tell_applicant(story, newcomer, one)
    story.let("a second member sponsors them", two.do(SponsorMember, member=number))
    friend = newcomer.copy().do(InviteMembers, keys=(create_signer("friend").key,))
    story.refuse("who has a vote-token, and invites nobody in probation", friend, InProbation)
    story.refuse("sponsoring a member", three.copy().do(SponsorMember, member=number), NotAnApplicant)
    story.refuse("sponsoring oneself", newcomer.copy().do(SponsorMember, member=number), NotAnApplicant)
    story.refuse("sponsoring nobody", three.copy().do(SponsorMember, member=99), UnknownMember)
    _tell_limits(story, one)
    story.wait(charter.invitation_hours)
    number, link = links["the latecomer"]
    late = create_person("latecomer").join(story.state.org, number, link, story.state.foundation)
    story.refuse("an invitation ends", late, InvitationExpired)
    story.let("room for new invitations", one.do(InviteMembers, keys=(create_signer("a").key, create_signer("b").key)))
    _tell_leaving(story, one, two, three)
    return story


def _tell_bad_joins(story: Story, newcomer: Person, own: Link, other: Link) -> None:
    number, link = own
    org, foundation = story.state.org, story.state.foundation

    def join(**changes: object) -> JoinOrganisation:
        act = newcomer.copy().join(org, number, link, foundation).act
        if not isinstance(act, JoinOrganisation):
            raise TypeError("joining is an act of joining")
        return replace(act, **changes)

    stranger = create_holder("stranger")
    story.refuse("an invitation that never was", newcomer.copy().join(org, 99, link, foundation), UnknownInvitation)
    swapped = newcomer.copy().join(org, number, other[1], foundation)
    story.refuse("another invitation's signature", swapped, SignatureWrong)
    stolen = stranger.copy().join(org, number, link, foundation).act
    if isinstance(stolen, JoinOrganisation):
        taken = newcomer.sign(join(invitation=stolen.invitation))
        story.refuse("an invitation's signature over somebody else's key", taken, SignatureWrong)
    story.refuse("signed by another key than it brings", stranger.sign(join()), SignatureWrong)
    story.refuse("not the first act", newcomer.sign(join(seq=2)), SequenceBroken)
    story.refuse("not the first key", replace(newcomer.sign(join()), key=2), UnknownKey)
    story.refuse("without affirming", newcomer.sign(join(affirms="")), FoundationChanged)
    founder = create_person("founder 1")
    story.refuse("with a member's key", founder.join(org, number, link, foundation), KeyTaken)
    story.refuse("with the link's own key", Person(link).join(org, number, link, foundation), KeyTaken)
    foreign = create_holder("newcomer", "https://elsewhere.example")
    story.refuse("with a passkey of another site", foreign.join(org, number, link, foundation), UnknownOrigin)
    off_curve = P256Key(public=to_base64url(bytes(63) + b"\1"))
    story.refuse("with no point of the curve", Person(link).sign(join(key=off_curve)), NotAPoint)


def _tell_applicant(story: Story, newcomer: Person, inviter: Person) -> None:
    """Who waits for sponsors may comment, and nothing more."""
    text = create_text("Hello")
    story.let("an applicant comments", newcomer.do(PostComment, subject="charter", text=text))
    propose = {"kind": "ordinary", "form": "motion", "options": 2, "text": text, "effects": ()}
    story.refuse("an applicant doesn't propose", newcomer.copy().do(OpenProposal, **propose), NotAMember)
    story.refuse("nor sponsor", newcomer.copy().do(SponsorMember, member=newcomer.number), NotAMember)
    keys = (create_signer("friend").key,)
    story.refuse("nor invite", newcomer.copy().do(InviteMembers, keys=keys), NotAMember)
    story.refuse("who invited is a sponsor", inviter.copy().do(SponsorMember, member=newcomer.number), AlreadySponsored)


def _tell_limits(story: Story, inviter: Person) -> None:
    keys = tuple(create_signer(f"friend {number}").key for number in range(3))
    story.refuse("more than the charter allows", inviter.copy().do(InviteMembers, keys=keys), TooManyInvitations)
    off_curve = P256Key(public=to_base64url(bytes(64)))
    story.refuse("an invitation that can't sign", inviter.copy().do(InviteMembers, keys=(off_curve,)), NotAPoint)


def _tell_leaving(story: Story, leaver: Person, two: Person, three: Person) -> None:
    links = invite(story, two, "one more")
    number, link = links["one more"]
    org, foundation = story.state.org, story.state.foundation
    applicant = create_person("one more")
    story.let("one more joins", applicant.join(org, number, link, foundation))
    story.let("and leaves again", applicant.do(LeaveOrganisation))
    story.refuse("no sponsors for who left", three.copy().do(SponsorMember, member=number), NotAnApplicant)
    last = max(number for number, item in story.state.invitations.items() if item.by == leaver.number)
    story.let("a founder leaves", leaver.do(LeaveOrganisation))
    story.refuse("nothing more in their name", leaver.copy().do(LeaveOrganisation), MemberLeft)
    late = create_person("too late").join(org, last, create_signer("b"), foundation)
    story.refuse("nor by their invitation", late, UnknownInvitation)
