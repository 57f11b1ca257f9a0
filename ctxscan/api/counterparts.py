"""The builds of a project in another state of it, by name: what each was given there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ctxscan.api.build import inspect, options_of
from ctxscan.context.git.project_files import ProjectFilesOfRevision
from ctxscan.context.locate.docker import DOCKERFILE, STDIN, DockerfileFound
from ctxscan.context.reading import LARGEST_TEXT, read_regular
from ctxscan.context.user_paths import is_directory, is_there
from ctxscan.errors import ContextError, CtxscanError, UsageError
from ctxscan.inspection.keying import snapshot_of
from ctxscan.inspection.past import Given
from ctxscan.inspection.saved import load, not_a_document
from ctxscan.project.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from ctxscan.api.asked import Asked, AskedBuild, Elsewhere
    from ctxscan.context.git.revision import Revision
    from ctxscan.inspection.keying import Snapshot


def builds_at(elsewhere: Elsewhere, revision: Revision) -> Asked | None:
    """Those that the project has at *revision*; ``None`` where the file is not there that has them.

    Raises CtxscanError where it cannot be read there.
    """
    files = ProjectFilesOfRevision(revision)
    if not elsewhere.command and not files.exists(str(Path.cwd() / elsewhere.path)):
        return None
    try:
        return elsewhere.builds(files)
    except ProjectError as error:
        if error.kind == "missing_file":
            return None
        raise _as_of(error, revision.shown) from None
    except CtxscanError as error:
        raise _as_of(error, revision.shown) from None


def _as_of(error: CtxscanError, shown: str) -> ContextError:
    return ContextError(f"{shown}: {error.message}", place=error.place, hint=error.hint)


def given_of(build: AskedBuild) -> Given:
    """Without a look at the work tree, but for what lies outside of a repository."""
    options = options_of(build.path, build.arguments)
    root = str(Path(build.path).resolve())
    file = build.arguments.get("file")
    if file == STDIN:
        name = build.arguments.get("stdin_name", STDIN)
        found = DockerfileFound(name, build.arguments.get("stdin", bytes)(), None, None)
    else:
        path = str(Path.cwd() / (file or f"{root}/{DOCKERFILE}"))
        found = DockerfileFound(file or path, _read(path), path, None)
    return Given(options, root, found, None)


def _read(path: str) -> bytes:
    try:
        return read_regular(path, LARGEST_TEXT)
    except OSError:
        return b""


def snapshots_of_copy(
    elsewhere: Elsewhere, base: str, progress: Callable[[int], None]
) -> Mapping[str, Callable[[], Snapshot]]:
    """The builds of the other copy of the project in the directory *base*. Raises CtxscanError."""
    if elsewhere.command:
        raise UsageError(
            f"{base} is a directory: which builds it has, its compose or bake file says",
            hint="name that file as PATH, and no command behind --",
        )
    asked = Path(elsewhere.path)
    path = Path(base) if is_directory(asked) else Path(base, asked.name)
    if not is_there(path):
        return {}

    def snapshot(each: AskedBuild) -> Callable[[], Snapshot]:
        return lambda: snapshot_of(inspect(each.path, **each.arguments), progress)

    return {each.name: snapshot(each) for each in elsewhere.builds(path=str(path)).builds}


def snapshots_of_document(
    document: Any, shown: str, names: Sequence[str]
) -> Mapping[str, Callable[[], Snapshot]]:
    """Of one that ``ctxscan key`` wrote; of one build, it is that of the only one of *names*."""

    def snapshot(each: Any) -> Callable[[], Snapshot]:
        return lambda: load(each, shown)

    rows = document.get("builds") if isinstance(document, dict) else None
    if isinstance(rows, list) and all(isinstance(each, dict) for each in rows):
        return {str(each.get("name")): snapshot(each) for each in rows}
    if len(names) == 1:
        return {names[0]: snapshot(document)}
    raise not_a_document(shown)
