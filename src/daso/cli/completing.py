"""What an act rests on and nobody should have to type: digests, commitments, and the keys in invitations.

Read next: `act.py`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Final

import msgspec
from msgspec.structs import replace

from daso.canon import NotCanonical, from_base64url, to_base64url
from daso.cli.building import ActUnfit, Draft, write_act
from daso.cli.screen import show
from daso.cli.site import Organisation, Site, SiteRefused
from daso.errors import Tampered
from daso.kernel.act import compute_commitment
from daso.kernel.charter import Charter
from daso.kernel.founding import (
    LAW,
    Clause,
    FoundOrganisation,
    compute_clause_digest,
    compute_foundation,
    compute_organisation,
)
from daso.kernel.membership import compute_invitation_message
from daso.kernel.persistent import HashTrieMap
from daso.kernel.templates import TEMPLATES
from daso.keys.sign import AnySigner, P256Signer
from daso.web.request_code import decode_recovery

__all__ = ["complete_draft", "complete_founding", "complete_joining"]


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


def complete_draft(draft: Draft, organisation: Organisation, site: Site) -> None:
    """Fill in what follows from where the organisation stands, and show the words that are agreed to."""
    complete = _COMPLETE.get(draft.kind.__name__)
    if complete:
        complete(draft, organisation, site)


def _complete_foundation(draft: Draft, organisation: Organisation, _site: Site) -> None:
    charter = msgspec.json.decode(organisation.charter, type=Charter)
    clauses = {
        name: Clause(text=clause.text, by=1, at=0, agreed=HashTrieMap())
        for name, clause in organisation.clauses.items()
    }
    for name, clause in clauses.items():
        show(*f"{name}: {clause.text}".split("\n"))
    draft.fields.setdefault("foundation", compute_foundation(charter, HashTrieMap(clauses)))


def _complete_agreement(draft: Draft, organisation: Organisation, _site: Site) -> None:
    clause = organisation.clauses.get(str(draft.fields.get("clause")))
    if clause:
        show(*f"{draft.fields['clause']}: {clause.text}".split("\n"))
        draft.fields.setdefault("text", compute_clause_digest(clause.text))


def _complete_proposal(draft: Draft, _organisation: Organisation, site: Site) -> None:
    """What is published or voted on are words, not a number: show those that the commitment stands for."""
    number = str(draft.fields.get("proposal", ""))
    if "text" not in draft.fields and number.isdigit():
        commitment = site.get_case(int(number)).text
        show(f"Proposal {number}: {_read_title(site, commitment)}")
        draft.fields["text"] = commitment


def _read_title(site: Site, commitment: str) -> str:
    try:
        given = site.get_text(commitment)
    except SiteRefused as refused:
        return str(refused)
    if compute_commitment(from_base64url(given.salt), given.text) != commitment:
        raise Tampered("The site shows other words than those that the proposal commits to. Tell the members.")
    return msgspec.json.decode(given.text, type=_Title).title


def _complete_invitations(draft: Draft, _organisation: Organisation, _site: Site) -> None:
    count = str(draft.fields.pop("count", "1"))
    if "keys" in draft.fields:
        return
    if not count.isdigit() or not 1 <= int(count) <= 100:
        raise ActUnfit(act="InviteMembers", why="count is a number from 1 to 100")
    signers = [P256Signer.generate() for _ in range(int(count))]
    for signer in signers:
        print(f"An invitation's secret, to be given to one person: {signer.secret}")
    draft.fields["keys"] = [msgspec.to_builtins(signer.key) for signer in signers]


def _complete_vouching(draft: Draft, _organisation: Organisation, _site: Site) -> None:
    """A request code says whose new key it is about, and which key."""
    code = str(draft.fields.pop("code", ""))
    if code:
        request = decode_recovery(code.rpartition("code=")[2])
        show(f"Vouch only if you have spoken with member {request.member}. The key begins {request.key.public[:12]}")
        draft.fields |= {"member": request.member, "key": msgspec.to_builtins(request.key)}


_COMPLETE: Final[dict[str, Callable[[Draft, Organisation, Site], None]]] = {
    "AffirmFoundation": _complete_foundation,
    "Inaugurate": _complete_foundation,
    "AgreeClause": _complete_agreement,
    "PublishProposal": _complete_proposal,
    "CastBallot": _complete_proposal,
    "SponsorProposal": _complete_proposal,
    "InviteMembers": _complete_invitations,
    "VouchForMember": _complete_vouching,
}
