"""What was found in Markdown, for a job's summary or a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.regex import regex
from ctxscan.render.names import printable
from ctxscan.render.outcome import headline
from ctxscan.sizes import human_size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.finding import Finding
    from ctxscan.render.outcome import Outcome

_SPECIAL = regex(r"([\\`*_{}\[\]<>#|~&!$@])")
_TICKS = regex("`+")


def markdown(outcomes: Sequence[Outcome]) -> bytes:
    lines = (line for outcome in outcomes for line in (*_outcome(outcome), ""))
    return "\n".join(lines).encode("utf-8", "backslashreplace")


def _outcome(outcome: Outcome) -> Iterator[str]:
    yield f"### {escaped(outcome.heading)}"
    yield ""
    mark = ":white_check_mark:" if outcome.passed else ":x:"
    yield f"{mark} {escaped(outcome.verdict)}"
    for finding in outcome.findings:
        yield ""
        yield from _finding(outcome, finding)


def _finding(outcome: Outcome, finding: Finding) -> Iterator[str]:
    where = f" ({code(str(finding.place))})" if finding.place else ""
    yield f"- **{finding.code}** {escaped(headline(finding))}{where}"
    if finding.hint:
        yield f"  - {escaped(printable(finding.hint))}"
    if finding.rules:
        rules = ", ".join(map(code, finding.rules))
        yield f"  - append to {code(outcome.ignore_file)}: {rules}"
    if finding.remedies:
        yield ""
        yield "  | rule | takes out | size | files | |"
        yield "  |---|---|--:|--:|---|"
        for each in finding.remedies:
            cells = (code(each.rule), code(each.path), human_size(each.content_bytes))
            row = (*map(_in_cell, cells), f"{each.files:,}", escaped(each.reason or ""))
            yield f"  | {' | '.join(row)} |"


def escaped(text: str) -> str:
    """Text that Markdown takes for nothing but text; it must be on one line."""
    return _SPECIAL.sub(r"\\\1", text)


def code(text: str) -> str:
    """Text as it stands, whatever backticks are in it."""
    shown = printable(text)
    fence = "`" * (max((len(run) for run in _TICKS.findall(shown)), default=0) + 1)
    space = " " if shown[:1] == "`" or shown[-1:] == "`" else ""
    return f"{fence}{space}{shown}{space}{fence}"


def _in_cell(text: str) -> str:
    """Even in code, a table ends its cell at a bar."""
    return text.replace("|", "\\|")
