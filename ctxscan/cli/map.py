"""`ctxscan report --format html`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.api.asked import Asked
    from ctxscan.cli.output import Output
    from ctxscan.findings.check.checked import Checked
    from ctxscan.findings.report.report import Report, ReportOptions


def write_map(
    asked: Asked,
    options: ReportOptions,
    gate: Callable[[Report], Checked] | None,
    out: Output,
) -> None:
    """Write the page. Raises UsageError for a terminal: nobody reads markup there."""
    from ctxscan.api.map import maps
    from ctxscan.context.machine import environment
    from ctxscan.render.html.page import Build, page

    if out.on_terminal:
        raise UsageError("a page is no use on a terminal", hint="write it to a file with -o FILE")
    with out.progress() as progress:
        found = maps(asked, options, environment=environment(), progress=progress)
    checked = [gate(each.value.map.report) for each in found.found] if gate is not None else []
    builds = [Build(each.build.name, *each.value) for each in found.found]
    refused = [f"{build.name}: {error}" for build, error in found.refused]
    out.write_text(page(builds, refused))
    out.end(found, passed=all(each.passed for each in checked))
