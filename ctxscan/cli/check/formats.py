"""The outcome of a gate in a format for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.findings.check import Checked


def formatted(outcomes: Sequence[Checked], name: str) -> bytes:
    """*name* is one of json, markdown, github, sarif and junit."""
    if name == "junit":
        from ctxscan.render.formats.junit import junit

        return junit(outcomes)
    return _text(outcomes, name).encode("utf-8", "backslashreplace")


def _text(outcomes: Sequence[Checked], name: str) -> str:
    if name == "json":
        from ctxscan.render.json.check import checks
        from ctxscan.render.json.documents import dumps

        return dumps(checks(outcomes)) + "\n"
    if name == "markdown":
        from ctxscan.render.formats.markdown import checks_markdown

        return checks_markdown(outcomes)
    if name == "github":
        from ctxscan.render.formats.github import workflow_commands

        return workflow_commands(outcomes)
    from importlib.metadata import version

    from ctxscan.render.formats.sarif import sarif

    return json.dumps(sarif(outcomes, version("ctxscan")), indent=2) + "\n"
