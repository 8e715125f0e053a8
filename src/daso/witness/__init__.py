"""A witness: somebody else's small program that watches logs, and cosigns what continues all it has seen.

Read first: `ledger/witness.py`, what it checks. Then `watcher.py`, which remembers, and `app.py`, which answers.
"""

from daso.witness.app import create_witness_app, serve_witness
from daso.witness.watcher import Doubt, Watched, Watcher, prepare_watcher

__all__ = ["Doubt", "Watched", "Watcher", "create_witness_app", "prepare_watcher", "serve_witness"]
