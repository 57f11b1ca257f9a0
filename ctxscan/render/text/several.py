"""What is drawn of several builds, below one another, each under its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ctxscan.render.drawing.text import Group, Padding, Text
from ctxscan.render.names import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.api.asked import Answers
    from ctxscan.render.drawing.text import Drawable

T = TypeVar("T")


def under_names(answers: Answers[T], draw: Callable[[T], Drawable]) -> Drawable:
    if len(answers.asked.builds) == 1 == len(answers.found):
        return draw(answers.found[0].value)
    parts: list[Drawable] = []
    for each in answers.found:
        if parts:
            parts.append(Text(""))
        parts.append(Text(printable(each.build.name), "bold"))
        parts.append(Padding(draw(each.value), 2))
    return Group(*parts)
