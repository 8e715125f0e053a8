"""`daso act`: build any act, see in words what it says, sign it with a key of your own, and send it.

What is signed is built here from what was typed; nothing that a site says is ever signed unseen.
Read next: `building.py`, `site.py`, `pins.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from daso.cli.key import find_key_file, load_signer
from daso.cli.screen import confirm, show
from daso.errors import Misconfigured, Tampered

if TYPE_CHECKING:
    from daso.cli.building import Draft
    from daso.cli.pins import Pins
    from daso.cli.site import Posted, Site
    from daso.kernel.transition import AnyAct
    from daso.keys.sign import AnySigner

__all__ = ["act"]

_SPECIAL = {
    "FoundOrganisation": ("name", "template"),
    "JoinOrganisation": (),
    "InviteMembers": ("count",),
    "VouchForMember": ("code",),
    "AddKey": ("file", "days"),
}
"""What may be given besides an act's own fields, from which the act's are made."""


class NotYourKey(Misconfigured):
    """The key at hand is none of this member's."""

    code = "not-your-key"
    message = "The key {public}… is none of member {member}'s. Check --by and --key."


def act(  # noqa: PLR0913 - a command has as many options as its readers need
    name: str,
    /,
    *fields: str,
    url: str,
    by: int = 1,
    key: Path | None = None,
    reason: str = "",
    receipt: Path | None = None,
    save: Path | None = None,
    yes: bool = False,
) -> int:
    """Do any act from the command line: it is built and signed here, with a key of your own.

    Fields are given as name=value. A text is given by its parts, such as text.title=…, text.body=… (or @FILE),
    text.options[]=…, reason.body=…, profile.name=…, label.label=…; JSON where a field needs it, or @FILE.
    In effects, texts may be objects such as "text": {"body": "…"}, days such as "2027-01-31", a scrutineer's "code".

    AddKey takes file=… of another key of yours, and with days=… gives it light acts only. CommitLot makes and keeps the
    secret that RevealLot reveals. What there is to act on: daso show.

    The first time, the key of the organisation's log is remembered beside your own; from then on no other is believed.

    Example: daso act CastBallot --url http://localhost:8000/o/our-company --by 7 proposal=3 choices=1

    Args:
        name: The kind of act, such as CastBallot, OpenProposal, PostComment, JoinOrganisation.
        fields: The act's own fields.
        url: The organisation's address; to found one, the site's.
        by: Your number as a member, or as a scrutineer for a finding; 1 if not given.
        key: The file with your key; the key called default if not given.
        reason: The reason for a ballot, short for reason.body=…
        receipt: A file to save the receipt in.
        save: Do not send it: save the signed act in this file, to be posted to a public inbox (daso chain post).
        yes: Do not ask before signing.
    """
    from daso.canon import encode
    from daso.cli.building import find_act, read_draft, write_act
    from daso.cli.pins import Pins
    from daso.cli.site import Site
    from daso.kernel.act import compute_act_message
    from daso.kernel.finding import SCRUTINEERS
    from daso.kernel.transition import Envelope

    kind = find_act(name)
    words = [*fields, f"reason.body={reason}"] if reason else list(fields)
    draft = read_draft(kind, words, _SPECIAL.get(name, ()))
    path = key or find_key_file("default")
    signer, pins, site = load_signer(path), Pins(path.parent), Site(url)
    by = by + SCRUTINEERS if name == "PublishFinding" else by
    org, seq, key_number = _complete((site, pins), draft, by, signer)
    built = write_act(draft, org, by, seq)
    show(*_describe(draft, built))
    if not yes:
        confirm("Sign this, and save it?" if save else "Sign this, and send it?")
    envelope = encode(Envelope(act=built, key=key_number, proof=signer.sign(compute_act_message(built))))
    return _keep(save, envelope) if save else _send((site, pins), draft, envelope, org, receipt)


def _keep(path: Path, envelope: bytes) -> int:
    """Save the signed act instead of sending it."""
    path.write_bytes(envelope)
    show(f"Signed, and not sent. {path} holds the act.")
    return 0


def _send(place: tuple[Site, Pins], draft: Draft, envelope: bytes, org: str, receipt: Path | None) -> int:
    """Send the signed act, and verify what the site promises for it."""
    from daso.cli.building import describe_texts

    site, pins = place
    post = site.post_founding if draft.kind.__name__ == "FoundOrganisation" else site.post_act
    posted = post(envelope, describe_texts(draft.texts))
    if receipt:
        receipt.write_text(posted.receipt)
    _meet(pins, org, posted.vkey)
    _verify(posted, envelope)
    show(f"Done: entry {posted.entry} of {site.origin}/o/{posted.slug}. Its receipt is verified.")
    return 0


def _meet(pins: Pins, org: str, vkey: str) -> None:
    """Remember a log's key when it is seen for the first time, and refuse any other from then on."""
    if pins.check(org, vkey):
        show(f"The key of this organisation's log is remembered in {pins.path}.")


def _complete(place: tuple[Site, Pins], draft: Draft, by: int, signer: AnySigner) -> tuple[str, int, int]:
    """Fill in what follows from the organisation; return its identifier, the act's number and the key's."""
    import msgspec

    from daso.cli.completing import Ground, complete_draft, complete_founding, complete_joining
    from daso.kernel.charter import Charter, has_public_texts

    if draft.kind.__name__ == "FoundOrganisation":
        return complete_founding(draft, by, signer), 1, 1
    site, pins = place
    organisation = site.get_organisation()
    _meet(pins, organisation.org, organisation.vkey)
    if draft.kind.__name__ == "JoinOrganisation":
        complete_joining(draft, organisation, by, signer)
        return organisation.org, 1, 1
    if not has_public_texts(msgspec.json.decode(organisation.charter, type=Charter)):
        site.sign_in(organisation.org, by, signer)
    complete_draft(draft, Ground(organisation, site, by, pins.path.parent))
    answer = site.get_signer(by)
    number = next((one.number for one in answer.keys if one.public == signer.key.public), None)
    if number is None:
        raise NotYourKey(public=signer.key.public[:8], member=by)
    return organisation.org, answer.seq, number


def _describe(draft: Draft, built: AnyAct) -> list[str]:
    """Everything that will be signed, and the texts behind its commitments."""
    import msgspec

    from daso.cli.building import describe_act

    plain = msgspec.to_builtins(built)
    width = max(map(len, plain))
    lines = [f"{draft.kind.__name__}: {describe_act(draft.kind)}"]
    lines += [f"  {name:<{width}}  {_write(value)}" for name, value in plain.items() if name != "act"]
    for given in draft.texts:
        parts = msgspec.json.decode(given.text, type=dict[str, str | list[str]])
        for name, value in parts.items():
            listed = [value] if isinstance(value, str) else value
            lines += [f"  {name:<{width}}  “{one}”" for one in listed if one]
    return lines


def _write(value: object) -> str:
    import msgspec

    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _verify(posted: Posted, envelope: bytes) -> None:
    """The receipt must be for just what was signed."""
    from daso.ledger import parse_receipt, verify_receipt

    receipt = parse_receipt(posted.receipt)
    verify_receipt(receipt, receipt.extra, posted.vkey)
    if envelope not in receipt.extra:
        raise Tampered("The site answered with a receipt for another act than yours. Keep it, and tell the members.")
