"""Acts that are judged together and become durable together.

The law runs over them first, and their signatures are verified on other cores meanwhile. Should one be wrong, the law
runs again: what came after may have rested on it. The second time whatever is new is verified at once, so that no row
of forged acts can make us judge a third time.
Read next: `clerk.py`, which writes batches; `signatures.py`.
"""

from __future__ import annotations

from concurrent.futures import Future

import msgspec

from daso.canon import NotCanonical
from daso.clerk.signatures import Claims, Verifiers
from daso.errors import Error
from daso.kernel.act import MAX_ENTRY
from daso.kernel.state import State
from daso.kernel.transition import Envelope, Verify, apply
from daso.keys.claim import verify_claim
from daso.keys.tampered import SignatureWrong

__all__ = ["Accepted", "Batch", "Submission", "encode_entry"]


class Accepted(msgspec.Struct, frozen=True):
    """An act stands on the log: at which place, when it was taken in, and the entry's very bytes."""

    index: int
    at: int
    entry: bytes


class Submission(msgspec.Struct):
    """One envelope on its way; after judging it has either an entry or an error."""

    data: bytes
    envelope: Envelope
    answer: Future[Accepted]
    entry: bytes = b""
    error: Error | None = None


def encode_entry(at: int, envelope: bytes) -> bytes:
    """The entry of an envelope in canonical form: both fields are canonical already, and in order."""
    return b'{"at":%d,"envelope":%b}' % (at, envelope)


class Batch:
    """Submissions in the order in which they came. `before` and `after` are the States between which they lie."""

    def __init__(self, submissions: list[Submission], verifiers: Verifiers) -> None:
        self.submissions = submissions
        self.before: State | None = None
        self.after: State | None = None
        self._at = 0
        self._claims: Claims[None] = Claims(verifiers)
        self._seen: set[bytes] = set()
        self._wrong: set[bytes] = set()

    @property
    def entries(self) -> list[bytes]:
        """The entries of the acts that the law takes."""
        return [one.entry for one in self.submissions if one.entry]

    def judge(self, before: State | None, at: int) -> None:
        """Give each submission its entry or its error, as if all signatures were right. `settle` must follow."""
        self.before, self._at = before, at
        self._run(self._verify_later)

    def settle(self) -> None:
        """Wait for the signatures; where one is wrong, judge again without it."""
        wrong = self._claims.settle()
        if wrong:
            self._wrong |= {claim for _, claim in wrong}
            self._run(self._verify_now)

    def _run(self, verify: Verify) -> None:
        state = self.before
        for one in self.submissions:
            one.entry, one.error = b"", None
            try:
                entry = encode_entry(self._at, one.data)
                if len(entry) > MAX_ENTRY:
                    raise NotCanonical(reason=f"its entry would have {len(entry)} bytes, and may have {MAX_ENTRY}")
                state = apply(state, one.envelope, self._at, verify)
                one.entry = entry
            except Error as error:
                one.error = error
        self.after = state

    def _verify_later(self, claim: bytes) -> None:
        if claim in self._wrong:
            raise SignatureWrong
        if claim not in self._seen:
            self._seen.add(claim)
            self._claims.add(None, claim)

    def _verify_now(self, claim: bytes) -> None:
        if claim in self._wrong:
            raise SignatureWrong
        if claim not in self._seen:
            verify_claim(claim)
            self._seen.add(claim)
