// SPDX-License-Identifier: Apache-2.0
// A Governor as most token organisations have it, to compare with; OpenZeppelin's own sources come from npm at the time.
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {GovernorCountingSimple} from "@openzeppelin/contracts/governance/extensions/GovernorCountingSimple.sol";
import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";

contract Tokens is ERC20Votes {
    constructor(address[] memory voters) ERC20("Votes", "V") EIP712("Votes", "1") {
        for (uint256 i = 0; i < voters.length; ++i) {
            _mint(voters[i], 1 ether);
            _delegate(voters[i], voters[i]);
        }
    }
}

contract Council is Governor, GovernorCountingSimple, GovernorVotes {
    constructor(IVotes tokens) Governor("Council") GovernorVotes(tokens) {}

    function votingDelay() public pure override returns (uint256) {
        return 1;
    }

    function votingPeriod() public pure override returns (uint256) {
        return 100_000;
    }

    function quorum(uint256) public pure override returns (uint256) {
        return 1;
    }
}
