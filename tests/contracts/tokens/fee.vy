# pragma version 0.4.3
# pragma evm-version cancun
"""
@title A token that keeps a tenth
@license Apache-2.0
@notice Of what is sent, or, where `on_top` says so, of what the sender has left.
"""
balanceOf: public(HashMap[address, uint256])
ON_TOP: immutable(bool)


@deploy
def __init__(owner: address, amount: uint256, on_top: bool):
    self.balanceOf[owner] = amount
    ON_TOP = on_top


@external
def transfer(to: address, amount: uint256) -> bool:
    fee: uint256 = amount // 10
    if ON_TOP:
        self.balanceOf[msg.sender] -= amount + fee
        self.balanceOf[to] += amount
    else:
        self.balanceOf[msg.sender] -= amount
        self.balanceOf[to] += amount - fee
    return True
