"""Bytes that are canonical and bytes that are not; every kind of act, written out; and the digests of each domain.

Read next: `founding.py`, where the stories of the law begin.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from daso.canon import MAX_DEPTH, MAX_INTEGER, Value, compute_digest, encode, from_base64url, to_base64url
from daso.kernel.act import MAX_ENTRY, TEXT_DOMAIN, compute_act_digest, compute_act_message
from daso.kernel.decision import CarryOutDecision
from daso.kernel.founding import ORGANISATION_DOMAIN, FoundOrganisation, compute_organisation
from daso.kernel.transition import MAX_ENVELOPE, AnyAct, Envelope, decode_entry
from daso.keys.message import Message
from daso.keys.sign import WalletSigner
from daso.keys.typed import compute_address, compute_typed_digest, compute_typed_message
from daso.keys.verify import P256Proof
from vectors.story import ORIGIN, Story, create_person, create_text

__all__ = ["render_acts", "render_digests", "render_envelopes", "render_typed_data", "render_values"]

Row = dict[str, object]

GOOD: dict[str, Value] = {
    "nothing": None,
    "yes and no": [True, False],
    "nought": 0,
    "the largest integer": MAX_INTEGER,
    "the smallest integer": -MAX_INTEGER,
    "an empty text": "",
    "an empty list and an empty object": [[], {}],
    "keys in the order of their bytes": {"b": 1, "a": 2, "A": 3, "_": 4, "aa": 5, "1": 6, "10": 7, "2": 8, "": 9},
    "a list keeps its order": [3, 1, 2],
    "newline and tab": "one\ntwo\tthree",
    "quote, backslash and slash": 'say "a\\b/c"',
    "a backslash before a letter is no escape": "\\b \\f \\r \\u0000 \\\\b",
    "letters composed": "é ü ẞ Å 가",
    "beyond the basic plane": "🏠 𝔘 👩\u200d🔧",
    "a mark that composes with nothing": "x\u0302",
    "line separators are no control characters": "\u2028\u2029\u00a0\ufeff",
    "as deep as can be": None,
}
"""Values that have a canonical form."""


def _nest(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


BAD: dict[str, bytes] = {
    "no bytes": b"",
    "no JSON": b"yes",
    "cut short": b'{"a":1',
    "more than one value": b"1 2",
    "keys out of order": b'{"b":1,"a":2}',
    "keys in the order of a dictionary": b'{"a":1,"A":2}',
    "keys in the order of numbers": b'{"2":1,"10":2}',
    "a key twice": b'{"a":1,"a":1}',
    "a key that is not ASCII": '{"é":1}'.encode(),
    "a key with a control character": b'{"a\\u0000":1}',
    "a space after a colon": b'{"a": 1}',
    "a space after a comma": b"[1, 2]",
    "a space before": b" 1",
    "a newline after": b"1\n",
    "a byte order mark": b"\xef\xbb\xbf1",
    "a fraction": b"1.5",
    "a whole number written as a fraction": b"1.0",
    "a whole number with an exponent": b"1e2",
    "a whole number with a big exponent": b"1E+2",
    "minus nought": b"-0",
    "minus nought as a fraction": b"-0.0",
    "a leading nought": b"01",
    "a plus sign": b"+1",
    "an integer one too large": b"9007199254740992",
    "an integer one too small": b"-9007199254740992",
    "an integer of 64 bits": b"18446744073709551615",
    "an integer of 30 digits": b"123456789012345678901234567890",
    "too large for any number": b"1e999",
    "not a number": b"NaN",
    "a text not in NFC": '"e\u0301"'.encode(),
    "a letter with a canonical equivalent": '"\u212b"'.encode(),
    "a key's text not in NFC": '{"a":["\u1100\u1161"]}'.encode(),
    "a control character written out": b'"\\u0000"',
    "a control character by its short name": b'"\\b"',
    "a carriage return": b'"one\\r\\ntwo"',
    "delete": b'"\x7f"',
    "a control character of the second set": '"\u0085"'.encode(),
    "a control character as it is": b'"\x01"',
    "a newline as it is": b'"\n"',
    "a letter escaped": b'"\\u0061"',
    "an accented letter escaped": b'"\\u00e9"',
    "a slash escaped": b'"\\/"',
    "a newline escaped by number": b'"\\u000a"',
    "a pair of surrogates escaped": b'"\\ud83c\\udfe0"',
    "half a pair of surrogates": b'"\\ud800"',
    "half a pair of surrogates as it is": b'"\xed\xa0\x80"',
    "bytes that are no UTF-8": b'"\xff"',
    "a letter in too many bytes": b'"\xc1\xa1"',
    "too deep": _nest(MAX_DEPTH + 1),
    "far too deep": _nest(5000),
}
"""Bytes that a reader must refuse, by what is wrong with them."""

DEEPEST = _nest(MAX_DEPTH)


def render_values() -> Row:
    """Values with their bytes, and bytes that are refused."""
    good: list[Row] = [{"name": name, "value": value, "bytes": encode(value).hex()} for name, value in GOOD.items()]
    good[-1] |= {"value": msgspec.json.decode(DEEPEST), "bytes": DEEPEST.hex()}
    return {
        "about": "Canonical bytes, in hexadecimal: each value of `good` has just these, each of `bad` is refused.",
        "good": good,
        "bad": [{"name": name, "bytes": data.hex()} for name, data in BAD.items()],
    }


def render_acts(stories: Sequence[Story]) -> Row:
    """One act of every kind, the first that the stories tell."""
    first: dict[str, AnyAct] = {}
    for story in stories:
        for data in story.entries:
            act = decode_entry(data).envelope.act
            first.setdefault(type(act).__name__, act)
    rows = [
        {
            "act": msgspec.json.decode(encode(act)),
            "bytes": encode(act).decode(),
            "digest": compute_act_digest(act).hex(),
        }
        for _, act in sorted(first.items())
    ]
    return {
        "about": "Every kind of act: as an object, its canonical bytes, and the digest that is signed.",
        "acts": rows,
    }


def _create_envelope() -> Envelope:
    """A small sound envelope to be spoiled."""
    act = CarryOutDecision(org="0" * 32, by=7, seq=3, proposal=12)
    return Envelope(act=act, key=1, proof=P256Proof(signature=to_base64url(bytes(64))))


def _compute_spoiled() -> dict[str, object]:
    """Envelopes in canonical form that are no envelopes of this law, by what is wrong with them."""
    plain = msgspec.json.decode(encode(_create_envelope()))
    act, proof = plain["act"], plain["proof"]
    comment = {"act": "PostComment", "by": 7, "org": "0" * 32, "seq": 3, "text": create_text("x")}
    ballot = {"act": "CastBallot", "by": 7, "org": "0" * 32, "proposal": 1, "reason": "", "seq": 3}
    ballot |= {"choices": [1], "text": create_text("x")}
    wallet = proof | {"kind": "wallet"}
    passkey = {"kind": "passkey", "client": "{}", "signature": proof["signature"]}
    return {
        "an unknown field": plain | {"note": ""},
        "an unknown field of the act": plain | {"act": act | {"weight": 2}},
        "an unknown field of the proof": plain | {"proof": proof | {"note": ""}},
        "an unknown act": plain | {"act": act | {"act": "CastTwoBallots"}},
        "an act without its tag": plain | {"act": {key: act[key] for key in act if key != "act"}},
        "an unknown kind of proof": plain | {"proof": proof | {"kind": "contract"}},
        "a wallet's signature with its recovery byte": plain | {"proof": wallet | {"signature": "A" * 86 + "Gw"}},
        "a contract's signature": plain | {"proof": wallet | {"signature": to_base64url(bytes(96))}},
        "a contract's address beside a signature": plain | {"proof": wallet | {"account": "0x" + "0" * 40}},
        "no signature at all": plain | {"proof": wallet | {"signature": ""}},
        "a missing field": {key: plain[key] for key in ("act", "key")},
        "a missing field of the act": plain | {"act": {key: act[key] for key in act if key != "seq"}},
        "a text for a number": plain | {"act": act | {"by": "7"}},
        "yes for a number": plain | {"key": True},
        "nothing for a number": plain | {"act": act | {"by": None}},
        "a number of nought": plain | {"act": act | {"by": 0}},
        "a number too large": plain | {"act": act | {"proposal": MAX_INTEGER + 1}},
        "a negative number": plain | {"act": act | {"seq": -1}},
        "an organisation in capitals": plain | {"act": act | {"org": "A" * 32}},
        "an organisation and a newline": plain | {"act": act | {"org": "0" * 32 + "\n"}},
        "a signature cut short": plain | {"proof": proof | {"signature": "A" * 85}},
        "a signature and a newline": plain | {"proof": proof | {"signature": "A" * 86 + "\n"}},
        "a signature with padding bits": plain | {"proof": proof | {"signature": "A" * 85 + "B"}},
        "a signature in plain base64": plain | {"proof": proof | {"signature": "+" * 85 + "A"}},
        "authenticator data cut short": plain | {"proof": passkey | {"authenticator": "A" * 49}},
        "client data too long": plain | {"proof": passkey | {"authenticator": "A" * 50, "client": " " * 2049}},
        "a subject and a newline": plain | {"act": comment | {"subject": "charter\n"}},
        "a subject there can't be": plain | {"act": comment | {"subject": "member/1"}},
        "a commitment cut short": plain | {"act": comment | {"subject": "charter", "text": "A" * 42}},
        "a ballot for more options than there can be": plain | {"act": ballot | {"choices": [1] * 22}},
        "a ballot for an option below nought": plain | {"act": ballot | {"choices": [-1]}},
        "a ballot without its words": plain | {"act": {key: ballot[key] for key in ballot if key != "text"}},
        "a list": [plain],
    }


def _create_long(length: int) -> bytes:
    """An envelope of so many bytes: invitations, and client data as long as it takes."""
    key = {"kind": "p256", "public": to_base64url(bytes(64))}
    act = {"act": "InviteMembers", "by": 1, "keys": [key] * 100, "org": "0" * 32, "seq": 1}
    proof = {"authenticator": "A" * 50, "client": "", "kind": "passkey", "signature": to_base64url(bytes(64))}
    missing = length - len(encode({"act": act, "key": 1, "proof": proof}))
    wide, narrow = divmod(missing, 4)
    return encode({"act": act, "key": 1, "proof": proof | {"client": "🏠" * wide + " " * narrow}})


def render_envelopes(stories: Sequence[Story]) -> Row:
    """Envelopes that are read, and those that are refused before the law looks at them."""
    good = {type(act.proof).__name__: act for act in (decode_entry(e).envelope for s in stories for e in s.entries)}
    rows = [{"name": name, "text": encode(envelope).decode()} for name, envelope in sorted(good.items())]
    spoiled = [
        {"name": name, "text": msgspec.json.encode(v, order="sorted").decode()}
        for name, v in _compute_spoiled().items()
    ]
    return {
        "about": f"Envelopes in canonical form; those of `bad` are refused. An envelope has at most {MAX_ENVELOPE}"
        f" bytes of UTF-8, so that its entry has at most {MAX_ENTRY}.",
        "good": [*rows, {"name": "as long as can be", "text": _create_long(MAX_ENVELOPE).decode()}],
        "bad": [*spoiled, {"name": "one byte too long", "text": _create_long(MAX_ENVELOPE + 1).decode()}],
    }


def render_typed_data(stories: Sequence[Story]) -> Row:
    """One act of each kind that a wallet has signed, and a sign-in: as wallets are asked, and what they answer."""
    signer = WalletSigner.from_seed(b"vectors typed data")
    acts = {type(act).__name__: act for act in (decode_entry(e).envelope.act for s in stories for e in s.entries)}
    login = {"expires": 1_767_225_900_000, "nonce": to_base64url(bytes(48)), "org": "0" * 32, "origin": ORIGIN}
    messages = [compute_act_message(act) for _, act in sorted(acts.items())]
    messages.append(Message("daso/login/1", encode(login)))
    return {
        "about": "What a wallet signs (EIP-712). `typed_data` is the argument of eth_signTypedData_v4; `digest` the 32"
        " bytes signed, in hexadecimal; `signature` r and s with a low s, in base64url, by the key `public`.",
        "public": signer.key.public,
        "address": compute_address(from_base64url(signer.key.public)),
        "rows": [
            {
                "domain": message.domain,
                "bytes": message.data.hex(),
                "typed_data": compute_typed_message(message),
                "digest": compute_typed_digest(message).hex(),
                "signature": signer.sign(message).signature,
            }
            for message in messages
        ],
    }


def render_digests(stories: Sequence[Story]) -> Row:
    """For every domain, some bytes and their digest."""
    founding = decode_entry(stories[0].entries[0]).envelope.act
    if not isinstance(founding, FoundOrganisation):
        raise TypeError("a log begins with a founding")
    said = msgspec.to_builtins(founding)
    state = stories[0].state
    ideas = {name: clause.text for name, clause in sorted(state.clauses.items())}
    person = create_person("newcomer")
    samples: dict[str, bytes] = {
        "daso/act/1": encode(founding),
        "daso/login/1": encode({"challenge": to_base64url(bytes(32)), "origin": ORIGIN}),
        "daso/invitation/1": encode({"key": person.signer.key.public, "number": 7, "org": state.org}),
        ORGANISATION_DOMAIN: encode({name: said[name] for name in said if name != "org"}),
        "daso/clause/1": encode(state.clauses["purpose"].text),
        "daso/foundation/1": encode({"charter": state.charter, "ideas": ideas}),
        TEXT_DOMAIN: bytes(range(16)) + encode({"body": "Because the roof leaks."}),
        "daso/ballots/1": encode([[1, [1]], [2, [2]], [5, []]]),
    }
    rows = [
        {"domain": domain, "bytes": data.hex(), "digest": compute_digest(domain, data).hex()}
        for domain, data in samples.items()
    ]
    return {
        "about": "A digest is SHA-256 over the domain, a newline and the bytes, here in hexadecimal.",
        "digests": rows,
        "organisation": compute_organisation(founding),
    }
