"""Flags that the frontend named by ``# syntax=`` does not know yet.

The table is from the tags of moby/buildkit: frontend/dockerfile/instructions/parse.go and
commands_*.go as they are at dockerfile/1.N.0, with release/labs/tags.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ctxscan.dockerfile.directives import detect_syntax
from ctxscan.finding import Finding
from ctxscan.findings.surprises.reached import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.dockerfile.model import Instruction
    from ctxscan.inspection import Inspection

_OVERRIDE = "BUILDKIT_SYNTAX"
_NEWEST = 1_000
"""A tag without a minor version is that of the newest one."""


class _Since(NamedTuple):
    """The minor versions of 1.x that know it."""

    stable: int
    """``_NEWEST + 1``: none yet."""

    labs: int


_NOT_YET = _NEWEST + 1
_FLAGS: dict[tuple[str, str], _Since] = {
    ("run", "mount"): _Since(2, 0),
    ("run", "network"): _Since(3, 1),
    ("run", "security"): _Since(20, 1),
    ("run", "device"): _Since(_NOT_YET, 14),
    ("copy", "chmod"): _Since(2, 2),
    ("copy", "link"): _Since(4, 4),
    ("copy", "exclude"): _Since(19, 7),
    ("copy", "parents"): _Since(20, 7),
    ("add", "chmod"): _Since(2, 2),
    ("add", "link"): _Since(4, 4),
    ("add", "exclude"): _Since(19, 7),
    ("add", "keep-git-dir"): _Since(6, 5),
    ("add", "checksum"): _Since(6, 5),
    ("add", "unpack"): _Since(17, 17),
}
_HEREDOC = _Since(4, 3)
_SYMBOLIC_CHMOD = _Since(14, 12)

_IMAGE = re.compile(
    r"(?:(?:registry-1\.|index\.)?docker\.io/)?docker/dockerfile(?:-upstream)?"
    r"(?::(?P<tag>[^@]+))?(?:@.+)?"
)
_TAG = re.compile(r"1(?:\.(?P<minor>\d+)(?:\.\d+)?)?(?P<labs>-labs|-experimental)?")


class _Frontend(NamedTuple):
    name: str
    minor: int
    labs: bool

    def knows(self, feature: _Since) -> bool:
        return self.minor >= (min(feature) if self.labs else feature.stable)


def findings(inspection: Inspection, _: Outcome) -> Iterator[Finding]:
    return frontend_too_old(inspection)


def frontend_too_old(inspection: Inspection) -> Iterator[Finding]:
    """The build fails at the first of them: that frontend knows no such flag."""
    if not inspection.traits.reads_syntax_line:
        return
    frontend = _frontend(_named(inspection))
    if frontend is None:
        return
    for instruction in inspection.instructions:
        for feature, since in _features(instruction):
            if not frontend.knows(since):
                yield Finding(
                    "frontend-too-old",
                    f"{feature} is not known to {frontend.name}, so the build fails here",
                    at(inspection, instruction.line),
                    f"write # syntax=docker/dockerfile:{_first_tag(since)} or newer",
                    "error",
                )


def _named(inspection: Inspection) -> str:
    given = dict(inspection.options.build_args).get(_OVERRIDE)
    if given:
        return given
    # The lines at the top alone: the rest was read for the plan.
    text = inspection.location.dockerfile.data.decode("utf-8", "surrogateescape")
    directive = detect_syntax(text, "#")
    return directive.value if directive is not None else ""


def _frontend(name: str) -> _Frontend | None:
    """``None`` where its version is not known, or it is none of Docker's own."""
    image = _IMAGE.fullmatch(name)
    if image is None:
        return None
    tag = _TAG.fullmatch(image["tag"] or "1")
    if image["tag"] == "latest":
        return _Frontend(name, _NEWEST, labs=False)
    if tag is None or (tag["labs"] == "-experimental" and tag["minor"] is None):
        return None
    minor = int(tag["minor"]) if tag["minor"] is not None else _NEWEST
    return _Frontend(name, minor, labs=tag["labs"] is not None)


def _first_tag(since: _Since) -> str:
    return f"1.{since.labs}-labs" if since.stable == _NOT_YET else f"1.{since.stable}"


def _features(instruction: Instruction) -> Iterator[tuple[str, _Since]]:
    keyword = instruction.keyword
    for flag in instruction.flags:
        name, _, value = flag.removeprefix("--").partition("=")
        known = _FLAGS.get((keyword, name))
        if known is not None:
            yield f"{keyword.upper()} --{name}", known
        if name == "chmod" and keyword in ("copy", "add") and _is_symbolic(value):
            yield f"--chmod={value}", _SYMBOLIC_CHMOD
    if instruction.heredocs and keyword in ("run", "copy", "add"):
        yield f"{keyword.upper()} <<{instruction.heredocs[0].name}", _HEREDOC


def _is_symbolic(mode: str) -> bool:
    return bool(re.fullmatch(r"[ugoa]*[-+=][rwxXst]*(?:,[ugoa]*[-+=][rwxXst]*)*", mode))
