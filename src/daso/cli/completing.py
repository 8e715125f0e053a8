"""What an act rests on and nobody should have to type: digests, commitments, and the keys in invitations.

Read next: `act.py`.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from daso.canon import NotCanonical, to_base64url
from daso.cli.building import ActUnfit, Draft, write_act
from daso.cli.key import load_signer
from daso.cli.screen import read_text, show
from daso.cli.site import Organisation, Site, SiteRefused
from daso.errors import Misconfigured
from daso.kernel.charter import Charter
from daso.kernel.founding import (
    LAW,
    Clause,
    FoundOrganisation,
    compute_clause_digest,
    compute_foundation,
    compute_organisation,
)
from daso.kernel.lot import compute_lot_commitment
from daso.kernel.membership import compute_invitation_message
from daso.kernel.persistent import HashTrieMap
from daso.kernel.templates import TEMPLATES
from daso.keys.sign import AnySigner, P256Signer
from daso.web.request_code import decode_recovery

__all__ = ["Ground", "complete_draft", "complete_founding", "complete_joining"]


class _Title(msgspec.Struct, frozen=True):
    """As much of a proposal's text as is shown."""

    title: str


def complete_founding(draft: Draft, by: int, signer: AnySigner) -> str:
    """A founding needs a salt, a key and a charter; returns the identifier that follows from the whole act."""
    fields = draft.fields
    template = str(fields.pop("template", "employee-owned"))
    if template not in TEMPLATES:
        raise ActUnfit(act="FoundOrganisation", why=f"there is no template {template}, only {', '.join(TEMPLATES)}")
    name = fields.pop("name", None)
    charter = TEMPLATES[template]
    fields.setdefault("charter", msgspec.to_builtins(replace(charter, name=str(name)) if name else charter))
    fields.setdefault("door", "collective")
    fields.setdefault("origins", [])
    fields |= {"law": LAW, "salt": to_base64url(secrets.token_bytes(32)), "key": msgspec.to_builtins(signer.key)}
    act = write_act(draft, "0" * 32, by, 1)
    assert isinstance(act, FoundOrganisation)  # noqa: S101 - no other act is completed here
    return compute_organisation(act)


def complete_joining(draft: Draft, organisation: Organisation, by: int, signer: AnySigner) -> None:
    """The secret that the invitation's link ends in signs the newcomer's key."""
    try:
        invitation = P256Signer.from_secret(str(draft.fields.get("invitation", "")))
    except (ValueError, NotCanonical) as error:
        why = "give invitation=…, the part of the invitation's link after the #"
        raise ActUnfit(act="JoinOrganisation", why=why) from error
    shown = invitation.sign(compute_invitation_message(organisation.org, by, signer.key)).signature
    draft.fields |= {"invitation": shown, "key": msgspec.to_builtins(signer.key)}
    draft.fields.setdefault("affirms", organisation.standing)


class Ground(msgspec.Struct, frozen=True):
    """What a member's act rests on: the organisation, its site, who acts, and the folder with their keys."""

    organisation: Organisation
    site: Site
    by: int
    folder: Path


def complete_draft(draft: Draft, ground: Ground) -> None:
    """Fill in what follows from where the organisation stands, and show the words that are agreed to."""
    complete = _COMPLETE.get(draft.kind.__name__)
    if complete:
        complete(draft, ground)


def _complete_foundation(draft: Draft, ground: Ground) -> None:
    organisation = ground.organisation
    charter = msgspec.json.decode(organisation.charter, type=Charter)
    clauses = {
        name: Clause(text=clause.text, by=1, at=0, agreed=HashTrieMap())
        for name, clause in organisation.clauses.items()
    }
    for name, clause in clauses.items():
        show(*f"{name}: {clause.text}".split("\n"))
    draft.fields.setdefault("foundation", compute_foundation(charter, HashTrieMap(clauses)))


def _complete_agreement(draft: Draft, ground: Ground) -> None:
    clause = ground.organisation.clauses.get(str(draft.fields.get("clause")))
    if clause:
        show(*f"{draft.fields['clause']}: {clause.text}".split("\n"))
        draft.fields.setdefault("text", compute_clause_digest(clause.text))


def _complete_proposal(draft: Draft, ground: Ground) -> None:
    """What is published or voted on are words, not a number: show those that the commitment stands for."""
    number = str(draft.fields.get("proposal", ""))
    if "text" not in draft.fields and number.isdigit():
        commitment = ground.site.get_case(int(number)).text
        show(f"Proposal {number}: {_read_title(ground.site, commitment)}")
        draft.fields["text"] = commitment


def _read_title(site: Site, commitment: str) -> str:
    try:
        return msgspec.json.decode(site.read_words(commitment), type=_Title).title
    except SiteRefused as refused:
        return str(refused)


def _complete_invitations(draft: Draft, _ground: Ground) -> None:
    count = str(draft.fields.pop("count", "1"))
    if "keys" in draft.fields:
        return
    if not count.isdigit() or not 1 <= int(count) <= 100:
        raise ActUnfit(act="InviteMembers", why="count is a number from 1 to 100")
    signers = [P256Signer.generate() for _ in range(int(count))]
    for signer in signers:
        print(f"An invitation's secret, to be given to one person: {signer.secret}")
    draft.fields["keys"] = [msgspec.to_builtins(signer.key) for signer in signers]


def _complete_vouching(draft: Draft, _ground: Ground) -> None:
    """A request code says whose new key it is about, and which key."""
    code = str(draft.fields.pop("code", ""))
    if code:
        request = decode_recovery(code.rpartition("code=")[2])
        show(f"Vouch only if you have spoken with member {request.member}. The key begins {request.key.public[:12]}")
        draft.fields |= {"member": request.member, "key": msgspec.to_builtins(request.key)}


def _complete_key(draft: Draft, _ground: Ground) -> None:
    """Another key of one's own, from its file; with a number of days, for light acts only."""
    file, days = str(draft.fields.pop("file", "")), str(draft.fields.pop("days", ""))
    if file:
        draft.fields["key"] = msgspec.to_builtins(load_signer(Path(file)).key)
    if days and not (days.isdigit() and int(days)):
        raise ActUnfit(act="AddKey", why="days is a number of days")
    if days:
        until = datetime.now(UTC) + timedelta(days=int(days))
        draft.fields |= {"scope": "light", "until": int(until.timestamp() * 1000)}


def _complete_commitment(draft: Draft, ground: Ground) -> None:
    """A secret for the lot, kept by its commitment: one that never reaches the log overwrites none that did."""
    lot = str(draft.fields.get("lot", ""))
    if "commitment" in draft.fields or not lot.isdigit():
        return
    secret = to_base64url(secrets.token_bytes(32))
    commitment = compute_lot_commitment(ground.organisation.org, int(lot), ground.by, secret)
    path = _find_secret(ground, commitment)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secret)
    show(f"Your secret for lot {lot} is kept in {path}, to be revealed with: daso act RevealLot lot={lot}")
    draft.fields["commitment"] = commitment


def _complete_reveal(draft: Draft, ground: Ground) -> None:
    lot = str(draft.fields.get("lot", ""))
    if "secret" in draft.fields or not lot.isdigit():
        return
    commits = next((one.commits for one in ground.site.get_lots() if one.number == int(lot)), {})
    commitment = commits.get(str(ground.by), "")
    path = _find_secret(ground, commitment)
    if not commitment or not path.exists():
        raise SecretMissing(lot=lot, folder=str(path.parent))
    draft.fields["secret"] = read_text(path)


def _find_secret(ground: Ground, commitment: str) -> Path:
    return ground.folder / "lots" / f"{commitment}.secret"


class SecretMissing(Misconfigured):
    """The secret of a commitment is not on this machine."""

    code = "secret-missing"
    message = (
        "{folder} holds no secret that you have committed to for lot {lot}. Reveal it where you committed to it: from "
        "the same folder, or in the same browser."
    )


_COMPLETE: Final[dict[str, Callable[[Draft, Ground], None]]] = {
    "AffirmFoundation": _complete_foundation,
    "Inaugurate": _complete_foundation,
    "AgreeClause": _complete_agreement,
    "PublishProposal": _complete_proposal,
    "CastBallot": _complete_proposal,
    "SponsorProposal": _complete_proposal,
    "InviteMembers": _complete_invitations,
    "VouchForMember": _complete_vouching,
    "AddKey": _complete_key,
    "CommitLot": _complete_commitment,
    "RevealLot": _complete_reveal,
}
