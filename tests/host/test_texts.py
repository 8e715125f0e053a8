"""Words stand beside the log by their commitments: asked for, kept, hidden, erased; the log stays sound."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from daso.canon import encode
from daso.errors import Refusal
from daso.host import Absent, Given, Host, NotYourText, Profile, TextMissing, TextUnasked, TextUnfit, Words
from daso.host.export import export_texts
from daso.host.texts import match_texts
from daso.kernel.act import compute_commitment
from daso.kernel.comment import PostComment
from daso.kernel.key import AddKey
from daso.kernel.proposal import OpenProposal, ReviseProposal
from daso.kernel.refusals import UnknownSubject
from daso.keys.sign import P256Signer
from daso.ledger import LogSource, audit_log
from tests.host.founded import CHARTER, Clock, Founded, commit, found

COMMENT = {"body": "I saw how the old oven smokes."}


def open_choice(founded: Founded, **fields: object) -> None:
    """Try to open a choice among three, with a text made of these fields."""
    text = {"body": "Which?", "options": ["Red", "Green", "Blue"], "title": "Colour of the door"} | fields
    founded.say(1, OpenProposal, "text", text, kind="ordinary", form="choice", options=3, effects=())


def test_words_are_read_back(founded: Founded) -> None:
    """A comment's words are there under its commitment."""
    commitment = founded.say(1, PostComment, "text", COMMENT, subject="charter")
    assert founded.hosted.texts.load(commitment) == Words(body=COMMENT["body"])


def test_an_act_must_bring_its_words(founded: Founded) -> None:
    """A comment whose words do not come along is refused."""
    commitment, _ = commit(COMMENT)
    with pytest.raises(TextMissing):
        founded.do(1, PostComment, subject="charter", text=commitment)


def test_words_nobody_speaks_of_are_refused(founded: Founded) -> None:
    """A text that the act does not commit to does not come in with it."""
    commitment, given = commit(COMMENT)
    _, other = commit({"body": "Something else."})
    with pytest.raises(TextUnasked):
        founded.send(founded.people[0].do(PostComment, subject="charter", text=commitment), given, other)


@pytest.mark.parametrize(
    "text",
    [
        '{"body":""}',
        '{"body":"two spellings" }',
        '{"body":"x","more":1}',
        '{"name":"not a comment","email":""}',
        '{"body":"' + 20_001 * "x" + '"}',
        "not even JSON",
        '{"body":"a bell \\u0007"}',
    ],
)
def test_words_must_have_their_form(founded: Founded, text: str) -> None:
    """A comment that is empty, too long, spelt in another way or something else is refused with a reason."""
    commitment = compute_commitment(bytes(16), text)
    with pytest.raises(TextUnfit):
        founded.send(founded.people[0].do(PostComment, subject="charter", text=commitment), Given(bytes(16), text))


@pytest.mark.parametrize("mark", ["\u202e", "\u2069", "\u200e", "\u200f", "\u061c", "\u200b", "\u2060", "\ufeff"])
def test_lines_show_what_they_hold(founded: Founded, mark: str) -> None:
    """A title, option, name or label with a mark that nobody sees is refused with a reason; a body may have it."""
    propose = {"kind": "ordinary", "form": "choice", "options": 2, "effects": ()}
    for title, options in ((f"New{mark} ovens", ["Red", "Blue"]), ("New ovens", ["Red", f"{mark}Blue"])):
        text, given = commit({"title": title, "body": "", "options": options})
        with pytest.raises(TextUnfit, match="can't be seen"):
            founded.send(founded.people[0].copy().do(OpenProposal, text=text, **propose), given)
    key = P256Signer.from_seed(b"another").key
    label, given = commit({"label": f"Phone{mark}"})
    with pytest.raises(TextUnfit, match="can't be seen"):
        founded.send(founded.people[0].copy().do(AddKey, key=key, label=label), given)
    with pytest.raises(TextUnfit, match="can't be seen"):
        founded.join(P256Signer.from_seed(b"joiner"), name=f"Ada{mark}")
    assert founded.say(1, PostComment, "text", {"body": f"So{mark}."}, subject="charter")


@pytest.mark.parametrize("profile", [{"name": "Ada\n", "email": ""}, {"name": "Ada", "email": "ada@daso.example\n"}])
def test_a_line_ends_without_a_newline(founded: Founded, profile: dict[str, str]) -> None:
    """A last newline, which many patterns overlook, is refused like any other."""
    commitment, given = commit(profile)
    act = founded.people[0].found(CHARTER, bytes(32), profile=commitment).act
    with pytest.raises(TextUnfit, match="regex"):
        match_texts(act, [given])


def test_a_salt_has_sixteen_bytes(founded: Founded) -> None:
    """A shorter salt would let somebody guess what was erased, so it is refused."""
    text = encode(COMMENT).decode()
    commitment = compute_commitment(b"short", text)
    with pytest.raises(TextUnasked):
        founded.send(founded.people[0].do(PostComment, subject="charter", text=commitment), Given(b"short", text))


def test_a_choice_names_its_options(founded: Founded) -> None:
    """Nobody votes for a number: a choice without as many names as options is refused."""
    with pytest.raises(TextUnfit, match="names 2 options"):
        open_choice(founded, options=["Red", "Green"])
    founded.people[0].seq -= 1  # the refused act does not count
    open_choice(founded)


def test_what_came_with_a_refused_act_is_dropped(founded: Founded) -> None:
    """When the law refuses an act, its words are not kept."""
    commitment, given = commit(COMMENT)
    with pytest.raises(UnknownSubject):
        founded.send(founded.people[0].do(PostComment, subject="proposal/9", text=commitment), given)
    assert founded.hosted.texts.load(commitment) is Absent.MISSING


def test_a_refused_copy_leaves_the_words_of_the_accepted_act(founded: Founded) -> None:
    """An act sent again with a wrong signature does not take the words of the first away."""
    commitment, given = commit(COMMENT)
    envelope = founded.people[0].do(PostComment, subject="charter", text=commitment)
    founded.send(envelope, given)
    with pytest.raises(Refusal):
        founded.send(replace(envelope, key=2), given)
    assert founded.hosted.texts.load(commitment) == Words(body=COMMENT["body"])


def test_an_act_sent_again_needs_no_words(founded: Founded) -> None:
    """The same envelope without its texts gets the same answer."""
    commitment, given = commit(COMMENT)
    envelope = founded.people[0].do(PostComment, subject="charter", text=commitment)
    first, again = founded.send(envelope, given), founded.send(envelope)
    assert (first.accepted, again.is_new) == (again.accepted, False)


def test_only_its_author_may_reuse_a_text(founded: Founded) -> None:
    """Nobody can put another member's words in their own mouth by copying the commitment."""
    commitment = founded.say(1, PostComment, "text", COMMENT, subject="charter")
    founded.do(1, PostComment, subject="charter", text=commitment)
    with pytest.raises(TextMissing):
        founded.do(2, PostComment, subject="charter", text=commitment)


def test_an_erased_text_is_gone(founded: Founded, clock: Clock) -> None:
    """After erasing, the words are nowhere in the side tables, and the log passes its audit as before."""
    commitment = founded.say(1, PostComment, "text", COMMENT, subject="charter")
    founded.hosted.erase(commitment, 1, clock())
    assert founded.hosted.texts.load(commitment) is Absent.ERASED
    for file in founded.host.data.glob("host.sqlite*"):
        assert COMMENT["body"].encode() not in file.read_bytes()
    assert audit_log(LogSource(founded.hosted.log), founded.hosted.vkey) == []


def test_what_was_erased_stays_erased(founded: Founded, clock: Clock) -> None:
    """Whoever kept an envelope and its words can't bring an erased text back with them."""
    commitment, given = commit(COMMENT)
    envelope = founded.people[0].do(PostComment, subject="charter", text=commitment)
    founded.send(envelope, given)
    founded.hosted.erase(commitment, 1, clock())
    founded.send(envelope, given)
    assert founded.hosted.texts.load(commitment) is Absent.ERASED


def test_only_its_author_erases(founded: Founded, clock: Clock) -> None:
    """Another member can't have a text erased, nor one that is not there."""
    commitment = founded.say(1, PostComment, "text", COMMENT, subject="charter")
    for unowned in (commitment, compute_commitment(bytes(16), "nothing")):
        with pytest.raises(NotYourText):
            founded.hosted.erase(unowned, 2, clock())


def test_an_erased_proposal_is_not_published(founded: Founded, clock: Clock) -> None:
    """Nobody is asked to vote on words that can't be read any more."""
    proposal = founded.propose()
    founded.hosted.erase(founded.state.proposals[proposal].text, 1, clock())
    with pytest.raises(TextMissing):
        founded.publish(proposal)


def test_a_revision_may_keep_its_words(founded: Founded) -> None:
    """A proposal whose effects alone are revised need not send its text again."""
    proposal = founded.propose()
    text = founded.state.proposals[proposal].text
    assert founded.do(1, ReviseProposal, proposal=proposal, options=2, text=text, effects=()).is_new


def test_a_ballot_without_a_reason_needs_no_words(founded: Founded) -> None:
    """Reasons are free: an empty commitment asks for no text."""
    proposal = founded.propose()
    founded.publish(proposal)
    assert founded.vote(2, proposal, 1).is_new
    assert founded.hosted.texts.load("") is Absent.NONE


def test_public_texts_are_exported(founded: Founded, clock: Clock, tmp_path: Path) -> None:
    """The export holds every text with its salt, and no longer what was erased since."""
    kept = founded.say(1, PostComment, "text", COMMENT, subject="charter")
    gone = founded.say(1, PostComment, "text", {"body": "Never mind."}, subject="charter")
    before = export_texts(founded.hosted, tmp_path, clock())
    founded.hosted.erase(gone, 1, clock())
    assert export_texts(founded.hosted, tmp_path, clock()) == before - 1
    assert json.loads(json.loads((tmp_path / "texts" / f"{kept}.json").read_text())["text"]) == COMMENT
    assert not (tmp_path / "texts" / f"{gone}.json").exists()


def test_an_address_is_not_exported(founded: Founded, clock: Clock, tmp_path: Path) -> None:
    """A profile with an e-mail address does not leave the host."""
    founded.join(P256Signer.from_seed(b"x"), "Xenia", email="x@example.org")
    commitment = founded.state.members[3].profile
    export_texts(founded.hosted, tmp_path, clock())
    assert founded.hosted.texts.load(commitment) == Profile(name="Xenia", email="x@example.org")
    assert not (tmp_path / "texts" / f"{commitment}.json").exists()


def test_members_texts_are_not_exported(host: Host, clock: Clock, tmp_path: Path) -> None:
    """Where texts are kept to members, nothing is exported for everybody."""
    founded = found(host, replace(CHARTER, texts="members"))
    assert export_texts(founded.hosted, tmp_path, clock()) == 0
