"""`daso chain approve`: approve a payment from a vault, or a change of its members, with a wallet's key in a file.

What is signed is built here, from values that are shown before; nothing that a site says is signed unseen. Whoever's
seat is a passkey's approves on the site. Read next: `carrying.py`; `docs/vault.md`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from daso.cli.carrying import find_place
from daso.cli.changing import check_change, describe_rules
from daso.cli.deeds import compute_values_digest
from daso.cli.key import find_key_file, load_signer
from daso.cli.screen import confirm, show
from daso.cli.site import Site
from daso.errors import Misconfigured, Tampered

if TYPE_CHECKING:
    from daso.cli.deeds import Deciding
    from daso.keys.sign import WalletSigner

__all__ = ["approve"]


class NoWalletKey(Misconfigured):
    """A key that no vault has a seat for, other than through a browser."""

    code = "no-wallet-key"
    message = (
        "The key in {path} is no wallet's, and a vault takes none of its kind. Whoever's seat is a passkey's approves "
        "on the site."
    )


class OtherDeed(Tampered):
    """The site speaks of something else than what was asked for."""

    code = "other-deed"
    message = (
        "The site speaks of another payment, vault or organisation than yours. Nothing was signed; tell the members."
    )


def approve(  # noqa: PLR0913 - a command has as many options as its readers need
    site: str,
    /,
    *,
    by: int,
    payment: int = 0,
    members: int = 0,
    against: bool = False,
    key: Path | None = None,
    rpc: str = "",
    yes: bool = False,
) -> int:
    """Approve a payment from a vault, or a change of its members, with a wallet's key of yours; or object to it.

    The site collects what members sign, and anybody carries it to the vault's chain. It costs you nothing.

    Example: daso chain approve https://vote.example/o/ours --payment 3 --by 7 --key wallet.key

    Args:
        site: The organisation's address.
        by: Your number as a member.
        payment: The number of a payment from a vault.
        members: The number of a vault whose members are to change.
        against: Object instead.
        key: The file with your wallet's key (daso key import); the key called default if not given.
        rpc: The address of a node of the vault's chain (DASO_CHAIN_RPC), which is asked what the vault holds now: only
            then is it sure whom a change of members takes a seat from, and that it changes nothing else.
        yes: Do not ask before signing.
    """
    from daso.cli.pins import Pins

    what = find_place(payment, members)
    path = key or find_key_file("default")
    signer, place = _load_wallet(path), Site(site)
    organisation = place.get_organisation()
    Pins(path.parent).check(organisation.org, organisation.vkey)
    found = place.get_deed(what)
    deed = found.deed
    if (deed.org, deed.number, bool(deed.rules)) != (organisation.org, payment or members, bool(members)):
        raise OtherDeed
    sure = check_change(found, rpc) if members and not against else ""
    show("You object to this:" if against else "You approve this:", *_describe(found), *filter(None, [sure]))
    if not yes:
        confirm("Sign this, and send it?")
    wish = {"by": by, "proof": signer.sign_typed(compute_values_digest(deed, against=against))}
    if members:
        wish |= {"digest": "0x" + compute_values_digest(deed, against=False).hex(), "expiry": deed.expiry}
    counted = place.send_approval(f"{what}/{'objections' if against else 'approvals'}", wish)
    show(f"Counted: {counted.given} of {counted.needed} have {'objected' if against else 'approved'}.")
    return 0


def _describe(found: Deciding) -> list[str]:
    """Everything that is signed, in words."""
    deed = found.deed
    place = f"  The vault is {deed.vault} on chain {deed.chain}. This can't be taken back."
    if deed.rules:
        return [*describe_rules(deed.rules, found.before), place]
    what = f"units of the token {deed.token}" if deed.token else "of the smallest units of the chain's own coin"
    paid = f"  {deed.amount} {what} are paid to {deed.to}."
    decided = f"  It follows from decision {deed.decision}. This is no vote."
    announced = f"  Member {deed.by} announced it; no decision orders it."
    return [paid, announced if deed.by else decided, place]


def _load_wallet(path: Path) -> WalletSigner:
    from daso.keys.sign import WalletSigner

    signer = load_signer(path)
    if not isinstance(signer, WalletSigner):
        raise NoWalletKey(path=str(path))
    return signer
