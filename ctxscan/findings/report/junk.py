"""Directories that nobody means to send, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.finding import Finding
from ctxscan.findings.catalog import names_at_once
from ctxscan.sizes import human_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxscan.findings.accounting import Contributor

MOST_NAMED = 3


def notices_of_junk(directories: Iterable[Contributor], context: str) -> Iterator[Finding]:
    """One notice for all of them, the largest named; *context* is as the user wrote it."""
    found = [each for each in directories if each.files and is_junk(each.name)]
    if not found:
        return
    found.sort(key=lambda each: (-each.content_bytes, each.name))
    named = [f"{each.name} ({human_size(each.content_bytes)})" for each in found[:MOST_NAMED]]
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    import shlex  # noqa: PLC0415 - most contexts have none

    command = ["ctxscan", "suggest", *([] if context == "." else [context])]
    yield Finding(
        "junk-sent",
        f"sends what an image seldom needs: {', '.join(named)}{more}",
        hint=f"{shlex.join(command)} proposes rules that keep the build whole",
    )


def is_junk(path: str) -> bool:
    """Whether it is one of them, and lies in none."""
    above, _, name = path.rpartition("/")
    names = names_at_once()
    return name in names and names.isdisjoint(above.split("/"))
