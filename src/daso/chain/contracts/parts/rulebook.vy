# pragma version 0.4.3
"""
@title Terms and rules
@license Apache-2.0
@notice What holds in a vault for ever, and what its members can change together.
"""

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

WHOLE: constant(uint256) = 10_000
# The most members that pages have room for.
MOST_MEMBERS: constant(uint256) = 64 * 128


@internal
@pure
def check_terms(terms: Terms):
    """
    @dev Refuse terms that contradict one another.
    """
    assert terms.share <= WHOLE and terms.silent_share <= terms.share, "shares"
    assert terms.silent_share == 0 or terms.silent_delay >= terms.delay, "silent delay"
    assert max(max(terms.delay, terms.small_delay), terms.silent_delay) < terms.life, "life"


@internal
@pure
def check_rules(rules: Rules, share: uint256):
    """
    @dev Refuse rules under which nobody could decide, or fewer than the terms allow.
    """
    assert rules.root != empty(bytes32), "no members"
    assert 0 < rules.needed and rules.needed <= rules.count, "needed"
    assert rules.count <= MOST_MEMBERS, "too many members"
    assert rules.needed * WHOLE >= rules.count * share, "needed"
    assert 0 < rules.cancels and rules.cancels <= rules.count, "cancels"
    assert 0 < rules.vetoes and rules.vetoes <= rules.count, "vetoes"
