"""A State as one canonical byte string and back: for its digest, and to start without replaying the whole log.

Maps are written as lists of pairs in the order of their keys, so equal States have equal bytes. Read next: `state.py`.
"""

from __future__ import annotations

from typing import Final, TypeVar

import msgspec
from msgspec.structs import replace

from daso.canon import NotCanonical, compute_digest
from daso.kernel.persistent import HashTrieMap
from daso.kernel.state import State

__all__ = ["STATE_DOMAIN", "compute_state_digest", "decode_state", "encode_state"]

STATE_DOMAIN: Final = "daso/state/1"

_Struct = TypeVar("_Struct", bound=msgspec.Struct)


def _write_map(value: object) -> object:
    if isinstance(value, HashTrieMap):
        return sorted(value.items())
    raise TypeError(f"a State can't hold a {type(value).__name__}")


_encoder = msgspec.json.Encoder(order="sorted", enc_hook=_write_map)
_decoder = msgspec.json.Decoder(State)


def encode_state(state: State) -> bytes:
    """The State's canonical bytes."""
    return _encoder.encode(state)


def compute_state_digest(state: State) -> bytes:
    """The 32 bytes that two people compare to see that they came to the same State."""
    return compute_digest(STATE_DOMAIN, encode_state(state))


def decode_state(data: bytes) -> State:
    """Read a State back; raise `NotCanonical` when these are not the bytes of one."""
    try:
        state = _freeze(_decoder.decode(data))
    except msgspec.DecodeError as error:
        raise NotCanonical(reason=str(error)) from error
    if encode_state(state) != data:
        raise NotCanonical(reason="encoding the State again gives other bytes")
    return state


def _freeze(struct: _Struct) -> _Struct:
    """Turn the lists of pairs back into maps, inside the maps' values as well. Sequences proper are tuples."""
    maps = {name: value for name in struct.__struct_fields__ if isinstance(value := getattr(struct, name), list)}
    frozen = {
        name: HashTrieMap({key: _freeze(item) if isinstance(item, msgspec.Struct) else item for key, item in pairs})
        for name, pairs in maps.items()
    }
    return replace(struct, **frozen) if frozen else struct
