"""The index says that a file is as it was staged only where git would take it for that."""

from __future__ import annotations

import struct

import pytest

from ctxscan.context.git.index import Index

EMPTY_BLOB = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
OTHER_BLOB = "5d" * 20
STAGED_NS = 1_700_000_000 * 10**9 + 7
WRITTEN_NS = STAGED_NS + 1


def index_of(object_id: str, size: int, flags: int = 1, written_ns: int = WRITTEN_NS) -> Index:
    """With one file, ``f``."""
    seconds, rest = divmod(STAGED_NS, 10**9)
    stat = struct.pack(">10I", seconds, rest, seconds, rest, 1, 2, 0o100644, 0, 0, size)
    entry = stat + bytes.fromhex(object_id) + struct.pack(">H", flags) + b"f"
    header = struct.pack(">4sII", b"DIRC", 2, 1)
    return Index(header + entry + b"\0" * (8 - len(entry) % 8), written_ns, 20)


def is_kept(index: Index, size: int, ns: int = STAGED_NS) -> bool:
    return index.kept(index.directories[""]["f"], size, ns, ns) is not None


@pytest.mark.parametrize(
    ("object_id", "size", "kept"),
    [
        pytest.param(EMPTY_BLOB, 0, True, id="an empty file that was staged empty is kept"),
        pytest.param(
            OTHER_BLOB, 0, False, id="a size that git struck out is not that of an empty file"
        ),
        pytest.param(OTHER_BLOB, 5, True, id="a file of the same size and times is kept"),
    ],
)
def test_a_size_of_nothing_counts_only_for_the_empty_blob(
    object_id: str, size: int, *, kept: bool
) -> None:
    assert is_kept(index_of(object_id, size), size) is kept


def test_another_size_or_time_is_a_change() -> None:
    index = index_of(OTHER_BLOB, 5)
    assert not is_kept(index, 6)
    assert not is_kept(index, 5, STAGED_NS + 1)


def test_what_was_written_when_the_index_was_is_not_trusted() -> None:
    assert not is_kept(index_of(OTHER_BLOB, 5, written_ns=STAGED_NS), 5)


@pytest.mark.parametrize("flags", [0x8001, 0x1001], ids=["assumed unchanged", "not merged"])
def test_a_flag_that_hides_changes_is_not_trusted(flags: int) -> None:
    assert not is_kept(index_of(OTHER_BLOB, 5, flags), 5)
