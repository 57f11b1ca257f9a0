"""Builds for the tests of this room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxscan.inspection import BuildFiles, BuildOptions, inspect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ctxscan.builders import BuilderName
    from ctxscan.builders.protocol import Sent
    from ctxscan.inspection import Inspection, Transfer


def options(
    context: Path | str,
    builder: BuilderName,
    args: Sequence[str] = (),
    *,
    platforms: tuple[str, ...] = (),
) -> BuildOptions:
    """The arguments of ``docker build`` as they were recorded: an option, then its value."""
    given: dict[str, list[str]] = {}
    for option, value in zip(args[::2], args[1::2], strict=True):
        given.setdefault(option, []).append(value)
    pairs = {
        option: tuple(tuple(value.split("=", 1)) for value in given.pop(option, []))
        for option in ("--build-arg", "--build-context")
    }
    files = BuildFiles(str(context), *given.pop("-f", []))
    (target,) = given.pop("--target", [None])
    assert not given, f"an option that these tests do not know: {given}"
    return BuildOptions(
        files,
        builder,
        target,
        build_args=pairs["--build-arg"],  # type: ignore[arg-type]  # mypy counts no split
        build_contexts=pairs["--build-context"],  # type: ignore[arg-type]  # mypy counts no split
        platforms=platforms,
    )


@dataclass(frozen=True, slots=True)
class Transferred:
    sent: tuple[Sent, ...]
    bytes: int
    ended_early: str | None

    @property
    def paths(self) -> list[str]:
        return [each.path for each in self.sent]

    @property
    def empty(self) -> list[str]:
        return [each.path for each in self.sent if each.arrives_empty]


def transfer(sync: Transfer) -> Transferred:
    stream = sync.stream()
    sent = tuple(stream.sent())
    return Transferred(sent, stream.transfer_bytes, stream.ended_early)


def only(inspection: Inspection) -> Transferred:
    """The transfer of a build that has one."""
    (sync,) = inspection.syncs
    return transfer(sync)


def look(context: Path | str, builder: BuilderName, *args: str, stdin: bytes = b"") -> Inspection:
    return inspect(options(context, builder, args), lambda: stdin)
