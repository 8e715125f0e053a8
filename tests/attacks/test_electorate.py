"""Somebody wants another electorate than the one there is: more friends, fewer opponents, two votes, somebody's keys.

Each attack is played against the real law. Each defence names the article of the charter that stands for it.
"""

from __future__ import annotations

from msgspec.structs import replace

from daso.errors import Refusal
from daso.kernel.articles import ARTICLES, render_sentences
from daso.kernel.charter import DAY, HOUR, Charter
from daso.kernel.clock import advance
from daso.kernel.comment import PostComment
from daso.kernel.decision import CarryOutDecision
from daso.kernel.expulsion import ExpelMember
from daso.kernel.key import AddKey
from daso.kernel.membership import LeaveOrganisation, SponsorMember
from daso.kernel.proposal import OpenProposal, PublishProposal
from daso.kernel.queries import has_token
from daso.kernel.recovery import CompleteRecovery, VetoRecovery, VouchForMember
from daso.kernel.refusals import (
    CharterUnsound,
    EffectImpossible,
    InProbation,
    KeyRevoked,
    KeyTaken,
    KeyTooLight,
    MemberLeft,
    NotInElectorate,
    RecoveryNotReady,
    RecoveryVetoed,
    SequenceBroken,
)
from daso.testkit.person import Person
from vectors.stories.expulsion import decide
from vectors.stories.founding import UNSOUND
from vectors.story import CHARTER, Story, create_person, create_signer, create_text, found, inaugurate, publish, vote
from vectors.story import welcome as let_join

QUICK = replace(CHARTER, founders=5, sponsors=2)


def begin(charter: Charter = QUICK) -> tuple[Story, list[Person]]:
    """Five members who trust one another, mostly."""
    story = Story("An electorate under attack")
    founders = found(story, charter)
    inaugurate(story, founders)
    return story, founders


def stand(error: Refusal | object, words: str) -> None:
    """The refusal rests on an article of the charter, and the article says so."""
    assert isinstance(error, Refusal)
    article = next(one for one in ARTICLES if one.id == error.article)
    assert words in " ".join(render_sentences(article, QUICK))


def bring_crowd(story: Story, inviter: Person, sponsor: Person, size: int) -> list[Person]:
    """Invite many at once, let them join, and sponsor all of them."""
    crowd = [create_person(f"friend {number}") for number in range(size)]
    let_join(story, inviter, *((f"friend {n}", person) for n, person in enumerate(crowd)))
    for person in crowd:
        story.let("", sponsor.do(SponsorMember, member=person.number))
    return crowd


def test_a_crowd_comes_before_the_vote() -> None:
    """Two plotters bring thirty friends the day before a vote: in a month no more come in than half of those who were
    there, so the five keep a majority of the eight; and none of the friends may bring further ones.
    """
    story, (one, two, three, four, five) = begin()
    crowd = bring_crowd(story, one, two, 30)
    admitted = [person for person in crowd if has_token(story.state.members[person.number])]
    assert (len(admitted), story.state.tokens) == (3, 8)
    further = create_person("friend of a friend")
    let_join(story, one, ("friend of a friend", further))
    stand(
        story.refuse("", admitted[0].copy().do(SponsorMember, member=further.number), InProbation),
        "during their probation they neither invite, nor sponsor",
    )
    number = publish(story, one, "All power to the plotters")
    for person in (one, two, *admitted):
        story.let("", vote(story, person, number, 1))
    for person in (three, four, five):
        story.let("", vote(story, person, number, 2))
    policy = publish(story, two, "And for ever", kind="policy")
    assert story.state.proposals[policy].electorate == 5, "newcomers are not asked about lasting matters"
    stand(story.refuse("", vote(story, admitted[0].copy(), policy, 1), NotInElectorate), "only those vote whose token")


def test_ever_new_friends_replace_those_who_left() -> None:
    """Friends who vote and leave at once make no room for the next ones."""
    story, (one, two, *_) = begin()
    crowd = bring_crowd(story, one, two, 9)
    for person in crowd[:3]:
        story.let("", person.do(LeaveOrganisation))
    later = advance(story.state, story.at + 29 * DAY * HOUR)
    assert not any(has_token(later.members[person.number]) for person in crowd)


def test_opponents_are_thrown_out_before_the_vote() -> None:
    """A majority decides to expel three opponents at once: one goes in thirty days, the others vote on."""
    story, founders = begin(replace(QUICK, founders=9, live_proposals=3))
    one, *_, seven, eight, nine = founders
    numbers, words = [], create_text("Out with them")
    for target in (seven, eight, nine):
        numbers.append(story.state.next_proposal)
        effect, about = ExpelMember(member=target.number, ground="conduct"), f"member/{target.number}"
        content = {"kind": "expulsion", "form": "motion", "options": 2, "text": words, "effects": (effect,)}
        story.let("", one.do(OpenProposal, **content, about=about))
    rule = story.state.charter.rules["expulsion"]
    story.wait(rule.discussion_hours + rule.reply_hours)
    publish_all(story, one, numbers, words)
    for number in numbers:
        for person in founders[:7]:
            story.let("", vote(story, person, number, 1))
    story.wait(rule.voting_hours + rule.objection_hours)
    story.let("", one.do(CarryOutDecision, proposal=numbers[0]))
    second = story.refuse("", one.copy().do(CarryOutDecision, proposal=numbers[1]), EffectImpossible)
    assert isinstance(second, EffectImpossible)
    expulsion = next(one for one in ARTICLES if one.id == "expulsion")
    assert "In any thirty days the most who are expelled" in render_sentences(expulsion, QUICK)[0]
    assert [has_token(story.state.members[one.number]) for one in (seven, eight, nine)] == [False, True, True]


def publish_all(story: Story, author: Person, numbers: list[int], words: str) -> None:
    """Put several drafts of one author to the vote."""
    for number in numbers:
        story.let("", author.do(PublishProposal, proposal=number, text=words))


def test_expulsion_is_made_easy_beforehand() -> None:
    """No charter can make expulsion a matter of a simple majority, or of a surprise."""
    story = Story("An easy charter")
    for flaw in ("an expulsion by fewer than two thirds", "an expulsion unheard"):
        person = create_person("founder 1")
        error = story.refuse("", person.found(UNSOUND[flaw], bytes(32)), CharterUnsound)
        assert "xpel" in str(error) or "xpulsion" in str(error)


def test_the_expelled_and_the_late_vote_all_the_same() -> None:
    """Neither whoever was expelled nor whoever came after the publication gets a ballot into the count."""
    story, founders = begin()
    one, two, *_, five = founders
    number = decide(story, founders, five, "conduct")
    open_vote = publish(story, one, "A lamp")
    story.let("", two.do(CarryOutDecision, proposal=number))
    stand(story.refuse("", vote(story, five.copy(), open_vote, 2), MemberLeft), "Everybody may leave")
    late = bring_crowd(story, one, two, 1)[0]
    stand(story.refuse("", vote(story, late.copy(), open_vote, 2), NotInElectorate), "nobody who comes later")
    assert not list(story.state.proposals[open_vote].ballots.keys())


def test_one_key_serves_two_members() -> None:
    """Nobody can sign for two with one key, whichever of them adds it, or comes with it."""
    story, (one, two, *_) = begin()
    stand(
        story.refuse("", two.copy().do(AddKey, key=one.signer.key, label=""), KeyTaken), "One key belongs to one member"
    )
    shared = create_signer("shared")
    story.let("", one.do(AddKey, key=shared.key, label=""))
    stand(story.refuse("", two.copy().do(AddKey, key=shared.key, label=""), KeyTaken), "One key belongs to one member")


def test_a_key_is_handed_over() -> None:
    """Whoever lends a key still has one vote between two: the last ballot counts, and each sees the other's acts."""
    story, (one, two, *_) = begin()
    lent = create_signer("lent")
    story.let("", one.do(AddKey, key=lent.key, label=""))
    number = publish(story, two, "A lamp")
    borrower = one.copy()
    borrower.signer, borrower.key_number = lent, 2
    story.let("", vote(story, borrower, number, 1))
    stale = vote(story, one.copy(), number, 2)
    story.refuse("", stale, SequenceBroken)
    one.seq = borrower.seq
    story.let("", vote(story, one, number, 2))
    assert dict(story.state.proposals[number].ballots.items()) == {1: (2,)}


def test_a_light_key_is_lent_to_vote() -> None:
    """A key for comments and reactions can be lent to anybody: it casts no ballot and adds no key."""
    story, (one, two, *_) = begin()
    light = create_signer("light")
    story.let("", one.do(AddKey, key=light.key, label="", scope="light", until=story.at + 30 * DAY * HOUR))
    number = publish(story, two, "A lamp")
    borrower = one.copy()
    borrower.signer, borrower.key_number = light, 2
    error = story.refuse("", vote(story, borrower.copy(), number, 1), KeyTooLight)
    assert "for comments, reactions and hubs" in str(error)
    story.refuse("", borrower.copy().do(AddKey, key=create_signer("more").key, label=""), KeyTooLight)
    story.let("", borrower.do(PostComment, subject=f"proposal/{number}", text=create_text("I like it")))


def test_a_token_is_stolen_by_recovery() -> None:
    """Three plot to give themselves the key of a member who still has one: everybody can see it for a week, the member
    says no, and nothing has changed; nor can they begin again at once.
    """
    story, (one, two, three, four, five) = begin()
    stolen = create_signer("thief")
    for plotter in (one, two, three):
        story.let("", plotter.do(VouchForMember, member=5, key=stolen.key))
    stand(story.refuse("", one.copy().do(CompleteRecovery, member=5), RecoveryNotReady), "After the delay")
    assert 5 in story.state.recoveries, "everybody sees it"
    story.let("", five.do(VetoRecovery))
    again = one.copy().do(VouchForMember, member=5, key=stolen.key)
    stand(story.refuse("", again, RecoveryVetoed), "nobody may begin again")
    story.let("", four.do(PostComment, subject="charter", text=create_text("Three of you have some explaining to do")))
    assert stolen.key.public not in story.state.keys


def test_newcomers_vouch_for_each_other() -> None:
    """Friends who have just come in can't vote themselves somebody else's key."""
    story, (one, two, *_) = begin()
    crowd = bring_crowd(story, one, two, 3)
    vouch = crowd[0].copy().do(VouchForMember, member=5, key=create_signer("thief").key)
    stand(story.refuse("", vouch, InProbation), "nor vouch")


def test_a_recovered_member_keeps_one_vote() -> None:
    """The old key, found again by a thief, signs nothing; the ballot that was cast stays the member's one ballot."""
    story, (one, two, three, four, five) = begin()
    number = publish(story, one, "A lamp", kind="policy")
    story.let("", vote(story, five, number, 1))
    fresh = create_signer("fresh")
    for person in (two, three, four):
        story.let("", person.do(VouchForMember, member=5, key=fresh.key))
    story.wait(QUICK.recovery_hours - 24)
    story.refuse("", two.copy().do(CompleteRecovery, member=5), RecoveryNotReady)
    story.wait(24)
    story.let("", two.do(CompleteRecovery, member=5))
    thief = five.copy()
    stand(story.refuse("", thief.do(PostComment, subject="charter", text=create_text("Ha")), KeyRevoked), "revoke")
    assert story.state.tokens == 5
