"""Submodules of git that a clone leaves empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.causes import is_bare, submodules
from ctxscan.finding import Finding
from ctxscan.findings.reached import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.inspection import Inspection


def findings(inspection: Inspection, outcome: Outcome) -> Iterator[Finding]:
    """Where a step fails for one, the failure says so."""
    failing = {failure.line for failure in outcome.failures}
    root = inspection.location.root
    for path in submodules(root):
        if not is_bare(root, path):
            continue
        from ctxscan.findings.explain import explain  # noqa: PLC0415 - for a submodule that is empty alone

        decided = explain(inspection, path, exists=True, is_directory=True)
        asking = [each.line for each in decided.requested_by if each.line not in failing]
        if decided.eligible and (asking or not inspection.traits.narrows_by_sources):
            yield Finding(
                "submodule-empty",
                f"{path} is a git submodule that is not checked out: the build gets an empty "
                "directory",
                at(inspection, asking[0]) if asking else None,
                f"git submodule update --init {path}",
                path=path,
            )
