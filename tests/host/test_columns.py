"""A folder that another version made is opened with all that is in it, or left as it is."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from daso.host.refusals import DataFolderOfAnother
from daso.host.tables import open_tables
from daso.host.wishes import Wishes
from tests.host.founded import Clock, open_host


def change(path: Path, *statements: str) -> None:
    """Let another version have made this file."""
    with sqlite3.connect(path) as db:
        for statement in statements:
            db.execute(statement)
    db.close()


def test_new_columns_are_added(tmp_path: Path) -> None:
    """What an older version wrote is still there, and what it did not know is nought, empty or missing."""
    open_host(tmp_path).close()
    path = tmp_path / "host.sqlite"
    change(
        path,
        "ALTER TABLE wishes DROP COLUMN asked",
        "ALTER TABLE wishes DROP COLUMN address",
        "ALTER TABLE texts DROP COLUMN erased_at",
        "ALTER TABLE endpoints DROP COLUMN secret",
        "INSERT INTO wishes (org, member, language, chosen, is_paused, feed, verified_at, asked_at)"
        " VALUES ('our', 2, 'de', '{}', 1, 3, 0, 0)",
    )
    host = open_host(tmp_path)
    assert host.wishes.get("our", 2) == Wishes(language="de", is_paused=True, feed=3)
    host.close()
    with sqlite3.connect(path) as db:
        assert {name for _, name, *_ in db.execute("PRAGMA table_info(texts)")} >= {"erased_at"}
    db.close()


@pytest.mark.parametrize(
    "statement", ["ALTER TABLE wishes ADD COLUMN mood", "ALTER TABLE cursors RENAME COLUMN org TO organisation"]
)
def test_another_version_s_file_is_left_alone(tmp_path: Path, statement: str) -> None:
    """A file with what this version does not know is not opened, and the answer says which version to run."""
    open_host(tmp_path, Clock()).close()
    path = tmp_path / "host.sqlite"
    change(path, statement)
    before = path.read_bytes()
    with pytest.raises(DataFolderOfAnother, match="made by another version"):
        open_tables(path)
    assert path.read_bytes() == before
