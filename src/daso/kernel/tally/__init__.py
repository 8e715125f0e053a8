"""Counting: one file per method, and `tally.py`, which counts."""
