"""Every no of the host, by name. None of them changes what the law allows; they guard what stands beside the log.

Read next: `texts.py` and `login.py`, which raise most of them.
"""

from __future__ import annotations

from daso.errors import Misconfigured, Refusal, Tampered, Unavailable

__all__ = [
    "AddressUnfit",
    "ChallengeExpired",
    "ChallengeForged",
    "ChallengeSpent",
    "CredentialUnfit",
    "DataFolderOfAnother",
    "DataFolderUnfit",
    "EndpointUnfit",
    "FolderMoving",
    "LinkSpent",
    "NotASigner",
    "NotYourText",
    "PasskeyUnknown",
    "TextMissing",
    "TextUnasked",
    "TextUnfit",
    "TooManyAddresses",
    "TooManyEndpoints",
    "UnknownOrganisation",
    "WalletUnknown",
]


class UnknownOrganisation(Refusal):
    """Nobody here goes by that name."""

    code = "unknown-organisation"
    message = "There is no organisation called “{name}” here. Check the address, or look it up on the front page."


class TextMissing(Refusal):
    """A commitment without its words would leave readers with a riddle."""

    code = "text-missing"
    article = "publicity"
    message = "The act speaks of {count} text(s) that did not come with it. Send the words together with the act."


class TextUnasked(Refusal):
    """Words nobody committed to have no place here."""

    code = "text-unasked"
    article = "publicity"
    message = "A text came along that the act does not speak of. Send only texts whose commitments stand in the act."


class TextUnfit(Refusal):
    """Words that do not have the form they should have."""

    code = "text-unfit"
    article = "publicity"
    message = "A text can't be kept as it is: {reason}. Correct it, and send the act again."


class NotYourText(Refusal):
    """Only the author erases."""

    code = "not-your-text"
    article = "publicity"
    message = "Only the member who wrote a text can have it erased. Sign in as its author."


class CredentialUnfit(Refusal):
    """A passkey's name that no browser gave."""

    code = "credential-unfit"
    article = "keys"
    message = "The passkey's identifier is not base64url of at most 1023 bytes. Send the one the browser gave."


class NotASigner(Refusal):
    """Who left, or whose access ended, does not sign in."""

    code = "not-a-signer"
    article = "keys"
    message = "Number {number} can't sign in here: they have left, or their access has ended."


class PasskeyUnknown(Refusal):
    """A passkey that belongs to nobody here."""

    code = "passkey-unknown"
    article = "keys"
    message = "This passkey belongs to nobody in this organisation. Choose another one, or type your member number."


class WalletUnknown(Refusal):
    """A wallet's key that belongs to nobody here."""

    code = "wallet-unknown"
    article = "keys"
    message = "This wallet's account belongs to nobody in this organisation. Choose another account, or a passkey."


class ChallengeExpired(Refusal):
    """Too slow; a new one costs nothing."""

    code = "challenge-expired"
    article = "keys"
    message = "This sign-in took too long. Ask for a new challenge and sign that."


class ChallengeSpent(Refusal):
    """Each challenge opens the door once."""

    code = "challenge-spent"
    article = "keys"
    message = "This sign-in has been used already. Ask for a new challenge and sign that."


class ChallengeForged(Tampered):
    """A challenge that this host never gave, or gave for another organisation."""

    code = "challenge-forged"
    message = "This challenge was not given by this site for this organisation. Ask for a new one and sign that."


class DataFolderUnfit(Misconfigured):
    """The folder for everything can't be used."""

    code = "data-folder-unfit"
    message = "The data folder {path} can't be used ({why}). Choose another with --data or DASO_DATA."


class DataFolderOfAnother(Misconfigured):
    """Side tables that this version can't read."""

    code = "data-folder-of-another-version"
    message = (
        "The data folder {path} was made by another version of daso (its table {table} differs). Run that version, or "
        "a newer one; nothing was changed."
    )


class FolderMoving(Unavailable):
    """A log is being moved out of this folder, or into it."""

    code = "folder-moving"
    message = (
        "A log of the data folder {path} is being moved just now. Wait until `daso copy` has ended, then try again."
    )


class LinkSpent(Refusal):
    """A link of a letter or feed that this host never gave, or that no longer counts."""

    code = "link-spent"
    message = "This link is not whole, or no longer counts. Sign in, and look at “What we tell you” on your own page."


class AddressUnfit(Refusal):
    """No e-mail address."""

    code = "address-unfit"
    message = "This is not an e-mail address that letters can be sent to. Correct it, and send it again."


class TooManyAddresses(Refusal):
    """Whoever lets us write to strangers must do so slowly."""

    code = "too-many-addresses"
    message = "You have asked for {limit} letters of confirmation today. Look into your mailbox, or try again tomorrow."


class EndpointUnfit(Refusal):
    """An address that this host will not send to."""

    code = "endpoint-unfit"
    message = "News can't be sent there. Give an address on the open net, with https:// and without a password."


class TooManyEndpoints(Refusal):
    """A few are enough for one person."""

    code = "too-many-endpoints"
    message = "You have {limit} addresses for news, and no more fit. Remove one first."
