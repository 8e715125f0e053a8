"""Two chains for every test of the contracts: an EVM in Python (titanoboa), and a real node with the rules of Osaka."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.anvil import Node, find_anvil, start_anvil
from bench.cooperative import Cooperative
from bench.evm import Chain, Deployed, deploy
from daso.chain.build import load_contracts

TOKENS = Path(__file__).with_name("tokens") / "artifacts.json"
FUNDS = 10_000


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    """A node of a fresh chain, for all tests of one process."""
    program = find_anvil()
    if not program:
        pytest.skip("no anvil here: tools/find-anvil installs it where npm is reached")
    with start_anvil(program) as node:
        yield node


@pytest.fixture(scope="session", params=["titanoboa", "anvil"])
def fresh_chain(request: pytest.FixtureRequest) -> Chain:
    """Each of the two chains."""
    if request.param == "anvil":
        node: Node = request.getfixturevalue("node")
        return node
    pytest.importorskip("boa", reason="no titanoboa here: tools/setup contracts installs it")
    from tests.contracts.titanoboa import BoaChain  # noqa: PLC0415 - only where titanoboa is

    return BoaChain()


@pytest.fixture
def chain(fresh_chain: Chain) -> Iterator[Chain]:
    """A chain on which nothing was done before."""
    with fresh_chain.undo():
        yield fresh_chain


@pytest.fixture
def coop(chain: Chain) -> Cooperative:
    """Ten members, one empty seat, and some money."""
    coop = Cooperative(chain, [0, 1, 2, 3, None, 4, 5, 6, 7, 8, 9])
    coop.fund(FUNDS)
    return coop


@pytest.fixture
def big_coop(chain: Chain) -> Cooperative:
    """Members on three pages."""
    coop = Cooperative(chain, range(150))
    coop.fund(FUNDS)
    return coop


def deploy_token(coop: Cooperative, name: str, *more: object) -> Deployed:
    """A token of which the vault has some."""
    return deploy(coop.chain, load_contracts(TOKENS)[name], coop.vault.address, FUNDS, *more)
