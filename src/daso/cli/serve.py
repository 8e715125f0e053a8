"""`daso serve` and `daso init`: a data folder, and the site that shows it.

Read next: `web/settings.py`, which knows every setting.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from daso.cli.screen import keep_logs_apart
from daso.errors import Misconfigured

if TYPE_CHECKING:
    from daso.host import Host
    from daso.web.settings import Settings

__all__ = ["NoDataFolder", "check_folder", "check_port", "check_typed", "init", "open_host", "serve"]


class NoDataFolder(Misconfigured):
    """The data folder was never prepared."""

    code = "no-data-folder"
    message = "There is no data folder at {path}. Prepare one with: daso init {path}"


class PortBusy(Misconfigured):
    """Somebody else answers at this port, or we may not."""

    code = "port-busy"
    message = (
        "Port {port} can't be used ({why}). Stop the other program, or choose another port, as in --port 9000 "
        "(with make: PORT=9000)."
    )


class PasswordShown(Misconfigured):
    """Whatever is typed after a program's name stands in the list of processes."""

    code = "password-shown"
    message = (
        "A password on the command line can be read by everybody on this machine, so it is not used; choose a new one. "
        "Give it in DASO_LEDGER, in PGPASSWORD or in ~/.pgpass."
    )


def check_folder(data: Path) -> None:
    """Refuse a folder that holds no data, so that a slip of the pen does not found an empty site."""
    if not (data / "orgs").is_dir():
        raise NoDataFolder(path=str(data))


def check_port(listen: str, port: int) -> None:
    """Refuse a port that is taken, with a sentence instead of a traceback."""
    family = socket.AF_INET6 if ":" in listen else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((listen, port))
        except (OSError, OverflowError) as error:
            raise PortBusy(port=port, why=getattr(error, "strerror", None) or str(error)) from error


def load(data: Path | None, port: int | None, origin: str | None, **chosen: object) -> Settings:
    """The settings; where nobody says which address members use, it is this machine's with the port."""
    from daso.web.settings import PREFIX, load_settings

    settings = load_settings(os.environ, data=data, port=port, origin=origin, **chosen)
    if origin is None and f"{PREFIX}ORIGIN" not in os.environ:
        settings = load_settings(os.environ, data=data, port=port, origin=f"http://localhost:{settings.port}", **chosen)
    return settings


def serve(  # noqa: PLR0913 - a command has as many options as its readers need
    *,
    data: Path | None = None,
    port: int | None = None,
    origin: str | None = None,
    listen: str | None = None,
    home: str | None = None,
    ledger: str | None = None,
) -> int:
    """Serve the organisations in a data folder.

    Example: daso serve --data /srv/daso --origin https://vote.example

    Args:
        data: The folder with the organisations (DASO_DATA).
        port: The port to listen at (DASO_PORT).
        origin: The address that members use, scheme included (DASO_ORIGIN).
        listen: The machine's own address to listen at (DASO_LISTEN).
        home: The address of the organisation to show first (DASO_HOME).
        ledger: A PostgreSQL database for the logs, such as postgresql://daso@db.example/daso (DASO_LEDGER). Give a
            password in the environment or in ~/.pgpass only.
    """
    from daso.host import Host
    from daso.web.app import serve as serve_site

    keep_logs_apart()
    check_typed(ledger or "")
    settings = load(data, port, origin, listen=listen, home=home, ledger=ledger)
    check_folder(settings.data)
    check_port(settings.listen, settings.port)
    host = Host(settings.data, settings.origin, ledger=settings.ledger)
    host.is_well()  # a database that can't be reached is told now, and not to the first visitor
    serve_site(host, settings)
    return 0


def open_host(data: Path) -> Host:
    """What a data folder holds, for commands other than `serve`; logs may be in the database of DASO_LEDGER."""
    from daso.host import Host
    from daso.web.settings import PREFIX

    return Host(data, ledger=os.environ.get(f"{PREFIX}LEDGER", ""))


def check_typed(address: str) -> None:
    """Refuse an address with a password in it on the command line, which every user of the machine can read."""
    if address.startswith(("postgresql://", "postgres://")):
        from daso.ledger.server import has_password

        if has_password(address):
            raise PasswordShown


def init(data: Path, /) -> int:
    """Prepare a data folder for a site.

    Example: daso init /srv/daso

    Args:
        data: The folder; it is made if it is not there. What it holds already stays.
    """
    from daso.host import Host

    keep_logs_apart()
    Host(data).close()
    print(f"{data} is ready. Serve it with: daso serve --data {data}")
    return 0
