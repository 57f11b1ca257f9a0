"""The checksums that BuildKit's own tests expect (cache/contenthash/checksum_test.go)."""

from __future__ import annotations

import hashlib

import pytest

from ctxscan.builders.buildkit.cache.digests import EMPTY, Digests, Facts
from ctxscan.builders.buildkit.cache.selection import Reading, Selector
from ctxscan.builders.stages.arrived import Arrived, ArrivingTree
from ctxscan.builders.stages.leaf import FileType

FILE_DATA0 = "sha256:cd8e75bca50f2d695f220d0cb0997d8ead387e4f926e8669a92d7f104cc9885b"
FILE_DATA1 = "sha256:c2b5e234f5f38fc5864da7def04782f82501a40d46192e4207d5b3f0c3c4732b"
FILE_DATA2 = "sha256:1c67653c3cf95b12a0014e2c4cd1d776b474b3218aee54155d6ae27b9b999c54"
DIRECTORY = "sha256:d47454417d2c554067fbefe5f5719edc49f3cfe969c36b62e34a187a4da0cc9a"
FILE_BY_FILE = "sha256:6b612ad5c13159112ae26357ef7bd34df29916941ba40ec2ce38dfb70c6c60c3"
WITHOUT_LINK = "sha256:555ffa3028630d97ba37832b749eda85ab676fd64ffb629fbf0f4ec8c1e3bff1"
DOUBLE_STAR = "sha256:aa7448215bbf5b837b35ce64467857d8b9747965573d14d4b31b370586370971"
ALL = "sha256:427c9cf9ae98c0f81fb57a3076b965c7c149b6b0a85625ad4e884236649a42c6"
ALL_F = "sha256:0b6731924f0a32a812bf8a729202e55e54ded331f9e4ff2397f681e43694e086"
ALL_Y = "sha256:982153600b9653a1decb0f961e09e2bc1be335cfcaac9b39dbd1120b65fdf92c"


class Written:
    """Contents by their path."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts

    def digest(self, origin: str, header: bytes) -> str | None:
        data = header + self.texts[origin].encode()
        return f"sha256:{hashlib.sha256(data).hexdigest()}"


def reading(*entries: str) -> Reading:
    """``path dir``, ``path file text``, ``path symlink target``, as in BuildKit's own tests."""
    tree, texts = ArrivingTree(), {}
    for entry in entries:
        path, kind, *rest = entry.split()
        if kind == "dir":
            tree.add(Arrived(path, None, mode=0o755))
        elif kind == "symlink":
            tree.add(Arrived(path, FileType.SYMLINK, mode=0o777, target=rest[0]))
        else:
            texts[path] = rest[0]
            tree.add(Arrived(path, FileType.FILE, len(rest[0])))
    return Reading(Digests(Facts(Written(texts), {}, {})), tree.root, is_context=False)


FEW = (
    *("foo file data0", "bar file data1", "d0 dir", "d0/abc file data0"),
    *("d0/def symlink abc", "d0/ghi symlink nosuchfile"),
)
MANY = (
    *("bar file data1", "foo file data0", "fox file data2", "x dir", "x/d0 dir"),
    *("x/d0/abc file data0", "x/d0/def symlink abc", "x/d0/ghi symlink nosuchfile"),
    *("y1 symlink foo", "y2 symlink fox"),
)
DEEP = (
    *("prefix dir", "prefix/a dir", "prefix/a/b dir", "prefix/a/b/c dir"),
    *("prefix/a/b/c/foo dir", "prefix/a/b/c/foo/bar file abc"),
)


@pytest.mark.parametrize(
    ("entries", "selector", "expected"),
    [
        pytest.param(FEW, Selector("/foo"), FILE_DATA0, id="a file"),
        pytest.param(FEW, Selector("/bar"), FILE_DATA1, id="another file"),
        pytest.param(FEW, Selector("/d0/abc"), FILE_DATA0, id="a file in a directory"),
        pytest.param(FEW, Selector("/d0/def"), FILE_DATA0, id="a link is followed"),
        pytest.param(FEW, Selector("/d0"), DIRECTORY, id="a directory, its links not followed"),
        pytest.param(FEW, Selector("/"), ALL, id="everything"),
        pytest.param(
            ("abc file data0", "def symlink abc"), Selector("/"), WITHOUT_LINK, id="without a link"
        ),
        pytest.param(MANY, Selector("/fox"), FILE_DATA2, id="a third file"),
        pytest.param(MANY, Selector("/f*", wildcard=True), ALL_F, id="two matches"),
        pytest.param(MANY, Selector("/x/d?", wildcard=True), FILE_BY_FILE, id="file by file"),
        pytest.param(
            MANY,
            Selector("/x/d?/def", wildcard=True),
            FILE_DATA0,
            id="one match under its own name, followed",
        ),
        pytest.param(MANY, Selector("/y*", wildcard=True), ALL_Y, id="links that match"),
        pytest.param(
            DEEP, Selector("/prefix/a", include="**/foo/**"), DOUBLE_STAR, id="what is in foo"
        ),
        pytest.param(
            DEEP, Selector("/prefix/a", include="**/foo"), DOUBLE_STAR, id="foo and what is in it"
        ),
        pytest.param(DEEP[:-2], Selector("/prefix/a", include="**/foo/**"), EMPTY, id="nothing"),
    ],
)
def test_a_checksum_is_the_one_that_buildkit_expects(
    entries: tuple[str, ...], selector: Selector, expected: str
) -> None:
    assert reading(*entries).one(selector) == expected


def test_one_match_under_another_name_is_a_list_of_one() -> None:
    listed = hashlib.sha256(b"\0foo" + FILE_DATA0.encode()).hexdigest()
    assert reading(*MANY).one(Selector("/f*o", wildcard=True)) == f"sha256:{listed}"
