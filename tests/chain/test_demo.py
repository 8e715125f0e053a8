"""The demonstration shows anchors, a vault and an act that was handed in, on a chain that is made anew each time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from daso.clerk import Evidence, audit_organisation
from daso.host import Host
from daso.host.anchoring import Anchoring, Way
from daso.testkit.demo import SLUG, build_demo
from daso.testkit.demo.chain import KEY, list_bound, run_chain


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, anvil_program: str) -> Path:
    """The demonstration with its chapter about the chain."""
    folder = tmp_path_factory.mktemp("demo")
    build_demo(folder, datetime.now(UTC).date() - timedelta(days=1), has_chain=True)
    return folder


def test_the_demonstration_is_anchored(data: Path, anvil_program: str) -> None:
    """Its anchors agree with its log, a vote came by the inbox, its vault has paid; and so it is every time."""
    host = Host(data)
    hosted = host.open(SLUG)
    size = hosted.size
    for _ in range(2):
        with run_chain(anvil_program, data, host, hosted) as url:
            Anchoring(host, Way(rpc=url, key=data / KEY)).turn()
            audit = audit_organisation(hosted, Evidence(vkey=hosted.vkey, rpcs=(url,)))
        assert (audit.findings, audit.unchecked) == ((), ())
        assert len(host.public.list_anchors(hosted.org, 100)) >= 5
        [post] = host.public.list_posts(hosted.org, 10)
        assert (post.status, post.entry) == ("taken", size)
        paid, open_ = (host.vaults.book.get_progress(hosted.org, number) for number in (1, 2))
        assert (paid.status, bool(paid.transaction)) == ("paid", True)
        assert (open_.status, open_.given, open_.needed) == ("collecting", 3, 5)
        assert (open_.objected, open_.cancels) == (1, 3)
        small, announced = (host.vaults.book.get_progress(hosted.org, number) for number in (3, 4))
        assert (small.status, announced.status, announced.needed, announced.cancels) == ("paid", "waiting", 1, 1)
    assert hosted.size == size + 1
    bound = [(one.role, one.address) for _, one in sorted(hosted.clerk.get_state().contracts.items())]
    assert bound == [(one.role, one.address) for one in list_bound()]
    host.close()
