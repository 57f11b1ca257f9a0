"""Which Dockerfile and which ignore file a build reads.

Sources: docker/cli, cli/command/image/build (GetContextFromLocalDir, ReadDockerignore) for the
classic builder; docker/buildx, build/opt.go:loadInputs and moby/buildkit, frontend/dockerui for
BuildKit. docs/semantics, C.1, D.1 to D.3.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from ctxscan.context.links.checkout import check_stays_inside, is_of_checkout
from ctxscan.context.links.inside import resolve_inside
from ctxscan.context.reading import (
    LARGEST_DOCKERFILE,
    LARGEST_IGNORE_FILE,
    UnfitFileError,
    read_named,
    read_regular,
)
from ctxscan.context.real_path import real_path
from ctxscan.errors import ContextError, IgnoreFileError, Place, UsageError
from ctxscan.finding import Finding
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

STDIN = "-"
NO_DOCKERFILE = "no Dockerfile"
"""What stands for one where there is none."""

DOCKERFILE = "Dockerfile"
IGNORE_FILE = ".dockerignore"


class DockerfileFound(NamedTuple):
    shown: str
    """As the user would write it."""

    data: bytes

    path: str | None
    """Absolute; ``None`` for one from stdin."""

    in_context: str | None
    """Relative to the context root; ``None`` for one from stdin or from elsewhere."""


class IgnoreFileFound(NamedTuple):
    shown: str
    path: str
    data: bytes

    opened: str
    """The file itself: symlinks in *path* are followed as the builder follows them."""


class Location(NamedTuple):
    """The files that a build starts from."""

    root: str
    """The context root: absolute, symlinks resolved."""

    shown: str
    """The context as the user wrote it."""

    dockerfile: DockerfileFound
    ignore_file: IgnoreFileFound | None
    notices: tuple[Finding, ...] = ()


class BuildFiles(NamedTuple):
    """What the command line says about the files of a build."""

    context: str = "."
    file: str | None = None
    """``-f``: relative to the current directory; ``-`` is stdin."""

    ignore_file: str | None = None
    """Read instead of what the builder would read; relative to the current directory."""

    stdin_name: str = STDIN
    """What a Dockerfile from stdin is called in messages: it may be inline in another file."""


def find_root(context: str) -> str:
    """The context root. Raises ContextError when it is no directory."""
    if not os.path.lexists(context):
        from ctxscan.context.locate.elsewhere import not_here  # noqa: PLC0415 - for a mistake alone

        raise not_here(context)
    root = real_path(context)
    if not os.path.isdir(root):
        from ctxscan.context.locate.elsewhere import no_directory  # noqa: PLC0415 - for a mistake alone

        raise no_directory(context)
    return root


def locate_classic(asked: BuildFiles, stdin: Callable[[], bytes]) -> Location:
    """The files that the classic builder reads. Raises ContextError, IgnoreFileError."""
    root = find_root(asked.context)
    dockerfile = _classic_dockerfile(asked, root, stdin)
    chosen = _chosen_ignore_file(asked)
    path = os.path.join(root, IGNORE_FILE)
    if chosen is None:
        shown = _tidy(os.path.join(asked.context, IGNORE_FILE))
        check_stays_inside(path, asked.context, root, shown)
        with suppress(FileNotFoundError):
            chosen = IgnoreFileFound(shown, path, _read_ignore_file(path, shown), path)
    return Location(root, asked.context, dockerfile, chosen)


def locate_buildkit(asked: BuildFiles, stdin: Callable[[], bytes]) -> Location:
    """The files that BuildKit reads. Raises ContextError, IgnoreFileError."""
    root = find_root(asked.context)
    notices: list[Finding] = []
    dockerfile = _buildkit_dockerfile(asked, root, stdin)
    chosen = _chosen_ignore_file(asked)
    if chosen is None and dockerfile.path is not None:
        directory, name = os.path.split(dockerfile.path)
        chosen = _read_inside(directory, f"{name}.dockerignore", f"{dockerfile.shown}.dockerignore")
    if chosen is None:
        chosen = ignore_file_of_context(root, asked.context)
        if chosen is None and os.path.lexists(os.path.join(root, IGNORE_FILE)):
            notices.append(_unread(_tidy(os.path.join(asked.context, IGNORE_FILE))))
    return Location(root, asked.context, dockerfile, chosen, tuple(notices))


def ignore_file_of_context(root: str, shown: str) -> IgnoreFileFound | None:
    """The ``.dockerignore`` of a context, if BuildKit can read it."""
    return _read_inside(root, IGNORE_FILE, os.path.join(shown, IGNORE_FILE))


def _unread(shown: str) -> Finding:
    return Finding(
        "ignore-file-unreadable",
        f"BuildKit cannot read {shown}, and takes it for an empty one: nothing is ignored",
        Place(shown),
        "make it a readable file inside the context",
    )


def _classic_dockerfile(
    asked: BuildFiles, root: str, stdin: Callable[[], bytes]
) -> DockerfileFound:
    if asked.file == STDIN:
        return DockerfileFound(asked.stdin_name, stdin(), None, None)
    shown = asked.file or _default_dockerfile(asked.context, root)
    path = real_path(shown)
    data = _read_dockerfile(path, shown, asked, root)
    relative = os.path.relpath(path, root)
    outside = relative.startswith(f"..{os.sep}")
    if outside and asked.file is None:
        # The client then opens the empty name (docs/semantics, C.1).
        raise ContextError(
            f"{shown} leads out of the build context, which the classic builder cannot follow",
            place=Place(shown),
            hint=f"name it: -f {shown}",
        )
    in_context = None if outside else relative.replace(os.sep, "/")
    return DockerfileFound(_tidy(shown), data, path, in_context)


def _buildkit_dockerfile(
    asked: BuildFiles, root: str, stdin: Callable[[], bytes]
) -> DockerfileFound:
    if asked.file == STDIN:
        return DockerfileFound(asked.stdin_name, stdin(), None, None)
    shown = asked.file or os.path.join(asked.context, DOCKERFILE)
    directory, name = os.path.split(os.path.abspath(shown))
    if name == DOCKERFILE and not os.path.lexists(os.path.join(directory, name)):
        lower = name.lower()
        if os.path.lexists(os.path.join(directory, lower)):
            name, shown = lower, os.path.join(os.path.dirname(shown), lower)
    inside = resolve_inside(directory, name)
    if inside is None:
        raise ContextError("its symlinks lead in a circle", place=Place(shown))
    if inside != name and not os.path.exists(os.path.join(directory, inside)):
        raise ContextError(
            "BuildKit follows a Dockerfile's symlinks only inside its own directory",
            place=Place(shown),
            hint="name the file that it points to with -f",
        )
    path = os.path.join(directory, name)
    data = _read_dockerfile(os.path.join(directory, inside), shown, asked, root)
    relative = os.path.relpath(os.path.join(real_path(directory), name), root)
    in_context = None if relative.startswith(f"..{os.sep}") else relative.replace(os.sep, "/")
    return DockerfileFound(_tidy(shown), data, path, in_context)


def _default_dockerfile(context: str, root: str) -> str:
    lower = DOCKERFILE.lower()
    only_lower = not os.path.lexists(os.path.join(root, DOCKERFILE)) and os.path.lexists(
        os.path.join(root, lower)
    )
    return os.path.join(context, lower if only_lower else DOCKERFILE)


def _read_dockerfile(path: str, shown: str, asked: BuildFiles, root: str) -> bytes:
    shown = _tidy(shown)
    try:
        return read_dockerfile(path, shown, asked.context, root)
    except FileNotFoundError:
        from ctxscan.context.locate.elsewhere import no_dockerfile  # noqa: PLC0415 - for a mistake alone

        raise no_dockerfile(shown, path) from None
    except IsADirectoryError:
        raise ContextError(
            "a directory, where a Dockerfile should be", place=Place(shown)
        ) from None
    except OSError as error:
        raise ContextError(f"cannot read it: {error.strerror}", place=Place(shown)) from None


def read_dockerfile(path: str, shown: str, context: str, root: str) -> bytes:
    """Raises OSError; ContextError where a link of the checkout leads out of it.

    A fifo is read where the user named it: one of the checkout might wait for ever.
    """
    check_stays_inside(path, context, root, shown)
    read = read_regular if is_of_checkout(shown, context, root) else read_named
    return read(path, LARGEST_DOCKERFILE)


def _chosen_ignore_file(asked: BuildFiles) -> IgnoreFileFound | None:
    if asked.ignore_file is None:
        return None
    if not os.path.exists(asked.ignore_file):
        raise UsageError(f"no such ignore file: {asked.ignore_file}")
    path = os.path.abspath(asked.ignore_file)
    data = _read_ignore_file(path, asked.ignore_file)
    return IgnoreFileFound(asked.ignore_file, path, data, path)


def _read_ignore_file(path: str, shown: str) -> bytes:
    try:
        return read_regular(path, LARGEST_IGNORE_FILE)
    except FileNotFoundError:
        raise
    except OSError as error:
        is_ours = isinstance(error, UnfitFileError)
        raise IgnoreFileError(
            f"cannot read the ignore file: {error.strerror}",
            place=Place(shown),
            hint="make it a regular file" if is_ours else "docker build refuses it, too",
        ) from None


def _read_inside(directory: str, name: str, shown: str) -> IgnoreFileFound | None:
    """An ignore file that BuildKit can read as a regular file inside *directory*."""
    inside = resolve_inside(directory, name)
    path = os.path.join(directory, inside or "")
    if not os.path.isfile(path) or os.path.islink(path):
        return None
    try:
        data = read_regular(path, LARGEST_IGNORE_FILE)
        return IgnoreFileFound(_tidy(shown), os.path.join(directory, name), data, path)
    except UnfitFileError as error:
        place = Place(_tidy(shown))
        raise IgnoreFileError(
            f"cannot read the ignore file: {error.strerror}", place=place
        ) from None
    except OSError:
        return None


def _tidy(path: str) -> str:
    """Without ``./`` in front."""
    return os.path.normpath(path)
