"""Podman's rules, judged by a real ``buildah build``, which is what ``podman build`` runs.

Nothing travels to Buildah, so what is compared is the image of ``COPY . /``.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.engines.builds import buildah_build
from tests.engines.expected import Expected, built_otherwise, expect
from tests.engines.random_contexts import random_contexts
from tests.engines.standins import COPY_ALL, stages_of, stand_in
from tests.support.samples import BUILDS, Build, fill
from tests.support.trees import WHY_NOT_HERE, grow, make_file

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engines.summary import Ledger

CONTEXTS = 25


class Row(NamedTuple):
    """A rule that Podman and Docker read differently: what each copies of the tree."""

    ignore: str
    tree: str
    """Names, separated by blanks."""

    podman: str | None
    """``None``: the build fails."""

    docker: str | None
    """BuildKit of today."""


ROWS = {
    "two stars stop at a slash": Row("**foo\n", "foo xfoo x/foo", "x xfoo", "x"),
    "parentheses group": Row("foo(1).txt\n", "foo1.txt foo(1).txt", "foo(1).txt", "foo1.txt"),
    "a plus repeats": Row("a+b\n", "aab a+b", "a+b", "aab"),
    "two plus signs are an error": Row("c++\n", "c++ d", None, "d"),
    "a bar means either": Row("a|b\n", "a ac b c a|b", "c", "a ac b c"),
    "braces repeat": Row("a{2}\n", "aa a{2}", "a{2}", "aa"),
    "a file below an excepted directory is kept": Row(
        "**/*.log\n!keep\n", "x.log keep/x.log", "keep keep/x.log", "keep"
    ),
    "an exception for its directory keeps a file": Row(
        "a/b\n!a\n", "a/b a/c", "a a/b a/c", "a a/c"
    ),
    "the last rule has its way": Row("d\n!d/c\nd\n", "d/c d/x e", "e", "d d/c(empty) e"),
    "an exception with a leading wildcard is lost": Row(
        "d\n!**/keep\n", "d/keep e", "e", "d d/keep e"
    ),
    "a longer name is reason enough to look": Row(
        "d\n!dx/y\n!**/keep\n", "d/keep dx/y", "d/keep dx dx/y", "d d/keep dx dx/y"
    ),
    "white space before a slash spoils a rule": Row(" /foo\n", "foo bar", "bar foo", "bar"),
    "white space behind an exclamation mark stays": Row("*\n! foo\n", "foo bar", "", "foo"),
    "a path above the root matches nothing": Row("/../foo\n", "foo", "foo", ""),
    "slashes around a rule do not matter": Row("/foo/\n", "foo/x y", "y", "y"),
    "carriage returns do not matter": Row("foo\r\nbar/\r\n", "foo bar/x y", "y", "y"),
    "an exception of everything is an error": Row("!\n", "foo", None, None),
    "a class that does not end is an error": Row("[a\n", "foo", None, None),
}


def build_files(tree: Path) -> set[str]:
    return {path.name for path in tree.iterdir() if path.name in ("Dockerfile", ".dockerignore")}


def copied(expected: Expected, context: Path) -> str | None:
    """As a row has it."""
    if expected.fails:
        return None
    skip = build_files(context)
    told = (
        sent.path + "(empty)" * sent.arrives_empty
        for sent in expected.sent
        if sent.path not in skip
    )
    return " ".join(sorted(told))


def row_context(row: Row, where: Path) -> Path:
    files = {"Dockerfile": COPY_ALL, ".dockerignore": row.ignore}
    return grow(where, *(f"{name} 1" for name in row.tree.split()), files=files)


@pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_the_two_languages_differ(row: Row, tmp_path: Path) -> None:
    context = row_context(row, tmp_path / "context")
    assert copied(expect(context, "podman"), context) == row.podman
    assert copied(expect(context, "buildkit"), context) == row.docker


def built_by_it_otherwise(
    storage: Path, context: Path, expected: Expected, *options: str
) -> list[str]:
    make = partial(buildah_build, storage, context, *options)
    return built_otherwise(make, context, expected, "podman")


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_buildah_agrees_where_the_languages_differ(
    row: Row, buildah: Path, buildah_ledger: Ledger, tmp_path: Path
) -> None:
    context = row_context(row, tmp_path / "context")
    expected = expect(context, "podman")
    buildah_ledger.add(row, expected, built_by_it_otherwise(buildah, context, expected))
    buildah_ledger.settle()


CONTAINERFILES = {
    ".containerignore goes before .dockerignore": (
        {".containerignore": "a\n", ".dockerignore": "b\n"},
        "b",
    ),
    "an empty .containerignore ends the search": (
        {".containerignore": "", ".dockerignore": "b\n"},
        "a b",
    ),
    ".dockerignore is read where it is alone": ({".dockerignore": "b\n"}, "a"),
    "a Containerfile's own ignore file goes first": (
        {"Containerfile.containerignore": "a\n", ".containerignore": "b\n"},
        "b",
    ),
    "of a Containerfile's own two, .dockerignore goes first": (
        {"Containerfile.containerignore": "a\n", "Containerfile.dockerignore": "b\n"},
        "a",
    ),
}


@pytest.mark.parametrize(("files", "left"), CONTAINERFILES.values(), ids=CONTAINERFILES)
def test_which_ignore_file_is_read(
    files: dict[str, str], left: str, buildah: Path, buildah_ledger: Ledger, tmp_path: Path
) -> None:
    """Also that a Containerfile goes before a Dockerfile."""
    build = {"Containerfile": COPY_ALL, "Dockerfile": "FROM nowhere\n"}
    context = grow(tmp_path / "context", "a 1", "b 1", files={**files, **build})
    expected = expect(context, "podman", "Containerfile")
    told = built_by_it_otherwise(buildah, context, expected)
    buildah_ledger.add(files, expected, told)
    buildah_ledger.settle()
    assert " ".join(sent.path for sent in expected.sent if sent.path in ("a", "b")) == left


@pytest.mark.parametrize("build", BUILDS, ids=str)
def test_a_sample_project_is_copied_as_we_say(
    build: Build, buildah: Path, buildah_ledger: Ledger, tmp_path: Path
) -> None:
    context = fill(build.sample, tmp_path / "sample") / build.context
    make_file(context / build.dockerfile, stand_in(context, build.dockerfile))
    last = stages_of(context, build.dockerfile)[-1]
    expected = expect(context, "podman", build.dockerfile, last)
    options = (f"--file={context / build.dockerfile}", f"--target={last}")
    buildah_ledger.add(build, expected, built_by_it_otherwise(buildah, context, expected, *options))
    buildah_ledger.settle()


def test_random_contexts_are_copied_as_we_say(
    buildah: Path, buildah_ledger: Ledger, tmp_path: Path
) -> None:
    for context in random_contexts(tmp_path, CONTEXTS, COPY_ALL):
        expected = expect(context.root, "podman")
        told = built_by_it_otherwise(buildah, context.root, expected)
        buildah_ledger.add(context, expected, told)
    buildah_ledger.settle()


def test_sources_are_globs_whose_links_are_followed(
    buildah: Path, buildah_ledger: Ledger, tmp_path: Path
) -> None:
    """The image has the file under the name of the link; what is read is the file it leads to."""
    context = grow(
        tmp_path / "context",
        *("real/f 3", "real/g 4", "link -> real/f", "d/p1/x.json 1", "d/p2/x.json 2", "d/p2/y 3"),
        files={
            "Dockerfile": "FROM scratch\nCOPY link /link/\nCOPY d/*/x.json /json/\n",
            ".dockerignore": "d/p1\n",
        },
    )
    expected = expect(context, "podman")
    built = buildah_build(buildah, context)
    buildah_ledger.add("links and globs", expected, [])
    assert [sent.path for sent in expected.sent] == ["d/p2/x.json", "real/f"]
    assert {path for path, (kind, _) in built.image.items() if kind == "file"} == {
        "link/link",
        "json/x.json",
    }
