"""The law speaks to members: every article and every no is a whole sentence with the right numbers in it."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given

from daso.canon import NotCanonical
from daso.errors import Error, Refusal, Tampered
from daso.kernel import refusals
from daso.kernel.articles import ARTICLES, Article, render_sentences
from daso.kernel.charter import Charter
from daso.kernel.key import KEYS_LIMIT
from daso.kernel.templates import TEMPLATES
from daso.keys import tampered
from daso.testkit.strategies import charters

REFUSALS: list[type[Refusal]] = [getattr(refusals, name) for name in refusals.__all__]
EVERY: list[type[Error]] = [*REFUSALS, NotCanonical, *(getattr(tampered, name) for name in tampered.__all__)]


def get_fields(message: str) -> set[str]:
    """The names of the placeholders in a message."""
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


@pytest.mark.parametrize("kind", EVERY)
def test_a_no_is_a_sentence(kind: type[Error]) -> None:
    """A refusal's message takes its fields, and what comes out is a whole sentence."""
    error = kind(None, **dict.fromkeys(get_fields(kind.message), 7))
    assert "{" not in str(error)
    assert "}" not in str(error)
    assert re.match(r"[A-Z].*\.$", str(error))


@pytest.mark.parametrize("kind", [*REFUSALS, NotCanonical])
def test_a_no_rests_on_an_article(kind: type[Refusal]) -> None:
    """The article that a refusal names stands in the charter."""
    assert kind.article in {article.id for article in ARTICLES}


def test_codes_are_unique() -> None:
    """No two errors share a code, and each is in small letters with dashes."""
    codes = [kind.code for kind in EVERY]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)


def test_every_no_is_public() -> None:
    """Every refusal and every tampering that is defined is also listed."""
    for module, kind in ((refusals, Refusal), (tampered, Tampered)):
        defined = {name for name, value in vars(module).items() if isinstance(value, type) and issubclass(value, kind)}
        assert defined - {kind.__name__} == set(module.__all__)


@pytest.mark.parametrize("article", ARTICLES, ids=[article.id for article in ARTICLES])
@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_articles_are_sentences(article: Article, template: str) -> None:
    """Under every template each article is made of whole sentences with every number in its place."""
    sentences = render_sentences(article, TEMPLATES[template])
    assert sentences
    for sentence in sentences:
        assert re.match(r"[A-Z].*[.]$", sentence)
        assert "{" not in sentence


@given(charters())
def test_articles_hold_any_charter(charter: Charter) -> None:
    """Under whatever charter, every placeholder of every article finds its number."""
    for article in ARTICLES:
        for template, sentence in zip(article.templates, render_sentences(article, charter), strict=True):
            for field in get_fields(template):
                assert str(getattr(charter, field.removeprefix("charter."))) in sentence


def test_articles_are_unique() -> None:
    """No two articles have the same name or heading."""
    assert len({article.id for article in ARTICLES}) == len({article.title for article in ARTICLES}) == len(ARTICLES)


def test_the_number_of_keys_is_the_one_in_words() -> None:
    """The article on keys names the very number that the law enforces."""
    words = {8: "eight"}
    keys = next(article for article in ARTICLES if article.id == "keys")
    assert f"up to {words[KEYS_LIMIT]} working keys" in keys.templates[0]
