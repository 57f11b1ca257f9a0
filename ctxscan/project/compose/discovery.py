"""Which compose files are read, and which directory their paths hang on.

Source: compose-go, cli/options.go (WithConfigFileEnv, WithDefaultConfigPath, GetWorkingDir).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.project.compose.environment import Environment
from ctxscan.project.compose.remote import is_remote_file
from ctxscan.project.errors import ProjectError
from ctxscan.project.paths import absolute, directory, join

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ctxscan.project.compose.journal import Journal
    from ctxscan.project.compose.options import ComposeOptions
    from ctxscan.project.reader import Reader

DEFAULT_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
OVERRIDE_NAMES = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)

STDIN = "-"


class Found:
    """The files of a project (absolute), its directory and its variables."""

    __slots__ = ("directory", "files", "variables")

    def __init__(self, files: Sequence[str], directory: str, variables: dict[str, str]) -> None:
        self.files = tuple(files)
        self.directory = directory
        self.variables = variables


def discover(
    options: ComposeOptions, process: Mapping[str, str], reader: Reader, journal: Journal
) -> Found:
    """Raises ProjectError of kind ``missing_file`` if there is nothing to read."""
    for file in options.files:
        if is_remote_file(file):
            raise ProjectError(
                f"{file} is fetched from the network, which cannot be done offline",
                kind="unsupported",
                hint="name a local copy",
            )
    environment = Environment(options, process, reader, journal)
    start = _working_directory(options, options.files)
    environment.start(start, options.cwd)
    files = options.files or _from_environment(options, environment.variables, reader)
    files = files or _default_files(start, reader, journal)
    if not files:
        raise ProjectError(
            f"no compose file in {start} or above it",
            kind="missing_file",
            hint=f"name one with -f, or create {DEFAULT_NAMES[0]}",
        )
    project = _working_directory(options, files)
    environment.extend(project)
    kept = [file if file == STDIN else absolute(file, options.cwd) for file in files]
    for file in kept:
        if file != STDIN and not reader.exists(file):
            raise ProjectError("no such file", kind="missing_file", place=Place(file))
    return Found(kept, project, environment.variables)


def _working_directory(options: ComposeOptions, files: Sequence[str]) -> str:
    if options.project_directory:
        return absolute(options.project_directory, options.cwd)
    local = [file for file in files if file != STDIN]
    return directory(absolute(local[0], options.cwd)) if local else options.cwd


def _from_environment(
    options: ComposeOptions, variables: Mapping[str, str], reader: Reader
) -> tuple[str, ...]:
    listed = variables.get("COMPOSE_FILE")
    if listed is None:
        return ()
    separator = variables.get("COMPOSE_PATH_SEPARATOR") or ":"
    files = [
        file if file == STDIN else absolute(file, options.cwd) for file in listed.split(separator)
    ]
    for file in files:
        if file != STDIN and not reader.exists(file):
            raise ProjectError(
                "no such file", kind="missing_file", place=Place(file), hint="see COMPOSE_FILE"
            )
    return tuple(files)


def _default_files(start: str, reader: Reader, journal: Journal) -> tuple[str, ...]:
    """One file of the nearest directory that has any, and one override file beside it."""
    while True:
        if main := _choose(DEFAULT_NAMES, start, "config", reader, journal):
            return main + _choose(OVERRIDE_NAMES, start, "override", reader, journal)
        above = directory(start)
        if above == start:
            return ()
        start = above


def _choose(
    names: Sequence[str], start: str, kind: str, reader: Reader, journal: Journal
) -> tuple[str, ...]:
    present = [path for name in names if reader.exists(path := join(start, name))]
    if len(present) > 1:
        listed = ", ".join(present)
        journal.warnings.add(f"Found multiple {kind} files with supported names: {listed}")
        journal.warnings.add(f"Using {present[0]}")
    return tuple(present[:1])
