"""Refusals of form and of keys: every act is signed, in order, for this organisation, by a key that may."""

from __future__ import annotations

from daso.errors import Refusal

__all__ = [
    "AlreadyFounded",
    "ClockWentBack",
    "KeyEnded",
    "KeyRevoked",
    "KeyTaken",
    "KeyTermUnfit",
    "KeyTooLight",
    "LastKey",
    "NotFounded",
    "SequenceBroken",
    "TooManyKeys",
    "UnknownKey",
    "UnknownLaw",
    "UnknownMember",
    "UnknownOrigin",
    "WrongIdentifier",
    "WrongOrganisation",
]


class WrongOrganisation(Refusal):
    code = "wrong-organisation"
    article = "signed"
    message = "This act was made for another organisation ({given}). It can't be used here; sign one for {expected}."


class ClockWentBack(Refusal):
    code = "clock-went-back"
    article = "signed"
    message = "The time {at} lies before the last entry's ({last}). Time only goes forward on the log."


class UnknownMember(Refusal):
    code = "unknown-member"
    article = "signed"
    message = "Nobody here has the number {member}. Check the number, or join first."


class SequenceBroken(Refusal):
    code = "sequence-broken"
    article = "signed"
    message = "Your next act has the number {expected}, this one says {given}. Reload, and sign it again."


class UnknownKey(Refusal):
    code = "unknown-key"
    article = "keys"
    message = "Member {member} has no key {key}. Sign with one of your own keys."


class KeyRevoked(Refusal):
    code = "key-revoked"
    article = "keys"
    message = "Key {key} of member {member} has been revoked. Sign with another of your keys."


class AlreadyFounded(Refusal):
    code = "already-founded"
    article = "founding"
    message = "This organisation has been founded already. Found another one, or join this one."


class NotFounded(Refusal):
    code = "not-founded"
    article = "founding"
    message = "A log begins with the founding of its organisation, and this act is not one."


class WrongIdentifier(Refusal):
    code = "wrong-identifier"
    article = "founding"
    message = "The organisation's identifier does not follow from its founding; it should be {expected}."


class UnknownLaw(Refusal):
    code = "unknown-law"
    article = "founding"
    message = "This organisation asks for version {law} of the law, which this program does not know. Update it."


class KeyTaken(Refusal):
    code = "key-taken"
    article = "keys"
    message = "This key is already in use here. One key belongs to one member; make a new one."


class TooManyKeys(Refusal):
    code = "too-many-keys"
    article = "keys"
    message = "You have {limit} working keys, as many as the law allows. Revoke one first."


class LastKey(Refusal):
    code = "last-key"
    article = "keys"
    message = "This is your last working key. Add another one before you revoke it."


class KeyEnded(Refusal):
    code = "key-ended"
    article = "keys"
    message = "Light key {key} of member {member} ended on its date. Sign with another of your keys, or add a new one."


class KeyTooLight(Refusal):
    code = "key-too-light"
    article = "keys"
    message = "Key {key} is a light one, for comments, reactions and hubs. Sign this ({act}) with a full key of yours."


class KeyTermUnfit(Refusal):
    code = "key-term-unfit"
    article = "keys"
    message = "A light key ends, at most {days} days from now, and a full key has no end. Choose another end."


class UnknownOrigin(Refusal):
    code = "unknown-origin"
    article = "keys"
    message = "Passkeys made at {origin} don't count here. Make one at a site that the organisation has agreed on."
