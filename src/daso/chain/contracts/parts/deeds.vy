# pragma version 0.4.3
"""
@title Deeds
@license Apache-2.0
@notice What members of a vault sign, as EIP-712 has it: a deed, or an objection to one.
"""

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

# The kinds of deeds, and how wallets show them.
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


@internal
@view
def hash(deed: Deed, organisation: bytes16) -> bytes32:
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
            organisation,
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
def hash_objection(deed: Deed, organisation: bytes16) -> bytes32:
    return keccak256(abi_encode(OBJECTION_TYPE, self.hash(deed, organisation)))


@internal
@view
def digest(body: bytes32) -> bytes32:
    """
    @dev The EIP-712 digest of a struct in this vault's domain, on the chain as it is called today.
    """
    domain: bytes32 = keccak256(abi_encode(DOMAIN_TYPE, NAME, VERSION, chain.id, self))
    return keccak256(concat(x"1901", domain, body))
