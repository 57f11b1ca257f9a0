"""Dockerfiles that lie in a tree, whether anything names them or not."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from ctxscan.context.reading import MIB, read_regular
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

SKIPPED = frozenset({".git", "node_modules", "vendor"})
_NAME = regex(r"(?:Dockerfile|Containerfile)(?:[._-].+)?|.+\.[Dd]ockerfile|dockerfile", re.DOTALL)
_NO_DOCKERFILE = regex(
    r".*\.(?:md|go|py|js|ts|sh|ya?ml|json|j2|tmpl|template|in|erb|(?:docker|container)?ignore)",
    re.DOTALL,
)
_FROM = regex(rb"^[ \t]*FROM[ \t]+\S", re.MULTILINE | re.IGNORECASE)
_LARGEST = MIB
"""What is larger was not written as a Dockerfile."""


def dockerfiles_below(root: str, *, depth: int | None = None) -> Iterator[str]:
    """Absolute paths, sorted by directory. What cannot be read is no Dockerfile.

    Links are not followed into, nor are repositories of their own entered. *depth*: so many levels
    of directories below *root* are looked into; all where it is not given.
    """
    for directory, below, names in os.walk(root):
        level = 0 if directory == root else os.path.relpath(directory, root).count(os.sep) + 1
        is_deepest = depth is not None and level >= depth
        below[:] = [] if is_deepest else sorted(d for d in below if enters(directory, d))
        for name in sorted(names):
            if is_dockerfile(directory, name):
                yield os.path.join(directory, name)


def is_dockerfile(directory: str, name: str) -> bool:
    """Whether it is called like one, and builds something."""
    called = _NAME.fullmatch(name) is not None and _NO_DOCKERFILE.fullmatch(name) is None
    return called and _builds(os.path.join(directory, name))


def enters(directory: str, name: str) -> bool:
    """Whether the project goes on in the directory *name*."""
    return name not in SKIPPED and not os.path.lexists(os.path.join(directory, name, ".git"))


def _builds(path: str) -> bool:
    try:
        return _FROM.search(read_regular(path, _LARGEST)) is not None
    except OSError:
        return False
