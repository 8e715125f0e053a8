"""An organisation on a real host, with a vault on a local chain and members whose passkeys approve what it pays.

Read next: `bound.py`, on which it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from msgspec.structs import replace

from daso.canon import from_base64url
from daso.chain.approval import Limit
from daso.chain.batch import pack_batches
from daso.chain.members import PasskeySeat, compute_pages, compute_root
from daso.chain.proofs import SeatProof, read_proof
from daso.chain.rpc import Node
from daso.chain.sending import Call, Journal, send
from daso.chain.vault import encode_approve, encode_pay, encode_vault_creation
from daso.clerk.vault import compute_rules, compute_seats, compute_terms, create_vault
from daso.host.anchoring import Anchoring, Way
from daso.host.renewals import Renewal
from daso.host.vaults import Place
from daso.kernel.challenge import OpenChallenge
from daso.kernel.contract import BindContract
from daso.kernel.key import AddKey, KeyRecord
from daso.kernel.proposal import PublishProposal
from daso.kernel.sponsor import SponsorProposal
from daso.kernel.state import State
from daso.kernel.withdrawal import AnnouncePayment, PayFromVault, Withdrawal
from daso.keys.message import Message
from daso.keys.sign import WalletSigner
from daso.keys.verify import Key
from daso.testkit.authenticator import Answer, SoftwarePasskey
from tests.chain.anvil import CHAIN
from tests.chain.bound import Bound
from tests.host.founded import ORIGIN, commit

__all__ = ["COIN", "MESSAGE", "PAYEE", "Treasury", "bend", "bind_bent", "rekey"]

PAYEE = "0x" + "b0" * 20
COIN = 10**18
MESSAGE = Message("", b"")


def bend(place: Place, **changes: object) -> Place:
    """Another deed than the one that follows from the log."""
    deed = replace(place.deed, **changes)
    return replace(place, deed=deed, carry=encode_pay(deed))


def rekey(state: State, number: int, key: Key) -> State:
    """A State in which this is the member's newest key, whatever the log says."""
    member = state.members[number]
    keys = (*member.keys, KeyRecord(key=key, added_at=0))
    return replace(state, members=state.members.insert(number, replace(member, keys=keys)))


def bind_bent(bound: Bound, terms: dict[str, int], rules: Mapping[str, object]) -> None:
    """Let members bind a vault that whoever set it up made for today's members, but with other terms and rules."""
    right = compute_terms(72)
    seated = compute_rules(compute_seats(bound.founded.state, ORIGIN), ORIGIN, right.share)
    creation = encode_vault_creation(bound.facts.org, replace(right, **terms), replace(seated, **rules))
    bound.decide(BindContract(chain=CHAIN, role="vault", address=bound.deploy(creation)))
    bound.keep_pace()


class Treasury:
    """An organisation whose three members have keys and a vault with two coins; a majority of them is two.

    `wallets` are the numbers of those who have a wallet, and no passkey; `seen` is the State as whoever sets the vault
    up pretends that it is.
    """

    def __init__(
        self,
        bound: Bound,
        silent_percent: int = 0,
        wallets: Collection[int] = (),
        seen: Callable[[State], State] = lambda state: state,
        limits: tuple[Limit, ...] = (),
    ) -> None:
        self.bound = bound
        self.passkeys = {n: SoftwarePasskey(f"vault {n}".encode(), ORIGIN) for n in (1, 2, 3) if n not in wallets}
        self.wallets = {n: WalletSigner.from_seed(f"wallet {n}".encode()) for n in wallets}
        for number, signer in sorted((self.passkeys | self.wallets).items()):
            self.bound.founded.say(number, AddKey, "label", {"label": "Phone"}, key=signer.key)
        creation = create_vault(seen(self.bound.founded.state), ORIGIN, 72, silent_percent, limits)
        self.address = self.bound.deploy(creation)
        bound.anvil.give(self.address, 2 * COIN)
        self.bound.decide(BindContract(chain=CHAIN, role="vault", address=self.address))
        [self.number] = [n for n, one in self.bound.founded.state.contracts.items() if one.role == "vault"]
        self.bound.keep_pace()

    @property
    def node(self) -> Node:
        """The chain."""
        return self.bound.anvil.node

    def order(self, amount: int = COIN // 2) -> int:
        """Let the members decide on a payment; gives its number."""
        text, given = commit({"body": "Flour"}, bytes(16))
        effect = PayFromVault(vault=self.number, to=PAYEE, amount=str(amount), text=text)
        self.bound.decide(effect, kind="payment", given=[given])
        self.bound.keep_pace()
        self.watch()
        return len(self.bound.founded.state.withdrawals)

    def announce(self, number: int, amount: int = COIN // 50, **changes: object) -> int:
        """Let a member announce a small payment; gives its number."""
        bound = self.bound
        fields = {"vault": self.number, "to": PAYEE, "amount": str(amount)} | changes
        bound.founded.say(number, AnnouncePayment, "text", {"body": "Yeast"}, **fields)
        bound.keep_pace()
        self.watch()
        return len(bound.founded.state.withdrawals)

    def locate(self, payment: int) -> Place:
        """The deed of a payment."""
        state = self.bound.founded.state
        return self.bound.host.vaults.locate(self.bound.founded.hosted, state, state.withdrawals[payment])

    def sign(self, number: int, payment: int, answer: Answer | None = None) -> int:
        """Let a member approve a payment with their key; gives how many have."""
        hosted, vaults, place = self.bound.founded.hosted, self.bound.host.vaults, self.locate(payment)
        proof = self.seal(number, place.digest, answer)
        return vaults.approve(hosted, place, number, proof, self.bound.clock())

    def seal(self, number: int, digest: bytes, answer: Answer | None = None) -> SeatProof:
        """What a member's key answers to this digest, which a passkey may bend."""
        if number in self.wallets:
            return self.wallets[number].sign_typed(digest)
        bent = replace(answer or Answer(), challenge=(answer and answer.challenge) or digest)
        return self.passkeys[number].sign(MESSAGE, bent)

    def object_to(self, number: int, payment: int) -> int:
        """Let a member object to a payment with their key; gives how many have."""
        hosted, vaults, place = self.bound.founded.hosted, self.bound.host.vaults, self.locate(payment)
        proof = self.seal(number, place.objection)
        return vaults.object_to(hosted, place, number, proof, self.bound.clock())

    def watch(self) -> None:
        """Let the host read the chain, and send nothing."""
        Anchoring(self.bound.host, Way(rpc=self.bound.anvil.url)).turn()

    def turn(self) -> None:
        """Let the host do what is due, and the chain go on until it is final."""
        self.bound.anchoring.turn()
        self.bound.anvil.finalize()
        self.bound.keep_pace()
        self.bound.anchoring.turn()

    def get_coins(self, address: str) -> int:
        """What an address holds."""
        return self.node.ask_number("eth_getBalance", address, "latest")

    def get_status(self, payment: int) -> str:
        """How far a payment is."""
        return self.bound.host.vaults.book.get_progress(self.bound.facts.org, payment).status

    def pay_behind_the_log(self) -> None:
        """Let two members' keys approve a payment that no decision ordered, and somebody have it paid."""
        number, founded = self.order(), self.bound.founded
        forged = replace(founded.state.withdrawals[number], number=7, decision=99)
        self.forge(self.bound.host.vaults.locate(founded.hosted, founded.state, forged))

    def give_to_strangers(self) -> None:
        """Let two members' keys approve seats of people who are no members, and somebody carry that out."""
        strangers = [SoftwarePasskey(f"stranger {n}".encode(), ORIGIN) for n in range(2)]
        rules = compute_rules([PasskeySeat(from_base64url(one.key.public)) for one in strangers], ORIGIN, 5_000)
        self.renew(**{name: getattr(rules, name) for name in ("root", "count", "needed", "cancels", "vetoes")})

    def renew(self, **changes: object) -> None:
        """Let two members' keys approve other rules for the vault than it has, and somebody carry that out."""
        bound, renewals = self.bound, self.bound.host.renewals
        state, hosted = bound.founded.state, bound.founded.hosted
        self.watch()
        standing = bound.host.vaults.get_standing(hosted, state.contracts[self.number])
        rules, expiry = replace(standing.rules, **changes), bound.clock() // 1000 + 30 * 86_400
        renewal = Renewal(contract=self.number, epoch=standing.epoch, rules=rules, expiry=expiry)
        self.forge(renewals.locate(hosted, state, renewal))
        self.watch()

    def pay_stopped(self) -> None:
        """Let one member's key approve once more, under another salt, what another has stopped."""
        payment = self.announce(1)
        self.object_to(2, payment)
        self.turn()
        self.forge(bend(self.locate(payment), salt=bytes(32)), (1,))

    def renew_for_a_new_phone(self, number: int) -> None:
        """Let a member have a new passkey, and two members' keys give it the seat, as it should be."""
        bound = self.bound
        self.passkeys[number] = SoftwarePasskey(f"another phone {number}".encode(), ORIGIN)
        bound.founded.say(number, AddKey, "label", {"label": "New phone"}, key=self.passkeys[number].key)
        self.renew(root=compute_root(compute_seats(bound.founded.state, ORIGIN)))

    def pay_after_stop(self) -> int:
        """Let one member's key approve again what another has stopped, once the vault's members have changed."""
        payment = self.announce(1)
        self.object_to(2, payment)
        self.turn()
        self.renew_for_a_new_phone(3)
        self.forge(self.locate(payment), (1,))
        return payment

    def overturn(self, payment: int) -> None:
        """Let members overturn the decision that ordered a payment."""
        bound, founded = self.bound, self.bound.founded
        about = f"decision/{founded.state.withdrawals[payment].decision}"
        said = {"body": "It harms us.", "options": [], "title": "No flour"}
        text = founded.say(3, OpenChallenge, "text", said, about=about, ground="harm")
        number = founded.state.next_proposal - 1
        for member in (2, 1):
            opened = founded.state.proposals[number]
            if len(opened.sponsors) < opened.needed:
                founded.do(member, SponsorProposal, proposal=number, text=text)
        bound.clock.advance(founded.state.proposals[number].rule.reply_hours)
        founded.do(3, PublishProposal, proposal=number, text=text)
        for member in (1, 2, 3):
            founded.vote(member, number, 1)
        bound.pass_hours(founded.state.proposals[number].rule.voting_hours + 1)

    def pay_before_announcing(self) -> None:
        """Let one member foresee the number and moment of an announcement, and have it paid before it is made."""
        bound, state = self.bound, self.bound.founded.state
        announced_at = bound.clock() // 1000 * 1000 + 200 * 3_600_000
        number = len(state.withdrawals) + 1
        ahead = Withdrawal(
            number=number,
            decision=0,
            by=1,
            vault=self.number,
            token="",
            to=PAYEE,
            amount=str(COIN // 50),
            text="",
            ordered_at=announced_at,
        )
        self.forge(bound.host.vaults.locate(bound.founded.hosted, state, ahead), (1,))
        bound.clock.now = max(bound.clock.now, announced_at)
        self.announce(1)

    def pay_unannounced(self) -> None:
        """Let one member's key approve a small payment that nobody announced, and somebody have it paid."""
        self.forge(bend(self.locate(self.announce(1)), salt=bytes(32)), (1,))

    def forge(self, place: Place, signing: tuple[int, ...] = (1, 2)) -> None:
        """Let members' keys approve a deed, and somebody outside carry it out."""
        bound, rules = self.bound, place.standing.rules
        seats = bound.host.vaults.get_seats(bound.founded.hosted, rules)
        given = {}
        for number in signing:
            seat = seats[number - 1]
            assert seat is not None
            given[number - 1] = read_proof(seat, self.seal(number, place.digest), rules, place.digest)
        approving = [encode_approve(place.deed, compute_pages(seats), one) for one in pack_batches(seats, given)]
        for data in (*approving, place.carry):
            journal = Journal(bound.key.with_name(f"any {bound.clock()}"))
            send(self.node, bound.anvil.rich, Call(to=self.address, data=data), journal, bound.clock())
            bound.anvil.mine()
            bound.pass_hours(73)
