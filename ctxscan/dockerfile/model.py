"""What the parser makes of a Dockerfile."""

from __future__ import annotations

from ctxscan.tuples import NamedTuple


class Directive(NamedTuple):
    """A ``# name=value`` line at the very top."""

    name: str
    value: str
    line: int


class Heredoc(NamedTuple):
    name: str
    descriptor: int
    expand: bool
    """False if a part of the word behind ``<<`` was quoted."""

    strip_tabs: bool
    """``<<-``: leading tabs do not count. ``content`` still has them."""

    content: str


class Instruction(NamedTuple):
    keyword: str
    """In lower case."""

    args: tuple[str, ...]
    """As BuildKit splits them, quotes and variables untouched; ``ENV`` and ``LABEL``: key, value,
    key, value, ...; of a trigger: the words of the instruction it holds, its keyword first."""

    flags: tuple[str, ...]
    """Each ``--name=value`` without its quotes."""

    is_json: bool
    text: str
    """As written, continuation lines joined, comments inside them left out."""

    line: int
    end_line: int
    """The last line, here-documents included."""

    heredocs: tuple[Heredoc, ...] = ()
    onbuild: Instruction | None = None
    """What an ``ONBUILD`` holds."""


class Dockerfile(NamedTuple):
    name: str
    """For messages: the file as the user would write it."""

    directives: tuple[Directive, ...]
    instructions: tuple[Instruction, ...]
    frontend: Directive | None = None
    """The ``# syntax=`` line: another program reads this file."""

    @property
    def escape(self) -> str:
        return next((each.value for each in self.directives if each.name == "escape"), "\\")
