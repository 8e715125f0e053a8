"""Every way in which we know how to tamper with what stands on a chain, done to a real one, and what an audit calls it.

`python -m tests.chain.tampering` writes the second table in `docs/tampering.md`; `tests/clerk/tampering.py` the first.
Read next: `test_tampering.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from msgspec.structs import replace

from daso.canon import encode
from daso.chain.anchor import AnchorFacts, encode_anchor, encode_anchor_creation
from daso.chain.approval import Limit, compute_tail
from daso.chain.sending import Call, Journal, send
from daso.clerk import Audit, Evidence, audit_organisation
from daso.kernel.comment import PostComment
from daso.kernel.contract import BindContract
from daso.kernel.transition import decode_entry
from daso.ledger import Log, LogSource, NoteSigner
from daso.ledger.memory import MemoryLog
from daso.testkit.authenticator import SoftwarePasskey
from tests.chain.anvil import CHAIN, Anvil, find_anvil, run_anvil
from tests.chain.bound import Bound
from tests.chain.treasury import COIN, Treasury, bind_bent, rekey
from tests.clerk.tampering import ON_CHAIN, TABLE
from tests.host.founded import ORIGIN
from vectors.story import create_text

__all__ = ["TAMPERINGS", "OnChainTampering", "grow", "read", "rebuild", "render_part"]

NOTHING, CODE = "nothing", "the anchor's code"
_ELSEWHERE: Final = {"site": sha256(b"evil.example").digest(), "tail": compute_tail("https://evil.example")}


@dataclass(frozen=True)
class OnChainTampering:
    """One thing that can be done, by whom, what the audit must call it, and what somebody must have kept for that."""

    words: str
    found: str
    do: Callable[[Bound], Audit]
    kept: str = NOTHING
    also: tuple[str, ...] = ()

    def audit(self, anvil: Anvil, folder: Path) -> Audit:
        """Do it to an organisation of its own, and audit what came of it."""
        bound = Bound(anvil, folder)
        try:
            bound.bind()
            return self.do(bound)
        finally:
            bound.host.close()


def grow(bound: Bound) -> None:
    """Let the log grow by one entry."""
    bound.founded.say(1, PostComment, "text", {"body": "Well said."}, subject="charter")


def read(bound: Bound) -> list[bytes]:
    """All entries."""
    return list(bound.founded.hosted.log.read(0, bound.size))


def rebuild(bound: Bound, entries: list[bytes], **evidence: object) -> Audit:
    """As an operator would: a new tree of other entries, signed by the log's key; audited with the chain at hand."""
    signer = NoteSigner.parse((bound.host.data / "orgs" / bound.facts.org / "log.key").read_text().strip())
    log: Log = MemoryLog(signer)
    log.append(entries, 0)
    known = {"rpcs": (bound.anvil.url,), "now": bound.clock()} | evidence
    return audit_organisation(LogSource(log), Evidence(vkey=log.vkey, **known))  # type: ignore[arg-type] # any evidence


def _rewrite(bound: Bound) -> Audit:
    grow(bound)
    bound.anchor()
    entries = read(bound)
    entry = decode_entry(entries[-1])
    return rebuild(bound, [*entries[:-1], encode(replace(entry, at=entry.at + 1))])


def _cut(bound: Bound) -> Audit:
    grow(bound)
    bound.anchor()
    return rebuild(bound, read(bound)[:-1])


def _cut_with_decision(bound: Bound) -> Audit:
    bound.anchor()
    known = BindContract(chain=CHAIN, role="anchor", address=bound.address)
    return rebuild(bound, read(bound)[:-1], contracts=(known,))


def _anchor_falsely(bound: Bound) -> Audit:
    call = Call(to=bound.address, data=encode_anchor(1, bytes(32)))
    send(bound.anvil.node, bound.account, call, Journal(bound.key.with_name("thief")), bound.clock())
    bound.anvil.finalize()
    return bound.audit()


def _bind_foreign(bound: Bound) -> Audit:
    facts = AnchorFacts("0" * 32, bound.facts.foundation, bound.account.address)
    bound.decide(BindContract(chain=CHAIN, role="anchor", address=bound.deploy(encode_anchor_creation(facts))))
    return bound.audit()


def _bind_nothing(bound: Bound) -> Audit:
    bound.decide(BindContract(chain=CHAIN, role="anchor", address=bound.account.address))
    return bound.audit()


def _post(bound: Bound) -> bytes:
    address = bound.bind_inbox()
    envelope = encode(bound.founded.people[1].do(PostComment, subject="charter", text=create_text("Heard?")))
    bound.post(address, envelope)
    bound.pass_hours(80)
    return envelope


def _ignore(bound: Bound) -> Audit:
    _post(bound)
    return bound.audit()


def _take_late(bound: Bound) -> Audit:
    envelope = _post(bound)
    call = Call(to=bound.address, data=encode_anchor(bound.size, _get_root(bound)))
    send(bound.anvil.node, bound.account, call, Journal(bound.key.with_name("slow")), bound.clock())
    bound.keep_pace()
    bound.founded.hosted.take_in(envelope)
    return bound.audit()


def _get_root(bound: Bound) -> bytes:
    head = bound.founded.hosted.log.head()
    assert head is not None
    return head.checkpoint.root


def _pay_behind_the_log(bound: Bound) -> Audit:
    Treasury(bound).pay_behind_the_log()
    return bound.audit()


def _leave_unpaid(bound: Bound) -> Audit:
    Treasury(bound).order()
    bound.pass_hours(24 * 91)
    return bound.audit()


def _bear_for_a_stranger(bound: Bound) -> Audit:
    stranger = SoftwarePasskey(b"stranger", ORIGIN)
    Treasury(bound, seen=lambda state: rekey(state, 2, stranger.key))
    return bound.audit()


def _bear_with_few(bound: Bound) -> Audit:
    Treasury(bound)
    bind_bent(bound, {"share": 1}, {"needed": 1})
    return bound.audit()


def _bear_unstoppable(bound: Bound) -> Audit:
    Treasury(bound)
    bind_bent(bound, {}, {"cancels": 3})
    return bound.audit()


def _bear_for_a_few(bound: Bound) -> Audit:
    Treasury(bound)
    bind_bent(bound, {"silence": 0, "silent_share": 1, "silent_delay": 72 * 3600}, {})
    return bound.audit()


def _bear_for_another_site(bound: Bound) -> Audit:
    Treasury(bound)
    bind_bent(bound, {}, _ELSEWHERE)
    return bound.audit()


def _miscount(bound: Bound) -> Audit:
    Treasury(bound).renew(count=1, needed=1, cancels=1, vetoes=1)
    return bound.audit()


def _raise_limits(bound: Bound) -> Audit:
    _open_small(bound).renew(limits=(Limit(bytes(20), 1000 * COIN),))
    return bound.audit()


def _move_site(bound: Bound) -> Audit:
    Treasury(bound).renew(**_ELSEWHERE)
    return bound.audit()


def _weaken_for_a_while(bound: Bound) -> Audit:
    treasury = Treasury(bound)
    treasury.renew(cancels=3)
    treasury.renew(cancels=2)
    return bound.audit()


def _give_to_strangers(bound: Bound) -> Audit:
    treasury = Treasury(bound)
    treasury.turn()
    treasury.give_to_strangers()
    return bound.audit()


def _open_small(bound: Bound) -> Treasury:
    treasury = Treasury(bound, limits=(Limit(bytes(20), COIN),))
    treasury.watch()
    return treasury


def _pay_unannounced(bound: Bound) -> Audit:
    _open_small(bound).pay_unannounced()
    return bound.audit()


def _pay_stopped(bound: Bound) -> Audit:
    _open_small(bound).pay_stopped()
    return bound.audit()


def _pay_before_announcing(bound: Bound) -> Audit:
    _open_small(bound).pay_before_announcing()
    return bound.audit()


def _pay_after_stop(bound: Bound) -> Audit:
    _open_small(bound).pay_after_stop()
    return bound.audit()


def _pay_overturned(bound: Bound) -> Audit:
    treasury = Treasury(bound)
    payment = treasury.order()
    treasury.overturn(payment)
    treasury.forge(treasury.locate(payment))
    return bound.audit()


TAMPERINGS = (
    OnChainTampering("The operator rewrites what was anchored", "anchor-mismatch", _rewrite),
    OnChainTampering("The operator cuts off the end of an anchored log", "anchor-missing", _cut),
    OnChainTampering(
        "The operator cuts off the decision that bound the anchor", "anchor-missing", _cut_with_decision, CODE
    ),
    OnChainTampering("Who has the anchorer's key anchors a root of their own", "anchor-mismatch", _anchor_falsely),
    OnChainTampering("Another organisation's anchor is bound", "contract-foreign", _bind_foreign),
    OnChainTampering("Something is bound as an anchor that is none", "contract-unknown", _bind_nothing),
    OnChainTampering("The operator ignores an act in the inbox past its deadline", "inbox-ignored", _ignore),
    OnChainTampering("The operator takes it in only after an anchor that lacks it", "inbox-ignored", _take_late),
    OnChainTampering(
        "Members' keys have the vault pay what nobody decided", "payment-without-decision", _pay_behind_the_log
    ),
    OnChainTampering("What was decided is never paid from the vault", "decision-without-payment", _leave_unpaid),
    OnChainTampering(
        "One member's key has it pay a small payment that nobody announced",
        "payment-without-decision",
        _pay_unannounced,
    ),
    OnChainTampering(
        "One member's key has it pay what others have stopped, under another salt",
        "payment-without-decision",
        _pay_stopped,
    ),
    OnChainTampering(
        "One member has it pay first and announces it afterwards, to the second as foreseen",
        "payment-before-announcement",
        _pay_before_announcing,
    ),
    OnChainTampering(
        "One member's key has it pay what others have stopped, once its members have changed",
        "payment-after-stop",
        _pay_after_stop,
    ),
    OnChainTampering("Members' keys have it pay what a verdict has overturned", "payment-overturned", _pay_overturned),
    OnChainTampering("Members' keys give the vault to strangers", "vault-members-foreign", _give_to_strangers),
    OnChainTampering("A vault is set up with a stranger's key, and bound", "vault-birth-foreign", _bear_for_a_stranger),
    OnChainTampering(
        "A vault is set up so that one member empties it, and bound",
        "vault-terms-weak",
        _bear_with_few,
        also=("vault-rules-weak",),
    ),
    OnChainTampering(
        "A vault is set up so that all must object to stop a payment, and bound", "vault-rules-weak", _bear_unstoppable
    ),
    OnChainTampering(
        "A vault is set up so that one member gives it to themselves after no silence, and bound",
        "vault-terms-weak",
        _bear_for_a_few,
    ),
    OnChainTampering(
        "A vault is set up for passkeys of a stranger's site, and bound", "vault-site-foreign", _bear_for_another_site
    ),
    OnChainTampering("Members' keys tell the vault that it has fewer members", "vault-count-false", _miscount),
    OnChainTampering("Members' keys raise the limit of small payments", "vault-limits-changed", _raise_limits),
    OnChainTampering("Members' keys give the vault another site", "vault-site-changed", _move_site),
    OnChainTampering(
        "Members' keys make a vault hard to stop, and as it was again", "vault-rules-weak", _weaken_for_a_while
    ),
)
"""All that is known, in the order of the table."""

_HEAD = """
Where members have bound contracts, an audit reads them too (`daso audit … --rpc URL`), from finalized blocks only. Then
the operator is caught by what anybody can read, and nobody need have kept anything, but for one case.

| What is done | found | kept for it |
|---|---|---|
"""


def render_part(program: str) -> str:
    """Do everything on chains of their own, and write down what the audit called it."""
    lines = []
    for tampering in TAMPERINGS:
        with TemporaryDirectory() as folder, run_anvil(program) as anvil:
            codes = {finding.code for finding in tampering.audit(anvil, Path(folder)).findings}
        found = f"`{tampering.found}`" if tampering.found in codes else "–"
        lines.append(f"| {tampering.words} | {found} | {tampering.kept} |")
    return ON_CHAIN + _HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    first = TABLE.read_text().partition(ON_CHAIN)[0]
    TABLE.write_text(first + render_part(find_anvil()))
    sys.stdout.write(f"{TABLE} written\n")
