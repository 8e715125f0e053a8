"""One person, one vote-token: who comes in, who doesn't, and what remains of those who leave."""

from __future__ import annotations

from msgspec.structs import replace

from daso.kernel.charter import HOUR
from daso.kernel.founding import CLAUSES, AffirmFoundation, Inaugurate, WriteClause
from daso.kernel.key import AddKey
from daso.kernel.membership import InviteMembers, JoinOrganisation, LeaveOrganisation, SponsorMember
from daso.kernel.queries import is_seasoned
from daso.kernel.refusals import (
    AlreadySponsored,
    FoundationChanged,
    InvitationExpired,
    KeyTaken,
    MemberLeft,
    NotAffirmed,
    NotAMember,
    NotAnApplicant,
    NotInElectorate,
    TooManyInvitations,
    UnknownInvitation,
    UnknownOrigin,
)
from daso.keys.sign import P256Signer
from daso.keys.tampered import SignatureWrong
from daso.testkit.person import Person
from tests.kernel.conftest import Commons
from vectors.story import (
    CHARTER,
    Story,
    create_holder,
    create_person,
    create_signer,
    found,
    inaugurate,
    invite,
    publish,
    vote,
    welcome,
)


def receive_link(commons: Commons, name: str = "newcomer") -> tuple[int, P256Signer]:
    """An invitation from member 1."""
    return invite(commons.story, commons.one, name)[name]


def admit(commons: Commons, name: str = "newcomer") -> Person:
    """A newcomer with a vote-token."""
    newcomer = create_person(name)
    welcome(commons.story, commons.one, (name, newcomer))
    commons.let(commons.two.do(SponsorMember, member=newcomer.number))
    return newcomer


def test_a_used_invitation_is_refused(commons: Commons) -> None:
    """An invitation is for one person, even when somebody else has its link as well."""
    number, link = receive_link(commons)
    org, foundation = commons.state.org, commons.state.foundation
    commons.let(create_person("newcomer").join(org, number, link, foundation))
    commons.refuse(create_person("thief").join(org, number, link, foundation), UnknownInvitation)


def test_an_invitation_without_its_key_is_refused(commons: Commons) -> None:
    """Knowing the number of an invitation is not enough."""
    number, _ = receive_link(commons)
    join = create_person("thief").join(commons.state.org, number, create_signer("guess"), commons.state.foundation)
    commons.refuse(join, SignatureWrong)


def test_an_intercepted_invitation_is_refused(commons: Commons) -> None:
    """The link's signature over one newcomer's key can't be put under somebody else's."""
    number, link = receive_link(commons)
    org, foundation = commons.state.org, commons.state.foundation
    thief = create_person("thief")
    seen = create_person("newcomer").join(org, number, link, foundation).act
    own = thief.join(org, number, create_signer("guess"), foundation).act
    assert isinstance(seen, JoinOrganisation)
    assert isinstance(own, JoinOrganisation)
    commons.refuse(thief.sign(replace(own, invitation=seen.invitation)), SignatureWrong)


def test_an_expired_invitation_is_refused(commons: Commons) -> None:
    """An invitation can be taken up until the moment it ends."""
    number, link = receive_link(commons)
    ends = commons.state.invitations[number].expires_at
    join = create_person("newcomer").join(commons.state.org, number, link, commons.state.foundation)
    commons.refuse(join, InvitationExpired, ends)
    commons.let(join, ends - 1 - commons.story.at)


def test_another_invitation_s_signature_is_refused(commons: Commons) -> None:
    """Whoever holds one invitation can't take up another."""
    links = invite(commons.story, commons.one, "first", "second")
    number, other = links["first"][0], links["second"][1]
    join = create_person("first").join(commons.state.org, number, other, commons.state.foundation)
    commons.refuse(join, SignatureWrong)


def test_joining_affirms_the_foundation(commons: Commons) -> None:
    """Nobody joins without affirming the foundation as it stands."""
    number, link = receive_link(commons)
    for affirms in ("", create_signer("x").key.public[:42] + "A"):
        join = create_person("newcomer").join(commons.state.org, number, link, affirms)
        commons.refuse(join, FoundationChanged)


def test_a_passkey_of_another_site_is_refused(commons: Commons) -> None:
    """A newcomer's passkey must be of a site that the organisation has agreed on."""
    number, link = receive_link(commons)
    foreign = create_holder("newcomer", "https://daso.example.evil.example")
    commons.refuse(foreign.join(commons.state.org, number, link, commons.state.foundation), UnknownOrigin)


def test_no_key_serves_two_members(commons: Commons) -> None:
    """A key that is or was a member's can be no other member's, as a first key or as a further one."""
    number, link = receive_link(commons)
    same = Person(commons.one.signer)
    commons.refuse(same.join(commons.state.org, number, link, commons.state.foundation), KeyTaken)
    commons.refuse(commons.two.copy().do(AddKey, key=commons.one.signer.key, label=""), KeyTaken)


def test_the_link_s_key_is_nobody_s_own(commons: Commons) -> None:
    """A newcomer can't use the key of the invitation itself, which whoever sent the link has too."""
    number, link = receive_link(commons)
    commons.refuse(Person(link).join(commons.state.org, number, link, commons.state.foundation), KeyTaken)


def test_an_applicant_decides_nothing(commons: Commons) -> None:
    """Who waits for sponsors neither votes nor sponsors, not even themselves."""
    applicant = create_person("applicant")
    welcome(commons.story, commons.one, ("applicant", applicant))
    publish(commons.story, commons.one, "A lamp")
    commons.refuse(vote(commons.story, applicant.copy(), 1, 1), NotAMember)
    commons.refuse(applicant.copy().do(SponsorMember, member=applicant.number), NotAMember)


def test_a_sponsor_counts_once(commons: Commons) -> None:
    """Sponsoring twice is refused, and so is sponsoring oneself, a member, or who has left."""
    applicant = create_person("applicant")
    welcome(commons.story, commons.one, ("applicant", applicant))
    number = applicant.number
    commons.refuse(commons.one.copy().do(SponsorMember, member=number), AlreadySponsored)
    assert not commons.state.members[number].token_at
    commons.let(commons.two.do(SponsorMember, member=number))
    assert commons.state.members[number].token_at == commons.state.at
    commons.refuse(applicant.copy().do(SponsorMember, member=number), NotAnApplicant)
    commons.refuse(commons.three.copy().do(SponsorMember, member=number), NotAnApplicant)
    commons.let(applicant.do(LeaveOrganisation))
    commons.refuse(commons.three.copy().do(SponsorMember, member=number), NotAnApplicant)


def test_invitations_are_limited(commons: Commons) -> None:
    """A member has no more open invitations than the charter allows, and room again when they end."""
    limit = commons.state.charter.invitations
    keys = tuple(create_signer(f"{number}").key for number in range(limit))
    commons.let(commons.one.do(InviteMembers, keys=keys))
    one_more = commons.one.copy().do(InviteMembers, keys=keys[:1])
    commons.refuse(one_more, TooManyInvitations)
    commons.story.wait(commons.state.charter.invitation_hours)
    commons.let(one_more)


def test_who_comes_late_has_no_vote(commons: Commons) -> None:
    """A member admitted after the publication has no vote in it, and the electorate is as large as before."""
    number = publish(commons.story, commons.one, "A lamp")
    late = admit(commons)
    commons.refuse(vote(commons.story, late.copy(), number, 1), NotInElectorate)
    assert commons.state.proposals[number].electorate == 3


def test_who_comes_in_the_same_moment_has_no_vote(commons: Commons) -> None:
    """Even an operator who takes in an admission in the very millisecond of the publication enlarges no electorate."""
    newcomer = create_person("newcomer")
    welcome(commons.story, commons.one, ("newcomer", newcomer))
    number = publish(commons.story, commons.one, "A lamp")
    commons.let(commons.two.do(SponsorMember, member=newcomer.number), 0)
    assert commons.state.members[newcomer.number].token_at == commons.state.proposals[number].published_at
    commons.refuse(vote(commons.story, newcomer.copy(), number, 1), NotInElectorate)


def test_who_left_has_no_vote(commons: Commons) -> None:
    """Who has left can't vote any more, but the vote that they cast still counts."""
    number = publish(commons.story, commons.one, "A lamp")
    commons.let(vote(commons.story, commons.three, number, 1))
    commons.let(commons.three.do(LeaveOrganisation))
    commons.refuse(vote(commons.story, commons.three.copy(), number, 1), MemberLeft)
    proposal = commons.state.proposals[number]
    assert (proposal.electorate, proposal.ballots.get(3)) == (3, (1,))


def test_invitations_end_with_their_sender(commons: Commons) -> None:
    """Nobody joins on the invitation of somebody who has left."""
    number, link = receive_link(commons)
    commons.let(commons.one.do(LeaveOrganisation))
    join = create_person("newcomer").join(commons.state.org, number, link, commons.state.foundation)
    commons.refuse(join, UnknownInvitation)


def test_who_joins_while_founding_is_affirmed_by_all() -> None:
    """Nobody can slip people in between the founders' affirmations and the inauguration."""
    story = Story("A crowd at the door")
    founders = found(story, door="innovator")
    for clause in CLAUSES:
        story.let("", founders[0].do(WriteClause, clause=clause, text="So."))
    foundation = story.foundation
    for founder in founders:
        story.let("", founder.do(AffirmFoundation, foundation=foundation))
    puppet = create_person("puppet")
    welcome(story, founders[1], ("puppet", puppet))
    story.let("", puppet.do(AffirmFoundation, foundation=foundation))
    error = story.refuse("", founders[1].copy().do(Inaugurate, foundation=foundation), NotAffirmed)
    assert error.fields == {"count": 3}


def test_who_slips_in_at_the_inauguration_is_no_founder() -> None:
    """A newcomer admitted in the very millisecond of the inauguration must season like any other."""
    story = Story("At the door")
    founders = found(story, replace(CHARTER, sponsors=1))
    inaugurate(story, founders)
    begun = story.state.inaugurated_at
    story.at = begun
    links = create_signer("link")
    story.let("", founders[0].do(InviteMembers, keys=(links.key,)), 0)
    newcomer = create_person("newcomer")
    story.let("", newcomer.join(story.state.org, 4, links, story.state.foundation), 0)
    member = story.state.members[4]
    rule = story.state.charter.rules["policy"]
    ripe = begun + rule.seasoning_hours * HOUR
    assert member.token_at == begun
    assert not is_seasoned(story.state, member, rule, ripe - 1)
    assert is_seasoned(story.state, member, rule, ripe)
    assert is_seasoned(story.state, story.state.members[1], rule, begun)
