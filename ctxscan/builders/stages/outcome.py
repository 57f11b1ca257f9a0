"""What building comes to: what each step wrote, what failed, what the image holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.builders.stages.node import Node


class Taken(NamedTuple):
    """One source of a COPY or ADD, or one match of its wildcard, that was copied."""

    line: int
    """Of the instruction itself."""

    word: str
    """The source: cleaned, absolute in what it is taken from, its wildcards in it."""

    path: str
    """What was taken for it, likewise."""

    node: Node
    """What lies there, its links followed."""


class Overwritten(NamedTuple):
    """Two origins, one destination."""

    path: str
    """Absolute in the stage."""

    line: int
    """Of the instruction that wrote last."""

    origin: str | None
    before: str | None
    """The origin that is gone."""

    before_line: int | None


class StepFailure(NamedTuple):
    """Why a step, and so the build, fails."""

    line: int | None
    code: str
    kind: str
    """As builders differ: ``source-missing``, ``directory-onto-file`` and so on."""

    path: str
    """What is missing or in the way: of the context or the stage, absolute."""

    message: str

    also: tuple[str, ...] = ()
    """Further sources of the same step that are missing: the builder names the first alone."""


class StepError(Exception):
    """A step cannot be done; its line is known above."""

    def __init__(self, kind: str, path: str, message: str, code: str | None = None) -> None:
        """*code*: of the finding, where it says more than the *kind*."""
        super().__init__(message)
        self.kind = kind
        self.code = code or kind
        self.path = path
        self.message = message

    def at(self, line: int | None) -> StepFailure:
        return StepFailure(line, self.code, self.kind, self.path, self.message)


class InImage(NamedTuple):
    """One path of the target's file system that a step wrote."""

    path: str
    """Absolute."""

    type: str
    """``file``, ``hardlink``, ``symlink``, ``directory``, ``fifo`` or ``device``."""

    size: int | None
    origin: str | None
    line: int | None
    via: tuple[int, ...]
    certain: bool
    target: str = ""
