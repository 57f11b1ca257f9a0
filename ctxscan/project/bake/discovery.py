"""Which files bake reads (buildx, commands/bake.go and bake/bake.go:ReadLocalFiles)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.project.errors import ProjectError
from ctxscan.project.paths import absolute
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ctxscan.project.bake.options import BakeOptions
    from ctxscan.project.reader import Reader

DEFAULT_NAMES = (
    "compose.yaml",
    "compose.yml",
    "docker-compose.yml",
    "docker-compose.yaml",
    "docker-bake.json",
    "docker-bake.hcl",
    "docker-bake.override.json",
    "docker-bake.override.hcl",
)
"""All that exist are read, in this order."""


class SourceFile(NamedTuple):
    name: str
    """As it was asked for; ``-`` is the standard input."""

    path: str
    """Absolute; ``-`` again for the standard input."""

    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode("utf-8", errors="replace")


def find_files(
    options: BakeOptions, environment: Mapping[str, str], reader: Reader
) -> list[SourceFile]:
    """Raises ProjectError of kind ``missing_file`` if there is nothing to read."""
    names = list(options.files) or _from_environment(options.cwd, environment, reader)
    found = _read(names or DEFAULT_NAMES, options.cwd, reader, optional=not names)
    if not found:
        raise ProjectError(
            "no bake file is found here",
            kind="missing_file",
            hint="bake looks for docker-bake.hcl, docker-bake.json and compose files, or -f FILE",
        )
    return found


def _from_environment(cwd: str, environment: Mapping[str, str], reader: Reader) -> list[str]:
    separator = environment.get("BUILDX_BAKE_PATH_SEPARATOR") or ":"
    listed = environment.get("BUILDX_BAKE_FILE", "").split(separator)
    names = [name.strip() for name in listed if name.strip()]
    for name in names:
        if name != "-" and not reader.exists(absolute(name.removeprefix("cwd://"), cwd)):
            raise _missing(name)
    return names


def _read(names: Sequence[str], cwd: str, reader: Reader, *, optional: bool) -> list[SourceFile]:
    """An empty file counts as absent."""
    found: list[SourceFile] = []
    for written in names:
        name = written.removeprefix("cwd://")
        path = name if name == "-" else absolute(name, cwd)
        data = reader.read_stdin() if name == "-" else reader.read(path)
        if data is None and not optional:
            raise _missing(name)
        if data:
            found.append(SourceFile(name, path, data))
    return found


def _missing(name: str) -> ProjectError:
    return ProjectError("no such file", kind="missing_file", place=Place(name))
