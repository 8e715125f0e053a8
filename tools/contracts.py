"""Compile the contracts anew: `.venv/bin/python -m tools.contracts`, after `tools/setup contracts`.

Writes `src/daso/chain/contracts/artifacts.json`, from which everything else deploys and verifies, so that nobody needs
a compiler to run daso. The same sources give the same bytes on every machine: the version of the compiler stands in
each source, and its metadata is left out. `… check` only says whether the file is what the sources give.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any, Final

from vyper import __version__ as version
from vyper.compiler import compile_code
from vyper.compiler.input_bundle import FilesystemInputBundle

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDERS: Final = (ROOT / "src" / "daso" / "chain" / "contracts", ROOT / "tests" / "contracts" / "tokens")
"""Our own, and those that the tests set on them."""
WANTED: Final = ["abi", "bytecode", "bytecode_runtime", "layout"]


def compile_contract(path: Path) -> dict[str, Any]:
    """One contract as it stands in the file: what to call, what to deploy, and what must be found on the chain."""
    made = compile_code(
        path.read_text(),
        contract_path=path.name,
        input_bundle=FilesystemInputBundle([path.parent]),
        output_formats=WANTED,
        no_bytecode_metadata=True,
    )
    runtime = bytes.fromhex(made["bytecode_runtime"].removeprefix("0x"))
    places = made["layout"].get("code_layout", {})
    return {
        "compiler": f"vyper {version}",
        "digest": hashlib.sha256(runtime).hexdigest(),
        "immutables": [
            {"name": name, "offset": place["offset"], "length": place["length"]} for name, place in places.items()
        ],
        "abi": made["abi"],
        "creation": made["bytecode"],
        "runtime": made["bytecode_runtime"],
    }


def render(folder: Path) -> str:
    """The file of one folder."""
    made = {path.stem: compile_contract(path) for path in sorted(folder.glob("*.vy"))}
    return json.dumps(made, indent=1) + "\n"


def main(wish: str = "") -> None:
    """Write the files, or check them."""
    complaints = 0
    for folder in FOLDERS:
        path, wanted = folder / "artifacts.json", render(folder)
        if wish != "check":
            path.write_text(wanted)
        elif path.read_text() != wanted:
            complaints += 1
            print(f"{path.relative_to(ROOT)} is not what the sources give")
    sys.exit(complaints > 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
