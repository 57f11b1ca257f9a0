"""Images of Windows, which another builder builds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.builders import older_than, traits_of
from ctxscan.errors import CtxscanError
from ctxscan.finding import Finding
from ctxscan.findings.reached import at
from ctxscan.inspection import inspect
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders import BuilderName
    from ctxscan.builders.stages.image import Outcome
    from ctxscan.inspection import Inspection


def _reads(inspection: Inspection, older: BuilderName) -> bool:
    """Whether the other builder's model has an answer about this build."""
    text = inspection.location.dockerfile.data
    try:
        other = inspect(inspection.options._replace(builder=older), lambda: text)
    except CtxscanError:
        return False
    return other.refusal is None


_WINDOWS = regex(
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
                f"add --builder {older}" if _reads(inspection, older) else None,
                severity="note",
            )
            return
