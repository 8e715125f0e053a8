"""A wallet's signature in the browser: the same typed data as the law's, one spelling, and the key that made it."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from daso.canon import from_base64url, to_base64url
from daso.keys.message import Message
from daso.keys.sign import WalletSigner
from daso.keys.typed import compute_address
from daso.keys.verify import WalletKey, WalletProof, verify_signature
from tests.client.conftest import Client
from tests.e2e.wallet import ORDER, SoftWallet
from tests.vectors.reading import load_typed

READ = """({wallet, canon}, {answer, digest}) => {
    try {
        const {signature, point} = wallet.readAnswer(answer, canon.fromBase64url(digest));
        return [canon.toBase64url(signature), canon.toBase64url(point)];
    } catch (error) { return error.code ?? String(error) }
}"""


def test_typed_data_is_the_law_s(client: Client) -> None:
    """For every vector the browser builds the same typed data and the same digest."""
    code = """({wallet, canon}, rows) => rows.map(({domain, text}) => [
        wallet.computeTypedData(domain, text), canon.toHex(wallet.computeTypedDigest(domain, text))])"""
    rows = load_typed().rows
    given = [{"domain": row.domain, "text": bytes.fromhex(row.bytes).decode()} for row in rows]
    assert client(code, given, "wallet", "canon") == [[row.typed_data, row.digest] for row in rows]


@pytest.mark.parametrize("spelling", ["usual", "high", "bare"])
@pytest.mark.parametrize("number", range(4))
def test_signatures_are_brought_into_one_form(client: Client, spelling: str, number: int) -> None:
    """However a wallet spells its signature, it becomes the one the law takes, and its key is found."""
    row = load_typed().rows[number]
    wallet = SoftWallet(b"%d" % number, spelling)
    address = wallet.answer("eth_accounts", [])["result"]
    assert isinstance(address, list)
    answer = wallet.answer("eth_signTypedData_v4", [address[0], json.dumps(row.typed_data)])["result"]
    digest = to_base64url(bytes.fromhex(row.digest))
    signature, public = client(READ, {"answer": answer, "digest": digest}, "wallet", "canon")
    assert public == wallet.public
    assert compute_address(from_base64url(public)) == address[0].lower()
    message = Message(row.domain, bytes.fromhex(row.bytes))
    verify_signature(WalletKey(public=public), WalletProof(signature=signature), message)


BAD = {
    "nothing": "0x",
    "64 bytes": "0x" + "11" * 64,
    "66 bytes": "0x" + "11" * 66,
    "a contract's": "0x" + "00" * 96,
    "an unknown recovery byte": "0x" + "11" * 64 + "1d",
    "an r of nought": "0x" + "00" * 32 + "11" * 32 + "1b",
    "an s of nought": "0x" + "11" * 32 + "00" * 32 + "1b",
    "an r beyond the order": "0x" + "ff" * 32 + "11" * 32 + "1b",
    "an s that is the order": f"0x{'11' * 32}{ORDER:064x}1b",
    "an r on no point": "0x" + "00" * 31 + "05" + "11" * 32 + "1b",
    "words": "no",
}


@pytest.mark.parametrize("bad", BAD)
def test_what_is_no_signature_is_refused(client: Client, bad: str) -> None:
    """An answer that is no signature of a key is refused with a sentence, whatever it is."""
    digest = to_base64url(bytes(range(32)))
    assert client(READ, {"answer": BAD[bad], "digest": digest}, "wallet", "canon") == "wallet-unfit"


def test_points_are_checked(client: Client) -> None:
    """The browser tells a point of the wallets' curve from what is none."""
    key = WalletSigner.from_seed(b"point").key
    spoiled = replace(key, public="A" + key.public[1:])
    code = "({wallet, canon}, keys) => keys.map((one) => wallet.isPoint(canon.fromBase64url(one)))"
    given = [key.public, spoiled.public, to_base64url(bytes(64))]
    assert client(code, given, "wallet", "canon") == [True, False, False]
