"""The script for bash. It takes bash 3.2, as macOS has it, and no bash-completion beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.shells.model import ASK, PROGRAM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.render.shells.model import CommandWords, ProgramWords, Value


def bash(program: ProgramWords) -> str:
    return "".join(f"{line}\n" for line in _lines(program))


def _lines(program: ProgramWords) -> Iterator[str]:
    names = " ".join(each.name for each in program.commands)
    yield f"# Completion of {PROGRAM} {program.version} for bash: ctxscan completion bash"
    yield from _HEAD.splitlines()
    yield "  case $command in"
    yield f'  "") options="--version --help"; words="{names}" ;;'
    for each in program.commands:
        yield f"  {each.name})"
        yield f'    options="{" ".join(_names(each))}"'
        yield from _argument(each.argument)
        yield from _values(each)
        yield "    ;;"
    yield "  esac"
    yield from _TAIL.splitlines()


def _names(command: CommandWords) -> Iterator[str]:
    yield from (name for flag in command.flags for name in flag.names)
    yield from ("-h", "--help")


def _argument(value: Value | None) -> Iterator[str]:
    if value is not None:
        yield f"    {_set(value)}"


def _values(command: CommandWords) -> Iterator[str]:
    yield "    case $before in"
    for flag in command.flags:
        if flag.value is not None:
            names = "|".join(flag.names)
            yield f"    {names}) options=; words=; paths=; ask=; {_set(flag.value)} ;;"
    yield "    esac"


def _set(value: Value) -> str:
    match value.kind:
        case "path":
            return "paths=1"
        case "words":
            return f'words="{" ".join(value.words)}"'
        case "asked":
            return f"ask={value.asked}"
    return ":"


_HEAD = """_ctxscan() {
  local at=$COMP_CWORD word=${COMP_WORDS[COMP_CWORD]} before= command= each
  local options= words= paths= ask=
  COMPREPLY=()
  # --target=x is three words to bash
  if [ "$word" = "=" ]; then word=; at=$((at + 1)); fi
  before=${COMP_WORDS[at - 1]}
  if [ "$before" = "=" ]; then before=${COMP_WORDS[at - 2]}; fi
  for each in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $each in
    --) paths=1; break ;;
    -*) ;;
    *) [ -n "$command" ] || command=$each ;;
    esac
  done"""

_TAIL = f"""  if [ -n "$ask" ]; then
    words=$({PROGRAM} {ASK} "$ask" "${{COMP_WORDS[@]:1:COMP_CWORD-1}}" 2>/dev/null | cut -f 1)
  fi
  case $word in -*) words= ;; *) [ -n "$words$paths$ask" ] && options= ;; esac
  while IFS= read -r each; do
    [ -n "$each" ] && COMPREPLY+=("$each")
  done < <(compgen -W "$options $words" -- "$word"; [ -n "$paths" ] && compgen -f -- "$word")
  if [ -n "$paths" ]; then compopt -o filenames 2>/dev/null; fi
}}
complete -o bashdefault -F _ctxscan {PROGRAM}"""
