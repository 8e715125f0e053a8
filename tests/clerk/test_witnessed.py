"""An audit knows who has seen a log, wants as many as the charter asks for, and names who has seen another."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from daso.clerk import Audit, Evidence, Verifiers, audit_organisation
from daso.errors import Unavailable
from daso.kernel.transition import decode_entry
from daso.kernel.witness import Witness
from daso.ledger import CosignedLog, FolderSource, LogSource, compute_cosignature, parse_checkpoint
from daso.ledger.memory import MemoryLog
from daso.ledger.witness import strip_signatures
from tests.clerk.organisation import Story, create_story, publish
from tests.clerk.world import SEEN_AT, WITNESS, WITNESSES, World
from vectors.stories.witnesses import create_witness

HOUR = 3_600_000


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """One honest log for all tests here, which copy it."""
    return World(tmp_path_factory.mktemp("world"))


def forget_newest(world: World, name: str) -> Path:
    """The honest files, of which the newest checkpoint has not been cosigned yet."""
    folder = world.copy(name)
    newest = world.checkpoints[-1]
    bare = strip_signatures(newest, world.signer.vkey)
    for file in ("checkpoint", "checkpoints"):
        (folder / file).write_text((folder / file).read_text().replace(newest, bare))
    return folder


def audit(world: World, folder: Path, verifiers: Verifiers, **evidence: object) -> Audit:
    """Audit these files with more evidence than the key of the log."""
    known = replace(world.get_evidence("nothing"), **evidence)
    return audit_organisation(FolderSource(folder), known, verifiers=verifiers)


def test_who_has_seen_it_is_told(world: World, verifiers: Verifiers) -> None:
    """The result says of every witness how much it has seen, and when."""
    result = audit(world, world.honest, verifiers)
    told = [(one.number, one.name, one.size, one.at) for one in result.witnesses]
    assert told == [(n, one.name, world.size, SEEN_AT) for n, one in enumerate(WITNESSES, start=1)]
    assert (result.cosignatures_needed, result.exit_code) == (1, 0)


@pytest.mark.parametrize(("later", "codes"), [(0, []), (HOUR, []), (HOUR + 1, ["cosignatures-missing"])])
def test_a_host_has_an_hour(world: World, verifiers: Verifiers, later: int, codes: list[str]) -> None:
    """What is new may wait an hour for its witnesses; after that, it is a finding that too few have seen it."""
    folder = forget_newest(world, f"late {later}")
    covered = parse_checkpoint(world.checkpoints[-2]).size
    since = decode_entry(world.story.entries[covered]).at
    result = audit(world, folder, verifiers, now=since + later)
    assert [finding.code for finding in result.findings if finding.code != "time-ahead"] == codes
    assert [one.size for one in result.witnesses] == [covered, covered]
    missing = [finding.index for finding in result.findings if finding.code == "cosignatures-missing"]
    assert missing == [covered] * len(codes)


def test_a_charter_that_asks_for_none(verifiers: Verifiers, tmp_path: Path) -> None:
    """Where the charter asks for no witnesses, an unseen log is sound; none is named, and none is told of."""
    story: Story = create_story()
    publish(story.entries, story.state, WITNESSES[0], tmp_path / "log")
    result = audit_organisation(FolderSource(tmp_path / "log"), Evidence(now=story.now), verifiers=verifiers)
    assert (result.findings, result.witnesses, result.cosignatures_needed) == ((), (), 0)


@pytest.mark.parametrize(("at", "said_so"), [(SEEN_AT, "2023-11-14 22:13 UTC"), (2**62, "9999-12-31 23:59 UTC")])
def test_a_witness_is_asked(world: World, verifiers: Verifiers, at: int, said_so: str) -> None:
    """What the witnesses themselves say they saw last convicts a host that shows something shorter, or else; whatever
    the hour of their clocks.
    """
    longer = MemoryLog(world.signer)
    longer.append([*world.story.entries, b"one more"], 0)
    other = MemoryLog(world.signer)
    other.append([*world.story.entries[:-1], b"another"], 0)
    for log in (longer, other):
        head = log.head()
        assert head is not None
        said = head.note + compute_cosignature(head.note, WITNESSES[1], at)

        def ask(witness: Witness, origin: str, said: str = said) -> str:
            assert origin == world.signer.name
            return said if witness.number == 2 else world.checkpoints[-1]

        result = audit(world, world.honest, verifiers, ask=ask)
        (finding,) = result.findings
        assert finding.code == "witness-saw-another"
        assert "two.example/w" in finding.sentence
        assert said_so in finding.sentence
        assert result.unchecked == ()


def test_a_silent_or_lying_witness_proves_nothing(world: World, verifiers: Verifiers) -> None:
    """A witness that does not answer, or says what nobody signed, is reported as not having been heard."""

    def ask(witness: Witness, origin: str) -> str:
        if witness.number == 1:
            raise Unavailable("It is asleep.")
        return "one\n2\nthree\n\n— two.example/w AAAAAAAA\n"

    result = audit(world, world.honest, verifiers, ask=ask)
    assert (result.findings, len(result.unchecked), result.exit_code) == ((), 2, 0)


def test_a_witness_known_from_elsewhere(world: World, verifiers: Verifiers) -> None:
    """Where a forged history names no witness, one that the auditor knows by key still convicts it."""
    other = MemoryLog(world.signer)
    story = create_story()
    other.append(story.entries, 0)
    seen = world.get_evidence(WITNESS).checkpoints
    vkey = create_witness("two.example/w").vkey
    evidence = Evidence(vkey=world.signer.vkey, checkpoints=seen, witnesses=(vkey,), now=world.now)
    codes = [one.code for one in audit_organisation(LogSource(other), evidence, verifiers=verifiers).findings]
    assert "witness-saw-another" in codes
    unknown = replace(evidence, witnesses=())
    codes = [one.code for one in audit_organisation(LogSource(other), unknown, verifiers=verifiers).findings]
    assert "witness-saw-another" not in codes
    assert codes, "the log's own signature stands against it all the same"


def test_lines_of_strangers_are_named(world: World, verifiers: Verifiers) -> None:
    """A line under a checkpoint by somebody whom nobody named does not count, and is reported once."""
    stranger = create_witness("stranger.example/w").vkey.partition("+")[0]
    log = MemoryLog(world.signer)
    for entry in world.story.entries:
        log.append([entry], len(list(log.checkpoints())))
    shown = CosignedLog(log, lambda notes: {n: world.cosign(n) + f"— {stranger} AAAAAAAA\n" for n in notes})
    result = audit_organisation(LogSource(shown), world.get_evidence("nothing"), verifiers=verifiers)
    assert [(one.code, stranger in one.sentence) for one in result.findings] == [("cosignature-foreign", True)]
    assert [one.size for one in result.witnesses] == [world.size] * 2
