"""An EVM in this process, by titanoboa, with the precompile for P-256 that it lacks: a `Chain` of `bench/evm.py`.

The code that runs is what `artifacts.json` holds, so the very bytes that are deployed are tested.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boa
from boa.vm.py_evm import register_raw_precompile
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature

from bench.evm import Line, Receipt, Reverted, read_reason

__all__ = ["BoaChain", "answer_wrong", "verify_p256"]

P256 = f"0x{0x100:040x}"
_GAS = 6900


def verify_p256(given: bytes) -> bytes:
    """EIP-7951: 32 bytes that are 1 for a right signature, and nothing for whatever else is given."""
    if len(given) != 160:
        return b""
    digest, r, s = given[:32], int.from_bytes(given[32:64], "big"), int.from_bytes(given[64:96], "big")
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + given[96:])
        key.verify(encode_dss_signature(r, s), digest, ec.ECDSA(Prehashed(hashes.SHA256())))
    except (ValueError, InvalidSignature):
        return b""
    return (1).to_bytes(32, "big")


def _register(wrong: bytes) -> None:
    """Let the chain answer this to a wrong signature."""

    def run(computation: Any) -> Any:
        computation.consume_gas(_GAS, reason="P256VERIFY")
        computation.output = verify_p256(bytes(computation.msg.data)) or wrong
        return computation

    register_raw_precompile(P256, run, force=True)


@contextmanager
def answer_wrong(wrong: bytes) -> Iterator[None]:
    """Let wrong signatures be answered as EIP-7951 does not have it."""
    _register(wrong)
    try:
        yield
    finally:
        _register(b"")


class BoaChain:
    """A chain of one process, whose clock stands until it is told to go on."""

    chain = 1

    def __init__(self) -> None:
        self._env = boa.Env()
        _register(b"")
        self.accounts = [bytes.fromhex(self._env.generate_address()[2:]) for _ in range(3)]
        for address in self.accounts:
            self._env.set_balance(_write(address), 10**24)

    @property
    def now(self) -> int:
        """The time of the block that is being made."""
        return int(self._env.timestamp)

    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self._env.time_travel(seconds=seconds)

    def transact(self, to: bytes, data: bytes, value: int = 0, sender: int = 0) -> Receipt:
        """Send a transaction; to nobody makes a contract."""
        who, address = _write(self.accounts[sender]), b""
        if to:
            done = self._env.execute_code(_write(to), who, value=value, data=data)
        else:
            made, done = self._env.deploy(who, value=value, bytecode=data)
            address = made.canonical_address
        _check(done)
        lines = tuple(
            Line(bytes(where), tuple(topic.to_bytes(32, "big") for topic in topics), bytes(said))
            for where, topics, said in done.get_log_entries()
        )
        return Receipt(done.get_gas_used(), address, "", lines)

    def call(self, to: bytes, data: bytes) -> bytes:
        """Ask without a transaction."""
        done = self._env.execute_code(_write(to), data=data, simulate=True)
        _check(done)
        return bytes(done.output)

    def get_balance(self, address: bytes) -> int:
        """How much of the chain's own coin is there."""
        return int(self._env.get_balance(_write(address)))

    def get_code(self, address: bytes) -> bytes:
        """The code that stands there."""
        return bytes(self._env.get_code(_write(address)))

    @contextmanager
    def undo(self) -> Iterator[None]:
        """Forget, at the end, all that was done within."""
        with self._env.anchor():
            yield


def _write(address: bytes) -> str:
    return f"0x{address.hex()}"


def _check(done: Any) -> None:
    if done.is_error:
        raise Reverted(read_reason(bytes(done.output)))
