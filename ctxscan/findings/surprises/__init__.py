"""What a build does without a word, and hardly as meant: read off its plan and its model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.surprises.climbing import climbing
from ctxscan.findings.surprises.collisions import flattened, overwritten
from ctxscan.findings.surprises.excludes import excludes_that_miss
from ctxscan.findings.surprises.frontend import frontend_too_old
from ctxscan.findings.surprises.links import links_that_are_lost
from ctxscan.findings.surprises.not_fetched import empty_submodules
from ctxscan.findings.surprises.older_builder import fails_with_older
from ctxscan.findings.surprises.rewritten import ignore_file_that_changes
from ctxscan.findings.surprises.unused_contexts import unused_contexts
from ctxscan.findings.surprises.windows import windows_images

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.finding import Finding
    from ctxscan.inspection import Inspection


def surprises(inspection: Inspection, outcome: Outcome) -> Iterator[Finding]:
    """All of them, for a report. Walks the context again where an older builder may fail."""
    if inspection.plan is None:
        return
    yield from source_surprises(inspection, outcome)
    yield from overwritten(inspection, outcome)
    yield from ignore_file_that_changes(inspection, outcome)
    yield from fails_with_older(inspection, outcome)
    yield from frontend_too_old(inspection)
    yield from unused_contexts(inspection)
    yield from windows_images(inspection)
    yield from empty_submodules(inspection, outcome)


def source_surprises(inspection: Inspection, outcome: Outcome) -> Iterator[Finding]:
    """Sources and flags that do not do what they look like."""
    if inspection.plan is None:
        return
    yield from climbing(inspection, outcome)
    yield from flattened(inspection, outcome)
    yield from excludes_that_miss(inspection, outcome)
    yield from links_that_are_lost(inspection)
