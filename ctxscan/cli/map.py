"""`ctxscan report --format html` and `svg`, and `ctxscan diff --format html`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.api.asked import Answers, Asked
    from ctxscan.api.diff import Compared
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

    refuse_terminal(out, "a page")
    with out.progress() as progress:
        found = maps(asked, options, environment=environment(), progress=progress)
    checked = [gate(each.value.map.report) for each in found.found] if gate is not None else []
    builds = [Build(each.build.name, *each.value) for each in found.found]
    refused = [f"{build.name}: {error}" for build, error in found.refused]
    out.write_text(page(builds, refused))
    out.end(found, passed=all(each.passed for each in checked))


def write_image(
    asked: Asked,
    options: ReportOptions,
    gate: Callable[[Report], Checked] | None,
    out: Output,
) -> None:
    """Write the map as an image. Raises UsageError for a terminal."""
    from ctxscan.api.map import plain_maps
    from ctxscan.render.svg.image import image
    from ctxscan.render.svg.panel import Panel

    refuse_terminal(out, "an image")
    with out.progress() as progress:
        found = plain_maps(asked, options, progress)
    checked = [gate(each.value.report) for each in found.found] if gate is not None else []
    panels = [Panel(each.build.name, each.value) for each in found.found]
    refused = [f"{build.name}: {error}" for build, error in found.refused]
    out.write_text(image(panels, refused))
    out.end(found, passed=all(each.passed for each in checked))


def write_changes(asked: Asked, base: str, umask: int | None, out: Output) -> Answers[Compared]:
    """Write the page on what changed. Raises UsageError for a terminal."""
    from ctxscan.api.asked import Answer, Answers
    from ctxscan.api.changed_map import changed_maps
    from ctxscan.render.html.changes import Changes, changes_page

    refuse_terminal(out, "a page")
    with out.progress() as progress:
        found = changed_maps(asked, base, umask=umask, progress=progress)
    builds = [Changes(each.build.name, *each.value) for each in found.found]
    refused = [f"{build.name}: {error}" for build, error in found.refused]
    out.write_text(changes_page(builds, refused))
    compared = tuple(Answer(each.build, each.value.compared) for each in found.found)
    return Answers(found.asked, compared, found.refused)


def refuse_terminal(out: Output, what: str) -> None:
    """Raises UsageError where it would be written to one."""
    if out.on_terminal:
        raise UsageError(f"{what} is no use on a terminal", hint="write it to a file with -o FILE")
