"""Refusals of changing the charter: what is entrenched, and what two readings ask for."""

from __future__ import annotations

from daso.errors import Refusal

__all__ = [
    "AlreadyReadAgain",
    "AmendingEntrenched",
    "BeginningEntrenched",
    "NotAFirstReading",
    "NothingToAmend",
    "PublicityEntrenched",
    "ReadAgainFirst",
    "ReadingDiffers",
    "ReadingTooEarly",
    "SettingChanged",
    "SettingUnfit",
    "UnknownSetting",
]


class AmendingEntrenched(Refusal):
    code = "amending-entrenched"
    article = "amending"
    message = (
        "How the charter is amended is entrenched: nobody can change “{path}”, by whatever majority, but to put more "
        "time between the two readings."
    )


class PublicityEntrenched(Refusal):
    code = "publicity-entrenched"
    article = "publicity"
    message = "What everybody may read stays so. Publicity is entrenched: nobody can end it, by whatever majority."


class BeginningEntrenched(Refusal):
    code = "beginning-entrenched"
    article = "locked"
    message = "How the organisation was founded has happened, so nobody can change “{path}”."


class UnknownSetting(Refusal):
    code = "unknown-setting"
    article = "amending"
    message = "The charter has nothing called “{path}”. Choose a number that stands there, or a whole rule to add."


class SettingChanged(Refusal):
    code = "setting-changed"
    article = "amending"
    message = "At “{path}” the charter says {value} now. Start from there."


class SettingUnfit(Refusal):
    code = "setting-unfit"
    article = "amending"
    message = "At “{path}” the charter can't say {value}. Choose another value."


class NothingToAmend(Refusal):
    code = "nothing-to-amend"
    article = "amending"
    message = "This amendment would change nothing. Say what is to stand where."


class NotAFirstReading(Refusal):
    code = "not-a-first-reading"
    article = "amending"
    message = "A second reading is about an amendment that was adopted at its first; “{subject}” is none."


class ReadingDiffers(Refusal):
    code = "reading-differs"
    article = "amending"
    message = "The second reading proposes the very same changes as decision {proposal}, in the same order."


class ReadingTooEarly(Refusal):
    code = "reading-too-early"
    article = "amending"
    message = "The charter puts time between the readings: decision {proposal} can be read again from {until} on."


class AlreadyReadAgain(Refusal):
    code = "already-read-again"
    article = "amending"
    message = "Decision {proposal} has come to its second vote already. Begin anew with a first reading."


class ReadAgainFirst(Refusal):
    code = "read-again-first"
    article = "amending"
    message = "Amendment {proposal} was adopted once. Bring it to its second reading, from {until} on."
