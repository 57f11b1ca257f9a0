"""A COPY or ADD, its variables known -> the step, but for what it takes its files from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.dockerfile.commands import document_text
from ctxscan.dockerfile.heredocs import body_lines
from ctxscan.dockerfile.sources import is_git, is_url
from ctxscan.dockerfile.steps import CopyStep, Document, MainContext, Word, WordKind
from ctxscan.dockerfile.words import expand_document
from ctxscan.golang.text import byte_length

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.dockerfile.commands import Copy
    from ctxscan.dockerfile.environment import Environment, Value
    from ctxscan.dockerfile.graph import State


def copy_step(
    command: Copy,
    values: Sequence[Value],
    state: State,
    expand: Callable[[str], Value],
    line: int,
) -> CopyStep:
    """*values*: the expanded sources; *line*: the one that a builder names when it fails."""
    flags, destination = command.flags, expand(command.destination)
    unpack = flags.text("unpack")
    return CopyStep(
        line=line,
        instruction=command.instruction,
        words=tuple(_word(value) for value in values),
        documents=tuple(_documents(command, state.environment)),
        destination=destination.text,
        workdir=state.workdir,
        certain=destination.certain,
        origin=MainContext(),
        origin_name=command.origin,
        excludes=flags.all("exclude"),
        parents=flags.on("parents"),
        link=flags.on("link"),
        chmod=expand(flags.text("chmod")).text,
        chown=expand(flags.text("chown")).text,
        unpack=unpack == "true" if unpack else None,
        flags=tuple(dict.fromkeys(name for name, _ in flags.pairs)),
    )


def _documents(command: Copy, environment: Environment) -> Iterator[Document]:
    lines = body_lines(command.instruction)
    for document in command.documents:
        text = document_text(document)
        if document.expand:
            text = expand_document(text, environment).text
        line = lines.get(document.name, command.instruction.line)
        yield Document(document.name, line, byte_length(text), text)


def _word(value: Value) -> Word:
    kind: WordKind = "path"
    if is_git(value.text):
        kind = "git"
    elif is_url(value.text):
        kind = "url"
    return Word(value.text, value.certain, kind)
