"""A content address of each step, and of the target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ctxscan.api.asked import for_each
from ctxscan.api.build import inspect
from ctxscan.api.failing import failures_as_said
from ctxscan.findings.key import keys_of
from ctxscan.inspection.contents import Exact
from ctxscan.inspection.keying import snapshot_of
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.asked import Answers, Asked
    from ctxscan.findings.key import Keys
    from ctxscan.inspection import Inspection
    from ctxscan.inspection.keying import Snapshot


class Keyed(NamedTuple):
    inspection: Inspection
    snapshot: Snapshot
    """All that the build sends, as it was: to compare a later state with."""

    keys: Keys


def key(
    path: str = ".",
    *,
    progress: Callable[[int], None] = lambda _: None,
    **build: Unpack[BuildArguments],
) -> Keyed:
    """Read what the steps read, and compute the keys that BuildKit would look them up by.

    Raises CtxscanError, also for a builder whose cache is not modelled.
    """
    inspection = inspect(path, **build)
    snapshot = snapshot_of(inspection, progress)
    options = inspection.options
    platforms = options.platforms or (options.machine,)
    keyed = snapshot.built().keyed(Exact)
    failures = failures_as_said(inspection, keyed.failures)
    return Keyed(inspection, snapshot, keys_of(keyed._replace(failures=failures), platforms))


def keys(asked: Asked, *, progress: Callable[[int], None] = lambda _: None) -> Answers[Keyed]:
    """The same for each build. Raises CtxscanError for one build on its own."""
    return for_each(asked, lambda path, build: key(path, progress=progress, **build))
