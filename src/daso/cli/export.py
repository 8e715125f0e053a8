"""`daso export`: an organisation's log as plain files that anybody can keep, serve and audit.

Read next: `clerk/statement.py`, which writes them.
"""

from __future__ import annotations

import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from daso.cli.screen import keep_logs_apart, show_progress
from daso.cli.serve import check_folder, open_host
from daso.errors import Misconfigured, Unavailable

if TYPE_CHECKING:
    from daso.host import Hosted

__all__ = ["export"]


class OutTaken(Misconfigured):
    """Something else is where the export should go."""

    code = "out-taken"
    message = "{path} is not empty and no export of this log. Choose another place, or empty it first."


class ExportUnwritten(Unavailable):
    """The disk did not take the export."""

    code = "export-unwritten"
    message = "The export could not be written ({why}). Make room or choose another place, then try again."


def export(out: Path, /, *, data: Path, org: str) -> int:
    """Write an organisation's log as files that anybody can keep, serve and audit.

    With it go what follows from it, and the texts that everybody may read. It can be put on any web server as it
    is. Exporting again brings it up to date.

    Example: daso export our-company.tar --data /srv/daso --org our-company

    Args:
        out: A folder, or a file whose name ends in .tar.
        data: The folder with the organisations.
        org: The organisation's address or identifier.
    """
    keep_logs_apart()
    check_folder(data)
    host = open_host(data)
    try:
        hosted = host.open(org)
        if out.suffix == ".tar":
            _export_archive(hosted, data, out)
        else:
            _check_folder(out, hosted.vkey)
            _export_folder(hosted, data, out)
        print(f"{hosted.size} entries of {hosted.slug} are in {out}. Audit them with: daso audit {out}")
    except OSError as error:
        raise ExportUnwritten(why=error.strerror or str(error)) from error
    finally:
        host.close()
    return 0


def _check_folder(out: Path, vkey: str) -> None:
    from daso.ledger.files import VKEY

    if out.exists() and not out.is_dir():
        raise OutTaken(path=str(out))
    mark = out / VKEY
    is_ours = mark.exists() and mark.read_text().strip() == vkey
    if out.is_dir() and any(out.iterdir()) and not is_ours:
        raise OutTaken(path=str(out))


def _export_folder(hosted: Hosted, data: Path, out: Path) -> None:
    from daso.clerk import export_all
    from daso.host.export import export_texts
    from daso.ledger import NoteSigner

    signer = NoteSigner.parse((data / "orgs" / hosted.org / "log.key").read_text().strip())
    state = hosted.clerk.state
    if state is not None:
        with show_progress("Exporting") as hear:
            export_all(hosted.log, state, signer, out, hear)
        export_texts(hosted, out, state.at)


def _export_archive(hosted: Hosted, data: Path, out: Path) -> None:
    """The same files in one, in the order of their names and without times: the same log gives the same bytes."""
    if out.exists() and not tarfile.is_tarfile(out):
        raise OutTaken(path=str(out))
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(f"{out.name}.new")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / hosted.slug
        _export_folder(hosted, data, folder)
        with tarfile.open(unfinished, "w") as archive:
            for path in sorted(folder.rglob("*")):
                archive.add(path, path.relative_to(name), recursive=False, filter=_forget_owner)
    unfinished.replace(out)


def _forget_owner(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.mtime = member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member
