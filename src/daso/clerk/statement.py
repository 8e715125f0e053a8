"""What a host says follows from its log: the files `state` and `decisions`, served beside `checkpoint`.

`state` is a signed note over the log's name, its size and the State's digest, so a host that shows people another
State than the log makes has signed the proof against itself. `decisions` lists every closed decision with its tally,
for readers who do not run the law. Neither is believed by anybody: `audit.py` makes both anew and compares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from daso.canon import encode
from daso.clerk.finding import find
from daso.errors import Tampered
from daso.kernel.snapshot import STATE_DOMAIN, compute_state_digest
from daso.kernel.state import State
from daso.ledger import Finding, Head, Log, LogSource, NoteSigner, Source, export, parse_vkey, sign_note, verify_note
from daso.ledger.finding import find as find_in_log
from daso.ledger.note import decode_base64, encode_base64

__all__ = [
    "DECISIONS",
    "STATE",
    "Stated",
    "Statement",
    "StatementMalformed",
    "StatementSource",
    "encode_decisions",
    "export_all",
    "sign_statement",
    "verify_statement",
]

STATE = "state"
DECISIONS = "decisions"


class StatementMalformed(Tampered):
    """A signed text is not a statement about the State of this log."""

    code = "statement-malformed"
    message = "The file state does not say which State {origin} has come to. Do not rely on what the host shows."


class Statement(msgspec.Struct, frozen=True):
    """The State after `size` entries of the log `origin` has this digest."""

    origin: str
    size: int
    digest: bytes

    @property
    def text(self) -> str:
        """The four lines that are signed. The first tells them from a checkpoint's three."""
        return f"{STATE_DOMAIN}\n{self.origin}\n{self.size}\n{encode_base64(self.digest)}\n"


def sign_statement(state: State, signer: NoteSigner) -> str:
    """The note by which the log's key answers for a State."""
    return sign_note(Statement(signer.name, state.entries, compute_state_digest(state)).text, signer)


def verify_statement(note: str, vkey: str) -> Statement:
    """The statement, if the log's key has signed it."""
    text = verify_note(note, vkey)
    origin = parse_vkey(vkey).name
    lines = text.split("\n")
    if len(lines) != 5 or not lines[2].isascii() or not lines[2].isdigit() or len(lines[2]) > 18:
        raise StatementMalformed(origin=origin)
    statement = Statement(origin, int(lines[2]), decode_base64(lines[3]) or b"")
    if statement.text != text:
        raise StatementMalformed(origin=origin)
    return statement


def encode_decisions(state: State) -> bytes:
    """Every closed decision with its tally, by number, as one canonical JSON object."""
    decisions = [decision for _, decision in sorted(state.decisions.items())]
    return encode({"decisions": decisions, "size": state.entries})


class _Published(msgspec.Struct):
    """As much of a `decisions` file as tells what to compare it with."""

    size: int


_published = msgspec.json.Decoder(_Published)


class Stated:
    """What a host states, as an auditor reads it from its files: to be compared with what really follows."""

    def __init__(self, source: Source, vkey: str) -> None:
        self.findings: list[Finding] = []
        self.unchecked: list[str] = []
        self._statement = self._read_statement(source.fetch(STATE), vkey)
        self._decisions = source.fetch(DECISIONS)
        self._decisions_size = self._read_size(self._decisions)

    @property
    def sizes(self) -> set[int]:
        """After how many entries the State is needed for comparing."""
        return {self._statement.size if self._statement else 0, self._decisions_size}

    def judge(self, states: Mapping[int, State | None], size: int) -> None:
        """Compare with the States that follow from a log of `size` entries; those in doubt are left out of `states`."""
        if self._statement is None:
            self.unchecked.append("The host states no State, or none that it signed, so none could be compared.")
        elif self._statement.size > size:
            self.findings.append(find_in_log("log-truncated", size, longest=self._statement.size, size=size))
        elif state := states.get(self._statement.size):
            if compute_state_digest(state) != self._statement.digest:
                self.findings.append(find("state-mismatch", size=self._statement.size))
        else:
            self.unchecked.append("The State that the host states was not compared, for want of a sound one.")
        if self._decisions is None:
            self.unchecked.append("The host publishes no decisions, so no tallies of its own could be compared.")
        else:
            self._judge_decisions(self._decisions, states.get(self._decisions_size))

    def _judge_decisions(self, published: bytes, state: State | None) -> None:
        if state is None:
            self.unchecked.append("The decisions that the host publishes were not compared, for want of a sound State.")
        elif encode_decisions(state) != published:
            self.findings.append(find("tally-mismatch", size=state.entries))

    def _read_statement(self, content: bytes | None, vkey: str) -> Statement | None:
        if content is None:
            return None
        try:
            return verify_statement(content.decode(errors="replace"), vkey)
        except Tampered as error:
            self.findings.append(find("statement-unsound", why=str(error)))
            return None

    def _read_size(self, content: bytes | None) -> int:
        if content is None:
            return 0
        try:
            return _published.decode(content).size
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            self.findings.append(find("statement-unsound", why=f"the file decisions cannot be read ({error})"))
            return 0


class StatementSource:
    """The files of a log at hand together with what follows from it, as strangers read them all.

    Asked for `state`, it speaks of the State given when it was made: make one for each State.
    """

    def __init__(self, log: Log, state: State | None, signer: NoteSigner) -> None:
        self._log = LogSource(log)
        self._state = state
        self._signer = signer

    def fetch(self, path: str) -> bytes | None:
        """See `ledger.Source.fetch`."""
        if path == STATE:
            return sign_statement(self._state, self._signer).encode() if self._state else None
        if path == DECISIONS:
            return encode_decisions(self._state) if self._state else None
        return self._log.fetch(path)


def export_all(
    log: Log, state: State, signer: NoteSigner, folder: Path, progress: Callable[[int, int], None] | None = None
) -> Head | None:
    """Write the log as files below `folder`, and beside them what follows from it as far as `state` goes."""
    head = export(log, folder, progress)
    source = StatementSource(log, state, signer)
    for path in (STATE, DECISIONS):
        unfinished = folder / f"{path}.new"
        unfinished.write_bytes(source.fetch(path) or b"")
        unfinished.replace(folder / path)
    return head
