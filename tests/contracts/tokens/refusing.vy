# pragma version 0.4.3
# pragma evm-version cancun
"""
@title A token that refuses by answering false
@license Apache-2.0
@notice Moves nothing, and does not revert.
"""
balanceOf: public(HashMap[address, uint256])


@deploy
def __init__(owner: address, amount: uint256):
    self.balanceOf[owner] = amount


@external
def transfer(to: address, amount: uint256) -> bool:
    return False
