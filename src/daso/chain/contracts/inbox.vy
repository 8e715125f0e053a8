# pragma version 0.4.3
# pragma evm-version cancun
# pragma optimize gas
"""
@title Inbox
@license Apache-2.0
@notice Takes in signed acts that an operator does not. Anybody may post; what is posted can't be taken back or hidden.
@dev Nobody owns this. An operator has `DELAY` seconds to take an envelope into the log, or every auditor names it.
     Whatever is no envelope of the organisation costs its sender and is passed over. The running digest binds number,
     order, bytes and time of all envelopes, so nobody who reads the events through another's node can be shown fewer.
"""

event Posted:
    number: indexed(uint64)
    sender: indexed(address)
    envelope: Bytes[LONGEST]

# The longest envelope that the law allows: an entry of 16 KiB less what the log adds to it.
LONGEST: constant(uint256) = 16349

# The organisation's name on its log: the 32 hexadecimal digits as 16 bytes.
ORGANISATION: public(immutable(bytes16))
# Seconds in which an operator must take in what was posted.
DELAY: public(immutable(uint64))

# How many envelopes were ever posted.
count: public(uint64)
# keccak256(digest before ‖ keccak256(envelope) ‖ block time as 32 bytes), beginning with 32 bytes of nought.
digest: public(bytes32)


@deploy
def __init__(organisation: bytes16, delay: uint64):
    """
    @param organisation The organisation's name on its log
    @param delay Seconds in which an operator must take in what was posted
    """
    ORGANISATION = organisation
    DELAY = delay


@external
def post(envelope: Bytes[LONGEST]):
    """
    @notice Post a signed act, so that everybody sees it and when.
    @param envelope The act with its signature, exactly as it would be sent to the operator
    """
    number: uint64 = self.count + 1
    self.count = number
    self.digest = keccak256(concat(self.digest, keccak256(envelope), convert(block.timestamp, bytes32)))
    log Posted(number=number, sender=msg.sender, envelope=envelope)
