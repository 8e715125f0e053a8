"""An outsider asks to be named, a member proposes it, and the named scrutineer reads what members read, and no more."""

from __future__ import annotations

from msgspec.structs import replace
from playwright.sync_api import Locator, expect

from daso.kernel.comment import PostComment
from daso.kernel.decision import CarryOutDecision
from daso.kernel.proposal import OpenProposal, PublishProposal
from daso.kernel.scrutineer import EndScrutineer
from tests.e2e.settlement import CHARTER, Settlement, settle
from tests.e2e.town import Meet, Person, Town

SECRET = "What only we may know."


RULES = CHARTER.rules | {"policy": replace(CHARTER.rules["policy"], seasoning_hours=0)}
"""Whoever has just joined decides on policies too."""


def ask(outsider: Person, settlement: Settlement) -> str:
    """Ask to be named, on the outsider's own device; gives the code to send."""
    outsider.go(f"/o/{settlement.slug}/scrutineer")
    form = outsider.page.locator("form[data-ask]")
    form.locator('[name="name"]').fill(outsider.name)
    form.get_by_role("button", name="Make my passkey and the code").click()
    outsider.press("Make a passkey", outsider.dialog)
    code = form.get_by_label("Your request code")
    expect(code).to_be_visible()
    outsider.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    outsider.press("Copy", form)
    expect(form.get_by_role("status")).to_have_text("Copied.")
    return str(outsider.page.evaluate("navigator.clipboard.readText()"))


def begin_naming(member: Person, settlement: Settlement) -> Locator:
    """Begin to propose a scrutineer, from the page that says what one is; gives the form."""
    member.go(f"/o/{settlement.slug}/scrutineer")
    member.page.get_by_role("link", name="Propose to name a scrutineer").click()
    form = member.form("OpenProposal")
    form.locator('[name="text.title"]').fill("Name a scrutineer")
    form.locator('[name="text.body"]').fill(SECRET)
    return form


def decide(settlement: Settlement, number: int) -> None:
    """Let the founders put a policy proposal to the vote, adopt it and carry it out."""
    rule = settlement.state.charter.rules["policy"]
    author = next(one for one in settlement.founders if one.number == settlement.state.proposals[number].author)
    settlement.town.clock.move(hours=rule.discussion_hours + 1)
    settlement.do(author, PublishProposal, proposal=number, text=settlement.state.proposals[number].text)
    for founder in settlement.founders:
        settlement.vote(founder, number, 1)
    settlement.town.clock.move(hours=rule.voting_hours + 1)
    settlement.do(author, CarryOutDecision, proposal=number)


def sign_in(scrutineer: Person, settlement: Settlement) -> None:
    """Sign in with the passkey that the device has."""
    scrutineer.go(f"/o/{settlement.slug}/sign-in")
    with scrutineer.page.expect_navigation():
        scrutineer.page.locator("form[data-sign-in] button").click()
    expect(scrutineer.page.locator(".masthead .who")).to_have_text("Scrutineer")


def test_a_scrutineer_from_asking_to_leaving(town: Town, meet: Meet) -> None:
    """A code goes from an outsider to a member and into a decision; then the outsider reads, until another one."""
    ada, sue = meet("Ada Example"), meet("Sue Scrutineer")
    settlement = settle(town, replace(CHARTER, texts="members", rules=RULES))
    settlement.admit(ada)
    code = ask(sue, settlement)

    form = begin_naming(ada, settlement)
    expect(form.locator('[name="kind"][value="policy"]')).to_be_checked()
    field = form.locator('[name="effect.request"]')
    field.fill(code[:-9])
    field.blur()
    expect(form).to_contain_text("This request code is damaged")
    form.locator("button:not([type=button])").last.click()
    expect(form.locator("[data-problem]")).to_contain_text("This request code is damaged")
    field.fill(code)
    field.blur()
    expect(form).to_contain_text("Sue Scrutineer becomes a scrutineer: may read everything members may read")
    assert "If carried out: Sue Scrutineer becomes a scrutineer, who reads all that members may read" in ada.do(form)

    page = f"/o/{settlement.slug}/proposals/1"
    sue.go(page)
    assert SECRET not in sue.page.content()
    vote_in(ada, settlement)
    assert [one.key.public for one in settlement.state.scrutineers.values()]

    sign_in(sue, settlement)
    sue.go(page)
    expect(sue.page.locator("main")).to_contain_text(SECRET)
    open_vote(settlement)
    sue.go(f"/o/{settlement.slug}/proposals/2")
    expect(sue.page.locator("main")).to_contain_text("You are here as a scrutineer, without a vote.")
    expect(sue.page.locator("main")).to_contain_text("A matter among us")
    expect(sue.page.locator("form[data-act]")).to_have_count(0)
    sue.go(f"/o/{settlement.slug}/members")
    expect(sue.page.locator("main")).to_contain_text("Sue Scrutineer")

    sue.page.locator(".masthead .who").click()
    with sue.page.expect_navigation():
        sue.press("Sign out on this device")
    sue.go(page)
    assert SECRET not in sue.page.content()

    sign_in(sue, settlement)
    end_access(settlement)
    sue.go(page)
    expect(sue.page.locator(".masthead .who")).to_have_text("Sign in")
    assert SECRET not in sue.page.content()
    sue.go(f"/o/{settlement.slug}/sign-in")
    sue.page.locator("form[data-sign-in] button").click()
    expect(sue.page.locator("[data-problem]")).to_contain_text("their access has ended")


def vote_in(author: Person, settlement: Settlement) -> None:
    """Let the author put proposal 1 to the vote, the founders adopt it, and the author carry it out."""
    rule = settlement.state.charter.rules["policy"]
    page = f"/o/{settlement.slug}/proposals/1"
    settlement.town.clock.move(hours=rule.discussion_hours + 1)
    author.go(page)
    author.do(author.form("PublishProposal"))
    for founder in settlement.founders:
        settlement.vote(founder, 1, 1)
    settlement.town.clock.move(hours=rule.voting_hours + 1)
    author.go(page)
    author.do(author.form("CarryOutDecision"))


def open_vote(settlement: Settlement) -> None:
    """Let a founder open a vote, with a comment, so that members see forms on its page."""
    author = settlement.founders[0]
    words: dict[str, object] = {"title": "A matter among us", "body": "", "options": []}
    settlement.say(author, OpenProposal, words, kind="ordinary", form="motion", options=2, effects=())
    settlement.say(author, PostComment, {"body": "Well?"}, subject="proposal/2")
    settlement.town.clock.move(hours=settlement.state.charter.rules["ordinary"].discussion_hours + 1)
    settlement.do(author, PublishProposal, proposal=2, text=settlement.state.proposals[2].text)


def end_access(settlement: Settlement) -> None:
    """Let the founders decide that the scrutineer's access ends."""
    author, number = settlement.founders[1], settlement.state.next_proposal
    words: dict[str, object] = {"title": "Thank the scrutineer", "body": "", "options": []}
    effects = (EndScrutineer(scrutineer=1),)
    settlement.say(author, OpenProposal, words, kind="policy", form="motion", options=2, effects=effects)
    decide(settlement, number)


def test_a_code_waits_in_the_browser(town: Town, meet: Meet) -> None:
    """Whoever closes the page after asking finds their code there again."""
    sue, settlement = meet("Sue Scrutineer"), settle(town)
    code = ask(sue, settlement)
    sue.go(f"/o/{settlement.slug}/scrutineer")
    expect(sue.page.get_by_label("Your request code")).to_have_value(code)


def test_who_is_not_named_yet_does_not_sign_in(town: Town, meet: Meet) -> None:
    """A passkey that no decision has named opens nothing, and the page says so."""
    sue, settlement = meet("Sue Scrutineer"), settle(town)
    ask(sue, settlement)
    sue.go(f"/o/{settlement.slug}/sign-in")
    sue.page.locator("form[data-sign-in] button").click()
    expect(sue.page.locator("[data-problem]")).to_contain_text("This passkey belongs to nobody in this organisation.")
