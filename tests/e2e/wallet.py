"""A wallet in a browser (EIP-1193): what a wallet's extension adds to a page, with an account that really signs.

The signatures are those of eth-account, which knows nothing of this program. Read next: `test_wallets.py`.
"""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page

from daso.canon import to_base64url
from tests.keys.oracle import Account

__all__ = ["ORDER", "SoftWallet"]

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141

PROVIDER = """(() => {
    const provider = {
        async request({method, params = []}) {
            const {result, error} = await window.askWallet(method, params);
            if (error) throw Object.assign(new Error("The wallet's own words"), {code: error});
            return result;
        },
    };
    const names = %s;
    if (!names.length) window.ethereum = provider;
    const announce = () => names.forEach((name) => window.dispatchEvent(new CustomEvent("eip6963:announceProvider", {
        detail: Object.freeze({info: {uuid: name, name, icon: "data:,", rdns: "example.wallet"}, provider}),
    })));
    window.addEventListener("eip6963:requestProvider", announce);
    announce();
})()"""


class SoftWallet:
    """One account. `spelling` is how it writes signatures, `refuses` whether its holder says no.

    It is on one chain at a time, of those that it knows; it signs for a contract only while it is on its chain.
    """

    def __init__(self, seed: bytes, spelling: str = "usual") -> None:
        self.account = Account.from_key(seed.rjust(32, b"\1"))
        self.spelling = spelling
        self.refuses = False
        self.chain, self.known = 1, {1}
        self.asked: list[str] = []
        """The primary types that it was asked to sign."""
        self.shown: list[dict[str, Any]] = []
        """What it showed its holder."""

    @property
    def public(self) -> str:
        """The public half, as the log has it."""
        return to_base64url(self.account._key_obj.public_key.to_bytes())

    @property
    def address(self) -> str:
        """How others name the account."""
        return str(self.account.address).lower()

    def give(self, page: Page, *names: str) -> None:
        """Put the wallet into a page's browser, as `window.ethereum` or announced under these names."""
        page.expose_function("askWallet", self.answer)
        page.add_init_script(PROVIDER % json.dumps(names))

    def answer(self, method: str, params: list[Any]) -> dict[str, object]:
        """What `request` answers."""
        if self.refuses:
            return {"error": 4001}
        if method in {"eth_requestAccounts", "eth_accounts"}:
            return {"result": [self.account.address]}
        if method == "eth_chainId":
            return {"result": hex(self.chain)}
        if method == "wallet_switchEthereumChain":
            return self._switch(int(params[0]["chainId"], 16))
        if method != "eth_signTypedData_v4" or params[0].lower() != self.address:
            return {"error": 4200}
        typed = json.loads(params[1])
        if typed["domain"].get("chainId", self.chain) != self.chain:
            return {"error": -32603}
        self.asked.append(typed["primaryType"])
        self.shown.append(typed["message"])
        return {"result": self._write(self.account.sign_typed_data(full_message=typed))}

    def _switch(self, chain: int) -> dict[str, object]:
        if chain not in self.known:
            return {"error": 4902}
        self.chain = chain
        return {"result": None}

    def _write(self, signed: Any) -> str:
        r, s, v = signed.r, signed.s, signed.v
        if self.spelling == "high":
            s, v = ORDER - s, 55 - v
        elif self.spelling == "bare":
            v -= 27
        elif self.spelling == "contract":
            return "0x" + "00" * 96
        return f"0x{r:064x}{s:064x}{v:02x}"
