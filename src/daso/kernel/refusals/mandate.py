"""Refusals of mandates, lots, payments and pauses."""

from __future__ import annotations

from daso.errors import Refusal

__all__ = [
    "AnnouncedLately",
    "DecisionsPaused",
    "MandateAccepted",
    "MandateOver",
    "MandateUnsound",
    "NotInLot",
    "NotTheHolder",
    "NotThePayee",
    "PauseTooLong",
    "PaymentConfirmed",
    "SecretWrong",
    "SelfDealing",
    "UnknownLot",
    "UnknownMandate",
    "UnknownPayment",
    "UnknownVault",
    "VaultPaysItself",
    "WrongWindow",
]


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


# --- lots


class UnknownLot(Refusal):
    code = "unknown-lot"
    article = "lots"
    message = "There is no lot {lot}. Look it up among the mandates."


class NotInLot(Refusal):
    code = "not-in-lot"
    article = "lots"
    message = "Member {member} can't be drawn by lot {lot}, and so does not take part in it."


class WrongWindow(Refusal):
    code = "wrong-window"
    article = "lots"
    message = "This is not the time for that."


class SecretWrong(Refusal):
    code = "secret-wrong"
    article = "lots"
    message = "This is not the secret to which you committed for lot {lot}. Use the device with which you committed."


# --- payments


class UnknownPayment(Refusal):
    code = "unknown-payment"
    article = "payments"
    message = "There is no payment {payment}. Look it up among the payments."


class NotThePayee(Refusal):
    code = "not-the-payee"
    article = "payments"
    message = "Payment {payment} is not yours to confirm. Whoever was to be paid does, or who proposed it for them."


class PaymentConfirmed(Refusal):
    code = "payment-confirmed"
    article = "payments"
    message = "Payment {payment} has been confirmed already. There is nothing more to do."


class SelfDealing(Refusal):
    code = "self-dealing"
    article = "payments"
    message = "You can't propose a payment to yourself here. Ask another member to propose it."


class UnknownVault(Refusal):
    code = "unknown-vault"
    article = "payments"
    message = "No vault {vault} is bound. Look it up among the payments."


class VaultPaysItself(Refusal):
    code = "vault-pays-itself"
    article = "payments"
    message = "A vault can't pay itself. Name another address."


class AnnouncedLately(Refusal):
    code = "announced-lately"
    article = "payments"
    message = "You announced a small payment less than a day ago. Announce the next one from {until} on, or propose it."


# --- pauses


class PauseTooLong(Refusal):
    code = "pause-too-long"
    article = "pausing"
    message = "A pause lasts {limit} hours at most here. Ask for less."


class DecisionsPaused(Refusal):
    code = "decisions-paused"
    article = "pausing"
    message = "Carrying out is paused until {until}. Wait, or decide to end the pause; nothing expires meanwhile."
