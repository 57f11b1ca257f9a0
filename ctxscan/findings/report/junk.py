"""Directories that nobody means to send, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.finding import Finding
from ctxscan.findings.catalog import names_at_once
from ctxscan.findings.next_step import next_step
from ctxscan.sizes import human_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ctxscan.findings.accounting import Contributor
    from ctxscan.inspection import Inspection

GIT = ".git"
MOST_NAMED = 3


def notices_of_junk(
    directories: Iterable[Contributor],
    inspection: Inspection,
    needs_history: Callable[[], bool] = lambda: False,
) -> Iterator[Finding]:
    """One notice for all of them, the largest named.

    *needs_history*: whether a build reads ``.git``, asked where it is sent.
    """
    found = [each for each in directories if each.files and is_junk(each.name)]
    if any(each.name == GIT for each in found) and needs_history():
        found = [each for each in found if each.name != GIT]
    if not found:
        return
    found.sort(key=lambda each: (-each.content_bytes, each.name))
    named = [f"{each.name} ({human_size(each.content_bytes)})" for each in found[:MOST_NAMED]]
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    yield Finding(
        "junk-sent",
        f"sends what an image seldom needs: {', '.join(named)}{more}",
        hint=f"{next_step(inspection, 'suggest')} proposes rules that keep the build whole",
    )


def is_junk(path: str) -> bool:
    """Whether it is one of them, and lies in none."""
    above, _, name = path.rpartition("/")
    names = names_at_once()
    return name in names and names.isdisjoint(above.split("/"))
