"""An organisation on a real host, whose members have bound an anchor on a local chain by a decision.

Read next: `conftest.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from daso.canon import from_base64url
from daso.chain.account import Account, create_account
from daso.chain.anchor import AnchorFacts, encode_anchor_creation
from daso.chain.inbox import InboxFacts, encode_inbox_creation, encode_post
from daso.chain.sending import Call, Journal, get_receipt, send
from daso.clerk import Audit, Evidence, audit_organisation
from daso.host import Given, Host
from daso.host.anchoring import Anchoring, Way
from daso.kernel.charter import Kind
from daso.kernel.contract import BindContract
from daso.kernel.decision import CarryOutDecision
from daso.kernel.effect import Effect
from daso.kernel.proposal import OpenProposal
from tests.chain.anvil import CHAIN, START, Anvil
from tests.host.founded import CHARTER, Clock, Founded, commit, found, open_host

__all__ = ["Bound"]

_CHARTER = replace(
    CHARTER,
    rules={
        **CHARTER.rules,
        "policy": replace(CHARTER.rules["policy"], seasoning_hours=0),
        "payment": replace(CHARTER.rules["policy"], seasoning_hours=0),
    },
)


class Bound:
    """A host with one organisation, an account that anchors, and the chain."""

    def __init__(self, anvil: Anvil, folder: Path, start: int = START) -> None:
        self.anvil = anvil
        self.clock = Clock(start)
        self.host: Host = open_host(folder / "data", self.clock)
        self.founded: Founded = found(self.host, _CHARTER, members=3)
        self.key = folder / "chain.key"
        self.account: Account = create_account(self.key)
        anvil.give(self.account.address)
        self.facts = AnchorFacts(
            self.founded.hosted.org, from_base64url(self.founded.state.foundation), self.account.address
        )
        self.address = self.deploy(encode_anchor_creation(self.facts))
        self.anchoring = self.begin()

    def begin(self) -> Anchoring:
        """The background work, as when the process has just started."""
        return Anchoring(self.host, Way(rpc=self.anvil.url, key=self.key, minutes=60))

    def deploy(self, creation: bytes) -> str:
        """Set up a contract; gives its address."""
        journal = Journal(self.key.with_name("deploying"))
        sent = send(self.anvil.node, self.account, Call(data=creation), journal, self.clock())
        self.anvil.finalize()
        receipt = get_receipt(self.anvil.node, sent.hash)
        assert receipt is not None
        assert receipt.is_good
        return receipt.contract

    def decide(self, *effects: Effect, kind: Kind = "policy", given: Sequence[Given] = ()) -> None:
        """Let the members adopt a proposal with these effects and carry it out."""
        rule = self.founded.state.charter.rules[kind]
        salt = self.size.to_bytes(16, "big")
        text, said = commit({"body": "Because.", "options": [], "title": "Contracts"}, salt)
        content = {"kind": kind, "form": "motion", "options": 2, "text": text, "effects": effects}
        self.founded.send(self.founded.people[0].do(OpenProposal, **content), said, *given)
        number = self.founded.state.next_proposal - 1
        self.clock.advance(rule.discussion_hours)
        self.founded.publish(number)
        for member in (1, 2, 3):
            self.founded.vote(member, number, 1)
        self.clock.advance(rule.voting_hours + rule.objection_hours)
        self.founded.do(1, CarryOutDecision, proposal=number)

    def bind(self) -> None:
        """Let the members bind the anchor."""
        self.decide(BindContract(chain=CHAIN, role="anchor", address=self.address))

    def bind_inbox(self, hours: int = 72) -> str:
        """Set up an inbox and let the members bind it; gives its address."""
        address = self.deploy(encode_inbox_creation(InboxFacts(self.facts.org, 3600 * hours)))
        self.decide(BindContract(chain=CHAIN, role="inbox", address=address))
        self.keep_pace()
        return address

    def keep_pace(self) -> None:
        """Let the chain's clock come to ours."""
        newest = self.anvil.node.get_block("latest").at
        if self.clock() > newest + 1000:
            self.anvil.set_time(self.clock())
        self.anvil.finalize()
        self.clock.now = max(self.clock.now, self.anvil.node.get_block("latest").at)

    def post(self, address: str, envelope: bytes) -> None:
        """Let somebody outside post this, so that it is final."""
        self.keep_pace()
        journal = Journal(self.key.with_name("posting"))
        send(self.anvil.node, self.anvil.rich, Call(to=address, data=encode_post(envelope)), journal, self.clock())
        self.anvil.mine()
        self.keep_pace()

    def pass_hours(self, hours: float) -> None:
        """Let time pass, here and on the chain."""
        self.clock.advance(hours)
        self.keep_pace()

    def anchor(self) -> None:
        """Take a turn that anchors, let it become final, and take another that reads it."""
        self.clock.advance(1)
        self.anchoring.turn()
        self.anvil.finalize()
        self.anchoring.turn()

    @property
    def size(self) -> int:
        """How long the log is."""
        return self.founded.hosted.size

    def audit(self, **evidence: object) -> Audit:
        """Audit the log as it is, with the chain at hand unless said otherwise."""
        known = {"rpcs": (self.anvil.url,), "now": self.clock()} | evidence
        return audit_organisation(self.founded.hosted, Evidence(vkey=self.vkey, **known))  # type: ignore[arg-type] # any evidence

    @property
    def vkey(self) -> str:
        """The log's key."""
        return self.founded.hosted.vkey
