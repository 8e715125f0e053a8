"""Every way in which we know how to tamper with a log, done to a real one: by hand in its files, and by its operator.

Who edits files can change whatever is served, but has no key of the log. The operator has that key and builds the
whole tree anew, so that all hashes and signatures of the log are right; what they can't make is a member's signature,
nor can they take back what members kept. `python -m tests.clerk.tampering` writes the table in `docs/tampering.md`.
Read next: `test_tampering.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from daso.canon import encode, to_base64url
from daso.clerk import Audit, Verifiers, audit_organisation
from daso.clerk.history import LOGIN_DOMAIN
from daso.kernel.ballot import CastBallot
from daso.kernel.comment import PostComment
from daso.kernel.membership import JoinOrganisation
from daso.kernel.transition import Entry, decode_entry
from daso.keys.message import Message
from daso.keys.sign import P256Signer
from daso.ledger import (
    FolderSource,
    parse_checkpoint,
    parse_checkpoints,
    render_checkpoints,
)
from daso.ledger.files import decode_bundle, encode_bundle
from daso.testkit.authenticator import SoftwarePasskey
from daso.testkit.person import Person
from tests.clerk.organisation import ORIGIN, STEP, TEXT
from tests.clerk.spoiling import (
    change_state,
    change_tally,
    change_words,
    forge_cosignature,
    state_another,
    strip_cosignatures,
)
from tests.clerk.world import CHECKPOINT, NOTHING, RECEIPT, WITNESS, World, get_bundle, rebuild

__all__ = ["ON_CHAIN", "TABLE", "TAMPERINGS", "Tampering", "render_table"]

ON_CHAIN = "## Held against a public chain\n"
"""Where the second table begins, which `tests/chain/tampering.py` makes."""
TABLE = Path(__file__).resolve().parents[2] / "docs" / "tampering.md"
Change = Callable[[World], list[bytes]]
"""Makes other entries of the honest ones."""


@dataclass(frozen=True)
class Tampering:
    """One thing that can be done, what the audit must call it, and what somebody must have kept for that.

    `change` makes other entries, which are then put into the bundle by hand, or into a new tree by the operator.
    `by_hand` and `by_operator` are for what is not done to entries: they spoil a copy of the files.
    """

    words: str
    found_by_hand: str = ""
    found_operator: str = ""
    kept: str = NOTHING
    change: Change | None = None
    by_hand: Callable[[World, Path], None] | None = None
    by_operator: Callable[[World, Path], None] | None = None

    def tamper(self, world: World, who: str) -> Path:
        """Do it; return the folder in which the audit must find it."""
        name = f"{who} {self.words}"
        special = self.by_hand if who == "hand" else self.by_operator
        if special is not None:
            folder = world.copy(name)
            special(world, folder)
        elif self.change is None:
            raise LookupError(name)
        elif who == "hand":
            folder = world.copy(name)
            (folder / get_bundle(world.size)).write_bytes(encode_bundle(self.change(world)))
        else:
            folder = world.folder / name
            rebuild(world, self.change(world), folder)
        return folder

    def audit(self, world: World, who: str, verifiers: Verifiers) -> Audit:
        """Do it, and audit what came of it."""
        evidence = world.get_evidence(self.kept if who == "operator" else NOTHING)
        return audit_organisation(FolderSource(self.tamper(world, who)), evidence, verifiers=verifiers)


def _flip_vote(world: World) -> list[bytes]:
    index = world.find(CastBallot, 3)
    act = decode_entry(world.story.entries[index]).envelope.act
    return world.change(index, act=replace(act, choices=(2,)))


def _drop_ballot(world: World) -> list[bytes]:
    index = world.find(CastBallot, 3)
    return [*world.story.entries[:index], *world.story.entries[index + 1 :]]


def _drop_last(world: World) -> list[bytes]:
    return world.story.entries[:-1]


def _drop_joining(world: World) -> list[bytes]:
    index = world.find(JoinOrganisation, 4)
    return [*world.story.entries[:index], *world.story.entries[index + 1 :]]


def _insert_forged(world: World) -> list[bytes]:
    forger = world.story.people[3].copy()
    forger.signer = P256Signer.from_seed(b"nobody")
    envelope = forger.do(PostComment, subject="charter", text=TEXT)
    last = decode_entry(world.story.entries[-1]).at
    return [*world.story.entries[:-1], encode(Entry(at=last, envelope=envelope)), world.story.entries[-1]]


def _swap(world: World, one: int, other: int) -> list[bytes]:
    """Exchange two acts, and let the times stand in order."""
    entries = world.replace_envelope(one, decode_entry(world.story.entries[other]).envelope)
    back = world.replace_envelope(other, decode_entry(world.story.entries[one]).envelope)
    entries[other] = back[other]
    return entries


def _swap_own(world: World) -> list[bytes]:
    return _swap(world, world.find(CastBallot, 1), world.find(PostComment, 1))


def _swap_own_by_hand(world: World, folder: Path) -> None:
    entries = list(world.story.entries)
    one, other = world.find(CastBallot, 1), world.find(PostComment, 1)
    entries[one], entries[other] = entries[other], entries[one]
    (folder / get_bundle(world.size)).write_bytes(encode_bundle(entries))


def _swap_strangers(world: World) -> list[bytes]:
    return _swap(world, world.find(PostComment, 3), world.find(PostComment, 4))


def _swap_strangers_by_hand(world: World, folder: Path) -> None:
    entries = list(world.story.entries)
    one, other = world.find(PostComment, 3), world.find(PostComment, 4)
    entries[one], entries[other] = entries[other], entries[one]
    (folder / get_bundle(world.size)).write_bytes(encode_bundle(entries))


def _repeat(world: World) -> list[bytes]:
    entry = decode_entry(world.story.entries[world.find(CastBallot, 5)])
    last = decode_entry(world.story.entries[-1]).at
    return [*world.story.entries, encode(replace(entry, at=last))]


def _repeat_by_hand(world: World, folder: Path) -> None:
    entries = [*world.story.entries[:-1], world.story.entries[world.find(CastBallot, 5)], world.story.entries[-1]]
    (folder / get_bundle(world.size)).write_bytes(encode_bundle(entries))


def _retime(world: World) -> list[bytes]:
    index = world.find(CastBallot, 5)
    return world.change(index, at=decode_entry(world.story.entries[index]).at + 1)


def _set_back(world: World) -> list[bytes]:
    index = world.find(CastBallot, 5)
    return world.change(index, at=decode_entry(world.story.entries[index - 1]).at - 1)


def _put_ahead(world: World) -> list[bytes]:
    return world.change(world.size - 1, at=world.now + 6 * STEP)


def _sign_with_another_key(world: World) -> list[bytes]:
    index = world.find(PostComment, 4)
    return world.replace_envelope(index, world.sign_as(world.story.people[2], index))


def _sign_with_revoked_key(world: World) -> list[bytes]:
    index = world.find(PostComment, 2)
    return world.replace_envelope(index, world.sign_as(Person(P256Signer.from_seed(b"member 2")), index))


def _bring_from_elsewhere(world: World) -> list[bytes]:
    person = world.story.people[3].copy()
    person.org, person.seq = "0" * 32, person.seq - 1
    return world.replace_envelope(world.find(PostComment, 4), person.do(PostComment, subject="charter", text=TEXT))


def _pass_off_sign_in(world: World) -> list[bytes]:
    index = world.find(PostComment, 4)
    act = decode_entry(world.story.entries[index]).envelope.act
    proof = world.story.people[3].signer.sign(Message(LOGIN_DOMAIN, encode(act)))
    return world.change(index, proof=proof)


def _pass_off_passkey_sign_in(world: World) -> list[bytes]:
    index = world.find(PostComment, 5)
    act = decode_entry(world.story.entries[index]).envelope.act
    return world.change(index, proof=SoftwarePasskey(b"phone", ORIGIN).sign(Message(LOGIN_DOMAIN, encode(act))))


def _admit_unlawful(world: World) -> list[bytes]:
    voter = world.story.people[4].copy()
    voter.seq -= 1
    return world.replace_envelope(world.size - 1, voter.do(CastBallot, proposal=1, text=TEXT, choices=[2], reason=""))


def _truncate_by_hand(world: World, folder: Path) -> None:
    """Serve an older checkpoint, and only what it covers."""
    note = world.checkpoints[-2]
    size = parse_checkpoint(note).size
    (folder / "checkpoint").write_text(note)
    entries = decode_bundle((folder / get_bundle(world.size)).read_bytes())
    (folder / get_bundle(size)).write_bytes(encode_bundle(entries[:size]))
    hashes = (folder / f"tile/0/000.p/{world.size}").read_bytes()
    (folder / f"tile/0/000.p/{size}").write_bytes(hashes[: 32 * size])


def _truncate(world: World) -> list[bytes]:
    return world.story.entries[: parse_checkpoint(world.checkpoints[-2]).size]


def _list_unsigned_checkpoint(world: World, folder: Path) -> None:
    notes = parse_checkpoints((folder / "checkpoints").read_text())
    forged = notes[-2].replace(notes[-2].split("\n")[2], to_base64url(bytes(32))[:-1] + "A=")
    (folder / "checkpoints").write_text(render_checkpoints([*notes, forged]))


def _remove_bundle(world: World, folder: Path) -> None:
    (folder / get_bundle(world.size)).unlink()


TAMPERINGS = (
    Tampering("A vote is changed", "entry-changed", "signature-wrong", change=_flip_vote),
    Tampering("An act is dropped", "entry-dropped", "act-dropped", change=_drop_ballot),
    Tampering("A member's last act is dropped", "entry-dropped", "act-suppressed", RECEIPT, change=_drop_last),
    Tampering("A member's joining is dropped", "entry-dropped", "act-dropped", change=_drop_joining),
    Tampering("A forged act is inserted", "entry-inserted", "signature-wrong", change=_insert_forged),
    Tampering(
        "Two acts of one member are swapped",
        "entry-swapped",
        "acts-swapped",
        change=_swap_own,
        by_hand=_swap_own_by_hand,
    ),
    Tampering(
        "Two acts of different members are swapped",
        "entry-swapped",
        "receipt-not-honoured",
        RECEIPT,
        change=_swap_strangers,
        by_hand=_swap_strangers_by_hand,
    ),
    Tampering("An act is repeated", "entry-repeated", "act-repeated", change=_repeat, by_hand=_repeat_by_hand),
    Tampering("An act is given another time", "entry-retimed", "entry-retimed", RECEIPT, change=_retime),
    Tampering("An act is given a time before the last one's", "entry-retimed", "entry-retimed", change=_set_back),
    Tampering("An act is given a time that has not come yet", "time-ahead", "time-ahead", change=_put_ahead),
    Tampering(
        "An act is signed with another member's key",
        "signature-of-another-key",
        "signature-of-another-key",
        change=_sign_with_another_key,
    ),
    Tampering("An act is signed with a revoked key", "key-revoked", "key-revoked", change=_sign_with_revoked_key),
    Tampering(
        "An act comes from another organisation",
        "other-organisation",
        "other-organisation",
        change=_bring_from_elsewhere,
    ),
    Tampering(
        "A sign-in is passed off as an act",
        "signature-of-another-domain",
        "signature-of-another-domain",
        change=_pass_off_sign_in,
    ),
    Tampering(
        "A sign-in with a passkey is passed off as an act",
        "signature-of-another-domain",
        "signature-of-another-domain",
        change=_pass_off_passkey_sign_in,
    ),
    Tampering("The law refuses an act, and it is admitted", "act-unlawful", "act-unlawful", change=_admit_unlawful),
    Tampering(
        "The end of the log is cut off",
        "log-truncated",
        "log-truncated",
        CHECKPOINT,
        change=_truncate,
        by_hand=_truncate_by_hand,
    ),
    Tampering(
        "There are two checkpoints of one size",
        "checkpoint-signature",
        "split-view",
        CHECKPOINT,
        change=_retime,
        by_hand=_list_unsigned_checkpoint,
    ),
    Tampering(
        "A checkpoint does not extend an older one",
        "",
        "history-rewritten",
        CHECKPOINT,
        change=lambda world: [*_retime(world), world.story.entries[-1]],
    ),
    Tampering(
        "A witness has seen another history",
        "",
        "witness-saw-another",
        WITNESS,
        change=_retime,
    ),
    Tampering(
        "Fewer witnesses have seen the log than the charter asks for",
        "cosignatures-missing",
        "cosignatures-missing",
        by_hand=strip_cosignatures,
        by_operator=strip_cosignatures,
    ),
    Tampering(
        "A cosignature of a witness is forged",
        "cosignature-false",
        "cosignature-false",
        by_hand=forge_cosignature,
        by_operator=forge_cosignature,
    ),
    Tampering("A file of entries is missing", "bundle-unreadable", "", by_hand=_remove_bundle),
    Tampering(
        "A published tally does not follow",
        "tally-mismatch",
        "tally-mismatch",
        by_hand=change_tally,
        by_operator=change_tally,
    ),
    Tampering(
        "The stated State does not follow",
        "statement-unsound",
        "state-mismatch",
        by_hand=change_state,
        by_operator=state_another,
    ),
    Tampering(
        "The words of a proposal are changed",
        "text-altered",
        "text-altered",
        by_hand=change_words,
        by_operator=change_words,
    ),
)
"""All that is known, in the order of the table."""

_HEAD = """\
# What an audit finds

This table is made by `tests/clerk/tampering.py`, which does each of these things to a real log and audits what comes of
it; the tests fail when a line is no longer true. The first way is open to whoever can edit the files that are served.
The second takes the operator, who holds the log's key and builds the whole tree anew, so that every hash and every
signature of the log is right again. Against that, members' signatures and numbers help, and what people have kept:
the last column says what, where the log alone can't show it. So keep receipts, and
name witnesses, who keep checkpoints.

| What is done | found, when done to the files | found, when done by the operator | kept for it |
|---|---|---|---|
"""


def render_table(verifiers: Verifiers) -> str:
    """Do everything to a log, and write down what the audit called it."""
    with TemporaryDirectory() as folder:
        world = World(Path(folder))
        lines = [_render_line(tampering, world, verifiers) for tampering in TAMPERINGS]
    return _HEAD + "\n".join(lines) + "\n"


def _render_line(tampering: Tampering, world: World, verifiers: Verifiers) -> str:
    cells = [tampering.words]
    for who, code in (("hand", tampering.found_by_hand), ("operator", tampering.found_operator)):
        found = tampering.audit(world, who, verifiers).findings if code else ()
        cells.append(f"`{code}`" if any(finding.code == code for finding in found) else "–")
    return f"| {' | '.join([*cells, tampering.kept])} |"


if __name__ == "__main__":
    rest = TABLE.read_text().partition(ON_CHAIN)[1:]
    TABLE.write_text("\n".join([render_table(Verifiers()), "".join(rest)]))
    sys.stdout.write(f"{TABLE} written\n")
