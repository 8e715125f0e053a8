"""A log held against what stands on public chains: every root that was ever anchored must be one of its own, and what
was posted to its inbox must be there.

Read from finalized blocks only, so nothing found here can vanish again. Which contracts are the organisation's follows
from its own decisions; what an auditor knows from elsewhere counts too, for a log that was cut short may have lost the
decision itself. Read next: `posted.py`, the inbox; `chain/anchor.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from daso.canon import from_base64url
from daso.chain.anchor import Anchored, read_anchor_facts, read_anchors
from daso.chain.build import CodeDiffers
from daso.chain.epochs import read_epochs
from daso.chain.inbox import read_inbox_facts, read_posts, verify_whole
from daso.chain.rpc import FINALIZED, Node
from daso.chain.vault import VaultStanding, describe_newest, read_paid, read_renewed, read_stopped, read_vault
from daso.clerk.finding import find
from daso.clerk.paid import VaultRecord, judge_payments
from daso.clerk.posted import Due, Reader, find_ignored
from daso.clerk.renewing import judge_members
from daso.clerk.ruling import judge_rules, judge_terms
from daso.errors import Error
from daso.kernel.clock import advance
from daso.kernel.contract import BindContract, Contract
from daso.kernel.state import State
from daso.ledger import Finding, Frontier
from daso.ledger.merkle import HASH_SIZE

__all__ = ["Leaves", "OnChain", "Subject", "list_contracts"]


class Leaves:
    """The hashes of a log's entries as they were read, to know its root at any size."""

    def __init__(self) -> None:
        self._hashes = bytearray()

    def add(self, hashes: Iterable[bytes]) -> None:
        """The next ones."""
        for one in hashes:
            self._hashes += one

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self._hashes) // HASH_SIZE

    def compute_roots(self, sizes: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        """The root at each of these sizes, the smallest first; those beyond the end are left out."""
        frontier = Frontier()
        for size in sorted({size for size in sizes if size <= self.size}):
            fresh = range(frontier.size, size)
            frontier, _ = frontier.extend([self._get(index) for index in fresh])
            yield size, frontier.compute_root()

    def _get(self, index: int) -> bytes:
        return bytes(self._hashes[index * HASH_SIZE : (index + 1) * HASH_SIZE])


def list_contracts(state: State | None, known: Sequence[BindContract]) -> list[Contract]:
    """The contracts to compare with: those that decisions bound, and those that the auditor knows and they do not."""
    bound = [one for _, one in sorted(state.contracts.items())] if state else []
    places = {(one.chain, one.address) for one in bound}
    return bound + [
        Contract(number=0, chain=one.chain, role=one.role, address=one.address, decision=0, bound_at=0)
        for one in known
        if (one.chain, one.address) not in places
    ]


def _drop_repeated_vaults(contracts: Sequence[Contract]) -> list[Contract]:
    """A contract that was bound again is the same vault, and is judged once: as it was when it was bound first."""
    places: set[tuple[int, str]] = set()
    kept = []
    for one in contracts:
        if one.role == "vault":
            if (one.chain, one.address) in places:
                continue
            places.add((one.chain, one.address))
        kept.append(one)
    return kept


class Subject(msgspec.Struct, frozen=True):
    """The log that is compared: the State that follows from it, the hashes of its entries, and how to read them again.

    `state` is None, and `read` too, where the log itself is not sound: then only its roots can be compared.
    """

    state: State | None
    leaves: Leaves
    read: Reader | None
    known: Sequence[BindContract] = ()


class OnChain:
    """Compares one log with its contracts, over the nodes that the auditor has chosen."""

    def __init__(self, urls: Sequence[str]) -> None:
        self.findings: list[Finding] = []
        self.unchecked: list[str] = []
        self._urls = urls
        self._nodes: dict[int, Node] = {}
        self._anchors: list[tuple[int, int]] = []

    def judge(self, subject: Subject) -> None:
        """Compare with every contract there is, anchors first; what can't be compared is said, with the reason."""
        contracts = _drop_repeated_vaults(list_contracts(subject.state, subject.known))
        if contracts:
            self._find_nodes()
        for contract in sorted(contracts, key=lambda one: (one.role != "anchor", one.number)):
            node = self._nodes.get(contract.chain)
            what = f"The {contract.role} {contract.address} on chain {contract.chain}"
            if node is None:
                self.unchecked.append(f"{what} was not compared: no node of that chain was named. Give --rpc.")
                continue
            judges = {"anchor": self._judge_anchor, "inbox": self._judge_inbox, "vault": self._judge_vault}
            try:
                judges[contract.role](node, contract, subject)
            except CodeDiffers:
                self.findings.append(find("contract-unknown", chain=contract.chain, address=contract.address))
            except Error as error:
                self.unchecked.append(f"{what} was not compared: {error}")

    def _find_nodes(self) -> None:
        for url in self._urls:
            try:
                node = Node(url)
                self._nodes[node.get_chain()] = node
            except Error as error:
                self.unchecked.append(str(error))

    def _judge_anchor(self, node: Node, contract: Contract, subject: Subject) -> None:
        """Every final anchor against the log's own roots."""
        final, state = node.get_block(FINALIZED).number, subject.state
        facts = read_anchor_facts(node, contract.address, final)
        if state is not None and (facts.org, facts.foundation) != (state.org, from_base64url(state.foundation)):
            self.findings.append(find("contract-foreign", chain=contract.chain, address=contract.address))
            return
        start = node.find_block(state.inaugurated_at, final) if state else 0
        anchors = [
            one
            for one in read_anchors(node, contract.address, start, final + 1)
            if not contract.ended_at or one.at <= contract.ended_at
        ]
        self._anchors = sorted([*self._anchors, *((one.at, one.size) for one in anchors)])
        self._compare(contract, anchors, subject.leaves)

    def _compare(self, contract: Contract, anchors: Sequence[Anchored], leaves: Leaves) -> None:
        longest = max((one.size for one in anchors), default=0)
        if longest > leaves.size:
            sizes = {"longest": longest, "size": leaves.size}
            self.findings.append(find("anchor-missing", None, chain=contract.chain, address=contract.address, **sizes))
        roots = dict(leaves.compute_roots(one.size for one in anchors))
        wrong = [one for one in anchors if one.size in roots and roots[one.size] != one.root]
        if wrong:
            mismatch = find(
                "anchor-mismatch",
                chain=contract.chain,
                address=contract.address,
                count=len(wrong),
                size=wrong[0].size,
                transaction=wrong[0].transaction,
            )
            self.findings.append(mismatch)

    def _judge_inbox(self, node: Node, contract: Contract, subject: Subject) -> None:
        """Every final post whose deadline is over against the log."""
        final, state = node.get_block(FINALIZED), subject.state
        facts = read_inbox_facts(node, contract.address, final.number)
        if state is None or subject.read is None:
            self.unchecked.append("What was posted to the inbox was not looked for, for the log itself is not sound.")
            return
        if facts.org != state.org:
            self.findings.append(find("contract-foreign", chain=contract.chain, address=contract.address))
            return
        start = node.find_block(state.inaugurated_at, final.number)
        posts = read_posts(node, contract.address, start, final.number + 1)
        verify_whole(node, contract.address, posts, final.number)
        due = []
        for post in posts:
            known_at = max(post.at, contract.bound_at)
            due_at = known_at + 1000 * facts.delay
            if due_at < final.at and not (contract.ended_at and contract.ended_at < due_at):
                due.append(Due(post, known_at, due_at))
        self.findings += find_ignored(subject.read, due, self._anchors)

    def _judge_vault(self, node: Node, contract: Contract, subject: Subject) -> None:
        """Every final payment against its decision, and every decision whose time is over against its payment."""
        final, state = node.get_block(FINALIZED), subject.state
        standing = read_vault(node, contract.address, final.number)
        if state is None or subject.read is None:
            self.unchecked.append("What the vault paid was not compared, for the log itself is not sound.")
            return
        if standing.org != state.org:
            self.findings.append(find("contract-foreign", chain=contract.chain, address=contract.address))
            return
        start = node.find_block(state.inaugurated_at, final.number)
        blocks = (contract.address, start, final.number + 1)
        record = VaultRecord(
            paid=tuple(read_paid(node, *blocks)),
            stopped=read_stopped(node, *blocks),
            standing=standing,
            now=final.at,
        )
        # A verdict that the clock brought after the last entry holds too.
        self.findings += judge_payments(advance(state, final.at), contract, record)
        self.findings += judge_terms(contract, standing.terms)
        self._judge_epochs(node, contract, subject, (standing, final.number))

    def _judge_epochs(self, node: Node, contract: Contract, subject: Subject, final: tuple[VaultStanding, int]) -> None:
        """Every list of members and all rules that the vault had until the final block, its first ones included."""
        if subject.state is None or subject.read is None:
            return
        standing, last = final
        start = node.find_block(subject.state.inaugurated_at, last)
        renewed = read_renewed(node, contract.address, start, last + 1)
        if not any(one.epoch == 0 for one in renewed):
            # Whoever sets a vault up before the organisation begins must not escape.
            renewed = [*read_renewed(node, contract.address, 0, start), *renewed]
        vault = f"of the vault {contract.address} on chain {contract.chain}"
        if [one.epoch for one in renewed] != list(range(standing.epoch + 1)):
            what = f"Not every list of members {vault}"
            self.unchecked.append(f"{what} was compared: the node does not tell all of them. Ask another node.")
        if not any(one.epoch == standing.epoch for one in renewed):
            renewed.append(describe_newest(standing, last))
        epochs = read_epochs(node, contract.address, renewed, standing)
        unread = [str(one.renewed.epoch) for one in epochs if one.rules is None]
        if unread:
            what = f"The rules {vault} in epoch {', '.join(unread)}"
            self.unchecked.append(f"{what} were not compared: the node can't tell them. Ask one that keeps old states.")
        self.findings += judge_rules(subject.state, contract, standing.terms.share, epochs)
        self.findings += judge_members(subject.state, contract, renewed, subject.read())
