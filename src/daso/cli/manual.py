"""The manual of all commands, made of their own help: `python -m daso.cli.manual > docs/commands.md`.

Read next: `program.py`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from cyclopts import App
from rich.console import Console

from daso.cli.program import WIDTH, create_program

__all__ = ["render_manual"]

_OPENING = """\
# Commands

Made of `daso --help` and what every command says of itself. Exit codes: 0 all is well, 1 something that was checked is
not sound, 2 it could not be done; then one sentence on stderr says what to do. Results go to stdout, progress to
stderr; `--json` is for programs.
"""


def render_manual() -> str:
    """The whole manual as Markdown."""
    program = create_program(is_watched=False)
    parts = [_OPENING]
    for path in ((), *_find_commands(program)):
        shown = io.StringIO()
        program.help_print(path, console=Console(file=shown, width=WIDTH))
        lines = "\n".join(line.rstrip() for line in shown.getvalue().strip().splitlines())
        parts.append(f"\n## {' '.join(('daso', *path))}\n\n```text\n{lines}\n```\n")
    return "".join(parts)


def _find_commands(program: App, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command below the program, in the order of their names; groups are shown by their commands."""
    for name in sorted(name for name in program if not name.startswith("-")):
        inner = program[name]
        if inner.default_command:
            yield (*path, name)
        else:
            yield from _find_commands(inner, (*path, name))


if __name__ == "__main__":
    print(render_manual(), end="")
