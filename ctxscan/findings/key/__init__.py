"""A content address of each step of a build, and one for its target.

Equal addresses: the same image, as far as files and instructions decide. What is fetched by a name
alone, an image behind a tag say, counts by that name, and is listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.key.address import Addresses
from ctxscan.findings.key.unpinned import unpinned
from ctxscan.findings.steps import StepName, named, origin_name
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.builders.buildkit.cache.build import KeyedBuild
    from ctxscan.builders.buildkit.cache.keys import StepRow
    from ctxscan.builders.stages.outcome import StepFailure


class ReadBy(NamedTuple):
    """What one step only reads, by its content."""

    origin: str
    """``context``, the name of a named context, or the label of a stage."""

    paths: tuple[str, ...]
    digest: str | None
    """BuildKit's own checksum; ``None`` where it is known only once it is built."""


class KeyRow(NamedTuple):
    name: StepName
    digest: str
    reads: tuple[ReadBy, ...]


class Keys(NamedTuple):
    steps: tuple[KeyRow, ...]
    target: str | None
    """``None``: a step fails, so that there is no image."""

    unpinned: tuple[str, ...]
    """What is fetched by a name that does not say what it holds."""

    failures: tuple[StepFailure, ...]


def keys_of(build: KeyedBuild, platforms: tuple[str, ...]) -> Keys:
    addresses = Addresses()
    rows = tuple(_row(build, row, addresses) for row in build.rows)
    target = None if build.failures else addresses.target(build, platforms)
    return Keys(rows, target, unpinned(build.plan), build.failures)


def _row(build: KeyedBuild, row: StepRow, addresses: Addresses) -> KeyRow:
    reads = tuple(
        ReadBy(
            origin_name(build.plan, each.origin),
            tuple(selector.path for selector in each.selectors),
            each.digest,
        )
        for each in row.key.reads
        if each.selectors
    )
    return KeyRow(named(build.plan, row), addresses.of(row.key), reads)
