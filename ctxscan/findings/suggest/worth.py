"""Which rules of the catalog are worth a line in the ignore file of this project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.locate.docker import IGNORE_FILE
from ctxscan.findings.suggest.protected import all_above

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from ctxscan.findings.catalog import CatalogRow
    from ctxscan.findings.suggest.state import State

_NEVER_READ = frozenset({"version-control", "editors", "operating-systems", "containers-and-ci"})
"""Files that git is meant to track and no build reads, or that nobody meant to track."""

_DOCS_AND_TESTS = frozenset(
    {"**/tests", "**/test", "**/__tests__", "**/spec", "**/docs", "**/*.md"}
)
"""What the aggressive level takes beside those, tracked as it is."""


def may_take_tracked(row: CatalogRow) -> bool:
    """Whether the rule is right though git tracks what it takes."""
    return row.group in _NEVER_READ or row.pattern in _DOCS_AND_TESTS


def is_worth_a_line(
    state: State,
    row: CatalogRow,
    hits: Sequence[str],
    tracked: Sequence[str],
    places: AbstractSet[str],
) -> bool:
    """*hits* are the uppermost paths that it takes, *tracked* those of git among what it takes.

    *places* are the directories that hold its evidence, none where it needs none.
    """
    if not state.options.brief:
        return True
    there = hits if may_take_tracked(row) else _free(hits, tracked)
    # The ignore file may not be there before the first run.
    there = [path for path in there if path != IGNORE_FILE]
    saves = any(map(state.reach.is_sent, there))
    if state.options.level == "cautious":
        return saves and not tracked
    if saves or takes_expected(state, row):
        return True
    if not row.matters or row.level == "aggressive":
        return False
    if row.group == "version-control":
        # Small or large, the classic builder sends it whatever is asked for.
        below_top = state.git is not None and state.git.below_top
        return not below_top and not state.reach.asks_for_nothing
    return any(map(state.reach.may_send, state.reach.meant(row.pattern, places or None)))


def takes_expected(state: State, row: CatalogRow) -> bool:
    """Whether it takes something that is not there yet, and would be sent."""
    expected = state.options.expected
    return bool(expected) and any(
        path in expected and state.reach.may_send(path) for path in state.reach.meant(row.pattern)
    )


def _free(hits: Sequence[str], tracked: Sequence[str]) -> list[str]:
    """Those that git does not track, and that hold nothing that it does."""
    held = all_above(tracked) | {*hits}.intersection(tracked)
    return [path for path in hits if path not in held]
