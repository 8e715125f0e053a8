"""What an audit can find against the law: one sentence for each way in which a lawful-looking log can be wrong.

What it can find against the log itself (bytes, roots, checkpoints, receipts) stands in `ledger/finding.py`.
Read next: `history.py`, which looks for them.
"""

from __future__ import annotations

from daso.ledger import Finding

__all__ = ["SENTENCES", "find"]

SENTENCES = {
    "log-key-damaged": "The log's key as its files show it was changed: {why} Ask members for the key, and give it "
    "with --vkey.",
    "entry-malformed": "Entry {index} is no act that could be read: {why}",
    "entry-retimed": "Re-timed: entry {index} does not bear the time at which it was taken in. {why}",
    "time-ahead": "Entry {index} bears a time that has not come yet: {minutes} minutes after your own clock. If your "
    "clock is right, the log's runs ahead, and whatever closes by it closes too early.",
    "act-dropped": "Dropped: before entry {index}, act number {seq} of member {by} is missing. Their own later acts "
    "show that there was one.",
    "act-repeated": "Repeated: entry {index} holds act number {seq} of member {by}, which was on the log before.",
    "acts-swapped": "Swapped: entry {index} holds act number {seq} of member {by}, which they signed before the act "
    "that stands at entry {other}.",
    "act-suppressed": "Suppressed: member {by} holds a receipt for their act number {seq} as entry {index}, and the "
    "log does not hold that act at all.",
    "signature-wrong": "Entry {index} holds an act in the name of member {by} that their key did not sign. {why}",
    "signature-of-another-key": "Entry {index} holds an act in the name of member {by} that was signed with the key "
    "of {whose}.",
    "signature-of-another-domain": "Entry {index} passes off as an act what member {by} signed for something else "
    "({domain}).",
    "key-revoked": "Entry {index} was signed with a key that member {by} had revoked before.",
    "other-organisation": "Entry {index} holds an act that was made for another organisation ({given}).",
    "act-unlawful": "Entry {index} holds an act of member {by} that the law refuses: {why}",
    "contract-unknown": "At {address} on chain {chain} stands none of daso's contracts: it proves nothing.",
    "contract-foreign": "The contract {address} on chain {chain} was set up for another organisation or foundation.",
    "anchor-mismatch": "Rewritten: the anchor {address} on chain {chain} holds {count} roots that this log never had. "
    "The first, of {size} entries, was made public by transaction {transaction}.",
    "anchor-missing": "Shortened: the anchor {address} on chain {chain} holds the root of {longest} entries, and the "
    "log now shows {size}. The rest was taken away.",
    "inbox-ignored": "Silenced: post number {number} to the inbox, an act of member {by} (transaction {transaction}), "
    "was lawful when it was posted and until its deadline, and the operator did not take it in.",
    "text-altered": "Words were changed: the file texts/{name} does not hold what its author signed. Do not believe "
    "it; other copies of the text show what was there.",
    "cosignature-false": "Under a checkpoint stands a line in the name of witness {witness} that does not hold: {why}",
    "cosignature-foreign": "Under a checkpoint stands a line in the name of {witness}, whose key nobody has named as a "
    "witness's. It proves nothing; perhaps a genuine line was changed.",
    "cosignatures-missing": "From entry {index} on, {count} of {named} witnesses have seen what the log shows, and the "
    "charter asks for {needed}. Somebody else may be shown something else.",
    "witness-saw-another": "Two histories: at {moment}, witness {witness} saw {size} entries that the log had signed, "
    "and that it does not show here. Somebody is shown another log.",
    "payment-without-decision": "Unordered: the vault {address} on chain {chain} paid {amount} units to {to} "
    "(transaction {transaction}), and nothing on the log orders or announces it.",
    "payment-before-announcement": "Unannounced: the vault {address} on chain {chain} paid {amount} units to {to} "
    "(transaction {transaction}) before members had had the time to stop what the log announces.",
    "payment-after-stop": "Stopped in vain: the vault {address} on chain {chain} paid {amount} units to {to} "
    "(transaction {transaction}), which members had stopped before its members changed.",
    "payment-overturned": "Overturned in vain: the vault {address} on chain {chain} paid {amount} units to {to} "
    "(transaction {transaction}) after a verdict had overturned the decision that ordered it.",
    "decision-without-payment": "Unpaid: decision {decision} ordered payment {number} from the vault {address} on "
    "chain {chain}, its time is over, and the vault has not paid it.",
    "vault-members-foreign": "Foreign members: the vault {address} on chain {chain} was given other members in epoch "
    "{epoch} (transaction {transaction}), and they never followed from this log.",
    "vault-birth-foreign": "Born with others: the vault {address} on chain {chain} was set up (transaction "
    "{transaction}) for members who never followed from this log before it was bound. Others can move what is in it: "
    "pay nothing in, and bind another.",
    "vault-rules-weak": "Weak rules: in epoch {epoch} of the vault {address} on chain {chain}, of {count} members "
    "{given} approve a deed, stop one and stop a small payment, where it must be {right}. Pay nothing in, and bind "
    "another.",
    "vault-terms-weak": "Weak terms: few members, or quick ones, can take what is in the vault {address} on chain "
    "{chain}, and no change of its members mends that ({weak}). Pay nothing in, and bind another.",
    "vault-count-false": "Miscounted: in epoch {epoch} the vault {address} on chain {chain} was told (transaction "
    "{transaction}) that it has {given} members, where {right} have a seat, so that fewer decide.",
    "vault-site-foreign": "Foreign site: the vault {address} on chain {chain} was set up (transaction {transaction}) "
    "for passkeys of a site that never was this organisation's. Pay nothing in, and bind another.",
    "vault-site-changed": "Changed site: in epoch {epoch} the vault {address} on chain {chain} was given (transaction "
    "{transaction}) another site than it was bound with. Have its money paid to a new vault.",
    "vault-limits-changed": "Changed limits: in epoch {epoch} the vault {address} on chain {chain} was given "
    "(transaction {transaction}) other limits for small payments than it was bound with. Have its money paid to a new "
    "vault.",
    "statement-unsound": "What the host states about the State proves nothing: {why}",
    "state-mismatch": "The host states another State after {size} entries than follows from them.",
    "tally-mismatch": "The host publishes other decisions or tallies after {size} entries than follow from them.",
}


def find(code: str, index: int | None = None, **fields: str | int) -> Finding:
    """The finding of this code, its sentence filled in."""
    if index is not None:
        fields["index"] = index
    return Finding(code, index, SENTENCES[code].format(**fields))
