"""Everybody who runs the law comes to the same bytes, on whatever machine and in whatever order maps are walked."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

import daso.kernel
from vectors.make import FOLDER, build_vectors, render_file

KERNEL = Path(daso.kernel.__path__[0])

RETELL = """
from hashlib import sha256
from vectors.make import build_vectors, render_file
print(sha256("".join(map(render_file, build_vectors().values())).encode()).hexdigest())
"""

ORDERED = {"sorted", "sum", "any", "all"}
"""What may be asked of things without an order: the answer is the same in any."""

HARMLESS = {
    "charter.py": {"charter.rules.items()"},  # an object of JSON, whose keys stand in order
    "decision.py": {"proposal.ballots.values()"},  # counted, which tests/kernel/test_tally.py holds to be without order
    "lot.py": {"lot.reveals.items()"},  # put in order by the seed that they make
    "membership.py": {"state.invitations.items()"},  # taken away one by one, with the same rest in any order
    "queries.py": {"state.members.values()"},  # how many of them are eligible
    "scrutineer.py": {"state.scrutineers.keys()"},  # how many there are
    "templates.py": {"_RULES.items()"},  # a literal, whose order is that of its lines
    "snapshot.py": {"maps.items()"},  # the fields of a struct, in the order in which it declares them
}


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_another_process_tells_the_same(seed: str) -> None:
    """Another process, whose hashes and maps are in another order, makes every vector with the same bytes."""
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    told = subprocess.run(
        [sys.executable, "-c", RETELL], env=environment, cwd=FOLDER.parent, check=True, capture_output=True, text=True
    )
    ours = "".join(map(render_file, build_vectors().values()))
    assert told.stdout.strip() == sha256(ours.encode()).hexdigest()


def find_walks(tree: ast.Module) -> Iterator[str]:
    """Find every walk through a map that is not put in order or merely counted."""
    calm = {
        id(inner)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ORDERED
        for inner in ast.walk(call)
    }
    for node in ast.walk(tree):
        is_walk = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if is_walk and ast.unparse(node).endswith((".keys()", ".values()", ".items()")) and id(node) not in calm:
            yield ast.unparse(node)


@pytest.mark.parametrize("path", sorted(KERNEL.rglob("*.py")), ids=lambda path: path.name)
def test_nothing_depends_on_an_order_that_varies(path: Path) -> None:
    """The law walks through maps only where the order makes no difference, and through sets never."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tree.body = [node for node in tree.body if not isinstance(node, ast.Expr)]
    assert set(find_walks(tree)) <= HARMLESS.get(path.name, set())
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Set | ast.SetComp)]
    names = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not names & {"set", "frozenset", "vars", "dir"}


def test_the_watch_sees_a_walk() -> None:
    """A walk through a map is seen, and one that is put in order is not."""
    assert list(find_walks(ast.parse("[key for key in votes.keys()]"))) == ["votes.keys()"]
    assert list(find_walks(ast.parse("sorted(votes.items())"))) == []
