"""Warnings for people: where, what, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.drawing.text import Group, Padding, Text
from ctxscan.render.names import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxscan.finding import Finding
    from ctxscan.render.drawing.text import Drawable


MOST_ALIKE = 3
"""Notices of one code, on stderr."""


def notices_text(notices: Sequence[Finding]) -> Group:
    """One paragraph for each notice; the code in brackets can be looked up in docs/codes.md."""
    parts: list[Drawable] = []
    for notice in notices:
        where = f"{printable(str(notice.place))}: " if notice.place else ""
        line = Text.assemble(
            (where, "bold"), printable(notice.message), (f" [{notice.code}]", "dim")
        )
        parts.append(Padding(line, 2))
        if notice.hint:
            parts.append(Padding(Text(f"-> {printable(notice.hint)}", "green"), 5))
    return Group(*parts)


def few_lines(notices: Iterable[Finding]) -> Iterator[str]:
    """Each notice on one line; of many with one code, the first ones and how many follow."""
    seen: dict[str, int] = {}
    for notice in notices:
        seen[notice.code] = seen.get(notice.code, 0) + 1
        if seen[notice.code] <= MOST_ALIKE:
            yield notice_line(notice)
    for code, count in seen.items():
        if count > MOST_ALIKE:
            yield f"{count - MOST_ALIKE:,} more like that [{code}]"


def notice_line(notice: Finding) -> str:
    """The whole of a notice on one line."""
    where = f"{notice.place}: " if notice.place else ""
    what_to_do = f" ({notice.hint})" if notice.hint else ""
    return printable(f"{where}{notice.message}{what_to_do} [{notice.code}]")
