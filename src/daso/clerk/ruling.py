"""Whether what holds in a vault is safe: its terms for ever, and its rules in every epoch that it had.

A vault that is weak for an hour is emptied in that hour, so what holds now excuses nothing of what held before. Limits
and the site never follow from the log: they are what members bound, and no change of the members may touch them.
Read next: `renewing.py`, who has a seat; `chain/epochs.py`, how the rules are found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from urllib.parse import urlsplit

from daso.chain.approval import Rules, Terms, compute_tail
from daso.chain.epochs import Epoch
from daso.clerk.finding import find
from daso.clerk.renewing import list_origins
from daso.clerk.vault import LEAST_HOURS, compute_terms, compute_thresholds
from daso.kernel.contract import Contract
from daso.kernel.state import State
from daso.ledger import Finding

__all__ = ["find_weaknesses", "judge_rules", "judge_terms"]


def find_weaknesses(terms: Terms) -> tuple[str, ...]:
    """What is less safe in these terms than `daso chain deploy` makes any vault, as words with the numbers."""
    least = compute_terms(LEAST_HOURS, silent_percent=1)
    kept = [
        ("share of members who decide (of 10000)", terms.share, least.share),
        ("delay of payments (seconds)", terms.delay, least.delay),
        ("delay of small payments (seconds)", terms.small_delay, least.small_delay),
    ]
    if terms.silent_share:
        kept += [
            ("silence before few renew the members (seconds)", terms.silence, least.silence),
            ("share of members who then do (of 10000)", terms.silent_share, least.silent_share),
            ("delay until they have (seconds)", terms.silent_delay, least.silent_delay),
        ]
    weak = [f"{words} {given}, at least {right}" for words, given, right in kept if given < right]
    if terms.life > least.life:
        weak.append(f"life of a deed (seconds) {terms.life}, at most {least.life}")
    return tuple(weak)


def judge_terms(vault: Contract, terms: Terms) -> Iterator[Finding]:
    """A vault whose terms let fewer decide, or sooner, than in any that we would make."""
    weak = find_weaknesses(terms)
    if weak:
        yield find("vault-terms-weak", chain=vault.chain, address=vault.address, weak="; ".join(weak))


def judge_rules(state: State, vault: Contract, share: int, epochs: Sequence[Epoch]) -> Iterator[Finding]:
    """Epochs in which fewer members approve than follows from how many there are, or more are needed to stop a deed; a
    birth for a site that is not the organisation's; and changes of limits or site.
    """
    known = [(one.renewed, one.rules) for one in epochs if one.rules]
    for renewed, rules in known:
        place: dict[str, str | int] = {"chain": vault.chain, "address": vault.address, "epoch": renewed.epoch}
        needed, cancels, vetoes = compute_thresholds(rules.count, share)
        if rules.needed < needed or rules.cancels > cancels or rules.vetoes > vetoes:
            given, right = f"{rules.needed}, {rules.cancels}, {rules.vetoes}", f"{needed}, {cancels}, {vetoes}"
            yield find("vault-rules-weak", None, given=given, right=right, count=rules.count, **place)
        first = known[0][1]
        place |= {"transaction": renewed.transaction}
        if not renewed.epoch and not _is_own_site(state, rules):
            yield find("vault-site-foreign", None, **place)
        if (rules.site, rules.tail) != (first.site, first.tail):
            yield find("vault-site-changed", None, **place)
        if rules.limits != first.limits:
            yield find("vault-limits-changed", None, **place)


def _is_own_site(state: State, rules: Rules) -> bool:
    """Whether passkeys of one of the organisation's sites approve there; or, with no site, wallets alone."""
    hosts = {one: (urlsplit(one).hostname or "").encode() for one in list_origins(state)}
    sites = {(sha256(host).digest(), compute_tail(one)) for one, host in hosts.items()}
    return (rules.site, rules.tail) in sites or rules.tail == compute_tail("")
