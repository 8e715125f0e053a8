"""`daso witness`: watch other people's logs, and cosign what continues all that was seen of them.

Read next: `daso/witness/watcher.py`, which does it.
"""

from __future__ import annotations

from pathlib import Path

from daso.cli.screen import keep_logs_apart, show

__all__ = ["add_log", "init_witness", "list_logs", "serve_witness", "show_witness_key"]


def init_witness(*, data: Path, name: str) -> int:
    """Prepare a folder for a new witness, and show its public key.

    Example: daso witness init --data /srv/witness --name witness.example/w1

    Args:
        data: The folder; it is made if it is not there.
        name: The witness's name for ever, best an address of yours without https:// in front.
    """
    from daso.ledger import compute_cosigner
    from daso.witness import prepare_watcher

    signer = prepare_watcher(data, name)
    print(compute_cosigner(signer).vkey)
    print(
        f"Tell this key to those who are to name you. The secret half is in {data}; never bring back an old copy of it."
    )
    return 0


def show_witness_key(*, data: Path) -> int:
    """Show the witness's public key, as a proposal to name it takes it.

    Example: daso witness key --data /srv/witness

    Args:
        data: The witness's folder.
    """
    from daso.witness import Watcher

    print(Watcher(data).vkey)
    return 0


def add_log(vkey: str, /, *, data: Path) -> int:
    """Watch one more log. Get its key from its members, not from its host alone.

    Example: daso witness add "$(cat log.vkey)" --data /srv/witness

    Args:
        vkey: The log's public key: the line in its file log.vkey, also on its audit page.
        data: The witness's folder.
    """
    from daso.witness import Watcher

    show(f"Watching {Watcher(data).watch(vkey)}.")
    return 0


def list_logs(*, data: Path, json: bool = False) -> int:
    """List the logs that are watched, what was cosigned last, and what was doubtful.

    Example: daso witness list --data /srv/witness

    Args:
        data: The witness's folder.
        json: Print it for a program, with every doubtful checkpoint.
    """
    from daso.witness import Watcher

    watcher = Watcher(data)
    watched, doubts = watcher.list_watched(), watcher.list_doubts()
    if json:
        import msgspec

        print(msgspec.json.format(msgspec.json.encode({"logs": watched, "doubts": doubts}), indent=1).decode())
        return 0
    for one in watched:
        show(f"{one.origin}  {one.size} entries" + (f"  {one.doubts} doubtful: see --json" if one.doubts else ""))
    return 0


def serve_witness(*, data: Path, port: int = 8100, listen: str = "127.0.0.1") -> int:
    """Answer logs that ask for cosignatures. Put a web server with a certificate in front.

    Example: daso witness serve --data /srv/witness --port 8100

    Args:
        data: The witness's folder.
        port: The port to listen at.
        listen: The machine's own address to listen at.
    """
    from daso.cli.serve import check_port
    from daso.witness import Watcher
    from daso.witness import serve_witness as serve

    keep_logs_apart()
    watcher = Watcher(data)
    check_port(listen, port)
    serve(watcher, listen, port)
    return 0
