"""`python -m daso.cli`: the command line where `daso` itself is not on the path. Read `program.py` first."""

from __future__ import annotations

import sys

from daso.cli.program import main

if __name__ == "__main__":
    sys.exit(main())
