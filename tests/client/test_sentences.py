"""What a member is about to sign is said as people would say it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from gettext import NullTranslations
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from daso.canon import encode
from daso.kernel.effect import Effect
from daso.kernel.founding import CLAUSES
from daso.kernel.templates import TEMPLATES
from daso.web.words import Words
from daso.web.words.money import say_units
from tests.client.conftest import Client

VECTORS = Path(__file__).resolve().parents[2] / "vectors"


def find_effects(value: Any) -> Iterator[dict[str, Any]]:
    """Every effect in form that stands anywhere in a value, in an act's bytes too."""
    match value:
        case {"effect": str()}:
            with suppress(msgspec.ValidationError):
                yield msgspec.to_builtins(msgspec.convert(value, Effect))
        case dict():
            for part in value.values():
                yield from find_effects(part)
        case list():
            for part in value:
                yield from find_effects(part)
        case str() if value.startswith("{") and '"effect"' in value:
            yield from find_effects(json.loads(value))


def test_a_foundation_is_said_as_people_read_it(client: Client) -> None:
    """Clauses stand in the order in which pages have them, kinds bear their names, and long times are said in days."""
    ideas = {clause: f"About {clause}." for clause in sorted(CLAUSES)}
    known = {"words": {"ideas": ideas, "charter": json.loads(encode(TEMPLATES["employee-owned"]))}}
    lines: list[str] = client(
        "({sentences}, known) => sentences.sayAct({act: 'AffirmFoundation', foundation: 'A'.repeat(43)}, known).lines",
        known,
        "sentences",
    )
    said = [line for line in lines if ": About " in line]
    assert said[0] == "Purpose: About purpose."
    assert [line.rpartition(" ")[2].rstrip(".") for line in said] == list(CLAUSES)
    assert (
        "Admission: majority of votes cast, quorum 1/5; 24 hours to discuss, 5 days to vote, 90 days to carry out."
        in lines
    )
    assert "Open invitations a member: 40, each for 14 days." in lines
    assert not any(line.startswith(tuple(TEMPLATES["employee-owned"].rules)) for line in lines)


def test_every_effect_is_said_before_it_is_proposed(client: Client) -> None:
    """Whatever a proposal may do can be read in the dialog, in words with nothing left to fill in."""
    acts = (json.loads(path.read_text(encoding="utf-8")) for path in sorted((VECTORS / "acts").glob("*.json")))
    samples = {effect["effect"]: effect for vectors in acts for effect in find_effects(vectors)}
    assert samples.keys() == {kind.__struct_config__.tag for kind in get_args(Effect)}
    code = """({effects}, samples) => samples.map((effect) =>
        effects.sayEffects([effect], {texts: new Map(), subject: {}, words: null}))"""
    for kind, lines in zip(samples, client(code, list(samples.values()), "effects"), strict=True):
        assert lines, kind
        assert not any("{" in line or "undefined" in line for line in lines), lines


NAMES = {"members/4": "Ada", "members/7": "", "hubs/3": "Bread"}


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ({"act": "SponsorMember", "member": 4}, "You sponsor member 4 (“Ada”)."),
        ({"act": "SponsorMember", "member": 7}, "You sponsor member 7."),
        ({"act": "JoinHub", "hub": 3}, "You join hub 3 (“Bread”). It gives you no further vote."),
        ({"act": "LeaveHub", "hub": 5}, "You leave hub 5. You may join it again at any time."),
        (
            {"act": "PostComment", "subject": "charter", "text": "", "mentions": [4, 7]},
            "You mention: member 4 (“Ada”), member 7.",
        ),
        ({"act": "PostComment", "subject": "charter", "text": "", "mentions": [7]}, "You mention: member 7."),
    ],
)
def test_members_and_hubs_are_said_by_name_and_number(client: Client, act: dict[str, Any], said: str) -> None:
    """The number that is signed always stands there, with the name where the site knows one."""
    code = """({sentences}, {act, names}) => sentences.sayAct(act,
        {texts: new Map(), subject: {}, words: null, names: new Map(Object.entries(names))}).lines"""
    assert said in client(code, {"act": act, "names": NAMES}, "sentences")


MOMENT = 1_772_375_400_000


@pytest.mark.parametrize(
    ("language", "moment", "amount"),
    [
        ("en", "1 March 2026, 14:30 UTC", "0.38 of the chain’s own coins"),
        ("de", "1. März 2026, 14:30 UTC", "0,38 of the chain’s own coins"),
    ],
)
def test_scripts_write_dates_and_amounts_as_pages_do(client: Client, language: str, moment: str, amount: str) -> None:
    """A moment is said in UTC, day before month, and a fraction with the language's own sign, like on the pages."""
    words = Words(language, NullTranslations(), MOMENT)
    assert (words.moment(MOMENT), say_units(words, "38" + "0" * 16, "")) == (moment, amount)
    code = """async (modules, {language, at, units}) => {
        document.documentElement.lang = language;
        const words = await import("/static/js/words.js");
        const money = await import("/static/js/money.js");
        return [words.sayMoment(at), money.sayUnits(units, "")];
    }"""
    given = {"language": language, "at": MOMENT, "units": "38" + "0" * 16}
    assert client(code, given) == [moment, amount]
