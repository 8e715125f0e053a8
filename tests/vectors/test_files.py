"""The files of vectors are those that the stories make, and leave nothing out."""

from __future__ import annotations

from collections.abc import Iterator

from daso.errors import Refusal, Tampered
from daso.kernel import refusals
from daso.kernel.act import Act
from daso.kernel.effect import Effect
from daso.kernel.transition import decode_entry
from daso.keys import tampered
from tests.vectors.reading import STORIES, Refused, load_acts, load_story
from vectors.make import FOLDER, build_vectors, render_file


def get_refused() -> Iterator[Refused]:
    """Every deed that fails in any story."""
    return (refused for name in STORIES for refused in load_story(name).refused)


def test_files_are_fresh() -> None:
    """Each file holds just what its story makes today."""
    stale = [
        name
        for name, vectors in build_vectors().items()
        if (FOLDER / name).read_text(encoding="ascii") != render_file(vectors)
    ]
    assert stale == [], "run: .venv/bin/python -m vectors.make"


def test_no_file_is_forgotten() -> None:
    """No file of these folders is without the story that makes it."""
    found = {path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/*.json") if path.parent.name != "log"}
    assert found == set(build_vectors())


def test_every_refusal_occurs() -> None:
    """Every no of the law is said at least once, and rests on the article it names."""
    every = {
        (kind.code, kind.article) for name in refusals.__all__ if issubclass(kind := getattr(refusals, name), Refusal)
    }
    said = {(row.then["refusal"], row.then["article"]) for row in get_refused() if "refusal" in row.then}
    assert said == every
    assert len(every) == len(refusals.__all__)


def test_every_tampering_occurs() -> None:
    """Every way in which a key or signature can fail is met at least once."""
    every = {kind.code for name in tampered.__all__ if issubclass(kind := getattr(tampered, name), Tampered)}
    assert {row.then["tampered"] for row in get_refused() if "tampered" in row.then} == every
    assert len(every) == len(tampered.__all__)


def get_kinds(act: type[Act]) -> set[str]:
    """Every kind of act, by its tag."""
    return {str(kind.__struct_config__.tag) for kind in act.__subclasses__()}


def test_every_act_happens() -> None:
    """Acts of every kind stand on the logs of the stories, and in the table of acts."""
    happened = {
        str(type(decode_entry(step.entry.encode()).envelope.act).__struct_config__.tag)
        for name in STORIES
        for step in load_story(name).steps
    }
    assert happened == get_kinds(Act)
    assert [str(type(row.act).__struct_config__.tag) for row in load_acts()] == sorted(happened)


def test_every_effect_happens() -> None:
    """Effects of every kind are carried out in the stories."""
    steps = str([load_story(name).steps for name in STORIES])
    happened = {effect.__name__ for effect in Effect.__args__ if f'"effect":"{effect.__name__}"' in steps}
    assert happened == {effect.__name__ for effect in Effect.__args__}
