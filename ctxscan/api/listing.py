"""Every path that is sent, or every other one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ctxscan.api.build import inspect
from ctxscan.findings.listing import SentPaths, list_left_out, list_sent

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.findings.listing import Listing


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
