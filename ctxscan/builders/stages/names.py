"""What is in one directory, by name: known, or to be looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class _Files(Protocol):
    """Plain files, and no object for each."""

    def leaves(self) -> Iterator[tuple[str, Any]]:
        """A node for each, by its name."""


Child = TypeVar("Child")
Plain = TypeVar("Plain", bound=_Files)


class AllBelow(NamedTuple):
    """Plain files and directories, added up: all that is in a directory, at any depth."""

    directories: int
    files: int
    content_bytes: int

    place: str
    """The directory that all these files lie in: a path from here; empty: right here."""

    prefix: str
    """What each of their origins begins with."""


class Names(Generic[Child, Plain]):
    """What was put into one directory by one step, or arrived in it."""

    __slots__ = ("known", "plain")

    def __init__(self, known: dict[str, Child] | None = None) -> None:
        self.known: dict[str, Child] = {} if known is None else known
        self.plain: tuple[Plain, ...] = ()

    def all(self) -> dict[str, Child]:
        if self.plain:
            plain, self.plain = self.plain, ()
            for each in plain:
                for name, leaf in each.leaves():
                    self.known.setdefault(name, leaf)
        return self.known

    def is_empty(self) -> bool:
        return not (self.known or self.plain)

    def look(self) -> None:
        """Before ``known`` and ``plain`` are read: they may have to be looked up."""

    def added_up(self) -> AllBelow | None:
        """All of it, where that is known without a look."""
        return None

    @property
    def place(self) -> str | None:
        """Where in the context all of it lies, while nobody has looked."""
        return None


class UnlistedNames(Names[Child, Plain]):
    """All that is in a directory of the context, which is listed once somebody looks."""

    __slots__ = ("_list", "_path")

    def __init__(self, path: str, list_: Callable[[], dict[str, Child]]) -> None:
        super().__init__()
        self._path = path
        self._list: Callable[[], dict[str, Child]] | None = list_

    @property
    def is_listed(self) -> bool:
        return self._list is None

    def all(self) -> dict[str, Child]:
        self.look()
        return super().all()

    def is_empty(self) -> bool:
        """Perhaps it is: most steps take a directory as a whole, and need not know."""
        return self._list is None and super().is_empty()

    def look(self) -> None:
        if self._list is not None:
            self.known, self._list = self._list(), None

    @property
    def place(self) -> str | None:
        if self._list is None:
            return None
        return f"{self._path}/" if self._path else ""
