"""The stages of a Dockerfile, before anything is resolved (instructions/parse.go: Parse)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ctxscan.dockerfile.commands import Assign, Command, From, read_command
from ctxscan.errors import DockerfileError, Place
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.dockerfile.model import Dockerfile


class Stage(NamedTuple):
    number: int
    head: From
    commands: tuple[Command, ...]

    @property
    def label(self) -> str:
        """Its name, or ``stage-N`` as BuildKit prints it."""
        return self.head.name or f"stage-{self.number}"

    @property
    def line(self) -> int:
        return self.head.instruction.line


class Stages(NamedTuple):
    global_arguments: tuple[Assign, ...]
    stages: tuple[Stage, ...]


@lru_cache(maxsize=8)
def read_stages(dockerfile: Dockerfile) -> Stages:
    """Raise ``DockerfileError`` for an instruction that BuildKit refuses, reached or not.

    Kept: of a bake file, fifty builds have one Dockerfile, and each of its stages is tried.
    """
    arguments: list[Assign] = []
    heads: list[From] = []
    bodies: list[list[Command]] = []
    for instruction in dockerfile.instructions:
        command = read_command(instruction, dockerfile.name)
        if isinstance(command, From):
            heads.append(command)
            bodies.append([])
        elif bodies:
            bodies[-1].append(command)
        elif isinstance(command, Assign) and instruction.keyword == "arg":
            arguments.append(command)
        else:
            raise DockerfileError(
                f"{instruction.keyword.upper()} before the first FROM",
                place=Place(dockerfile.name, instruction.line),
                hint="only ARG may stand there",
            )
    if not heads:
        raise DockerfileError(
            "dockerfile contains no stages to build", place=Place(dockerfile.name)
        )
    pairs = enumerate(zip(heads, bodies, strict=True))
    return Stages(
        tuple(arguments), tuple(Stage(index, head, tuple(body)) for index, (head, body) in pairs)
    )
