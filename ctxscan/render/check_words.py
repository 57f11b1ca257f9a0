"""The words of a finding that every format shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.findings.check.gate import what_is_measured
from ctxscan.render.names import printable
from ctxscan.sizes import human_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.finding import Finding, Remedy
    from ctxscan.findings.check import Checked

_BUILDERS = {"buildkit": "BuildKit", "classic": "classic builder"}


def title(checked: Checked) -> str:
    """Which build it is about."""
    inspection = checked.inspection
    inside = f"{inspection.location.shown.rstrip('/')}/"
    files = [inspection.location.dockerfile.shown, inspection.ignore_file.path or "no ignore file"]
    target = inspection.options.target
    builder = inspection.options.builder
    parts = [_BUILDERS.get(builder, builder), *(each.removeprefix(inside) for each in files)]
    if target is not None:
        parts.append(f"target {target}")
    return printable(f"{inspection.location.shown} ({', '.join(parts)})")


def verdict(checked: Checked) -> str:
    """One line: what was measured, against which limits, and how it ended."""
    measured, limits = checked.measured, checked.limits
    what = what_is_measured(checked.inspection, limits)
    files = "1 file" if measured.files == 1 else f"{measured.files:,} files"
    found = "1 finding" if len(checked.findings) == 1 else f"{len(checked.findings):,} findings"
    end = "passed" if checked.passed else f"failed: {found}"
    return f"{end}; {what} {human_size(measured.bytes)}, {files} ({', '.join(_limits(checked))})"


def _limits(checked: Checked) -> Iterator[str]:
    limits = checked.limits
    if limits.max_size is not None:
        default = ", the default" if limits.by_default else ""
        yield f"limit {human_size(limits.max_size)}{default}"
    if limits.max_files is not None:
        yield f"at most {limits.max_files:,} files"
    if limits.max_file_size is not None:
        yield f"at most {human_size(limits.max_file_size)} a file"
    if limits.min_files is not None:
        yield f"at least {limits.min_files:,} files"
    if limits.baseline is not None:
        yield f"growth {limits.max_growth} at most"


def place_of(checked: Checked, finding: Finding) -> Place:
    """The file that a finding is about, as seen from the current directory."""
    if finding.place is not None:
        return finding.place
    location = checked.inspection.location
    if finding.path is None:
        return Place(location.dockerfile.shown)
    return Place(_inside(location.shown, finding.path))


def headline(finding: Finding) -> str:
    """What is wrong, on one line."""
    return printable(finding.message)


def ignore_file_of(checked: Checked) -> str:
    """The ignore file of the build, or the one to begin."""
    inspection = checked.inspection
    return inspection.ignore_file.path or _inside(inspection.location.shown, ".dockerignore")


def _inside(context: str, path: str) -> str:
    directory = context.rstrip("/")
    return path if directory in ("", ".") else f"{directory}/{path}"


def advice_lines(checked: Checked, finding: Finding) -> Iterator[str]:
    """What to do, a line each."""
    if finding.hint:
        yield printable(finding.hint)
    for rule in finding.rules:
        yield printable(f"append to {ignore_file_of(checked)}: {rule}")
    for remedy in finding.remedies:
        yield remedy_line(remedy)


def remedy_line(remedy: Remedy) -> str:
    files = "1 file" if remedy.files == 1 else f"{remedy.files:,} files"
    name = remedy.path + ("/" if remedy.is_directory else "")
    why = f"; {remedy.reason}" if remedy.reason else ""
    return printable(f"{remedy.rule}  takes out {name}: {human_size(remedy.content_bytes)}, "
                     f"{files}{why}")  # fmt: skip


def whole_message(checked: Checked, finding: Finding) -> str:
    """A finding and what to do, in one text of several lines."""
    return "\n".join(
        [headline(finding), *(f"-> {each}" for each in advice_lines(checked, finding))]
    )
