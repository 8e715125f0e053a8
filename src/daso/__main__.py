"""`python -m daso` is the command `daso`. Read next: `cli/`."""

import sys

from daso.cli import main

sys.exit(main())
