"""A listing, a path a line: in quotes where a name needs them, or as it is before a NUL."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from ctxscan.render.names import printable, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxscan.builders.stages.outcome import InImage
    from ctxscan.findings.listing import LeftOut


def paths_of_several(
    lists: Sequence[tuple[str, Sequence[Sequence[str]]]], *, null: bool
) -> Iterator[bytes]:
    """What each of several builds sends, in groups of paths; a group is written once for all."""
    written: dict[int, bytes] = {}
    for at, (name, groups) in enumerate(lists):
        if len(lists) > 1:
            yield _heading(name, at)
        for group in groups:
            rows = written.get(id(group))
            if rows is None:
                rows = written[id(group)] = paths(group, null=null)
            yield rows


def paths(sent: Iterable[str], *, null: bool) -> bytes:
    """What is sent."""
    end = _end(null=null)
    lines = BytesIO()
    for path in sent:
        shown = path if null else quoted(path)
        lines.write(f"{shown}{end}".encode("utf-8", "surrogateescape"))
    return lines.getvalue()


def paths_and_rules(left_out: Iterable[LeftOut], *, null: bool) -> bytes:
    """What is not sent, each with what decided, behind a tab."""
    name, text = (str, str) if null else (quoted, printable)
    lines = (
        f"{name(left.path)}{'/' if left.holds else ''}\t{text(_why(left))}{_end(null=null)}"
        for left in left_out
    )
    return "".join(lines).encode("utf-8", "surrogateescape")


def in_image(found: Iterable[InImage], *, null: bool) -> bytes:
    """What ends in the image, each with what it came from, behind a tab."""
    name, text = (str, str) if null else (quoted, printable)
    lines = (f"{name(each.path)}\t{text(_came_from(each))}{_end(null=null)}" for each in found)
    return "".join(lines).encode("utf-8", "surrogateescape")


def under_names(lists: Iterable[tuple[str, bytes]]) -> bytes:
    """The lists of several builds below one another, each under its name."""
    found = list(lists)
    if len(found) == 1:
        return found[0][1]
    return b"".join(_heading(name, at) + rows for at, (name, rows) in enumerate(found))


def _heading(name: str, at: int) -> bytes:
    blank = "\n" if at else ""
    return f"{blank}{printable(name)}:\n".encode()


def _came_from(each: InImage) -> str:
    origin = each.origin if each.origin and each.type != "directory" else each.type
    steps = [f"line {line}" for line in (each.line, *each.via) if line is not None]
    doubt = "" if each.certain else ", perhaps"
    return f"{origin} ({', then '.join(steps)}{doubt})" if steps else f"{origin}{doubt}"


def _why(left: LeftOut) -> str:
    why = f"{left.rule.place}: {left.rule}" if left.rule else "not asked for"
    return f"{why} (with {left.holds:,} below)" if left.holds else why


def _end(*, null: bool) -> str:
    return "\0" if null else "\n"
