"""Habits of Dockerfiles that cost time or ship more than is needed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxscan.dockerfile.model import Instruction
    from ctxscan.inspection import Inspection

# Compiled where they are first needed: that takes longer than many a walk.
_INSTALLS_DEPENDENCIES = (
    r"\b(?:npm (?:ci|i|install|clean-install)|pnpm (?:i|install|fetch)"
    r"|yarn(?: install)?(?=\s*(?:$|;|&|--))|bun (?:i|install)|pip3? install|poetry install|uv sync"
    r"|pipenv (?:install|sync)|bundle install|composer install|go mod download"
    r"|cargo (?:chef cook|fetch)|mix deps\.get|dotnet restore)\b(?P<rest>[^;&|]*)"
)
_NEEDS_NO_LIST = r"(?:^|\s)(?:-g|--global|--location[= ]global|--offline)(?=\s|$)"
"""A tool for all, or out of what was fetched before."""

_NAMES_LIST = (
    r"(?:^|\s)(?:-r|--requirements?|-e|--editable|-c|--constraint|-w|--workspaces?|--prefix)"
    r"(?=[\s=]|$)"
)
_TAKES_NAMES = (
    r"\b(?:npm (?:i|install)|pnpm (?:i|install)|bun (?:i|install)|pip3? install|pipenv install)"
)
_IS_FILE = r"^\.|/$|^/|\.(?:whl|tar\.gz|tgz)$"
_INSTALLS_BUILD_TOOLS = (
    r"\b(?:apt-get|apt|apk|dnf|yum|microdnf)\b[^;&|]*\b(?:install|add)\b[^;&|]*?"
    r"\s(build-essential|build-base|gcc|g\+\+|make|cmake|musl-dev|python3-dev|[\w.+-]+-dev)\b"
)
_REMOVES_PACKAGES = r"\b(?:apk del|apt-get (?:purge|remove|autoremove)|dnf remove)\b"


def advice(inspection: Inspection) -> Iterator[Finding]:
    """Notices about the instructions of the stages that the target needs."""
    plan = inspection.plan
    if plan is None:
        return
    file = inspection.location.dockerfile.shown
    bodies = _bodies(inspection.instructions)
    for stage in plan.stages:
        if not stage.reached or stage.replaced:
            continue
        whole = [
            source.line
            for source in stage.sources
            if source.widening == "root" and source.kind in ("copy", "add")
        ]
        yield from _copied_before_installing(whole, bodies.get(stage.line, []), file)
    if len(plan.stages) == 1:
        yield from _ships_build_tools(inspection.instructions, file)


def _bodies(instructions: Iterable[Instruction]) -> dict[int, list[Instruction]]:
    """The instructions of each stage, by the line that it begins at."""
    bodies: dict[int, list[Instruction]] = {}
    body: list[Instruction] = []
    for instruction in instructions:
        if instruction.keyword == "from":
            body = bodies[instruction.line] = []
        else:
            body.append(instruction)
    return bodies


def _copied_before_installing(
    whole: list[int], body: list[Instruction], file: str
) -> Iterator[Finding]:
    if not whole:
        return
    installs = [
        instruction.line
        for instruction in body
        if instruction.keyword == "run" and _installs_dependencies(_command(instruction))
    ]
    # Whoever installs before the copy, too, has done what is advised: the rest is quick.
    if installs and whole[0] < installs[0]:
        yield Finding(
            "copy-before-install",
            f"the whole context is copied before the dependencies are installed in line "
            f"{installs[0]}: any changed file installs them again",
            Place(file, whole[0]),
            "copy the list of dependencies first, install, then copy the rest",
        )


def _installs_dependencies(command: str) -> bool:
    """Whether it installs what a list in the context names, and not a tool by its own name."""
    for found in re.finditer(_INSTALLS_DEPENDENCIES, command):
        rest = found["rest"]
        named = re.match(_TAKES_NAMES, found[0]) and _names_a_tool(rest)
        if not named and not re.search(_NEEDS_NO_LIST, rest):
            return True
    return False


def _names_a_tool(rest: str) -> bool:
    """The words that are no options: all of them packages, and none a file or a directory."""
    if re.search(_NAMES_LIST, rest):
        return False
    words = [word for word in rest.split() if not word.startswith("-")]
    return bool(words) and not any(re.search(_IS_FILE, word) for word in words)


def _ships_build_tools(instructions: tuple[Instruction, ...], file: str) -> Iterator[Finding]:
    for instruction in instructions:
        if instruction.keyword != "run":
            continue
        command = _command(instruction)
        tools = re.search(_INSTALLS_BUILD_TOOLS, command)
        if tools and not re.search(_REMOVES_PACKAGES, command):
            yield Finding(
                "ships-build-tools",
                f"the only stage installs {tools[1]}, and the image ships it",
                Place(file, instruction.line),
                "build in one stage, and copy the result into a second one",
            )
            return


def _command(instruction: Instruction) -> str:
    heredocs = " ".join(heredoc.content for heredoc in instruction.heredocs)
    return f"{' '.join(instruction.args)} {heredocs}"
