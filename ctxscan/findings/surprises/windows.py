"""Images of Windows, which another builder builds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.builders import older_than, traits_of
from ctxscan.finding import Finding
from ctxscan.findings.reached import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.inspection import Inspection

_WINDOWS = re.compile(
    r"(?:mcr\.microsoft\.com/)?windows(?:/|:|$)|nanoserver|windowsservercore", re.IGNORECASE
)


def findings(inspection: Inspection, _: Outcome) -> Iterator[Finding]:
    """Docker Engine on Windows has no BuildKit by default (docker/cli, builder selection)."""
    older = older_than(inspection.traits)
    if inspection.plan is None or older is None:
        return
    label = traits_of(older).label
    for stage in inspection.plan.stages:
        if stage.reached and stage.base_image and _WINDOWS.search(stage.base_image):
            yield Finding(
                "windows-image",
                f"{stage.base_image} is an image of Windows, and Docker on Windows builds with the "
                f"{label} by default: all that is not ignored is sent then",
                at(inspection, stage.line),
                f"add --builder {older}",
                severity="note",
            )
            return
