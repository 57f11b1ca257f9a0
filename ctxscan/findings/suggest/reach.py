"""What the builds are sent, and what they would be sent if it were there."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.meter import buildkit_builder
from ctxscan.builders.protocol import Detail
from ctxscan.errors import Place
from ctxscan.findings.suggest.protected import all_above
from ctxscan.golang.glob import has_wildcard
from ctxscan.ignore.file import Rule
from ctxscan.ignore.git.matcher import samples
from ctxscan.ignore.git.pattern import ANY_DEPTH
from ctxscan.ignore.matcher import Matcher
from ctxscan.inspection import ALL_PATHS
from ctxscan.inspection.trial import outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from ctxscan.context.tree import Tree

_MOST_PLACES = 30
"""In so many directories a pattern for any depth is tried."""


class Reach:
    """Of all builds that read the ignore file together, whichever of their stages is built."""

    def __init__(
        self, tree: Tree, before: Sequence[Rule], paths: Sequence[str], *, narrows: bool
    ) -> None:
        """*paths* are what they ask for; *narrows*: whether no more than that is sent."""
        self._tree = tree
        self._before = tuple(before)
        self._asking = [Rule(path, False, path, Place("Dockerfile")) for path in paths]
        self._narrows = narrows
        self._ignored = Matcher(self._before)
        self._asked = Matcher(self._asking)

    @cached_property
    def sent(self) -> frozenset[str]:
        """What is sent now and is no directory."""
        builder = buildkit_builder(self._before, None, self._asking)
        found = outcome(self._tree, builder.filter(Detail.ALL))
        return frozenset(found.sources if self._narrows else found.sent | found.empty)

    @cached_property
    def above(self) -> frozenset[str]:
        """The directories that hold some of it."""
        return frozenset(all_above(self.sent))

    def is_sent(self, path: str) -> bool:
        """Whether it is sent, or something in it is."""
        return path in self.sent or path in self.above

    @property
    def asks_for_nothing(self) -> bool:
        return self._narrows and not self._asking

    def may_send(self, path: str) -> bool:
        """Whether a file at *path* would be sent, under the rules that are there."""
        if self._narrows and not self._asked.judge(path).ignored:
            return False
        return not self._ignored.judge(path).ignored

    def meant(self, pattern: str, directories: AbstractSet[str] | None = None) -> Iterator[str]:
        """Paths that a pattern hits here, invented; one for any depth is tried where it matters.

        *directories*: where to try such a one instead.
        """
        parts = pattern.split("/")
        floats = parts[0] == ANY_DEPTH
        places = sorted(directories) if directories is not None else self._places
        for sample in samples(parts):
            for each in places if floats else ("",):
                yield f"{each}/{sample}" if each else sample

    @cached_property
    def _places(self) -> list[str]:
        asked = [rule.pattern for rule in self._asking if rule.pattern != ALL_PATHS]
        whole = not self._narrows or len(asked) < len(self._asking)
        found = ["", *self._top] if whole else [""]
        found += [place for path in asked for place in _places_in(path)]
        return list(dict.fromkeys(found))[:_MOST_PLACES]

    @property
    def _top(self) -> Iterator[str]:
        return (name for name in self._tree.directories() if name != ".git")


def _places_in(path: str) -> Iterator[str]:
    """Directories in which something may be asked for."""
    if not has_wildcard(path):
        yield path
        return
    parts = path.split("/")
    fixed = next(at for at, part in enumerate(parts) if has_wildcard(part))
    yield "/".join(parts[:fixed])
    yield from samples(parts)
