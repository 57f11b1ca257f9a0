"""The summary of a job on GitHub Actions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ctxscan.context.machine import environment
from ctxscan.errors import UsageError
from ctxscan.render.formats.markdown import checks_markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.findings.check import Checked

_VARIABLE = "GITHUB_STEP_SUMMARY"


def append_summary(outcomes: Sequence[Checked]) -> None:
    """Raises UsageError where there is no summary to write to."""
    name = environment().get(_VARIABLE, "")
    if not name:
        raise UsageError(
            f"--summary: ${_VARIABLE} is not set",
            hint="GitHub Actions sets it; leave --summary out",
        )
    text = checks_markdown(outcomes) + "\n"
    try:
        with Path(name).open("ab") as file:
            file.write(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UsageError(f"cannot write the summary {name}: {error.strerror}") from None
