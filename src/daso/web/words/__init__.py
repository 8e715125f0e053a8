"""What pages say, in the reader's language. Read `language.py` first."""

from daso.web.words.comments import say_reaction
from daso.web.words.deeds import CLAUSE_TITLES, say_clause, say_deed
from daso.web.words.difference import Change, compare_articles, compare_charters
from daso.web.words.effects import GROUNDS, DryRun, compute_dry_run, compute_verdict_run, say_effect
from daso.web.words.language import Catalogue, Words
from daso.web.words.mandates import say_mandate_status, say_report
from daso.web.words.refusals import say_refusal
from daso.web.words.results import OUTCOMES, say_ending, say_standing, say_turnout
from daso.web.words.rules import (
    KINDS,
    TEMPLATES,
    ArticleInWords,
    get_article_title,
    render_articles,
    say_electorate,
    say_kind,
    say_method,
    say_readers,
    say_rule,
    say_share,
    say_template,
    say_verdict_rule,
)
from daso.web.words.settings import CHARTER_SETTINGS, METHODS, RULE_SETTINGS, WHOLES, say_path, say_setting
from daso.web.words.ways import say_choices, say_option, say_status_quo, say_way

__all__ = [
    "CHARTER_SETTINGS",
    "CLAUSE_TITLES",
    "GROUNDS",
    "KINDS",
    "METHODS",
    "OUTCOMES",
    "RULE_SETTINGS",
    "TEMPLATES",
    "WHOLES",
    "ArticleInWords",
    "Catalogue",
    "Change",
    "DryRun",
    "Words",
    "compare_articles",
    "compare_charters",
    "compute_dry_run",
    "compute_verdict_run",
    "get_article_title",
    "render_articles",
    "say_choices",
    "say_clause",
    "say_deed",
    "say_effect",
    "say_electorate",
    "say_ending",
    "say_kind",
    "say_mandate_status",
    "say_method",
    "say_option",
    "say_path",
    "say_reaction",
    "say_readers",
    "say_refusal",
    "say_report",
    "say_rule",
    "say_setting",
    "say_share",
    "say_standing",
    "say_status_quo",
    "say_template",
    "say_turnout",
    "say_verdict_rule",
    "say_way",
]
