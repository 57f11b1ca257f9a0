"""How often ctxscan asks the disk, and a regular expression: counted on a known tree, not timed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from ctxscan.builders.protocol import Detail
from ctxscan.context.walk.columns import MOST
from ctxscan.inspection import BuildFiles, BuildOptions, inspect
from tests.benchmarks.measure import put
from tests.benchmarks.rules import HUNDRED, NONE, PRUNED, TWENTY, Rules
from tests.benchmarks.strace import Calls, trace, why_no_strace
from tests.benchmarks.trees import application
from tests.support.program import ROOT, ctxscan, environment
from tests.support.trees import WHY_NOT_HERE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.benchmarks.trees import Tree

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
traced = pytest.mark.skipif(why_no_strace() is not None, reason=str(why_no_strace()))

SMALL = application("small", packages=3, parts=2)
LARGER = application("larger", packages=6, parts=4)

READ = ("Dockerfile", ".dockerignore")
"""What ctxscan also opens, to read it; and it looks at the root more than once."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A build of a tree, on disk."""

    root: Path
    arguments: tuple[str, ...]
    tree: frozenset[str]
    """Every path below the root."""

    sent: frozenset[str]

    @property
    def directories(self) -> set[str]:
        return {path for path in self.tree if (self.root / path).is_dir()}


def scene(where: Path, rules: Rules, source: str, command: str, tree: Tree = SMALL) -> Scene:
    root = tree.under(where)
    put(root / ".dockerignore", rules.text)
    (root / "Dockerfile").write_text(f"FROM scratch\nCOPY {source} /\n")
    return Scene(
        root,
        (command, str(root), "--format", "json"),
        frozenset(path.relative_to(root).as_posix() for path in root.rglob("*")),
        frozenset(ctxscan("list", "-0", root).text.split("\0")[:-1]),
    )


SCENES = [
    pytest.param((NONE, ".", "report"), id="no rules"),
    pytest.param((TWENTY, ".", "report"), id="20 globs and an exception"),
    pytest.param((HUNDRED, ".", "report"), id="100 globs"),
    pytest.param((PRUNED, ".", "report"), id="node_modules is pruned"),
    # A report tells what is eligible, too; a list needs nothing but what is sent.
    pytest.param((NONE, "src", "list"), id="one source is named"),
    pytest.param((TWENTY, "src/part1", "list"), id="a source in a directory is named"),
]


@dataclass(frozen=True, slots=True)
class Watched:
    listed: list[str]
    """The directories that were listed, relative to the root, which is ``.``."""

    attributes: list[str]
    """What was asked for its extended attributes."""

    expressions: int
    """Calls of regular expressions."""


@pytest.fixture(scope="module", params=SCENES)
def build(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return scene(tmp_path_factory.mktemp("counts"), *request.param)


@pytest.fixture(scope="module")
def watched(build: Scene) -> Watched:
    return watch(build)


@pytest.fixture(scope="module")
def calls(build: Scene) -> Calls:
    return trace(build.root, *build.arguments)


def on_the_way(paths: frozenset[str]) -> set[str]:
    """The paths, and every directory above them."""
    parts = [path.split("/") for path in paths]
    return {"/".join(part[: end + 1]) for part in parts for end in range(len(part))}


def watch(build: Scene) -> Watched:
    counts = build.root.with_name("counts.json")
    program = [sys.executable, "-m", "tests.benchmarks.watched", str(counts), *build.arguments]
    done = subprocess.run(program, cwd=ROOT, env=environment(), capture_output=True, check=True)
    assert done.stdout
    found = json.loads(counts.read_text())
    return Watched(
        below(build.root, found["os.scandir"] + found["os.listdir"]),
        below(build.root, found["os.listxattr"]),
        found["regular expressions"],
    )


def below(root: Path, paths: list[str]) -> list[str]:
    inside = f"{root}{os.sep}"
    return [os.path.relpath(path, root) for path in paths if f"{path}{os.sep}".startswith(inside)]


@on_linux
def test_each_directory_that_is_entered_is_listed_once(build: Scene, watched: Watched) -> None:
    listed = [path for path in watched.listed if path != "."]
    assert sorted(listed) == sorted(on_the_way(build.sent) & build.directories)


@on_linux
def test_extended_attributes_are_asked_for_once_and_of_what_is_sent(
    build: Scene, watched: Watched
) -> None:
    asked = [path for path in watched.attributes if path not in READ]
    assert len(asked) == len(set(asked))
    assert set(asked) <= on_the_way(build.sent)
    assert set(asked) >= build.sent - set(READ) - build.directories


@on_linux
@traced
def test_nothing_is_looked_at_but_what_is_sent(build: Scene, calls: Calls) -> None:
    assert (set(calls.stats) & build.tree) - set(READ) <= on_the_way(build.sent)
    assert set(calls.stats) >= build.sent


@on_linux
@traced
def test_a_file_is_looked_at_once_and_again_where_it_is_read(build: Scene, calls: Calls) -> None:
    """What has the size of an LFS pointer is read, and nothing is opened but a regular file."""
    files = build.sent - build.directories - set(READ)
    looks = {path: 2 if calls.opens[path] else 1 for path in files}
    assert {path: calls.stats[path] for path in files} == looks
    assert sum(looks.values()) < 1.2 * len(files)


@on_linux
@traced
def test_the_system_sees_what_python_tells(build: Scene, calls: Calls, watched: Watched) -> None:
    assert set(calls.listings) == set(watched.listed)
    assert set(calls.attributes) == set(watched.attributes)
    # A directory is read until nothing more comes: two calls where it is small.
    assert all(calls.listings[path] == 2 for path in build.directories & set(watched.listed))


LOOKED_UP = "\n".join(
    [
        *(f"**/*.x{number}" for number in range(30)),
        *(f"**/name{number}" for number in range(30)),
        *(f"**/start{number}*" for number in range(30)),
        *(f"src/part0/file{number}" for number in range(30)),
        "**/*.md",
        "**/LICENSE",
        "**/CHANGE*",
    ]
)


def growth(where: Path, rules: Rules) -> tuple[int, int]:
    """Calls of regular expressions, and files, that the larger of two trees has more."""
    small, larger = ((scene(where, rules, ".", "report", tree), tree) for tree in (SMALL, LARGER))
    expressions = watch(larger[0]).expressions - watch(small[0]).expressions
    return expressions, larger[1].files - small[1].files


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param(NONE, id="no rules"),
        pytest.param(Rules("", "src/part0\nnode_modules/package1\n"), id="paths"),
        pytest.param(Rules("", LOOKED_UP), id="names, starts and ends of names"),
        pytest.param(Rules("", f"{LOOKED_UP}\n!**/README.md\n"), id="and an exception"),
        pytest.param(PRUNED, id="a pruned directory"),
    ],
)
@on_linux
def test_more_files_do_not_mean_more_calls_of_regular_expressions(
    tmp_path: Path, rules: Rules
) -> None:
    assert growth(tmp_path, rules)[0] == 0


@pytest.mark.parametrize("rules", [TWENTY, HUNDRED], ids=lambda rules: str(rules.name))
@on_linux
def test_all_rules_with_wildcards_inside_a_name_cost_a_file_one_call_together(
    tmp_path: Path, rules: Rules
) -> None:
    expressions, files = growth(tmp_path, rules)
    # A directory is judged, and it is entered.
    assert expressions <= files + 2 * (LARGER.directories - SMALL.directories)


@pytest.mark.parametrize("rules", [NONE, TWENTY, HUNDRED], ids=lambda rules: str(rules.name))
def test_what_is_plain_comes_a_thousand_at_a_time_whatever_directories_it_lies_in(
    tmp_path: Path, rules: Rules
) -> None:
    root = LARGER.under(tmp_path)
    put(root / ".dockerignore", rules.text)
    sync = inspect(BuildOptions(files=BuildFiles(str(root)))).context
    batches = list(sync.walk(Detail.ELIGIBLE).batches())
    # The Dockerfile and the ignore file are as plain as all the others.
    assert len(batches) <= 1 + LARGER.files // MOST


def test_the_version_is_told_before_anything_else_is_imported() -> None:
    imported = [sys.executable, "-X", "importtime", "-m"]
    told, nothing = (
        subprocess.run(
            [*imported, *arguments], env=environment(), capture_output=True, check=True, text=True
        )
        for arguments in (("ctxscan", "--version"), ("this",))
    )
    names = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}
    bare = {line.rpartition("|")[2].strip() for line in nothing.stderr.splitlines()}
    assert names - bare - set(sys.builtin_module_names) == {
        *("ctxscan", "ctxscan.process", "ctxscan.version", "__future__")
    }
