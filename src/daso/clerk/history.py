"""The audit's half that knows the law: every entry read, judged and its signatures verified, and each wrong named.

Where an entry is wrong, the audit goes on as if only that entry were: it passes over what was never allowed, takes
in what merely stands in the wrong order, and so does not blame a hundred members for one missing act. From the first
wrong on, though, the State is no longer the organisation's, and is not compared with what the host states.
Read next: `audit.py`, which feeds it; `finding.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial

from msgspec.structs import replace

from daso.canon import compute_digest, encode, from_base64url, to_base64url
from daso.clerk.finding import find
from daso.clerk.signatures import Claims, Verifiers
from daso.clerk.standing import Standing
from daso.errors import Error, Refusal, Tampered
from daso.kernel.membership import INVITATION_DOMAIN
from daso.kernel.queries import expect_seq, get_next_seq
from daso.kernel.refusals import ClockWentBack, KeyRevoked, SequenceBroken, UnknownMember, WrongOrganisation
from daso.kernel.state import State
from daso.kernel.transition import AnyAct, Entry, Envelope, Verify, apply, decode_entry
from daso.keys.claim import is_right, replace_point
from daso.keys.message import Message
from daso.keys.verify import PasskeyProof, replace_message
from daso.ledger import Finding

__all__ = ["LOGIN_DOMAIN", "History"]

LOGIN_DOMAIN = "daso/login/1"
_OTHER_DOMAINS = {LOGIN_DOMAIN: "a sign-in", INVITATION_DOMAIN: "an invitation"}
_MINUTE = 60_000
_CLOCKS_DIFFER = 5 * _MINUTE
"""Milliseconds by which an honest clerk's clock may be ahead of an honest auditor's."""
_MAX_GAP = 64
_MAX_MISSING = 10_000
_MAX_NAMED = 20


class History:
    """One walk over the entries of a log, in order, from `start`.

    `sizes` are those at which the State is kept for comparing; `now` is the auditor's own time.
    """

    def __init__(self, verifiers: Verifiers, start: Standing, sizes: Iterable[int], now: int) -> None:
        self.state = start.state
        self.size = start.size
        self.findings: list[Finding] = []
        self.unchecked: list[str] = []
        self.states: dict[int, State | None] = {}
        self._sizes = sorted({size for size in sizes if size >= start.size}, reverse=True)
        self._keep_state()
        self._claims: Claims[tuple[int, bytes]] = Claims(verifiers)
        self._now = now
        self._unread = 0
        self._has_unread = False
        self._missing: dict[tuple[int, int], int] = {}
        self._strangers: set[int] = set()
        self._wrong: list[tuple[tuple[int, bytes], bytes]] = []
        self._counts: Counter[str] = Counter()

    def add(self, entries: Sequence[bytes]) -> None:
        """Judge the next entries."""
        for data in entries:
            self._judge(data)
            self.size += 1
            if self._sizes and self._sizes[-1] == self.size:
                self._keep_state()
        self._note_wrong(self._claims.take_wrong())

    def add_unreadable(self, count: int) -> None:
        """So many entries can't be had; what they did is unknown, so gaps they leave are nobody's fault."""
        self._unread += count
        self._has_unread = True
        self.size += count

    @property
    def is_sound(self) -> bool:
        """Whether everything has been right, as far as signatures are settled."""
        return not (self._wrong or self.findings or self._has_unread)

    def settle(self) -> bool:
        """Wait for the signatures so far; return whether everything has been right."""
        self._note_wrong(self._claims.settle())
        return self.is_sound

    def finish(self) -> None:
        """Wait for the last signatures, and name what is missing or not signed."""
        self.settle()
        for (by, seq), index in self._missing.items():
            self._find("act-dropped", index, by=by, seq=seq)
        for (index, data), claim in self._wrong:
            self.findings.append(_name_wrong_signature(index, data, claim, self.state))
        for code, count in self._counts.items():
            if count > _MAX_NAMED:
                self.unchecked.append(f"{count} findings are of the kind {code}; the first {_MAX_NAMED} are listed.")

    def _note_wrong(self, wrong: list[tuple[tuple[int, bytes], bytes]]) -> None:
        self._counts["signature-wrong"] += len(wrong)
        self._wrong += wrong[: max(0, _MAX_NAMED - len(self._wrong))]

    def _keep_state(self) -> None:
        if self._sizes and self._sizes[-1] == self.size:
            self.states[self._sizes.pop()] = self.state

    def _find(self, code: str, index: int, **fields: str | int) -> None:
        """Of each kind only the first few are kept, or a log full of forgeries would fill the memory."""
        self._counts[code] += 1
        if self._counts[code] <= _MAX_NAMED:
            self.findings.append(find(code, index, **fields))

    def _judge(self, data: bytes) -> None:
        try:
            entry = decode_entry(data)
        except Refusal as error:
            self._find("entry-malformed", self.size, why=str(error))
            self._unread += 1
            return
        if entry.at > self._now + _CLOCKS_DIFFER:
            self._find("time-ahead", self.size, minutes=(entry.at - self._now) // _MINUTE)
        verify = partial(self._claims.add, (self.size, data))
        try:
            self.state = apply(self.state, entry.envelope, entry.at, verify)
        except Error as error:
            self._explain(entry, error, verify)

    def _explain(self, entry: Entry, error: Error, verify: Verify) -> None:
        """Name why the law did not take an entry that stands on the log, and go on as well as can be."""
        act, state = entry.envelope.act, self.state
        if isinstance(error, ClockWentBack) and state is not None:
            self._find("entry-retimed", self.size, why="The entry before it bears a later one.")
            self.state = replace(state, at=entry.at)  # as if the one before, and not all that follow, were wrong
            self._judge_again(entry, verify)
        elif isinstance(error, WrongOrganisation):
            self._find("other-organisation", self.size, given=act.org)
        elif state is not None and self._is_out_of_order(state, act, error):
            self._take_out_of_order(state, entry, verify)
        else:
            self._name_refused(entry.envelope, error)
            self.state = _pass_over(state, act)

    def _judge_again(self, entry: Entry, verify: Verify) -> None:
        try:
            self.state = apply(self.state, entry.envelope, entry.at, verify)
        except Error as error:
            self._explain(entry, error, verify)

    def _is_out_of_order(self, state: State, act: AnyAct, error: Error) -> bool:
        if isinstance(error, SequenceBroken | UnknownMember):
            return True
        return act.seq < get_next_seq(state, act.by)

    def _take_out_of_order(self, state: State, entry: Entry, verify: Verify) -> None:
        """An act whose number is not its member's next: acts are missing before it, or it comes late, or again."""
        act = entry.envelope.act
        seq = get_next_seq(state, act.by)
        if not seq:
            self._name_stranger(act)
            return
        other = self._missing.pop((act.by, act.seq), None)
        if other is not None:
            self._find("acts-swapped", self.size, by=act.by, seq=act.seq, other=other)
        elif act.seq < seq:
            self._find("act-repeated", self.size, by=act.by, seq=act.seq)
            return
        elif act.seq > seq:
            self._note_gap(act.by, seq, act.seq)
        expected = max(seq, act.seq + 1)
        try:
            state = apply(expect_seq(state, act.by, act.seq), entry.envelope, entry.at, verify)
        except Error as error:
            self._name_refused(entry.envelope, error)
        self.state = expect_seq(state, act.by, expected)

    def _note_gap(self, by: int, start: int, stop: int) -> None:
        gap = min(stop - start, _MAX_GAP)
        if gap <= self._unread:
            self._unread -= gap  # they stood, as far as anybody can tell, in what could not be read
            return
        if len(self._missing) < _MAX_MISSING:
            self._missing |= {(by, seq): self.size for seq in range(start, start + gap)}

    def _name_stranger(self, act: AnyAct) -> None:
        """Somebody acts who never joined: the joining itself is missing, or it could not be read."""
        if act.by in self._strangers:
            return
        self._strangers.add(act.by)
        if self._unread:
            self._unread -= 1
        else:
            self._find("act-dropped", self.size, by=act.by, seq=1)

    def _name_refused(self, envelope: Envelope, error: Error) -> None:
        by = envelope.act.by
        if isinstance(error, KeyRevoked):
            self._find("key-revoked", self.size, by=by)
        elif isinstance(error, Tampered):
            domain = _find_passkey_domain(envelope)
            if domain:
                self._find("signature-of-another-domain", self.size, by=by, domain=domain)
            else:
                self._find("signature-wrong", self.size, by=by, why=str(error))
        else:
            self._find("act-unlawful", self.size, by=by, why=str(error))


def _pass_over(state: State | None, act: AnyAct) -> State | None:
    """Go on after an act that was never allowed; its number counts as used, or the next one would be blamed."""
    seq = get_next_seq(state, act.by) if state else 0
    if state is None or not seq or act.seq != seq:
        return state
    return expect_seq(state, act.by, act.seq + 1)


def _find_passkey_domain(envelope: Envelope) -> str:
    """What a passkey was really asked to sign, when it was this act's bytes for another purpose."""
    if not isinstance(envelope.proof, PasskeyProof):
        return ""
    for domain, words in _OTHER_DOMAINS.items():
        if to_base64url(compute_digest(domain, encode(envelope.act))) in envelope.proof.client:
            return words
    return ""


def _name_wrong_signature(index: int, data: bytes, claim: bytes, state: State | None) -> Finding:
    """Say whose key, or which purpose, a signature belongs to that does not fit its act."""
    act = decode_entry(data).envelope.act
    for domain, words in _OTHER_DOMAINS.items():
        if is_right(replace_message(claim, Message(domain, encode(act)))):
            return find("signature-of-another-domain", index, by=act.by, domain=words)
    for public, number in state.keys.items() if state else ():
        if is_right(replace_point(claim, from_base64url(public))):
            whose = f"member {number}" if number else "a scrutineer"
            return find("signature-of-another-key", index, by=act.by, whose=whose)
    return find("signature-wrong", index, by=act.by, why="It is nobody's known signature; the act may be forged.")
