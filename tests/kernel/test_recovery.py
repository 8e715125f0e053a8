"""Whoever lost every key gets a new one by those who know them, in the open, with time for a no; nobody else does."""

from __future__ import annotations

from msgspec.structs import replace

from daso.kernel.charter import HOUR
from daso.kernel.clock import advance
from daso.kernel.key import AddKey
from daso.kernel.membership import LeaveOrganisation
from daso.kernel.recovery import CompleteRecovery, VetoRecovery, VouchForMember, get_recovery_status
from daso.kernel.refusals import KeyRevoked, NoRecovery, NotRecoverable, RecoveryNotReady
from daso.testkit.person import Person
from vectors.story import CHARTER, Story, create_signer, found, inaugurate, publish, vote

NEW = create_signer("new device")
DELAY = CHARTER.recovery_hours * HOUR


def begin(**changes: int) -> tuple[Story, list[Person]]:
    """Six members; three must vouch."""
    story = Story("Recovery to try")
    founders = found(story, replace(CHARTER, founders=6, **changes))
    inaugurate(story, founders)
    return story, founders


def vouch(story: Story, people: list[Person], key: object = NEW.key, member: int = 6) -> None:
    """Let people vouch for a key of a member."""
    for person in people:
        story.let("", person.do(VouchForMember, member=member, key=key))


def test_it_takes_enough_and_time_to_the_millisecond() -> None:
    """With two of three nothing begins; with three the delay does, and completing works from its last moment on."""
    story, people = begin()
    vouch(story, people[:2])
    assert not story.state.recoveries[6].ready_at
    vouch(story, people[2:3])
    ready = story.state.recoveries[6].ready_at
    assert ready == story.at + DELAY
    complete = people[3].do(CompleteRecovery, member=6)
    story.refuse("", complete, RecoveryNotReady, ready - 1)
    story.let("", complete, ready - story.at)
    member = story.state.members[6]
    assert [bool(record.revoked_at) for record in member.keys] == [True, False]
    assert (member.token_at, story.state.tokens) == (story.state.inaugurated_at, 6), "a new key is no new token"
    assert 6 not in story.state.recoveries


def test_light_keys_end_as_well() -> None:
    """A key that signs light acts only is revoked with the others, for it may be in the hands of a thief."""
    story, people = begin()
    light = create_signer("browser")
    story.let("", people[5].do(AddKey, key=light.key, label="", scope="light", until=story.at + 60 * 24 * HOUR))
    vouch(story, people[:3])
    story.wait(CHARTER.recovery_hours)
    story.let("", people[0].do(CompleteRecovery, member=6))
    assert [bool(record.revoked_at) for record in story.state.members[6].keys] == [True, True, False]
    thief = people[5].copy()
    thief.signer, thief.key_number = light, 2
    story.refuse("", thief.do(LeaveOrganisation), KeyRevoked)


def test_another_key_begins_the_delay_anew() -> None:
    """Whoever changes the key under way gives everybody the whole time again."""
    story, people = begin()
    vouch(story, people[:3])
    first = story.state.recoveries[6].ready_at
    story.wait(24)
    vouch(story, people[:3], create_signer("other device").key)
    recovery = story.state.recoveries[6]
    assert recovery.key == create_signer("other device").key
    assert recovery.ready_at == story.at + DELAY > first


def test_a_change_of_mind_takes_it_back() -> None:
    """When one of just enough vouches for something else, nothing is ready any more."""
    story, people = begin()
    vouch(story, people[:3])
    vouch(story, people[:1], create_signer("other device").key)
    assert get_recovery_status(story.state.recoveries[6], story.at) == "vouching"


def test_vouchers_must_still_be_members() -> None:
    """Those who vouch must be there at the end; whoever left meanwhile no longer counts."""
    story, people = begin()
    vouch(story, people[:3])
    story.let("", people[0].do(LeaveOrganisation))
    story.wait(CHARTER.recovery_hours)
    story.refuse("", people[1].copy().do(CompleteRecovery, member=6), RecoveryNotReady)
    story.let("", people[3].do(VouchForMember, member=6, key=NEW.key))
    story.let("", people[1].do(CompleteRecovery, member=6))


def test_a_veto_keeps_the_key() -> None:
    """The member goes on voting while others try, and says no; every key stays as it was."""
    story, people = begin()
    number = publish(story, people[0], "A lamp")
    vouch(story, people[:3])
    story.let("", vote(story, people[5], number, 1))
    story.let("", people[5].do(VetoRecovery))
    story.wait(CHARTER.recovery_hours)
    story.refuse("", people[0].copy().do(CompleteRecovery, member=6), NoRecovery)
    assert not story.state.members[6].keys[0].revoked_at


def test_what_nobody_completes_is_forgotten() -> None:
    """The State keeps no attempt that came to nothing."""
    story, people = begin()
    vouch(story, people[:3])
    over = story.state.recoveries[6].ends_at
    assert over == story.state.recoveries[6].ready_at + DELAY
    assert 6 in advance(story.state, over - 1).recoveries
    assert 6 not in advance(story.state, over).recoveries


def test_where_the_charter_asks_for_no_vouchers_nobody_is_given_a_key() -> None:
    """An organisation may do without recovery; then no number of members can do it."""
    story, people = begin(vouchers=0)
    story.refuse("", people[0].copy().do(VouchForMember, member=6, key=NEW.key), NotRecoverable)


def test_leaving_ends_it() -> None:
    """Nobody is given a key who is a member no more."""
    story, people = begin()
    vouch(story, people[:3])
    story.let("", people[5].do(LeaveOrganisation))
    assert 6 not in story.state.recoveries
    story.refuse("", people[4].copy().do(CompleteRecovery, member=6), NoRecovery)
