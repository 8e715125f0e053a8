"""The charter in words: its articles with the numbers as people say them, and a table of how each kind is decided.

The sentences are the law's own (`kernel/articles.py`); only "336 hours" becomes "14 days" on its way to the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import msgspec

from daso.kernel.articles import ARTICLES, Article, render_sentences
from daso.kernel.charter import Charter, Rule, has_hidden_counts
from daso.web.words.language import N_, compute_message
from daso.web.words.ways import say_way

if TYPE_CHECKING:
    from daso.web.words.language import Words

__all__ = [
    "ArticleInWords",
    "get_article_title",
    "render_articles",
    "say_electorate",
    "say_kind",
    "say_method",
    "say_readers",
    "say_rule",
    "say_share",
    "say_template",
    "say_verdict_rule",
]

KINDS: dict[str, tuple[str, str]] = {
    "ordinary": (N_("Ordinary"), N_("day-to-day matters and resolutions")),
    "policy": (N_("Policy"), N_("lasting arrangements, scrutineers, and the sites that count")),
    "payment": (N_("Payment"), N_("spending what belongs to everybody")),
    "mandate": (N_("Mandate"), N_("giving somebody a responsibility for a time, and taking it back")),
    "admission": (N_("Admission"), N_("letting somebody in by a vote")),
    "expulsion": (N_("Expulsion"), N_("asking a member to leave, who is heard first")),
    "amendment": (N_("Amendment"), N_("changing the charter, in two readings")),
    "hub": (N_("Hub"), N_("changing what a hub is for, and ending one")),
    "pause": (N_("Emergency pause"), N_("holding back, for some hours, what was decided")),
}
"""Each kind of proposal: its name, and what it is for."""

TEMPLATES: dict[str, tuple[str, str]] = {
    "employee-owned": (N_("Employee-owned company"), N_("Those who work there own it and decide together.")),
    "worker-cooperative": (N_("Workers’ co-operative"), N_("More sponsors, and lasting matters need all members.")),
    "mutual-aid": (N_("Mutual-aid network"), N_("Quick to join and quick to decide, for when things are urgent.")),
    "dao": (N_("Community on the net"), N_("Open to many, with one vote a person instead of one a coin.")),
}
"""Each charter to start from: its name, and whom it suits."""


class ArticleInWords(msgspec.Struct, frozen=True, kw_only=True):
    """One article as the page prints it."""

    id: str
    title: str
    entrenched: bool
    sentences: tuple[str, ...]


class _CharterInWords:
    """Stands in for a charter where its numbers are read aloud: hours as days, and who may read as people."""

    def __init__(self, words: Words, charter: Charter) -> None:
        self._words = words
        self._charter = charter

    def __getattr__(self, name: str) -> str:
        value = getattr(self._charter, name)
        if name.endswith("_hours"):
            return self._words.duration(value)
        if isinstance(value, bool):
            return self._words._("yes") if value else self._words._("no")
        if name == "texts":
            return say_readers(self._words, value)
        return self._words.number(value) if isinstance(value, int) else str(value)


def say_readers(words: Words, texts: str) -> str:
    """Who may read the texts beside the log."""
    return words._("everybody") if texts == "public" else words._("members and the scrutineers they name")


def render_articles(words: Words, charter: Charter) -> list[ArticleInWords]:
    """Every article of the charter with its numbers."""
    # Only its attributes are read, to be put into sentences.
    in_words = cast("Charter", _CharterInWords(words, charter))
    return [_render_article(words, article, in_words) for article in ARTICLES]


def _render_article(words: Words, article: Article, charter: Charter) -> ArticleInWords:
    sentences = render_sentences(article, charter, lambda template: words._(compute_message(template)))
    return ArticleInWords(
        id=article.id, title=words._(article.title), entrenched=article.entrenched, sentences=tuple(sentences)
    )


def get_article_title(words: Words, name: str) -> str:
    """The heading of the article that a refusal rests on; empty where it rests on none."""
    return next((words._(article.title) for article in ARTICLES if article.id == name), "")


def say_kind(words: Words, kind: str) -> str:
    """A kind of proposal."""
    return words._(KINDS[kind][0]) if kind in KINDS else kind


def say_template(words: Words, template: str) -> str:
    """A kind of organisation."""
    return words._(TEMPLATES[template][0])


def say_method(words: Words, rule: Rule) -> str:
    """How many votes adopt, in one phrase."""
    whole = words._("of the votes cast") if rule.of == "votes" else words._("of all members entitled to vote")
    if rule.method == "plurality":
        return words._("the most votes")
    if rule.method == "consent":
        return words._(
            "consent of at least {share} {whole}, and no objection unanswered",
            share=say_share(words, rule.share),
            whole=whole,
        )
    if rule.method == "majority":
        return words._("more than half {whole}", whole=whole)
    return words._("at least {share} {whole}", share=say_share(words, rule.share), whole=whole)


def say_share(words: Words, share: tuple[int, int]) -> str:
    """A fraction, as people say it."""
    part, whole = share
    return words._("{part} out of {whole}", part=words.number(part), whole=words.number(whole))


def say_electorate(words: Words, rule: Rule) -> str:
    """Who votes on a kind of proposal."""
    if rule.seasoning_hours:
        held = words.duration(rule.seasoning_hours)
        return words._("all who have held a vote-token for {duration}", duration=held)
    return words._("all who hold a vote-token")


def _say_counting(words: Words, rule: Rule) -> list[tuple[str, str]]:
    """What is particular about how votes are counted; nothing where nothing is."""
    counting = []
    if rule.choices:
        ways = words.list([say_way(words, method) for method in rule.choices])
        counting.append((words._("Options may be counted by"), ways))
    if rule.early:
        counting.append((words._("Closes early"), words._("as soon as nothing can keep a motion from adoption")))
    if has_hidden_counts(rule):
        counting.append((words._("Counts"), words._("shown when voting has closed; each ballot is on the public log")))
    return counting


def say_rule(words: Words, rule: Rule) -> list[tuple[str, str]]:
    """How a kind of proposal is decided: a heading and a phrase each, in the order of its life."""
    said = [
        (words._("Discussion"), _say_hours(words, rule.discussion_hours) or words._("none is required")),
        (words._("Sponsors to publish"), words.number(rule.sponsors) if rule.sponsors else ""),
        *_say_voting(words, rule),
        (words._("Adopted by"), say_method(words, rule)),
        *_say_counting(words, rule),
        (words._("Quorum"), _say_quorum(words, rule)),
        (words._("Objection period"), _say_hours(words, rule.objection_hours)),
        (words._("Challenged by"), _say_challengers(words, rule)),
        (words._("Time to reply"), _say_hours(words, rule.reply_hours)),
        (words._("To be carried out within"), words.duration(rule.carrying_out_hours)),
        (words._("Can be tried again after"), _say_hours(words, rule.cooldown_hours)),
    ]
    return [(heading, phrase) for heading, phrase in said if phrase]


def say_verdict_rule(words: Words, rule: Rule) -> list[tuple[str, str]]:
    """The same for a challenge, which has no discussion of its own and which nobody carries out."""
    said = [
        (words._("Co-signers"), _say_challengers(words, rule)),
        (words._("Time to reply"), _say_hours(words, rule.reply_hours)),
        *_say_voting(words, rule),
        (words._("Overturned by"), say_method(words, rule)),
        *_say_counting(words, rule),
        (words._("Quorum"), _say_quorum(words, rule)),
        (words._("Can be tried again after"), _say_hours(words, rule.cooldown_hours)),
    ]
    return [(heading, phrase) for heading, phrase in said if phrase]


def _say_voting(words: Words, rule: Rule) -> list[tuple[str, str]]:
    return [
        (words._("Who votes"), say_electorate(words, rule)),
        (words._("Voting"), words.duration(rule.voting_hours)),
        (words._("The close is put off"), _say_late(words, rule)),
    ]


def _say_quorum(words: Words, rule: Rule) -> str:
    if not rule.quorum[0]:
        return words._("no quorum")
    return words._("{share} must be in favour", share=say_share(words, rule.quorum))


def _say_hours(words: Words, hours: int) -> str:
    return words.duration(hours) if hours else ""


def _say_challengers(words: Words, rule: Rule) -> str:
    if not rule.challengers:
        return ""
    return words._("{count} in a hundred members together", count=words.number(rule.challengers))


def _say_late(words: Words, rule: Rule) -> str:
    if not (rule.late_hours and rule.extensions):
        return ""
    return words.ngettext(
        "if the lead changes in the last {hours}, by as long, once",
        "if the lead changes in the last {hours}, by as long, up to {count} times",
        rule.extensions,
        hours=words.duration(rule.late_hours),
    )
