"""Make the vectors: `.venv/bin/python -m vectors.make` writes them anew; the tests see to it that they are fresh.

The same stories give the same bytes on every machine. Read next: `story.py`.
"""

from __future__ import annotations

import json
from pathlib import Path

from vectors.stories.amending import tell_amending
from vectors.stories.carrying_out import tell_carrying_out
from vectors.stories.challenging import tell_challenging, tell_mitigating, tell_undoing
from vectors.stories.contracts import tell_contracts
from vectors.stories.counting import tell_consent, tell_counting
from vectors.stories.deciding import tell_deciding, tell_electorate
from vectors.stories.discussing import tell_discussing, tell_light_keys
from vectors.stories.doubts import tell_doubts
from vectors.stories.encoding import render_acts, render_digests, render_envelopes, render_typed_data, render_values
from vectors.stories.expulsion import tell_expulsion
from vectors.stories.findings import tell_findings
from vectors.stories.founding import tell_collective, tell_innovator
from vectors.stories.hubs import tell_hubs
from vectors.stories.joining import tell_joining
from vectors.stories.keys import tell_keys
from vectors.stories.mandates import tell_mandates
from vectors.stories.newcomers import tell_newcomers
from vectors.stories.offices import tell_lots, tell_pauses, tell_payments
from vectors.stories.recovery import tell_recovery
from vectors.stories.tally import render_tallies
from vectors.stories.vault import tell_small, tell_vault
from vectors.stories.waiting import tell_sponsoring, tell_swings
from vectors.stories.wallets import tell_wallets
from vectors.stories.witnesses import tell_witnesses

__all__ = ["FOLDER", "build_vectors", "render_file"]

FOLDER = Path(__file__).parent

STORIES = {
    "founding": tell_collective,
    "innovator": tell_innovator,
    "joining": tell_joining,
    "newcomers": tell_newcomers,
    "doubts": tell_doubts,
    "expulsion": tell_expulsion,
    "recovery": tell_recovery,
    "findings": tell_findings,
    "keys": tell_keys,
    "wallets": tell_wallets,
    "witnesses": tell_witnesses,
    "deciding": tell_deciding,
    "electorate": tell_electorate,
    "carrying-out": tell_carrying_out,
    "contracts": tell_contracts,
    "vault": tell_vault,
    "small-payments": tell_small,
    "amending": tell_amending,
    "sponsoring": tell_sponsoring,
    "swings": tell_swings,
    "challenging": tell_challenging,
    "undoing": tell_undoing,
    "mitigating": tell_mitigating,
    "discussing": tell_discussing,
    "light-keys": tell_light_keys,
    "hubs": tell_hubs,
    "mandates": tell_mandates,
    "counting": tell_counting,
    "consent": tell_consent,
    "pauses": tell_pauses,
    "payments": tell_payments,
    "lots": tell_lots,
}


def build_vectors() -> dict[str, dict[str, object]]:
    """Every file of vectors that the law makes, by its name below this folder."""
    stories = {name: tell() for name, tell in STORIES.items()}
    told = list(stories.values())
    return {
        "encoding/values.json": render_values(),
        "encoding/acts.json": render_acts(told),
        "encoding/envelopes.json": render_envelopes(told),
        "encoding/digests.json": render_digests(told),
        "encoding/typed-data.json": render_typed_data(told),
        "tally/tally.json": render_tallies(),
        **{f"acts/{name}.json": story.render() for name, story in stories.items()},
    }


def render_file(vectors: dict[str, object]) -> str:
    """A file's text: ASCII, so that no editor can normalise what is being tested."""
    return json.dumps(vectors, indent=1) + "\n"


def main() -> None:
    """Write every file."""
    for name, vectors in build_vectors().items():
        (FOLDER / name).write_text(render_file(vectors), encoding="ascii")


if __name__ == "__main__":
    main()
