"""A chapter that is told only where a local chain is at hand: the log is kept in public, and the operator watched.

Read next: `chain.py`, which makes the chain of it.
"""

from __future__ import annotations

from typing import Final

from daso.testkit.demo.case import Case

__all__ = ["PUBLICLY"]

PUBLICLY: Final = Case(
    title="Keep our log where even Ottoline can’t reach it",
    body="Our pages run on a machine under Ottoline’s desk. We trust her. As a policy, we should not have to: every "
    "week the state of our log goes to a public chain, where **nobody can take it back**, and whoever finds the "
    "machine deaf can hand a signed act in there. It costs less than the yeast.",
    by="ottoline",
    day=-75.2,
    kind="policy",
    theme="gadgets",
    fate="carried-out",
    votes=(19, 3),
    abstain=2,
    comments=(
        ("joaquim", "Does Ottoline want this?"),
        ("ottoline", "I am proposing it. I sleep better if I can’t do harm."),
        ("elspeth", "And who pays for it?"),
        ("ottoline", "The till. Nobody needs a coin to vote, ever."),
    ),
    reasons=(
        ("joaquim", 1, "If she can’t, then nobody who comes after her can."),
        ("fenella", 2, "One more machine to understand."),
        ("tobias", 1, "A ledger nobody can erase. I have dreamt of this."),
    ),
    carried_out_by="tobias",
    effect="contracts",
)
