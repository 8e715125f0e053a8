"""The rules of each epoch are found in the calls that gave them, or else in the state of the block, or are missing."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest
from msgspec.structs import replace

from daso.chain.approval import Limit
from daso.chain.epochs import read_epochs
from daso.chain.rpc import FINALIZED, Node, When
from daso.chain.vault import Renewed, VaultStanding, read_renewed, read_vault
from daso.clerk.vault import NoDelay, SilentShareUnfit, create_vault
from tests.chain.anvil import Anvil
from tests.chain.bound import Bound
from tests.chain.treasury import COIN, Treasury
from tests.host.founded import ORIGIN

T = TypeVar("T")
ELSEWHERE = "0x" + "ab" * 32


@pytest.fixture
def treasury(anvil: Anvil, tmp_path: Path) -> Treasury:
    """A vault whose limit was raised once, and set back."""
    treasury = Treasury(Bound(anvil, tmp_path), limits=(Limit(bytes(20), COIN),))
    for amount in (5 * COIN, COIN):
        treasury.renew(limits=(Limit(bytes(20), amount),))
    return treasury


class _Forgetful(Node):
    """A node that keeps no old states, as most do."""

    def call(self, address: str, data: bytes, when: When = "latest") -> bytes:
        if isinstance(when, int) and when < self.get_block(FINALIZED).number:
            self.ask("eth_noSuchState", [], str)
        return super().call(address, data, when)


class _Pruned(_Forgetful):
    """A node that has lost old receipts besides."""

    def ask_maybe(self, method: str, params: list[object], kind: type[T]) -> T | None:
        return None if method == "eth_getTransactionReceipt" else super().ask_maybe(method, params, kind)


def _read(treasury: Treasury) -> tuple[list[Renewed], VaultStanding]:
    last = treasury.node.get_block("latest").number
    renewed = read_renewed(treasury.node, treasury.address, 0, last + 1)
    return renewed, read_vault(treasury.node, treasury.address)


def _list_limits(node: Node, treasury: Treasury, renewed: list[Renewed], standing: VaultStanding) -> list[int]:
    found = read_epochs(node, treasury.address, renewed, standing)
    return [one.rules.limits[0].amount if one.rules else 0 for one in found]


def test_no_old_state_is_needed(treasury: Treasury) -> None:
    """A node that has forgotten what the vault held still tells the transactions, and they say it."""
    node = _Forgetful(treasury.bound.anvil.url)
    assert _list_limits(node, treasury, *_read(treasury)) == [COIN, 5 * COIN, COIN]


def test_other_contracts_may_have_called(treasury: Treasury) -> None:
    """Where the transaction itself is no call of the vault, the state of its block says what held."""
    renewed, standing = _read(treasury)
    indirect = [replace(one, transaction=ELSEWHERE) for one in renewed]
    assert _list_limits(treasury.node, treasury, indirect, standing) == [COIN, 5 * COIN, COIN]


def test_what_cannot_be_found_is_missing(treasury: Treasury) -> None:
    """With neither, the rules of that epoch are unknown, and those that hold now are known all the same."""
    renewed, standing = _read(treasury)
    indirect = [replace(one, transaction=ELSEWHERE) for one in renewed]
    assert _list_limits(_Forgetful(treasury.bound.anvil.url), treasury, indirect, standing) == [0, 0, COIN]


def test_an_audit_names_what_it_could_not_read(treasury: Treasury, monkeypatch: pytest.MonkeyPatch) -> None:
    """An audit over such a node says of which epochs it does not know the rules."""
    monkeypatch.setattr("daso.clerk.onchain.Node", _Pruned)
    audit = treasury.bound.audit()
    assert [finding.code for finding in audit.findings] == ["vault-limits-changed"]
    assert any("in epoch 0 were not compared" in sentence for sentence in audit.unchecked)


@pytest.mark.parametrize(("hours", "percent", "refusal"), [(0, 0, NoDelay), (72, 51, SilentShareUnfit)])
def test_no_vault_is_made_that_audits_would_call_weak(
    treasury: Treasury, hours: int, percent: int, refusal: type[NoDelay | SilentShareUnfit]
) -> None:
    """Whoever asks for no delay, or for too great a silent share, is told what to give."""
    with pytest.raises(refusal):
        create_vault(treasury.bound.founded.state, ORIGIN, hours, percent)
