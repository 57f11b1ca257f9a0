"""A comparison as annotations of the Dockerfile in a job on GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.cache.fates import Fate
from ctxscan.render.diff import words
from ctxscan.render.formats.github import workflow_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.api.diff import Compared


def diff_github(found: Compared) -> str:
    return "".join(_lines(found))


def _lines(found: Compared) -> Iterator[str]:
    file = found.inspection.location.dockerfile.shown
    for step in found.diff.steps:
        if step.fate is Fate.KEPT or step.name.link:
            continue
        fate = "runs again" if step.fate is Fate.LOST else "runs again, perhaps"
        cause = words.because(step)
        message = f"{words.instruction(step)} {fate}" + (f": {cause}" if cause else "")
        place = {"file": file, "line": str(step.name.line), "title": f"ctxscan diff: {fate}"}
        yield workflow_command("notice", place, message) + "\n"
    for text in words.warnings(found.diff):
        yield workflow_command("warning", {"title": "ctxscan diff"}, text) + "\n"
