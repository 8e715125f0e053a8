"""A host keeps its logs anchored by itself, and whatever happens on the way, nothing is lost and nothing is doubled."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from daso.chain.account import create_account
from daso.chain.anchor import AnchorFacts, encode_anchor_creation, read_position
from daso.chain.sending import PATIENCE
from daso.host.anchoring import Anchoring, Way
from daso.kernel.comment import PostComment
from daso.kernel.contract import BindContract, EndContract
from tests.chain.anvil import CHAIN, Anvil, run_anvil
from tests.chain.bound import Bound

MINUTE = 60_000


def _grow(bound: Bound) -> None:
    bound.founded.say(1, PostComment, "text", {"body": "Well said."}, subject="charter")


def _count(bound: Bound) -> int:
    return bound.anvil.node.ask_number("eth_getTransactionCount", bound.account.address, "latest")


def test_a_log_that_grows_is_anchored(bound: Bound) -> None:
    """The newest checkpoint is anchored, shown once it is final with its time and transaction, and never twice."""
    bound.anchoring.turn()
    assert bound.host.public.list_anchors(bound.founded.hosted.org, 10) == []
    bound.anvil.mine()
    bound.anchoring.turn()
    assert bound.host.public.list_anchors(bound.founded.hosted.org, 10) == [], "in a block, but not final"
    bound.anvil.finalize()
    bound.anchoring.turn()
    [one] = bound.host.public.list_anchors(bound.founded.hosted.org, 10)
    head = bound.founded.hosted.log.head()
    assert head is not None
    assert (one.size, one.root) == (head.checkpoint.size, head.checkpoint.root)
    count = _count(bound)
    for _ in range(3):
        bound.anchor()
    assert _count(bound) == count
    assert len(bound.host.public.list_anchors(bound.founded.hosted.org, 10)) == 1


def test_anchors_keep_their_distance(bound: Bound) -> None:
    """However often the log grows, it is anchored as often as the operator has set, and then with all there is."""
    bound.anchor()
    count = _count(bound)
    for _ in range(3):
        _grow(bound)
        bound.anchoring.turn()
        bound.anvil.mine()
    assert _count(bound) == count
    bound.anchor()
    assert _count(bound) == count + 1
    assert bound.host.public.list_anchors(bound.founded.hosted.org, 1)[0].size == bound.size


def test_a_process_that_ends_forgets_nothing(bound: Bound) -> None:
    """A process that ends after sending leaves it under way; the next one takes it up and sends no second one."""
    bound.anchoring.turn()
    count = _count(bound)
    bound.anchoring = bound.begin()
    bound.anchoring.turn()
    bound.anvil.finalize()
    bound.anchoring.turn()
    assert _count(bound) == count + 1
    assert len(bound.host.public.list_anchors(bound.founded.hosted.org, 10)) == 1


def test_a_stuck_anchor_is_replaced(bound: Bound) -> None:
    """An anchor that no block takes in is replaced after some minutes by one that pays more and holds what is new."""
    bound.anchoring.turn()
    count = _count(bound)
    _grow(bound)
    bound.clock.now += PATIENCE - 1
    bound.anchoring.turn()
    bound.clock.now += 1
    bound.anchoring.turn()
    bound.anvil.finalize()
    bound.anchoring.turn()
    assert _count(bound) == count + 1
    assert bound.host.public.list_anchors(bound.founded.hosted.org, 1)[0].size == bound.size


def test_a_reorganisation_is_mended(bound: Bound) -> None:
    """When the chain drops the block of an anchor, it is sent again without waiting for the next hour."""
    kept = bound.anvil.node.ask("evm_snapshot", [], str)
    bound.anchoring.turn()
    bound.anvil.mine()
    assert read_position(bound.anvil.node, bound.address, "latest")[0] == bound.size
    bound.anvil.node.ask("evm_revert", [kept], bool)
    assert read_position(bound.anvil.node, bound.address, "latest")[0] == 0
    bound.anchoring.turn()
    bound.anvil.finalize()
    bound.anchoring.turn()
    assert bound.host.public.list_anchors(bound.founded.hosted.org, 1)[0].size == bound.size


def test_a_lost_node_is_waited_for(bound: Bound, anvil_program: str) -> None:
    """While the node is gone the host tells its operator and loses nothing; when it is back, anchoring goes on."""
    bound.anchor()
    state = bound.anvil.node.ask("anvil_dumpState", [], str)
    port = int(bound.anvil.url.rpartition(":")[2])
    bound.anvil.stop()
    _grow(bound)
    bound.clock.advance(1)
    with capture_logs() as said:
        bound.anchoring.turn()
    assert [line["code"] for line in said] == ["chain-node-unreachable"]
    with run_anvil(anvil_program, port=port) as again:
        assert again.node.ask("anvil_loadState", [state], bool)
        bound.anvil = again
        bound.anchoring.turn()
        again.mine()
        assert read_position(again.node, bound.address, "latest")[0] == bound.size


def test_a_node_of_another_chain_gets_nothing(bound: Bound, anvil_program: str) -> None:
    """Where the operator names a node of another chain than the one decided on, nothing is read and nothing sent."""
    with run_anvil(anvil_program, "--chain-id", "99") as other:
        Anchoring(bound.host, Way(rpc=other.url, key=bound.key)).turn()
        assert other.node.ask_number("eth_getTransactionCount", bound.account.address, "pending") == 0
    assert bound.host.public.list_anchors(bound.founded.hosted.org, 10) == []


def test_another_s_anchor_is_told(bound: Bound) -> None:
    """An anchor that takes nothing from this host's account is told with both accounts, and costs nothing."""
    stranger = create_account(bound.key.with_name("stranger.key"))
    address = bound.deploy(
        encode_anchor_creation(AnchorFacts(bound.facts.org, bound.facts.foundation, stranger.address))
    )
    bound.decide(BindContract(chain=CHAIN, role="anchor", address=address))
    with capture_logs() as said:
        bound.anchoring.turn()
    [line] = [line for line in said if line["log_level"] == "warning"]
    assert line["code"] == "not-the-anchorer"
    assert stranger.address in line["why"]
    assert bound.account.address in line["why"]


def test_an_ended_anchor_is_read_and_not_written(bound: Bound) -> None:
    """What was anchored before a decision ended the contract stays to be seen, and nothing more is added."""
    bound.anchor()
    bound.decide(EndContract(contract=1))
    count = _count(bound)
    bound.anchor()
    assert _count(bound) == count
    assert len(bound.host.public.list_anchors(bound.founded.hosted.org, 10)) == 1


def test_without_a_key_the_chain_is_only_read(bound: Bound) -> None:
    """A host without a key shows what others have anchored, and sends nothing."""
    bound.anchoring.turn()
    bound.anvil.finalize()
    reader = Anchoring(bound.host, Way(rpc=bound.anvil.url))
    count = _count(bound)
    reader.turn()
    _grow(bound)
    bound.clock.advance(2)
    reader.turn()
    bound.anvil.finalize()
    assert len(bound.host.public.list_anchors(bound.founded.hosted.org, 10)) == 1
    assert _count(bound) == count


@pytest.mark.parametrize("coins", [0, 10**9])
def test_an_empty_account_is_told(bound: Bound, coins: int, anvil: Anvil) -> None:
    """An account that can't pay is told by its address, and once it can, the anchor is made."""
    anvil.give(bound.account.address, coins)
    with capture_logs() as said:
        bound.anchoring.turn()
    assert [line["code"] for line in said if line["log_level"] == "warning"] == ["chain-account-empty"]
    anvil.give(bound.account.address)
    bound.anchor()
    assert bound.host.public.list_anchors(bound.founded.hosted.org, 1)[0].size == bound.size
