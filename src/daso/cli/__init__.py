"""The command line: `daso --help`. Read `program.py` first."""

from daso.cli.program import main

__all__ = ["main"]
