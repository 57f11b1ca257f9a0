"""What is said of a failure: its cause in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.stages.leaf import Leaf
from ctxscan.builders.stages.outcome import StepError
from ctxscan.builders.stages.resolve import LinkLoopError, resolve

if TYPE_CHECKING:
    from ctxscan.builders.stages.node import Directory


def missing(path: str, tree: Directory) -> StepError:
    """*path* was named and is not there, or is a link whose target is not."""
    return StepError("source-missing", path, _why_missing(path, tree))


def _why_missing(path: str, tree: Directory) -> str:
    shown = path[1:] or "/"
    try:
        named = resolve(tree, path, follow_last=False)
        end = resolve(tree, path)
    except LinkLoopError:
        return f"{shown} is not there"
    if isinstance(named.node, Leaf) and named.node.is_link:
        return (
            f"{shown} is a link to {named.node.target}, "
            f"and {end.path} is not there: outside, ignored, or not asked for"
        )
    if named.blocked:
        return f"{shown} is below a file"
    return f"{shown} is not there: it does not exist, is ignored, or was not sent"


def no_directory(path: str) -> StepError:
    return StepError(
        "no-directory-to-search",
        path,
        f"there is no directory {path[1:]} to look for matches in: nothing below it was sent "
        "(write the directory as a wildcard, too, or name a file that is there)",
    )


def link_loop(path: str) -> StepError:
    return StepError("link-loop", path, f"the links at {path[1:] or '/'} lead in a circle")
