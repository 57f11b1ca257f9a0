"""A tree that one step works on: directories made, files put, things removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.stages.change import Change, Stamp
from ctxscan.builders.stages.leaf import Leaf
from ctxscan.builders.stages.node import Directory, Node
from ctxscan.builders.stages.outcome import Overwritten, StepError, Taken
from ctxscan.golang.path import LONGEST_PATH

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LONGEST_NAME = 255
"""Bytes that every file system of Linux takes (NAME_MAX): the step fails in every builder."""

_SHORT = LONGEST_NAME // 4
"""Letters that fit whatever they are."""


class Workspace:
    """The tree of a stage while a step changes it. What was there before stays as it is."""

    def __init__(self, before: Directory, line: int, *, doubt: bool = False) -> None:
        self.root = before.taken()
        self.line = line
        self.doubt = doubt
        """Whether nothing that the step writes is certain."""
        self.overwritten: list[Overwritten] = []
        self.taken: list[Taken] = []
        self._copies = 0

    @property
    def stamp(self) -> Stamp:
        return Stamp(self.line, certain=not self.doubt)

    def change(
        self, *, doubt: bool = False, chmod: Callable[[int, bool], int] | None = None
    ) -> Change:
        """What becomes of the files of one more copy."""
        self._copies += 1
        copy = (self.line, self._copies)
        return Change(self.line, copy, chmod=chmod, doubt=doubt or self.doubt)

    def take(self, word: str, path: str, node: Node) -> None:
        """Note that *path* is copied for the source *word*."""
        self.taken.append(Taken(self.line, word, path, node))

    def directory(
        self, parts: Sequence[str], *, mode: int = 0o755, certain: bool = True
    ) -> Directory:
        """The directory at *parts*, made with all above it where it is not there.

        *parts* are resolved already. Raises StepError where something is in the way.
        """
        if sum(map(len, parts)) > _SHORT:
            check_length(parts)
        here = self.root
        for depth, name in enumerate(parts, 1):
            child = here.get(name)
            if isinstance(child, Leaf) and child.stamp.certain:
                raise below_file("/" + "/".join(parts[:depth]), child)
            if not isinstance(child, Directory):
                stamp = self.stamp if certain else self.stamp._replace(certain=False)
                # What a base image holds below is as little known as the directory itself.
                child = Directory(stamp, mode=mode, is_open=here.open)
                here.put(name, child)
            here = child
        return here

    def put(self, directory: Directory, parts: Sequence[str], leaf: Leaf) -> None:
        """Write *leaf* as the last of *parts* into *directory*, in the place of what is there."""
        if len(parts[-1]) > _SHORT:
            check_length(parts)
        old = directory.get(parts[-1])
        if isinstance(old, Leaf) and old.origin != leaf.origin:
            self._overwrite("/" + "/".join(parts), old, leaf)
        directory.put(parts[-1], leaf)

    def put_tree(self, directory: Directory, name: str, tree: Directory) -> None:
        directory.put(name, tree)

    def _overwrite(self, path: str, old: Leaf, new: Leaf) -> None:
        known = old.origin is not None and new.origin is not None
        if known and old.stamp.certain:
            self.overwritten.append(
                Overwritten(path, self.line, new.origin, old.origin, old.stamp.line)
            )


def check_length(parts: Sequence[str]) -> None:
    """Raise StepError where Linux takes no such name, or no path of that length (K-A.5).

    An engine's own directory, which stands before the path, takes some hundred bytes more.
    """
    names = [name.encode("utf-8", "surrogateescape") for name in parts]
    longest = max(names, key=len, default=b"")
    if len(longest) > LONGEST_NAME:
        raise _too_long(longest.decode("utf-8", "replace"), len(longest), LONGEST_NAME)
    length = sum(map(len, names)) + len(names)
    if length > LONGEST_PATH:
        raise _too_long(f"/{'/'.join(parts)}", length, LONGEST_PATH)


def _too_long(name: str, length: int, most: int) -> StepError:
    shown = f"{name[:60]}..."
    text = f"{shown} has {length:,} bytes (at most {most:,}): file name too long"
    return StepError("other", shown, text)


def below_file(path: str, there: Node | None = None) -> StepError:
    line = there.stamp.line if there is not None else None
    since = f", since line {line}" if line else ""
    return StepError(
        "directory-onto-file", path, f"{path} would be a directory, and is a file there{since}"
    )
