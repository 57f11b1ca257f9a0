"""What a command found in one build, as every format takes it, and the words for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.render.names import printable
from ctxscan.render.words import in_context, named
from ctxscan.sizes import human_size, plural
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.finding import Finding, Remedy


class Outcome(NamedTuple):
    command: str
    title: str
    """Which context it is about, with its files."""

    result: str
    """How it ended."""

    findings: tuple[Finding, ...]

    looked_for: tuple[str, ...]
    """The codes of what could have been found."""

    context: str
    """As the user wrote it; so are the next ones."""

    dockerfile: str

    ignore_file: str
    """That of the build, or the one to begin."""

    build: str = ""
    """The name that its file declares it by; empty for a build on its own."""

    @property
    def heading(self) -> str:
        return f"Build {self.named_title}" if self.build else f"{self.about} {self.title}"

    @property
    def named_title(self) -> str:
        return named(self.build, self.title)

    about: str = "Build context"
    """What the title is the name of."""

    limits: str = ""
    """What it was held against."""

    @property
    def verdict(self) -> str:
        """The result with the limits, on one line."""
        return f"{self.result} ({self.limits})" if self.limits else self.result

    @property
    def passed(self) -> bool:
        return not self.failing

    @property
    def failing(self) -> tuple[Finding, ...]:
        """A note fails nothing."""
        return tuple(each for each in self.findings if each.severity != "note")


def place_of(outcome: Outcome, finding: Finding) -> Place:
    """The file that a finding is about, as seen from the current directory."""
    if finding.place is not None:
        return finding.place
    if finding.path is None:
        return Place(outcome.dockerfile)
    return Place(in_context(outcome.context, finding.path))


def headline(finding: Finding) -> str:
    """What is wrong, on one line."""
    rule = f"{finding.rule}: " if finding.rule is not None else ""
    return printable(rule + finding.message)


def advice_lines(outcome: Outcome, finding: Finding) -> Iterator[str]:
    """What to do, a line each."""
    if finding.hint:
        yield printable(finding.hint)
    for rule in finding.rules:
        yield printable(f"append to {outcome.ignore_file}: {rule}")
    for remedy in finding.remedies:
        yield _remedy_line(remedy)


def _remedy_line(remedy: Remedy) -> str:
    name = remedy.path + ("/" if remedy.is_directory else "")
    size = f"{human_size(remedy.content_bytes)}, {plural(remedy.files, 'file')}"
    why = f"; {remedy.reason}" if remedy.reason else ""
    return printable(f"{remedy.rule}  takes out {name}: {size}{why}")


def whole_message(outcome: Outcome, finding: Finding) -> str:
    """A finding and what to do, in one text of several lines."""
    advice = (f"-> {each}" for each in advice_lines(outcome, finding))
    return "\n".join([headline(finding), *advice])
