"""`daso chain`: contracts on public chains, set up and used from the command line. Nobody needs more rights for it than
a key with a few coins; what members decide stays on the log.

Read next: `contracts.py`, what these commands share; `docs/chain.md`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from daso.cli.audit import open_source
from daso.cli.contracts import open_key, open_node, read_contract, read_limits, send_call
from daso.cli.screen import keep_logs_apart, read_text, say_moment, show, show_progress
from daso.errors import Misconfigured

if TYPE_CHECKING:
    from daso.clerk import Audit
    from daso.kernel.contract import Contract
    from daso.kernel.state import State

__all__ = ["anchor", "deploy", "list_posts", "new_chain_key", "post"]


_LATELY = 90 * 24 * 3600 * 1000
"""How far back it is looked whether an act was posted already."""


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


class OtherInbox(Misconfigured):
    """An act and an inbox of two organisations."""

    code = "other-inbox"
    message = "This act is of organisation {given}, and the inbox of {expected}. Nothing was sent."


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


def deploy(  # noqa: PLR0913 - a command has as many options as its readers need
    role: Literal["anchor", "inbox", "vault"],
    source: str,
    /,
    *,
    rpc: str = "",
    key: Path | None = None,
    anchorer: str = "",
    hours: int = 72,
    origin: str = "",
    silent_percent: int = 0,
    small: tuple[str, ...] = (),
) -> int:
    """Set up a contract for an organisation. It belongs to nobody, and to the organisation once a decision binds it.

    Example: daso chain deploy anchor https://vote.example/o/our-company --rpc https://node.example --key chain.key

    Args:
        role: What it is for: anchor keeps the log's roots in public, inbox takes acts that the operator does not take,
            vault holds money that pays only what a majority of members have approved with their own keys.
        source: The organisation's address, or an export. Its log is audited before anything is sent.
        rpc: The address of a node of the chain (DASO_CHAIN_RPC).
        key: The file with the key of the account that pays (DASO_CHAIN_KEY).
        anchorer: The account that will anchor, if it is another one.
        hours: For an inbox, how many hours the operator has to take in what is posted; for a vault, how many pass from
            enough approvals to the payment.
        origin: For a vault, the site whose passkeys approve, such as https://vote.example; others' wallets do.
        silent_percent: For a vault, how many of a hundred members can renew its list after a year in which nothing was
            carried out, so that lost keys lock nothing up for ever; any single member stops them. None if not given.
        small: For a vault, what small payments come to at most in 30 days, which single members announce and others
            may stop: in the chain's own coins, such as 0.5, or in units of a token, such as 250000@0x…; up to four
            times, each for another. There are none if not given.
    """
    from daso.canon import from_base64url
    from daso.chain.anchor import AnchorFacts, encode_anchor_creation
    from daso.chain.inbox import InboxFacts, encode_inbox_creation
    from daso.chain.sending import Call
    from daso.clerk.vault import create_vault
    from daso.kernel.contract import BindContract
    from daso.web.contract_code import encode_contract_code

    keep_logs_apart()
    limits = read_limits(small)
    node, account = open_node(rpc), open_key(key)
    state = _audit(source, rpc)[1]
    if not state.inaugurated_at:
        raise NotInaugurated
    if role == "inbox":
        creation = encode_inbox_creation(InboxFacts(state.org, 3600 * hours))
    elif role == "vault":
        creation = create_vault(state, origin, hours, silent_percent, limits)
    else:
        foundation = from_base64url(state.foundation)
        creation = encode_anchor_creation(AnchorFacts(state.org, foundation, anchorer.lower() or account.address))
    receipt = send_call(node, key, Call(data=creation, about=f"deploy {role} {state.org}"))
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
        send_call(node, key, Call(to=address, data=data, about=f"anchor {state.org} {result.size}"))
        show(f"The anchor {address} on chain {chain} holds {result.size} entries now.")
    return 0


def post(act: Path, /, *, contract: str, rpc: str = "", key: Path | None = None) -> int:
    """Hand a signed act in at an organisation's public inbox, for a member whom the operator does not serve.

    Anybody may do so for anybody; what is in the file was signed by its member and can't be changed. The operator has
    the inbox's hours to take it in, or every audit says so.

    Example: daso chain post my-vote.json --contract inbox/eip155:1:0x… --rpc https://node.example --key chain.key

    Args:
        act: The file with the signed act, as a page or daso act --save has written it.
        contract: The inbox's code, as the organisation's page for checking shows it.
        rpc: The address of a node of the chain (DASO_CHAIN_RPC).
        key: The file with the key of the account that pays (DASO_CHAIN_KEY).
    """
    from daso.chain.inbox import encode_post, read_inbox_facts, read_posts
    from daso.chain.sending import Call
    from daso.kernel.transition import decode_envelope

    keep_logs_apart()
    envelope = read_text(act).encode()
    node, inbox = open_node(rpc), read_contract(contract)
    node.check_chain(inbox.chain)
    facts, given = read_inbox_facts(node, inbox.address), decode_envelope(envelope).act.org
    if facts.org != given:
        raise OtherInbox(given=given, expected=facts.org)
    newest = node.get_block("latest")
    start = node.find_block(newest.at - _LATELY, newest.number)
    if any(one.envelope == envelope for one in read_posts(node, inbox.address, start, newest.number + 1)):
        show("This act was posted already. Nothing was sent.")
        return 0
    send_call(node, key, Call(to=inbox.address, data=encode_post(envelope), about="post"))
    show(f"Posted. The operator has {facts.delay // 3600} hours to take it in, or every audit says so.")
    return 0


def list_posts(source: str, /, *, rpc: str = "", contract: str = "") -> int:
    """Show what was posted to an organisation's public inbox, and whether it is on the log.

    Example: daso chain inbox https://vote.example/o/our-company --rpc https://node.example

    Args:
        source: The organisation's address, or an export. Its log is audited first.
        rpc: The address of a node of the chain (DASO_CHAIN_RPC).
        contract: The inbox's code, where no decision has bound it yet.
    """
    from daso.chain.inbox import read_inbox_facts, read_posts

    keep_logs_apart()
    node = open_node(rpc)
    result, state = _audit(source, rpc)
    final = node.get_block("finalized")
    taken = _list_envelopes(source, result.size)
    for address in _find_addresses(state, "inbox", node.get_chain(), contract):
        delay = read_inbox_facts(node, address, final.number).delay
        start = node.find_block(state.inaugurated_at, final.number)
        posts = read_posts(node, address, start, final.number + 1)
        show(f"The inbox {address}: {len(posts)} posted, each to be taken in within {delay // 3600} hours.")
        for one in posts:
            entry = taken.get(one.envelope)
            what = "not on the log" if entry is None else f"entry {entry}"
            show(f"  {one.number}  {say_moment(one.at)}  {what}  {one.transaction}")
    return 0


def _list_envelopes(source: str, size: int) -> dict[bytes, int]:
    from daso.canon import encode
    from daso.clerk.audit import read_entries
    from daso.kernel.transition import decode_entry

    entries = read_entries(open_source(source), size)
    return {encode(decode_entry(data).envelope): index for index, data in enumerate(entries)}


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
