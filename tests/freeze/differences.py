"""Differences in words: by command, with excerpts."""

from __future__ import annotations

import json
from collections import Counter
from difflib import unified_diff
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.freeze.compare import Comparison, Difference
    from tests.freeze.kept import Kept, Text

_WIDEST = 300
"""Characters of a line of an excerpt."""


def summary(found: Comparison, excerpts: int, lines: int) -> str:
    """*excerpts* of each command, of at most *lines* lines."""
    return "".join(f"{line}\n" for line in _summary(found, excerpts, lines))


def _summary(found: Comparison, excerpts: int, lines: int) -> Iterator[str]:
    for command in dict.fromkeys(each.command for each in found.differences):
        yield from _group(command, found, excerpts, lines)
    for where, names in (("OLD", found.only_old), ("NEW", found.only_new)):
        if names:
            yield f"only in {where}: {len(names)} projects: {', '.join(names)}"
    yield (
        f"{len(found.differences)} differences in {found.runs} runs"
        f" of {found.projects} projects that both have"
    )
    if found.too_late:
        yield f"not compared: {found.too_late} runs that did not end in time in OLD"
    yield from (f"  {count:6} {line}" for line, count in _by_command(found.differences))


def _by_command(differences: Sequence[Difference]) -> list[tuple[str, int]]:
    return Counter(f"{each.command}: {each.kind}" for each in differences).most_common()


def _group(command: str, found: Comparison, excerpts: int, lines: int) -> Iterator[str]:
    group = [each for each in found.differences if each.command == command]
    kinds = Counter(each.kind for each in group).most_common()
    yield f"== {command}: {len(group)} ({'; '.join(f'{kind} {n}' for kind, n in kinds)})"
    for each in _varied(group, excerpts):
        yield f"-- {each.project}: {each.line}  [{each.kind}]"
        yield from _clipped(list(_excerpt(each)), lines)
    yield ""


def _varied(group: Sequence[Difference], most: int) -> list[Difference]:
    """One of each kind and project first: the tenth excerpt of one project tells little."""
    firsts = list({(each.kind, each.project): each for each in reversed(group)}.values())[::-1]
    rest = [each for each in group if each not in firsts]
    return list(islice((*firsts, *rest), most))


def _clipped(lines: Sequence[str], most: int) -> Iterator[str]:
    for line in lines[:most]:
        yield line if len(line) <= _WIDEST else f"{line[:_WIDEST]} ..."
    if len(lines) > most:
        yield f"... {len(lines) - most} more lines"


def _excerpt(each: Difference) -> Iterator[str]:
    if each.old is None or each.new is None:
        return
    if each.old.exit != each.new.exit:
        yield f"exit {_exit(each.old)} -> {_exit(each.new)}"
    yield from _diff("stdout", each.old.stdout, each.new.stdout)
    yield from _diff("stderr", each.old.stderr, each.new.stderr)


def _exit(kept: Kept) -> str:
    return "too late" if kept.exit is None else str(kept.exit)


def _diff(name: str, old: Text, new: Text) -> Iterator[str]:
    if old.sha256 == new.sha256:
        return
    if old.start == new.start:
        yield f"{name}: differs after what is kept, {old.size} -> {new.size} bytes"
        return
    before, after = _lines(old), _lines(new)
    yield from unified_diff(before, after, f"OLD {name}", f"NEW {name}", n=2, lineterm="")


def _lines(text: Text) -> list[str]:
    """A document of one line is laid out first, or the excerpt would be all of it."""
    if text.is_whole and text.start[:1] in {"{", "["} and text.start.count("\n") <= 1:
        return json.dumps(json.loads(text.start), indent=1).splitlines()
    return text.start.splitlines()
