"""A Dockerfile with one instruction written anew, to try what that one would do."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from ctxscan.dockerfile.directives import detect_syntax
from ctxscan.golang.glob import has_wildcard
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.dockerfile.model import Instruction
    from ctxscan.dockerfile.steps import CopyStep

_NEEDS_JSON = regex(r"\s")


class Written(NamedTuple):
    """An instruction in the parts that it is written in, variables and quotes untouched."""

    instruction: Instruction
    keyword: str
    """With the ONBUILD in front of it."""

    flags: tuple[str, ...]
    words: tuple[str, ...]
    """The sources, and the destination last."""

    is_json: bool

    values: tuple[str, ...]
    """The sources with their variables replaced."""

    @classmethod
    def of(cls, step: CopyStep) -> Written | None:
        """``None`` where it has here-documents: their bodies are lines of their own."""
        instruction = step.instruction
        if instruction.heredocs:
            return None
        keyword = instruction.keyword.upper()
        return cls(
            instruction,
            f"ONBUILD {keyword}" if step.triggered else keyword,
            instruction.flags,
            instruction.args,
            instruction.is_json,
            tuple(word.text for word in step.words),
        )

    @property
    def text(self) -> str:
        if self.is_json or any(_NEEDS_JSON.search(word) for word in self.words):
            import json  # noqa: PLC0415 - of each report, few have an instruction to write anew

            words = [json.dumps(list(self.words), ensure_ascii=False)]
        else:
            words = list(self.words)
        return " ".join((self.keyword, *self.flags, *words))

    def number_of(self, path: str) -> int | None:
        """Which source is *path*, relative to the root of what it is taken from."""
        found = (at for at, value in enumerate(self.values) if as_path(value) == path)
        return next(found, None)

    def with_source(self, number: int, word: str) -> Written:
        return self._replace(words=(*self.words[:number], word, *self.words[number + 1 :]))

    def above_wildcard(self, number: int) -> Written:
        """The directory in front of a wildcard in its place."""
        above, _ = self._split(number)
        return self.with_source(number, above or ("/" if self.words[number][0] == "/" else "."))

    def keeping_directories(self, number: int) -> Written:
        """The same wildcard with the directories that it matches in their places."""
        above, rest = self._split(number)
        return self.with_source(number, f"{above}/./{rest}" if above else rest).with_flag(
            "--parents"
        )

    def _split(self, number: int) -> tuple[str, str]:
        parts = self.words[number].removeprefix("./").split("/")
        wild = next((at for at, part in enumerate(parts) if has_wildcard(part)), len(parts))
        return "/".join(parts[:wild]), "/".join(parts[wild:])

    def without_source(self, number: int) -> Written | None:
        """``None`` where nothing is left to copy."""
        if len(self.values) == 1:
            return None
        return self._replace(words=self.words[:number] + self.words[number + 1 :])

    def with_more(self, word: str) -> Written:
        """One more source, behind the others."""
        return self._replace(words=(*self.words[:-1], word, self.words[-1]))

    def onto(self, destination: str) -> Written:
        return self._replace(words=(*self.words[:-1], destination))

    def with_flag(self, flag: str) -> Written:
        return self if flag in self.flags else self._replace(flags=(*self.flags, flag))

    def without_flag(self, name: str) -> Written:
        kept = (each for each in self.flags if each.partition("=")[0] != f"--{name}")
        return self._replace(flags=tuple(kept))

    def with_flag_for(self, flag: str, other: str) -> Written:
        """*other* in the place of *flag*."""
        return self._replace(flags=tuple(other if each == flag else each for each in self.flags))


def as_path(source: str) -> str:
    """What a source names: ``..`` stops at the root."""
    return posixpath.normpath(f"/{source}").lstrip("/")


def renamed_mount(text: str, source: str, new: str) -> str:
    """The text of a RUN with *new* behind the ``source=`` of a mount."""
    named = re.compile(rf"\b(source|src)=(?P<quote>[\"']?){re.escape(source)}(?P=quote)(?=[,\s])")
    return named.sub(lambda found: f"{found[1]}={new}", text, count=1)


def rewritten(data: bytes, instruction: Instruction, text: str) -> bytes:
    """*data* with *text* in the place of the instruction; all others keep their lines."""
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    first, last = instruction.line - 1, instruction.end_line
    new: Sequence[str] = [text, *[""] * (last - first - 1)]
    return "\n".join([*lines[:first], *new, *lines[last:]]).encode("utf-8", "surrogateescape")


def with_line(data: bytes, number: int, text: str) -> bytes:
    """*data* with *text* for one line; *number* counts from 1."""
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    lines[number - 1] = text
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def with_frontend(data: bytes, name: str) -> bytes:
    """*data* with *name* in the ``# syntax=`` that it has."""
    found = detect_syntax(data.decode("utf-8", "surrogateescape"), "#")
    return with_line(data, found.line, f"# syntax={name}") if found is not None else data
