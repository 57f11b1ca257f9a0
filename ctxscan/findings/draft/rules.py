"""The rules that leave a path out or let it in again: tried on the model, the first one that does.

An exact line, as ``escape_literal`` writes it: nothing but the path itself and what is below it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import CtxscanError
from ctxscan.findings.draft.figures import weigh
from ctxscan.findings.draft.places import fates_at
from ctxscan.ignore.literal import escape_literal
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.findings.draft.figures import Weighed
    from ctxscan.findings.draft.folder import Planted
    from ctxscan.inspection import Inspection


class Drafted(NamedTuple):
    lines: tuple[str, ...]
    weighed: Weighed
    """The build with them behind the rules that were there."""


def text_with(inspection: Inspection, lines: Sequence[str]) -> bytes:
    """The ignore file of *inspection* with *lines* behind it."""
    old = inspection.ignore_file.data
    if not lines:
        return old
    ended = old if not old or old.endswith(b"\n") else old + b"\n"
    return ended + "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")


def under(inspection: Inspection, lines: Sequence[str]) -> Inspection:
    """The build with *lines* behind its ignore file. Raises CtxscanError where it is refused."""
    if not lines:
        return inspection
    shown = inspection.ignore_file.path or ".dockerignore"
    return inspection.with_ignore_file(text_with(inspection, lines), shown)


def ignoring(
    planted: Planted, base: Weighed, lines: Sequence[str], now: Weighed, path: str
) -> Drafted | None:
    """What leaves out *path* and all below it; ``None``: nothing does.

    *base*: the build with its own rules alone; *now*: with *lines* behind them.
    """
    draft = _Draft(planted, base, tuple(lines), now)
    for tried in _candidates(path, exception=False):
        found = draft.tried(tried)
        if found is not None and not fates_at(found.weighed, path).eligible:
            return found
    return None


def allowing(
    planted: Planted, base: Weighed, lines: Sequence[str], now: Weighed, path: str
) -> Drafted | None:
    """What lets *path* in again, or more of what is below it; ``None``: nothing does."""
    draft = _Draft(planted, base, tuple(lines), now)
    had = fates_at(now, path).eligible
    for tried in _candidates(path, exception=True):
        found = draft.tried(tried)
        if found is not None and fates_at(found.weighed, path).eligible > had:
            return found
    return None


class _Draft(NamedTuple):
    planted: Planted
    base: Weighed
    lines: tuple[str, ...]
    now: Weighed

    def tried(self, more: Sequence[str]) -> Drafted | None:
        """With *more* rules, as Docker has them; ``None`` where the builder refuses them."""
        language = self.base.inspection.traits.ignore_language
        lines = tuple(map(language.from_docker, more))
        try:
            inspection = under(self.base.inspection, (*self.lines, *lines))
            return Drafted(lines, weigh(self.planted, inspection, self.now))
        except CtxscanError:
            return None


def _candidates(path: str, *, exception: bool) -> Iterator[tuple[str, ...]]:
    line = escape_literal(path, exception=exception)
    # Where a directory is ignored already, a rule on it is not tried, and is forgotten below it.
    below = f"{line}/**"
    yield (line,)
    yield (below,)
    yield line, below
