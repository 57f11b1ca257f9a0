"""The table that ``context.docker_client.words`` reads, in place of all that declares it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.render.shells.model import CommandWords, ProgramWords, Value


def rows(program: ProgramWords, codes: Sequence[str]) -> str:
    """*codes*: those of all findings, which do not change with the project."""
    return "".join(
        "\t".join(row) + "\n" for command in program.commands for row in _command(command, codes)
    )


def _command(command: CommandWords, codes: Sequence[str]) -> Iterator[tuple[str, ...]]:
    yield command.name, "=", "", "", command.help
    for flag in command.flags:
        yield command.name, ",".join(flag.names), *_value(flag.value, codes), flag.help
    if command.argument is not None:
        yield command.name, "", *_value(command.argument, codes), ""


def _value(value: Value | None, codes: Sequence[str]) -> tuple[str, str]:
    if value is None:
        return "", ""
    if value.asked == "code":
        return "words", " ".join(codes)
    return value.asked or value.kind, " ".join(value.words)
