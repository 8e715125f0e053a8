"""What the operator's journal holds: what was sent and what failed, and never a secret.

No cookie, key, text, address of a visitor or query stands in it, and tracebacks come without the values of variables.
Reading leaves no trace at all. Read next: `security.py`, which writes a line for everything that is sent.
"""

from __future__ import annotations

import sys
from typing import Literal

import structlog
from structlog.typing import Processor

__all__ = ["configure_journal"]


def configure_journal(form: Literal["lines", "json"]) -> None:
    """Write to standard error: lines for people, or JSON for programs."""
    shared: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if form == "json":
        shared += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    else:
        shared.append(structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback))
    structlog.configure(processors=shared, logger_factory=structlog.PrintLoggerFactory(sys.stderr))
