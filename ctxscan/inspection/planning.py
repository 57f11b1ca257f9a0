"""The Dockerfile of a located build, and what it asks for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ctxscan.dockerfile.parser import parse
from ctxscan.dockerfile.plan import BuildPlan, plan_build

if TYPE_CHECKING:
    from ctxscan.context.locate.docker import Location
    from ctxscan.dockerfile.model import Dockerfile
    from ctxscan.inspection.model import BuildOptions

_REMOTE = (
    "docker-image://",
    "oci-layout://",
    "target:",
    "http://",
    "https://",
    "git://",
    "ssh://",
    "git@",
    "github.com/",
)


def read_dockerfile(location: Location) -> Dockerfile:
    """Raises DockerfileError."""
    found = location.dockerfile
    return _parsed(found.data, found.shown)


@lru_cache(maxsize=8)
def _parsed(data: bytes, shown: str) -> Dockerfile:
    """Kept: of a bake file, fifty builds have one Dockerfile, and each of its stages is tried."""
    return parse(data.decode("utf-8", "surrogateescape"), shown)


def is_remote(value: str) -> bool:
    """Whether a named context is no directory of this machine (docker/buildx, build/opt.go)."""
    return value.startswith(_REMOTE)


def plan_for(
    options: BuildOptions, dockerfile: Dockerfile, platform: str, *, in_order: bool = False
) -> BuildPlan:
    """What the build asks for. Raises DockerfileError, and UsageError for an unknown target.

    *in_order*: see ``plan_build``.
    """
    contexts = dict(options.build_contexts)
    return plan_build(
        dockerfile,
        target=options.target,
        build_args=dict(options.build_args),
        platform=platform,
        build_platform=options.machine,
        named_contexts=[name for name, value in contexts.items() if not is_remote(value)],
        remote_contexts=[name for name, value in contexts.items() if is_remote(value)],
        in_order=in_order,
    )
