"""Compressed bitmaps, as git writes them. Source: git, ewah/ewah_io.c, ewah/ewok_rlw.h."""

from __future__ import annotations

import struct

_SIZES = struct.Struct(">II")
_WORD = 64
_POSITION = 4
"""Bytes behind the words: where the last running-length word is."""

_MOST_BITS = 2**32


def read_bitmap(data: bytes, at: int) -> tuple[frozenset[int], int]:
    """The numbers of the bits that are set in the bitmap at *at*, and where it ends.

    Raises struct.error and ValueError for what is no bitmap.
    """
    bits, count = _SIZES.unpack_from(data, at)
    at += _SIZES.size
    words = struct.unpack_from(f">{count}Q", data, at)
    found: set[int] = set()
    index, number = 0, 0
    while index < count:
        running, literal = words[index] >> 1 & 0xFFFFFFFF, words[index] >> 33
        if words[index] & 1:
            found.update(range(number, min(number + running * _WORD, bits)))
        number += running * _WORD
        for word in words[index + 1 : index + 1 + literal]:
            found.update(number + bit for bit in range(_WORD) if word >> bit & 1)
            number += _WORD
        index += 1 + literal
        if number > _MOST_BITS:
            raise ValueError
    return frozenset(found), at + count * 8 + _POSITION
