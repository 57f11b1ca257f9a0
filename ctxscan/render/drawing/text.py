"""Text in styles, and texts below one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

from ctxscan.render.drawing.cells import breaks, cut, width_of
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Span: TypeAlias = tuple[str, str]
"""Text, and its style: words like ``bold``, ``dim`` and ``red``."""

Line: TypeAlias = list[Span]


class Drawable(Protocol):
    def lines(self, width: int) -> Iterator[Line]:
        """What stands on each line, for a terminal of *width* columns."""


class Text:
    """One paragraph or several: a line end in it begins a line."""

    __slots__ = ("is_one_line", "spans")

    def __init__(self, text: str = "", style: str = "", *, is_one_line: bool = False) -> None:
        """*is_one_line*: cut where it is too long, instead of going on in a new line."""
        self.spans: Line = [(text, style)]
        self.is_one_line = is_one_line

    @classmethod
    def assemble(cls, *parts: str | Span | Text) -> Text:
        text = cls()
        for part in parts:
            if isinstance(part, Text):
                text.spans += part.spans
            else:
                text.spans.append((part, "") if isinstance(part, str) else part)
        return text

    def append(self, text: str, style: str = "") -> None:
        self.spans.append((text, style))

    @property
    def plain(self) -> str:
        return "".join([text for text, _ in self.spans])

    def lines(self, width: int, *, cuts: bool = False) -> Iterator[Line]:
        """The text, broken between words; *cuts*: cut instead, each line for itself."""
        plain = self.plain
        if "\n" not in plain and width_of(plain) <= width:
            yield self.spans
            return
        for paragraph in _split(self.spans, _line_ends(plain)):
            own = [(text.replace("\n", ""), style) for text, style in paragraph]
            joined = "".join(text for text, _ in own)
            if cuts or self.is_one_line:
                yield [(cut(joined, width), own[-1][1])]
            else:
                yield from map(_stripped, _split(own, breaks(joined, width)))


class Padding(NamedTuple):
    """Something that stands further to the right."""

    inner: Drawable
    columns: int

    def lines(self, width: int) -> Iterator[Line]:
        margin = (" " * self.columns, "")
        for line in self.inner.lines(max(1, width - self.columns)):
            yield [margin, *line]


class Group:
    """One below the other."""

    __slots__ = ("parts",)

    def __init__(self, *parts: Drawable) -> None:
        self.parts: Sequence[Drawable] = parts

    def lines(self, width: int) -> Iterator[Line]:
        for part in self.parts:
            yield from part.lines(width)


def _line_ends(text: str) -> list[int]:
    return [index + 1 for index, character in enumerate(text) if character == "\n"]


def _split(spans: Line, offsets: Sequence[int]) -> Iterator[Line]:
    """*spans*, cut at *offsets* of the text that they are together."""
    rest, behind = list(spans), 0
    for offset in offsets:
        line: Line = []
        while behind < offset:
            text, style = rest.pop(0)
            taken = text[: offset - behind]
            line.append((taken, style))
            behind += len(taken)
            if len(taken) < len(text):
                rest.insert(0, (text[len(taken) :], style))
        yield line
    yield rest


def _stripped(line: Line) -> Line:
    """*line* without the spaces at its end."""
    kept = list(line)
    while kept:
        text, style = kept.pop()
        if text := text.rstrip():
            return [*kept, (text, style)]
    return []
