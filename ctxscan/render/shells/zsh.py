"""The script for zsh: what its own ``_arguments`` reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.shells.model import ASK, PROGRAM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.render.shells.model import CommandWords, Flag, ProgramWords, Value


def zsh(program: ProgramWords) -> str:
    return "".join(f"{line}\n" for line in _lines(program))


def _lines(program: ProgramWords) -> Iterator[str]:
    yield f"#compdef {PROGRAM}"
    yield f"# Completion of {PROGRAM} {program.version} for zsh: ctxscan completion zsh"
    yield from _ASKING.splitlines()
    yield "_ctxscan() {"
    yield "  local -a commands"
    yield "  local context state line curcontext=$curcontext"
    yield "  typeset -A opt_args"
    yield "  commands=("
    for each in program.commands:
        yield f"    {_quoted(f'{each.name}:{_plain(each.help)}')}"
    yield "  )"
    yield "  _arguments -C '--version[Show the version and exit.]' \\"
    yield "    '(-h --help)'{-h,--help}'[Show this message and exit.]' \\"
    yield "    '1:command:->command' '*::argument:->argument' && return"
    yield "  case $state in"
    yield "  command) _describe command commands ;;"
    yield "  argument)"
    yield "    case $words[1] in"
    for each in program.commands:
        yield from _command(each)
    yield "    esac ;;"
    yield "  esac"
    yield "}"
    yield 'if [ "$funcstack[1]" = _ctxscan ]; then _ctxscan "$@"'
    yield f"else compdef _ctxscan {PROGRAM}; fi"


def _command(command: CommandWords) -> Iterator[str]:
    yield f"    {command.name})"
    specs = [_flag(each) for each in command.flags]
    specs.append("'(-h --help)'{-h,--help}'[Show this message and exit.]'")
    if command.argument is not None:
        specs.append(_quoted(f"*:argument:{_action(command.argument)}"))
    yield "      _arguments \\"
    yield " \\\n".join(f"        {each}" for each in specs) + " ;;"


def _flag(flag: Flag) -> str:
    value = ""
    if flag.value is not None:
        value = f":value:{_action(flag.value)}"
    text = f"[{_plain(flag.help)}]{value}"
    star = "*" if flag.repeats else ""
    if len(flag.names) == 1:
        return _quoted(f"{star}{flag.names[0]}{text}")
    if flag.repeats:
        return f"'*'{{{','.join(flag.names)}}}{_quoted(text)}"
    return f"'({' '.join(flag.names)})'{{{','.join(flag.names)}}}{_quoted(text)}"


def _action(value: Value) -> str:
    match value.kind:
        case "path":
            return "_files"
        case "words":
            return f"({' '.join(value.words)})"
        case "asked":
            # Behind a space, _arguments adds no options of its own.
            return f" _ctxscan_ask {value.asked}"
    return " "


def _plain(text: str) -> str:
    """Without what ``_arguments`` reads as its own."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


_ASKING = f"""_ctxscan_ask() {{
  local -a found
  found=(${{(f)"$({PROGRAM} {ASK} $1 $words[1,CURRENT-1] 2>/dev/null | cut -f 1)"}})
  compadd -a found
}}"""
