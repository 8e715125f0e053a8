"""A decision that waits for a condition says what it waits for, and offers nothing that the law would refuse."""

from __future__ import annotations

from daso.kernel.charter import HOUR
from daso.kernel.comment import PostComment
from daso.kernel.condition import AttachCondition, ReportCondition
from tests.web.site import Site

PAGE = {"accept": "text/html"}


def test_nobody_carries_out_before_a_condition_is_met(site: Site) -> None:
    """While a condition must be met first, the page names who sees to it; then one can carry it out."""
    founded = site.found()
    rules = founded.state.charter.rules
    rule = rules["ordinary"]
    site.clock.advance(rules["policy"].seasoning_hours)
    number = founded.propose()
    site.clock.advance(rule.discussion_hours)
    founded.publish(number)
    for member in (1, 2):
        founded.vote(member, number, 1)
    site.clock.advance(rule.voting_hours)
    due = site.clock() + 30 * 24 * HOUR
    text = founded.say(1, PostComment, "text", {"body": "Mend the chimney."}, subject="charter")
    condition = AttachCondition(to=f"decision/{number}", owner=2, due_at=due, text=text, before=True)
    founded.decide(site.clock, condition)
    site.sign_in(founded, founded.people[0])
    page = site.browser.get(f"/o/wheel-whisk/proposals/{number}", headers=PAGE).text
    assert "First 1 condition must be met. It is in the care of: Member 2." in page
    assert 'data-act="CarryOutDecision"' not in page
    founded.say(2, ReportCondition, "text", {"body": "It is mended."}, proposal=number, condition=1)
    page = site.browser.get(f"/o/wheel-whisk/proposals/{number}", headers=PAGE).text
    assert "condition must be met" not in page
    assert 'data-act="CarryOutDecision"' in page
