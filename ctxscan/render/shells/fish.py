"""The script for fish: one line an option."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.shells.model import ASK, PROGRAM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.render.shells.model import CommandWords, Flag, ProgramWords, Value

_FIRST = "__fish_use_subcommand"


def fish(program: ProgramWords) -> str:
    return "".join(f"{line}\n" for line in _lines(program))


def _lines(program: ProgramWords) -> Iterator[str]:
    yield f"# Completion of {PROGRAM} {program.version} for fish: ctxscan completion fish"
    yield "function __ctxscan_ask"
    yield f"    {PROGRAM} {ASK} $argv[1] (commandline -opc)[2..] 2>/dev/null"
    yield "end"
    yield f"complete -c {PROGRAM} -e"
    yield _line(_FIRST, "-f")
    yield _line(_FIRST, "-l version", "Show the version and exit.")
    yield f"complete -c {PROGRAM} -s h -l help -d {_quoted('Show this message and exit.')}"
    for each in program.commands:
        yield _line(_FIRST, f"-f -a {each.name}", each.help)
    for each in program.commands:
        yield from _command(each)


def _command(command: CommandWords) -> Iterator[str]:
    chosen = f"__fish_seen_subcommand_from {command.name}"
    if command.argument is None:
        yield _line(chosen, "-f")
    elif command.argument.kind != "path":
        yield _line(chosen, f"-f{_choices(command.argument)}")
    for flag in command.flags:
        yield _line(chosen, f"{_names(flag)}{_value(flag.value)}", flag.help)


def _names(flag: Flag) -> str:
    found = [f"-l {each[2:]}" if each.startswith("--") else f"-s {each[1:]}" for each in flag.names]
    return " ".join(found)


def _value(value: Value | None) -> str:
    """``-r``: something has to follow; ``-x``: and no file."""
    if value is None:
        return ""
    return " -r -F" if value.kind == "path" else f" -x{_choices(value)}"


def _choices(value: Value) -> str:
    if value.kind == "words":
        return f" -a {_quoted(' '.join(value.words))}"
    return f" -a {_quoted(f'(__ctxscan_ask {value.asked})')}" if value.kind == "asked" else ""


def _line(condition: str, what: str, text: str = "") -> str:
    said = f" -d {_quoted(text)}" if text else ""
    return f"complete -c {PROGRAM} -n {_quoted(condition)} {what}{said}"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
