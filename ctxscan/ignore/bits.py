"""Sets of rules as integers: bit *i* stands for the rule at index *i*.

Such a set is as long as the file: one for each rule of a hundred thousand takes a gigabyte, and
most are never asked for. So rules are kept by their indices, and are made sets where they match.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FEW = 8
_SHORT = 512


def bits_of(members: Iterable[int]) -> int:
    """The set of these indices, in time that grows with their number and the highest of them."""
    known = tuple(members)
    if len(known) <= _FEW:
        found = 0
        for index in known:
            found |= 1 << index
        return found
    written = bytearray(max(known) // 8 + 1)
    for index in known:
        written[index >> 3] |= 1 << (index & 7)
    return int.from_bytes(written, "little")


def indices(bits: int) -> Iterator[int]:
    """The positions of the bits that are set, lowest first."""
    if bits.bit_length() > _SHORT:
        # Each step below takes as long as the set is.
        digits = bin(bits)[:1:-1]
        at = digits.find("1")
        while at >= 0:
            yield at
            at = digits.find("1", at + 1)
        return
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


class Members:
    """Rules that match alike, and their set where somebody asks for it."""

    __slots__ = ("_bits", "_indices")

    def __init__(self) -> None:
        self._indices: list[int] = []
        self._bits = 0

    def add(self, index: int) -> None:
        """Before anybody asks for the set."""
        self._indices.append(index)

    @property
    def bits(self) -> int:
        if len(self._indices) <= _FEW:
            return bits_of(self._indices)  # one for each of many rules would fill the memory
        if not self._bits:
            self._bits = bits_of(self._indices)
        return self._bits
