"""Keys -> digests that do not change from one run to the next."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders.buildkit.cache.build import KeyedBuild
    from ctxscan.builders.buildkit.cache.keys import CacheKey, Read
    from ctxscan.dockerfile.plan import BuildPlan, StagePlan

_VERSION = "ctxscan key 1"
"""Stands before all that is hashed: another way of hashing gets another number."""


class Addresses:
    def __init__(self) -> None:
        self._known: dict[CacheKey, str] = {}

    def of(self, key: CacheKey) -> str:
        if key not in self._known:
            parts = [self.of(each) for each in key.inputs]
            self._known[key] = _digest(
                "step", canonical(key.text), *parts, "reads", *map(self._read, key.reads)
            )
        return self._known[key]

    def _read(self, read: Read) -> str:
        """By content where that is known, else by what it is built by."""
        if read.digest is not None or read.source is None:
            return read.digest or ""
        return _digest("built", self.of(read.source), canonical(read.selectors))

    def target(self, build: KeyedBuild, platforms: tuple[str, ...]) -> str:
        """Of the image: its files, and what the instructions say of it beside them."""
        files = self.of(build.target) if build.target is not None else ""
        config = [canonical(each) for stage in _chain(build.plan) for each in stage.config]
        return _digest("image", files, canonical(platforms), *config)


def _chain(plan: BuildPlan) -> Iterator[StagePlan]:
    """The target, and the stages that it is built on."""
    number: int | None = plan.target
    while number is not None:
        stage = plan.stages[number]
        yield stage
        number = stage.base_stage


def canonical(value: object) -> str:
    """Text that is equal for equal values, and says of a mark nothing but that it is there."""
    if isinstance(value, tuple):
        return f"({','.join(canonical(each) for each in value)})"
    if value is None or isinstance(value, str | int):
        return repr(value)
    return "*"


def _digest(*parts: str) -> str:
    data = "\0".join((_VERSION, *parts)).encode("utf-8", "surrogateescape")
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
