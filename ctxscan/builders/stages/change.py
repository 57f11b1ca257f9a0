"""How a node came to where it is, and what becomes of it on the way into another tree.

A node may go through many changes before somebody looks at it: they are one, made of the one
before and the last. Those that only doubt are one with the change before them, too: a stage of
thousands of RUN goes through one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable


class Carried:
    """The lines that carried a node on: one more costs no copy of those before it."""

    __slots__ = ("_lines", "before", "line")

    def __init__(self, before: Carried | None, line: int) -> None:
        self.before = before
        self.line = line
        self._lines: tuple[int, ...] | None = None

    @property
    def lines(self) -> tuple[int, ...]:
        if self._lines is None:
            found: list[int] = []
            here: Carried | None = self
            while here is not None:
                found.append(here.line)
                here = here.before
            self._lines = tuple(reversed(found))
        return self._lines


class Stamp(NamedTuple):
    """How a node came to where it is."""

    line: int | None = None
    """Of the instruction that took it from a context, or made it."""

    carried: Carried | None = None
    certain: bool = True
    """Whether it is there for sure: a RUN may have changed it, or a base image lies in the way."""

    @property
    def via(self) -> tuple[int, ...]:
        """Of the ``COPY --from`` that carried it on."""
        return self.carried.lines if self.carried is not None else ()


class Change:
    """What becomes of the nodes of a tree that is taken into another one. Never changed itself."""

    __slots__ = ("_behind", "_doubted", "chmod", "copy", "doubt", "line", "opened", "stamps")

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
        self.stamps: dict[Stamp, Stamp] = {}
        self._doubted: Change | None = None
        self._behind: dict[Change, Change] = {}

    def stamp(self, old: Stamp) -> Stamp:
        """One object for all that came the same way."""
        known = self.stamps.get(old)
        if known is None:
            known = self.stamps[old] = self._stamp(old)
        return known

    def _stamp(self, old: Stamp) -> Stamp:
        line, carried = old.line, old.carried
        if self.line is not None and line is not None:
            carried = Carried(carried, self.line)
        line = self.line if line is None else line
        return Stamp(line, carried, old.certain and not self.doubt)

    def mode(self, old: int, *, is_directory: bool) -> int:
        return self.chmod(old, is_directory) if self.chmod else old

    def inode(self, old: Hashable) -> Hashable:
        return old if self.copy is None else (self.copy, old)

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

    def then(self, later: Change) -> Change:
        """This one, and then *later*; one object for all that go through both."""
        known = later._behind.get(self)
        if known is None:
            known = later._behind[self] = Both(self, later)
        return known


class Both(Change):
    """A change, and another one behind it: a thousand stages are as many, one behind the other.

    What became of a stamp or a mode is known of each, so that a stage that copies from the one
    before it looks up what that one has found, and does not begin at the first.
    """

    __slots__ = ("before", "changes_mode", "last", "modes")

    def __init__(self, before: Change, last: Change) -> None:
        super().__init__(doubt=before.doubt or last.doubt, opened=before.opened or last.opened)
        self.before = before
        self.last = last
        self.changes_mode = _changes_mode(before) or _changes_mode(last)
        self.modes: dict[tuple[int, bool], int] = {}

    def stamp(self, old: Stamp) -> Stamp:
        here, waiting = self._since(lambda both: old in both.stamps)
        found = here.stamps[old] if isinstance(here, Both) else here.stamp(old)
        for each in reversed(waiting):
            found = each.stamps[old] = each.last.stamp(found)
        return found

    def mode(self, old: int, *, is_directory: bool) -> int:
        if not self.changes_mode:
            return old
        key = old, is_directory
        here, waiting = self._since(lambda both: key in both.modes)
        found = (
            here.modes[key] if isinstance(here, Both) else here.mode(old, is_directory=is_directory)
        )
        for each in reversed(waiting):
            found = each.modes[key] = each.last.mode(found, is_directory=is_directory)
        return found

    def inode(self, old: Hashable) -> Hashable:
        here, waiting = self._since(lambda _: False)
        found = here.inode(old)
        for each in reversed(waiting):
            found = each.last.inode(found)
        return found

    def doubted(self) -> Change:
        if self.doubt and self.opened:
            return self
        return self.before.then(self.last.doubted())

    def _since(self, is_known: Callable[[Both], bool]) -> tuple[Change, list[Both]]:
        """The last one of which it is known, or the first change of all; and those behind it."""
        here: Change = self
        waiting: list[Both] = []
        while isinstance(here, Both) and not is_known(here):
            waiting.append(here)
            here = here.before
        return here, waiting


def _changes_mode(change: Change) -> bool:
    return change.changes_mode if isinstance(change, Both) else change.chmod is not None


AS_IT_IS = Change()

DOUBTED = Change(doubt=True, opened=True)
"""By a command that may have changed, removed and added anything."""


def followed(changes: tuple[Change, ...], later: tuple[Change, ...]) -> tuple[Change, ...]:
    """*changes*, and then the *later* ones, as one."""
    for each in later:
        if each is DOUBTED and changes:
            changes = (*changes[:-1], changes[-1].doubted())
        elif each is not AS_IT_IS:
            changes = (*changes[:-1], changes[-1].then(each)) if changes else (each,)
    return changes


def stamped(stamp: Stamp, changes: tuple[Change, ...]) -> Stamp:
    for change in changes:
        stamp = change.stamp(stamp)
    return stamp


def mode_after(mode: int, changes: tuple[Change, ...], *, is_directory: bool) -> int:
    for change in changes:
        mode = change.mode(mode, is_directory=is_directory)
    return mode
