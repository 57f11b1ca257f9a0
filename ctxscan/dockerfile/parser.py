"""Text of a Dockerfile -> instructions, as BuildKit's own parser has them."""

from __future__ import annotations

from ctxscan.dockerfile.arguments import ArgumentError, read_arguments, split_command
from ctxscan.dockerfile.directives import detect_syntax, json_syntax
from ctxscan.dockerfile.heredocs import HOLDERS, announced
from ctxscan.dockerfile.lines import LineReader
from ctxscan.dockerfile.model import Dockerfile, Heredoc, Instruction
from ctxscan.dockerfile.words import WordError
from ctxscan.errors import DockerfileError, Place
from ctxscan.golang.text import SPACES, nearest

KEYWORDS = (
    "add",
    "arg",
    "cmd",
    "copy",
    "entrypoint",
    "env",
    "expose",
    "from",
    "healthcheck",
    "label",
    "maintainer",
    "onbuild",
    "run",
    "shell",
    "stopsignal",
    "user",
    "volume",
    "workdir",
)


def parse(text: str, name: str) -> Dockerfile:
    """Raise ``DockerfileError``, with its line, for what BuildKit's parser refuses.

    What it refuses only when it looks at each instruction (flags, stage names, missing
    arguments) is left to ``plan_build``; an unknown instruction is refused here.
    """
    if foreign := detect_syntax(text, "//") or json_syntax(text):
        raise DockerfileError(
            f"written for the frontend {foreign.value}, which is not known here",
            place=Place(name, foreign.line),
            hint="only Dockerfiles with '# syntax=' can be read offline",
        )
    dockerfile = parse_nodes(text, name)
    for instruction in dockerfile.instructions:
        check_keyword(instruction, name)
    return dockerfile._replace(frontend=detect_syntax(text, "#"))


def parse_nodes(text: str, name: str) -> Dockerfile:
    """The bare parser: also takes instructions that do not exist."""
    if not text:
        raise DockerfileError("the Dockerfile cannot be empty", place=Place(name))
    reader = LineReader(text, name)
    instructions = tuple(_instruction(reader, line.text, line.line) for line in reader.joined())
    if not instructions:
        raise DockerfileError("file with no instructions", place=Place(name))
    return Dockerfile(name, tuple(reader.directives.found), instructions)


def check_keyword(instruction: Instruction, name: str) -> None:
    if instruction.keyword in KEYWORDS:
        return
    guess = nearest(instruction.keyword, KEYWORDS)
    raise DockerfileError(
        f"unknown instruction: {instruction.keyword.upper()}",
        place=Place(name, instruction.line),
        hint=f"did you mean {guess.upper()}?" if guess else None,
    )


def _instruction(reader: LineReader, text: str, line: int) -> Instruction:
    try:
        instruction = _from_line(text, line, reader.directives.escape)
        heredocs: tuple[Heredoc, ...] = ()
        if _may_hold_heredocs(instruction) and "<<" in text:
            heredocs = tuple(_read_body(reader, each, line) for each in announced(text))
    except (ArgumentError, WordError) as error:
        raise reader.error(str(error), line) from None
    return _completed(instruction, heredocs, reader.number)


def _completed(
    instruction: Instruction, heredocs: tuple[Heredoc, ...], end_line: int
) -> Instruction:
    held = instruction.onbuild
    return instruction._replace(
        heredocs=heredocs,
        end_line=end_line,
        onbuild=_completed(held, heredocs, end_line) if held else None,
    )


def _from_line(text: str, line: int, escape: str) -> Instruction:
    command = split_command(text)
    keyword = command.keyword.lower()
    held = None
    if keyword == "onbuild" and command.rest:
        held = _from_line(command.rest, line, escape)
        args, is_json = (split_command(command.rest).keyword, *held.args), False
    else:
        args, is_json = read_arguments(keyword, command.rest, escape)
    return Instruction(
        keyword=keyword,
        args=args,
        flags=command.flags,
        is_json=is_json,
        text=text.strip(SPACES),
        line=line,
        end_line=line,
        onbuild=held,
    )


def _may_hold_heredocs(instruction: Instruction) -> bool:
    inner = instruction.onbuild or instruction
    return inner.keyword in HOLDERS and not inner.is_json


def _read_body(reader: LineReader, heredoc: Heredoc, line: int) -> Heredoc:
    body: list[str] = []
    for raw in iter(reader.raw_line, None):
        candidate = raw.rstrip("\r\n")
        if (candidate.lstrip("\t") if heredoc.strip_tabs else candidate) == heredoc.name:
            return heredoc._replace(content="".join(body))
        body.append(raw)
    raise reader.error(f"unterminated heredoc: no line reads {heredoc.name}", line)
