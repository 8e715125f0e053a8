"""`daso demo`: a living organisation to look around in.

Read next: `testkit/demo/`, which invents it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from daso.cli.screen import keep_logs_apart, show_progress
from daso.cli.serve import check_port, load

if TYPE_CHECKING:
    from daso.host import Host, Hosted
    from daso.web.settings import Settings

__all__ = ["demo"]


def demo(
    *,
    data: Path | None = None,
    port: int | None = None,
    date: dt.date | None = None,
    no_serve: bool = False,
    chain: str | None = None,
) -> int:
    """Look around in a living organisation: an invented bakery that mends bicycles.

    It is built the first time, with eight months of life that end today and votes that are open now; and once more
    for another port, since passkeys belong to one address.

    Example: daso demo --port 9000

    Args:
        data: The folder to build it in; .demo if not given, or .demo-9000 for port 9000.
        port: The port to show it at; 8000 if not given.
        date: The day on which its story ends, such as 2026-03-01; today if not given.
        no_serve: Build it only.
        chain: The program anvil: it plays a public chain, with anchors, an inbox and a vault. Its coins are worth
            nothing.
    """
    from msgspec.structs import replace

    from daso.web.settings import Settings

    keep_logs_apart()
    settings = load(data, port, None, demo=True)
    if data is None:
        usual = settings.port == Settings().port
        name = ".demo" if usual else f".demo-{settings.port}"
        settings = replace(settings, data=Path(f"{name}-chain" if chain else name))
    if chain == "":
        print("No anvil was found, so the demonstration goes without a chain.")
    if not no_serve:
        check_port(settings.listen, settings.port)
    org = _build(settings, date or dt.datetime.now(dt.UTC).date(), has_chain=bool(chain))
    if no_serve:
        where = f" --port {port}" if port else ""
        print(f"The demonstration is in {settings.data}. Show it with: daso demo --data {settings.data}{where}")
        return 0
    from daso.host import Host
    from daso.web.app import serve

    host = Host(settings.data, settings.origin, ledger=settings.ledger)
    hosted = host.open(org)
    _say_if_over(hosted, settings.data)
    with _play_chain(chain, settings, host, hosted) as played:
        serve(host, replace(played, home=hosted.slug))
    return 0


@contextmanager
def _play_chain(program: str | None, settings: Settings, host: Host, hosted: Hosted) -> Iterator[Settings]:
    """The settings with a chain to speak with, while it runs; as they are without one."""
    from msgspec.structs import replace

    if not program:
        yield settings
        return
    from daso.testkit.demo.chain import KEY, run_chain

    with run_chain(program, settings.data, host, hosted) as url:
        yield replace(settings, chain_rpc=url, chain_key=str(settings.data / KEY), chain_minutes=5)


def _build(settings: Settings, today: dt.date, *, has_chain: bool) -> str:
    """Build the demonstration of this very address, for passkeys work nowhere else; return its identifier."""
    from daso.testkit.demo import build_demo, compute_org, compute_signers
    from daso.web.demo_keys import DEMO_KEYS, DemoKeys

    data, org = settings.data, compute_org(settings.origin)
    if not (data / "orgs" / org).exists():
        data.mkdir(parents=True, exist_ok=True)
        DemoKeys(data / DEMO_KEYS).store(org, compute_signers())
        with show_progress("Baking eight months of bread and bicycles") as hear:
            build_demo(data, today, lambda done: hear(int(1000 * done), 1000), settings.origin, has_chain=has_chain)
    return org


def _say_if_over(hosted: Hosted, data: Path) -> None:
    """A demonstration gets old: tell how to get a fresh one once all its votes have closed."""
    state = hosted.clerk.get_state()
    if not any(proposal.published_at for proposal in state.proposals.values()):
        print(f"All votes here have closed since it was built. For a fresh one, delete {data} and start again.")
