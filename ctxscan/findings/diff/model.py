"""The values of a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.builders.buildkit.cache.fates import Fate
    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.finding import Finding
    from ctxscan.findings.steps import StepName

What = Literal["added", "removed", "content", "mode", "type", "link", "xattr", "unknown"]


class Change(NamedTuple):
    """What became of one path that is sent, or was."""

    path: str
    """``name:path`` in a named context."""

    what: tuple[What, ...]
    bytes: int
    """By how much the content grew."""

    detail: str = ""
    """What of it can be said in a few words: ``644 -> 755``."""

    ignored_by_git: bool = False
    """Whether git would never tell anybody of it."""


class Because(NamedTuple):
    """Why a step is not kept: one of the three."""

    path: str | None = None
    line: int | None = None
    text: str | None = None


class StepFate(NamedTuple):
    name: StepName
    fate: Fate
    because: tuple[Because, ...] = ()


class Rescue(NamedTuple):
    """Steps that would be kept if one path had not changed."""

    path: str
    steps: tuple[StepName, ...]


class TransferChange(NamedTuple):
    before: int
    after: int
    new: int
    """What a builder that has the first state is sent of the second."""

    files_before: int
    files_after: int


class Diff(NamedTuple):
    changes: tuple[Change, ...]
    steps: tuple[StepFate, ...]
    rescues: tuple[Rescue, ...]
    transfer: TransferChange
    stale: tuple[str, ...]
    """Of other content, and yet of the size and time that they had: a builder that keeps the
    context does not ask for them."""

    failures: tuple[StepFailure, ...]
    """Of the second state."""

    notes: tuple[str, ...] = ()
    """What the comparison leaves aside."""

    warnings: tuple[Finding, ...] = ()
