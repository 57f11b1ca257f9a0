"""Sources with ``..`` that would leave what they are taken from, and stop at its root."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxscan.dockerfile.steps import FromStage, MainContext
from ctxscan.finding import Finding
from ctxscan.findings.reached import at, copies, runs
from ctxscan.findings.trials import Trials, places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.dockerfile.steps import Origin, Word
    from ctxscan.inspection import Inspection


def findings(inspection: Inspection, outcome: Outcome) -> Iterator[Finding]:
    """Where the step fails for it, the failure says more."""
    failing = {failure.line for failure in outcome.failures}
    trials = Trials(inspection, outcome)
    named = [
        (step.own_line, word, step.origin) for step in copies(inspection) for word in step.words
    ]
    for step in runs(inspection):
        line = step.instruction.line
        named += [(line, mount.source, mount.origin) for mount in step.mounts]
    for line, word, origin in dict.fromkeys(named):
        if line not in failing and word.kind == "path" and climbs(word.text):
            yield _climbs(trials, line, word, origin)


def climbs(source: str) -> bool:
    return posixpath.normpath(source.lstrip("/") or ".").split("/")[0] == ".."


def stopped(source: str) -> str:
    """What a source that climbs is taken for."""
    return posixpath.normpath(f"/{source}").lstrip("/") or "."


def _climbs(trials: Trials, line: int, word: Word, origin: Origin) -> Finding:
    inspection = trials.inspection
    root = "the context root"
    if isinstance(origin, FromStage):
        root = "the root of the stage"
    elif not isinstance(origin, MainContext):
        root = f"the root of {getattr(origin, 'name', 'it')}"
    means = stopped(word.text)
    return Finding(
        "parent-climbs",
        f"{word.text!r} stops at {root}: it means {means!r}",
        at(inspection, line),
        _remedy(trials, line, word.text, means),
        path=means if isinstance(origin, MainContext) else None,
    )


def _remedy(trials: Trials, line: int, source: str, means: str) -> str:
    above = "what lies above needs a build context that holds it"
    found = trials.renamed(line, stopped(source), means)
    if found is None or not trials.fails_alike(found):
        return above
    same = places(found.outcome, line) == places(trials.outcome, line)
    return f"write {means}; {above}" if same else above
