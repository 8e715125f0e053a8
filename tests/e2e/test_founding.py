"""People found an organisation together on their telephones, and others join it later."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.town import CLAUSES, Meet, Person, Town


def found(founder: Person, organisation: str, door: str, template: str) -> str:
    """Begin a founding; gives the organisation's slug."""
    founder.go("/found")
    form = founder.form("FoundOrganisation")
    form.locator(f'[name="door"][value="{door}"]').check()
    form.locator(f'[name="template"][value="{template}"]').check()
    form.locator('[name="charter.name"]').fill(organisation)
    form.locator('[name="profile.name"]').fill(founder.name)
    words = founder.do(form, makes_passkey=True)
    assert f"Name: {organisation}" in words
    assert f"Your name: {founder.name}" in words
    slug = founder.page.url.removeprefix(founder.town.address).split("/")[2]
    assert founder.page.url == f"{founder.town.address}/o/{slug}/founding"
    expect(founder.page.locator("html")).to_have_attribute("data-member", "1")
    return slug


def write_clauses(writer: Person, slug: str) -> None:
    """Write all six clauses of the ideas-issue."""
    writer.go(f"/o/{slug}/founding")
    for clause, text in CLAUSES.items():
        form = writer.form("WriteClause", f'[name="clause"][value="{clause}"]')
        form.locator('[name="text"]').fill(text)
        assert text in writer.do(form)


def invite(inviter: Person, path: str, count: int) -> list[str]:
    """Make invitations; gives their links."""
    inviter.go(path)
    form = inviter.form("InviteMembers")
    form.locator('[name="count"]').fill(str(count))
    assert f"Invitations: {count}." in inviter.submit(form)
    inviter.press("Done", inviter.dialog)
    links = inviter.get_links()
    assert len(links) == count
    return links


def join(newcomer: Person, link: str) -> str:
    """Take up an invitation; gives the words that were signed."""
    newcomer.page.goto(link)
    form = newcomer.form("JoinOrganisation")
    form.locator('[name="profile.name"]').fill(newcomer.name)
    form.locator('[type="checkbox"]').check()
    return newcomer.do(form, makes_passkey=True)


def affirm(founder: Person, slug: str) -> str:
    """Affirm the foundation as a whole."""
    founder.go(f"/o/{slug}/founding")
    return founder.do(founder.form("AffirmFoundation"))


def inaugurate(founder: Person, slug: str) -> None:
    """Let the organisation begin."""
    founder.go(f"/o/{slug}/founding")
    assert "one vote-token" in founder.do(founder.form("Inaugurate"))


def test_three_people_found_through_the_collective_door(town: Town, meet: Meet, axe: Callable[[Page], None]) -> None:
    """Three people with telephones write, discuss and agree to six clauses, affirm them and inaugurate."""
    founders = [meet(name) for name in ("Ada Example", "Ben Example", "Cem Example")]
    ada, ben, cem = founders
    slug = found(ada, "The Wheelhouse", "collective", "employee-owned")
    write_clauses(ada, slug)
    links = invite(ada, f"/o/{slug}/founding", 2)
    axe(ada.page)
    for newcomer, link in zip((ben, cem), links, strict=True):
        assert "as one of its founders" in join(newcomer, link)

    ben.go(f"/o/{slug}/founding")
    comment = ben.form("PostComment", '[value="clause/mission"]')
    comment.locator('[name="text.body"]').fill("Only this town?")
    assert "You write: Only this town?" in ben.do(comment)
    ada.go(f"/o/{slug}/founding")
    assert "Only this town?" in (ada.page.locator("#clause-mission").text_content() or "")

    for person in (ben, cem):
        person.go(f"/o/{slug}/founding")
        for clause, text in CLAUSES.items():
            assert text in person.do(person.form("AgreeClause", f'[name="clause"][value="{clause}"]'))
    for person in founders:
        assert CLAUSES["mission"] in affirm(person, slug)
    inaugurate(cem, slug)

    state = town.host.open(slug).get_state(town.clock())
    assert state.tokens == 3
    assert {name: clause.text for name, clause in state.clauses.items()} == CLAUSES
    for path in ("", "/charter", "/members", "/proposals", "/decisions", "/audit", "/me"):
        ada.go(f"/o/{slug}{path}")
        axe(ada.page)


def test_an_innovator_founds_and_others_buy_in(town: Town, meet: Meet) -> None:
    """Through the innovator's door one person writes, another affirms the whole, and both begin as equals."""
    ada, ben = meet("Ada Example"), meet("Ben Example")
    slug = found(ada, "The Spark", "innovator", "mutual-aid")
    write_clauses(ada, slug)
    ada.go(f"/o/{slug}/founding")
    charter = ada.form("WriteCharter")
    charter.locator('[name="charter.name"]').fill("The Bright Spark")
    charter.locator("#rules-ordinary > summary").click()
    charter.locator('[name="charter.rules.ordinary.quorum"]').fill("1/4")
    charter.locator("#rules-mandate > summary").click()
    charter.locator('#rules-mandate [name="charter.kinds"]').uncheck()
    assert "Name: The Bright Spark" in ada.do(charter)
    (link,) = invite(ada, f"/o/{slug}/founding", 1)
    join(ben, link)
    ben.go(f"/o/{slug}/founding")
    expect(ben.form("WriteClause")).to_have_count(0)
    for person in (ada, ben):
        affirm(person, slug)
    inaugurate(ada, slug)
    state = town.host.open(slug).get_state(town.clock())
    assert [member.token_at > 0 for member in state.members.values()] == [True, True]
    assert (state.charter.name, state.charter.rules["ordinary"].quorum) == ("The Bright Spark", (1, 4))
    assert "mandate" not in state.charter.rules


def test_a_link_that_is_not_whole_is_explained_at_once(town: Town, meet: Meet) -> None:
    """Who opens an invitation without its secret, or with another's, reads so before typing anything."""
    ada, ben = meet("Ada Example"), meet("Ben Example")
    slug = found(ada, "The Half", "collective", "mutual-aid")
    one, other = invite(ada, f"/o/{slug}/founding", 2)
    ben.page.goto(one.partition("#")[0])
    expect(ben.page.locator("[data-problem]")).to_contain_text("This link is not whole")
    ben.page.goto(f"{one.partition('#')[0]}?#{other.partition('#')[2]}")
    expect(ben.page.locator("[data-problem]")).to_contain_text("does not belong to this invitation")


def test_an_invitation_outlives_a_change_of_language(town: Town, meet: Meet) -> None:
    """Who changes the language on the way in is still invited, and the link's secret part reaches no server."""
    ada, ben = meet("Ada Example"), meet("Ben Example")
    slug = found(ada, "The Tongue", "collective", "mutual-aid")
    (link,) = invite(ada, f"/o/{slug}/founding", 1)
    secret = link.partition("#")[2]
    sent: list[str] = []
    ben.page.on("request", lambda request: sent.append(f"{request.url.partition('#')[0]} {request.all_headers()}"))
    ben.page.goto(link)
    german = ben.page.get_by_role("link", name="Deutsch")
    expect(german).to_have_attribute("href", re.compile(f"#{secret}$"))
    german.click()
    expect(ben.page.locator("html")).to_have_attribute("lang", "de")
    assert secret in ben.page.url
    english = ben.page.get_by_role("link", name="English")
    expect(english).to_have_attribute("href", re.compile(f"#{secret}$"))
    english.click()
    expect(ben.page.locator("html")).to_have_attribute("lang", "en")
    assert "as one of its founders" in join(ben, ben.page.url)
    assert len(sent) > 5
    assert not any(secret in one for one in sent)
