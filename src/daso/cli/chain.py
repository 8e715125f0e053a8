"""`daso chain`: contracts on public chains, set up and used from the command line. Nobody needs more rights for it than
a key with a few coins; what members decide stays on the log.

Read next: `contracts.py`, what these commands share; `docs/chain.md`.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from daso.cli.audit import open_source
from daso.cli.contracts import open_journal, open_key, open_node, read_contract, wait_for
from daso.cli.screen import keep_logs_apart, show, show_progress
from daso.errors import Misconfigured

if TYPE_CHECKING:
    from daso.chain.rpc import Node
    from daso.chain.sending import Call, Receipt
    from daso.clerk import Audit
    from daso.kernel.contract import Contract
    from daso.kernel.state import State

__all__ = ["anchor", "deploy", "new_chain_key"]


class NotSound(Misconfigured):
    """A log that does not hold."""

    code = "log-not-sound"
    message = "Nothing was sent, for the log does not hold: {why} Audit it with: daso audit {source}"


class NotInaugurated(Misconfigured):
    """An organisation that is still being founded."""

    code = "not-inaugurated"
    message = "This organisation is still being founded. A contract is set up for what was inaugurated."


class NothingBound(Misconfigured):
    """No decision has bound such a contract."""

    code = "no-contract-bound"
    message = (
        "No decision has bound an {role} on chain {chain}. Set one up with: daso chain deploy {role}; then let a "
        "policy decision bind it, or name it by its code: --contract"
    )


class NotDone(Misconfigured):
    """A transaction that is in a block and did nothing."""

    code = "chain-transaction-failed"
    message = "Transaction {transaction} is in a block and failed, so nothing has changed. Run the command again."


def new_chain_key(path: Path, /) -> int:
    """Make an account that pays for contracts, anchors and posts. Send it a little of the chain's coin.

    Example: daso chain key chain.key

    Args:
        path: The file for its key, which nobody else may read.
    """
    from daso.chain.account import create_account

    account = create_account(path)
    print(f"{path} holds the key of account {account.address}. Who has the file can spend what the account holds.")
    return 0


def deploy(
    role: Literal["anchor"],
    source: str,
    /,
    *,
    rpc: str = "",
    key: Path | None = None,
    anchorer: str = "",
) -> int:
    """Set up a contract for an organisation. It belongs to nobody, and to the organisation once a decision binds it.

    Example: daso chain deploy anchor https://vote.example/o/our-company --rpc https://node.example --key chain.key

    Args:
        role: What it is for: anchor keeps the log's roots in public.
        source: The organisation's address, or an export. Its log is audited before anything is sent.
        rpc: The address of a node of the chain (DASO_CHAIN_RPC).
        key: The file with the key of the account that pays (DASO_CHAIN_KEY).
        anchorer: The account that will anchor, if it is another one.
    """
    from daso.canon import from_base64url
    from daso.chain.anchor import AnchorFacts, encode_anchor_creation
    from daso.chain.sending import Call
    from daso.kernel.contract import BindContract
    from daso.web.contract_code import encode_contract_code

    keep_logs_apart()
    node, account = open_node(rpc), open_key(key)
    state = _audit(source, rpc)[1]
    if not state.inaugurated_at:
        raise NotInaugurated
    facts = AnchorFacts(state.org, from_base64url(state.foundation), anchorer.lower() or account.address)
    receipt = _send(node, key, Call(data=encode_anchor_creation(facts), about=f"deploy {role} {state.org}"))
    contract = BindContract(chain=node.get_chain(), role=role, address=receipt.contract)
    show(f"The {role} of {state.charter.name} is at {receipt.contract} on chain {contract.chain}.")
    show("It is the organisation's own once a policy decision binds it. For the proposal, paste this code:")
    show(encode_contract_code(contract))
    return 0


def anchor(source: str, /, *, rpc: str = "", key: Path | None = None, contract: str = "") -> int:
    """Anchor an organisation's log now: its size and root go to the chain, where nobody can take them back.

    A site with DASO_CHAIN_RPC does so by itself. The log is audited first; what is on the chain already is not sent.

    Example: daso chain anchor https://vote.example/o/our-company --rpc https://node.example --key chain.key

    Args:
        source: The organisation's address, or an export.
        rpc: The address of a node of the chain (DASO_CHAIN_RPC).
        key: The file with the key of the account that anchors (DASO_CHAIN_KEY).
        contract: The anchor's code, where no decision has bound it yet.
    """
    from daso.canon import from_base64url
    from daso.chain.anchor import encode_anchor, read_position
    from daso.chain.sending import Call

    keep_logs_apart()
    node = open_node(rpc)
    result, state = _audit(source, rpc)
    chain = node.get_chain()
    for address in _find_addresses(state, "anchor", chain, contract):
        node.check_contract(address)
        size, _ = read_position(node, address, "latest")
        if size >= result.size:
            show(f"The anchor {address} on chain {chain} holds {size} entries already.")
            continue
        data = encode_anchor(result.size, from_base64url(result.root))
        _send(node, key, Call(to=address, data=data, about=f"anchor {state.org} {result.size}"))
        show(f"The anchor {address} on chain {chain} holds {result.size} entries now.")
    return 0


def _find_addresses(state: State, role: str, chain: int, code: str) -> list[str]:
    """Where the organisation's contracts for this are on this chain, or the one that was named."""
    if code:
        named = read_contract(code)
        return [named.address] if (named.chain, named.role) == (chain, role) else []
    bound: list[Contract] = [one for _, one in sorted(state.contracts.items()) if not one.ended_at]
    addresses = [one.address for one in bound if (one.chain, one.role) == (chain, role)]
    if not addresses:
        raise NothingBound(role=role, chain=chain)
    return addresses


def _audit(source: str, rpc: str) -> tuple[Audit, State]:
    """The log as it stands, which must hold; against the chain too, so that nothing false is ever anchored."""
    from daso.clerk import Evidence, audit_organisation

    node = open_node(rpc)
    node.get_chain()  # whoever has named a node that is not there need not wait for the audit
    with show_progress("Auditing") as hear:
        result = audit_organisation(open_source(source), Evidence(rpcs=(node.url,)), hear)
    if result.exit_code or result.state is None:
        why = result.findings[0].sentence if result.findings else result.sentence
        raise NotSound(why=why, source=source)
    return result, result.state


def _send(node: Node, key: Path | None, call: Call) -> Receipt:
    """Send a call and wait until it is done."""
    from daso.chain.sending import send

    sent = send(node, open_key(key), call, open_journal(key), time.time_ns() // 1_000_000)
    if sent.call.data != call.data:
        wait_for(node, sent)  # another one was under way; this one comes after it
        return _send(node, key, call)
    show(f"Sent as transaction {sent.hash}; waiting for a block.")
    receipt = wait_for(node, sent)
    if not receipt.is_good:
        raise NotDone(transaction=sent.hash)
    return receipt
