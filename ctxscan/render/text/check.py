"""The outcome of a gate for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.ignore.literal import escape_literal
from ctxscan.render.drawing.text import Group, Padding, Text
from ctxscan.render.names import printable
from ctxscan.render.outcome import advice_lines, headline
from ctxscan.render.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.finding import Finding
    from ctxscan.render.drawing.text import Drawable
    from ctxscan.render.outcome import Outcome


def checks_text(outcomes: Sequence[Outcome]) -> Group:
    """Each build; of several with names, those that pass last, a line for all that are alike."""
    short = [each for each in outcomes if each.passed and each.build and len(outcomes) > 1]
    parts: list[Drawable] = []
    for outcome in outcomes:
        if outcome in short:
            continue
        if parts:
            parts.append(Text(""))
        parts.append(Text(outcome.heading, "bold"))
        parts += [_findings(outcome), _verdict(outcome)]
    if parts and short:
        parts.append(Text(""))
    parts += _passed(short)
    noted = dict.fromkeys(each for outcome in short for each in outcome.findings)
    if noted:
        parts += [Text(""), *_notes(tuple(noted))]
    return Group(*parts)


def _passed(outcomes: Sequence[Outcome]) -> Iterator[Drawable]:
    """A line for what ended alike; limits that are those of all are said once, at the end."""
    common = {each.limits for each in outcomes}
    alike: dict[str, list[str]] = {}
    for each in outcomes:
        how = each.verdict if len(common) > 1 or len(outcomes) == 1 else each.result
        alike.setdefault(how, []).append(each.build)
    for how, builds in alike.items():
        yield Text.assemble((listed(builds), "bold"), f": {how}")
    if len(common) == 1 < len(outcomes):
        yield Text(f"each of these {len(outcomes):,}: {common.pop()}", "dim")


def _verdict(outcome: Outcome) -> Drawable:
    return Padding(Text(outcome.verdict, "green" if outcome.passed else "red"), 2)


def _findings(outcome: Outcome) -> Group:
    """One paragraph for each finding; the code in brackets can be looked up in docs/codes.md.

    What has the same remedy stands together, and the remedy below it, once.
    """
    alike: dict[object, list[Finding]] = {}
    for finding in outcome.failing:
        alike.setdefault(_remedy_of(finding), []).append(finding)
    parts: list[Drawable] = []
    for findings in alike.values():
        if findings[0].code == _LEAK and findings[0].rules and len(findings) > 1:
            parts += _leaks(findings)
            continue
        parts += [Padding(_line(each), 2) for each in findings[:_MOST_ALIKE]]
        more = len(findings) - _MOST_ALIKE
        if more > 0:
            line = Text.assemble(f"{more:,} more like that", (f" [{findings[0].code}]", "dim"))
            parts.append(Padding(line, 2))
        shown = findings[0] if len(findings) == 1 else _of_any(findings[0])
        parts += [
            Padding(Text(f"-> {advice}", "green"), 5) for advice in advice_lines(outcome, shown)
        ]
    return Group(*parts, *_notes([each for each in outcome.findings if each.severity == "note"]))


def _notes(notes: Sequence[Finding]) -> list[Drawable]:
    """Each in its own words; of secrets that git tracks a list, where there are several."""
    secrets = [each for each in notes if each.code == _SENT and each.path]
    if len(secrets) < 2:
        secrets = []
    others = [each for each in notes if each not in secrets]
    return [*_tracked_secrets(secrets), *(part for each in others for part in _note(each))]


def _note(note: Finding) -> list[Drawable]:
    return _advised(Text.assemble("note: ", headline(note), (f" [{note.code}]", "dim")), note.hint)


def _tracked_secrets(notes: Sequence[Finding]) -> list[Drawable]:
    if not notes:
        return []
    names = [printable(each.path) for each in notes if each.path]
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    listed = f"{', '.join(names[:_MOST_NAMED])}{more}"
    what = f"note: {len(names):,} files that git tracks look like credentials: {listed}"
    line = Text.assemble(what, (f" [{_SENT}]", "dim"))
    return _advised(line, _of_any(notes[0]).hint)


def _advised(line: Text, hint: str | None) -> list[Drawable]:
    advice = [Padding(Text(f"-> {printable(hint)}", "green"), 5)] if hint else []
    return [Padding(line, 2), *advice]


_MOST_ALIKE = 8
"""Findings with one remedy; the other formats have them all."""

_MOST_NAMED = 3
"""Paths of notes."""


def _line(finding: Finding) -> Text:
    where = f"{printable(str(finding.place))}: " if finding.place else ""
    return Text.assemble((where, "bold"), headline(finding), (f" [{finding.code}]", "dim"))


def _leaks(findings: Sequence[Finding]) -> list[Drawable]:
    """All of one file of git's in a line: one command writes the rules for them."""
    place, first = findings[0].place, findings[0]
    paths = [printable(each.path or "") for each in findings]
    listed = ", ".join(paths[:_MOST_NAMED])
    more = f" and {len(paths) - _MOST_NAMED:,} more" if len(paths) > _MOST_NAMED else ""
    line = Text.assemble(
        (f"{printable(place.file if place else '')}: ", "bold"),
        f"{len(paths):,} patterns are not covered, the build would send {listed}{more}",
        (f" [{first.code}]", "dim"),
    )
    advice = Text(f"-> {printable((first.hint or '').rpartition(': ')[2])}", "green")
    return [Padding(line, 2), Padding(advice, 5)]


_LEAK = "gitignore-leak"
_SENT = "secret-sent"


def _remedy_of(finding: Finding) -> object:
    """Equal where one remedy serves; of what git ignores, one command does for a whole file."""
    if finding.code == _LEAK and finding.place is not None:
        return _LEAK, finding.place.file
    return _of_any(finding)._replace(message="", path=None, measured=None, place=finding.place)


def _of_any(finding: Finding) -> Finding:
    """Its advice in the words for any path; what has none stands for itself."""
    if not finding.path or not finding.hint:
        return finding
    import shlex  # noqa: PLC0415 - a gate that passes has nothing to quote

    shown = shlex.quote(escape_literal(finding.path))
    return finding._replace(hint=finding.hint.replace(f"--allow-secret {shown}", _ANY))


_ANY = "--allow-secret PATH"


def draw_gated(report: Drawable, outcome: Outcome) -> Drawable:
    """A report, and behind it what its gate says."""
    return Group(report, Text(""), _findings(outcome), _verdict(outcome))
