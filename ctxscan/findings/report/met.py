"""What the walk met: paths that cannot be read, files that arrive empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.finding import Finding
from ctxscan.findings.next_step import next_step
from ctxscan.golang.glob import has_wildcard
from ctxscan.ignore.literal import escape_literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.context.locate.docker import Location
    from ctxscan.context.walk.part import Trouble
    from ctxscan.inspection import Inspection, TransferWalk

MOST_EMPTY = 20
"""Files that arrive empty are named one by one up to here."""


def notices_of_walk(inspection: Inspection, stream: TransferWalk) -> Iterator[Finding]:
    """What the walk met."""
    for trouble in stream.troubles:
        place = Place(_from_here(inspection.location, trouble.path))
        yield _trouble(inspection, trouble, place)
    if stream.ended_early is not None:
        yield Finding(
            "transfer-cut-short",
            f"the classic builder stops here, without an error: {stream.ended_early}",
            hint="everything after it is missing from the build",
        )


def _from_here(location: Location, path: str) -> str:
    """A path of the context as the user would write it."""
    shown = location.shown.rstrip("/")
    return path if shown in {"", "."} else f"{shown}/{path}"


def _trouble(inspection: Inspection, trouble: Trouble, place: Place) -> Finding:
    if not trouble.visited:
        message = f"could not be measured: {trouble.reason}"
        return Finding("unreadable", message, place)
    if trouble.is_directory:
        return Finding(
            "unreadable-directory",
            f"cannot be read ({trouble.reason}), so docker build fails",
            place,
            _make_readable(inspection, trouble.path),
            "error",
        )
    return Finding("unreadable", f"could not be read: {trouble.reason}", place)


def _make_readable(inspection: Inspection, path: str) -> str:
    """Ignoring does not help where it is ignored, and looked into all the same (D.6)."""
    from ctxscan.findings.explain import explain  # noqa: PLC0415 - for a directory that cannot be read alone; list loads this module, and explains nothing
    from ctxscan.findings.trials import unread_under  # noqa: PLC0415 - for the same directory: its remedy is tried on the model of the builder

    readable = "the builder has to be able to read it"
    decided = explain(inspection, path, exists=True, is_directory=True)
    if decided.eligible or decided.rule is None:
        line = escape_literal(path)
        helps = path not in unread_under(inspection, line)
        return f"{readable}, or append {line} to the ignore file" if helps else readable
    wild = (rule for rule in inspection.ignore_file.rules if rule.exception)
    rule = next((rule for rule in wild if has_wildcard(rule.pattern)), None)
    if rule is None or inspection.traits.checks_ignored_directories:
        return readable
    return (
        f"{readable}: {decided.rule} ignores it, but {rule} ({rule.place}) has BuildKit look "
        "into every ignored directory; an exception without a wildcard does not"
    )


def notices_of_empty(paths: Sequence[str], inspection: Inspection) -> Iterator[Finding]:
    """Files that BuildKit announces and then does not open."""
    for path in paths[:MOST_EMPTY]:
        yield Finding(
            "arrives-empty",
            "arrives empty: the build succeeds, and the image holds an empty file",
            Place(_from_here(inspection.location, path)),
            next_step(inspection, "explain", path),
        )
    if len(paths) > MOST_EMPTY:
        yield Finding("arrives-empty", f"{len(paths) - MOST_EMPTY} more files arrive empty")
