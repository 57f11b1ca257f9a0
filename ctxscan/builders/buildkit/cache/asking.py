"""What a step asks of the trees that it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.cache.selection import Selector
from ctxscan.builders.buildkit.cache.texts import mount_path
from ctxscan.builders.buildkit.copying.words import read_source
from ctxscan.dockerfile.steps import CopyStep, MainContext, RunStep

if TYPE_CHECKING:
    from ctxscan.dockerfile.steps import BuildStep


def selectors_of(step: CopyStep) -> tuple[Selector, ...]:
    found: list[Selector] = []
    for word in step.words:
        if word.kind == "path":
            source = read_source(word.text, parents=step.parents, certain=word.certain)
            found.append(Selector(source.path, source.wildcard, source.include, step.excludes))
    return tuple(found)


def mount_selectors(paths: list[str]) -> tuple[Selector, ...]:
    if "/" in paths:
        return (Selector("/", follow=False),)
    return tuple(Selector(path) for path in dict.fromkeys(paths))


def asked_of_context(step: BuildStep) -> tuple[Selector, ...]:
    """What it reads of the main context; none where it reads nothing of it."""
    match step:
        case CopyStep(origin=MainContext()):
            return selectors_of(step)
        case RunStep(attached=attached):
            mounts = map(mount_path, attached)
            shown = [path for origin, path in mounts if isinstance(origin, MainContext)]
            return mount_selectors(shown) if shown else ()
        case _:
            return ()
