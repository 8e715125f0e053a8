"""The law: pure, total and deterministic. Read `transition.py` first."""
