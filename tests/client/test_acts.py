"""A form of each kind becomes exactly the act that the law reads, and the words shown are those of its bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from daso.canon import decode_as, encode, from_base64url, to_base64url
from daso.kernel.act import compute_commitment
from daso.kernel.ballot import CastBallot
from daso.kernel.charter import Charter
from daso.kernel.comment import EditComment, PostComment, React
from daso.kernel.effect import AgreeOrigin
from daso.kernel.founding import WriteCharter, WriteClause, compute_clause_digest
from daso.kernel.moderation import FlagComment, HideComment, RestoreComment
from daso.kernel.objection import AnswerObjection
from daso.kernel.proposal import OpenProposal, ReviseProposal
from daso.kernel.templates import TEMPLATES
from daso.kernel.transition import AnyAct
from daso.keys.sign import P256Signer
from daso.web.request_code import NamingRequest, encode_request
from tests.client.conftest import Client

VECTORS = Path(__file__).resolve().parents[2] / "vectors" / "encoding"
ORG = "0123456789abcdef0123456789abcdef"
MARK = to_base64url(bytes(32))
KEY = P256Signer.from_seed(b"scrutineer").key
CODE = encode_request(NamingRequest(key=KEY, name="Dr. Ähnlich"))

BUILD = """async ({acts, canon, sentences, subject}, {kind, html, seen}) => {
    const form = document.createElement("form");
    form.innerHTML = html;
    document.body.append(form);
    const {fields, texts} = await acts.readForm(kind, form);
    const bytes = canon.encode({act: kind, org: "0123456789abcdef0123456789abcdef", by: 3, seq: 7, ...fields});
    const act = canon.decode(bytes);
    const known = {...await subject.learn({...act, proposal: 0}, {texts, org: "", slug: ""}, ""), ...seen};
    return {bytes: new TextDecoder().decode(bytes), texts, said: sentences.sayAct(act, known).lines};
}"""
MODULES = ("acts", "canon", "sentences", "subject")

_acts: msgspec.json.Decoder[AnyAct] = msgspec.json.Decoder(AnyAct)


class Built:
    """What the browser made of a form: the act as the law reads it, the texts that go along, the words shown."""

    def __init__(self, made: Any) -> None:
        self.act: AnyAct = decode_as(_acts, made["bytes"].encode())
        self.said: list[str] = made["said"]
        self.texts = {
            compute_commitment(from_base64url(one["salt"]), one["text"]): json.loads(one["text"])
            for one in made["texts"]
        }
        assert encode(self.act) == made["bytes"].encode()


def build(client: Client, kind: str, html: str, **seen: object) -> Built:
    """Let the browser read a form with these controls."""
    return Built(client(BUILD, {"kind": kind, "html": html, "seen": seen}, *MODULES))


@pytest.mark.parametrize(
    ("kind", "html", "fields"),
    [
        (
            "AgreeClause",
            f"<input name=clause value=brand><input name=text value={MARK}>",
            {"clause": "brand", "text": MARK},
        ),
        ("AffirmFoundation", f"<input name=foundation value={MARK}>", {"foundation": MARK}),
        ("Inaugurate", f"<input name=foundation value={MARK}>", {"foundation": MARK}),
        ("SponsorMember", "<input name=member value=12>", {"member": 12}),
        ("LeaveOrganisation", "", {}),
        ("RevokeKey", "<input name=key value=2>", {"key": 2}),
        (
            "PublishProposal",
            f"<input name=proposal value=4><input name=text value={MARK}>",
            {"proposal": 4, "text": MARK},
        ),
        ("WithdrawProposal", "<input name=proposal value=4>", {"proposal": 4}),
        ("CarryOutDecision", "<input name=proposal value=4>", {"proposal": 4}),
    ],
)
def test_plain_forms_become_acts(client: Client, kind: str, html: str, fields: dict[str, object]) -> None:
    """A form without texts becomes the act with just those fields, by this member and with this number."""
    built = build(client, kind, html)
    assert json.loads(encode(built.act)) == {"act": kind, "org": ORG, "by": 3, "seq": 7} | fields


@pytest.mark.parametrize(("value", "choices"), [("2", (2,)), ("", ())])
def test_a_ballot_names_its_option_or_abstains(client: Client, value: str, choices: tuple[int, ...]) -> None:
    """The chosen radio is the ballot's only choice, and an empty one abstains; an empty reason commits to nothing."""
    html = f"<input name=proposal value=4><input name=text value={MARK}>"
    html += f"<input type=radio name=choices value='{value}' checked>"
    html += "<textarea name=reason.body></textarea>"
    assert build(client, "CastBallot", html).act == CastBallot(
        org=ORG, by=3, seq=7, proposal=4, text=MARK, choices=choices, reason=""
    )


WAYS = {
    "ranked": (
        "".join(f"<select name=rank><option value={rank} selected></select>" for rank in (2, 0, 1)),
        (2, 0, 1),
        [
            "You rank the options of proposal 4, “Colour”:",
            "Rank 1: Leave things as they are",
            "Rank 2: Option 1: Red",
            "Left open, and compared with nothing: Option 2: Blue",
        ],
    ),
    "approval": (
        "<input type=checkbox name=choices value=1><input type=checkbox name=choices value=2 checked>",
        (2,),
        ["You approve of 1 options of proposal 4, “Colour”:", "Option 2: Blue"],
    ),
    "score": (
        "<input name=options value=2><input type=radio name=points-1 value=0><input name=points-2 value=4>",
        (0, 4),
        [
            "You give points to the options of proposal 4, “Colour”:",
            "Option 1: Red – 0 of 5 points",
            "Option 2: Blue – 4 of 5 points",
        ],
    ),
    "consent": (
        "<input type=radio name=choices value=2 checked><textarea name=reason.body>It fades</textarea>",
        (2,),
        [
            "You object to proposal 4, “Colour” (2). Its author must answer your reason.",
            "Your reason: It fades",
        ],
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_ballot_has_the_form_of_its_way(client: Client, way: str) -> None:
    """However it is counted, the controls become the choices of the bytes, and the sentences say what these are."""
    controls, choices, said = WAYS[way]
    html = f"<input name=proposal value=4><input name=text value={MARK}><input name=way value={way}>{controls}"
    subject = {"title": "Colour", "options": ["Red", "Blue"], "way": way}
    built = build(client, "CastBallot", html, subject=subject)
    assert isinstance(built.act, CastBallot)
    assert built.act.choices == choices
    assert built.said[: len(said)] == said


@pytest.mark.parametrize("way", ["ranked", "approval", "score"])
def test_a_tick_abstains(client: Client, way: str) -> None:
    """Whoever ticks that they abstain names nothing, whatever else stands in the form."""
    html = f"<input name=proposal value=4><input name=text value={MARK}><input name=way value={way}>{WAYS[way][0]}"
    html += "<input type=checkbox name=abstain value=yes checked>"
    subject = {"title": "Colour", "options": ["Red", "Blue"], "way": way}
    built = build(client, "CastBallot", html, subject=subject)
    assert isinstance(built.act, CastBallot)
    assert built.act.choices == ()
    assert built.said[0] == "You abstain on proposal 4, “Colour”."


def test_an_answer_becomes_an_act(client: Client) -> None:
    """An answer to an objection names the member, and its words travel beside it."""
    html = "<input name=proposal value=4><input name=member value=9><textarea name=text.body>Nevertheless.</textarea>"
    built = build(client, "AnswerObjection", html, subject={"title": "Colour", "options": []})
    assert isinstance(built.act, AnswerObjection)
    assert (built.act.proposal, built.act.member) == (4, 9)
    assert built.texts == {built.act.text: {"body": "Nevertheless."}}
    assert built.said[0] == "You answer the objection of member 9 to proposal 4, “Colour”."


def test_a_reason_travels_beside_the_ballot(client: Client) -> None:
    """A reason is committed to with a fresh salt, tidied into one spelling, and shown before signing."""
    html = f"<input name=proposal value=4><input name=text value={MARK}><input name=choices value=1>"
    html += "<textarea name=reason.body>  Cafe\u0301\x07\r\nsoon </textarea>"
    first, second = (build(client, "CastBallot", html) for _ in range(2))
    assert isinstance(first.act, CastBallot)
    assert isinstance(second.act, CastBallot)
    assert first.texts == {first.act.reason: {"body": "Café\nsoon"}}
    assert first.act.reason != second.act.reason
    assert "Your reason: Café\nsoon" in first.said


def test_the_words_shown_are_those_of_the_bytes(client: Client) -> None:
    """The sentence before a ballot is signed names the option that stands in the bytes, whatever the page showed."""
    html = f"""<input name=proposal value=4><input name=text value={MARK}><label>For
        <input type=radio name=choices value=2 checked></label><input name=reason.body value="">"""
    motion = build(client, "CastBallot", html, subject={"title": "Mend the roof", "options": []})
    assert motion.said[0] == "You vote against proposal 4, “Mend the roof” (option 2)."
    choice = build(client, "CastBallot", html, subject={"title": "Colour", "options": ["Red", "Blue"]})
    assert choice.said[0] == "You vote for option 2, “Blue”, of proposal 4, “Colour”."
    erased = build(client, "CastBallot", html, subject={"isAbsent": True})
    assert erased.said[:2] == [
        "You vote for option 2 of proposal 4.",
        "Its words can’t be read here: they were erased, or are kept to others.",
    ]


def test_a_motion_with_effects_becomes_an_act(client: Client) -> None:
    """A policy motion carries its ticked effects in order, leaves out the others, and says what they would do."""
    html = f"""<input name=kind value=policy><input name=form value=motion>
        <input name=text.title value="Move house"><textarea name=text.body>Because.</textarea>
        <fieldset data-effect=AgreeOrigin><input name=effect.origin value=https://daso.example></fieldset>
        <fieldset data-effect=EndScrutineer disabled><input name=effect.scrutineer value=1></fieldset>
        <fieldset data-effect=NameScrutineer><input name=effect.request value="{CODE[:30]} {CODE[30:]} "></fieldset>"""
    built = build(client, "OpenProposal", html)
    assert isinstance(built.act, OpenProposal)
    origin, named = built.act.effects
    assert origin == AgreeOrigin(origin="https://daso.example")
    assert built.act.options == 2
    profile = json.loads(encode(named))["profile"]
    assert built.texts == {
        built.act.text: {"title": "Move house", "body": "Because.", "options": []},
        profile: {"name": "Dr. Ähnlich", "email": ""},
    }
    assert "If carried out: passkeys of https://daso.example count too." in built.said


def test_a_choice_counts_its_options(client: Client) -> None:
    """Options left empty are not counted, neither in a new proposal nor in a revised one."""
    html = """<input name=kind value=ordinary><input name=form value=choice><input name=proposal value=4>
        <input name=text.title value=Colour><textarea name=text.body></textarea>
        <input name=text.options[] value=Red><input name=text.options[] value=" ">
        <input name=text.options[] value=Blue>"""
    opened, revised = build(client, "OpenProposal", html), build(client, "ReviseProposal", html)
    assert isinstance(opened.act, OpenProposal)
    assert isinstance(revised.act, ReviseProposal)
    for act, texts in ((opened.act, opened.texts), (revised.act, revised.texts)):
        assert (act.options, act.effects) == (2, ())
        assert texts[act.text]["options"] == ["Red", "Blue"]
    assert "Option 2: Blue" in opened.said


@pytest.mark.parametrize(("form", "method"), [("choice", "ranked"), ("choice", ""), ("motion", "")])
def test_a_way_of_counting_stands_in_the_act(client: Client, form: str, method: str) -> None:
    """A choice says how it is to be counted; a motion, and a choice of one option each, say nothing."""
    html = f"""<input name=kind value=ordinary><input name=form value={form}><input name=method value=ranked>
        <input name=text.title value=Colour><textarea name=text.body></textarea>
        <input name=text.options[] value=Red><input name=text.options[] value=Blue>"""
    if not method:
        html = html.replace("name=method value=ranked", "name=method value=''" if form == "choice" else "name=method")
    built = build(client, "OpenProposal", html)
    assert isinstance(built.act, OpenProposal)
    assert built.act.method == method
    is_said = "Members rank the options, and leaving things as they are among them." in built.said
    assert is_said is bool(method)


def test_clauses_and_comments_become_acts(client: Client) -> None:
    """A clause stands in the act itself, a comment beside it; both are shown in full before signing."""
    clause = build(
        client, "WriteClause", "<input name=clause value=purpose><textarea name=text>Bread\r\nfor all</textarea>"
    )
    assert clause.act == WriteClause(org=ORG, by=3, seq=7, clause="purpose", text="Bread\nfor all")
    assert "Bread\nfor all" in clause.said
    comment = build(
        client, "PostComment", "<input name=subject value=clause/purpose><textarea name=text.body>Why?</textarea>"
    )
    assert isinstance(comment.act, PostComment)
    assert comment.texts == {comment.act.text: {"body": "Why?"}}
    assert "You write: Why?" in comment.said


def test_discussing_becomes_acts(client: Client) -> None:
    """An answer names what it answers; edits, reactions and flags name their comment, and say what they say."""
    answer = build(
        client,
        "PostComment",
        "<input name=subject value=charter><input name=parent value=41><textarea name=text.body>So</textarea>",
    )
    assert isinstance(answer.act, PostComment)
    assert (answer.act.parent, answer.act.mentions) == (41, ())
    assert "In answer to comment 41." in answer.said
    edit = build(client, "EditComment", "<input name=comment value=41><textarea name=text.body>So what</textarea>")
    assert isinstance(edit.act, EditComment)
    assert edit.texts == {edit.act.text: {"body": "So what"}}
    react = build(client, "React", "<input name=comment value=41><input name=reaction value=insight>")
    assert isinstance(react.act, React)
    assert (react.act.comment, react.act.reaction) == (41, "insight")
    assert "To comment 41: Insight" in react.said
    flag = build(client, "FlagComment", "<input name=comment value=41><textarea name=reason.body>Rude</textarea>")
    assert isinstance(flag.act, FlagComment)
    assert flag.texts == {flag.act.reason: {"body": "Rude"}}
    assert "You flag comment 41, in your name and for everybody to see." in flag.said


def test_hiding_and_restoring_become_effects(client: Client) -> None:
    """A policy that hides one comment and restores another says both, with the public reason, before it is signed."""
    html = """<input name=kind value=policy><input name=form value=motion><input name=text.title value=Peace>
        <fieldset data-effect=HideComment>
        <input name=effect.hide value=41><input name=effect.reason value=Rude></fieldset>
        <fieldset data-effect=RestoreComment><input name=effect.restore value=40></fieldset>"""
    opened = build(client, "OpenProposal", html)
    assert isinstance(opened.act, OpenProposal)
    hiding, restoring = opened.act.effects
    assert isinstance(hiding, HideComment)
    assert opened.texts[hiding.reason] == {"body": "Rude"}
    assert restoring == RestoreComment(comment=40)
    assert "If carried out: comment 41 is hidden. Public reason: Rude" in opened.said


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_a_charter_is_rewritten_number_by_number(client: Client, template: str) -> None:
    """A charter's form changes the numbers and shares it names, and leaves the rest as the draft has it."""
    draft = TEMPLATES[template]
    html = """<input name=charter.name value="The Kiln"><input name=charter.founders value=2>
        <input name=charter.rules.ordinary.share value=3/5><input name=charter.rules.ordinary.quorum value="15 %">
        <input type=number name=charter.rules.ordinary.seasoning_hours value=24>
        <input type=number name=charter.rules.policy.seasoning_hours value=0>
        <input name=charter.rules.unheard.share value=1/2>"""
    html = f"<input type=radio name=template checked data-charter='{encode(draft).decode()}'>{html}"
    built = build(client, "WriteCharter", html)
    assert isinstance(built.act, WriteCharter)
    expected = json.loads(encode(draft)) | {"name": "The Kiln", "founders": 2}
    expected["rules"]["ordinary"] |= {"share": [3, 5], "quorum": [15, 100], "seasoning_hours": 24}
    expected["rules"]["policy"] |= {"seasoning_hours": 0}
    assert built.act.charter == msgspec.convert(expected, Charter)


@pytest.mark.parametrize(
    ("kind", "html", "code"),
    [
        ("CastBallot", "<input name=proposal value=4><input type=radio name=choices value=1>", "no-choice"),
        (
            "CastBallot",
            "<input name=proposal value=4><input name=way value=ranked><input name=rank value=0>",
            "no-choice",
        ),
        (
            "CastBallot",
            "<input name=proposal value=4><input name=way value=score><input name=options value=2>",
            "no-choice",
        ),
        (
            "CastBallot",
            "<input name=proposal value=4><input name=way value=consent><input name=choices value=2>",
            "reason-missing",
        ),
        ("PostComment", "<input name=subject value=charter><textarea name=text.body> </textarea>", "empty-text"),
        (
            "OpenProposal",
            "<input name=kind value=ordinary><input name=form value=motion><input name=text.title value=''>",
            "empty-text",
        ),
        ("SponsorMember", "<input name=member value=many>", "not-a-number"),
        ("WriteCharter", "", "no-template"),
    ],
)
def test_incomplete_forms_are_explained(client: Client, kind: str, html: str, code: str) -> None:
    """A form that lacks something is answered by a sentence, before anything is signed."""
    attempt = """async (modules, given) => {
        const form = document.createElement("form");
        form.innerHTML = given.html;
        try { await modules.acts.readForm(given.kind, form) } catch (error) { return error.code }
    }"""
    assert client(attempt, {"kind": kind, "html": html}, "acts") == code


def test_words_that_were_exchanged_are_noticed(client: Client) -> None:
    """Agreeing is refused when the words on the page are not those whose digest would be signed."""
    learn = """async ({subject}, {text, words}) => {
        const act = {act: "AgreeClause", clause: "purpose", text};
        try { return (await subject.learn(act, {texts: []}, words)).words } catch (error) { return error.code }
    }"""
    digest = compute_clause_digest("Bread for all")
    assert client(learn, {"text": digest, "words": "Bread for all"}, "subject") == "Bread for all"
    assert client(learn, {"text": digest, "words": "Bread for some"}, "subject") == "words-differ"


def test_every_act_of_the_vectors_has_its_bytes_digest_and_words(client: Client) -> None:
    """Every kind of act is written and digested as in the vectors, and there are words for each."""
    cases = json.loads((VECTORS / "acts.json").read_text(encoding="utf-8"))["acts"]
    code = """async ({canon, sentences}, acts) => Promise.all(acts.map(async (act) => {
        const bytes = canon.encode(act);
        const {title, lines} = sentences.sayAct(canon.decode(bytes), {texts: new Map(), subject: {}, words: null});
        const isSaid = title && sentences.sayDone(act.act) && lines.every((line) => !line.includes("{"));
        const digest = canon.toHex(await canon.digest("daso/act/1", bytes));
        return {bytes: new TextDecoder().decode(bytes), digest, isSaid: Boolean(isSaid && lines.length)};
    }))"""
    expected = [{"bytes": case["bytes"], "digest": case["digest"], "isSaid": True} for case in cases]
    assert client(code, [case["act"] for case in cases], "canon", "sentences") == expected
    assert {case["act"]["act"] for case in cases} == {kind.__struct_config__.tag for kind in get_args(AnyAct)}
