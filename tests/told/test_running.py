"""A site that serves also tells, in the background, from its start to its end; and its journal gives nothing away."""

from __future__ import annotations

from pathlib import Path

import pytest
from litestar.testing import TestClient

from daso.web import create_app
from daso.web.settings import Settings, SettingUnfit, load_settings
from tests.host.founded import ORIGIN
from tests.told.conftest import Telling
from tests.told.mailbox import Mailbox
from tests.told.test_letters import open_vote


def test_a_site_that_serves_also_tells(telling: Telling, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]) -> None:
    """A letter comes without anybody asking for it, and neither its address nor a secret stands in the journal."""
    address = telling.register(2)
    telling.choose(2, kind_ordinary="mail")
    mailbox.arrived.clear()
    with TestClient(create_app(telling.site.host, telling.site.settings, tells=True), base_url=ORIGIN):
        open_vote(telling)
        assert mailbox.arrived.wait(timeout=60)
    said = "".join(capsys.readouterr())
    assert address not in said
    assert "token=" not in said


def test_settings_say_nothing_of_passwords(tmp_path: Path) -> None:
    """Whoever prints the settings by mistake prints no password, and letters need a server and a sender."""
    given = {
        "DASO_SMTP": "smtps://me:hunter2@mail.example",
        "DASO_MAIL_FROM": "a@b.example",
        "DASO_DATA": str(tmp_path),
    }
    assert "hunter2" not in repr(load_settings(given))
    for lacking in given.keys() - {"DASO_DATA"}:
        with pytest.raises(SettingUnfit) as refused:
            load_settings({name: value for name, value in given.items() if name != lacking})
        assert "hunter2" not in str(refused.value)
    with pytest.raises(SettingUnfit) as refused:
        load_settings(given | {"DASO_SMTP": "http://me:hunter2@mail.example"})
    assert "hunter2" not in str(refused.value)
    assert Settings().has_mail is False
