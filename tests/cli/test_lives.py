"""Whole lives by command and over the API: decisions, offices, members and the charter, from a terminal alone."""

from __future__ import annotations

import json
import re

import httpx
from msgspec.structs import replace

from tests.cli.town import CHARTER, VOTING, Town


def test_consent_is_reached(town: Town) -> None:
    """An objection with its reason is read, answered and taken up; who has not voted and what was done stand open."""
    number = town.propose("ordinary", "A bell at the door")
    town.act(2, "CastBallot", f"proposal={number}", "choices=2", "reason.body=It wakes my child.")
    (objection,) = town.show(f"proposals/{number}/objections")
    assert (objection["member"], objection["words"], objection["answer_entry"]) == (2, "It wakes my child.", None)
    town.act(1, "AnswerObjection", f"proposal={number}", "member=2", "text.body=Then a quiet one.")
    (answered,) = town.get(f"proposals/{number}/objections").json()
    assert answered["answer_words"] == "Then a quiet one."
    assert town.show(f"proposals/{number}")["answered"] == [2]
    missing = town.get(f"proposals/{number}/missing").json()
    assert (missing["voted"], missing["missing"], len(missing["reminders"])) == (1, [1, 3, 4, 5], 1)
    words = ("text.title=A quiet bell at the door", "text.body=Because.")
    town.act(1, "ReviseProposal", f"proposal={number}", *words)
    assert town.get(f"proposals/{number}/missing").json()["missing"] == [1, 2, 3, 4, 5]
    town.vote(number, "1", "1", "1", "")
    ballots = town.show(f"proposals/{number}/ballots")
    assert [(one["member"], one["choices"]) for one in ballots] == [(1, [1]), (2, [1]), (3, [1]), (4, [])]
    town.wait(VOTING)
    read = town.read(f"proposals/{number}")
    assert "status: adopted" in read
    assert "title: A quiet bell at the door" in read
    assert re.search(r"closes_at: \d{4}-\d\d-\d\d \d\d:\d\d UTC", read)
    done = [one["act"] for one in town.show(f"proposals/{number}/history")]
    assert done[:5] == ["OpenProposal", "PublishProposal", "CastBallot", "AnswerObjection", "ReviseProposal"]


def test_every_way_of_choosing(town: Town) -> None:
    """Ranked, approved and scored choices are opened, voted on and read; the tally says how they were counted."""
    options = ("text.options[]=Leek", "text.options[]=Lentil")
    for method, choices, winner in (("ranked", "2,1,3", 2), ("approval", "2", 2), ("score", "0,5", 2)):
        number = town.propose("ordinary", f"Which soup, {method}?", f"method={method}", *options)
        town.vote(number, *[choices] * 4)
        town.wait(VOTING)
        ended = town.show(f"proposals/{number}")
        assert ended["status"] == "adopted"
        assert ended["tally"]["winner"] == winner
        assert ended["words"]["options"] == ["Leek", "Lentil"]
        assert "Lentil" in ended["says"]
    assert len(town.show("decisions")) == 3


def test_what_passes_is_seen_before(town: Town) -> None:
    """What a payment will do is told in a sentence and as data before the vote; then it is ordered and confirmed."""
    effect = {"effect": "OrderPayment", "payee": 3, "amount": 12_000, "currency": "EUR", "text": {"body": "Flour."}}
    number = town.propose("payment", "Pay the flour", effects=[effect])
    run = town.get(f"proposals/{number}/dry-run").json()
    assert run["title"] == "What will happen if it is adopted"
    assert "120" in run["steps"][0]
    assert run["effects"][0]["amount"] == 12_000
    assert town.show(f"proposals/{number}")["left_out"] == [3]
    town.vote(number, "1", "1")
    town.wait(VOTING)
    town.act(2, "CarryOutDecision", f"proposal={number}")
    (ordered,) = town.show("payments")["payments"]
    assert (ordered["words"], ordered["payment"]["confirmed_at"]) == ("Flour.", 0)
    town.act(3, "ConfirmPayment", "payment=1")
    assert "confirmed_at: 20" in town.read("payments")


def test_a_decision_is_challenged(town: Town) -> None:
    """Co-signers suspend a decision, its author replies, and the verdict overturns it; each step can be read."""
    number = town.propose(
        "policy", "A second site", effects=[{"effect": "AgreeOrigin", "origin": "https://two.example"}]
    )
    town.vote(number, "1", "1", "1", "1", "2")
    town.wait(VOTING)
    assert "objection" in town.refuse(1, "CarryOutDecision", f"proposal={number}")
    words = ("text.title=Who pays for it?", "text.body=Nobody asked.")
    town.act(5, "OpenChallenge", f"about=decision/{number}", "ground=harm", *words)
    challenge = number + 1
    assert town.show(f"proposals/{challenge}")["ground"] == "harm"
    town.act(4, "SponsorProposal", f"proposal={challenge}")
    assert town.show(f"proposals/{number}")["suspended_at"] > 0
    assert town.show(f"proposals/{number}")["challenge"] == challenge
    town.act(1, "ReplyToProposal", f"proposal={challenge}", "text.body=The site is free.")
    assert town.show(f"proposals/{challenge}")["replied_at"] > 0
    town.wait(7)
    assert town.get(f"proposals/{challenge}/dry-run").json()["title"] == "What will happen if it is overturned"
    town.act(4, "PublishProposal", f"proposal={challenge}")
    town.vote(challenge, *["1"] * 5)
    town.wait(VOTING)
    assert town.show(f"proposals/{number}")["overturned_by"] == challenge
    assert "AgreeOrigin" not in town.read()
    assert "overturned" in town.refuse(1, "CarryOutDecision", f"proposal={number}")


def test_a_decision_is_mitigated(town: Town) -> None:
    """A condition with an owner and a day is attached by its own vote, shown with the decision, and reported met."""
    first = town.decide("policy", "Open on Sundays", effects=[])
    effect = {"effect": "AttachCondition", "to": f"decision/{first}", "owner": 4, "due_at": "2040-01-31"}
    town.decide("ordinary", "Only with helpers", effects=[effect | {"text": {"body": "Find two helpers."}}])
    (condition,) = town.show(f"proposals/{first}")["conditions"]
    assert (condition["owner"], condition["met_at"]) == (4, 0)
    assert "due_at: 2040-01-31 23:59 UTC" in town.read(f"proposals/{first}")
    town.act(4, "ReportCondition", f"proposal={first}", f"condition={condition['number']}", "text.body=Bo and Cy.")
    assert town.show(f"proposals/{first}")["conditions"][0]["met_at"] > 0


def test_an_office_is_held_and_lost(town: Town) -> None:
    """Mandates are granted, accepted, reported on and recalled, elected and declined; the register shows each."""
    text = {"title": "Keys", "domain": "The door.", "accountabilities": "Open at six.", "limits": "No copies."}
    grant = {"effect": "GrantMandate", "text": text, "hours": 48, "report_hours": 24}
    town.decide("mandate", "Keys to 2", effects=[grant | {"holder": 2}])
    assert town.show("mandates")[0]["status"] == "offered"
    town.act(2, "AcceptMandate", "mandate=1")
    town.act(2, "ReportMandate", "mandate=1", "text.body=All well.")
    (held,) = town.show("mandates")
    assert (held["status"], held["words"]["limits"], held["mandate"]["holder"]) == ("held", "No copies.", 2)
    town.decide("mandate", "Recall", effects=[{"effect": "EndMandate", "mandate": 1}])
    assert town.show("mandates")[0]["status"] == "recalled"
    names = ("text.options[]=Founder 3", "text.options[]=Founder 4", "method=ranked")
    town.decide("mandate", "Who?", *names, effects=[grant | {"candidates": [3, 4]}], choices="2,1,3")
    assert town.show("mandates")[1]["mandate"]["holder"] == 4
    town.act(4, "ResignMandate", "mandate=2")
    assert "status: resigned" in town.read("mandates")


def test_a_lot_is_drawn(town: Town) -> None:
    """Secrets are made and kept by the command, revealed from there, and whoever reads can draw again."""
    effect = {"effect": "DrawLot", "size": 1, "text": {"body": "A jury."}, "commit_hours": 24, "reveal_hours": 24}
    town.decide("mandate", "A jury", effects=[effect])
    town.act(5, "DeclineLot", "lot=1")
    for member in (1, 2, 3):
        assert "is kept in" in town.act(member, "CommitLot", "lot=1")
    town.act(2, "CommitLot", "lot=1")
    (lot,) = town.show("lots")
    assert sorted(lot["commits"]) == ["1", "2", "3"]
    assert (lot["declined"], lot["words"], lot["secrets"]) == ([5], "A jury.", [])
    town.wait(24)
    assert "no secret that you have committed to" in town.refuse(4, "RevealLot", "lot=1")
    for member in (1, 2, 3):
        town.act(member, "RevealLot", "lot=1")
    town.wait(24)
    (lot,) = town.get("lots").json()
    assert [one["member"] for one in lot["secrets"]] == [1, 2, 3]
    assert len(lot["drawn"]) == 1
    assert lot["phase"].startswith("Concluded")


def test_a_pause_is_called_and_ended(town: Town) -> None:
    """While a pause lasts nothing is carried out, and a further decision ends it."""
    waiting = town.propose("payment", "Nothing", effects=[])
    town.vote(waiting, *["1"] * 5)
    town.decide("pause", "Stop", effects=[{"effect": "PauseDecisions", "hours": 48}])
    (pause,) = town.show("pauses")
    assert pause["until"] > town.clock.now
    assert "pause" in town.refuse(1, "CarryOutDecision", f"proposal={waiting}")
    town.decide("pause", "Go on", effects=[{"effect": "EndPause"}])
    assert town.show("pauses")[0]["until"] <= town.clock.now
    town.act(1, "CarryOutDecision", f"proposal={waiting}")


def test_a_member_comes_and_goes(town: Town) -> None:
    """Somebody joins, is sponsored, adds a light key and revokes it, is expelled with a reply; another leaves."""
    town.new_key("6")
    town.join(6)
    town.act(2, "SponsorMember", "member=6")
    assert town.show("members/6")["token_at"] > 0
    town.new_key("phone")
    town.act(6, "AddKey", f"file={town.key('phone')}", "days=7", "label.label=Phone")
    subject = "clause/purpose"
    town.act(6, "PostComment", f"subject={subject}", "text.body=Hello.", key=town.key("phone"))
    town.act(6, "RevokeKey", "key=2")
    effect = {"effect": "ExpelMember", "member": 6, "ground": "conduct"}
    words = ("kind=expulsion", "about=member/6", "text.title=Expel 6", "text.body=Because.")
    town.act(1, "OpenProposal", *words, f"effects={json.dumps([effect])}")
    town.act(6, "ReplyToProposal", "proposal=1", "text.body=I am sorry.")
    town.wait(town.show("proposals/1")["rule"].get("reply_hours", 0))
    town.act(1, "PublishProposal", "proposal=1")
    town.vote(1, *["1"] * 5)
    town.wait(VOTING)
    town.act(1, "CarryOutDecision", "proposal=1")
    assert town.show("members/6")["fate"] == "expelled"
    assert "no longer a member" in town.refuse(6, "PostComment", f"subject={subject}", "text.body=Still here?")
    town.act(5, "LeaveOrganisation")
    assert [one["fate"] for one in town.show("members")] == ["", "", "", "", "left", "expelled"]


def test_a_newcomer_is_admitted_by_a_vote(town: Town) -> None:
    """Somebody for whom sponsors are missing is admitted by a decision, and listed as a member from then on."""
    town.new_key("6")
    town.join(6)
    assert town.show("members/6")["token_at"] == 0
    assert "vote-token" in town.refuse(6, "OpenProposal", "text.title=Mine", "text.body=Because.")
    town.decide("admission", "Admit 6", "about=member/6", effects=[{"effect": "AdmitMember", "member": 6}])
    assert town.show("members/6")["token_at"] > 0
    assert town.show()["tokens"] == 6


def test_counts_are_hidden_until_the_close(open_town: Town) -> None:
    """Where the charter hides counts, programs read who has voted and not how; after the close they read both."""
    town = open_town
    hidden = replace(CHARTER.rules["payment"], hidden=True)
    town.found(replace(CHARTER, rules=CHARTER.rules | {"payment": hidden}))
    number = town.propose("payment", "Nothing much")
    town.vote(number, "1", "1", "2")
    assert town.show(f"proposals/{number}")["tally"] is None
    assert [one["choices"] for one in town.show(f"proposals/{number}/ballots")] == [None, None, None]
    assert town.show(f"proposals/{number}/missing")["missing"] == [4, 5]
    town.wait(VOTING)
    assert town.show(f"proposals/{number}")["tally"]["counts"] == [2, 1]
    assert [one["choices"] for one in town.show(f"proposals/{number}/ballots")] == [[1], [1], [2]]


def test_lost_keys_are_replaced(town: Town) -> None:
    """Members vouch from a request code; a working key says no; without one the new key counts after the delay."""
    town.new_key("new")
    code = town.run("key", "request", "--member", "3", "--key", town.key("new")).strip()
    town.act(1, "VouchForMember", f"code={code}")
    town.act(3, "VetoRecovery")
    assert [one["status"] for one in town.get("recoveries").json()] == ["vetoed"]
    town.wait(24 * 40)
    town.act(1, "VouchForMember", f"code={code}")
    town.act(2, "VouchForMember", f"code={code}")
    assert [one["by"] for one in town.show("recoveries")[0]["vouches"]] == [1, 2]
    town.wait(49)
    town.act(4, "CompleteRecovery", "member=3")
    town.act(3, "PostComment", "subject=charter", "text.body=Back.", key=town.key("new"))
    assert "none of member 3's" in town.refuse(3, "PostComment", "subject=charter", "text.body=Old key.")


def test_a_scrutineer_finds(town: Town) -> None:
    """A request code names a scrutineer, whose signed finding stands beside the decision it is about."""
    town.new_key("audit")
    code = town.run("key", "request", "--scrutineer", "Agatha Plumbline", "--key", town.key("audit")).strip()
    number = town.decide("policy", "Name her", effects=[{"effect": "NameScrutineer", "code": code}])
    assert town.show()["scrutineers"][0]["name"] == "Agatha Plumbline"
    words = (f"decision={number}", "verdict=sound", "text.body=I counted again.")
    town.act(1, "PublishFinding", *words, key=town.key("audit"))
    (finding,) = town.get(f"proposals/{number}/findings").json()
    assert (finding["scrutineer"], finding["verdict"], finding["words"]) == (1, "sound", "I counted again.")


def test_the_charter_changes_in_two_readings(town: Town) -> None:
    """A change is tried out, proposed from what that printed, read twice, and then stands in the charter."""
    town.wait(24 * 8)
    said = town.run("simulate", "live_proposals=8", "--url", town.url)
    assert "9" in said
    effects = json.loads(town.run("simulate", "live_proposals=8", "--effects", "--url", town.url))
    first = town.propose("amendment", "Fewer at once", effects=effects)
    town.vote(first, *["1"] * 5)
    town.wait(VOTING)
    readable = town.show(f"proposals/{first}")["readable_from"]
    assert readable > town.clock.now
    town.clock.now = readable
    second = town.propose("amendment", "Fewer at once", f"about=decision/{first}", effects=effects)
    town.vote(second, *["1"] * 5)
    town.wait(VOTING + 24 * 8)
    town.act(1, "CarryOutDecision", f"proposal={second}")
    assert town.show()["charter"]["live_proposals"] == 8
    assert town.show()["amendments"][0]["decision"] == second


def test_words_for_members_are_read_by_members(open_town: Town) -> None:
    """Where texts are for members only, a terminal signs in with its key to read them, and to know what it votes on."""
    town = open_town
    town.found(replace(CHARTER, texts="members"))
    number = town.propose("ordinary", "Between ourselves")
    assert town.show(f"proposals/{number}")["title"] is None
    assert town.show(f"proposals/{number}", member=2)["words"]["title"] == "Between ourselves"
    assert "Between ourselves" in town.act(2, "CastBallot", f"proposal={number}", "choices=1")
    assert "Between ourselves" in town.read("needs", member=3)
    assert town.get("needs").json()["code"] == "sign-in-needed"
    town.new_key("audit")
    code = town.run("key", "request", "--scrutineer", "Agatha", "--key", town.key("audit")).strip()
    town.decide("policy", "Name her", effects=[{"effect": "NameScrutineer", "code": code}])
    read = town.run("show", "proposals/1", "--url", town.url, "--scrutineer", "1", "--key", town.key("audit"))
    assert "title: Between ourselves" in read


def test_a_no_over_the_api_says_why(town: Town) -> None:
    """What is not there is a problem with its code and the article on which it rests."""
    for place in ("dry-run", "ballots", "missing", "objections", "findings", "history"):
        answer = town.get(f"proposals/99/{place}")
        problem = answer.json()
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert (problem["code"], bool(problem["detail"])) == ("unknown-proposal", True)


def test_a_member_says_how_to_be_told(town: Town) -> None:
    """Topics, feeds and programs that get news are chosen from the terminal, each member's own and nobody else's."""
    shown = town.tell(2, "needs=daily", "kind/payment=page", "--program", "https://news.example/in")
    assert "needs: daily" in shown
    wishes = town.show("wishes", member=2)
    assert (wishes["topics"]["kind/payment"], wishes["programs"][0]["url"]) == ("page", "https://news.example/in")
    assert town.show("wishes", member=3)["programs"] == []
    assert town.get("wishes").json()["code"] == "sign-in-needed"
    town.tell(2, "--remove", wishes["programs"][0]["id"])
    kept = town.show("wishes", member=2)
    assert (kept["programs"], kept["topics"]["needs"]) == ([], "daily")
    entries = httpx.get(kept["feed"])
    assert entries.headers["content-type"].startswith("application/atom+xml")


def test_a_hub_is_founded_joined_and_ended(town: Town) -> None:
    """Hubs are founded, joined with a number, concerned by proposals, reworded, ended and read, all in a terminal."""
    town.act(1, "FoundHub", "kind=skill", "text.name=Bread", "text.purpose=Those who bake.")
    town.act(2, "FoundHub", "kind=execution", "due_at=2099-05-01", "text.name=The oven", "text.purpose=It is built.")
    for member in (2, 3):
        town.act(member, "JoinHub", "hub=1")
    assert "already" in town.refuse(3, "JoinHub", "hub=1")
    number = town.propose("ordinary", "A mixer", "hub=1")
    assert town.show(f"proposals/{number}")["hub"] == 1
    bread, oven = town.show("hubs")
    assert (bread["status"], bread["words"]["name"], bread["count"], bread["proposals"]) == (
        "alive",
        "Bread",
        3,
        [number],
    )
    assert town.get("hubs?limit=1").json() == {"items": [bread], "next": 1}
    assert town.show("hubs?limit=1") == [bread, oven]
    assert (oven["status"], oven["due_at"]) == ("dormant", 4_081_363_199_000)
    assert "hub/1: mail" in town.tell(2, "hub/1=mail")
    town.act(2, "LeaveHub", "hub=1")
    assert [one["member"] for one in town.show("hubs/1")["members"]] == [1, 3]
    words = {"effect": "RewordHub", "hub": 1, "text": {"name": "Bread and cakes", "purpose": "Those who bake."}}
    reworded = town.decide("hub", "Other words", "hub=1", effects=[words])
    assert "Bread and cakes" in town.read("hubs/1")
    ended = town.decide("hub", "No more", "hub=1", effects=[{"effect": "EndHub", "hub": 1}])
    whole = town.show("hubs/1")
    assert (whole["status"], whole["decision"], whole["decisions"]) == ("ended", ended, [number, reworded, ended])
    assert [one["decision"] for one in whole["wordings"]] == [0, reworded]
    assert town.get("hubs/9").json()["code"] == "unknown-hub"


def test_a_discussion_is_followed(town: Town) -> None:
    """Comments, edits, reactions and flags are typed; what is hidden and restored is read with its reasons."""
    number = town.propose("ordinary", "A bell")
    subject = f"proposal/{number}"
    town.act(2, "PostComment", f"subject={subject}", "text.body=Hear, hear.")
    (comment,) = town.show(f"comments?subject={subject}")
    about = f"comment={comment['number']}"
    town.act(2, "EditComment", about, "text.body=Here, here.")
    town.act(3, "React", about, "reaction=insight")
    for member in (4, 5):
        town.act(member, "FlagComment", about, "reason.body=It is about me.")
    (read,) = town.show(f"comments?subject={subject}")
    assert (len(read["texts"]), read["reactions"]["insight"]) == (2, [3])
    assert (read["words"], read["moderation"]["flags"]) == (None, [4, 5])
    town.decide("policy", "Restore it", effects=[{"effect": "RestoreComment", "comment": comment["number"]}])
    town.act(3, "Unreact", about, "reaction=insight")
    (restored,) = town.get(f"comments?subject={subject}").json()["items"]
    assert (restored["words"], restored["moderation"]["hidden_at"]) == ("Here, here.", 0)
    assert restored["reactions"]["insight"] == []
    refused = town.erase(3, restored["texts"][1])
    assert "Sign in as its author" in refused
    assert "You wrote" not in refused
    assert "Here, here." in town.erase(2, restored["texts"][1])
    (erased,) = town.show(f"comments?subject={subject}")
    assert (erased["words"], erased["texts"]) == (None, restored["texts"])
    assert "erased by its author" in town.erase(2, restored["texts"][1])


def test_somebody_thinks_better_of_it(town: Town) -> None:
    """A draft is withdrawn by its author and by nobody else, and then another one can be proposed."""
    town.act(1, "OpenProposal", "text.title=A bell", "text.body=Because.")
    assert "author" in town.refuse(2, "WithdrawProposal", "proposal=1")
    town.act(1, "WithdrawProposal", "proposal=1")
    assert town.show("proposals/1")["status"] == "withdrawn"
    assert "closed" in town.refuse(1, "WithdrawProposal", "proposal=1")


def test_an_admission_is_challenged(open_town: Town) -> None:
    """A newcomer in probation is challenged, replies, and holds no vote-token after the verdict."""
    expulsion = replace(CHARTER.rules["expulsion"], challengers=30, reply_hours=6)
    town = open_town
    town.found(replace(CHARTER, probation_hours=240, rules=CHARTER.rules | {"expulsion": expulsion}))
    town.new_key("6")
    town.join(6)
    town.act(2, "SponsorMember", "member=6")
    words = ("about=member/6", "text.title=Here twice", "text.body=Under another name.")
    assert "does not fit" in town.refuse(1, "OpenChallenge", *words, "ground=harm")
    town.act(1, "OpenChallenge", *words, "ground=second-token")
    town.act(3, "SponsorProposal", "proposal=1")
    assert town.show("members/6")["challenge"] == 1
    assert "is not in probation" in town.refuse(4, "OpenChallenge", *words[1:], "about=member/2", "ground=unknown")
    town.act(6, "ReplyToProposal", "proposal=1", "text.body=I am not.")
    town.act(1, "PublishProposal", "proposal=1")
    town.vote(1, *["1"] * 4)
    town.wait(VOTING)
    assert town.show("members/6")["fate"] == "overturned"
    assert "no longer a member" in town.refuse(6, "PostComment", "subject=charter", "text.body=Hello?")
