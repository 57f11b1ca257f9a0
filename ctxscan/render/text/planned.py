"""Files as they are to be written: a new one whole, another by its changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.drawing.text import Group, Text
from ctxscan.render.names import printable
from ctxscan.render.text.suggest import diff_of
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.context.planned_file import LeftFile, PlannedFile
    from ctxscan.render.drawing.text import Drawable, Line

_COLORS = {"+": "green", "-": "red"}


def draw_planned(
    files: Sequence[PlannedFile], notes: Sequence[str], left: Sequence[LeftFile] = ()
) -> Drawable:
    """Each below its path; *notes* at the end."""
    parts: list[Drawable] = []
    for file in files:
        parts += [Text("")] if parts else []
        parts += [_title(file), *_lines(file)]
    for each in left:
        title = Text.assemble((printable(each.path), "bold"), f"  left as it is: {each.why}")
        parts += [*([Text("")] if parts else []), title]
        parts += [_Whole(line, "") for line in each.add]
    for note in notes:
        parts += [*([Text("")] if parts else []), Text(note, "yellow")]
    return Group(*parts)


def _title(file: PlannedFile) -> Text:
    what = "new" if file.before is None else "changed" if file.after is not None else "removed"
    return Text.assemble((printable(file.path), "bold"), f"  {what}")


def _lines(file: PlannedFile) -> Iterator[_Whole]:
    if file.shown:
        yield from map(_change, file.shown)
    elif file.after is None:
        return
    elif file.before is None:
        lines = _text(file.after).removesuffix("\n").split("\n")
        yield from (_Whole(printable(line), "") for line in lines)
    else:
        changes = diff_of(file.before, file.after, "", is_there=True)
        yield from map(_change, _text(changes).split("\n")[2:-1])


def _change(line: str) -> _Whole:
    return _Whole(printable(line), _COLORS.get(line[:1], ""))


class _Whole(NamedTuple):
    """A line of a file: not broken, however long it is."""

    text: str
    style: str

    def lines(self, _: int) -> Iterator[Line]:
        yield [("  ", ""), (self.text, self.style)]


def _text(data: bytes) -> str:
    if b"\0" in data:
        return f"{len(data):,} bytes that are no text"
    return data.decode("utf-8", "surrogateescape")
