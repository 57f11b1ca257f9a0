"""docs/semantics, C.5: the bytes before an entry's content, against Python's own tar and Go's."""

from __future__ import annotations

import tarfile

import pytest

from ctxscan.builders.classic.tar import BLOCK, TRAILER, _is_splittable, header_length, padded


def by_python(name: str, *, target: str = "", size: int = 0, mtime: int = 0) -> int:
    """What Python's tarfile writes in PAX format: it never splits a name, and knows no other way
    for a long one."""
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.linkname = size, mtime, target
    return len(info.tobuf(tarfile.PAX_FORMAT, encoding="utf-8"))


LONG = "n" * 101


@pytest.mark.parametrize(
    ("name", "more"),
    [
        pytest.param("a", {}, id="a short name"),
        pytest.param("n" * 100, {}, id="100 bytes"),
        pytest.param("n" * 101, {}, id="101 bytes without a slash"),
        pytest.param("n" * 99 + "/", {}, id="a directory of 100 bytes"),
        pytest.param("é", {}, id="one character beyond ASCII"),
        pytest.param("d/é/f", {}, id="in a directory"),
        pytest.param("中" * 85, {}, id="255 bytes"),
        pytest.param("é/" * 400, {}, id="1200 bytes"),
        pytest.param("l", {"target": "t" * 100}, id="a target of 100 bytes"),
        pytest.param("l", {"target": "t" * 101}, id="a target of 101 bytes"),
        pytest.param("l", {"target": "t/" * 60}, id="a target is never split"),
        pytest.param("l", {"target": "é"}, id="a target beyond ASCII"),
        pytest.param(LONG, {"target": LONG}, id="a name and a target"),
        pytest.param("f", {"size": 8**11 - 1}, id="8 GiB less one byte"),
        pytest.param("f", {"size": 8**11}, id="8 GiB"),
        pytest.param("f", {"mtime": 8**11 - 1}, id="the last second of USTAR"),
        pytest.param("f", {"mtime": 8**11}, id="the one after it"),
        pytest.param("f", {"mtime": -1}, id="a second before 1970"),
        pytest.param("f", {"mtime": -(8**11)}, id="long before 1970"),
        pytest.param("é", {"size": 8**11, "mtime": -1, "target": "é"}, id="all at once"),
    ],
)
def test_a_header_is_as_long_as_pythons(name: str, more: dict[str, int]) -> None:
    assert header_length(name, **more) == by_python(name, **more)  # type: ignore[arg-type]  # a mixture of keywords


@pytest.mark.parametrize("length", [*range(101, 130), *range(975, 1010), *range(9960, 10010)])
def test_a_record_counts_its_own_digits(length: int) -> None:
    # The edges where "<length> path=<name>\n" gains a digit, and where the records fill a block.
    assert header_length("n" * length) == by_python("n" * length)
    assert header_length("n", target="é" + "t" * length) == by_python(
        "n", target="é" + "t" * length
    )


def test_records_fill_a_block_and_then_another() -> None:
    # "512 path=" and a line feed are ten bytes.
    assert header_length("n" * 502) == 3 * BLOCK
    assert header_length("n" * 503) == 4 * BLOCK


@pytest.mark.parametrize(
    ("name", "splittable"),
    [
        pytest.param("d/" + "n" * 100, True, id="a name of 100 bytes in a directory"),
        pytest.param("d/" + "n" * 101, False, id="a name of 101 bytes in a directory"),
        pytest.param("d" * 155 + "/n", True, id="a directory of 155 bytes"),
        pytest.param("d" * 156 + "/n", False, id="a directory of 156 bytes"),
        pytest.param("d" * 155 + "/" + "n" * 100, True, id="the longest of all, 256 bytes"),
        pytest.param("d" * 155 + "/" + "n" * 101, False, id="one byte longer"),
        pytest.param("d/" * 60, True, id="a directory that ends in a slash"),
        pytest.param("d" * 120 + "/", False, id="a slash at the end is none to split at"),
        pytest.param("d" * 155 + "/", False, id="156 bytes with a slash at the end"),
        pytest.param("e/" + "d" * 98 + "/", True, id="a directory of 99 bytes and its slash"),
        pytest.param("e/" + "d" * 100 + "/", False, id="the slash belongs to the name"),
        pytest.param("d/" * 127 + "nn", True, id="many slashes: the last that will do"),
        pytest.param("d/" * 77 + "n" * 100, True, id="the last slash within 156 bytes"),
        pytest.param("d/" * 50 + "n" * 101, False, id="no slash leaves 100 bytes or fewer"),
        pytest.param("/" + "n" * 100, False, id="a prefix of nothing"),
        pytest.param("é/" + "n" * 100, False, id="beyond ASCII"),
    ],
)
def test_a_long_name_is_split_where_ustar_can_hold_it(name: str, *, splittable: bool) -> None:
    assert _is_splittable(name.encode()) is splittable
    assert header_length(name) == (BLOCK if splittable else by_python(name))


def test_a_splittable_name_is_recorded_once_there_are_records_for_another_reason() -> None:
    name = "d/" + "n" * 100
    assert header_length(name, mtime=-1) == by_python(name, mtime=-1) == 3 * BLOCK


def test_a_name_of_bytes_that_are_not_utf8_counts_them_as_they_are() -> None:
    # Docker writes the bytes raw: "8+5+n" of them, in one block of records.
    assert header_length("\udce9") == 3 * BLOCK
    assert header_length("\udce9" * 502) == 3 * BLOCK
    assert header_length("\udce9" * 503) == 4 * BLOCK


def test_a_capability_needs_a_record() -> None:
    assert header_length("a", capability=b"\x01\x00\x00\x02" + bytes(16)) == 3 * BLOCK
    assert header_length("a", capability=b"") == 3 * BLOCK
    # "512 SCHILY.xattr.security.capability=" and a line feed are 38 bytes.
    assert header_length("a", capability=bytes(474)) == 3 * BLOCK
    assert header_length("a", capability=bytes(475)) == 4 * BLOCK


@pytest.mark.parametrize(
    ("size", "blocks"), [(0, 0), (1, 1), (511, 1), (512, 1), (513, 2), (2**40, 2**31)]
)
def test_content_is_padded_to_whole_blocks(size: int, blocks: int) -> None:
    assert padded(size) == blocks * BLOCK


def test_the_end_of_an_archive_is_two_empty_blocks() -> None:
    assert TRAILER == 1024
