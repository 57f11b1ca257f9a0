"""Where a command's result goes, and how it is drawn there."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ctxscan.cli import terminal
from ctxscan.cli.exits import Exit, Leave
from ctxscan.errors import UsageError
from ctxscan.process import clear_line, say_error
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ctxscan.api.asked import Answers
    from ctxscan.cli.progress import Progress
    from ctxscan.finding import Finding
    from ctxscan.render.drawing.paper import Paper
    from ctxscan.render.drawing.text import Drawable
    from ctxscan.render.json.documents import Document
    from ctxscan.render.outcome import Outcome


class Output(NamedTuple):
    path: str | None
    """Written whole or not at all; ``None`` is stdout."""

    quiet: bool
    no_color: bool
    ticker: Progress

    def write(self, *data: bytes) -> None:
        """All of it or nothing. Raises UsageError when the file cannot be written."""
        self.ticker.close()
        if self.path is None:
            sys.stdout.flush()
            sys.stdout.buffer.writelines(data)
            return
        from pathlib import Path

        from ctxscan.context.replace_file import replace_file

        try:
            replace_file(Path(self.path), b"".join(data))
        except OSError as error:
            reason = error.strerror or error
            raise UsageError(f"cannot write {self.path}: {reason}") from None

    def write_text(self, text: str) -> None:
        self.write(text.encode("utf-8", "backslashreplace"))

    @property
    def on_terminal(self) -> bool:
        return self.path is None and sys.stdout.isatty()

    def draw(self, drawable: Drawable) -> None:
        """In colour on a terminal, plain text elsewhere."""
        encoding = sys.stdout.encoding if self.path is None else "utf-8"
        self.write(self.paper().draw(drawable).encode(encoding, "backslashreplace"))

    def write_findings(
        self,
        name: str,
        outcomes: Callable[[], Sequence[Outcome]],
        *,
        text: Callable[[], Drawable],
        document: Callable[[], Document],
    ) -> None:
        """In the format *name*; *text* and *document* are the command's own."""
        if name == "text":
            self.draw(text())
        elif name == "json":
            from ctxscan.render.json.documents import dumps

            self.write_text(dumps(document()) + "\n")
        else:
            from ctxscan.render.formats import formatter

            self.write(formatter(name)(outcomes()))

    def paper(self) -> Paper:
        from ctxscan.render.drawing.paper import Paper

        is_plain = self.no_color or self.path is not None
        encoding = "utf-8" if self.path is not None else sys.stdout.encoding
        return Paper(
            terminal.width(),
            has_blocks=encoding.lower().startswith("utf"),
            is_styled=not is_plain and terminal.is_styled(sys.stdout),
            has_colors=terminal.has_colors(),
        )

    def warn(self, notices: Iterable[Finding], *, few: bool = False) -> None:
        """Warnings on stderr, a line each, unless quiet; *few*: the first ones of each code."""
        from ctxscan.render.text.notices import few_lines, notice_line

        if not self.quiet:
            for line in few_lines(notices) if few else map(notice_line, notices):
                clear_line()
                sys.stderr.write(f"ctxscan: warning: {line}\n")

    def warn_of_project(self, notices: Iterable[Finding]) -> bool:
        """Say what the files that declare the builds are wrong about; whether they could be read.

        What could not is an error, and said even where this is quiet.
        """
        from ctxscan.render.text.notices import notice_line

        refused: list[Finding] = []
        others: list[Finding] = []
        for notice in notices:
            (refused if notice.severity == "error" else others).append(notice)
        self.warn(others, few=True)
        for notice in refused:
            say_error(notice_line(notice))
        return not refused

    def end(self, answers: Answers[Any], *, passed: bool = True) -> None:
        """What several builds come to: warnings, refusals on stderr, and the exit code.

        Raises Leave unless all is fine.
        """
        is_whole = self.warn_of_project(answers.asked.notices)
        for build, error in answers.refused:
            say_error(f"{build.name}: {error}")
        if answers.refused or not is_whole:
            raise Leave(Exit.BAD_INPUT)
        if not passed:
            raise Leave(Exit.FINDINGS)

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """A line on stderr for what takes longer than half a second, on a terminal only.

        It is there from the beginning of a command to its first result; a walk may count in it.
        """
        yield self.ticker
