"""What is drawn of several builds, below one another, each under its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ctxscan.render.drawing.text import Group, Padding, Text
from ctxscan.render.names import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxscan.api.asked import Answers
    from ctxscan.render.drawing.text import Drawable

T = TypeVar("T")


def under_names(answers: Answers[T], draw: Callable[[T], Drawable]) -> Drawable:
    if len(answers.asked.builds) == 1 == len(answers.found):
        return draw(answers.found[0].value)
    return _parts([([each.build.name], draw(each.value)) for each in answers.found])


def under_all_names(
    answers: Answers[T], draw: Callable[[T], Drawable], read: Callable[[Drawable], str]
) -> Drawable:
    """The same, with what *read* finds alike of several builds once, under all their names."""
    if len(answers.asked.builds) == 1 == len(answers.found):
        return draw(answers.found[0].value)
    alike: dict[str, tuple[list[str], Drawable]] = {}
    for each in answers.found:
        drawn = draw(each.value)
        alike.setdefault(read(drawn), ([], drawn))[0].append(each.build.name)
    return _parts(list(alike.values()))


def _parts(drawn: Sequence[tuple[Sequence[str], Drawable]]) -> Drawable:
    parts: list[Drawable] = []
    for names, each in drawn:
        if parts:
            parts.append(Text(""))
        parts.append(Text(printable(", ".join(names)), "bold"))
        parts.append(Padding(each, 2))
    return Group(*parts)
