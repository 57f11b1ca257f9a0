"""What building comes to: what each step wrote, what failed, what the image holds."""

from __future__ import annotations

from typing import NamedTuple


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


class StepError(Exception):
    """A step cannot be done; its line is known above."""

    def __init__(self, kind: str, path: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.path = path
        self.message = message

    def at(self, line: int | None) -> StepFailure:
        return StepFailure(line, self.kind, self.kind, self.path, self.message)


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


class Outcome(NamedTuple):
    failures: tuple[StepFailure, ...]
    """In the order of the lines, all of them."""

    in_image: tuple[InImage, ...]
    """In the order of the paths."""

    overwritten: tuple[Overwritten, ...] = ()

    @property
    def builds(self) -> bool:
        return not self.failures
