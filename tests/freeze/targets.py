"""What is asked about: a Dockerfile with a context, in a project."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_DOCKERFILE = re.compile(
    r"(?:dockerfile|containerfile)(?:[._-].+)?|.+\.(?:dockerfile|containerfile)", re.IGNORECASE
)
_OTHER = re.compile(
    r".+\.(?:dockerignore|containerignore|go|hcl|html|j2|js|json|md|mdx|png|py|rs|sh|svg|tmpl|ts|"
    r"tsx|txt|xml|ya?ml)",
    re.IGNORECASE,
)


class Target(NamedTuple):
    project: str
    """``samples/node-app``; a file of the record each."""

    root: Path
    """Where the commands are run."""

    context: str
    """Relative to the root, as the Dockerfile."""

    dockerfile: str
    """Empty: none is named."""

    @property
    def name(self) -> str:
        """The project without its shelf and its state: ``node-app``."""
        return self.project.split("/")[1]


def is_dockerfile(name: str) -> bool:
    """By its name alone: ``Dockerfile``, ``Dockerfile.dev``, ``api.Dockerfile``, ..."""
    return bool(_DOCKERFILE.fullmatch(name)) and not _OTHER.fullmatch(name)


def dockerfiles(root: Path) -> list[str]:
    """All below *root* but git's own, by path."""
    return sorted(_dockerfiles(root))


def _dockerfiles(root: Path) -> Iterator[str]:
    for folder, directories, names in os.walk(root):
        if ".git" in directories:
            directories.remove(".git")
        inside = PurePosixPath(Path(folder).relative_to(root))
        yield from (str(inside / name) for name in names if is_dockerfile(name))


def spread(paths: list[str], most: int) -> list[str]:
    """At most that many, as far from each other as can be: first, last, and in between."""
    if len(paths) <= most:
        return paths
    if most == 1:
        return paths[:1]
    last = len(paths) - 1
    return [paths[last * step // (most - 1)] for step in range(most)]


def found_in_repositories(shelf: Path, most: int) -> list[Target]:
    """Up to *most* Dockerfiles of each directory; a repository without any is asked as it is."""
    return [
        target
        for root in sorted(shelf.iterdir())
        if root.is_dir() and not root.name.startswith(".")
        for target in targets(f"repos/{root.name}", root, spread(dockerfiles(root), most))
    ]


def targets(project: str, root: Path, chosen: list[str]) -> list[Target]:
    """Each Dockerfile with its own directory and with the root for its context."""
    if not chosen:
        return [Target(project, root, ".", "")]
    return [
        Target(project, root, context, dockerfile)
        for dockerfile in chosen
        for context in dict.fromkeys((str(PurePosixPath(dockerfile).parent), "."))
    ]
