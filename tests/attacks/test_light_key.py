"""A light key stolen from a phone: it says things in its member's name until it ends or is revoked, and nothing more.

The article that says so is “Your keys” (`kernel/key.py`); what is light, each act says of itself (`Act.is_light`).
"""

from __future__ import annotations

import pytest

from daso.canon import encode
from daso.host import Viewer
from daso.host.login import compute_login_message
from daso.host.viewer import is_still_known
from daso.kernel.act import Act, compute_act_message
from daso.kernel.ballot import CastBallot
from daso.kernel.comment import EditComment, PostComment, React, get_comment
from daso.kernel.decision import CarryOutDecision
from daso.kernel.founding import WriteCharter, WriteClause
from daso.kernel.key import DAY, AddKey, RevokeKey
from daso.kernel.membership import InviteMembers, LeaveOrganisation, SponsorMember
from daso.kernel.moderation import FlagComment
from daso.kernel.refusals import KeyEnded, KeyRevoked, KeyTooLight, LastKey
from daso.kernel.transition import Envelope
from daso.keys.sign import P256Signer
from daso.testkit.person import Person
from tests.host.founded import Founded, commit
from tests.web.site import Site

STOLEN = P256Signer.from_seed(b"a phone left on a bench")
REASON, GIVEN = commit({"body": "I do not like it."})


def lend(founded: Founded) -> Person:
    """Member 1 lets their phone speak for them for thirty days, and loses it; whoever finds it has its key."""
    label, given = commit({"label": "Phone"})
    until = founded.host.clock() + 30 * DAY
    fields = {"key": STOLEN.key, "label": label, "scope": "light", "until": until}
    founded.send(founded.people[0].do(AddKey, **fields), given)
    return hold(founded)


def hold(founded: Founded) -> Person:
    """Whoever holds the phone, as far as they have followed the log."""
    thief = Person(STOLEN, founded.hosted.org, 1)
    thief.key_number, thief.seq = 2, founded.state.members[1].seq
    return thief


def test_it_can_speak_and_thank(site: Site) -> None:
    """What it can do is bad enough, and all of it can be seen: comments, edits and reactions in its member's name."""
    founded = site.found()
    thief = lend(founded)
    text, given = commit({"body": "I was never like this."}, bytes([3]) * 16)
    comment = founded.state.entries
    founded.send(thief.do(PostComment, subject="charter", text=text), given)
    founded.send(thief.do(React, comment=comment, reaction="agree"))
    page = site.browser.get("/o/wheel-whisk/charter").text
    assert "I was never like this." in page
    assert get_comment(founded.state, comment).author == 1


WEIGHTY: dict[type[Act], dict[str, object]] = {
    AddKey: {"key": P256Signer.from_seed(b"more").key, "label": ""},
    RevokeKey: {"key": 1},
    InviteMembers: {"keys": (P256Signer.from_seed(b"friend").key,)},
    SponsorMember: {"member": 2},
    LeaveOrganisation: {},
    WriteClause: {"clause": "purpose", "text": "Mine."},
    FlagComment: {"comment": 1, "reason": REASON},
}


@pytest.mark.parametrize("act", WEIGHTY)
def test_it_can_do_nothing_of_weight(site: Site, act: type[Act]) -> None:
    """It adds and revokes no key, lets nobody in, leaves for nobody, writes no rule and hides nobody's words."""
    founded = site.found()
    with pytest.raises(KeyTooLight):
        founded.send(lend(founded).do(act, **WEIGHTY[act]), *([GIVEN] if act is FlagComment else []))


def test_it_can_neither_vote_nor_propose(site: Site) -> None:
    """A vote that it signs is refused by name, and so is a proposal, a charter and everything done with one."""
    founded = site.found()
    number = founded.propose()
    founded.publish(number)
    thief = lend(founded)
    before = founded.state
    read = before.proposals[number].text
    ballot: dict[str, object] = {"proposal": number, "text": read, "choices": (1,), "reason": ""}
    for act, fields in (
        (CastBallot, ballot),
        (CarryOutDecision, {"proposal": number}),
        (WriteCharter, {"charter": before.charter}),
    ):
        with pytest.raises(KeyTooLight):
            founded.send(thief.copy().do(act, **fields))
    assert founded.state == before


def test_it_does_not_sign_in(site: Site) -> None:
    """It opens no session, so what is kept to members stays closed to whoever holds the phone's key alone."""
    founded = site.found(texts="members")
    thief = lend(founded)
    answer = site.sign_in(founded, thief)
    assert (answer.status_code, answer.json()["code"]) == (422, "key-too-light")
    challenge = founded.host.door.create_challenge(founded.hosted.org, founded.host.clock())
    with pytest.raises(KeyTooLight):
        founded.host.door.admit(
            founded.state,
            founded.host.clock(),
            Viewer("member", 1, 2),
            challenge,
            STOLEN.sign(compute_login_message(challenge)),
        )
    assert is_still_known(founded.state, Viewer("member", 1, 1))


def test_a_full_acts_proof_is_no_light_ones(site: Site) -> None:
    """Nobody makes a weighty act light by naming another key: the proof fits the key that made it only."""
    founded = site.found()
    thief = lend(founded)
    act = LeaveOrganisation(org=thief.org, by=1, seq=thief.seq)
    forged = Envelope(act=act, key=1, proof=STOLEN.sign(compute_act_message(act)))
    answer = site.post(f"/api/orgs/{founded.hosted.slug}/acts", encode({"envelope": forged, "texts": []}))
    assert answer.status_code == 422
    assert not founded.state.members[1].left_at


def test_it_ends_by_itself_and_at_once(site: Site) -> None:
    """After its date it signs nothing; and its member revokes it sooner with one press, keeping the key that counts."""
    founded = site.found()
    thief = lend(founded)
    text, given = commit({"body": "Late"}, bytes([5]) * 16)
    site.clock.advance(30 * 24)
    with pytest.raises(KeyEnded):
        founded.send(thief.copy().do(PostComment, subject="charter", text=text), given)
    with pytest.raises(LastKey):
        founded.do(1, RevokeKey, key=1)
    founded.people[0].seq = founded.state.members[1].seq
    founded.do(1, RevokeKey, key=2)
    with pytest.raises(KeyRevoked):
        founded.send(hold(founded).do(EditComment, comment=1, text=text), given)
