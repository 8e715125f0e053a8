"""A transaction is sent once, whatever happens between us and the chain, and every failure has its own sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from daso.chain.account import KeyExposed, KeyFileUnfit, create_account, load_account
from daso.chain.anchor import (
    AnchorFacts,
    encode_anchor,
    encode_anchor_creation,
    read_anchor_facts,
    read_anchors,
    read_position,
)
from daso.chain.build import CodeDiffers
from daso.chain.rpc import Node, NodeRefused, NodeUnreachable, NotAContract, NotANode, NothingFinal, WrongChain
from daso.chain.sending import PATIENCE, AccountEmpty, Busy, Call, Journal, Receipt, Reverted, Sent, get_receipt, send
from tests.chain.anvil import CHAIN, Anvil

FACTS = AnchorFacts("0123456789abcdef" * 2, bytes(range(32)), "")
NOW = 1_770_000_000_000


class Anchorer:
    """An account with coins and a journal, and an anchor of its own on a chain."""

    def __init__(self, anvil: Anvil, folder: Path) -> None:
        self.anvil = anvil
        self.node = anvil.node
        self.account = create_account(folder / "chain.key")
        self.journal = Journal(folder / "journal")
        anvil.give(self.account.address)
        self.facts = AnchorFacts(FACTS.org, FACTS.foundation, self.account.address)
        self.address = self.get(self.send(Call(data=encode_anchor_creation(self.facts)))).contract
        anvil.finalize()

    def send(self, call: Call, now: int = NOW) -> Sent:
        """Send a call at this time of ours."""
        return send(self.node, self.account, call, self.journal, now)

    def anchor(self, size: int, now: int = NOW) -> Sent:
        """Anchor a root that only this size has."""
        return self.send(Call(to=self.address, data=encode_anchor(size, size.to_bytes(32, "big"))), now)

    def get(self, sent: Sent) -> Receipt:
        """What became of a transaction, once another block has come."""
        self.anvil.mine()
        receipt = get_receipt(self.node, sent.hash)
        assert receipt is not None
        return receipt

    @property
    def count(self) -> int:
        """How many transactions the account has had in blocks."""
        return self.node.ask_number("eth_getTransactionCount", self.account.address, "latest")


@pytest.fixture
def anchorer(anvil: Anvil, tmp_path: Path) -> Anchorer:
    """Somebody who may anchor."""
    return Anchorer(anvil, tmp_path)


def test_an_anchor_is_read_back(anchorer: Anchorer) -> None:
    """What was anchored is read back with its size, root, block, time and transaction, and only when it is final."""
    sent = anchorer.anchor(7)
    receipt = anchorer.get(sent)
    assert receipt.is_good
    assert read_anchor_facts(anchorer.node, anchorer.address) == anchorer.facts
    assert read_position(anchorer.node, anchorer.address, "latest") == (7, (7).to_bytes(32, "big"))
    assert read_position(anchorer.node, anchorer.address, "finalized") == (0, bytes(32))
    anchorer.anvil.finalize()
    final = anchorer.node.get_block("finalized").number
    [one] = read_anchors(anchorer.node, anchorer.address, 0, final + 1)
    block = anchorer.node.get_block(receipt.block)
    assert (one.size, one.root, one.transaction) == (7, (7).to_bytes(32, "big"), sent.hash)
    assert (one.block, one.at) == (block.number, block.at)


def test_an_anchor_only_grows(anchorer: Anchorer) -> None:
    """What the contract would refuse is not sent, and says why."""
    anchorer.get(anchorer.anchor(7))
    for size in (7, 6):
        with pytest.raises(Reverted, match="not grown"):
            anchorer.anchor(size)
    stranger = anchorer.anvil.rich
    call = Call(to=anchorer.address, data=encode_anchor(8, bytes(32)))
    with pytest.raises(Reverted, match="not the anchorer"):
        send(anchorer.node, stranger, call, anchorer.journal, NOW)


def test_what_is_under_way_is_not_doubled(anchorer: Anchorer) -> None:
    """While a transaction waits for its block, sending again, from whatever call, gives the very same one."""
    before = anchorer.count
    first = anchorer.anchor(7)
    assert anchorer.anchor(7, NOW + PATIENCE - 1) == first
    assert anchorer.anchor(9, NOW + PATIENCE - 1) == first
    assert anchorer.get(first).is_good
    assert anchorer.count == before + 1


def test_a_stuck_transaction_is_replaced(anchorer: Anchorer) -> None:
    """After some patience the newest call takes its place under the same number, pays more, and only one happens."""
    before = anchorer.count
    first = anchorer.anchor(7)
    second = anchorer.anchor(9, NOW + PATIENCE)
    assert second.nonce == first.nonce
    assert (second.fee, second.tip) >= (first.fee * 5 // 4, first.tip * 5 // 4)
    anchorer.anvil.mine()
    assert anchorer.get(second).is_good
    assert get_receipt(anchorer.node, first.hash) is None
    assert anchorer.count == before + 1
    assert read_position(anchorer.node, anchorer.address, "latest")[0] == 9


def test_an_underpriced_transaction_pays_more(anchorer: Anchorer) -> None:
    """A node that holds another transaction of the same number is offered more until it takes the new one."""
    first = anchorer.anchor(7)
    anchorer.journal.clear()
    second = anchorer.anchor(9)
    assert second.nonce == first.nonce
    assert second.fee > first.fee
    assert anchorer.get(second).is_good


def test_a_crash_before_sending_loses_nothing(anchorer: Anchorer) -> None:
    """What was written down and never reached the node is sent the next time, as it was."""
    written = anchorer.anchor(7)
    anchorer.node.ask("anvil_dropTransaction", [written.hash], object)
    anchorer.anvil.mine()
    assert get_receipt(anchorer.node, written.hash) is None
    assert anchorer.anchor(7) == written
    assert anchorer.get(written).is_good


def test_a_reorganised_chain_is_sent_to_again(anchorer: Anchorer) -> None:
    """A transaction whose block the chain dropped is sent again, and ends in a block once."""
    kept = anchorer.node.ask("evm_snapshot", [], str)
    before = anchorer.count
    first = anchorer.anchor(7)
    assert anchorer.get(first).is_good
    anchorer.node.ask("evm_revert", [kept], bool)
    assert read_position(anchorer.node, anchorer.address, "latest")[0] == 0
    assert anchorer.anchor(7) == first
    assert anchorer.get(first).is_good
    assert anchorer.count == before + 1


def test_two_processes_do_not_send_at_once(anchorer: Anchorer) -> None:
    """While one process sends with an account, another is told so and sends nothing."""
    with anchorer.journal.hold(anchorer.account.address), pytest.raises(Busy):
        anchorer.anchor(7)
    assert read_position(anchorer.node, anchorer.address, "pending")[0] == 0


def test_an_empty_account_says_so(anchorer: Anchorer) -> None:
    """An account without coins is told where to send some, and nothing is under way afterwards."""
    anchorer.anvil.give(anchorer.account.address, 0)
    anchorer.journal.clear()
    with pytest.raises(AccountEmpty, match=anchorer.account.address):
        anchorer.anchor(7)
    assert anchorer.journal.load() is None


def test_another_chain_is_refused(anvil: Anvil) -> None:
    """A node of another chain is named with both numbers."""
    anvil.node.check_chain(CHAIN)
    with pytest.raises(WrongChain, match="speaks for chain 31337, and chain 1 is asked for"):
        anvil.node.check_chain(1)


def test_a_lost_node_says_so(anvil: Anvil) -> None:
    """A node that is gone is told by its host, and never by the rest of its address, which may be a password."""
    node = Node(f"{anvil.url}/secret-token")
    anvil.stop()
    with pytest.raises(NodeUnreachable, match=r"127\.0\.0\.1") as caught:
        node.get_chain()
    assert "secret-token" not in str(caught.value)
    with pytest.raises(NotANode) as unfit:
        Node("ftp://secret-token@chain.example")
    assert "secret-token" not in str(unfit.value)


def test_an_address_without_a_contract_is_refused(anvil: Anvil) -> None:
    """Where no contract is, or another one than ours, nobody goes on."""
    with pytest.raises(NotAContract, match="no contract at 0x"):
        anvil.node.check_contract("0x" + "00" * 19 + "77")
    with pytest.raises(CodeDiffers):
        read_anchor_facts(anvil.node, "0x" + "00" * 19 + "77")


def test_a_block_is_found_by_its_time(anvil: Anvil) -> None:
    """The first block within a day before a time is found, and the last one where none is that late."""
    day = 24 * 3600 * 1000
    for _ in range(20):
        anvil.mine()
    times = [anvil.node.get_block(number).at for number in range(21)]
    for at in (times[0] - 1, times[7], times[7] + 1, times[20]):
        assert anvil.node.find_block(at + day, 20) == next(number for number, one in enumerate(times) if one >= at)
    assert anvil.node.find_block(times[20] + day + 1, 20) == 20


def test_a_young_chain_has_nothing_final(anvil: Anvil) -> None:
    """A block that does not exist yet is no answer."""
    with pytest.raises((NothingFinal, NodeRefused)):
        anvil.node.get_block(10**6)


@pytest.mark.parametrize("content", ["", "no key", "00" * 32, "ab" * 31])
def test_a_file_without_a_key_is_refused(tmp_path: Path, content: str) -> None:
    """A file that holds no key says how to make one."""
    path = tmp_path / "chain.key"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(KeyFileUnfit, match="daso chain key"):
        load_account(path)


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    """A key is made so that nobody else can read it, is never overwritten, and is not used once others can read it."""
    path = tmp_path / "chain.key"
    account = create_account(path)
    assert load_account(path).address == account.address
    assert path.stat().st_mode & 0o777 == 0o600
    secret = path.read_text().strip()
    assert secret not in repr(account)
    with pytest.raises(KeyFileUnfit):
        create_account(path)
    path.chmod(0o640)
    with pytest.raises(KeyExposed, match="chmod 600") as caught:
        load_account(path)
    assert secret not in str(caught.value)


def test_nodes_that_search_few_blocks_are_asked_in_parts(anchorer: Anchorer) -> None:
    """A node that searches only a few blocks at once is asked for fewer, and nothing is missed or twice."""
    sizes = list(range(1, 12))
    for size in sizes:
        assert anchorer.get(anchorer.anchor(size)).is_good
    last = anchorer.node.get_block("latest").number
    shy = _Shy(anchorer.anvil.url)
    assert [one.size for one in read_anchors(shy, anchorer.address, 0, last + 1)] == sizes


class _Shy(Node):
    """The same node, as one of those that search three blocks at once."""

    def ask(self, method: str, params: list[object], kind: type) -> object:  # type: ignore[override] # any kind
        """Refuse what is too wide."""
        if method == "eth_getLogs":
            wanted = params[0]
            assert isinstance(wanted, dict)
            if int(wanted["toBlock"], 16) - int(wanted["fromBlock"], 16) > 2:
                raise NodeRefused(host=self.host, method=method, why="query returned more than 10000 results")
        return super().ask(method, params, kind)
