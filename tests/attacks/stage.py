"""Where plots against the law are played: some members under a charter with all its waits, and the law's own words.

Read next: `threats.py`, the table of all plots.
"""

from __future__ import annotations

from msgspec.structs import replace

from daso.errors import Error, Refusal
from daso.kernel.articles import ARTICLES, render_sentences
from daso.kernel.charter import Charter
from daso.testkit.person import Person
from vectors.stories.waiting import FULL
from vectors.story import Story, found, inaugurate

__all__ = ["begin", "get_words", "stand"]


def begin(about: str, members: int = 9, charter: Charter = FULL) -> tuple[Story, list[Person]]:
    """So many members, inaugurated a minute ago."""
    story = Story(about)
    people = found(story, replace(charter, founders=members))
    inaugurate(story, people)
    return story, people


def get_words(article: str, charter: Charter = FULL) -> str:
    """All that an article says, with this charter's numbers."""
    return " ".join(render_sentences(next(one for one in ARTICLES if one.id == article), charter))


def stand(error: Error, code: str, words: str) -> None:
    """See that this is the no that was meant, and that the article on which it rests says so."""
    assert isinstance(error, Refusal)
    assert error.code == code
    assert words in get_words(error.article)
