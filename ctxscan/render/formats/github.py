"""Workflow commands of GitHub Actions: an annotation for each finding."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from ctxscan.regex import regex
from ctxscan.render.names import printable
from ctxscan.render.outcome import place_of, whole_message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.finding import Finding
    from ctxscan.render.outcome import Outcome

# actions/toolkit, packages/core/src/command.ts: escapeData and escapeProperty.
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})

_LINE_ENDS = regex(r"([\r\n])")

_LEVELS = MappingProxyType({"error": "error", "warning": "warning", "note": "notice"})


def workflow_commands(outcomes: Sequence[Outcome]) -> bytes:
    lines = (f"{line}\n" for outcome in outcomes for line in _lines(outcome))
    return "".join(lines).encode("utf-8", "backslashreplace")


def _lines(outcome: Outcome) -> Iterator[str]:
    for finding in outcome.findings:
        yield _annotation(outcome, finding)
    yield workflow_command(
        "notice", {"title": "ctxscan"}, f"{outcome.named_title}: {outcome.verdict}"
    )


def _annotation(outcome: Outcome, finding: Finding) -> str:
    place = place_of(outcome, finding)
    properties = {"file": _file(place.file)}
    if place.line is not None:
        properties["line"] = str(place.line)
    build = f" in {outcome.build}" if outcome.build else ""
    properties["title"] = f"ctxscan {finding.code}{build}"
    return workflow_command(_LEVELS[finding.severity], properties, whole_message(outcome, finding))


def _file(path: str) -> str:
    """Line ends are escaped as the runner takes them back; nothing else may reach a terminal."""
    return "".join(each if each in "\r\n" else printable(each) for each in _LINE_ENDS.split(path))


def workflow_command(level: str, properties: dict[str, str], message: str) -> str:
    written = ",".join(f"{name}={value.translate(_PROPERTY)}" for name, value in properties.items())
    return f"::{level} {written}::{message.translate(_DATA)}"
