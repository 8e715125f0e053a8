"""A charter's form becomes just the changes that it makes, and each is called by the name that the pages give it."""

from __future__ import annotations

from gettext import NullTranslations

from daso.canon import encode
from daso.kernel.amendment import AmendCharter
from daso.kernel.charter import KINDS
from daso.kernel.proposal import OpenProposal
from daso.kernel.templates import TEMPLATES
from daso.web.words import CHARTER_SETTINGS, RULE_SETTINGS, Words, say_path
from tests.client.conftest import Client
from tests.client.test_acts import BUILD, MODULES, Built

DRAFT = TEMPLATES["employee-owned"]
HTML = f"""<input name=kind value=amendment><input name=form value=motion><input name=text.title value=Quicker>
    {"".join(f"<input type=checkbox name=charter.kinds value={kind} checked>" for kind in DRAFT.rules if kind != "hub")}
    <input name=charter.sponsors value=1><input name=charter.flags value=3>
    <input name=charter.rules.ordinary.quorum value="25 %">
    <input name=charter.rules.ordinary.objection_hours value=0>
    <select name=charter.rules.policy.early><option selected>yes</option></select>
    <input name=charter.rules.policy.choices value=""><input name=charter.rules.hub.quorum value=1/2>"""
SETTING = "form.innerHTML = html; form.dataset.amends = charter;"


def test_an_amendment_has_an_effect_for_each_difference(client: Client) -> None:
    """A charter's form becomes the changes that it makes, whole rules among them, and says each in words."""
    make = BUILD.replace("{kind, html, seen}", "{kind, html, seen, charter}").replace("form.innerHTML = html;", SETTING)
    asked = {"kind": "OpenProposal", "html": HTML, "seen": {}, "charter": encode(DRAFT).decode()}
    built = Built(client(make, asked, *MODULES))
    assert isinstance(built.act, OpenProposal)
    made = [(one.path, one.was, one.becomes) for one in built.act.effects if isinstance(one, AmendCharter)]
    assert sorted(made, key=lambda change: change[0]) == [
        ("rules.hub", DRAFT.rules["hub"], None),
        ("rules.ordinary.objection_hours", 24, 0),
        ("rules.ordinary.quorum", (1, 5), (25, 100)),
        ("rules.policy.choices", ("ranked", "approval", "score"), ()),
        ("rules.policy.early", False, True),
        ("sponsors", 2, 1),
    ]
    for line in (
        "If carried out: Sponsors that a newcomer needs: 1, instead of 2.",
        "If carried out: Ordinary: Quorum: 25/100, instead of 1/5.",
        "If carried out: Policy: Close early: yes, instead of no.",
    ):
        assert line in built.said
    ended = "If carried out: Hub: the whole rule: no such proposals, instead of Adopted by: consent"
    assert any(line.startswith(ended) for line in built.said)


def test_numbers_are_called_as_on_the_pages(client: Client) -> None:
    """What is signed and what pages show call every number by the same name."""
    words = Words("en", NullTranslations(), 0)
    paths = [*CHARTER_SETTINGS, *(f"rules.{kind}.{name}" for kind in KINDS for name in RULE_SETTINGS), "rules.hub"]
    said = client("async ({charter}, paths) => paths.map(charter.sayPath)", paths, "charter")
    assert said == [say_path(words, path) for path in paths]
