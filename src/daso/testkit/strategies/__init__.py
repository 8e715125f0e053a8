"""What hypothesis may try: canonical values, texts, charters, rules, ballots, and acts of every kind.

The only package that needs hypothesis; whoever builds on `daso` can test with it. Read next: `acts.py`.
"""

from __future__ import annotations

from daso.testkit.strategies.acts import acts, amendments, effects, get_act_kinds
from daso.testkit.strategies.charters import amending_rules, ballots, charters, rules, way_ballots
from daso.testkit.strategies.values import commitments, numbers, public_keys, texts, values, witness_keys

__all__ = [
    "acts",
    "amending_rules",
    "amendments",
    "ballots",
    "charters",
    "commitments",
    "effects",
    "get_act_kinds",
    "numbers",
    "public_keys",
    "rules",
    "texts",
    "values",
    "way_ballots",
    "witness_keys",
]
