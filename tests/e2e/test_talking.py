"""Members talk: they comment, answer, thank and flag; and a browser that may does the light of it by itself."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, Route, expect

from daso.kernel.comment import PostComment, list_comments
from daso.kernel.key import DAY
from tests.e2e.browser import SCHEMES, get_violations
from tests.e2e.settlement import Settlement, settle
from tests.e2e.town import Meet, Person, Town

REFRESH = (
    """import("/static/js/live.js").then(({ refresh }) => refresh([...document.querySelectorAll("[data-live]")]))"""
)
"""What news do to a page."""


def get_comment(page: Page | Locator, words: str) -> Locator:
    """The comment that says this."""
    return page.locator("[data-comment]").filter(has_text=words).first


def allow(person: Person, settlement: Settlement) -> None:
    """Let this browser speak for its member for thirty days."""
    person.go(f"/o/{settlement.slug}/me")
    form = person.page.locator("form[data-light]")
    assert "It signs comments, reactions and hubs only, never a vote" in person.do(form)


def write(comment: Locator, kind: str, words: str) -> Locator:
    """Open the form of this kind below a comment and fill it in; gives its button."""
    comment.locator(f'[data-talk="{kind}"]').click()
    comment.locator("[data-inline] textarea").fill(words)
    return comment.locator("[data-inline] button.second")


def test_a_browser_speaks_by_itself(town: Town, meet: Meet) -> None:
    """With a light key a comment, an answer, a reaction and an edit take one press each, and no passkey is asked."""
    ada = meet("Ada Example")
    settlement = settle(town)
    settlement.admit(ada)
    settlement.say(settlement.founders[0], PostComment, {"body": "Who has the pump?"}, subject="charter")
    allow(ada, settlement)
    expect(ada.page.locator("#light")).to_be_hidden()
    expect(ada.page.locator("#devices")).to_contain_text("for comments, reactions and hubs only, until")
    ada.device.be_touched(yes=False)
    ada.go(f"/o/{settlement.slug}/charter")
    page = ada.page
    form = page.locator("#discussion form[data-act=PostComment]").last
    form.locator("textarea").fill("It is in the shed, @Fay")
    page.get_by_role("option", name="Fay Founder").click()
    expect(form.locator("textarea")).to_have_value("It is in the shed, @Fay Founder ")
    with page.expect_navigation():
        form.locator("button").last.click()
    mine = get_comment(page, "in the shed")
    expect(mine.locator("a.mention")).to_have_text("@Fay Founder")
    asked = get_comment(page, "Who has the pump?")
    write(asked, "reply", "I put it there.").click()
    expect(get_comment(page, "I put it there.")).to_have_class("said answer-to")
    asked.locator("summary", has_text="React").click()
    asked.get_by_role("button", name="Thanks").click()
    thanks = asked.get_by_role("button", name="Thanks 1")
    expect(thanks).to_have_attribute("aria-pressed", "true")
    thanks.click()
    expect(thanks).to_have_count(0)
    write(get_comment(page, "I put it there."), "edit", "I put it back there.").click()
    expect(get_comment(page, "I put it back there.")).to_contain_text("Edited")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert settlement.state.members[3].keys[1].until - town.clock() <= 30 * DAY
    assert [comment.author for comment in list_comments(settlement.state)] == [1, 3, 3]


def test_what_weighs_takes_the_passkey(town: Town, meet: Meet) -> None:
    """Where a light key is at hand, a flag still takes the passkey; and so does a comment once the key was revoked."""
    ada = meet("Ada Example")
    settlement = settle(town)
    settlement.admit(ada)
    settlement.say(settlement.founders[0], PostComment, {"body": "You turnips."}, subject="charter")
    allow(ada, settlement)
    ada.go(f"/o/{settlement.slug}/charter")
    write(get_comment(ada.page, "You turnips."), "flag", "We are people.").click()
    assert "You flag comment" in ada.dialog.inner_text()
    ada.confirm()
    ada.press("Done", ada.dialog)
    flagged = get_comment(ada.page, "You turnips.")
    expect(flagged).to_contain_text("1 member has flagged it. 3 flags would hide it.")
    ada.go(f"/o/{settlement.slug}/me")
    ada.do(ada.form("RevokeKey", '[name="key"][value="2"]'))
    expect(ada.page.locator("#light")).to_be_visible()
    ada.go(f"/o/{settlement.slug}/charter")
    form = ada.page.locator("#discussion form[data-act=PostComment]").last
    form.locator("textarea").fill("By my own hand.")
    assert "By my own hand." in ada.do(form)
    assert settlement.state.moderated[list_comments(settlement.state)[0].number].flags == (3,)


def test_what_is_being_written_is_left_alone(town: Town, meet: Meet) -> None:
    """While somebody answers, news of the discussion wait; nothing typed is lost, and then the news come."""
    ada = meet("Ada Example")
    settlement = settle(town)
    settlement.admit(ada)
    first, second = settlement.founders
    settlement.say(first, PostComment, {"body": "A question."}, subject="charter")
    ada.go(f"/o/{settlement.slug}/charter")
    page = ada.page
    write(get_comment(page, "A question."), "reply", "A long answ")
    settlement.say(second, PostComment, {"body": "Meanwhile."}, subject="charter")
    page.evaluate(REFRESH)
    expect(page.locator("[data-inline] textarea")).to_have_value("A long answ")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#discussion-list")).to_contain_text("Meanwhile.")


def test_discussions_keep_nobody_out(town: Town, meet: Meet) -> None:
    """A discussion with an open form and names to choose from has no barrier in either scheme."""
    ada = meet("Ada Example")
    settlement = settle(town)
    settlement.admit(ada)
    for subject in ("charter", "clause/purpose", "charter", "clause/purpose"):
        settlement.say(settlement.founders[0], PostComment, {"body": "A question."}, subject=subject)
    ada.go(f"/o/{settlement.slug}/charter")
    page = ada.page
    for folded in page.locator("#discussion summary, #talk-purpose > summary").all():
        folded.click()
    write(get_comment(page.locator("#discussion"), "A question."), "reply", "")
    page.locator("[data-inline] textarea").press_sequentially("Ask @Fay")
    expect(page.get_by_role("listbox")).to_be_visible()
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert not get_violations(page)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_an_answer_that_comes_late_takes_no_words(town: Town, meet: Meet) -> None:
    """Who begins to write while the page fetches what is new goes on writing, and sees the new once they are done."""
    ada = meet("Ada Example")
    settlement = settle(town)
    settlement.admit(ada)
    settlement.say(settlement.founders[0], PostComment, {"body": "Who has the pump?"}, subject="charter")
    allow(ada, settlement)
    ada.go(f"/o/{settlement.slug}/charter")
    page, held = ada.page, list[Route]()
    page.route("**/charter", lambda route: held.append(route))  # noqa: PLW0108 - Playwright takes no builtin method
    page.evaluate(f"() => void {REFRESH.replace('[data-live]', '#discussion')}")
    asked = get_comment(page, "Who has the pump?")
    while not held:
        page.wait_for_timeout(20)
    asked.locator('[data-talk="reply"]').click()
    asked.locator("[data-inline] textarea").fill("I put it th")
    with page.expect_response("**/charter"):
        held[0].continue_()
    page.wait_for_timeout(500)
    expect(asked.locator("[data-inline] textarea")).to_have_value("I put it th")
