"""What changed between two states of each build, path by path, for a picture of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.api.bases import HEAD
from ctxscan.api.diffs import Wish, comparisons
from ctxscan.findings.map.changed import changed_map
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.api.asked import Answers, Asked
    from ctxscan.api.diff import Compared, Comparison
    from ctxscan.findings.map.model import ChangedMap


class BuildChanges(NamedTuple):
    compared: Compared
    map: ChangedMap


def changed_maps(
    asked: Asked,
    base: str = HEAD,
    *,
    umask: int | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Answers[BuildChanges]:
    """A map of what changed in each build. Raises as ``diffs``."""
    return comparisons(Wish(asked, base, umask, progress), _mapped)


def _mapped(found: Comparison) -> BuildChanges:
    return BuildChanges(found.compared, changed_map(found.compared.diff, found.before, found.after))
