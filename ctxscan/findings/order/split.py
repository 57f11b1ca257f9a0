"""A Dockerfile with a copy split: first what the commands need, at the end all the rest."""

from __future__ import annotations

import json
import posixpath
from typing import TYPE_CHECKING

from ctxscan.dockerfile.sources import normal_path
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxscan.dockerfile.steps import CopyStep
    from ctxscan.findings.order.early import EarlyCopy

_NEEDS_JSON = regex(r"[\s\"'\\]")


def split(data: bytes, copy: EarlyCopy) -> bytes:
    """*data* with *copy* behind the commands that need little of it."""
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    own = copy.step.instruction
    moved = lines[own.line - 1 : own.end_line]
    before: dict[int, list[str]] = {}
    copied: set[str] = set()
    for each in copy.needed:
        new = [path for path in each.paths if path not in copied]
        copied.update(new)
        before[each.step.instruction.line] = list(_copies(copy.step, new))
    if {normal_path(each.text) for each in copy.step.words} <= copied:
        moved = []  # nothing is left to copy
    last = copy.needed[-1].step.instruction.end_line
    found: list[str] = []
    for number, line in enumerate(lines, 1):
        found += before.get(number, ())
        if not own.line <= number <= own.end_line:
            found.append(line)
        if number == last:
            found += moved
    return "\n".join(found).encode("utf-8", "surrogateescape")


def _copies(step: CopyStep, paths: Iterable[str]) -> Iterator[str]:
    """Instructions that copy *paths* to where *step* does: one for each directory."""
    by_directory: dict[str, list[str]] = {}
    for path in paths:
        by_directory.setdefault(_below(step, path), []).append(path)
    for below, found in by_directory.items():
        words = [*found, f"{posixpath.join(step.destination, below).rstrip('/')}/"]
        if any(_NEEDS_JSON.search(word) for word in words):
            words = [json.dumps(words, ensure_ascii=False)]
        flags = [each for each in step.instruction.flags if not each.startswith("--exclude")]
        yield " ".join(["COPY", *flags, *words])


def _below(step: CopyStep, path: str) -> str:
    """The directory of *path*, from the source that it is in."""
    if len(step.words) > 1:
        return ""
    source = normal_path(step.words[0].text)
    return posixpath.dirname(path[len(source) :].lstrip("/"))
