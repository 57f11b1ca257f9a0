"""Copies that stand before commands which need little of what they copy."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.copying.words import read_destination
from ctxscan.dockerfile.sources import normal_path
from ctxscan.dockerfile.steps import CopyStep, MainContext, RunStep
from ctxscan.findings.order.needs import need_of
from ctxscan.findings.order.system import is_system
from ctxscan.golang.glob import has_wildcard
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.dockerfile.model import Instruction
    from ctxscan.dockerfile.plan import BuildPlan, StagePlan
    from ctxscan.findings.order.needs import Need

_PASSED = frozenset(
    {"env", "arg", "label", "expose", "user", "shell", "cmd", "entrypoint", "stopsignal"}
    | {"healthcheck", "volume", "maintainer", "run"}
)
"""Instructions that a copy may change places with."""

_PLAIN_FLAGS = frozenset({"chown", "chmod", "link", "exclude"})


class Needed(NamedTuple):
    """A command, and what it needs of the copy before it."""

    step: RunStep
    paths: tuple[str, ...]
    """In the context; none: nothing of it."""


class EarlyCopy(NamedTuple):
    """A copy that may stand behind all of *needed*, once what they need is copied first."""

    step: CopyStep
    stage: StagePlan
    needed: tuple[Needed, ...]
    """In their order; at least one."""

    @property
    def paths(self) -> tuple[str, ...]:
        """What any of them needs, in the order of need."""
        return tuple(dict.fromkeys(path for each in self.needed for path in each.paths))


def early_copies(
    plan: BuildPlan, instructions: Sequence[Instruction], read: Callable[[str], str | None]
) -> Iterator[EarlyCopy]:
    """Of the stages that the target needs.

    *read*: the text of a file that the context sends, by its path; ``None`` for all else.
    """
    for stage in plan.stages:
        if not stage.reached or stage.replaced or stage.error is not None:
            continue
        for at, step in enumerate(stage.steps):
            if isinstance(step, CopyStep) and _is_plain(step):
                behind = stage.steps[at + 1 :]
                needed = tuple(_needed(step, behind, instructions, _Copied(step), read))
                if needed:
                    yield EarlyCopy(step, stage, needed)


def _is_plain(step: CopyStep) -> bool:
    """Whether it copies directories of the context, and could be written twice."""
    texts = [each.text for each in step.words]
    return (
        isinstance(step.origin, MainContext)
        and not (step.triggered or step.parents or step.documents or step.instruction.heredocs)
        and not (step.is_add and step.instruction.is_json)
        and set(step.flags) <= _PLAIN_FLAGS
        and all(each.kind == "path" and each.certain for each in step.words)
        and not any(map(has_wildcard, texts))
        and "$" not in step.instruction.text
        and step.certain
        and not is_system(read_destination(step.destination, step.workdir, certain=True).path)
    )


class _Copied(NamedTuple):
    """Where the files of a copy land."""

    step: CopyStep

    def origin(self, path: str) -> str | None:
        """Of an absolute path in the image; ``None``: it may not be of this copy alone."""
        step = self.step
        destination = read_destination(step.destination, step.workdir, certain=True).path
        if not f"{path}/".startswith(f"{destination.rstrip('/')}/"):
            return None
        inside = posixpath.relpath(path, destination)
        if len(step.words) == 1:
            return normal_path(posixpath.join(step.words[0].text, inside))
        files = [normal_path(each.text) for each in step.words]
        return next((each for each in files if posixpath.basename(each) == inside), None)


def _needed(
    copy: CopyStep,
    behind: Sequence[object],
    instructions: Sequence[Instruction],
    copied: _Copied,
    read: Callable[[str], str | None],
) -> Iterator[Needed]:
    """The commands behind it that need not all of it, up to the first that may."""

    def text(path: str) -> str | None:
        origin = copied.origin(path)
        return read(origin) if origin is not None else None

    last = copy.instruction
    for step in behind:
        if not isinstance(step, RunStep) or step.triggered:
            return
        if not all(each.keyword in _PASSED for each in _between(last, step, instructions)):
            return
        need: Need | None = need_of(step, text)
        if need is None:
            return
        paths = [copied.origin(path) for path in need]
        yield Needed(step, tuple(path for path in paths if path is not None))
        last = step.instruction


def _between(
    first: Instruction, step: RunStep, instructions: Sequence[Instruction]
) -> list[Instruction]:
    return [each for each in instructions if first.line < each.line < step.instruction.line]
