# pragma version 0.4.3
# pragma evm-version cancun
"""
@title A token that answers nothing
@license Apache-2.0
@notice As some old and much used ones do.
"""
balanceOf: public(HashMap[address, uint256])


@deploy
def __init__(owner: address, amount: uint256):
    self.balanceOf[owner] = amount


@external
def transfer(to: address, amount: uint256):
    self.balanceOf[msg.sender] -= amount
    self.balanceOf[to] += amount
