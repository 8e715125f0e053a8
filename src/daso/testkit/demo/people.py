"""The people of Crumb & Spoke, a bakery that mends bicycles in the made-up town of Lower Puddlestone.

All of them are invented. What each cares for decides, with a seeded grain of chance, how they vote where the story
does not say so itself. Read next: `foundation.py`, what they agreed on first.
"""

from __future__ import annotations

from typing import Final

import msgspec

from daso.keys.sign import P256Signer
from daso.testkit.authenticator import SoftwarePasskey

__all__ = ["ORIGIN", "PEOPLE", "Soul", "compute_invitation_key", "compute_passkey", "compute_signer"]

ORIGIN: Final = "http://localhost:8000"
"""Where their passkeys were made, of those who have one."""


class Soul(msgspec.Struct, frozen=True):
    """A person: when they take up their invitation, whose it is, who sponsors them besides, and their character.

    `zeal` is how many in ten votes they take part in. `likes` and `doubts` are the themes they lean for or against.
    """

    name: str
    day: float
    invited_by: str = "marisol"
    sponsors: tuple[str, ...] = ()
    zeal: int = 7
    likes: str = ""
    doubts: str = ""

    @property
    def key(self) -> str:
        """What the story calls them: the first name in small letters."""
        return self.name.split()[0].lower()


PEOPLE: Final = (
    Soul("Marisol Quillfeather", 0, zeal=10, likes="bread people", doubts="gadgets"),
    Soul("Tobias Ambergate", 0.4, zeal=9, likes="bikes gadgets", doubts="spending"),
    Soul("Ngozi Larkspur", 0.5, zeal=10, likes="people town", doubts=""),
    Soul("Henrik Puddlecombe", 0.6, zeal=8, likes="thrift", doubts="spending gadgets"),
    Soul("Yuki Thistledown", 0.9, zeal=8, likes="bread fun", doubts="early"),
    Soul("Bartholomew Finch-Appleby", 1.1, zeal=9, likes="thrift", doubts="fun spending"),
    Soul("Saoirse Windlestraw", 1.2, zeal=9, likes="town green", doubts=""),
    Soul("Dmitri Lanternby", 1.4, zeal=7, likes="bikes", doubts="early people"),
    Soul("Amara Brassworth", 1.5, zeal=10, likes="thrift people", doubts="gadgets"),
    Soul("Philippa Crumbhorn", 2.2, zeal=8, likes="bread spending", doubts="bikes"),
    Soul("Joaquim Merrybell", 2.3, zeal=7, likes="fun town", doubts="thrift"),
    Soul("Ottoline Sprocket", 2.5, zeal=9, likes="bikes gadgets spending", doubts=""),
    Soul("Kwame Hollyhock", 3.1, zeal=8, likes="people green", doubts="early"),
    Soul("Elspeth Gingerfield", 3.4, zeal=8, likes="bread early", doubts="fun"),
    Soul("Rafi Moonraker", 3.5, zeal=6, likes="fun gadgets", doubts="early"),
    Soul("Beatrix Saddlewick", 4.2, zeal=9, likes="bikes town", doubts="spending"),
    Soul("Anselm Oxbow", 4.6, zeal=6, likes="early bread", doubts="gadgets"),
    Soul("Priya Cinderlane", 5.3, zeal=9, likes="people thrift", doubts=""),
    Soul("Lars Buttonwood", 5.5, zeal=7, likes="green bikes", doubts="spending"),
    Soul("Delphine Farrowmoor", 6.4, zeal=8, likes="bread fun", doubts="thrift"),
    Soul("Cosmo Tinderbox", 41.4, "rafi", ("yuki",), zeal=6, likes="fun", doubts="early"),
    Soul("Ines Wagtail", 44.3, "saoirse", ("ngozi",), zeal=9, likes="green town", doubts=""),
    Soul("Mateus Copperkettle", 58.5, "philippa", ("elspeth",), zeal=8, likes="bread spending", doubts=""),
    Soul("Hana Riverstitch", 71.6, "beatrix", ("tobias",), zeal=8, likes="bikes people", doubts="early"),
    Soul("Gwendolyn Pips", 83.5, "amara", ("priya",), zeal=9, likes="thrift town", doubts="fun"),
    Soul("Osei Bellwether", 96.4, "kwame", ("ngozi",), zeal=8, likes="people fun", doubts=""),
    Soul("Fenella Marmaduke", 109.5, "delphine", ("marisol",), zeal=7, likes="bread early", doubts="gadgets"),
    Soul("Idris Applecart", 122.3, "ottoline", ("lars",), zeal=8, likes="bikes gadgets", doubts="thrift"),
    Soul("Noor Silverspoke", 129.4, "hana", ("beatrix",), zeal=9, likes="bikes green", doubts=""),
    Soul("Casimir Doughty", 151.6, "mateus", ("anselm",), zeal=7, likes="bread early", doubts="people"),
    Soul("Tallulah Rainbarrel", 166.4, "ines", ("saoirse",), zeal=8, likes="green fun", doubts="spending"),
    Soul("Barnaby Thimblewick", 188.5, "gwendolyn", ("henrik",), zeal=8, likes="thrift bikes", doubts=""),
    Soul("Seraphina Knock", 209.4, "osei", (), zeal=7, likes="fun people", doubts="early"),
    Soul("Zofia Nettlecomb", 240.6, "noor", (), zeal=0),
)
"""In the order of their member numbers. The last one still waits for a second sponsor."""


def compute_signer(number: int) -> P256Signer:
    """The key with which a member signs now; a demonstration's server must be able to sign with it."""
    return P256Signer.from_seed(f"crumb-and-spoke/{number}".encode())


def compute_passkey(number: int) -> SoftwarePasskey:
    """The passkey on a further device of a member."""
    return SoftwarePasskey(f"crumb-and-spoke/{number}/passkey".encode(), ORIGIN)


def compute_invitation_key(number: int) -> P256Signer:
    """The key in the invitation that is for the member with this number."""
    return P256Signer.from_seed(f"crumb-and-spoke/invitation/{number}".encode())
