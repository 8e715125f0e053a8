"""Members propose, discuss, vote, change their minds, check their receipts, and carry out what was decided."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from daso.canon import decode
from daso.kernel.proposal import OpenProposal, PublishProposal
from daso.ledger import parse_receipt, verify_receipt
from tests.e2e.settlement import Settlement, settle
from tests.e2e.town import Meet, Person, Town

DISCUSSION, VOTING = 48, 5 * 24
ROOF = {"title": "Mend the roof", "body": "It **leaks**.", "options": []}
PAINT = {"title": "Paint the door", "body": "", "options": ["Red", "Blue", "Green"]}


@pytest.fixture
def settlement(town: Town) -> Settlement:
    """An organisation of its own for each test."""
    return settle(town)


def open_vote(settlement: Settlement, text: Mapping[str, object]) -> int:
    """Let the second founder propose this, and open the vote; gives the proposal's number."""
    author = settlement.founders[1]
    number = settlement.state.next_proposal
    form, options = ("choice", 3) if text["options"] else ("motion", 2)
    settlement.say(author, OpenProposal, text, kind="ordinary", form=form, options=options, effects=())
    settlement.town.clock.move(hours=DISCUSSION + 1)
    settlement.do(author, PublishProposal, proposal=number, text=settlement.state.proposals[number].text)
    return number


def go_vote(person: Person, settlement: Settlement, number: int) -> Locator:
    """Open the proposal's page; gives the form of the ballot."""
    person.go(f"/o/{settlement.slug}/proposals/{number}")
    return person.form("CastBallot")


def choose(form: Locator, value: str, reason: str = "") -> Locator:
    """Fill in a ballot."""
    form.locator(f'[name="choices"][value="{value}"]').check()
    form.locator('[name="reason.body"]').fill(reason)
    return form


def test_a_motion_goes_its_whole_way(town: Town, meet: Meet, settlement: Settlement, tmp_path: Path) -> None:
    """A motion is opened, discussed, published, voted on, changed, adopted and carried out, all on telephones."""
    ada, ben = meet("Ada Example"), meet("Ben Example")
    settlement.admit(ada, ben)

    ada.go(f"/o/{settlement.slug}/proposals/new")
    form = ada.form("OpenProposal")
    form.locator('[name="text.title"]').fill("Mend the roof")
    form.locator('[name="text.body"]').fill("It **leaks**.")
    assert "Title: Mend the roof" in ada.do(form)
    page = f"/o/{settlement.slug}/proposals/1"

    ben.go(page)
    comment = ben.form("PostComment")
    comment.locator('[name="text.body"]').fill("Who will do it?")
    ben.do(comment)
    ada.go(page)
    expect(ada.page.locator("#discussion")).to_contain_text("Who will do it?")
    expect(ada.form("PublishProposal")).to_have_count(0)

    town.clock.move(hours=DISCUSSION + 1)
    ada.go(page)
    assert "Voting on proposal 1, “Mend the roof” begins now." in ada.do(ada.form("PublishProposal"))

    words = ben.submit(choose(go_vote(ben, settlement, 1), "1", "I was rained on."))
    assert "You vote for proposal 1, “Mend the roof” (option 1)." in words
    assert "Your reason: I was rained on." in words
    assert "Your vote is counted." in ben.said[-1]
    with ben.page.expect_download() as download:
        ben.press("Save your receipt", ben.dialog)
    receipt = tmp_path / "vote.tlog-proof"
    download.value.save_as(receipt)
    assert download.value.suggested_filename.endswith(".tlog-proof")
    ben.finish()

    assert "You vote against proposal 1" in ben.do(choose(go_vote(ben, settlement, 1), "2"))
    assert "You abstain on proposal 1" in ben.do(choose(go_vote(ben, settlement, 1), ""))
    ben.do(choose(go_vote(ben, settlement, 1), "1", "I was rained on again."))
    ada.go(page)
    expect(ada.page.locator("#reasons")).to_contain_text("I was rained on again.")
    expect(ada.page.locator("#voters")).to_contain_text("Ada Example")
    ada.do(choose(go_vote(ada, settlement, 1), "1"))

    town.clock.move(hours=VOTING + 1)
    ada.go(page)
    expect(ada.page.locator("#result .sentence")).to_contain_text(re.compile("adopted", re.IGNORECASE))
    ben.go(page)
    assert "What was decided in proposal 1, “Mend the roof” happens now." in ben.do(ben.form("CarryOutDecision"))
    decision = settlement.state.decisions[1]
    assert decision.tally is not None
    assert (decision.outcome, decision.tally.counts, decision.carried_out_by) == ("adopted", (2, 0), 4)
    check_receipt(settlement, ben, receipt.read_text(encoding="utf-8"))


def check_receipt(settlement: Settlement, outsider: Person, text: str) -> None:
    """The receipt that a browser saved holds on the audit page and for the ledger."""
    hosted = settlement.town.host.open(settlement.slug)
    receipt = parse_receipt(text)
    (stored,) = hosted.log.read(receipt.index, receipt.index + 1)
    entry = decode(stored)
    verify_receipt(receipt, stored, hosted.vkey)
    assert isinstance(entry, dict)
    assert isinstance(entry["envelope"], dict)
    assert isinstance(entry["envelope"]["act"], dict)
    assert entry["envelope"]["act"]["act"] == "CastBallot"
    outsider.go(f"/o/{settlement.slug}/audit")
    outsider.page.locator('[name="receipt"]').fill(text)
    outsider.press("Check it")
    expect(outsider.page.get_by_role("status")).to_contain_text("It holds")


def test_the_dialog_says_what_the_bytes_say(meet: Meet, settlement: Settlement) -> None:
    """When a page was changed to send another option than the one it shows, the dialog names the one that is sent."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    number = open_vote(settlement, PAINT)
    form = go_vote(ada, settlement, number)
    ada.page.evaluate("document.querySelector('[name=choices][value=\"1\"]').value = '3'")
    form.locator('[name="choices"]').first.check()
    words = ada.do(form)
    assert "You vote for option 3, “Green”, of proposal 1, “Paint the door”." in words
    assert settlement.state.proposals[number].ballots[3] == (3,)


def test_a_page_can_t_show_one_text_and_take_a_vote_on_another(meet: Meet, settlement: Settlement) -> None:
    """When the page stands under another number than its words, the dialog names the words, and no vote is counted."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    shown, meant = open_vote(settlement, ROOF), settlement.state.proposals[1]
    settlement.town.clock.move(hours=VOTING + 1)
    other = open_vote(settlement, PAINT)
    form = go_vote(ada, settlement, other)
    form.locator('[name="text"]').evaluate("(field, text) => { field.value = text }", meant.text)
    assert f"You vote for proposal {other}, “Mend the roof” (option 1)." in ada.review(choose(form, "1"))
    ada.press("Confirm and sign", ada.dialog)
    expect(form.locator("[data-problem]")).to_contain_text("These are not the words of proposal")
    assert (shown, settlement.state.proposals[other].ballots.get(3)) == (1, None)


def test_a_vote_on_erased_words_says_so(meet: Meet, settlement: Settlement) -> None:
    """Where an author has had the words erased, the dialog says that they can't be read, and names their mark."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    number = open_vote(settlement, ROOF)
    text = settlement.state.proposals[number].text
    settlement.town.host.open(settlement.slug).erase(text, settlement.founders[1].number, settlement.town.clock())
    words = ada.do(choose(go_vote(ada, settlement, number), "1"))
    assert f"You vote for option 1 of proposal {number}." in words
    assert "they were erased, or are kept to others" in words
    assert text[:12] in words
    assert settlement.state.proposals[number].ballots[3] == (1,)


def test_turning_back_changes_nothing(meet: Meet, settlement: Settlement) -> None:
    """Whoever turns back in the dialog, by button or by Escape, has sent nothing and lost nothing they typed."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    number = open_vote(settlement, ROOF)
    form = choose(go_vote(ada, settlement, number), "1", "Because it rains.")
    before = settlement.state.entries
    for by_key in (False, True):
        ada.press(re.compile("vote", re.IGNORECASE), form)
        expect(ada.dialog).to_be_visible()
        if by_key:
            ada.page.keyboard.press("Escape")
        else:
            ada.press("Not now", ada.dialog)
        expect(ada.dialog).to_have_count(0)
        expect(form.locator('[name="reason.body"]')).to_have_value("Because it rains.")
    assert settlement.state.entries == before


def test_a_vote_by_keyboard_alone(meet: Meet, settlement: Settlement) -> None:
    """Somebody who uses no mouse and no finger votes with Tab, the arrows, Space and Enter."""
    ada = meet("Ada Example", viewport={"width": 1280, "height": 800})
    settlement.admit(ada)
    number = open_vote(settlement, ROOF)
    go_vote(ada, settlement, number)
    keyboard = ada.page.keyboard
    reach(ada, "name", "choices")
    keyboard.press("Space")
    keyboard.press("ArrowDown")
    reach(ada, "name", "reason.body")
    keyboard.type("By keyboard.")
    keyboard.press("Tab")
    keyboard.press("Enter")
    confirm = ada.dialog.get_by_role("button", name="Confirm and sign")
    expect(confirm).to_be_visible()
    keyboard.press("Tab")
    expect(confirm).to_be_focused()
    keyboard.press("Enter")
    done = ada.dialog.get_by_role("button", name="Done")
    expect(done).to_be_visible()
    while not done.evaluate("button => button === document.activeElement"):
        keyboard.press("Tab")
    with ada.page.expect_navigation():
        keyboard.press("Enter")
    assert settlement.state.proposals[number].ballots[3] == (2,)


def reach(person: Person, attribute: str, value: str) -> None:
    """Press Tab until a control with this attribute has the focus."""
    for _ in range(60):
        person.page.keyboard.press("Tab")
        if person.page.evaluate(f"document.activeElement.getAttribute({attribute!r})") == value:
            return
    pytest.fail(f"no Tab leads to {attribute}={value}")


def test_results_move_while_one_looks(meet: Meet, settlement: Settlement) -> None:
    """An outsider's open page shows a new vote without being loaded again, and without moving under their eyes."""
    ada, outsider = meet("Ada Example"), meet("Nobody Here")
    settlement.admit(ada)
    number = open_vote(settlement, ROOF)
    form = go_vote(ada, settlement, number)
    go_vote(outsider, settlement, number)
    sentence = outsider.page.locator("#result .sentence")
    before = sentence.inner_text()
    outsider.page.evaluate("window.stayed = true; window.scrollTo(0, 200)")
    ada.do(choose(form, "1"))
    expect(sentence).not_to_have_text(before)
    assert outsider.page.evaluate("[window.stayed, window.scrollY]") == [True, 200]


def test_another_window_of_the_same_member(meet: Meet, settlement: Settlement) -> None:
    """An act from a second window in between does not lose the first: the member confirms once more."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    number = open_vote(settlement, ROOF)
    form = choose(go_vote(ada, settlement, number), "1")
    ada.press(re.compile("vote", re.IGNORECASE), form)
    confirm = ada.dialog.get_by_role("button", name="Confirm and sign")
    expect(confirm).to_be_visible()

    tab = ada.page.context.new_page()
    second = Person(ada.name, tab, ada.device.carry_to(tab), ada.town)
    second.go(f"/o/{settlement.slug}/proposals/{number}")
    comment = second.form("PostComment")
    comment.locator('[name="text.body"]').fill("Meanwhile.")
    second.do(comment)

    confirm.click()
    expect(ada.dialog).to_contain_text("Something else of yours was recorded meanwhile")
    confirm.click()
    expect(ada.dialog).to_contain_text("Your vote is counted.")
    assert settlement.state.proposals[number].ballots[3] == (1,)


def test_a_server_out_of_reach_loses_nothing(meet: Meet, settlement: Settlement) -> None:
    """When the network goes away, the signed vote waits and is sent again by one press."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    number = open_vote(settlement, ROOF)
    form = choose(go_vote(ada, settlement, number), "1")
    ada.press(re.compile("vote", re.IGNORECASE), form)
    confirm = ada.dialog.get_by_role("button", name="Confirm and sign")
    expect(confirm).to_be_visible()
    ada.page.context.set_offline(True)
    confirm.click()
    expect(ada.dialog).to_contain_text("Not sent yet")
    ada.page.context.set_offline(False)
    ada.press("Send again", ada.dialog)
    expect(ada.dialog).to_contain_text("Your vote is counted.")
    assert settlement.state.proposals[number].ballots[3] == (1,)


def test_a_refusal_is_said_beside_the_form(meet: Meet, settlement: Settlement) -> None:
    """A vote that comes after the close is refused in words beside the form, and what was typed stays."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    number = open_vote(settlement, ROOF)
    form = choose(go_vote(ada, settlement, number), "1", "Late, but sincere.")
    settlement.town.clock.move(hours=VOTING + 1)
    ada.press(re.compile("vote", re.IGNORECASE), form)
    ada.press("Confirm and sign", ada.dialog)
    expect(form.locator("[data-problem]")).to_contain_text("is closed")
    expect(form.locator('[name="reason.body"]')).to_have_value("Late, but sincere.")
