"""What ctxscan says an engine will do with a context, and whether it did."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Sent, SentType
from ctxscan.errors import CtxscanError
from ctxscan.inspection import BuildFiles, BuildOptions, Inspection, Transfer, inspect
from ctxscan.sizes import buildkit_size, human_size
from tests.engines.builds import BuildFailedError
from tests.engines.old_rules import old_sync

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ctxscan.builders import BuilderName
    from tests.engines.builds import Built, Content

ODD = ("fifo", "device")
"""Kinds of files that the embedded BuildKit takes from a context, and leaves out of images."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One transfer, or the reason why there is none."""

    sent: tuple[Sent, ...]
    transfer_bytes: int | None
    """``None``: the context is not asked for, or the build fails."""

    fails: bool = False

    @property
    def content_bytes(self) -> int:
        return sum(sent.size for sent in self.sent)


FAILURE = Expected((), None, fails=True)


def look_into(
    context: Path, builder: BuilderName, dockerfile: str = "Dockerfile", target: str | None = None
) -> Inspection:
    files = BuildFiles(str(context), str(context / dockerfile))
    return inspect(BuildOptions(files, builder, target))


def expect(
    context: Path,
    builder: BuilderName,
    dockerfile: str = "Dockerfile",
    target: str | None = None,
    *,
    old: bool = False,
) -> Expected:
    """By the rules of today, or by those of a Docker older than 23.0."""
    try:
        if old:
            return _expect_of_old(context, builder, dockerfile, target)
        inspection = look_into(context, builder, dockerfile, target)
        return _walked(inspection.context) if inspection.requested else Expected((), None)
    except CtxscanError:
        return FAILURE


def _expect_of_old(
    context: Path, builder: BuilderName, dockerfile: str, target: str | None
) -> Expected:
    try:
        inspection = look_into(context, builder, dockerfile, target)
    except CtxscanError:
        # Today's BuildKit refuses a tab in a rule, so take what the classic builder reads.
        inspection = look_into(context, "classic", dockerfile, target)
    asked = inspection.plan is not None and inspection.plan.context_requested
    if builder == "buildkit" and not asked:
        return Expected((), None)
    return _walked(old_sync(inspection, builder))


def _walked(sync: Transfer) -> Expected:
    stream = sync.stream()
    sent = tuple(stream.sent())
    return Expected(sent, stream.transfer_bytes)


def printed_figure(expected: Expected, builder: BuilderName) -> str | None:
    """As the client prints it."""
    if expected.transfer_bytes is None:
        return None
    show = human_size if builder == "classic" else buildkit_size
    return show(expected.transfer_bytes)


def expected_content(context: Path, expected: Expected) -> Content:
    """The files of an image that holds all that is sent."""
    content: Content = {}
    for sent in expected.sent:
        path = sent.path
        while "/" in path:
            path = path.rpartition("/")[0]
            content.setdefault(path, ("directory", b""))
        content[sent.path] = _node(context / sent.path, sent)
    return content


def _node(path: Path, sent: Sent) -> tuple[str, bytes]:
    if path.is_symlink():
        return "symlink", os.fsencode(path.readlink())
    if sent.type in (SentType.FILE, SentType.HARDLINK):
        return "file", b"" if sent.arrives_empty or path.is_socket() else path.read_bytes()
    return str(sent.type), b""


def without(
    content: Content, *, kinds: tuple[str, ...] = (), paths: tuple[str, ...] = ()
) -> Content:
    return {
        path: node for path, node in content.items() if node[0] not in kinds and path not in paths
    }


def differences(
    built: Built,
    context: Path,
    expected: Expected,
    builder: BuilderName,
    dockerfile: str = "Dockerfile",
) -> list[str]:
    """In words, at most a few; none if the engine did what was expected."""
    wanted, found = expected_content(context, expected), built.image
    if builder == "classic":
        # The engine takes these two out of its copy where the rules ignore them
        # (docs/semantics, C.2).
        rules_files = (dockerfile, ".dockerignore")
        wanted, found = without(wanted, paths=rules_files), without(found, paths=rules_files)
    if builder == "buildkit":
        wanted, found = without(wanted, kinds=ODD), without(found, kinds=ODD)
    told = [f"{path!r} is missing" for path in wanted.keys() - found.keys()]
    told += [f"{path!r} is too much" for path in found.keys() - wanted.keys()]
    told += [
        f"{path!r} differs" for path in wanted.keys() & found.keys() if wanted[path] != found[path]
    ]
    figure = printed_figure(expected, builder)
    if builder != "podman" and built.printed != figure:
        told.append(f"it printed {built.printed}, expected was {figure}")
    return told[:6]


def built_otherwise(
    make: Callable[[], Built],
    context: Path,
    expected: Expected,
    builder: BuilderName,
    dockerfile: str = "Dockerfile",
) -> list[str]:
    """Likewise, where it may also be the build as a whole that is expected to fail."""
    try:
        built = make()
    except BuildFailedError as error:
        return [] if expected is FAILURE else [f"the build fails: {error}"]
    if expected is FAILURE:
        return ["the build does not fail"]
    return differences(built, context, expected, builder, dockerfile)
