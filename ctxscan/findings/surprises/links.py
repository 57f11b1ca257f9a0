"""``--link`` that has no effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.finding import Finding
from ctxscan.findings.reached import at, copies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.inspection import Inspection


def findings(inspection: Inspection, _: Outcome) -> Iterator[Finding]:
    if not inspection.traits.chmod_ends_link:
        return
    lines = {step.own_line: step.chmod for step in copies(inspection) if step.link and step.chmod}
    for line, chmod in lines.items():
        yield Finding(
            "link-lost",
            f"--chmod={chmod} ends --link without a word: this is a plain copy, which runs again "
            "when anything before it changes",
            at(inspection, line),
            "set the mode before the build (git keeps the executable bit), or leave out --link",
        )
