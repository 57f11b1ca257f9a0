"""What differs between builders and between their versions, each pinned on the engine at hand.

README.md beside this file has the table; each of its rows has the name of one of these.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.engines.builds import (
    BuildFailedError,
    Built,
    buildkit_build,
    buildkit_figure,
    classic_build,
    classic_figure,
)
from tests.engines.expected import ODD, Expected, expect, printed_figure
from tests.engines.old_rules import OLD
from tests.engines.standins import COPY_ALL
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from ctxscan.builders import BuilderName
    from tests.engines.engine import Engine
    from tests.engines.summary import Ledger
    from tests.support.recorder import Docker

README = Path(__file__).with_name("README.md")
BUILD_FILES = ("Dockerfile", ".dockerignore", "Dockerfile.dockerignore")


class Row(NamedTuple):
    """What arrives of a tree: names separated by blanks, ``(empty)`` behind an emptied file.

    The directories above a file always count. ``None``: the build fails.
    """

    tree: str
    ignore: str
    classic_of_old: str | None
    classic: str | None
    buildkit_of_old: str | None
    buildkit: str | None
    dockerfile: str = COPY_ALL
    specific: str | None = None
    """A Dockerfile.dockerignore."""


ROWS = {
    "an exception with a leading wildcard": Row(
        "d/keep e", "d\n!**/keep\n", "e", "e", "e", "d d/keep e"
    ),
    "a directory is excepted, its files are ignored by name": Row(
        "x.log keep/x.log keep/y",
        "**/*.log\n!keep\n",
        *("keep keep/x.log keep/y", "keep keep/y"),
        *("keep keep/x.log keep/y", "keep keep/y"),
    ),
    "a file is ignored, then its directory is excepted": Row(
        "a/b a/c", "a/b\n!a\n", "a a/b a/c", "a a/c", "a a/b a/c", "a a/c"
    ),
    "a directory is ignored again after an exception in it": Row(
        "d/keep e", "d\n!d/keep\nd\n", "e", "d d/keep e", "d e", "d d/keep(empty) e"
    ),
    "an exception that keeps nothing": Row("d/x e", "d\n!d/nope\n", "e", "e", "d e", "e"),
    "two stars without a slash": Row(
        "foo xfoo d/xfoo", "**foo\n", "d d/xfoo xfoo", "d", "d d/xfoo xfoo", "d"
    ),
    "a plus sign": Row("a+b aab", "a+b\n", "a+b", "aab", "a+b", "aab"),
    "parentheses": Row("f(1) f1", "f(1)\n", "f(1)", "f1", "f(1)", "f1"),
    "two plus signs": Row("c++ d", "c++\n", None, "d", None, "d"),
    "a bar": Row("a b a|b c", "a|b\n", "c", "a b c", "c", "a b c"),
    "an ignore file for one Dockerfile": Row("a b", "a\n", "b", "b", "a", "a", specific="b\n"),
    "a tab in a rule": Row("a", "x\ty\n", "a", "a", "a", None),
    "a carriage return in a rule": Row("a", "x\ry\n", "a", "a", None, None),
    "a socket": Row("s@ a", "nothing\n", "a", "a", "a s", "a s"),
}

FIGURES = {
    "a COPY of one file": Row(
        "a d/x", "", "a d d/x", "a d d/x", "a", "a", "FROM scratch\nCOPY a /\n"
    ),
    "a wildcard that matches nothing": Row(
        "d/x e",
        "",
        *("d d/x e", "d d/x e"),
        *("d e", "e"),
        dockerfile="FROM scratch\nCOPY e /e\nCOPY d/n* /n/\n",
    ),
    "a wildcard and a symlink beside it": Row(
        "d/x e/y",
        "",
        *("d d/x e e/y l", "d d/x e e/y l"),
        *("d d/x e e/y l", "d d/x e e/y l"),
        dockerfile="FROM scratch\nCOPY */x /\n",
    ),
    "the Dockerfile and the ignore file": Row("a", "*\n", "", "", "", "", COPY_ALL),
}
"""These are told by what is printed: an image does not show what was sent in vain."""


def context_of(row: Row, where: Path) -> Path:
    files = {"Dockerfile": row.dockerfile, ".dockerignore": row.ignore}
    if row.specific is not None:
        files["Dockerfile.dockerignore"] = row.specific
    entries = (name.replace("@", " @") if "@" in name else f"{name} 1" for name in row.tree.split())
    links = ("l -> d",) if "*/x" in row.dockerfile else ()
    return grow(where, *entries, *links, files=files)


def arrived(names: set[str]) -> str:
    above = {name[: slash.start()] for name in names for slash in re.finditer("/", name)}
    return " ".join(sorted((names | above).difference(BUILD_FILES)))


def by_ctxscan(expected: Expected) -> str | None:
    if expected.fails:
        return None
    names = (
        # A socket arrives as an empty file, which is all that can be made of it.
        each.path + "(empty)" * (each.arrives_empty and each.path != "s")
        for each in expected.sent
    )
    return arrived(set(names))


def by_engine(built: Built) -> str:
    """An empty file is an emptied one here: the files of the rows have a byte each, but sockets."""
    return arrived(
        {
            path + "(empty)" * (kind == "file" and not data and path != "s")
            for path, (kind, data) in built.image.items()
            if kind not in ODD
        }
    )


PINNED = pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
PRINTED = pytest.mark.parametrize("row", FIGURES.values(), ids=FIGURES)


@pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
@pytest.mark.parametrize("row", (ROWS | FIGURES).values(), ids=ROWS | FIGURES)
@pytest.mark.parametrize("builder", ["classic", "buildkit"])
def test_ctxscan_has_the_rules_of_today(builder: BuilderName, row: Row, tmp_path: Path) -> None:
    context = context_of(row, tmp_path / "context")
    of_today = row.classic if builder == "classic" else row.buildkit
    assert by_ctxscan(expect(context, builder)) == of_today


@PINNED
def test_a_classic_build(
    row: Row, client: Docker, engine: Engine, docker_ledger: Ledger, tmp_path: Path
) -> None:
    """By the rules of the client, which makes the archive."""
    context = context_of(row, tmp_path / "context")
    old = client.version < OLD
    try:
        image = by_engine(classic_build(engine, client, context))
    except BuildFailedError:
        image = None
    docker_ledger.by_old_rules += old and row.classic_of_old != row.classic
    docker_ledger.add(row, expect(context, "classic", old=old), [])
    assert image == (row.classic_of_old if old else row.classic)


@PINNED
def test_a_buildkit_build(
    row: Row, engine: Engine, buildkit_client: Docker, docker_ledger: Ledger, tmp_path: Path
) -> None:
    context = context_of(row, tmp_path / "context")
    old = buildkit_client.version < OLD
    try:
        image = by_engine(buildkit_build(engine, buildkit_client, context))
    except BuildFailedError:
        image = None
    docker_ledger.by_old_rules += old and row.buildkit_of_old != row.buildkit
    docker_ledger.add(row, expect(context, "buildkit", old=old), [])
    assert image == (row.buildkit_of_old if old else row.buildkit)


@PRINTED
def test_the_figure_of_a_classic_build(
    row: Row, client: Docker, engine: Engine, docker_ledger: Ledger, tmp_path: Path
) -> None:
    context = context_of(row, tmp_path / "context")
    old = client.version < OLD
    expected = expect(context, "classic", old=old)
    docker_ledger.add(row, expected, [])
    assert by_ctxscan(expected) == (row.classic_of_old if old else row.classic)
    figure = printed_figure(expected, "classic")
    assert classic_figure(engine, client, context) == figure


@PRINTED
def test_the_figure_of_a_buildkit_build(
    row: Row, engine: Engine, buildkit_client: Docker, docker_ledger: Ledger, tmp_path: Path
) -> None:
    context = context_of(row, tmp_path / "context")
    old = buildkit_client.version < OLD
    expected = expect(context, "buildkit", old=old)
    docker_ledger.add(row, expected, [])
    assert by_ctxscan(expected) == (row.buildkit_of_old if old else row.buildkit)
    figure = printed_figure(expected, "buildkit")
    assert buildkit_figure(engine, buildkit_client, context) == figure


def test_each_row_of_the_readme_is_a_test_and_each_test_has_its_row() -> None:
    _, _, differences = README.read_text("utf-8").partition("## What differs")
    table = re.findall(r"^\| ([^|]+) \| `", differences, re.MULTILINE)
    assert table == [*ROWS, *FIGURES]
