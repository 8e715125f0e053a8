"""Each vector holds: the law does with it what the file says."""

from __future__ import annotations

import msgspec
import pytest

from daso.canon import NotCanonical, compute_digest, decode, encode
from daso.errors import Error, Refusal
from daso.kernel.act import compute_act_digest
from daso.kernel.charter import Rule
from daso.kernel.founding import FoundOrganisation, compute_organisation
from daso.kernel.snapshot import compute_state_digest
from daso.kernel.state import State
from daso.kernel.tally.consent import weigh_objections
from daso.kernel.tally.tally import compute_tally
from daso.kernel.transition import apply, decode_entry, decode_envelope, replay
from tests.vectors.reading import (
    STORIES,
    Case,
    Good,
    Row,
    load_acts,
    load_cases,
    load_rows,
    load_story,
    load_values,
)
from vectors.make import FOLDER
from vectors.stories.tally import compute_rule


def get_name(row: Row) -> str:
    """The name of a case, for the report."""
    return row["name"]


VALUES, CASES = load_values(), load_cases()


@pytest.mark.parametrize("good", VALUES, ids=[good.name for good in VALUES])
def test_a_value_has_its_bytes(good: Good) -> None:
    """A value is written as the vector says, and read back from there."""
    assert encode(good.value).hex() == good.bytes
    assert decode(bytes.fromhex(good.bytes)) == good.value


@pytest.mark.parametrize("row", load_rows("encoding/values.json", "bad"), ids=get_name)
def test_other_bytes_are_refused(row: Row) -> None:
    """Bytes that are not the one spelling of a value are refused."""
    with pytest.raises(NotCanonical):
        decode(bytes.fromhex(row["bytes"]))


@pytest.mark.parametrize("row", load_rows("encoding/envelopes.json", "good"), ids=get_name)
def test_an_envelope_is_read(row: Row) -> None:
    """A sound envelope is read, and written again as the same bytes."""
    assert encode(decode_envelope(row["text"].encode())).decode() == row["text"]


@pytest.mark.parametrize("row", load_rows("encoding/envelopes.json", "bad"), ids=get_name)
def test_a_spoiled_envelope_is_refused(row: Row) -> None:
    """A spoiled envelope is refused before the law looks at it, and so is an entry that holds it."""
    with pytest.raises(NotCanonical):
        decode_envelope(row["text"].encode())
    with pytest.raises(NotCanonical):
        decode_entry(b'{"at":9007199254740991,"envelope":' + row["text"].encode() + b"}")


def test_acts_have_their_digests() -> None:
    """Each act is read from its object and from its bytes alike, and has the digest that the vector says."""
    for line in load_acts():
        assert encode(line.act).decode() == line.bytes
        assert compute_act_digest(line.act).hex() == line.digest


def test_digests_follow_from_their_bytes() -> None:
    """Each domain's sample has the digest that the vector says, and no two domains share one."""
    rows = load_rows("encoding/digests.json", "digests")
    for row in rows:
        assert compute_digest(row["domain"], bytes.fromhex(row["bytes"])).hex() == row["digest"]
    assert len({row["digest"] for row in rows}) == len(rows)


def test_the_identifier_follows_from_the_founding() -> None:
    """The organisation's identifier is the one that its founding act fixes."""
    organisation = msgspec.json.decode((FOLDER / "encoding/digests.json").read_bytes())["organisation"]
    act = decode_entry(load_story("founding").steps[0].entry.encode()).envelope.act
    assert isinstance(act, FoundOrganisation)
    assert compute_organisation(act) == organisation == act.org


@pytest.mark.parametrize("name", STORIES)
def test_a_story_replays(name: str) -> None:
    """Each step leads to the State that the vector says, and what was refused is refused in just this way."""
    story = load_story(name)
    states: list[State | None] = [None]
    for step in story.steps:
        entry = decode_entry(step.entry.encode())
        state = apply(states[-1], entry.envelope, entry.at)
        states.append(state)
        assert compute_state_digest(state).hex() == step.state, step.name
    assert states[-1] == replay(decode_entry(step.entry.encode()) for step in story.steps)
    for refused in story.refused:
        entry = decode_entry(refused.entry.encode())
        with pytest.raises(Error) as caught:
            apply(states[refused.given], entry.envelope, entry.at)
        error = caught.value
        no = (
            {"refusal": error.code, "article": error.article}
            if isinstance(error, Refusal)
            else {"tampered": error.code}
        )
        assert no | {"fields": error.fields} == refused.then, refused.name


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_ballots_add_up(case: Case) -> None:
    """The ballots have the winner, the numbers and the reason that the vector says."""
    rule: Rule = compute_rule(case.rule.method, case.rule.quorum, case.rule.of, case.rule.share)
    tally = compute_tally(rule, case.form, case.options, case.electorate, case.ballots)
    assert weigh_objections(tally, case.unanswered) == case.then
