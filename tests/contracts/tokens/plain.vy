# pragma version 0.4.3
# pragma evm-version cancun
"""
@title A token as most are
@license Apache-2.0
@notice Answers true, and takes no fee.
"""
balanceOf: public(HashMap[address, uint256])


@deploy
def __init__(owner: address, amount: uint256):
    self.balanceOf[owner] = amount


@external
def transfer(to: address, amount: uint256) -> bool:
    self.balanceOf[msg.sender] -= amount
    self.balanceOf[to] += amount
    return True
