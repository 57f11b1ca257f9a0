"""The comparison of images notices what it has to notice. No engine is needed."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING

from tests.engines.exports import Export, Row, rows_of
from tests.engines.random_builds import RandomBuild, random_build
from tests.engines.test_copies import Answer, differences, lost_links_alone, origins

if TYPE_CHECKING:
    from ctxscan.builders import BuilderName

ORIGINS = {b"1": "one", b"2": "two"}
BUILD = RandomBuild({"a": "a\n"}, None, "FROM scratch AS s0\nCOPY a /x/\nCOPY nope /x/\n")


def layer(*entries: str) -> bytes:
    """``a 1`` is a file with content, ``d/``, ``l -> a``, ``h => a``."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for entry in entries:
            member, content = _member(entry)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return made.getvalue()


def _member(entry: str) -> tuple[tarfile.TarInfo, bytes]:
    for arrow, kind in ((" -> ", tarfile.SYMTYPE), (" => ", tarfile.LNKTYPE)):
        if arrow in entry:
            name, target = entry.split(arrow)
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, target
            return member, b""
    name, _, content = entry.partition(" ")
    member = tarfile.TarInfo(name.rstrip("/"))
    member.type = tarfile.DIRTYPE if name.endswith("/") else tarfile.REGTYPE
    return member, content.encode()


def image(*layers: bytes) -> dict[str, Row]:
    return rows_of(Export(layers), ORIGINS)


def test_a_layer_removes_and_replaces_what_is_below_it() -> None:
    lowest = layer("d/", "d/a 1", "d/b 1", "e/", "e/f 1", "g/", "g/h 1")
    assert image(lowest, layer("d/", "d/.wh.a", "e 2", "g/", "g/.wh..wh..opq", "g/i 2")) == {
        "d": ("directory", 0, None),
        "d/b": ("file", 1, "one"),
        "e": ("file", 1, "two"),
        "g": ("directory", 0, None),
        "g/i": ("file", 1, "two"),
    }


def test_of_several_names_of_a_file_the_first_by_path_is_the_file() -> None:
    assert image(layer("b 1", "a => b", "l -> nowhere")) == {
        "a": ("file", 1, "one"),
        "b": ("hardlink", 0, "one"),
        "l": ("symlink", 7, "nowhere"),
    }
    assert image(layer("b 1", "a => b"), layer("b 2"))["b"] == ("file", 1, "two")


def told(ours: Answer, theirs: Export, builder: BuilderName = "classic") -> list[str]:
    found = differences(builder, BUILD, ours, theirs)
    return [each.partition(": RandomBuild")[0] for each in found]


def test_another_file_size_or_origin_is_a_difference() -> None:
    right = Answer({"x": ("directory", 0, None), "x/a": ("file", 2, "a")})
    assert told(right, Export((layer("x/", "x/a a\n"),))) == []
    assert told(right, Export((layer("x/", "x/b a\n"),))) == [
        "x/a: None, not ('file', 2, 'a')",
        "x/b: ('file', 2, 'a'), not None",
    ]
    assert told(right, Export((layer("x/", "x/a a"),))) == [
        "x/a: ('file', 1, 'unknown content'), not ('file', 2, 'a')"
    ]


def test_a_failure_that_is_not_foreseen_is_a_difference() -> None:
    fails = Answer({}, ("COPY nope /x/", "COPY a /x/"))
    assert told(fails, Export(failed_at="COPY nope /x/")) == []
    assert told(fails, Export())[0].startswith("it builds, and should fail at")
    assert told(Answer({}), Export(failed_at="COPY a /x/")) != []
    # One instruction after the other, and only BuildKit may meet the second failure first.
    assert told(fails, Export(failed_at="COPY a /x/")) != []
    assert told(fails, Export(failed_at="COPY a /x/"), "buildkit") == []


def test_only_a_link_that_became_a_file_of_its_own_counts_as_lost() -> None:
    ours = Answer({"x": ("file", 2, "a"), "y": ("hardlink", 0, "a")})
    assert lost_links_alone(BUILD, ours, Export((layer("x a\n", "y a\n"),)))
    assert not lost_links_alone(BUILD, ours, Export((layer("x a\n", "y b\n"),)))
    assert not lost_links_alone(BUILD, ours, Export((layer("x a\n"),)))
    assert not lost_links_alone(BUILD, ours, Export((layer("x a\n", "y -> x"),)))
    assert not lost_links_alone(BUILD, ours, Export(failed_at="COPY a /x/"))


def test_no_two_files_of_a_random_build_have_one_content() -> None:
    for number in range(200):
        build = random_build(number)
        contents = [str(each) for each in build.tree.values() if isinstance(each, (str, dict))]
        assert len(set(contents)) == len(contents)
        assert len(origins(build)) >= len(contents)
        assert build.steps() >= 1
        assert build.steps(2) == 1
