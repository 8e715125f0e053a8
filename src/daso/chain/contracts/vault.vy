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

interface Token:
    def transfer(to: address, amount: uint256) -> bool: nonpayable
    def balanceOf(owner: address) -> uint256: view

# What holds for ever. Times are in seconds, shares in ten-thousandths of the members.
struct Terms:
    share: uint256         # no rules may let fewer than these decide
    delay: uint256         # from enough approvals to the payment
    small_delay: uint256   # from the announcement of a small payment to it
    life: uint256          # how far ahead a deed's expiry may lie
    silence: uint256       # after so long without a decided deed, lost keys can be replaced by `silent_share`
    silent_share: uint256  # 0: never
    silent_delay: uint256  # from their approvals to the renewal, in which a single member can stop it

# How much of a token, or of the chain's own coin (0), small payments may come to in 30 days.
struct Limit:
    token: address
    amount: uint256

# What members can change together.
struct Rules:
    root: bytes32     # the members' keys
    count: uint256    # how many members there are
    needed: uint256   # how many must approve a deed
    cancels: uint256  # how many stop one
    vetoes: uint256   # how many stop a small payment
    site: bytes32     # SHA-256 of the site's name, which passkeys sign
    tail: Bytes[160]  # what follows the challenge in a passkey's client data: ","origin":"…","crossOrigin":false}
    limits: DynArray[Limit, 4]

# What is approved. `decision` is the digest of the decision on the log that it follows from.
struct Deed:
    kind: uint256     # PAYMENT, SMALL or MEMBERS
    epoch: uint256
    token: address    # 0: the chain's own coin
    to: address
    amount: uint256
    rules: bytes32    # keccak256 of the new rules, ABI-encoded; 0 for payments
    decision: bytes32
    salt: bytes32
    expiry: uint256

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

PAYMENT: constant(uint256) = 1
SMALL: constant(uint256) = 2
MEMBERS: constant(uint256) = 3

DOMAIN_TYPE: constant(bytes32) = keccak256(
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)
DEED_TYPE: constant(bytes32) = keccak256(
    "Deed(string kind,bytes16 organisation,uint256 epoch,address token,address to,uint256 amount,bytes32 rules,bytes32 decision,bytes32 salt,uint256 expiry)"
)
OBJECTION_TYPE: constant(bytes32) = keccak256(
    "Objection(Deed deed)Deed(string kind,bytes16 organisation,uint256 epoch,address token,address to,uint256 amount,bytes32 rules,bytes32 decision,bytes32 salt,uint256 expiry)"
)
NAME: constant(bytes32) = keccak256("daso vault")
VERSION: constant(bytes32) = keccak256("1")
PAYMENT_NAME: constant(bytes32) = keccak256("payment")
SMALL_NAME: constant(bytes32) = keccak256("small payment")
MEMBERS_NAME: constant(bytes32) = keccak256("members")

WHOLE: constant(uint256) = 10_000
PERIOD: constant(uint256) = 30 * 86_400
OVER: constant(uint256) = max_value(uint256)
SEATS: constant(uint256) = 64
MOST_PAGES: constant(uint256) = 128
LONGEST_BATCH: constant(uint256) = 131_072
BATCH_HEAD: constant(uint256) = 4 + 32 * 11

P256: constant(address) = 0x0000000000000000000000000000000000000100
P256_HALF: constant(bytes32) = 0x7FFFFFFF800000007FFFFFFFFFFFFFFFDE737D56D38BCF4279DCE5617E3192A8
SECP_HALF: constant(bytes32) = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0
LEAF: constant(uint256) = (2**128 - 1) * 2**128
BELOW_PARITY: constant(uint256) = 2**255 - 1
ALL_SEATS: constant(uint256) = 2**64 - 1
PRESENT_AND_VERIFIED: constant(uint256) = 5 * 2**32
SYNCED: constant(bytes5) = 0x1d00000000

# The organisation's name on its log: the 32 hexadecimal digits as 16 bytes.
ORGANISATION: public(immutable(bytes16))
TERMS: immutable(Terms)

rules: Rules
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
def __init__(organisation: bytes16, terms: Terms, rules: Rules):
    """
    @notice Refuses to be born where P-256 signatures can't be verified.
    @param organisation The organisation's name on its log
    @param terms What holds for ever
    @param rules What holds until members change it
    """
    assert self._has_p256(), "no P-256 on this chain"
    assert terms.share <= WHOLE and terms.silent_share <= terms.share, "shares"
    assert terms.silent_share == 0 or terms.silent_delay >= terms.delay, "silent delay"
    assert max(max(terms.delay, terms.small_delay), terms.silent_delay) < terms.life, "life"
    ORGANISATION = organisation
    TERMS = terms
    self._check_rules(rules, terms.share)
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
def approve(deed: Deed, objecting: bool, pages: Bytes[32 * MOST_PAGES], batch: Bytes[LONGEST_BATCH]):
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
def pay(deed: Deed):
    """
    @notice Carry a payment out, once. Nothing is lost when it can't be just now; try again until it expires.
    @param deed The payment
    """
    digest: bytes32 = self._digest(self._hash(deed))
    assert deed.kind != MEMBERS, "not a payment"
    self._take(deed, digest)
    if deed.kind == SMALL:
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
def renew(deed: Deed, rules: Rules):
    """
    @notice Carry a change of the rules out: other members, keys or numbers. A new epoch begins.
    @param deed The change
    @param rules The new rules, whose hash the deed holds
    """
    digest: bytes32 = self._digest(self._hash(deed))
    assert deed.kind == MEMBERS and keccak256(abi_encode(rules)) == deed.rules, "other rules"
    self._take(deed, digest)
    if self.by_silence[digest]:
        assert block.timestamp >= self.last_at + TERMS.silence, "not silent any more"
    self._check_rules(rules, TERMS.share)
    self.rules = rules
    self.epoch += 1
    self.last_at = block.timestamp
    log Renewed(deed=digest, epoch=self.epoch, root=rules.root, count=rules.count)


@external
@view
def get_terms() -> Terms:
    """
    @notice What holds for ever.
    """
    return TERMS


@external
@view
def get_rules() -> Rules:
    """
    @notice What holds until members change it.
    """
    return self.rules


@external
@view
def compute_digest(deed: Deed, objecting: bool) -> bytes32:
    """
    @notice What members sign to approve a deed, or to object to it.
    """
    if objecting:
        return self._digest(self._hash_objection(deed))
    return self._digest(self._hash(deed))


@external
@view
def has_signed(digest: bytes32, seat: uint256) -> bool:
    """
    @notice Whether the approval or objection of a seat was counted.
    """
    return (self.signed[digest][seat // 256] >> (seat % 256)) & 1 == 1


@internal
def _approve(deed: Deed, objecting: bool, pages: Bytes[32 * MOST_PAGES]):
    assert deed.epoch == self.epoch, "other epoch"
    assert block.timestamp <= deed.expiry, "expired"
    assert deed.expiry <= block.timestamp + TERMS.life, "expiry too far ahead"
    assert keccak256(pages) == self.rules.root, "other members"
    subject: bytes32 = self._digest(self._hash(deed))
    assert self.ready_at[subject] != OVER, "over"
    if not objecting:
        self._ripen(deed, subject, self._count(subject, pages))
        return
    digest: bytes32 = self._digest(self._hash_objection(deed))
    needed: uint256 = self.rules.cancels
    if deed.kind == SMALL:
        needed = self.rules.vetoes
    elif self.by_silence[subject]:
        needed = 1
    if self._count(digest, pages) >= needed:
        self.ready_at[subject] = OVER
        log Stopped(deed=subject)


@internal
def _ripen(deed: Deed, digest: bytes32, total: uint256):
    """
    @dev Begin the delay once enough have approved. Who leans on the silence waits longer, and not when anybody objects.
    """
    ready_at: uint256 = self.ready_at[digest]
    leans: bool = self.by_silence[digest]
    if deed.kind == SMALL:
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
def _is_silent(deed: Deed, total: uint256) -> bool:
    if deed.kind != MEMBERS or TERMS.silent_share == 0 or block.timestamp < self.last_at + TERMS.silence:
        return False
    if total == 0 or total * WHOLE < self.rules.count * TERMS.silent_share:
        return False
    return self.approvals[self._digest(self._hash_objection(deed))] == 0


@internal
def _count(digest: bytes32, pages: Bytes[32 * MOST_PAGES]) -> uint256:
    """
    @dev Read the batch from the call and count every good new approval; give the number of all so far.
    """
    at: uint256 = 4 + convert(slice(msg.data, BATCH_HEAD, 32), uint256)
    end: uint256 = at + 32 + convert(slice(msg.data, at, 32), uint256)
    at += 32
    client: bytes32 = self._hash_client(digest)
    synced: bytes32 = sha256(concat(self.rules.site, SYNCED, client))
    total: uint256 = self.approvals[digest]
    for _: uint256 in range(MOST_PAGES):
        if at == end:
            break
        number: uint256 = convert(slice(msg.data, at, 2), uint256)
        assert number * 32 < len(pages), "no such page"
        lowest: uint256 = number % 4 * SEATS
        seats: uint256 = self.signed[digest][number // 4]
        before: uint256 = (seats >> lowest) & ALL_SEATS
        hash: bytes32 = empty(bytes32)
        good: uint256 = 0
        asked: uint256 = 0
        more: uint256 = 0
        at, hash, good, asked, more = self._read_page(digest, client, synced, before, at)
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
@view
def _read_page(
    digest: bytes32, client: bytes32, synced: bytes32, before: uint256, start: uint256
) -> (uint256, bytes32, uint256, uint256, uint256):
    """
    @dev Read one page of a batch; give where it ends, its hash, the seats with good new approvals and those
         with any, and how many are good.
    """
    head: uint256 = convert(slice(msg.data, start, 19), uint256)
    at: uint256 = start + 19
    first: uint256 = (head >> 136) * SEATS
    leaves: bytes32[SEATS] = empty(bytes32[SEATS])
    codes: uint256 = head
    good: uint256 = 0
    asked: uint256 = 0
    more: uint256 = 0
    for seat: uint256 in range((head >> 128) & 255, bound=SEATS):
        code: uint256 = codes & 3
        codes >>= 2
        if code == 0:
            leaves[seat] = convert(convert(slice(msg.data, at, 16), bytes16), bytes32)
            at = unsafe_add(at, 16)
            continue
        bit: uint256 = 1 << seat
        is_new: bool = before & bit == 0
        is_good: bool = False
        if code == 1:
            leaves[seat], is_good = self._check_passkey(synced, unsafe_add(first, seat), at, is_new)
            at = unsafe_add(at, 128)
        elif code == 2:
            leaves[seat], is_good = self._check_wallet(digest, unsafe_add(first, seat), at, is_new)
            at = unsafe_add(at, 84)
        else:
            answer: Bytes[5] = slice(msg.data, at + 128, 5)
            is_verified: bool = convert(answer, uint256) & PRESENT_AND_VERIFIED == PRESENT_AND_VERIFIED
            given: bytes32 = sha256(concat(self.rules.site, answer, client))
            leaves[seat], is_good = self._check_passkey(given, unsafe_add(first, seat), at, is_new and is_verified)
            at = unsafe_add(at, 133)
        asked |= bit
        if is_good:
            good |= bit
            more += 1
    return at, keccak256(abi_encode(leaves)), good, asked, more


@internal
@view
def _check_passkey(given: bytes32, seat: uint256, at: uint256, wanted: bool) -> (bytes32, bool):
    """
    @dev The leaf of a passkey in the batch, and whether it signed what was given.
    """
    claim: Bytes[160] = concat(given, slice(msg.data, at, 128))
    leaf: bytes32 = keccak256(concat(convert((seat << 8) | 1, bytes32), extract32(claim, 96), extract32(claim, 128)))
    leaf = convert(convert(leaf, uint256) & LEAF, bytes32)
    if not wanted or extract32(claim, 64, output_type=uint256) > convert(P256_HALF, uint256):
        return leaf, False
    return leaf, self._is_p256_right(claim)


@internal
@view
def _is_p256_right(claim: Bytes[160]) -> bool:
    """
    @dev EIP-7951: right is exactly 32 bytes that are 1; a chain without it answers with nothing.
    """
    is_called: bool = False
    answer: Bytes[32] = b""
    is_called, answer = raw_call(P256, claim, max_outsize=32, is_static_call=True, revert_on_failure=False)
    return is_called and len(answer) == 32 and convert(answer, uint256) == 1


@internal
@view
def _check_wallet(digest: bytes32, seat: uint256, at: uint256, wanted: bool) -> (bytes32, bool):
    """
    @dev The leaf of a wallet in the batch, and whether it signed the digest.
    """
    r: uint256 = convert(slice(msg.data, at, 32), uint256)
    mixed: uint256 = convert(slice(msg.data, at + 32, 32), uint256)
    owner: uint256 = convert(slice(msg.data, at + 64, 20), uint256)
    leaf: bytes32 = keccak256(concat(convert((seat << 8) | 2, bytes32), convert(owner, bytes32)))
    leaf = convert(convert(leaf, uint256) & LEAF, bytes32)
    s: uint256 = mixed & BELOW_PARITY
    if not wanted or owner == 0 or s > convert(SECP_HALF, uint256):
        return leaf, False
    signer: address = ecrecover(digest, 27 + (mixed >> 255), r, s)
    return leaf, convert(signer, uint256) == owner


@internal
@view
def _hash_client(digest: bytes32) -> bytes32:
    """
    @dev The hash of a passkey's client data, built as a browser writes it; none is parsed.
    """
    return sha256(
        concat(b'{"type":"webauthn.get","challenge":"', self._encode_base64url(digest), self.rules.tail)
    )


@internal
@pure
def _encode_base64url(digest: bytes32) -> Bytes[43]:
    """
    @dev 43 letters of base64url, without padding.
    """
    rest: uint256 = convert(digest, uint256)
    first: uint256 = 0
    last: uint256 = 0
    for place: uint256 in range(43):
        value: uint256 = rest >> 250
        rest <<= 6
        letter: uint256 = 0
        if value < 26:
            letter = value + 65
        elif value < 52:
            letter = value + 71
        elif value < 62:
            letter = value - 4
        elif value == 62:
            letter = 45
        else:
            letter = 95
        if place < 32:
            first = (first << 8) | letter
        else:
            last = (last << 8) | letter
    return concat(convert(first, bytes32), convert(convert(last, uint88), bytes11))


@internal
@view
def _digest(body: bytes32) -> bytes32:
    """
    @dev The EIP-712 digest of a struct in this vault's domain, on the chain as it is called today.
    """
    domain: bytes32 = keccak256(abi_encode(DOMAIN_TYPE, NAME, VERSION, chain.id, self))
    return keccak256(concat(x"1901", domain, body))


@internal
@view
def _hash(deed: Deed) -> bytes32:
    """
    @dev The EIP-712 hash of a deed; refuses one that is not well formed, so that each is said in one way.
    """
    name: bytes32 = PAYMENT_NAME
    if deed.kind == MEMBERS:
        assert deed.token == empty(address) and deed.to == empty(address) and deed.amount == 0, "malformed"
        assert deed.rules != empty(bytes32), "malformed"
        name = MEMBERS_NAME
    else:
        assert deed.to != empty(address) and deed.to != self and deed.amount > 0, "malformed"
        assert deed.rules == empty(bytes32), "malformed"
        if deed.kind == SMALL:
            name = SMALL_NAME
        else:
            assert deed.kind == PAYMENT, "malformed"
    return keccak256(
        abi_encode(
            DEED_TYPE,
            name,
            ORGANISATION,
            deed.epoch,
            deed.token,
            deed.to,
            deed.amount,
            deed.rules,
            deed.decision,
            deed.salt,
            deed.expiry,
        )
    )


@internal
@view
def _hash_objection(deed: Deed) -> bytes32:
    return keccak256(abi_encode(OBJECTION_TYPE, self._hash(deed)))


@internal
def _take(deed: Deed, digest: bytes32):
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
    for allowed: Limit in self.rules.limits:
        if allowed.token == token:
            limit = allowed.amount
    spent: uint256 = self.spent[token][block.timestamp // PERIOD] + amount
    assert spent <= limit, "over the limit"
    self.spent[token][block.timestamp // PERIOD] = spent


@internal
def _transfer(deed: Deed) -> uint256:
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


@internal
@pure
def _check_rules(rules: Rules, share: uint256):
    """
    @dev Refuse rules under which nobody could decide, or fewer than the terms allow.
    """
    assert rules.root != empty(bytes32), "no members"
    assert 0 < rules.needed and rules.needed <= rules.count, "needed"
    assert rules.count <= SEATS * MOST_PAGES, "too many members"
    assert rules.needed * WHOLE >= rules.count * share, "needed"
    assert 0 < rules.cancels and rules.cancels <= rules.count, "cancels"
    assert 0 < rules.vetoes and rules.vetoes <= rules.count, "vetoes"


@internal
@view
def _has_p256() -> bool:
    """
    @dev Whether this chain tells a right P-256 signature from a wrong one: a vector with each, of RFC 6979, A.2.5.
    """
    signed: Bytes[128] = concat(
        0xefd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716,
        0xf7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8,
        0x60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6,
        0x7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299,
    )
    return self._is_p256_right(concat(sha256("sample"), signed)) and not self._is_p256_right(concat(sha256("test"), signed))
