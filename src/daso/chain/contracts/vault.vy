# pragma version 0.4.3
# pragma evm-version cancun
# pragma optimize gas
"""
@title Vault
@license Apache-2.0
@notice Holds an organisation's money, and pays only what enough of its members have approved, each with their own key.
@dev Nobody owns this. Anybody may carry approvals here and pay the fee; what counts is signed by members alone.

     Members. `rules.root` binds every seat to one key. A leaf is the first 16 bytes of
       keccak256(seat * 256 + 1 as 32 bytes ‖ x ‖ y)        for a passkey (P-256),
       keccak256(seat * 256 + 2 as 32 bytes ‖ address as 32 bytes)  for a wallet (secp256k1),
     followed by 16 bytes of nought; the leaf of an empty seat is nought. Whoever wants another's seat must find a key of
     their own for a given leaf: 2^128 attempts, as many as the curves themselves withstand. 64 leaves make a page, the last
     one filled up with nought. The hash of a page is keccak256 of its 2048 bytes, the root keccak256 of all pages' hashes.

     Approvals. A member signs the EIP-712 digest of a `Deed`, or of an `Objection` to it. It names chain, contract,
     organisation and epoch, so it is good for nothing else. A wallet signs it as such. A passkey signs it as the challenge of
     an assertion; flags must have UP and UV, and client data be exactly
       {"type":"webauthn.get","challenge":"<43 letters>  followed by `rules.tail`.

     Batches. For each page with approvals: number (2 bytes), width (1), codes (16), then for each of the first `width`
     seats what its code says; the leaves of later seats are nought. Codes are two bits each, seat 0 in the lowest two:
       0  the seat's leaf, its first 16 bytes
       1  a passkey that answered with flags 1d and counter 0, as those that are kept in a cloud do: r, s, x, y (128)
       2  a wallet: r, s with the parity of y in its highest bit (EIP-2098), address (84)
       3  any passkey: r, s, x, y, flags (1), counter (4) (133)
"""
from parts import deeds
from parts import keys
from parts import page
from parts import rulebook

interface Token:
    def transfer(to: address, amount: uint256) -> bool: nonpayable
    def balanceOf(owner: address) -> uint256: view

# Money came in.
event Received:
    sender: indexed(address)
    amount: uint256

# These seats of a page were counted for a deed or an objection, once and for all.
event Counted:
    digest: indexed(bytes32)
    page: uint256
    seats: uint256

# Approvals for these seats were passed over: badly signed, or counted before.
event Skipped:
    digest: indexed(bytes32)
    page: uint256
    seats: uint256

# A page in a batch was not what the root says, so all its approvals were passed over.
event Misfitted:
    digest: indexed(bytes32)
    page: uint256

# Enough have approved; it can be carried out from then on.
event Ripened:
    deed: indexed(bytes32)
    ready_at: uint256
    by_silence: bool

# Enough have objected; it can never be carried out.
event Stopped:
    deed: indexed(bytes32)

# Paid. `received` is what arrived, less than `amount` when the token keeps a fee.
event Paid:
    deed: indexed(bytes32)
    decision: indexed(bytes32)
    to: indexed(address)
    token: address
    amount: uint256
    received: uint256

# Other rules hold, and a new epoch has begun.
event Renewed:
    deed: indexed(bytes32)
    epoch: uint256
    root: bytes32
    count: uint256

PERIOD: constant(uint256) = 30 * 86_400
OVER: constant(uint256) = max_value(uint256)
MOST_PAGES: constant(uint256) = 128
LONGEST_BATCH: constant(uint256) = 131_072
BATCH_HEAD: constant(uint256) = 4 + 32 * 11
ALL_SEATS: constant(uint256) = 2**64 - 1
SYNCED: constant(bytes5) = 0x1d00000000

# The organisation's name on its log: the 32 hexadecimal digits as 16 bytes.
ORGANISATION: public(immutable(bytes16))
TERMS: immutable(rulebook.Terms)

rules: rulebook.Rules
# Grows with every change of the rules, so that no approval outlives those under which it was given.
epoch: public(uint256)
# When a payment or renewal was last carried out that `needed` members had approved; the vault's birth at first.
last_at: public(uint256)
# By digest of a deed or an objection: how many have signed it.
approvals: public(HashMap[bytes32, uint256])
# By digest of a deed: when it can be carried out; 0 not enough yet, the highest number never (again).
ready_at: public(HashMap[bytes32, uint256])
# By digest of a deed: whether it leans on the silence, so that a single member can stop it.
by_silence: public(HashMap[bytes32, bool])
# By token and period of 30 days since 1970: what small payments have come to.
spent: public(HashMap[address, HashMap[uint256, uint256]])
# By digest, then by seat // 256: one bit a seat.
signed: HashMap[bytes32, HashMap[uint256, uint256]]


@deploy
@payable
def __init__(organisation: bytes16, terms: rulebook.Terms, rules: rulebook.Rules):
    """
    @notice Refuses to be born where P-256 signatures can't be verified.
    @param organisation The organisation's name on its log
    @param terms What holds for ever
    @param rules What holds until members change it
    """
    assert keys.has_p256(), "no P-256 on this chain"
    rulebook.check_terms(terms)
    ORGANISATION = organisation
    TERMS = terms
    rulebook.check_rules(rules, terms.share)
    self.rules = rules
    self.last_at = block.timestamp
    log Renewed(deed=empty(bytes32), epoch=0, root=rules.root, count=rules.count)


@external
@payable
def __default__():
    """
    @notice Take money in.
    """
    log Received(sender=msg.sender, amount=msg.value)


@external
@nonreentrant
def approve(deed: deeds.Deed, objecting: bool, pages: Bytes[32 * MOST_PAGES], batch: Bytes[LONGEST_BATCH]):
    """
    @notice Count members' approvals of a deed, or their objections to it. A bad or repeated one is passed over.
    @dev The batch is read where it lies in the call; the memory for it comes last, so that it costs only what it needs.
    @param deed What is approved or objected to
    @param objecting Whether these are objections
    @param pages The hashes of all pages, one after the other
    @param batch The approvals, page by page
    """
    self._approve(deed, objecting, pages)


@external
@nonreentrant
def pay(deed: deeds.Deed):
    """
    @notice Carry a payment out, once. Nothing is lost when it can't be just now; try again until it expires.
    @param deed The payment
    """
    digest: bytes32 = deeds.digest(deeds.hash(deed, ORGANISATION))
    assert deed.kind != deeds.MEMBERS, "not a payment"
    self._take(deed, digest)
    if deed.kind == deeds.SMALL:
        self._spend(deed.token, deed.amount)
    else:
        self.last_at = block.timestamp
    received: uint256 = deed.amount
    if deed.token == empty(address):
        assert raw_call(deed.to, b"", value=deed.amount, revert_on_failure=False), "coin not taken"
    else:
        received = self._transfer(deed)
    log Paid(
        deed=digest, decision=deed.decision, to=deed.to, token=deed.token, amount=deed.amount, received=received
    )


@external
@nonreentrant
def renew(deed: deeds.Deed, rules: rulebook.Rules):
    """
    @notice Carry a change of the rules out: other members, keys or numbers. A new epoch begins.
    @param deed The change
    @param rules The new rules, whose hash the deed holds
    """
    digest: bytes32 = deeds.digest(deeds.hash(deed, ORGANISATION))
    assert deed.kind == deeds.MEMBERS and keccak256(abi_encode(rules)) == deed.rules, "other rules"
    self._take(deed, digest)
    if self.by_silence[digest]:
        assert block.timestamp >= self.last_at + TERMS.silence, "not silent any more"
    rulebook.check_rules(rules, TERMS.share)
    self.rules = rules
    self.epoch += 1
    self.last_at = block.timestamp
    log Renewed(deed=digest, epoch=self.epoch, root=rules.root, count=rules.count)


@external
@view
def get_terms() -> rulebook.Terms:
    """
    @notice What holds for ever.
    """
    return TERMS


@external
@view
def get_rules() -> rulebook.Rules:
    """
    @notice What holds until members change it.
    """
    return self.rules


@external
@view
def compute_digest(deed: deeds.Deed, objecting: bool) -> bytes32:
    """
    @notice What members sign to approve a deed, or to object to it.
    """
    if objecting:
        return deeds.digest(deeds.hash_objection(deed, ORGANISATION))
    return deeds.digest(deeds.hash(deed, ORGANISATION))


@external
@view
def has_signed(digest: bytes32, seat: uint256) -> bool:
    """
    @notice Whether the approval or objection of a seat was counted.
    """
    return (self.signed[digest][seat // 256] >> (seat % 256)) & 1 == 1


@internal
def _approve(deed: deeds.Deed, objecting: bool, pages: Bytes[32 * MOST_PAGES]):
    assert deed.epoch == self.epoch, "other epoch"
    assert block.timestamp <= deed.expiry, "expired"
    assert deed.expiry <= block.timestamp + TERMS.life, "expiry too far ahead"
    assert keccak256(pages) == self.rules.root, "other members"
    subject: bytes32 = deeds.digest(deeds.hash(deed, ORGANISATION))
    assert self.ready_at[subject] != OVER, "over"
    if not objecting:
        self._ripen(deed, subject, self._count(subject, pages))
        return
    digest: bytes32 = deeds.digest(deeds.hash_objection(deed, ORGANISATION))
    needed: uint256 = self.rules.cancels
    if deed.kind == deeds.SMALL:
        needed = self.rules.vetoes
    elif self.by_silence[subject]:
        needed = 1
    if self._count(digest, pages) >= needed:
        self.ready_at[subject] = OVER
        log Stopped(deed=subject)


@internal
def _ripen(deed: deeds.Deed, digest: bytes32, total: uint256):
    """
    @dev Begin the delay once enough have approved. Who leans on the silence waits longer, and not when anybody objects.
    """
    ready_at: uint256 = self.ready_at[digest]
    leans: bool = self.by_silence[digest]
    if deed.kind == deeds.SMALL:
        if ready_at != 0 or total == 0:
            return
        ready_at = block.timestamp + TERMS.small_delay
    elif total >= self.rules.needed:
        if ready_at != 0 and not leans:
            return
        leans = False
        ready_at = block.timestamp + TERMS.delay
    elif ready_at == 0 and self._is_silent(deed, total):
        leans = True
        ready_at = block.timestamp + TERMS.silent_delay
    else:
        return
    self.ready_at[digest] = ready_at
    self.by_silence[digest] = leans
    log Ripened(deed=digest, ready_at=ready_at, by_silence=leans)


@internal
@view
def _is_silent(deed: deeds.Deed, total: uint256) -> bool:
    if deed.kind != deeds.MEMBERS or TERMS.silent_share == 0 or block.timestamp < self.last_at + TERMS.silence:
        return False
    if total == 0 or total * rulebook.WHOLE < self.rules.count * TERMS.silent_share:
        return False
    return self.approvals[deeds.digest(deeds.hash_objection(deed, ORGANISATION))] == 0


@internal
def _count(digest: bytes32, pages: Bytes[32 * MOST_PAGES]) -> uint256:
    """
    @dev Read the batch from the call and count every good new approval; give the number of all so far.
    """
    at: uint256 = 4 + convert(slice(msg.data, BATCH_HEAD, 32), uint256)
    end: uint256 = at + 32 + convert(slice(msg.data, at, 32), uint256)
    at += 32
    site: bytes32 = self.rules.site
    client: bytes32 = keys.hash_client(digest, self.rules.tail)
    synced: bytes32 = sha256(concat(site, SYNCED, client))
    total: uint256 = self.approvals[digest]
    for _: uint256 in range(MOST_PAGES):
        if at == end:
            break
        number: uint256 = convert(slice(msg.data, at, 2), uint256)
        assert number * 32 < len(pages), "no such page"
        lowest: uint256 = number % 4 * page.SEATS
        seats: uint256 = self.signed[digest][number // 4]
        before: uint256 = (seats >> lowest) & ALL_SEATS
        hash: bytes32 = empty(bytes32)
        good: uint256 = 0
        asked: uint256 = 0
        more: uint256 = 0
        at, hash, good, asked, more = page.read_page(digest, site, client, synced, before, at)
        if hash != extract32(pages, number * 32):
            log Misfitted(digest=digest, page=number)
            continue
        if good != 0:
            self.signed[digest][number // 4] = seats | (good << lowest)
            log Counted(digest=digest, page=number, seats=good)
        if good != asked:
            log Skipped(digest=digest, page=number, seats=good ^ asked)
        total += more
    self.approvals[digest] = total
    return total


@internal
def _take(deed: deeds.Deed, digest: bytes32):
    """
    @dev Use a deed up, before anything is done for it; refuse what is not ripe, or not any more.
    """
    ready_at: uint256 = self.ready_at[digest]
    assert ready_at != 0, "not approved"
    assert ready_at != OVER, "over"
    assert block.timestamp >= ready_at, "not yet"
    assert block.timestamp <= deed.expiry, "expired"
    assert deed.epoch == self.epoch, "other epoch"
    self.ready_at[digest] = OVER


@internal
def _spend(token: address, amount: uint256):
    """
    @dev Keep small payments of a token within what the rules allow for 30 days.
    """
    limit: uint256 = 0
    for allowed: rulebook.Limit in self.rules.limits:
        if allowed.token == token:
            limit = allowed.amount
    spent: uint256 = self.spent[token][block.timestamp // PERIOD] + amount
    assert spent <= limit, "over the limit"
    self.spent[token][block.timestamp // PERIOD] = spent


@internal
def _transfer(deed: deeds.Deed) -> uint256:
    """
    @dev Send a token that may answer true or nothing; what leaves is the amount to the unit, what arrives may be less.
    """
    token: Token = Token(deed.token)
    held: uint256 = staticcall token.balanceOf(self)
    there: uint256 = staticcall token.balanceOf(deed.to)
    assert extcall token.transfer(deed.to, deed.amount, default_return_value=True), "token refused"
    assert staticcall token.balanceOf(self) == held - deed.amount, "token took another amount"
    now_there: uint256 = staticcall token.balanceOf(deed.to)
    return now_there - there
