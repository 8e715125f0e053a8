"""Whatever one organisation binds, the chain work of all others goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from litestar.testing import TestClient
from sqlalchemy import create_engine, update

from daso.clerk.vault import LAST_SECOND
from daso.host import tables
from daso.kernel.key import AddKey
from daso.kernel.withdrawal import PayFromVault
from daso.testkit.authenticator import SoftwarePasskey
from daso.web import create_app
from daso.web.settings import Settings
from tests.chain.anvil import Anvil
from tests.chain.bound import Bound
from tests.chain.treasury import PAYEE, Treasury, bind_bent
from tests.host.founded import ORIGIN, commit


@pytest.mark.parametrize("life", [2**200, 2**256 - 1])
def test_a_vault_with_an_endless_life_stops_nobody(anvil: Anvil, tmp_path: Path, life: int) -> None:
    """Its payments are kept and shown with an end that calendars know, and what is bound after it is attended."""
    bound = Bound(anvil, tmp_path)
    for number in (1, 2, 3):
        key = SoftwarePasskey(f"vault {number}".encode(), ORIGIN).key
        bound.founded.say(number, AddKey, "label", {"label": "Phone"}, key=key)
    bind_bent(bound, {"life": life}, {})
    text, given = commit({"body": "Flour"}, bytes(16))
    bound.decide(PayFromVault(vault=1, to=PAYEE, amount="5", text=text), kind="payment", given=[given])
    bound.bind()
    bound.keep_pace()
    bound.anchor()
    org, slug = bound.facts.org, bound.founded.hosted.slug
    assert [one.size for one in bound.host.public.list_anchors(org, 10)] == [bound.size]
    progress = bound.host.vaults.book.get_progress(org, 1)
    assert (progress.status, progress.expires_at) == ("collecting", 1000 * LAST_SECOND)
    assert [finding.code for finding in bound.audit().findings] == ["vault-terms-weak"]
    with TestClient(create_app(bound.host, Settings(data=bound.host.data, origin=ORIGIN))) as browser:
        assert browser.get(f"/o/{slug}/payments").status_code == 200
        assert browser.get(f"/api/orgs/{slug}/withdrawals/1").json()["deed"]["expiry"] == LAST_SECOND


def test_what_nobody_foresaw_stops_nobody(anvil: Anvil, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where a table of one vault is damaged, that is told, and the contract that was bound after it is attended."""
    bound = Bound(anvil, tmp_path)
    Treasury(bound).watch()
    bound.bind()
    with create_engine(f"sqlite:///{bound.host.data / 'host.sqlite'}").begin() as db:
        db.execute(update(tables.vault_seats).values(seats=b"{"))
    bound.anchor()
    assert [one.size for one in bound.host.public.list_anchors(bound.facts.org, 10)] == [bound.size]
    assert "contract not attended" in capsys.readouterr().out
