"""Lines of a Dockerfile joined into instructions (buildkit, parser/parser.go: Parse)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.dockerfile.directives import DirectiveError, DirectiveReader
from ctxscan.errors import DockerfileError, Place
from ctxscan.golang.text import SPACES, byte_length
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LINE_BYTES = 65_535

_CONTINUED = {
    escape: regex(rf"([^{re.escape(escape)}]|^){re.escape(escape)}[ \t]*\Z")
    for escape in ("\\", "`")
}


class JoinedLine(NamedTuple):
    text: str
    line: int


class LineReader:
    """Hands out instructions, and between two of them the raw lines of here-documents."""

    __slots__ = ("_at", "directives", "name", "number", "text")

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.number = 0
        """Of the line read last, from 1."""
        self.directives = DirectiveReader()
        self._at = 0

    def joined(self) -> Iterator[JoinedLine]:
        for raw in iter(self.raw_line, None):
            line = raw.removeprefix("\ufeff") if self.number == 1 else raw
            start = self.number
            text, complete = self._trim(line.rstrip("\r\n").lstrip(SPACES))
            if not complete:
                text += "".join(self._continuation())
            elif not text:
                continue
            yield JoinedLine(text, start)

    def raw_line(self) -> str | None:
        """The next line with its line end, or ``None`` at the end of the file."""
        if self._at >= len(self.text):
            return None
        end = self.text.find("\n", self._at) + 1 or len(self.text)
        line, self._at = self.text[self._at : end], end
        self.number += 1
        if len(line) * 4 > MAX_LINE_BYTES and byte_length(line.rstrip("\n")) > MAX_LINE_BYTES:
            raise self.error(f"line greater than the maximum of {MAX_LINE_BYTES} bytes")
        return line

    def error(self, message: str, line: int | None = None) -> DockerfileError:
        return DockerfileError(message, place=Place(self.name, line or self.number))

    def _continuation(self) -> Iterator[str]:
        """The lines that a trailing escape character draws in; comments and blanks are skipped."""
        complete = False
        while not complete and (raw := self.raw_line()) is not None:
            text, ended = self._trim(raw.rstrip("\r\n"))
            content = raw.strip(SPACES)
            if content and not content.startswith("#"):
                complete = ended
                yield text

    def _trim(self, line: str) -> tuple[str, bool]:
        """The line without comment and continuation mark, and whether it ends the instruction."""
        try:
            self.directives.read(line, self.number)
        except DirectiveError as error:
            raise self.error(str(error)) from None
        if line.lstrip(SPACES).startswith("#"):
            return "", True
        trimmed, continued = _CONTINUED[self.directives.escape].subn(r"\1", line)
        return trimmed, not continued
