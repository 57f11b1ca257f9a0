"""The page with a map of what changed between two states of what a build sends."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.cache.fates import Fate
from ctxscan.errors import Place
from ctxscan.render.diff import words
from ctxscan.render.html.app import Controls, app
from ctxscan.render.html.changes_data import columns
from ctxscan.render.html.parts import NUMBER, figure, folded_note, table_of, text
from ctxscan.render.html.sheets import Kind, Sheet, bound
from ctxscan.render.names import printable
from ctxscan.sizes import human_size, plural
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.api.diff import Compared
    from ctxscan.findings.diff.model import Change, Diff
    from ctxscan.findings.map.model import ChangedMap

_MOST_ROWS = 200

_CONTROLS = Controls(
    keys=(
        ("t", "to the steps: up and down choose one, and show what broke it; Escape leaves it"),
        ("u", "in the table, what has not changed, too"),
        ("s", "the map before and after, side by side"),
    ),
    tools="""<label><input type="checkbox" id="compare">Before and after, side by side</label>
<label><input type="checkbox" id="unchanged">Unchanged, too</label>""",
    heads=(
        ("Before", ' class="figure"'),
        ("After", ' class="figure"'),
        ("Grown", ' class="figure"'),
        ("What", ""),
    ),
    beside="""
<section class="steps"><div class="head"><h2 id="steps-title">Steps</h2>
<span id="broken" class="care"></span></div>
<ul id="steps" role="listbox" tabindex="0" aria-labelledby="steps-title"></ul></section>""",
    about="Paths, what changed",
)

FILES = (
    *("page.css", "changes.css", "1-data.js", "2-words.js", "3-layout.js", "4-map.js"),
    *("5-table.js", "6-view.js", "8-changes.js", "9-page.js"),
)

KIND = Kind("What changed", FILES, app(_CONTROLS))


class Changes(NamedTuple):
    name: str
    """Empty where there is only one build."""

    compared: Compared
    map: ChangedMap


def changes_page(builds: Sequence[Changes], refused: Sequence[str] = ()) -> str:
    """One document for all of *builds*; *refused*: a line on each that there is no map of."""
    title = words.title(builds[0].compared) if len(builds) == 1 else "what changed"
    return bound(KIND, title, [_sheet(each) for each in builds], refused)


def _sheet(build: Changes) -> Sheet:
    name, compared, found = build
    title = f"{name}: {words.title(compared)}" if name else words.title(compared)
    header = [
        f'<p class="of"><bdi>{text(title)}</bdi></p>',
        '<dl class="figures">',
        *(figure(*each) for each in _figures(compared.diff)),
        "</dl>",
        *_failures(compared),
        *_remarks(compared.diff),
        *folded_note(found.folded, _kept(found)),
    ]
    tables = "\n".join(_tables(compared.diff))
    return Sheet(name, "\n".join(header), tables, columns(name, compared, found))


def _kept(found: ChangedMap) -> int:
    return sum(found.became[node.fate].kind != "folded" for node in found.nodes)


def _figures(diff: Diff) -> Iterator[tuple[str, str, str]]:
    change = diff.transfer
    sizes = f"{human_size(change.before)} \u2192 {human_size(change.after)}"
    yield "transferring context", sizes, "as Docker prints it, to an empty builder"
    yield "of it new to the builder", human_size(change.new), ""
    yield "files sent", f"{change.files_before:,} \u2192 {change.files_after:,}", ""
    count = Counter(each.fate for each in diff.steps)
    if diff.steps:
        perhaps = f", {count[Fate.PERHAPS]} perhaps" if count[Fate.PERHAPS] else ""
        of = f"of {plural(len(diff.steps), 'step')}{perhaps}"
        yield "run again", f"{count[Fate.LOST]}", of
    yield "changed", plural(len(diff.changes), "path"), ""


def _failures(compared: Compared) -> Iterator[str]:
    for each in compared.diff.failures:
        place = Place(compared.inspection.location.dockerfile.shown, each.line)
        yield f'<p class="fails"><bdi>{text(f"{place}: {each.message}")}</bdi></p>'


def _remarks(diff: Diff) -> Iterator[str]:
    if diff.steps:
        yield f'<p class="note">Steps run again {text(words.PREMISE)}.</p>'
    for each in words.rescues(diff):
        yield f'<p class="note"><bdi>{text(each)}</bdi></p>'
    said = list(words.warnings(diff))
    if said:
        yield f"<details><summary>{plural(len(said), 'remark')}</summary><ul>"
        yield from (f"<li><bdi>{text(each)}</bdi></li>" for each in said)
        yield "</ul></details>"


def _tables(diff: Diff) -> Iterator[str]:
    if diff.steps:
        yield table_of(
            "Steps",
            (("Line", NUMBER), ("Fate", ""), ("Step", ""), ("Because", "")),
            [
                (
                    str(each.name.line),
                    each.fate.value,
                    words.instruction(each),
                    words.because(each),
                )
                for each in diff.steps
            ],
        )
    largest = sorted(diff.changes, key=lambda each: -abs(each.bytes))[:_MOST_ROWS]
    if not largest:
        yield "<p>Nothing that is sent has changed.</p>"
        return
    more = len(diff.changes) - len(largest)
    caption = plural(len(largest), "changed path")
    yield table_of(
        f"The {len(largest)} largest changes of {len(diff.changes):,}" if more else caption,
        (("Path", ""), ("Grown", NUMBER), ("What", "")),
        [(printable(each.path), words.signed(each, human_size), _what(each)) for each in largest],
    )


def _what(change: Change) -> str:
    said = [each for each in change.what if each in ("added", "removed")]
    return ", ".join([*said, *filter(None, [words.remark(change)])])
