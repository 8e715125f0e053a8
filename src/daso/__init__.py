"""`daso`: organisations without a boss, run by their members and checkable by anybody. Start at docs/tour.md."""

__version__ = "0.1.0"
