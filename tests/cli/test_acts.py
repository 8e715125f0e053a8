"""Acts from the command line, against the real site: built, shown, asked about, signed, sent and receipted."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from daso.canon import encode
from daso.cli import main
from daso.host import Host, ProposalText, Words
from daso.host.host import read_clock
from daso.kernel.comment import list_comments
from daso.keys.sign import P256Signer
from daso.keys.verify import P256Key, WalletKey
from daso.ledger import parse_receipt
from tests.cli.conftest import BELL, NEXT, THIRD, Demo, get_state


def test_vote_with_a_reason(demo: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A vote is shown in words, sent, and answered with a receipt that can be checked by itself."""
    receipt = tmp_path / "receipt.txt"
    fields = (f"proposal={BELL}", "choices=2", "--reason", "On reflection, no bell.", "--receipt", str(receipt))
    assert demo.act(7, "CastBallot", *fields) == 0
    shown = capsys.readouterr().out
    assert "My ballot on a proposal" in shown
    assert "“On reflection, no bell.”" in shown
    state = get_state(demo.data)
    assert state.proposals[BELL].ballots[7] == (2,)
    host = Host(demo.data)
    public = host.open("crumb-and-spoke").vkey
    host.close()
    assert main(["receipt", "check", str(receipt), "--vkey", public]) == 0
    assert f"Sound: entry {state.entries - 1}" in capsys.readouterr().out


def test_abstention(demo: Demo) -> None:
    """An empty list of choices abstains."""
    assert demo.act(7, "CastBallot", f"proposal={BELL}", "choices=") == 0
    assert get_state(demo.data).proposals[BELL].ballots[7] == ()


def test_proposal_from_words_and_a_file(demo: Demo, tmp_path: Path) -> None:
    """A choice is opened from its title, a file and its options, and commented on."""
    body = tmp_path / "body.md"
    body.write_text("Two soups stand to choice.", encoding="utf-8")
    options = ("text.options[]=Leek", "text.options[]=Lentil")
    assert demo.act(3, "OpenProposal", "text.title=Which soup?", f"text.body=@{body}", *options) == 0
    state = get_state(demo.data)
    opened = state.proposals[NEXT]
    assert (opened.form, opened.options, opened.author) == ("choice", 2, 3)
    assert demo.act(4, "PostComment", f"subject=proposal/{NEXT}", "text.body=Lentil, always.") == 0
    host = Host(demo.data)
    texts = host.open("crumb-and-spoke").texts
    words = ProposalText(title="Which soup?", body="Two soups stand to choice.", options=("Leek", "Lentil"))
    assert texts.load(opened.text) == words
    assert Words(body="Lentil, always.") in [kept.words for kept in texts.list_all()]
    host.close()


def test_a_discussion_from_the_command_line(demo: Demo) -> None:
    """Answers, edits, reactions, flags, light keys and decisions about comments are acts like all others."""
    state = get_state(demo.data)
    comment = max(one.number for one in list_comments(state) if one.subject == f"proposal/{THIRD}")
    for member, name, *fields in (
        (3, "PostComment", f"subject=proposal/{THIRD}", f"parent={comment}", "mentions=1,2", "text.body=Hear, hear."),
        (3, "EditComment", f"comment={state.entries}", "text.body=Here, here."),
        (4, "React", f"comment={comment}", "reaction=insight"),
        (4, "Unreact", f"comment={comment}", "reaction=insight"),
        (5, "FlagComment", f"comment={comment}", "reason.body=It is about me."),
        (6, "AddKey", f"key={LIGHT}", "label.label=Phone", "scope=light", f"until={read_clock() + 86_400_000}"),
        (7, "OpenProposal", "kind=policy", "text.title=Hide it", "text.body=Please.", f"effects={hide(comment)}"),
    ):
        assert demo.act(member, name, *fields) == 0
    after = get_state(demo.data)
    assert after.entries == state.entries + 7
    assert after.moderated[comment].flags == (5,)
    assert after.members[6].keys[-1].scope == "light"


LIGHT = encode(P256Signer.from_seed(b"phone").key).decode()


def hide(comment: int) -> str:
    """The effect of hiding a comment, with its reason in words."""
    effect = {"comment": comment, "effect": "HideComment", "reason": {"body": "It was told in confidence."}}
    return encode([effect]).decode()


def test_refusal_is_the_laws_sentence(demo: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    """What the law refuses is said in the law's own words, and nothing is changed."""
    assert demo.act(7, "CarryOutDecision", "proposal=3") == 2
    assert "Proposal 3 has not been adopted" in capsys.readouterr().err


def test_strangers_key_is_refused(demo: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody can act for another: the key at hand must be the member's own."""
    arguments = ["--url", demo.url, "--by", "8", "--key", demo.key_of(7), "--yes", f"proposal={BELL}", "choices=1"]
    assert main(["act", "CastBallot", *arguments]) == 2
    assert "none of member 8's" in capsys.readouterr().err


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 2), ("", 2)])
def test_asks_before_signing(demo: Demo, monkeypatch: pytest.MonkeyPatch, answer: str, code: int) -> None:
    """Without --yes nothing is signed before somebody says yes."""
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    before = get_state(demo.data).entries
    arguments = ["--url", demo.url, "--by", "7", "--key", demo.key_of(7), f"proposal={BELL}", "choices=1"]
    assert main(["act", "CastBallot", *arguments]) == code
    assert get_state(demo.data).entries == before + (code == 0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("proposal",), "not of the form name=value"),
        (("colour=red",), "it has no field colour; it has proposal, text, choices, reason"),
        (("proposal=three", "choices=1"), "can't be built"),
        (("choices=1",), "missing required field `proposal`"),
        ((f"proposal={BELL}", "choices=1", "reason.tune=la"), "reason: "),
        ((f"proposal={BELL}", "choices=1", "choices.body=la"), "choices is no text"),
    ],
)
def test_what_was_typed_wrong_is_said(
    demo: Demo, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    """Each slip of the pen is named with the field it happened in."""
    assert demo.act(7, "CastBallot", *words) == 2
    assert said in capsys.readouterr().err


def test_founding_to_first_vote(demo: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Three people, two with wallets' keys, found, agree, affirm and inaugurate from the command line alone."""
    keys = [str(tmp_path / f"founder-{n}.key") for n in (1, 2, 3)]
    for key, kind in zip(keys, ("wallet", "p256", "wallet"), strict=True):
        assert main(["key", "new", "--key", key, "--kind", kind]) == 0
    common = ["--yes", "--key", keys[0]]
    words = ["name=Three Friends", "template=employee-owned", "profile.name=Ann Example"]
    assert main(["act", "FoundOrganisation", "--url", demo.address, *common, *words]) == 0
    url = f"{demo.address}/o/three-friends"

    def act(member: int, name: str, *fields: str) -> None:
        assert main(["act", name, "--url", url, "--by", str(member), "--yes", "--key", keys[member - 1], *fields]) == 0

    act(1, "InviteMembers", "count=2")
    secrets = re.findall(r"one person: (\S+)", capsys.readouterr().out)
    for member, secret in enumerate(secrets, start=2):
        act(member, "JoinOrganisation", f"invitation={secret}", f"profile.name=Friend {member}")
    clauses = ("purpose", "product", "mission", "profit-targets", "surplus", "brand")
    for clause in clauses:
        act(1, "WriteClause", f"clause={clause}", f"text=Our {clause}, in plain words.")
        act(2, "AgreeClause", f"clause={clause}")
        act(3, "AgreeClause", f"clause={clause}")
    for member in (1, 2, 3):
        act(member, "AffirmFoundation")
    assert "purpose: Our purpose, in plain words." in capsys.readouterr().out
    act(1, "Inaugurate")
    act(2, "OpenProposal", "text.title=Buy a kettle", "text.body=For the tea.")
    host = Host(demo.data)
    state = host.open("three-friends").clerk.get_state()
    host.close()
    assert state.tokens == 3
    assert state.proposals[1].form == "motion"
    kinds = [type(state.members[number].keys[0].key) for number in (1, 2, 3)]
    assert kinds == [WalletKey, P256Key, WalletKey]


def test_silent_site_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An address where nobody answers is named in a sentence."""
    key = str(tmp_path / "a.key")
    assert main(["key", "new", "--key", key]) == 0
    arguments = ["--url", "http://localhost:1/o/nobody", "--key", key, "--yes", "proposal=1", "choices=1"]
    assert main(["act", "CastBallot", *arguments]) == 2
    assert "did not answer" in capsys.readouterr().err


def test_receipts_are_parsed_whole(demo: Demo, tmp_path: Path) -> None:
    """The saved receipt carries the entry itself, so that it proves the act without the site."""
    receipt = tmp_path / "receipt.txt"
    assert demo.act(9, "CastBallot", f"proposal={THIRD}", "choices=2", "--receipt", str(receipt)) == 0
    assert b'"act":"CastBallot"' in parse_receipt(receipt.read_text()).extra
