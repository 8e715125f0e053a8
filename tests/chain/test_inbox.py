"""No operator can silence a member unseen: what is posted to the inbox is taken in, or every audit names it."""

from __future__ import annotations

import pytest

from daso.canon import encode
from daso.chain.inbox import (
    InboxFacts,
    PostsWithheld,
    encode_inbox_creation,
    read_inbox_facts,
    read_posts,
    verify_whole,
)
from daso.chain.rpc import Event, Node
from daso.clerk import Audit
from daso.kernel.act import Act
from daso.kernel.ballot import CastBallot
from daso.kernel.comment import PostComment
from daso.kernel.contract import BindContract, EndContract
from daso.kernel.membership import LeaveOrganisation
from daso.testkit.person import Person
from tests.chain.anvil import CHAIN
from tests.chain.bound import Bound
from vectors.story import create_text

HOUR = 3_600_000
TEXT = create_text("I was not heard")


@pytest.fixture
def inbox(bound: Bound) -> str:
    """An inbox that gives the operator three days, bound by a decision."""
    return bound.bind_inbox()


def _sign(person: Person, act: type[Act] = PostComment, **fields: object) -> bytes:
    known = {"subject": "charter", "text": TEXT} if act is PostComment else {}
    return encode(person.do(act, **(known | fields)))


def _codes(audit: Audit) -> list[str]:
    return [finding.code for finding in audit.findings]


def test_what_is_posted_is_taken_in(bound: Bound, inbox: str) -> None:
    """An act that somebody posts for a member is on the log as soon as it is final, once, and shown as taken in."""
    envelope = _sign(bound.founded.people[1])
    before = bound.size
    bound.post(inbox, envelope)
    bound.anchoring.turn()
    bound.anchoring.turn()
    assert bound.size == before + 1
    [post] = bound.host.public.list_posts(bound.founded.hosted.org, 10)
    assert (post.status, post.entry, post.envelope) == ("taken", before, envelope)
    assert post.due_at == post.at + 72 * HOUR
    bound.pass_hours(100)
    assert _codes(bound.audit()) == []


def test_what_is_on_the_log_already_is_found_there(bound: Bound, inbox: str) -> None:
    """An act that the operator has taken by the usual way is recognised, and nothing is written twice."""
    envelope = _sign(bound.founded.people[1])
    index = bound.founded.hosted.take_in(envelope).index
    size = bound.size
    for _ in range(2):
        bound.post(inbox, envelope)
    bound.anchoring.turn()
    assert bound.size == size
    assert {(one.status, one.entry) for one in bound.host.public.list_posts(bound.facts.org, 10)} == {("taken", index)}


def test_acts_that_wait_for_one_another_come_in_any_order(bound: Bound, inbox: str) -> None:
    """An act posted before the one that its member signed earlier waits for it, and is then taken in."""
    first = _sign(bound.founded.people[1])
    second = _sign(bound.founded.people[1])
    bound.post(inbox, second)
    bound.anchoring.turn()
    [post] = bound.host.public.list_posts(bound.facts.org, 10)
    assert (post.status, post.why) == ("waiting", "sequence-broken")
    bound.post(inbox, first)
    bound.anchoring.turn()
    bound.anchoring.turn()
    assert {one.status for one in bound.host.public.list_posts(bound.facts.org, 10)} == {"taken"}


def test_garbage_costs_its_sender_alone(bound: Bound, inbox: str) -> None:
    """Whatever is no act of this organisation, or signed by another's key, is passed over at once and blames nobody."""
    stranger = bound.founded.people[1].copy()
    stranger.org = "0" * 32
    forger = bound.founded.people[1].copy()
    forger.signer = bound.founded.people[2].signer
    for garbage in (b"", b"{}", b"\xff" * 1000, _sign(stranger), _sign(forger)):
        bound.post(inbox, garbage)
    size = bound.size
    bound.anchoring.turn()
    assert bound.size == size
    posts = bound.host.public.list_posts(bound.facts.org, 10)
    assert [one.status for one in posts] == ["refused"] * 5
    bound.pass_hours(100)
    assert _codes(bound.audit()) == []


def test_an_operator_who_ignores_a_post_is_named(bound: Bound, inbox: str) -> None:
    """Until the deadline an operator may be slow; after it, every audit names the post, its member and transaction."""
    bound.post(inbox, _sign(bound.founded.people[1]))
    bound.pass_hours(71)
    assert _codes(bound.audit()) == []
    bound.pass_hours(2)
    audit = bound.audit()
    assert _codes(audit) == ["inbox-ignored"]
    assert "an act of member 2" in audit.findings[0].sentence


def test_late_is_forgiven_until_an_anchor_leaves_it_out(bound: Bound, inbox: str) -> None:
    """What is taken in after the deadline blames nobody if it came before the next anchor, and else the operator."""
    envelope = _sign(bound.founded.people[1])
    bound.post(inbox, envelope)
    bound.pass_hours(80)
    size = bound.size
    bound.founded.hosted.take_in(envelope)
    assert _codes(bound.audit()) == []
    bound.anchor()
    assert _codes(bound.audit()) == [], "the first anchor after the deadline holds it"
    other = _sign(bound.founded.people[2])
    bound.post(inbox, other)
    bound.pass_hours(80)
    bound.anchoring = bound.begin()
    bound.founded.say(1, PostComment, "text", {"body": "Elsewhere."}, subject="charter")
    assert bound.size == size + 2
    _anchor_alone(bound)
    bound.founded.hosted.take_in(other)
    assert _codes(bound.audit()) == ["inbox-ignored"]


def _anchor_alone(bound: Bound) -> None:
    """Anchor as an operator would who does not look into the inbox."""
    contract = bound.founded.state.contracts[2]
    journal = bound.host.public
    final = bound.anvil.node.get_block("finalized").number
    journal.store_posts(bound.facts.org, contract.number, final + 10**6, [])
    for waiting in journal.list_waiting(bound.facts.org, contract.number, 0):
        journal.settle_post(bound.facts.org, waiting.settle("refused"))
    bound.keep_pace()
    bound.anchoring.turn()
    bound.anvil.finalize()


def test_what_the_law_refuses_blames_nobody(bound: Bound, inbox: str) -> None:
    """An act that the law refuses, or that its own member overtook by another one, is not held against the operator."""
    unlawful = bound.founded.people[1].copy()
    bound.post(inbox, _sign(unlawful, PostComment, subject="proposal/999"))
    overtaken = _sign(bound.founded.people[2].copy())
    bound.post(inbox, overtaken)
    bound.founded.do(3, LeaveOrganisation)
    bound.pass_hours(100)
    assert _codes(bound.audit()) == []


def test_what_ceased_to_be_lawful_in_time_blames_nobody(bound: Bound, inbox: str) -> None:
    """A vote posted so late that it closes before the deadline could not be taken in for sure, and blames nobody."""
    proposal = bound.founded.propose(1)
    bound.pass_hours(bound.founded.state.charter.rules["ordinary"].discussion_hours)
    bound.founded.publish(proposal)
    voter = bound.founded.people[1]
    text = bound.founded.state.proposals[proposal].text
    bound.post(inbox, _sign(voter, CastBallot, proposal=proposal, text=text, choices=(1,), reason=""))
    bound.pass_hours(100)
    assert bound.founded.state.decisions[proposal].closed_at
    assert _codes(bound.audit()) == []


def test_an_ended_inbox_binds_nobody(bound: Bound, inbox: str) -> None:
    """Once members have ended an inbox, what is posted there has no deadline any more, and is not taken in."""
    bound.decide(EndContract(contract=2))
    size = bound.size
    bound.post(inbox, _sign(bound.founded.people[1].copy()))
    bound.anchoring.turn()
    assert bound.size == size
    bound.pass_hours(100)
    assert _codes(bound.audit()) == []


def test_another_organisation_s_inbox_is_told(bound: Bound) -> None:
    """A bound inbox that was born for another organisation is named as such."""
    address = bound.deploy(encode_inbox_creation(InboxFacts("0" * 32, 60)))
    known = BindContract(chain=CHAIN, role="inbox", address=address)
    assert _codes(bound.audit(contracts=(known,))) == ["contract-foreign"]


def test_a_node_that_withholds_posts_is_caught(bound: Bound, inbox: str) -> None:
    """A node that leaves one post out, or all of them, is caught by the contract's own running digest."""
    for person in bound.founded.people:
        bound.post(inbox, _sign(person))
    node = bound.anvil.node
    final = node.get_block("finalized").number
    assert read_inbox_facts(node, inbox) == InboxFacts(bound.facts.org, 72 * 3600)
    posts = read_posts(node, inbox, 0, final + 1)
    verify_whole(node, inbox, posts, final)
    for shown in ([], posts[:2], posts[1:], [posts[1], posts[0], posts[2]]):
        with pytest.raises(PostsWithheld, match="Ask another node"):
            verify_whole(node, inbox, shown, final)


class _Sly(Node):
    """A node that shows no events."""

    def _read_events(self, address: str, topic: bytes, first: int, last: int) -> list[Event]:
        return []


def test_an_audit_over_a_sly_node_says_so(bound: Bound, inbox: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An audit over a node that hides what was posted does not say that all is well with the inbox."""
    bound.post(inbox, _sign(bound.founded.people[1]))
    bound.pass_hours(100)
    monkeypatch.setattr("daso.clerk.onchain.Node", _Sly)
    audit = bound.audit()
    assert _codes(audit) == []
    assert any("does not show everything that was posted" in sentence for sentence in audit.unchecked)
