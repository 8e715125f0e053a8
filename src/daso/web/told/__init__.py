"""Telling members what concerns them, by letter, feed or webhook. Read `reasons.py` first."""

from daso.web.told.teller import Teller

__all__ = ["Teller"]
