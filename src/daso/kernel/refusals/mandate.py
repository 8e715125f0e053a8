"""Refusals of mandates."""

from __future__ import annotations

from daso.errors import Refusal

__all__ = ["MandateAccepted", "MandateOver", "MandateUnsound", "NotTheHolder", "UnknownMandate"]


class UnknownMandate(Refusal):
    code = "unknown-mandate"
    article = "mandates"
    message = "There is no mandate {mandate}. Look it up among the mandates."


class MandateUnsound(Refusal):
    code = "mandate-unsound"
    article = "mandates"
    message = "A mandate can't be given like this."


class NotTheHolder(Refusal):
    code = "not-the-holder"
    article = "mandates"
    message = "Mandate {mandate} is not yours, so this is up to its holder."


class MandateAccepted(Refusal):
    code = "mandate-accepted"
    article = "mandates"
    message = "You have accepted mandate {mandate} already. There is nothing more to do."


class MandateOver(Refusal):
    code = "mandate-over"
    article = "mandates"
    message = "Mandate {mandate} is over. For another term there must be another decision."
