"""A chapter that is told only where a local chain is at hand: the log is kept in public, the operator watched,
and money kept where only members can move it, small sums without a decision.

Read next: `chain.py`, which makes the chain of it.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from daso.host.texts import Words
from daso.kernel.withdrawal import AnnouncePayment
from daso.testkit.demo.case import Case
from daso.testkit.demo.stage import Stage

__all__ = ["PUBLICLY", "VAULT", "put_small_payments_on"]

VAULT: Final = 3
"""The vault's number among the contracts that the story binds."""

_KEEPING: Final = Case(
    title="Keep our log where even Ottoline can’t reach it",
    body="Our pages run on a machine under Ottoline’s desk. We trust her. As a policy, we should not have to: every "
    "week the state of our log goes to a public chain, where **nobody can take it back**, and whoever finds the "
    "machine deaf can hand a signed act in there. The flour money goes into a vault there, which pays only "
    "what we decide and then approve, each with our own telephone. It costs less than the yeast.",
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

_FLOUR: Final = Case(
    title="Pay the mill for the winter’s flour",
    body="Four tonnes of rye and two of wheat, as every year. The mill takes **coins from our vault** now and gives "
    "two in a hundred off for it.",
    by="amara",
    day=-48.3,
    kind="payment",
    theme="bread",
    fate="carried-out",
    votes=(20, 2),
    abstain=1,
    comments=(
        ("henrik", "Two in a hundred off is eighty loaves. I checked the invoice twice."),
        ("fenella", "And if somebody mistypes the address?"),
        ("amara", "Then nobody approves it. We all see it before we sign, and there are three days to stop it."),
    ),
    reasons=(("philippa", 1, "No flour, no bread."), ("fenella", 2, "I liked envelopes.")),
    carried_out_by="amara",
    effect="vault-payment",
    pays=("0x" + "f1" * 20, "1250000000000000000", "Flour for the winter, as on the mill’s invoice"),
)

_SPOKES: Final = Case(
    title="Pay for six hundred stainless spokes",
    body="The box under the bench is down to its bottom. One order for the year, from the vault.",
    by="beatrix",
    day=-21.4,
    kind="payment",
    theme="bikes",
    fate="carried-out",
    votes=(17, 3),
    abstain=2,
    comments=(
        ("tobias", "Stainless, at last. My knuckles thank you."),
        ("henrik", "Last year four hundred lasted until May. Why six?"),
        ("beatrix", "Because last year they lasted until May."),
    ),
    reasons=(("dmitri", 1, "Wheels first."), ("henrik", 2, "Four hundred would do.")),
    carried_out_by="beatrix",
    effect="vault-payment",
    pays=("0x" + "5b" * 20, "380000000000000000", "Six hundred spokes, stainless"),
)

PUBLICLY: Final = (_KEEPING, _FLOUR, _SPOKES)

_SMALL: Final = (
    (-5.4, "beatrix", "0x" + "c0" * 20, "24000000000000000", "Chain oil, four litres, and a funnel that fits"),
    (-0.7, "amara", "0x" + "ee" * 20, "18000000000000000", "Yeast for the weekend: the old one has stopped singing"),
)


def put_small_payments_on(stage: Stage, length: int) -> None:
    """Put on the stage what members announce without asking for a decision; the story is `length` days long."""
    for day, name, to, amount, words in _SMALL:
        stage.call_on(length + day, partial(_announce, stage, name, (to, amount), words))


def _announce(stage: Stage, name: str, paid: tuple[str, str], words: str) -> None:
    to, amount = paid
    stage.do(name, AnnouncePayment, vault=VAULT, to=to, amount=amount, text=stage.write(Words(body=words)))
