"""Every no of the site itself, by name: who may read, from where, how often and how much.

Read next: `problems.py`, which gives each error its status and its words.
"""

from __future__ import annotations

from daso.errors import Refusal, Unavailable

__all__ = [
    "BadRequest",
    "BodyTooLarge",
    "LentMemberStays",
    "MethodUnknown",
    "NobodyIsWrittenTo",
    "NotADemo",
    "PageMissing",
    "RequestDamaged",
    "SignInNeeded",
    "SiteFull",
    "TextErased",
    "TextHidden",
    "TextUnknown",
    "TooManyPosts",
    "TooManyStreams",
    "WrongSite",
]


class PageMissing(Refusal):
    """No such address."""

    code = "page-missing"
    message = "There is nothing at this address. Check it, or begin at the front page."


class MethodUnknown(Refusal):
    """An address asked in a way it does not know."""

    code = "method-unknown"
    message = "This address can't be used in this way. Go back, and use the buttons of the page."


class BadRequest(Refusal):
    """What was sent can't be understood."""

    code = "bad-request"
    message = "What was sent can't be understood: {reason}. Correct it, and send it again."


class BodyTooLarge(Refusal):
    """Too much at once."""

    code = "body-too-large"
    message = "This is more than {limit} bytes. Shorten the text, and send it again."


class TooManyPosts(Refusal):
    """Too often."""

    code = "too-many-posts"
    message = "Too much was sent in a short time. Nothing is lost; wait {seconds} seconds, then send it again."


class SiteFull(Refusal):
    """Each organisation takes a thread and some files, so a site has room for a number of them."""

    code = "site-full"
    message = "This site has room for {limit} organisations, and has them. Ask its operator for more room."


class TooManyStreams(Unavailable):
    """No room for another live page."""

    code = "too-many-streams"
    message = "Too many pages are being kept up to date just now. Reload the page when you want to see what is new."


class WrongSite(Refusal):
    """Another site's page tried to act here."""

    code = "wrong-site"
    message = "This was sent from another site. Open {origin} itself, and do it there."


class RequestDamaged(Refusal):
    """Not what a scrutineer's browser made."""

    code = "request-damaged"
    message = "This request code is damaged or not whole. Ask the scrutineer to copy all of it, and paste it again."


class SignInNeeded(Refusal):
    """Nobody knows who asks."""

    code = "sign-in-needed"
    message = "Sign in first; then ask again."


class TextHidden(Refusal):
    """The charter keeps texts to members, an e-mail address stands in it, or it is a hidden comment's."""

    code = "text-hidden"
    article = "publicity"
    message = "This text is kept to members and named scrutineers. Sign in to read it."


class TextErased(Refusal):
    """Its author has had it erased."""

    code = "text-erased"
    article = "publicity"
    message = "This text was erased by its author. Its commitment stays on the log, which remains sound."


class TextUnknown(Refusal):
    """Nobody sent it here."""

    code = "text-unknown"
    article = "publicity"
    message = "This site holds no text of this commitment. Check the address, or ask whoever wrote it."


class NotADemo(Refusal):
    """A demo's deed outside a demo."""

    code = "not-a-demo"
    message = "This works on a demonstration site only. Here every member signs with their own key."


class LentMemberStays(Refusal):
    """Whoever looks around as an invented member would keep the next visitor from doing so."""

    code = "lent-member-stays"
    message = (
        "Invented members of a demonstration keep their keys and words, and stay: others look around as them too. "
        "Found an organisation of your own to try this."
    )


class NobodyIsWrittenTo(Refusal):
    """An invented member has no mailbox, and what is entered for them any visitor could read."""

    code = "nobody-is-written-to"
    message = (
        "Invented members of a demonstration get no letters and no news. Found an organisation of your own for that."
    )
