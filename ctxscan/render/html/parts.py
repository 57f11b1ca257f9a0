"""Parts of a page that are there without a script: figures, warnings, the largest paths."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ctxscan.render.html.data import build_of
from ctxscan.render.html.rows import largest_rows
from ctxscan.render.names import printable
from ctxscan.render.text.notices import notice_line
from ctxscan.sizes import human_size, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxscan.findings.accounting import Totals
    from ctxscan.findings.map import ContextMap
    from ctxscan.findings.map.model import Folded
    from ctxscan.findings.report.report import Report
    from ctxscan.findings.suggest.model import Suggestion


def text(said: str) -> str:
    """*said* as text of the document: printable, and never markup."""
    return escape(printable(said))


def build_part(name: str, found: ContextMap, suggestion: Suggestion | None = None) -> str:
    """What is to be said of one build."""
    report = found.report
    title = f"{name}: {build_of(report.inspection)}" if name else build_of(report.inspection)
    lines = [
        f'<p class="of"><bdi>{text(title)}</bdi></p>',
        '<dl class="figures">',
        *(figure(*each) for each in _figures(report)),
        "</dl>",
        *(_suggested(suggestion) if suggestion is not None else ()),
        *_warnings(report),
        *folded_note(found.folded, _kept(found)),
        *_platforms(report),
    ]
    return "\n".join(lines)


def figure(what: str, value: str, remark: str = "") -> str:
    """One of a list; plain text."""
    small = f" <small>{text(remark)}</small>" if remark else ""
    return f"<div><dt>{text(what)}</dt><dd>{text(value)}{small}</dd></div>"


def _figures(report: Report) -> Iterator[tuple[str, str, str]]:
    traits = report.inspection.traits
    if not report.inspection.requested:
        yield "sent", "nothing", "this build never asks for its context"
    elif traits.transfers:
        label = traits.progress.strip().rstrip(":")
        yield label, traits.printed_size(report.transfer_bytes), "as Docker prints it"
    yield ("sent", *_amount(report.sent))
    if report.never_asked.files:
        yield ("never asked for", *_amount(report.never_asked))
    if report.ignored is not None and report.ignored.files:
        yield ("ignored", *_amount(report.ignored))
    if report.untracked is not None and report.untracked.total.files:
        yield ("sent, not in git", *_amount(report.untracked.total))
    yield ("in the image", *_amount(report.ships))


def _amount(totals: Totals) -> tuple[str, str]:
    return human_size(totals.content_bytes), plural(totals.files, "file")


def _warnings(report: Report) -> Iterator[str]:
    said = (*report.notices, *report.unknowns)
    if not said:
        return
    yield f"<details><summary>{plural(len(said), 'remark')}</summary><ul>"
    for each in said:
        yield f"<li><bdi>{escape(notice_line(each))}</bdi></li>"
    yield "</ul></details>"


def _suggested(found: Suggestion) -> Iterator[str]:
    saved = found.before.content_bytes - found.after.content_bytes
    what = f"which would save {human_size(saved)}" if saved else "against what may come"
    rules = plural(len(found.rules), "rule")
    yield f"<details><summary>{rules} suggested, {what}</summary><ul>"
    for each in found.rules:
        amount = f"{human_size(each.saves_bytes)}, {plural(each.saves_files, 'file')}"
        yield f"<li><code>{text(each.pattern)}</code> {text(amount)}: {text(each.reason)}</li>"
    yield "</ul><p><code>ctxscan suggest</code> proves and writes them.</p></details>"


def folded_note(folded: Folded | None, kept: int) -> Iterator[str]:
    """What the page has no place for; *kept*: the paths that it has one for."""
    if folded is None:
        return
    yield (
        f'<p class="note">What is small has no row and no place of its own, and is folded in its '
        f"directory: {plural(folded.files, 'file')} of at most {human_size(folded.largest)}, "
        f"{human_size(folded.content_bytes)} together. {kept:,} paths have their own; a search "
        f"finds those. The sums contain everything.</p>"
    )


def _kept(found: ContextMap) -> int:
    return sum(found.fates[node.fate].kind != "folded" for node in found.nodes)


def _platforms(report: Report) -> Iterator[str]:
    count = len(report.inspection.syncs)
    if count > 1:
        yield (
            f'<p class="note">The platforms ask for different paths, so that this is {count} '
            f"transfers; the map has each path once.</p>"
        )


def largest_part(name: str, found: ContextMap) -> str:
    """A table of the largest paths."""
    rows = largest_rows(found)
    of = f" of {text(name)}" if name else ""
    caption = f"The {plural(len(rows), 'largest path')}{of}".replace("The 1 largest", "The largest")
    return table_of(
        caption,
        (("Path", ""), ("Content", NUMBER), ("Files", NUMBER), ("Fate", ""), ("Decided by", "")),
        [(row.path, human_size(row.size), f"{row.files:,}", row.fate, row.decided) for row in rows],
    )


NUMBER = "number"
"""The class of a column."""


def table_of(caption: str, heads: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]]) -> str:
    """A plain table; *heads*: the titles with the classes of their columns; *caption* is markup."""
    classes = [f' class="{each}"' if each else "" for _, each in heads]
    titles = "".join(
        f'<th scope="col"{own}>{title}</th>' for own, (title, _) in zip(classes, heads, strict=True)
    )
    lines = [
        "".join(
            f"<td{own}><bdi>{text(each)}</bdi></td>" for own, each in zip(classes, row, strict=True)
        )
        for row in rows
    ]
    return "\n".join(
        [
            f"<table><caption>{caption}</caption>",
            f"<thead><tr>{titles}</tr></thead>",
            "<tbody>",
            *(f"<tr>{line}</tr>" for line in lines),
            "</tbody></table>",
        ]
    )
