"""The whole tree keeps the rules of the house; `rules.py` says what they are."""

from __future__ import annotations

import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.rules import (
    ELSEWHERE,
    LONGEST_FILE,
    ROOT,
    UNFINISHED,
    Source,
    find_breaches,
    find_files,
    find_packages,
    find_sources,
    find_texts,
    is_vendored,
)

SCREEN = 60

# Written for machines, or one entry for every sentence of every page: their length is not of our choosing.
UNMEASURED = (".po", ".pot", ".json", ".svg")

LICENCE_NAMES = ("LICENSE", "LICENCE", "COPYING")


def report(breaches: list[str]) -> None:
    """Fail with every breach at once, so that one run suffices."""
    if breaches:
        pytest.fail("\n".join(breaches), pytrace=False)


def test_every_module_says_what_it_is_for() -> None:
    """Every Python file begins with a docstring."""
    report([breach for source in find_sources() for breach in source.check_docstring()])


def test_no_file_is_long() -> None:
    """No file of the program has more than 400 lines, nor any test."""
    texts = [
        (name, text)
        for name, text in find_texts()
        if name.startswith(("src/", "tests/")) and not name.endswith(UNMEASURED)
    ]
    lengths = {name: len(text.splitlines()) for name, text in texts}
    report([f"{name}: {length} lines" for name, length in lengths.items() if length > LONGEST_FILE])


def test_no_function_is_long() -> None:
    """No function has more than 60 lines."""
    report([breach for source in find_sources() for breach in source.check_functions()])


def test_names_say_something() -> None:
    """No class, function or module ends in a word that says nothing, such as those for whatever manages or helps."""
    report([breach for source in find_sources("src/") for breach in source.check_names()])


def test_silence_has_a_reason() -> None:
    """Every silenced check of ruff or mypy says why."""
    report([breach for source in find_sources() for breach in source.check_silence()])


def test_tests_promise_one_thing() -> None:
    """Every test has a docstring of one sentence, and none uses mocks."""
    report([breach for source in find_sources("tests/") for breach in source.check_tests()])


def test_the_law_is_pure() -> None:
    """The kernel holds no float and calls nothing that differs from one machine to the next."""
    law: list[Source] = find_sources("src/daso/kernel/")
    assert law
    report([breach for source in law for breach in source.check_purity()])


def test_nothing_is_left_for_later() -> None:
    """No file of the project holds a mark for unfinished work."""
    report([breach for name, text in find_texts() for breach in find_breaches(UNFINISHED, name, text)])


def test_nothing_points_at_one_machine() -> None:
    """No file of the project names a folder of somebody's machine or the host of a package registry."""
    report([breach for name, text in find_texts() for breach in find_breaches(ELSEWHERE, name, text)])


def test_every_package_introduces_itself() -> None:
    """Every package has a README of one screen."""
    breaches = []
    for package in find_packages():
        readme = package / "README.md"
        if not readme.is_file():
            breaches.append(f"{package.relative_to(ROOT)}: no README.md")
        elif len(readme.read_text(encoding="utf-8").splitlines()) > SCREEN:
            breaches.append(f"{readme.relative_to(ROOT)}: more than one screen ({SCREEN} lines)")
    report(breaches)


def test_what_others_wrote_keeps_its_licence() -> None:
    """Everything written by others stands in a folder named vendor, with its licence beside it."""
    breaches = []
    for path in find_files():
        name = path.relative_to(ROOT)
        licensed = any(word in sibling.name.upper() for sibling in path.parent.iterdir() for word in LICENCE_NAMES)
        if is_vendored(name) and not licensed:
            breaches.append(f"{name}: no licence beside it")
        if ".min." in path.name and not is_vendored(name):
            breaches.append(f"{name}: minified, so written by others: it belongs in a folder named vendor")
    report(breaches)


def test_the_lock_pins_what_the_package_asks_for() -> None:
    """Every requirement of pyproject.toml is pinned in requirements.lock to a version it accepts."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line.split("==") for line in lines if not line.startswith("#")]
    pinned = {canonicalize_name(name): version for name, version in pins}
    breaches = []
    for requirement in map(Requirement, asked):
        version = pinned.get(canonicalize_name(requirement.name))
        if version is None or version not in requirement.specifier:
            breaches.append(f"{requirement}: pinned to {version}; run `make lock`")
    report(breaches)
