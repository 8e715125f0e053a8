"""A site with a node of the chain keeps its logs anchored by itself, from its start to its end."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from litestar.testing import TestClient

from daso.chain.account import KeyExposed
from daso.chain.anchor import read_position
from daso.web import create_app
from daso.web.settings import Settings, SettingUnfit, load_settings
from tests.chain.bound import Bound
from tests.host.founded import ORIGIN


def _choose(bound: Bound, **changes: object) -> Settings:
    chosen = {"data": bound.host.data, "origin": ORIGIN, "chain_rpc": bound.anvil.url, "chain_key": str(bound.key)}
    return Settings(**(chosen | changes))  # type: ignore[arg-type] # any setting


def test_a_site_anchors_in_the_background(bound: Bound, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody has to ask for it, and neither the account's key nor the node's address stands in the journal."""
    with TestClient(create_app(bound.host, _choose(bound), tells=True), base_url=ORIGIN):
        for _ in range(600):
            if read_position(bound.anvil.node, bound.address, "pending")[0] == bound.size:
                break
            time.sleep(0.1)
        assert read_position(bound.anvil.node, bound.address, "pending")[0] == bound.size
    said = "".join(capsys.readouterr())
    assert bound.key.read_text().strip() not in said
    assert bound.anvil.url not in said


def test_a_site_does_not_start_with_an_exposed_key(bound: Bound) -> None:
    """A key that others may read is refused before the site opens, and so is a key without a node."""
    bound.key.chmod(0o644)
    with pytest.raises(KeyExposed, match="chmod 600"):
        create_app(bound.host, _choose(bound), tells=True)
    with pytest.raises(SettingUnfit, match="needs a node"):
        load_settings({"DASO_CHAIN_KEY": str(bound.key), "DASO_DATA": str(bound.host.data)})


@pytest.mark.parametrize("url", ["chain.example", "ftp://chain.example", "https://"])
def test_a_node_s_address_is_checked(url: str, tmp_path: Path) -> None:
    """What is no address of a node is refused by the setting's name."""
    with pytest.raises(SettingUnfit, match="chain_rpc"):
        load_settings({"DASO_CHAIN_RPC": url, "DASO_DATA": str(tmp_path)})
