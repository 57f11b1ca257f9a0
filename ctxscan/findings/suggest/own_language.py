"""The build's own builder, where its rules are not quite Docker's, as Podman's are (E.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import IgnoreFileError, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxscan.builders.protocol import Builder
    from ctxscan.findings.suggest.model import Candidate
    from ctxscan.ignore.file import Rule
    from ctxscan.inspection import Inspection


def refused(builder: Builder, line: str) -> bool:
    """Whether *builder* ends the build for it."""
    try:
        rule = builder.traits.ignore_language.read_rule(line, Place(line))
    except IgnoreFileError:
        return True
    return rule is not None and builder.with_rules([rule]).ignored.has_malformed


def every_copy(inspection: Inspection) -> Builder | None:
    """What copies for all stages; ``None`` for a builder that reads rules as Docker does."""
    if inspection.traits.reads_rules_as_docker:
        return None
    return inspection.context.builder.for_every_stage()


def under(
    builder: Builder, before: Iterable[Rule], candidates: Sequence[Candidate], file: str
) -> Builder:
    """The same builder with the rules before and the candidates; their line is their index."""
    return builder.with_rules(rules_for(builder, before, candidates, file))


def rules_for(
    builder: Builder, before: Iterable[Rule], candidates: Sequence[Candidate], file: str
) -> tuple[Rule, ...]:
    """The rules before and the candidates, as *builder* reads them; their line is their index."""
    read = builder.traits.ignore_language.read_rule
    new = (read(each.line, Place(file, at)) for at, each in enumerate(candidates))
    return (*before, *(rule for rule in new if rule is not None))
