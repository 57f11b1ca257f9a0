"""One Dockerfile, resolved for one target after the other: fifty builds of a bake file have one.

What differs between two targets is who needs whom; what each stage does is found once.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ctxscan.dockerfile.graph import reach, taken_of
from ctxscan.dockerfile.resolve import Resolution, Resolver

if TYPE_CHECKING:
    from ctxscan.dockerfile.model import Dockerfile
    from ctxscan.dockerfile.resolve import Options

_NAME_OF_TARGET = "TARGETSTAGE"
"""The variable with the name of the target: where it is used, stages may differ by target."""


def resolve(dockerfile: Dockerfile, options: Options) -> Resolution:
    """Raises DockerfileError, and UsageError for an unknown target."""
    if options.in_order or not _may_be_shared(dockerfile):
        return Resolver(dockerfile, options).resolve()
    others = options.platform, options.build_platform, options.directories, options.remotes
    key = (*others, tuple(options.build_arguments.items()))
    return _resolved(dockerfile, key).for_target(dockerfile, options)


@lru_cache(maxsize=8)
def _may_be_shared(dockerfile: Dockerfile) -> bool:
    """A trigger is pulled into the stages that are reached, and may bring images of its own."""
    return not any(
        each.keyword == "onbuild" or _NAME_OF_TARGET in each.text
        for each in dockerfile.instructions
    )


@lru_cache(maxsize=16)
def _resolved(_dockerfile: Dockerfile, _key: object) -> _Resolved:
    """One for builds that differ in their targets alone."""
    return _Resolved()


class _Resolved:
    """What was resolved once, for all targets."""

    def __init__(self) -> None:
        self._resolver: Resolver | None = None

    def for_target(self, dockerfile: Dockerfile, options: Options) -> Resolution:
        known = _for_another(self._resolver, options.target) if self._resolver else None
        if known is not None:
            return known
        resolver = Resolver(dockerfile, options)
        found = resolver.resolve()
        self._resolver = self._resolver or resolver
        return found


def _for_another(resolver: Resolver, chosen: str | int | None) -> Resolution | None:
    """What *resolver* found, for another target; ``None`` where that is refused."""
    target = resolver.graph.target(chosen)
    reached = reach(target)
    if any(state.error is not None for state in reached):
        return None
    return Resolution(tuple(resolver.graph.states), target, taken_of(target, reached))
