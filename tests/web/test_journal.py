"""The operator's journal tells what was sent and what failed, and no secret."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal

import pytest
import structlog

from daso.web.journal import configure_journal
from tests.web.site import Site


@pytest.fixture(autouse=True)
def leave_no_journal() -> Iterator[None]:
    """Let the tests that follow write where they did before."""
    yield
    structlog.reset_defaults()


@pytest.mark.parametrize("form", ["lines", "json"])
def test_no_secret_is_written_down(
    capsys: pytest.CaptureFixture[str], site: Site, form: Literal["lines", "json"]
) -> None:
    """Neither a sign-in nor a failure leaves the session's token, a proof or a visitor's address in the journal."""
    configure_journal(form)
    founded = site.found()
    answer = site.sign_in(founded, founded.people[0])
    token = site.browser.cookies["daso_session"]
    del founded.hosted.credentials
    assert site.browser.get("/api/orgs/wheel-whisk/signer").status_code == 500
    written = capsys.readouterr().err
    assert "/api/orgs/wheel-whisk/login" in written
    assert "AttributeError" in written
    for secret in (token, json.loads(answer.request.content)["proof"]["signature"], "127.0.0.1", "testclient"):
        assert secret not in written


def test_programs_can_read_the_journal(capsys: pytest.CaptureFixture[str], site: Site) -> None:
    """As JSON every line is one object with the time, the path and how it turned out."""
    configure_journal("json")
    founded = site.found()
    site.sign_in(founded, founded.people[0])
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert (line["event"], line["path"], line["status"]) == ("sent", "/api/orgs/wheel-whisk/login", 200)


def test_reading_leaves_no_trace(capsys: pytest.CaptureFixture[str], site: Site) -> None:
    """Who only reads is not written down."""
    configure_journal("lines")
    site.browser.get("/api/orgs")
    assert capsys.readouterr().err == ""
