"""What a build is compared with, by its name: a revision, a directory or a document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ctxscan.api.arguments import BuildArguments
from ctxscan.api.build import inspect
from ctxscan.context.git.repository import NoRepository, Repository, find_repository
from ctxscan.context.git.revision import Revision, find_revision
from ctxscan.context.locate.docker import STDIN
from ctxscan.context.reading import LARGEST_DOCUMENT, read_named
from ctxscan.context.real_path import real_path
from ctxscan.context.user_paths import is_directory, is_file
from ctxscan.errors import ContextError, CtxscanError, UsageError
from ctxscan.inspection.keying import snapshot_of
from ctxscan.inspection.planning import is_remote
from ctxscan.inspection.saved import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.inspection import Inspection
    from ctxscan.inspection.keying import Snapshot

HEAD = "HEAD"


def check_dots(base: str) -> None:
    """Raises UsageError for ``A...B``: git means by it where the two parted."""
    first, dots, second = base.partition("...")
    if dots:
        raise UsageError(
            f"three dots are not read: {base}",
            hint=f"name the commit where they parted, which git merge-base {first or HEAD} "
            f"{second or HEAD} prints",
        )


def other_state(
    base: str, path: str, build: BuildArguments, progress: Callable[[int], None]
) -> Snapshot | None:
    """``None``: it is none that lies on disk."""
    if is_directory(base):
        return snapshot_of(_copy(base, path, build), progress)
    if is_file(base):
        return _saved(base)
    return None


def _copy(base: str, path: str, build: BuildArguments) -> Inspection:
    try:
        return inspect(base, **_elsewhere(build, path, base))
    except CtxscanError as error:
        repository = find_repository(path)
        if isinstance(repository, NoRepository) or find_revision(repository, base) is None:
            raise
        raise UsageError(
            f"{base} is a directory here, and a revision: as a directory it has no such build "
            f"({error.message})",
            hint=f"the revision is {base}^0",
        ) from None


def _elsewhere(build: BuildArguments, path: str, base: str) -> BuildArguments:
    """The same build of another copy, whose files are its own."""

    def moved(file: str) -> str:
        inside, root = Path(real_path(file)), real_path(path)
        return str(Path(base, inside.relative_to(root))) if inside.is_relative_to(root) else file

    file = build.get("file")
    contexts = {
        name: value if is_remote(value) else moved(value)
        for name, value in build.get("build_contexts", {}).items()
    }
    own = BuildArguments(build_contexts=contexts)
    if file is not None and file != STDIN:
        own["file"] = moved(file)
    return {**build, **own}


def _saved(path: str) -> Snapshot:
    return load(read_document(path), path)


def read_document(path: str) -> Any:
    """``None`` for what is no JSON. Raises UsageError."""
    try:
        return json.loads(read_named(path, LARGEST_DOCUMENT))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from None
    except (ValueError, RecursionError):
        return None


def revision_of(directory: str, base: str) -> Revision:
    """Raises CtxscanError where *base* is none of the repository that holds *directory*."""
    return revision_in(repository_of(directory, base), base)


def repository_of(directory: str, base: str) -> Repository:
    found = find_repository(directory)
    if isinstance(found, NoRepository):
        raise ContextError(
            f"{base} is no directory and no document, and no revision: {found.reason}",
            hint=found.hint or "name the directory of another copy, or a document of ctxscan key",
        )
    return found


def revision_in(repository: Repository, name: str) -> Revision:
    found = find_revision(repository, name)
    if found is None and name == HEAD:
        raise ContextError(
            "there is nothing to compare with: the branch has no commits",
            hint="name a revision, a directory, or a document of ctxscan key",
        )
    if found is None:
        raise UsageError(
            f"no such revision, directory or document: {name}",
            hint="a shallow clone may lack it: fetch it first",
        )
    return found
