"""All commands in one program. Expected errors end in one sentence on stderr and exit code 2, never in a traceback.

Read next: any file beside this one; each holds the commands of one noun.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from cyclopts import App, CycloptsError, Parameter
from rich.console import Console

from daso import __version__
from daso.cli.act import act
from daso.cli.approving import approve
from daso.cli.audit import audit
from daso.cli.carrying import carry
from daso.cli.chain import anchor, deploy, list_posts, new_chain_key, post
from daso.cli.copy import copy
from daso.cli.demo import demo
from daso.cli.erase import erase
from daso.cli.export import export
from daso.cli.key import import_key, list_keys, new_key, request_with_key, show_key
from daso.cli.receipt import check_receipt
from daso.cli.screen import show
from daso.cli.serve import init, serve
from daso.cli.show import show_place
from daso.cli.simulate import simulate
from daso.cli.told import told
from daso.cli.verify import verify_contract
from daso.cli.votes import compare_votes, import_votes
from daso.cli.witness import add_log, init_witness, list_logs, serve_witness, show_witness_key
from daso.errors import Error

__all__ = ["WIDTH", "create_program", "main"]

_INTERRUPTED = 130
WIDTH = 120
"""Columns of plain help."""


def create_program(*, is_watched: bool) -> App:
    """The program with all its commands; plain and of one width where nobody watches."""
    program = App(
        name="daso",
        help="Organisations without a boss, run by their members and checkable by anybody.\n\nBegin with: daso demo",
        version=__version__,
        help_format="plaintext",
        help_formatter="default" if is_watched else "plain",
        console=None if is_watched else Console(width=WIDTH),
        default_parameter=Parameter(negative="", show_default=False),
        result_action="return_value",
        suppress_keyboard_interrupt=False,
    )
    for command in (demo, serve, init, audit, export, copy, erase, act, simulate, told):
        program.command(command)
    program.command(show_place, name="show")
    for group in _create_groups():
        program.command(group)
    return program


def _create_groups() -> tuple[App, ...]:
    """The commands of two words, by their first."""
    return (
        _group("receipt", "Look after receipts.", check=check_receipt),
        _group("import", "Bring public records in.", votes=import_votes),
        _group("compare", "Compare ways of counting.", votes=compare_votes),
        _group(
            "key",
            "Keys of your own, for the command line.",
            new=new_key,
            **{"import": import_key},
            show=show_key,
            request=request_with_key,
            list=list_keys,
        ),
        _group(
            "witness",
            "Watch other people's logs, and cosign what continues all that was seen of them.",
            init=init_witness,
            key=show_witness_key,
            add=add_log,
            list=list_logs,
            serve=serve_witness,
        ),
        _group(
            "chain",
            "Contracts on public chains.",
            key=new_chain_key,
            deploy=deploy,
            anchor=anchor,
            approve=approve,
            post=post,
            inbox=list_posts,
            carry=carry,
            verify=verify_contract,
        ),
    )


def _group(name: str, says: str, **commands: Callable[..., int]) -> App:
    group = App(name=name, help=says)
    for word, command in commands.items():
        group.command(command, name=word)
    return group


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the exit code."""
    program = create_program(is_watched=sys.stdout.isatty())
    try:
        code = program(arguments, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        show(f"{error} Try: {_find_help(program, arguments)}", file=sys.stderr)
        return 2
    except Error as error:
        show(str(error), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our results has seen enough
        return 0
    except OSError as error:
        show(f"This machine did not let it ({error}). Look at the folder, its rights and its room.", file=sys.stderr)
        return 2
    return code if isinstance(code, int) else 0


def _find_help(program: App, arguments: Sequence[str] | None) -> str:
    words = sys.argv[1:] if arguments is None else arguments
    named = [word for word in words[:1] if word in set(program)]
    return " ".join(["daso", *named, "--help"])
