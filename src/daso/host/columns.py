"""A side table's file that another version of daso made: columns that are new are added, and nothing else is touched.

Read next: `tables.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Column, Connection, Engine, MetaData, Table, inspect

from daso.host.refusals import DataFolderOfAnother

__all__ = ["fit_columns"]

_NOTHING: Final = {"INTEGER": "0", "VARCHAR": "''", "BLOB": "X''"}
"""What a new column holds in the lines that there are."""


def fit_columns(engine: Engine, metadata: MetaData, path: Path) -> None:
    """Add to each table the columns that it lacks; raises where it has others than this version knows."""
    with engine.begin() as db:
        there = set(inspect(db).get_table_names())
        tables = [table for table in metadata.sorted_tables if table.name in there]
        for table in tables:
            _check(db, table, path)
        for table in tables:
            _fit(db, table)


def _check(db: Connection, table: Table, path: Path) -> None:
    keys = inspect(db).get_pk_constraint(table.name)["constrained_columns"]
    if _get_names(db, table) - set(table.columns.keys()) or keys != [column.name for column in table.primary_key]:
        raise DataFolderOfAnother(path=str(path.parent), table=table.name)


def _fit(db: Connection, table: Table) -> None:
    names = _get_names(db, table)
    for column in table.columns:
        if column.name not in names:
            db.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {_declare(db, column)}")


def _get_names(db: Connection, table: Table) -> set[str]:
    return {str(column["name"]) for column in inspect(db).get_columns(table.name)}


def _declare(db: Connection, column: Column[object]) -> str:
    kind = str(column.type.compile(db.dialect))
    return f'"{column.name}" {kind}' + ("" if column.nullable else f" NOT NULL DEFAULT {_NOTHING[kind]}")
