"""How a node came to where it is, and what becomes of it on the way into another tree.

A node may go through many changes before somebody looks at it: they are a tuple, the earliest
first, in which those that only doubt are one with the change before them. A stage of thousands
of RUN goes through one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable


class Stamp(NamedTuple):
    """How a node came to where it is."""

    line: int | None = None
    """Of the instruction that took it from a context, or made it."""

    via: tuple[int, ...] = ()
    """Of the ``COPY --from`` that carried it on."""

    certain: bool = True
    """Whether it is there for sure: a RUN may have changed it, or a base image lies in the way."""


class Change:
    """What becomes of the nodes of a tree that is taken into another one. Never changed itself."""

    __slots__ = ("_doubted", "_stamps", "chmod", "copy", "doubt", "line", "opened")

    def __init__(
        self,
        line: int | None = None,
        copy: Hashable = None,
        *,
        chmod: Callable[[int, bool], int] | None = None,
        doubt: bool = False,
        opened: bool = False,
    ) -> None:
        self.line = line
        """Of the instruction that takes them."""
        self.copy = copy
        """Two names of one file stay one only where the same copy takes both."""
        self.chmod = chmod
        """Mode and whether it is a directory -> the new mode."""
        self.doubt = doubt
        """Nothing of it is certain any more."""
        self.opened = opened
        """Anything may lie beside it."""
        self._stamps: dict[Stamp, Stamp] = {}
        self._doubted: Change | None = None

    def stamp(self, old: Stamp) -> Stamp:
        """One object for all that came the same way."""
        known = self._stamps.get(old)
        if known is None:
            known = self._stamps[old] = self._stamp(old)
        return known

    def _stamp(self, old: Stamp) -> Stamp:
        line, via = old.line, old.via
        if self.line is not None:
            line, via = (self.line, via) if line is None else (line, (*via, self.line))
        return Stamp(line, via, old.certain and not self.doubt)

    def in_doubt(self) -> Change:
        return Change(self.line, self.copy, chmod=self.chmod, doubt=True, opened=self.opened)

    def opening(self) -> Change:
        return Change(self.line, self.copy, chmod=self.chmod, doubt=self.doubt, opened=True)

    def doubted(self) -> Change:
        """This one, and then DOUBTED; one object for all that go through both."""
        if self.doubt and self.opened:
            return self
        if self._doubted is None:
            self._doubted = self.in_doubt().opening()
        return self._doubted


AS_IT_IS = Change()

DOUBTED = Change(doubt=True, opened=True)
"""By a command that may have changed, removed and added anything."""


def followed(changes: tuple[Change, ...], later: tuple[Change, ...]) -> tuple[Change, ...]:
    """*changes*, and then the *later* ones."""
    for each in later:
        if each is DOUBTED and changes:
            changes = (*changes[:-1], changes[-1].doubted())
        elif each is not AS_IT_IS:
            changes = (*changes, each)
    return changes


def stamped(stamp: Stamp, changes: tuple[Change, ...]) -> Stamp:
    for change in changes:
        stamp = change.stamp(stamp)
    return stamp


def mode_after(mode: int, changes: tuple[Change, ...], *, is_directory: bool) -> int:
    for change in changes:
        if change.chmod:
            mode = change.chmod(mode, is_directory)
    return mode
