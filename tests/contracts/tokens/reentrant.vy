# pragma version 0.4.3
# pragma evm-version cancun
"""
@title A token and payee that calls back
@license Apache-2.0
@notice While it is paid it makes the call that it was told to make, and remembers whether that went through.
"""
balanceOf: public(HashMap[address, uint256])
VAULT: immutable(address)
call: Bytes[2048]
tried: public(uint256)
succeeded: public(uint256)


@deploy
def __init__(vault: address, amount: uint256):
    VAULT = vault
    self.balanceOf[vault] = amount


@external
def prepare(call: Bytes[2048]):
    self.call = call


@internal
def _call_back():
    self.tried += 1
    if raw_call(VAULT, self.call, revert_on_failure=False):
        self.succeeded += 1


@external
def transfer(to: address, amount: uint256) -> bool:
    self._call_back()
    self.balanceOf[msg.sender] -= amount
    self.balanceOf[to] += amount
    return True


@external
@payable
def __default__():
    self._call_back()
