"""Which Containerfile and which ignore file Podman and Buildah read.

Sources: containers/buildah (pkg/util: DiscoverContainerfile, pkg/parse: ContainerIgnoreFile).
docs/semantics, E.1.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ctxscan.context.links.checkout import check_stays_inside
from ctxscan.context.links.inside import resolve_inside
from ctxscan.context.locate.docker import (
    DOCKERFILE,
    IGNORE_FILE,
    STDIN,
    BuildFiles,
    DockerfileFound,
    IgnoreFileFound,
    Location,
    find_root,
    read_dockerfile,
)
from ctxscan.context.locate.elsewhere import no_dockerfile
from ctxscan.context.reading import LARGEST_IGNORE_FILE, read_regular
from ctxscan.context.real_path import real_path
from ctxscan.errors import (
    ContextError,
    IgnoreFileError,
    NoDockerfileError,
    Place,
    UsageError,
)
from ctxscan.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Callable

CONTAINERFILE = "Containerfile"
CONTAINER_IGNORE_FILE = ".containerignore"


def locate_podman(asked: BuildFiles, stdin: Callable[[], bytes]) -> Location:
    """The files that Podman reads. Raises ContextError, IgnoreFileError, UsageError."""
    root = find_root(asked.context)
    dockerfile = _containerfile(asked, root, stdin)
    found = _chosen(asked)
    if found is None and dockerfile.path is not None:
        found = _beside(dockerfile.path, dockerfile.shown, asked.context, root)
    found = found or podman_ignore_file_of_context(root, asked.context)
    return Location(root, asked.context, dockerfile, found, _unread(root, asked.context, found))


def podman_ignore_file_of_context(root: str, shown: str) -> IgnoreFileFound | None:
    """``.containerignore`` of a context, even if it is empty; else its ``.dockerignore``."""
    for name in (CONTAINER_IGNORE_FILE, IGNORE_FILE):
        inside = resolve_inside(root, name)
        path = os.path.join(root, inside or name)
        if inside is not None and os.path.exists(path):
            return _read(path, os.path.join(shown, name), as_path=os.path.join(root, name))
    return None


def _containerfile(asked: BuildFiles, root: str, stdin: Callable[[], bytes]) -> DockerfileFound:
    if asked.file == STDIN:
        return DockerfileFound(asked.stdin_name, stdin(), None, None)
    shown = asked.file or _default(root, asked.context)
    if not os.path.exists(shown) and not os.path.isabs(shown):
        # Not there from the current directory: taken from the context.
        inside = os.path.join(asked.context, shown)
        shown = inside if os.path.exists(inside) else shown
    path = os.path.abspath(shown)
    try:
        data = read_dockerfile(path, os.path.normpath(shown), asked.context, root)
    except OSError as error:
        alone = asked.file is None and isinstance(no_dockerfile(shown, path), NoDockerfileError)
        what = NoDockerfileError if alone else ContextError
        raise what(
            f"cannot read it: {error.strerror}",
            place=Place(os.path.normpath(shown)),
            hint="name a Containerfile with -f FILE, as for podman build",
        ) from None
    relative = os.path.relpath(real_path(path), root)
    in_context = None if relative.startswith(f"..{os.sep}") else relative.replace(os.sep, "/")
    return DockerfileFound(os.path.normpath(shown), data, path, in_context)


def _default(root: str, shown: str) -> str:
    """There is no fallback to lower case here."""
    name = CONTAINERFILE if os.path.exists(os.path.join(root, CONTAINERFILE)) else DOCKERFILE
    return os.path.join(shown, name)


def _chosen(asked: BuildFiles) -> IgnoreFileFound | None:
    if asked.ignore_file is None:
        return None
    if not os.path.exists(asked.ignore_file):
        raise UsageError(f"no such ignore file: {asked.ignore_file}")
    return _read(asked.ignore_file, asked.ignore_file, as_path=os.path.abspath(asked.ignore_file))


def _beside(path: str, shown: str, context: str, root: str) -> IgnoreFileFound | None:
    """The ignore file of one Containerfile: here ``.dockerignore`` goes first."""
    for name in (IGNORE_FILE, CONTAINER_IGNORE_FILE):
        if os.path.exists(path + name):
            check_stays_inside(path + name, context, root, shown + name)
            return _read(path + name, shown + name, as_path=path + name)
    return None


def _read(path: str, shown: str, *, as_path: str) -> IgnoreFileFound:
    shown = os.path.normpath(shown)
    try:
        return IgnoreFileFound(shown, as_path, read_regular(path, LARGEST_IGNORE_FILE), path)
    except OSError as error:
        raise IgnoreFileError(
            f"cannot read the ignore file: {error.strerror}",
            place=Place(shown),
            hint="podman build refuses it, too",
        ) from None


def _unread(root: str, shown: str, found: IgnoreFileFound | None) -> tuple[Finding, ...]:
    active = found.path if found else None
    names = (CONTAINER_IGNORE_FILE, IGNORE_FILE)
    return tuple(
        Finding(
            "ignore-file-unread",
            f"Podman reads {found.shown} in its place; the two are not merged",
            Place(os.path.normpath(os.path.join(shown, name))),
            "keep one ignore file, or the same rules in both",
        )
        for name in names
        if found is not None
        and os.path.join(root, name) != active
        and os.path.isfile(os.path.join(root, name))
    )
