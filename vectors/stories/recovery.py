"""Stories of recovery: members vouch for a new key, everybody can see it, a veto stops it, and time completes it."""

from __future__ import annotations

from msgspec.structs import replace

from daso.kernel.comment import PostComment
from daso.kernel.key import AddKey
from daso.kernel.membership import SponsorMember
from daso.kernel.recovery import CompleteRecovery, VetoRecovery, VouchForMember
from daso.kernel.refusals import (
    AlreadyVouched,
    InProbation,
    KeyRevoked,
    KeyTaken,
    NoRecovery,
    NotRecoverable,
    RecoveryNotReady,
    RecoveryVetoed,
    UnknownOrigin,
)
from daso.testkit.person import Person
from vectors.story import (
    CHARTER,
    Story,
    create_holder,
    create_person,
    create_signer,
    create_text,
    found,
    inaugurate,
    welcome,
)

__all__ = ["tell_recovery"]

NEW = create_signer("founder 5's new device")


def tell_recovery() -> Story:
    """Three vouch for the fifth, who lost every key; somebody else's attempt on the first is vetoed."""
    story = Story("Recovery")
    founders = found(story, replace(CHARTER, founders=5))
    inaugurate(story, founders)
    one, two, three, four, lost = founders
    newcomer = create_person("newcomer")
    welcome(story, one, ("a newcomer", newcomer))
    story.let("a second sponsor", two.do(SponsorMember, member=6))
    _tell_vouching(story, founders, newcomer)
    story.refuse("the time for a veto", two.copy().do(CompleteRecovery, member=5), RecoveryNotReady)
    story.wait(story.state.charter.recovery_hours)
    story.let("complete it", four.do(CompleteRecovery, member=5))
    old = lost.copy().do(PostComment, subject="charter", text=create_text("With the old key"))
    story.refuse("the old key counts no longer", old, KeyRevoked)
    lost.signer, lost.key_number = NEW, 2
    story.let("the new one does", lost.do(PostComment, subject="charter", text=create_text("Here again")))
    _tell_veto(story, one, two, three, four)
    return story


def _tell_vouching(story: Story, founders: list[Person], newcomer: Person) -> None:
    one, two, three, four, lost = founders
    vouch = {"member": 5, "key": NEW.key}
    for name, person, fields, kind in (
        ("vouching for oneself", lost, vouch, NotRecoverable),
        ("on probation", newcomer, vouch, InProbation),
        ("for a key that is somebody's", one, vouch | {"key": two.signer.key}, KeyTaken),
        (
            "for a passkey of elsewhere",
            one,
            vouch | {"key": create_holder("x", "https://x.example").signer.key},
            UnknownOrigin,
        ),
    ):
        story.refuse(name, person.copy().do(VouchForMember, **fields), kind)
    story.refuse("nothing to complete", one.copy().do(CompleteRecovery, member=5), NoRecovery)
    story.let("the first vouches", one.do(VouchForMember, **vouch))
    story.refuse("vouching twice", one.copy().do(VouchForMember, **vouch), AlreadyVouched)
    story.refuse("nobody else takes that key", three.copy().do(AddKey, key=NEW.key, label=""), KeyTaken)
    other = vouch | {"key": create_signer("a slip").key}
    story.let("the second vouches for another key by mistake", two.do(VouchForMember, **other))
    story.let("the third vouches", three.do(VouchForMember, **vouch))
    story.refuse("two of three are too few", four.copy().do(CompleteRecovery, member=5), RecoveryNotReady)
    story.let("the second corrects the mistake", two.do(VouchForMember, **vouch))


def _tell_veto(story: Story, one: Person, *plotters: Person) -> None:
    """Three plot to give themselves the key of the first, who has one that works."""
    stolen = {"member": 1, "key": create_signer("a thief's device").key}
    story.refuse("nothing to veto", one.copy().do(VetoRecovery), NoRecovery)
    for plotter in plotters:
        story.let("a plotter vouches", plotter.do(VouchForMember, **stolen))
    story.let("the veto", one.do(VetoRecovery))
    story.refuse("it is over", plotters[0].copy().do(CompleteRecovery, member=1), RecoveryNotReady)
    story.refuse("one veto is enough", one.copy().do(VetoRecovery), NoRecovery)
    story.refuse("no second attempt so soon", plotters[0].copy().do(VouchForMember, **stolen), RecoveryVetoed)
    story.wait(story.state.charter.recovery_hours)
    story.let("it begins anew", plotters[0].do(VouchForMember, **stolen))
    story.wait(story.state.charter.recovery_hours)
    story.refuse("and is forgotten", plotters[1].copy().do(CompleteRecovery, member=1), NoRecovery)
