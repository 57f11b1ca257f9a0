"""Every path that is sent, or every other one: of one build, or of several on one walk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ctxscan.api.asked import for_each
from ctxscan.api.build import inspect
from ctxscan.api.together import together
from ctxscan.findings.listing import ListingLeftOut, ListingSent, list_left_out, list_sent
from ctxscan.findings.sent_paths import PiecesSent, SentPaths, Written

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.asked import Answers, Asked
    from ctxscan.api.together import Walked
    from ctxscan.builders.protocol import Sent
    from ctxscan.context.entry import PlainFiles
    from ctxscan.findings.listing import Listing
    from ctxscan.findings.sent_paths import Pieces

_ONE_PROCESS = 1
"""What each entry alone comes to hangs on how many came before."""


def _nobody(_: int) -> None:
    """Progress that nobody follows."""


def listing(
    path: str = ".",
    *,
    ignored: bool = False,
    progress: Callable[[int], None] = _nobody,
    **build: Unpack[BuildArguments],
) -> Listing:
    """What is sent, in the builder's order; *ignored*: what is not, each with its rule.

    Raises CtxscanError.
    """
    found = list_left_out if ignored else list_sent
    return found(inspect(path, **build), progress)


def sent_paths(
    path: str = ".",
    *,
    directories: bool = True,
    progress: Callable[[int], None] = _nobody,
    **build: Unpack[BuildArguments],
) -> SentPaths:
    """The paths alone, to iterate over once: a million of them need no room.

    Raises CtxscanError, also while it is iterated over.
    """
    return SentPaths(inspect(path, **build), progress, directories=directories)


def listings(
    asked: Asked, *, ignored: bool = False, progress: Callable[[int], None] | None = None
) -> Answers[Listing]:
    """The same for each build. Raises CtxscanError for one build on its own."""
    listed = ListingLeftOut if ignored else ListingSent

    def begin(path: str, build: BuildArguments) -> ListingLeftOut | ListingSent:
        return listed.of(inspect(path, **build))

    def end(begun: ListingLeftOut | ListingSent, walked: Walked) -> Listing:
        return begun.listing(walked)

    begun = for_each(asked, begin)
    return together(begun, lambda each: each.looks, end, progress, _ONE_PROCESS)


def sent_in_pieces(
    asked: Asked,
    written: Callable[[PlainFiles | Sequence[Sent]], Written],
    progress: Callable[[int], None] | None = None,
) -> Answers[Pieces[Written]]:
    """What each build sends, *written* as it comes. Raises CtxscanError for one on its own."""

    def begin(path: str, build: BuildArguments) -> PiecesSent[Written]:
        return PiecesSent.of(inspect(path, **build), written)

    begun = for_each(asked, begin)
    return together(
        begun, lambda each: each.looks, lambda each, walked: each.sent(walked), progress
    )
