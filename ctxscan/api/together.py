"""Several builds looked at together: each context is walked once, whatever the number of builds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from ctxscan.api.asked import collect
from ctxscan.inspection.side_by_side import add_up_all

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxscan.api.asked import Answers
    from ctxscan.errors import CtxscanError
    from ctxscan.inspection import TransferWalk
    from ctxscan.inspection.look import Look

B = TypeVar("B")
T = TypeVar("T")
Walked = list["TransferWalk | CtxscanError"]


def together(
    begun: Answers[B],
    looks: Callable[[B], Sequence[Look]],
    end: Callable[[B, Walked], T],
    progress: Callable[[int], None] | None,
    most_workers: int = 2,
) -> Answers[T]:
    """Walk what each build that was *begun* has to have walked, and *end* it.

    Raises CtxscanError for one build on its own.
    """
    asked = [tuple(looks(each.value)) for each in begun.found]
    workers = max((each.build.arguments.get("workers", 1) for each in begun.found), default=1)
    looks_of_all = [look for each in asked for look in each]
    walked = add_up_all(looks_of_all, min(workers, most_workers), progress)
    ends = []
    for answer, own in zip(begun.found, asked, strict=True):
        ends.append((answer.build, partial(end, answer.value, walked[: len(own)])))
        del walked[: len(own)]
    found = collect(begun.asked, ends)
    return found._replace(refused=(*begun.refused, *found.refused))
