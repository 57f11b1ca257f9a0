"""Archives as ADD finds them: by their content, real files of every kind that Python can write."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
from typing import TYPE_CHECKING

import pytest

from ctxscan.builders.stages.archive import Archive, UnknownContent
from ctxscan.builders.stages.leaf import FileType
from ctxscan.inspection.archives import ArchiveReader, read_archive

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LONG = "d/" * 60 + "file-with-a-name-that-no-header-holds"


def tar(*names: str, form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            data = f"content of {name}".encode() * 40
            if " -> " in name:
                info.name, info.linkname = name.split(" -> ")
                info.type, data = tarfile.SYMTYPE, b""
            elif " => " in name:
                info.name, info.linkname = name.split(" => ")
                info.type, data = tarfile.LNKTYPE, b""
            elif name.endswith("/"):
                info.type, data = tarfile.DIRTYPE, b""
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def read(tmp_path: Path, data: bytes) -> Archive | UnknownContent | None:
    (tmp_path / "data").write_bytes(data)
    return read_archive(str(tmp_path / "data"))


def names(found: Archive | UnknownContent | None) -> list[str]:
    assert isinstance(found, Archive)
    return [member.name for member in found.members]


@pytest.mark.parametrize(
    "compress",
    [bytes, gzip.compress, bz2.compress, lzma.compress],
    ids=["plain", "gz", "bz2", "xz"],
)
def test_an_archive_is_known_by_its_content(
    compress: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    found = read(tmp_path, compress(tar("d/", "d/a", "l -> d/a", "h => d/a")))
    assert isinstance(found, Archive)
    assert not found.broken
    assert [(each.name, each.type, each.target, each.hard_link) for each in found.members] == [
        ("d", None, "", ""),
        ("d/a", FileType.FILE, "", ""),
        ("l", FileType.SYMLINK, "d/a", ""),
        ("h", FileType.FILE, "", "d/a"),
    ]


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT], ids=["pax", "gnu"])
def test_a_long_name_is_read_from_the_header_before(form: int, tmp_path: Path) -> None:
    found = read(tmp_path, tar(LONG, f"l -> {LONG}", "b", form=form))
    assert names(found) == [LONG, "l", "b"]
    assert isinstance(found, Archive)
    assert found.members[1].target == LONG


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="an empty file"),
        pytest.param(b"plain text", id="text"),
        pytest.param(tar(), id="an empty archive"),
        pytest.param(tar("a")[:500], id="an archive cut within its first header"),
        pytest.param(gzip.compress(b"plain text"), id="gzip of something else"),
        pytest.param(b"\x1f\x8b\x08" + bytes(61), id="the first bytes of gzip, then rubbish"),
    ],
)
def test_what_has_no_first_header_is_a_plain_file(data: bytes, tmp_path: Path) -> None:
    assert read(tmp_path, data) is None


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(tar("a", "b")[:700], id="within a member"),
        pytest.param(tar("a", "b")[:1700], id="within a header"),
        pytest.param(gzip.compress(tar("a", *map(str, range(3000))))[:-2000], id="compressed"),
    ],
)
def test_an_archive_that_breaks_off_later_is_a_broken_archive(data: bytes, tmp_path: Path) -> None:
    found = read(tmp_path, data)
    assert isinstance(found, Archive)
    assert found.broken
    assert found.members[0].name == "a"


def test_rubbish_behind_the_end_does_not_matter(tmp_path: Path) -> None:
    assert names(read(tmp_path, tar("a") + b"rubbish" * 100)) == ["a"]


def test_a_file_that_cannot_be_read_may_be_an_archive(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    assert isinstance(ArchiveReader(str(tmp_path))("d"), UnknownContent)
    assert isinstance(ArchiveReader(str(tmp_path))("nope"), UnknownContent)


def pax(record: bytes) -> bytes:
    """An archive of one file, with *record* before its header."""
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, len(record)
    return header.tobuf() + record.ljust(-(-len(record) // 512) * 512, b"\0") + tar("a")


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(b"5013 size=" + b"9" * 5_002 + b"\n", id="a size of 5,000 digits"),
        pytest.param(b"9" * 5_000 + b" path=b\n", id="a length of 5,000 digits"),
        pytest.param(b"12 size=1e3\n", id="a size that is no number"),
        pytest.param(b"1 \n", id="a length that is shorter than itself"),
    ],
)
def test_numbers_of_any_length_in_a_header_are_a_broken_archive(
    tmp_path: Path, record: bytes
) -> None:
    found = read(tmp_path, pax(record))
    assert found is None or (isinstance(found, Archive) and found.broken)
