"""Builds under another ignore file, tried in memory: the same as the build itself under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.builders.protocol import Detail, SentType
from ctxscan.context.read_tree import read_tree
from ctxscan.inspection import BuildFiles, BuildOptions, Inspection, inspect
from ctxscan.inspection.trial import tree_with, try_out
from tests.support.trees import grow, make_file

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.builders import BuilderName

DOCKERFILES = {
    "Dockerfile": "FROM scratch\nCOPY src /s\n",
    "worker.Dockerfile": "FROM scratch\nCOPY dist /d\nCOPY src/a /a\n",
}
TEXT = b"*/*.log\nsrc/b\n!dist/w.log\n"


def build(root: Path, dockerfile: str, builder: BuilderName) -> Inspection:
    files = BuildFiles(str(root), str(root / dockerfile))
    return inspect(BuildOptions(files, builder))


def context(root: Path) -> Path:
    return grow(root, "src/a 3", "src/b 50", "dist/w.log 7", "dist/x.log 70", files=DOCKERFILES)


@pytest.mark.parametrize("builder", ["buildkit", "classic", "podman"])
@pytest.mark.parametrize("dockerfile", DOCKERFILES)
def test_a_trial_says_what_the_build_then_sends(
    tmp_path: Path, dockerfile: str, builder: BuilderName
) -> None:
    root = context(tmp_path)
    before = build(root, dockerfile, builder)
    found = try_out(tree_with(read_tree(str(root)), before, TEXT), [before], TEXT)
    make_file(root / ".dockerignore", TEXT.decode())
    [sync] = build(root, dockerfile, builder).syncs
    stream = sync.stream(Detail.SENT)
    sent = {each.path: each.size for each in stream.sent() if each.type is not SentType.DIRECTORY}
    assert [*map(dict, found.sizes)] == [sent]
    assert found.amount == (len(sent), sum(sent.values()), stream.transfer_bytes)


def test_builds_of_one_context_are_added_up(tmp_path: Path) -> None:
    root = context(tmp_path)
    tree = read_tree(str(root))
    builds = [build(root, name, "buildkit") for name in DOCKERFILES]
    one, other = (try_out(tree, [each], TEXT) for each in builds)
    both = try_out(tree, builds, TEXT)
    assert both.sizes == (*one.sizes, *other.sizes)
    assert both.amount == one.amount.plus(other.amount)
    assert [*map(dict, both.sizes)] == [{"src/a": 3}, {"src/a": 3, "dist/w.log": 7}]


def test_an_ignore_file_elsewhere_is_not_put_into_the_tree(tmp_path: Path) -> None:
    root = context(tmp_path)
    make_file(root / "Dockerfile.dockerignore", "x\n")
    tree = read_tree(str(root))
    own = build(root, "Dockerfile", "buildkit")
    shared = build(root, "worker.Dockerfile", "buildkit")
    assert tree_with(tree, own, b"y\n").get(".dockerignore") is None
    assert tree_with(tree, shared, b"y\n").get(".dockerignore") is not None
