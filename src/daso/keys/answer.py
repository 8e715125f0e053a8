"""A process that does nothing but verify claims: it reads them, answers, and ends when nobody can ask any more.

A request is a number in four bytes and so many claims of 161 bytes; the answer is a byte for each, 1 where the
signature is right. It holds no secret and starts quickly, for it loads nothing but the arithmetic.
Read next: `claim.py`; `clerk/signatures.py`, which asks.
"""

from __future__ import annotations

import signal
import sys
from typing import IO

from daso.keys.claim import CLAIM_LENGTH, is_right

__all__ = ["COUNT_LENGTH", "answer_requests"]

COUNT_LENGTH = 4


def answer_requests(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer until there is nothing more to read."""
    while header := requests.read(COUNT_LENGTH):
        length = int.from_bytes(header, "big") * CLAIM_LENGTH
        claims = requests.read(length)
        if len(claims) < length:
            return  # whoever asked has ended in the middle of a sentence
        answers.write(bytes(is_right(claims[at : at + CLAIM_LENGTH]) for at in range(0, length, CLAIM_LENGTH)))
        answers.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever asks; we end when the pipe does
    answer_requests(sys.stdin.buffer, sys.stdout.buffer)
