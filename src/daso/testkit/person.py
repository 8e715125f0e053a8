"""A person with a key: builds acts, numbers them and signs them, just as a member's own device does.

Read next: `authenticator.py` for passkeys in software.
"""

from __future__ import annotations

from typing import Literal, Protocol, TypeVar

from msgspec.structs import replace

from daso.canon import to_base64url
from daso.kernel.act import Act, compute_act_message
from daso.kernel.charter import Charter
from daso.kernel.founding import LAW, FoundOrganisation, compute_organisation
from daso.kernel.membership import JoinOrganisation, compute_invitation_message
from daso.kernel.transition import AnyAct, Envelope
from daso.keys.message import Message
from daso.keys.sign import P256Signer
from daso.keys.verify import Key, Proof

__all__ = ["Person", "Signer"]

_Act = TypeVar("_Act", bound=Act)


class Signer(Protocol):
    """Whatever signs messages for one key: `P256Signer`, `WalletSigner`, `SoftwarePasskey`, or a phone."""

    @property
    def key(self) -> Key:
        """The public key."""

    def sign(self, message: Message) -> Proof:
        """Sign a message."""


class Person:
    """One member with one signing key. `org`, `number` and `seq` follow from what the person has done so far."""

    def __init__(self, signer: Signer, org: str = "", number: int = 0) -> None:
        self.signer = signer
        self.org = org
        self.number = number
        self.seq = 1
        self.key_number = 1

    def sign(self, act: AnyAct) -> Envelope:
        """Wrap an act as it stands in a signed envelope; nothing about the person changes."""
        return Envelope(act=act, key=self.key_number, proof=self.signer.sign(compute_act_message(act)))

    def do(self, act: type[_Act], **fields: object) -> Envelope:
        """Build this person's next act of a kind from its own fields, sign it, and count it."""
        built = act(org=self.org, by=self.number, seq=self.seq, **fields)
        self.seq += 1
        return self.sign(built)  # type: ignore[arg-type] # every subclass of Act is one of AnyAct

    def found(
        self,
        charter: Charter,
        salt: bytes,
        door: Literal["collective", "innovator"] = "collective",
        origins: tuple[str, ...] = (),
        profile: str = "",
    ) -> Envelope:
        """Begin founding an organisation as its member 1; its identifier follows from all that the act says."""
        draft = FoundOrganisation(
            org="",
            by=1,
            seq=self.seq,
            law=LAW,
            door=door,
            salt=to_base64url(salt),
            origins=origins,
            charter=charter,
            key=self.signer.key,
            profile=profile,
        )
        self.org, self.number, self.seq = compute_organisation(draft), 1, self.seq + 1
        return self.sign(replace(draft, org=self.org))

    def join(self, org: str, number: int, invitation: P256Signer, affirms: str = "", profile: str = "") -> Envelope:
        """Take up an invitation, whose secret key the link contained."""
        self.org, self.number = org, number
        shown = invitation.sign(compute_invitation_message(org, number, self.signer.key)).signature
        return self.do(JoinOrganisation, key=self.signer.key, invitation=shown, affirms=affirms, profile=profile)

    def copy(self) -> Person:
        """The same person as now, to try something that must not count."""
        other = Person(self.signer, self.org, self.number)
        other.seq, other.key_number = self.seq, self.key_number
        return other
