"""A site that serves also tells, in the background, from its start to its end; and its journal gives nothing away."""

from __future__ import annotations

from pathlib import Path

import pytest
from litestar.testing import TestClient

from daso.web import create_app
from daso.web.settings import Settings, SettingUnfit, load_settings
from tests.host.founded import ORIGIN, open_host
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


def test_one_of_several_processes_tells(telling: Telling, mailbox: Mailbox) -> None:
    """Of two processes that share a folder one writes the letters, and when it ends the other does, each once."""
    telling.register(2)
    telling.choose(2, kind_ordinary="mail")
    settings, seldom = telling.site.settings, telling.site.host.create_lock("telling")
    assert seldom.try_take()
    mailbox.take()
    mailbox.arrived.clear()
    with TestClient(create_app(open_host(telling.site.host.data, telling.clock), settings, tells=True)):
        open_vote(telling)
        assert not mailbox.arrived.wait(timeout=3)  # it took turns, and each found that another one tells
        seldom.release()
        assert mailbox.arrived.wait(timeout=60)
        assert not telling.site.host.create_lock("telling").try_take()
    letters = [str(letter["Message-ID"]) for letter in mailbox.take()]
    assert len(letters) == len(set(letters)) > 0
    assert telling.turn() == []
    assert seldom.try_take()
    seldom.release()


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
