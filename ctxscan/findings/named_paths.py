"""Paths of the context that an instruction names, one by one or by a pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.golang.glob import has_wildcard
from ctxscan.ignore.pattern import DockerPattern

if TYPE_CHECKING:
    from ctxscan.dockerfile.sources import Source
    from ctxscan.inspection import Inspection


class NamedPaths:
    """Of all stages, those that the target does not need, too."""

    def __init__(self, inspection: Inspection) -> None:
        plan = inspection.plan
        sources = plan.all_sources if plan else ()
        named = [(source.path, source) for source in sources]
        named += [(each.path, each.source) for each in inspection.context.requests]
        self._named = [
            (path.split("/"), source) for path, source in named if path.strip("*/.") or "?" in path
        ]

    def named_by(self, path: str) -> Source | None:
        """The source that names *path*, or something below it."""
        depth = path.count("/") + 1
        for components, source in self._named:
            # Below "**" anything may lie: only what the whole pattern matches is named by it.
            head = components if "**" in components else components[:depth]
            if (head is components or len(head) == depth) and _matches("/".join(head), path):
                return source
        return None

    def names_exactly(self, path: str) -> bool:
        """Whether a source names just *path*, and so all below it."""
        return any(_matches("/".join(components), path) for components, _ in self._named)

    def literal(self) -> list[str]:
        """The paths without a wildcard."""
        paths = ("/".join(components) for components, _ in self._named)
        return [path for path in paths if not has_wildcard(path)]


def _matches(pattern: str, path: str) -> bool:
    found = DockerPattern(pattern)
    return not found.malformed and found.matches(path)
