"""Persistent maps: the State's maps share what did not change, so yesterday's State costs nothing.

`Map` annotates a field that holds an `rpds.HashTrieMap`. To msgspec the same annotation means a list of pairs, which
is how such a map is written into a snapshot. Compare maps with ``==`` only: their ``!=`` is wrong in the library (two
empty maps differ). Their order is another in every process, so nothing may depend on it. Read next: `snapshot.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rpds import HashTrieMap

__all__ = ["HashTrieMap", "Map"]

if TYPE_CHECKING:
    from rpds import HashTrieMap as Map
else:

    class Map:
        """While running, ``Map[int, str]`` is the list of pairs that a snapshot holds."""

        def __class_getitem__(cls, pair: tuple[object, object]) -> object:
            key, value = pair
            return list[tuple[key, value]]
