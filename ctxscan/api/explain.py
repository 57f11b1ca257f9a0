"""Why paths are sent or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Unpack

from ctxscan.api.build import inspect
from ctxscan.context.user_paths import look_at, path_in_context
from ctxscan.findings.explain import explain as explain_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.findings.explain import Explanation
    from ctxscan.inspection import Inspection


class Explanations(NamedTuple):
    inspection: Inspection
    paths: tuple[Explanation, ...]
    """One for each path that was given, in that order."""


def explain(
    paths: str | Iterable[str], context: str = ".", **build: Unpack[BuildArguments]
) -> Explanations:
    """Which rule decided about each of *paths*, there or not, and which instruction asks for it.

    Raises CtxscanError, also for a path outside of *context*.
    """
    inspection = inspect(context, **build)
    given = [paths] if isinstance(paths, str) else paths
    return Explanations(inspection, tuple(_explained(inspection, each) for each in given))


def _explained(inspection: Inspection, given: str) -> Explanation:
    root = inspection.location.root
    path = path_in_context(root, given)
    seen = look_at(root, path)
    if not seen.exists and given.endswith("/"):
        seen = seen._replace(is_directory=True)
    return explain_path(inspection, path, **seen._asdict())
