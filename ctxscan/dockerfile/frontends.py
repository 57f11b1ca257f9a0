"""Which version of Docker's frontend knows which flag: ``# syntax=`` names one.

The table is from the tags of moby/buildkit: frontend/dockerfile/instructions/parse.go and
commands_*.go as they are at dockerfile/1.N.0, with release/labs/tags.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.dockerfile.directives import detect_syntax
from ctxscan.golang.text import whole_number
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.dockerfile.model import Instruction

_NEWEST = 1_000
"""A tag without a minor version is that of the newest one."""


class Since(NamedTuple):
    """The minor versions of 1.x that know it."""

    stable: int
    """``_NEWEST + 1``: none yet."""

    labs: int


_NOT_YET = _NEWEST + 1
_FLAGS: dict[tuple[str, str], Since] = {
    ("run", "mount"): Since(2, 0),
    ("run", "network"): Since(3, 1),
    ("run", "security"): Since(20, 1),
    ("run", "device"): Since(_NOT_YET, 14),
    ("copy", "chmod"): Since(2, 2),
    ("copy", "link"): Since(4, 4),
    ("copy", "exclude"): Since(19, 7),
    ("copy", "parents"): Since(20, 7),
    ("add", "chmod"): Since(2, 2),
    ("add", "link"): Since(4, 4),
    ("add", "exclude"): Since(19, 7),
    ("add", "keep-git-dir"): Since(6, 5),
    ("add", "checksum"): Since(6, 5),
    ("add", "unpack"): Since(17, 17),
}
_HEREDOC = Since(4, 3)
_SYMBOLIC_CHMOD = Since(14, 12)

_IMAGE = regex(
    r"(?:(?:registry-1\.|index\.)?docker\.io/)?docker/dockerfile(?:-upstream)?"
    r"(?::(?P<tag>[^@]+))?(?:@.+)?"
)
_TAG = regex(r"1(?:\.(?P<minor>\d+)(?:\.\d+)?)?(?P<labs>-labs|-experimental)?")


class Frontend(NamedTuple):
    name: str
    minor: int
    labs: bool

    def knows(self, feature: Since) -> bool:
        return self.minor >= (min(feature) if self.labs else feature.stable)


def frontend_of(name: str) -> Frontend | None:
    """``None`` where its version is not known, or it is none of Docker's own."""
    image = _IMAGE.fullmatch(name)
    if image is None:
        return None
    tag = _TAG.fullmatch(image["tag"] or "1")
    if image["tag"] == "latest":
        return Frontend(name, _NEWEST, labs=False)
    if tag is None or (tag["labs"] == "-experimental" and tag["minor"] is None):
        return None
    minor = whole_number(tag["minor"]) if tag["minor"] is not None else _NEWEST
    return Frontend(name, minor, labs=tag["labs"] is not None)


def frontend_for(text: str, override: str = "") -> Frontend | None:
    """That of a Dockerfile with this *text*, unless another one is given to the build."""
    directive = None if override else detect_syntax(text, "#")
    return frontend_of(directive.value if directive is not None else override)


def unknown_to(
    frontend: Frontend, instructions: Sequence[Instruction]
) -> list[tuple[Instruction, str]]:
    """What *frontend* does not know, with the instruction that it stands in."""
    found = ((each, *feature) for each in instructions for feature in _features_of(each))
    return [(each, what) for each, what, since in found if not frontend.knows(since)]


def first_tag(instructions: Sequence[Instruction]) -> str:
    """The oldest that knows all that is in them."""
    features = [since for each in instructions for _, since in _features_of(each)]
    if any(since.stable == _NOT_YET for since in features):
        return f"1.{max(min(since) for since in features)}-labs"
    return f"1.{max(since.stable for since in features)}"


def _features_of(instruction: Instruction) -> Iterator[tuple[str, Since]]:
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
