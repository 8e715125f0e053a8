# pragma version 0.4.3
# pragma evm-version cancun
# pragma optimize gas
"""
@title Anchor
@license Apache-2.0
@notice Gives the log of one organisation public time, and makes it impossible to hide that it was shown in two forms.
@dev Nobody owns this. The anchorer can anchor forward and do nothing else; if it lies, every auditor sees that the log
     does not match. The charter's digest is set once, in the code itself.
"""

event Anchored:
    size: indexed(uint64)
    root: bytes32

# The organisation's name on its log: the 32 hexadecimal digits as 16 bytes.
ORGANISATION: public(immutable(bytes16))
# SHA-256 of ideas-issue and charter, as affirmed at inauguration.
CHARTER: public(immutable(bytes32))
# Who may anchor.
ANCHORER: public(immutable(address))

# How many entries the log had when it was last anchored, and the root of its RFC 6962 tree then.
size: public(uint64)
root: public(bytes32)


@deploy
def __init__(organisation: bytes16, charter: bytes32, anchorer: address):
    """
    @param organisation The organisation's name on its log
    @param charter The digest of ideas-issue and charter
    @param anchorer Who may anchor, for ever; when its key is lost, a new contract is bound by decision
    """
    ORGANISATION = organisation
    CHARTER = charter
    ANCHORER = anchorer


@external
def anchor(size: uint64, root: bytes32):
    """
    @notice Say how long the log is now and what its root is; it can only have grown.
    @param size How many entries it has
    @param root The root of its tree at that size
    """
    assert msg.sender == ANCHORER, "not the anchorer"
    assert size > self.size, "not grown"
    self.size = size
    self.root = root
    log Anchored(size=size, root=root)
