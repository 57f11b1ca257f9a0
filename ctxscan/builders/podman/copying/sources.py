"""What the words of a COPY lead to in a context or a stage, for Buildah."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxscan.builders.podman.copying.glob import glob, is_wild, lstat
from ctxscan.builders.stages.leaf import FileType, Leaf
from ctxscan.builders.stages.outcome import StepError
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.builders.stages.node import Directory, Node
    from ctxscan.dockerfile.steps import CopyStep, Word

_MOST_LINKS = 16


class Item(NamedTuple):
    """One thing that is read for a match."""

    name: str
    """The path that matches."""

    path: str
    """Where its links lead to."""

    node: Node


class Source(NamedTuple):
    """A word and its matches."""

    word: Word
    path: str
    """Cleaned and absolute; ``..`` stops at the root."""

    matches: tuple[str, ...]

    is_known: bool = True
    """False: something may match that nobody can know of."""


def find_sources(step: CopyStep, tree: Directory) -> list[Source]:
    """Raises StepError where a plain word, or all wildcards together, match nothing."""
    found = [_source(word, tree, step) for word in step.words if word.kind == "path"]
    if found and not any(source.matches or not source.is_known for source in found):
        words = " ".join(source.word.text for source in found)
        raise StepError("source-missing", found[0].path, f"nothing matches {words}")
    return found


def _source(word: Word, tree: Directory, step: CopyStep) -> Source:
    text = word.text.replace("/./", "/") if step.parents else word.text
    path = posixpath.normpath(f"/{text.lstrip('/')}")
    matches = tuple(glob(tree, path))
    for match in matches:
        _check_links(tree, match)
    named = lstat(tree, path)
    is_known = (
        word.certain
        and not (named.doubt and named.node is None)
        and not (is_wild(path) and tree.open)
    )
    if not matches and is_known and not is_wild(path):
        why = "is below a file" if named.blocked else "does not exist"
        raise StepError("source-missing", path, f"{path[1:] or '/'} {why}")
    return Source(word, path, matches, is_known)


def _check_links(tree: Directory, match: str) -> None:
    """A circle fails the whole instruction, before anything is copied."""
    node, path, followed = lstat(tree, match).node, match, 0
    while isinstance(node, Leaf) and node.is_link:
        followed += 1
        if followed > _MOST_LINKS * _MOST_LINKS:
            raise link_loop(match)
        path = posixpath.normpath(posixpath.join("/", posixpath.dirname(path), node.target))
        node = lstat(tree, path).node


def items(tree: Directory, match: str) -> list[Item]:
    """What is read for a match, which is tried as a pattern once more. Raises StepError."""
    return [_followed(tree, path) for path in glob(tree, match)]


def _followed(tree: Directory, name: str) -> Item:
    path, node = name, lstat(tree, name).node
    for _ in range(_MOST_LINKS):
        if not (isinstance(node, Leaf) and node.is_link):
            break
        path = posixpath.normpath(posixpath.join("/", posixpath.dirname(path), node.target))
        path = f"/{path.lstrip('/')}"
        target, node = node.target, lstat(tree, path).node
        if node is None:
            raise StepError(
                "source-missing", name, f"{name[1:]} is a link to {target}, which is not there"
            )
    else:
        raise link_loop(name)
    if node is None:
        raise StepError("source-missing", name, f"{name[1:]} does not exist")
    return Item(name, path, node)


def link_loop(path: str) -> StepError:
    return StepError("link-loop", path, f"the links at {path[1:]} lead in a circle")


def is_regular(node: Node) -> bool:
    return isinstance(node, Leaf) and node.type is FileType.FILE
