"""What a walk is made of: a directory on the way, a part of the whole, what could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ctxscan.context.entry import Batch, Filter
    from ctxscan.context.walk.listing import Listed

Found = TypeVar("Found")


class Trouble(NamedTuple):
    """Something on disk that could not be read as it should."""

    path: str
    """Relative to the context root."""

    reason: str
    """What the system said."""

    is_directory: bool

    visited: bool
    """Whether the builder meets it too, or only ctxscan, measuring what is ignored."""


class OpenDirectory:
    """A directory on the way, and what of it is still to come."""

    __slots__ = ("directory", "filter", "rest")

    def __init__(
        self, directory: str, filter_: Filter, rest: Iterator[Listed] | None = None
    ) -> None:
        self.directory = directory
        """With a slash at its end; empty at the context root."""
        self.filter = filter_
        self.rest = rest
        """``None`` until somebody asks: what is above has been handed on by then."""


class Part(NamedTuple, Generic[Found]):
    """The next part of a walk."""

    found: Found | None
    """What it was reduced to; ``None`` where it was not."""

    batches: Callable[[], Iterator[Batch]]
    """Its batches, to be read to their end before the next part; where there is something found
    already, they are looked for once more."""
