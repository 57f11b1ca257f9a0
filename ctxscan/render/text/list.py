"""A listing, a path a line: in quotes where a name needs them, or as it is before a NUL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.sent_paths import names_of
from ctxscan.render.names import may_need_quotes, printable, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxscan.builders.protocol import Sent
    from ctxscan.builders.stages.outcome import InImage
    from ctxscan.context.entry import PlainFiles
    from ctxscan.findings.listing import LeftOut


def sent_paths(piece: PlainFiles | Sequence[Sent], *, directories: bool, null: bool) -> bytes:
    """The paths of what is sent together."""
    return paths(list(names_of(piece, directories=directories)), null=null)


def paths(sent: Sequence[str], *, null: bool) -> bytes:
    end = _end(null=null)
    # Hardly any path needs quotes, and all of them together are asked as fast as one.
    shown = sent if null or not may_need_quotes("".join(sent)) else map(quoted, sent)
    return "".join([path + end for path in shown]).encode("utf-8", "surrogateescape")


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


def under_names(lists: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """The lists of several builds below one another, each under its name."""
    found = list(lists)
    for at, (name, rows) in enumerate(found):
        if len(found) > 1:
            yield _heading(name, at)
        yield from rows


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
