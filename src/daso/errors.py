"""Every way `daso` says no, and to whom it is speaking.

Four kinds, because four different people must act on them: a *Refusal* is for the member who asked for something
the law does not allow; *Tampered* is for everybody, because evidence does not hold; *Unavailable* is for whoever
waits, because trying again may help; *Misconfigured* is for the operator. Every error carries a stable ``code``
for programs, a sentence for people that says what to do, and its fields as plain data.
Read next: `kernel/refusals/`, which names every no of the law.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = ["Error", "Field", "Misconfigured", "Refusal", "Tampered", "Unavailable"]

Field = str | int


class Error(Exception):
    """A refusal to go on, with a ``code`` for programs and a sentence for people.

    `message` is a format string in English; `fields` are the values in it. They are kept apart so that a page can
    say the same sentence in another language.
    """

    code: ClassVar[str] = "error"
    message: ClassVar[str] = "Something went wrong."

    def __init__(self, message: str | None = None, **fields: Field) -> None:
        self.template = message if message is not None else type(self).message
        self.fields: dict[str, Field] = fields
        super().__init__(self.template.format(**fields) if fields else self.template)


class Refusal(Error):
    """The law says no: the act is understood, and not allowed. Nothing has changed.

    `article` names the article of the charter that the no rests on, as the charter page prints it.
    """

    code = "refused"
    article: ClassVar[str] = "form"


class Tampered(Error):
    """Evidence does not hold: bytes, signatures, proofs or history contradict each other."""

    code = "tampered"


class Unavailable(Error):
    """Something needed is not there just now; nothing was lost, and trying again may help."""

    code = "unavailable"


class Misconfigured(Error):
    """The operator asked for something impossible; the sentence says which setting to change."""

    code = "misconfigured"
