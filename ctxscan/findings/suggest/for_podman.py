"""What a line must be for Podman: ``+ ( ) | { } ^`` are operators to it (docs/semantics, E.2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.builders.podman.meter import PodmanBuilder
from ctxscan.errors import IgnoreFileError, Place
from ctxscan.ignore.podman.matcher import PodmanMatcher, podman_rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxscan.findings.suggest.model import Candidate
    from ctxscan.ignore.file import Rule
    from ctxscan.inspection import Inspection

_PARTS = re.compile(r"(\\.|\[\^?\]?(?:\\.|[^\]])*\])|([+()|{}^])", re.DOTALL)


def escaped(line: str) -> str:
    """The same line to Docker, and to Podman as well."""
    return _PARTS.sub(lambda found: found[1] or f"\\{found[2]}", line)


def refused(line: str) -> bool:
    """Whether Podman ends every COPY for it."""
    try:
        rule = podman_rule(line, Place(line))
    except IgnoreFileError:
        return True
    return rule is not None and PodmanMatcher([rule]).has_malformed


def every_copy(inspection: Inspection) -> PodmanBuilder | None:
    """What copies for all stages; ``None`` for another builder."""
    sync = inspection.context
    if not isinstance(sync.builder, PodmanBuilder):
        return None
    return sync.builder._replace(counting=(1 << len(sync.requests)) - 1)


def under(
    builder: PodmanBuilder, before: Iterable[Rule], candidates: Sequence[Candidate], file: str
) -> PodmanBuilder:
    """The same builder with the rules before and the candidates; their line is their index."""
    new = (podman_rule(each.line, Place(file, at)) for at, each in enumerate(candidates))
    rules = (*before, *(rule for rule in new if rule is not None))
    return builder._replace(ignored=PodmanMatcher(rules))
