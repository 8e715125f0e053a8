"""What everything on the chain costs, in gas: `.venv/bin/python -m bench.gas` writes `docs/gas.md`.

Gas does not depend on the machine, so the page is a snapshot: `tests/contracts/test_gas.py` measures again and fails
when anything has grown by more than two in a hundred. Read next: `cooperative.py`, who is measured; `governor.py`, with
whom we compare.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bench.anvil import ROOT, Node, find_anvil, start_anvil
from bench.cooperative import ORGANISATION, SITE, SYNCED, TAIL, TERMS, Cooperative, sign_with_passkey, sign_with_wallet
from bench.evm import deploy
from bench.governor import VERSION, find_governor, measure_rate, measure_vote
from bench.measure import Line, Table, say
from daso.chain.approval import MEMBERS, SMALL, compute_rules_hash
from daso.chain.batch import Approval, pack_batches, read_passkey_proof
from daso.chain.build import load_contract, load_contracts
from daso.chain.members import compute_pages
from daso.testkit.authenticator import Answer

__all__ = ["PAGE", "TOLERANCE", "Figure", "measure", "measure_beside_governor", "read_page"]

PAGE = ROOT / "docs" / "gas.md"
TOKENS = ROOT / "tests" / "contracts" / "tokens" / "artifacts.json"
TOLERANCE = 0.02
_LARGE = 5_000


class Figure(msgspec.Struct, frozen=True):
    """One thing that costs gas, and the most it may cost where we have promised something."""

    what: str
    gas: int
    most: int = 0


def measure(node: Node) -> Iterator[Figure]:
    """Everything of ours, on a fresh chain."""
    yield from _measure_log(node)
    yield from _measure_approvals(node)
    yield from _measure_vault(node)
    yield from _measure_large(node)


def _measure_log(node: Node) -> Iterator[Figure]:
    root = hashlib.sha256(b"root").digest()
    anchor = deploy(node, load_contract("anchor"), ORGANISATION, root, node.accounts[0])
    yield Figure("birth of an anchor", anchor.birth.gas)
    anchor.send("anchor", 1_431, root)
    yield Figure("an anchor", anchor.send("anchor", 1_500, hashlib.sha256(root).digest()).gas, 35_000)
    inbox = deploy(node, load_contract("inbox"), ORGANISATION, 86_400)
    yield Figure("birth of an inbox", inbox.birth.gas)
    inbox.send("post", root)
    yield Figure("posting an envelope of 640 bytes", inbox.send("post", root * 20).gas)


def _measure_approvals(node: Node) -> Iterator[Figure]:
    kinds = (
        ("passkey kept in a cloud", [n * 3 for n in range(200)], SYNCED, 13_500),
        ("passkey with a counter", [n * 3 for n in range(200)], Answer(flags=0x05), 13_500),
        ("wallet", [n * 3 + 2 for n in range(200)], None, 7_000),
    )
    for kind, numbers, answer, most in kinds:
        for people, step, said in ((numbers[:100], 1, "all of 100 members"), (numbers, 2, "half of 200 members")):
            coop = Cooperative(node, people)
            one, many = (_approve_alike(coop, seats, answer) for seats in (range(1), range(0, len(people), step)))
            what = f"an approval by {kind}, one more in a batch of 100, {said}"
            yield Figure(what, round((many - one) / 99), most)
            if step == 1 and answer is SYNCED:
                yield Figure("a first approval alone, of 100 members", one)


def _approve_alike(coop: Cooperative, seats: range, answer: Answer | None) -> int:
    deed = coop.write_deed()
    digest = coop.compute_digest(deed)
    approvals: dict[int, Approval] = {}
    for seat in seats:
        number = coop.members[seat]
        assert number is not None  # noqa: S101 - every seat is taken
        if answer is None:
            approvals[seat] = sign_with_wallet(number, digest)
        else:
            proof = sign_with_passkey(number, digest, answer)
            approvals[seat] = read_passkey_proof(proof, SITE, TAIL, digest)
    (receipt,) = coop.bring(deed, approvals)
    return receipt.gas


def _measure_vault(node: Node) -> Iterator[Figure]:
    coop = Cooperative(node, range(10))
    coop.fund(10_000)
    token = deploy(node, load_contracts(TOKENS)["plain"], coop.vault.address, 10_000)
    yield Figure("birth of a vault", coop.vault.birth.gas)
    coin, paid_token = coop.write_deed(), coop.write_deed(token=token.address)
    yield Figure("a decision of 6 of 10 members", coop.approve(coin, range(6))[0].gas)
    coop.approve(paid_token, range(6))
    yield Figure("an objection", coop.approve(coop.write_deed(), [9], objecting=True)[0].gas)
    yield Figure("announcing a small payment", coop.approve(coop.write_deed(kind=SMALL), [1])[0].gas)
    renewal = coop.write_deed(kind=MEMBERS, to=bytes(20), amount=0, rules=compute_rules_hash(coop.rules))
    coop.approve(renewal, range(6))
    node.wait(TERMS.delay)
    yield Figure("paying coin", coop.pay(coin).gas)
    yield Figure("paying a token", coop.pay(paid_token).gas)
    yield Figure("changing the members", coop.vault.send("renew", renewal.render(), coop.rules.render()).gas)


def _measure_large(node: Node) -> Iterator[Figure]:
    """Half of 5,000 members and one more, spread evenly, all with passkeys: as many bytes as it can get."""
    coop = Cooperative(node, [n * 3 for n in range(_LARGE)])
    deed = coop.write_deed()
    digest, seats = coop.compute_digest(deed), sorted({*range(0, _LARGE, 2), 1})
    approvals: dict[int, Approval] = {
        seat: read_passkey_proof(sign_with_passkey(seat * 3, digest), SITE, TAIL, digest) for seat in seats
    }
    pages, receipts, lengths = compute_pages(coop.seats), [], []
    for batch in pack_batches(coop.seats, approvals):
        lengths.append(len(coop.vault.encode("approve", deed.render(), False, pages, batch)))
        receipts.append(coop.vault.send("approve", deed.render(), False, pages, batch))
    if coop.count(deed) != len(seats) or not coop.vault.read("ready_at", digest):
        raise LookupError("not all were counted")
    yield Figure("transactions for a decision of 2,501 of 5,000 members", len(receipts), 3)
    yield Figure("the largest of them, in gas", max(receipt.gas for receipt in receipts), 16_777_216)
    yield Figure("the longest of them, in bytes", max(lengths), 128 * 1024 - 200)
    yield Figure("all of them, in gas", sum(receipt.gas for receipt in receipts))


_HEAD = """\
# What the chain costs

Written by `.venv/bin/python -m bench.gas`, measured on anvil with the rules of Osaka. Gas does not depend on the
machine; the tests measure again and fail when a figure has grown by more than 2 %. Nothing of it is paid by members:
whoever carries approvals to the chain pays, and anybody can.

"""
_MIDDLE = """
An approval costs what one more in the same batch costs; in a batch of half the members, it carries one leaf of somebody
who did not approve as well. Half of 5,000 members and one more, evenly spread and all with passkeys, are the most bytes
a decision can have when passkeys are kept in a cloud; nodes pass on transactions of up to 128 KiB.

## Beside a Governor

OpenZeppelin's Governor {version} with `ERC20Votes`, optimised, on the same node in the same run. There a vote by
signature is a transaction of its own.

"""


def _render(figures: list[Figure], vote: int) -> str:
    rows = [f"| {one.what} | {one.gas:,} | {f'at most {one.most:,}' if one.most else ''} |\n" for one in figures]
    page = _HEAD + "| what | measured | promised |\n| --- | --- | --- |\n" + "".join(rows)
    page += _MIDDLE.format(version=VERSION) + "| what | gas | ratio |\n| --- | --- | --- |\n"
    page += f"| Governor, `castVoteBySig` | {vote:,} | 1.00 |\n"
    approvals = [one for one in figures if one.what.startswith("an approval by")]
    return page + "".join(f"| {one.what} | {one.gas:,} | {one.gas / vote:.2f} |\n" for one in approvals)


def read_page(path: Path = PAGE) -> dict[str, int]:
    """The figures that stand on the page."""
    rows = [line.split("|") for line in path.read_text().splitlines() if line.startswith("|")]
    numbers = [(row[1].strip(), row[2].strip().replace(",", "")) for row in rows]
    return {what: int(number) for what, number in numbers if number.isdigit()}


def measure_beside_governor(table: Table, ballots: float = 0) -> None:
    """Write the page, and add to the table of `make bench`; without anvil or npm, say so and go on.

    `ballots` is how many a clerk takes in each second, on the same machine in the same run.
    """
    program, governor = find_anvil(), find_governor()
    if not program or not governor:
        say("Gas was not measured: that needs anvil and OpenZeppelin's contracts, and npm to fetch them.")
        return
    with start_anvil(program) as node:
        figures, vote, rate = list(measure(node)), measure_vote(node, governor), measure_rate(node, governor)
    PAGE.write_text(_render(figures, vote))
    for one in figures:
        is_approval = one.what.startswith("an approval by")
        if one.most:
            table.add(
                Line(
                    what=one.what,
                    measured=f"{one.gas:,}",
                    compared=f"Governor, castVoteBySig: {vote:,}" if is_approval else f"{one.most:,}",
                    ratio=one.gas / (vote if is_approval else one.most),
                    wanted=one.most / (vote if is_approval else one.most),
                    is_limit=True,
                )
            )
    if ballots:
        table.add(
            Line(
                what="ballots of many at once, durably, through a clerk",
                measured=f"{ballots:,.0f} a second",
                compared=f"Governor, castVoteBySig through anvil: {rate:,.0f} a second",
                ratio=ballots / rate,
                wanted=5,
            )
        )


if __name__ == "__main__":
    measure_beside_governor(Table())
