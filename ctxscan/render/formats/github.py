"""Workflow commands of GitHub Actions: an annotation for each finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.check_words import place_of, title, verdict, whole_message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.finding import Finding
    from ctxscan.findings.check import Checked

# actions/toolkit, packages/core/src/command.ts: escapeData and escapeProperty.
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def workflow_commands(outcomes: Sequence[Checked]) -> str:
    return "".join(f"{line}\n" for checked in outcomes for line in _lines(checked))


def _lines(checked: Checked) -> Iterator[str]:
    for finding in checked.findings:
        yield _error(checked, finding)
    yield _command("notice", {"title": "ctxscan"}, f"{title(checked)}: {verdict(checked)}")


def _error(checked: Checked, finding: Finding) -> str:
    place = place_of(checked, finding)
    properties = {"file": place.file.encode("utf-8", "replace").decode()}
    if place.line is not None:
        properties["line"] = str(place.line)
    properties["title"] = f"ctxscan {finding.code}"
    return _command("error", properties, whole_message(checked, finding))


def _command(level: str, properties: dict[str, str], message: str) -> str:
    written = ",".join(f"{name}={value.translate(_PROPERTY)}" for name, value in properties.items())
    return f"::{level} {written}::{message.translate(_DATA)}"
