"""``include``: other compose projects, read with directories and variables of their own.

Source: compose-go, loader/include.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.compose.environment import read_env_files
from ctxscan.project.compose.faults import ComposeError
from ctxscan.project.compose.merge import merge
from ctxscan.project.compose.remote import is_remote_file
from ctxscan.project.compose.resets import apply_resets
from ctxscan.project.errors import ProjectError
from ctxscan.project.paths import directory, join
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxscan.project.compose.reading import Reading
    from ctxscan.project.compose.values import Path, Tree, Value

    LoadModel = Callable[[Sequence[str], Reading], Tree]

_RESOURCES = ("services", "volumes", "networks", "secrets", "configs", "models")
_DEEPEST = 30


class Include(NamedTuple):
    paths: tuple[str, ...]
    project_directory: str
    env_files: tuple[str, ...]
    at: Path


def apply_includes(
    tree: Tree, file: str, reading: Reading, resets: Sequence[Path], load_model: LoadModel
) -> None:
    """In place: what is included is added to *tree*, and ``include`` goes."""
    within = reading._replace(included=(*reading.included, file))
    for include in _includes(tree.get("include")):
        remote = [path for path in include.paths if is_remote_file(path)]
        if remote:
            reading.journal.remote_includes += remote
            continue
        if len(within.included) > _DEEPEST:
            raise ComposeError(
                f"more than {_DEEPEST} includes in each other", "unsupported", include.at
            )
        _import(_load(include, within, load_model), tree, resets)
    tree.pop("include", None)


def _load(include: Include, reading: Reading, load_model: LoadModel) -> Tree:
    paths, inner = _prepare(include, reading)
    try:
        return load_model(paths, inner)
    except ProjectError as error:
        file = error.place.file if error.place else ""
        if error.kind != "missing_file" or file not in map(reading.on_disk, paths):
            raise
        raise ComposeError(
            f"it includes {file}, which does not exist", "missing_file", include.at
        ) from error


def _includes(value: Value) -> list[Include]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise ComposeError("include must be a list", "type", ("include",), "put a - before it")
    return [_include(entry, ("include", str(index))) for index, entry in enumerate(value)]


def _include(entry: Value, at: Path) -> Include:
    if isinstance(entry, str):
        return Include((entry,), "", (), at)
    if entry is None:
        return Include((), "", (), at)
    if not isinstance(entry, dict):
        raise ComposeError("an include must be a path or a mapping", "type", at)
    project = entry.get("project_directory") or ""
    if not isinstance(project, str):
        raise ComposeError("project_directory must be a string", "type", (*at, "project_directory"))
    return Include(_strings(entry, "path", at), project, _strings(entry, "env_file", at), at)


def _strings(entry: Tree, key: str, at: Path) -> tuple[str, ...]:
    value = entry.get(key)
    found = value if isinstance(value, list) else [value] if value is not None else []
    texts = tuple(each for each in found if isinstance(each, str))
    if len(texts) < len(found):
        raise ComposeError(f"{key} must be a string or a list of these", "type", (*at, key))
    return texts


def _prepare(include: Include, reading: Reading) -> tuple[Sequence[str], Reading]:
    """The files of an included project, and the reading for them."""
    paths = [reading.find(path) for path in include.paths]
    base, project = _directories(include, reading)
    if paths and paths[0] in reading.included:
        chain = " includes ".join((*reading.included, paths[0]))
        raise ComposeError(f"files include each other in a circle: {chain}", "cycle", include.at)
    env_files = _env_files(include, project, reading)
    found = read_env_files(env_files, reading.environment, reading.reader, reading.journal)
    environment = {**found, **reading.environment}
    inner = reading._replace(loader_directory=project, base=base, environment=environment)
    return paths, inner


def _directories(include: Include, reading: Reading) -> tuple[str, str]:
    """What its paths are joined to, and where the files that it names are looked up."""
    if not include.project_directory:
        if not include.paths:
            return "", ""
        first = reading.find(include.paths[0])
        return reading.directory_of(first), directory(first)
    if include.project_directory.startswith("/"):
        return include.project_directory, include.project_directory
    # A directory that does not exist is taken for a file: its parent is the base.
    base = reading.directory_of(include.project_directory)
    return base, join(reading.base, include.project_directory)


def _env_files(include: Include, project: str, reading: Reading) -> list[str]:
    reader = reading.reader
    if not include.env_files:
        default = reading.on_disk(join(project, ".env"))
        return [default] if reader.exists(default) and not reader.is_dir(default) else []
    named = [each for each in include.env_files if each != "/dev/null"]
    return [
        reading.on_disk(each if each.startswith("/") else join(reading.base, each))
        for each in named
    ]


def _import(source: Tree, tree: Tree, resets: Sequence[Path]) -> None:
    for kind in _RESOURCES:
        found = source.get(kind)
        if not isinstance(found, dict):
            continue
        own = tree.setdefault(kind, {})
        if not isinstance(own, dict):
            raise ComposeError(f"{kind} must be a mapping", "type", (kind,))
        for name, value in found.items():
            own[name] = _beneath(value, own, kind, name, resets)


def _beneath(value: Value, own: Tree, kind: str, name: str, resets: Sequence[Path]) -> Value:
    """What the including file says of the same name wins."""
    if name not in own:
        return value
    apply_resets({kind: {name: value}}, resets)
    return merge(value, own[name], (kind, name))
