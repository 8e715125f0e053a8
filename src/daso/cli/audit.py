"""`daso audit`: everything an organisation ever did, done again on your own machine.

Read next: `clerk/audit.py`, which does it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from daso.cli.contracts import read_contract
from daso.cli.screen import keep_logs_apart, read_text, say_moment, show, show_progress
from daso.errors import Misconfigured

if TYPE_CHECKING:
    from daso.clerk import Ask, Audit
    from daso.ledger import Source

__all__ = ["audit", "open_source"]

_PAGE = re.compile(r"(https?://[^/]+/o/[^/?#]+)(?!/log)([/?#].*)?")
"""Any page of an organisation: its log stands beside it."""
_BARE = re.compile(r"([a-z0-9-]+\.)*[a-z0-9-]+(:[0-9]{1,5})?/o/.+")
"""An address as people write it, without its scheme."""


class SchemeMissing(Misconfigured):
    """An address without http:// or https://, which could be a folder as well."""

    code = "scheme-missing"
    message = "There is no folder {source}. If you mean the web address, say https://{source} (or http://)."


def audit(  # noqa: PLR0913 - a command has as many options as its readers need
    source: str,
    /,
    *,
    vkey: str = "",
    checkpoint: tuple[Path, ...] = (),
    receipt: tuple[Path, ...] = (),
    witness: tuple[str, ...] = (),
    ask_witnesses: bool = False,
    resume: Path | None = None,
    rpc: tuple[str, ...] = (),
    contract: tuple[str, ...] = (),
    json: bool = False,
) -> int:
    """Audit an organisation: every signature, rule, tally and promise, from the bytes. Nobody is believed.

    Ends in one sentence. Exit code 0: all is sound; 1: something is wrong; 2: it could not be read.

    Example: daso audit https://vote.example/o/our-company --receipt my-vote.txt

    Args:
        source: The organisation's address, the address of its log's files, or an export: a folder or a .tar file.
        vkey: The log's public key as its members know it; without it, the one that the source shows is used.
        checkpoint: A file with a checkpoint that you have kept from before; may be given several times.
        receipt: A file with a receipt that you have kept; may be given several times.
        witness: The public key of a witness you know, besides those that the log names; may be given several times.
        ask_witnesses: Ask the witnesses that the log names, at their addresses, what they saw last.
        resume: A file of your own in which a long audit keeps its way, to go on from there.
        rpc: The address of a node of a public chain, to compare the log with what stands there; may be given several
            times. Nothing is taken from it that is not final.
        contract: The code of a contract that you know to be the organisation's, even if the log says nothing of it;
            may be given several times.
        json: Print the result for a program.
    """
    from daso.clerk import Evidence, audit_organisation

    keep_logs_apart()
    evidence = Evidence(
        vkey=vkey,
        checkpoints=tuple(map(read_text, checkpoint)),
        receipts=tuple(map(read_text, receipt)),
        witnesses=witness,
        ask=_build_ask() if ask_witnesses else None,
        rpcs=rpc,
        contracts=tuple(map(read_contract, contract)),
    )
    with show_progress("Auditing") as hear:
        result = audit_organisation(open_source(source), evidence, hear, resume)
    _print_json(result) if json else _print(result, is_key_known=bool(vkey))
    return result.exit_code


def open_source(source: str) -> Source:
    """Where an organisation's log is read: on the web, in a folder or in an archive."""
    from daso.ledger import ArchiveSource, FolderSource, HttpSource

    if _BARE.fullmatch(source) and not Path(source).exists():
        raise SchemeMissing(source=source)
    if source.startswith(("http://", "https://")):
        page = _PAGE.fullmatch(source)
        return HttpSource(f"{page[1]}/log" if page else source)
    return ArchiveSource(source) if Path(source).is_file() else FolderSource(source)


def _build_ask() -> Ask:
    """How witnesses are asked: with a site's own care, and its setting for addresses that are not on the open net."""
    from daso.web.settings import load_settings
    from daso.web.witnessing import read_newest

    is_private_allowed = load_settings(os.environ).private_endpoints
    return lambda witness, origin: read_newest(witness, origin, is_private_allowed=is_private_allowed)


def _print_json(result: Audit) -> None:
    import msgspec

    plain = {
        "sound": result.exit_code == 0,
        "sentence": result.sentence,
        "origin": result.origin,
        "size": result.size,
        "root": result.root,
        "digest": result.digest,
        "findings": result.findings,
        "unchecked": result.unchecked,
        "resumed_at": result.resumed_at,
        "texts": result.texts,
        "witnesses": result.witnesses,
        "cosignatures_needed": result.cosignatures_needed,
    }
    print(msgspec.json.format(msgspec.json.encode(plain), indent=1).decode())


def _print(result: Audit, *, is_key_known: bool) -> None:
    for finding in result.findings:
        show(f"- {finding.sentence}")
    for sentence in result.unchecked:
        show(f"Not checked: {sentence}")
    if result.witnesses:
        show(*_say_seen(result))
    if result.resumed_at:
        show(f"By your own file, the first {result.resumed_at} entries had been found lawful and signed before.")
    if result.texts:
        show(f"{result.texts} texts beside the log were compared with what their authors signed.")
    if result.digest:
        show(f"State after {result.size} entries: {result.digest}")
    if not is_key_known and not result.unread:
        show("The log's key was taken from the source itself. Compare it with what members know, and give --vkey.")
    show(result.sentence)


def _say_seen(result: Audit) -> list[str]:
    """Who has seen what the log shows, in one sentence and a line for each."""
    seen = [one for one in result.witnesses if one.at]
    lines = [
        f"Seen by {len(seen)} of {len(result.witnesses)} witnesses; the charter asks for {result.cosignatures_needed}."
    ]
    for one in result.witnesses:
        moment = say_moment(1000 * one.at) if one.at else "never"
        lines.append(f"  {one.name}: {one.size} entries, {moment}")
    return lines
