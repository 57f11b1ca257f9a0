"""A comparison as a comment on a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.cache.fates import Fate
from ctxscan.render.diff import words
from ctxscan.render.names import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ctxscan.api.diff import Compared
    from ctxscan.findings.diff.model import Diff

_MARKS = {Fate.KEPT: "kept", Fate.LOST: "**lost**", Fate.PERHAPS: "perhaps"}
_LONGEST = 100
"""Characters of an instruction: a comment is read on a narrow page."""

_SPECIAL = str.maketrans({each: f"\\{each}" for each in "\\`*_[]<>|#"})


def diff_markdown(found: Compared, size: Callable[[int], str], most: int) -> str:
    return "\n".join(_lines(found, size, most)) + "\n"


def _lines(found: Compared, size: Callable[[int], str], most: int) -> Iterator[str]:
    diff, change = found.diff, found.diff.transfer
    yield f"### What `docker build {_code(found.inspection.location.shown)}` repeats"
    yield ""
    yield f"**{words.summary(diff)}**, {words.PREMISE} ({_plain(found.base)})."
    sizes = f"{size(change.before)} → {size(change.after)}"
    yield f"Transfer {sizes}, of it new to the builder {size(change.new)}."
    yield ""
    yield from _steps(diff)
    yield from (f"- {_plain(line)}" for line in (*words.rescues(diff), *words.warnings(diff)))
    if diff.changes:
        yield from _changes(diff, size, most)


def _steps(diff: Diff) -> Iterator[str]:
    if not diff.steps:
        return
    yield "| line | fate | step | because |"
    yield "|---:|---|---|---|"
    for step in diff.steps:
        text = _code(_cut(words.instruction(step))).replace("|", "\\|")
        cells = f"{step.name.line} | {_MARKS[step.fate]} | `{text}`"
        yield f"| {cells} | {_plain(words.because(step))} |"
    yield ""


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _changes(diff: Diff, size: Callable[[int], str], most: int) -> Iterator[str]:
    count = len(diff.changes)
    yield ""
    yield f"<details><summary>{count} change{'s' * (count != 1)} in the context</summary>"
    yield ""
    yield "| | bytes | path | |"
    yield "|---|---:|---|---|"
    for each in diff.changes[:most]:
        cells = f"{words.sign(each)} | {words.signed(each, size)} | {_plain(printable(each.path))}"
        yield f"| {cells} | {_plain(words.remark(each))} |"
    if count > most:
        yield f"| | | and {count - most} more | |"
    yield ""
    yield "</details>"


def _plain(text: str) -> str:
    return text.translate(_SPECIAL)


def _code(text: str) -> str:
    """Between backquotes, which nothing escapes."""
    return text.replace("`", "'")
