"""Every command that is recorded: with each builder, in each format, at each width."""

from __future__ import annotations

import os
import shlex
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.freeze.targets import Target

BUILDERS = ("buildkit", "classic", "podman")
NARROW = (("json", 80), ("text", 80))
LOOKS = (*NARROW, ("text", 160))
"""Formats, and columns of the terminal."""


class Command(NamedTuple):
    words: tuple[str, ...]
    builders: tuple[str, ...] = BUILDERS
    looks: tuple[tuple[str, int], ...] = LOOKS


# A proof takes as long as ten reports. Its rules hold for every builder, and are no table.
COMMANDS = (
    Command(("report",)),
    Command(("report", "--ignored")),
    Command(("list",)),
    Command(("list", "--ignored")),
    Command(("explain",)),
    Command(("suggest",)),
    Command(("suggest", "--allowlist"), looks=NARROW),
    Command(("suggest", "--level", "cautious"), BUILDERS[:1], NARROW),
    Command(("suggest", "--level", "aggressive"), BUILDERS[:1], NARROW),
    Command(("check",)),
    Command(("check", "--leaks")),
    Command(("lint",)),
)

QUICK = (
    Command(("report",)),
    Command(("report", "--ignored"), looks=NARROW),
    Command(("list",), looks=NARROW),
    Command(("list", "--ignored"), looks=NARROW),
    Command(("explain",), looks=NARROW),
    Command(("check",), looks=NARROW),
    Command(("check", "--leaks"), BUILDERS[:1], NARROW),
    Command(("lint",), looks=NARROW),
)
"""For repositories, whose contexts are a hundred times larger: every command, fewer pairs."""

ONCE = (
    Command(("suggest",), BUILDERS[:1], NARROW),
    Command(("suggest", "--allowlist"), BUILDERS[:1], NARROW[:1]),
    Command(("suggest", "--level", "cautious"), BUILDERS[:1], NARROW[:1]),
    Command(("suggest", "--level", "aggressive"), BUILDERS[:1], NARROW[:1]),
)
"""For each context of a repository, with the first of its Dockerfiles."""

_ALWAYS_EXPLAINED = (".dockerignore", ".git/config", "README.md", "no-such/file.txt")


class Run(NamedTuple):
    command: str
    """What the comparison groups by: ``report --ignored``."""

    arguments: tuple[str, ...]
    columns: int

    @property
    def line(self) -> str:
        """What a person would type, in the root of the project."""
        return f"COLUMNS={self.columns} ctxscan {shlex.join(self.arguments)}"


def quick(targets: Sequence[Target]) -> Iterator[tuple[Run, Path]]:
    """What a project is asked, and where, when it has to take seconds."""
    contexts = set()
    for target in targets:
        yield from ((run, target.root) for run in runs(target, QUICK))
        if target.context not in contexts:
            contexts.add(target.context)
            yield from ((run, target.root) for run in runs(target, ONCE))


def thorough(targets: Sequence[Target]) -> Iterator[tuple[Run, Path]]:
    for target in targets:
        yield from ((run, target.root) for run in runs(target, COMMANDS))


def runs(target: Target, commands: Sequence[Command]) -> Iterator[Run]:
    explained = _explained(target)
    dockerfile = ("-f", target.dockerfile) if target.dockerfile else ()
    for command in commands:
        paths = ("--context", target.context, "--", *explained)
        asked = paths if command.words[0] == "explain" else ("--", target.context)
        for builder, (form, columns) in product(command.builders, command.looks):
            options = (*command.words, *dockerfile, "--builder", builder, "--format", form)
            yield Run(" ".join(command.words), (*options, *asked), columns)


def _explained(target: Target) -> tuple[str, ...]:
    """Some paths of every kind: there and not, ignored by git or not, on top and further down."""
    context = target.root / target.context
    names = sorted(os.listdir(context))  # noqa: PTH208 - names
    folders = [name for name in names if (context / name).is_dir() and name != ".git"]
    below = [f"{name}/{child}" for name in folders[:5] for child in _some(context / name)]
    inside = (*_ALWAYS_EXPLAINED, *names[:5], *names[-5:], *below)
    # as a person would name them from the root: there may be a file of that name there, too
    named = (os.path.normpath(f"{target.context}/{path}") for path in inside)
    return tuple(dict.fromkeys(named))


def _some(directory: Path) -> list[str]:
    """The first and the last in it."""
    names = sorted(os.listdir(directory))  # noqa: PTH208 - names
    return [*names[:1], *names[-1:]]
