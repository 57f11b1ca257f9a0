"""A suggestion as a diff, as lines for a gate, as a summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.drawing.table import table
from ctxscan.render.names import printable
from ctxscan.sizes import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.finding import Finding
    from ctxscan.findings.suggest.model import SuggestedRule, Suggestion
    from ctxscan.inspection.named import NamedBuild
    from ctxscan.inspection.trial import Amount
    from ctxscan.render.drawing.text import Drawable
    from ctxscan.render.sizes import SizeFormat

_MOST_NAMES = 8


def unified_diff(found: Suggestion, name: str) -> bytes:
    """From the present file to the suggested one; empty when nothing is proposed."""
    is_there = found.inspection.ignore_file.path is not None
    return diff_of(found.old, found.new, name, is_there=is_there)


def diff_of(old: bytes, new: bytes, name: str, *, is_there: bool) -> bytes:
    """From one content of the ignore file *name* to another; *is_there*: whether there is any."""
    # As git has it, so that patch does not take the first blank for the end of the name.
    end = "\t" if " " in name else ""
    before = f"a/{name}{end}" if is_there else "/dev/null"
    import difflib  # noqa: PLC0415 - for --diff alone

    parts = difflib.unified_diff(_lines(old), _lines(new), before, f"b/{name}{end}")
    return "".join(_ended(part) for part in parts).encode("utf-8", "surrogateescape")


def _lines(data: bytes) -> list[str]:
    # Not splitlines(): a form feed ends no line of an ignore file.
    parts = data.decode("utf-8", "surrogateescape").split("\n")
    return [f"{part}\n" for part in parts[:-1]] + [part for part in parts[-1:] if part]


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def proposals(found: Suggestion) -> Iterator[str]:
    """What a gate prints: a line for each rule that is missing, or that would mend a build."""
    for broken in found.broken:
        yield from (f"{printable(line)}\t{printable(broken.message)}" for line in broken.rules)
    for rule in found.rules:
        yield f"{printable(rule.pattern)}\t{printable(rule.reason)}"


def explained(found: Suggestion, size: SizeFormat) -> Drawable:
    """A row for each new rule: what it keeps out of what is sent today, and why it is there."""
    rows = table(
        ("saves", "right"), ("files", "right"), ("rule", "left"), ("why", "wrap"), header=True
    )
    for rule in found.rules:
        why = f"{rule.reason} ({rule.origin})" if rule.origin is not None else rule.reason
        saves = ("", "") if rule.pattern.startswith("!") else _saved(rule, size)
        rows.add_row(*saves, printable(rule.pattern), printable(why))
    return rows


def _saved(rule: SuggestedRule, size: SizeFormat) -> tuple[str, str]:
    return size(rule.saves_bytes), f"{rule.saves_files:,}"


def note_line(note: Finding) -> str:
    where = f"{note.place}: " if note.place else ""
    hint = f" ({note.hint})" if note.hint else ""
    return printable(f"{where}{note.message}{hint}")


def proven_for(found: Suggestion) -> str | None:
    """Which builds read the file, where that is more than the one that was asked about."""
    builds = found.builds
    names = list(dict.fromkeys(_name(each) for each in builds))
    if len(names) == 1:
        return None
    more = len(names) - _MOST_NAMES
    listed = ", ".join(names[:_MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")
    return printable(f"proven for all {len(names):,} builds that read this file: {listed}")


def _name(build: NamedBuild) -> str:
    target = build.inspection.options.target
    if build.declared is not None:
        # The settings have no names for builds, but the paths of their contexts.
        own = build.name if build.declared.line is not None else build.shown
        return f"{own} ({build.declared})"
    name = build.shown if target is None else f"{build.shown} --target {target}"
    return f"{name} (its context is a guess)" if build.guessed else name


def summary(found: Suggestion, size: SizeFormat) -> str:
    """Before and after, for this builder, on one line."""
    if not found.rules:
        but = ", though a build fails because of this file" if found.broken else ""
        return f"nothing to add{but}: {_amount(found.before, size)} sent"
    rules = plural(len(found.rules), "rule")
    sent = f"{_amount(found.before, size)} -> {_amount(found.after, size)} sent"
    # Nothing else can have grown: no new rule lets anything in.
    grown = found.after.content_bytes > found.before.content_bytes
    return f"{rules} to add: {sent}" + (", the ignore file itself among them" if grown else "")


def still_large(found: Suggestion, size: SizeFormat) -> str | None:
    """What goes on being sent, where that is large."""
    parts = [f"{each.path} {size(each.content_bytes)}" for each in found.still_sent]
    return printable(f"still sent: {', '.join(parts)}") if parts else None


def _amount(amount: Amount, size: SizeFormat) -> str:
    return f"{plural(amount.files, 'file')}, {size(amount.content_bytes)}"
