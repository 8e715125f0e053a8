"""A scrutineer's request code is the same line in the browser and on the server, and a damaged one is noticed."""

from __future__ import annotations

import json

import pytest

from daso.canon import encode, to_base64url
from daso.keys.sign import P256Signer, WalletSigner
from daso.testkit.authenticator import SoftwarePasskey
from daso.web.refusals import RequestDamaged
from daso.web.request_code import NamingRequest, decode_request, encode_request
from tests.client.conftest import Client

PASSKEY = SoftwarePasskey(b"scrutineer", "https://daso.example").key
PLAIN = P256Signer.from_seed(b"scrutineer").key
WALLET = WalletSigner.from_seed(b"scrutineer").key
REQUEST = NamingRequest(key=PASSKEY, name="Sue Ångström")
CODE = encode_request(REQUEST)

# A key that is no point of the curve: one letter of its middle is another one.
OFF_CURVE = PASSKEY.public[:40] + ("A" if PASSKEY.public[40] != "A" else "B") + PASSKEY.public[41:]

# A plain key's point lies on another curve than a wallet's.
STRAY = {"kind": "wallet", "public": PLAIN.public}

DAMAGED = {
    "empty": "",
    "cut off": CODE[:-9],
    "cut off in front": CODE[7:],
    "with a slip": CODE.replace(CODE[50], "*", 1),
    "a key that can't sign": to_base64url(encode({"key": {"kind": "p256", "public": OFF_CURVE}, "name": "Sue"})),
    "a wallet's key that can't sign": to_base64url(encode({"key": STRAY, "name": "Sue"})),
    "without a key": to_base64url(encode({"name": "Sue"})),
    "without a name": to_base64url(encode({"key": PLAIN})),
    "with something else": to_base64url(encode({"key": PLAIN, "name": "Sue", "vote": 1})),
    "a name that is none": to_base64url(encode({"key": PLAIN, "name": 7})),
    "no object": to_base64url(b"null"),
    "not canonical": to_base64url(b'{ "name": "Sue" }'),
    "words": "Hello, I am Sue",
}

READ = """async ({request}, code) => {
    try { return await request.decodeRequest(code) } catch (error) { return error.code }
}"""


@pytest.mark.parametrize("key", [PASSKEY, PLAIN, WALLET])
def test_both_sides_write_the_same_code(client: Client, key: object) -> None:
    """What one side writes is what the other writes and reads."""
    given = json.loads(encode({"key": key, "name": "Sue Ångström"}))
    code = client("({request}, given) => request.encodeRequest(given)", given, "request")
    request = decode_request(code)
    assert (request.key, request.name) == (key, "Sue Ångström")
    assert encode_request(request) == code
    assert client(READ, code, "request") == given


def test_a_message_may_break_the_line(client: Client) -> None:
    """Spaces and line ends that a message has put into a code are left out again."""
    broken = f" {CODE[:60]}\n{CODE[60:]}\r\n"
    assert decode_request(broken) == REQUEST
    assert client(READ, broken, "request")["name"] == REQUEST.name


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_code_is_refused(client: Client, damage: str) -> None:
    """Neither the browser nor the server takes a code that is not whole."""
    with pytest.raises(RequestDamaged):
        decode_request(DAMAGED[damage])
    assert client(READ, DAMAGED[damage], "request") == "request-damaged"
