"""Variables of compose files as bake reads them (buildx, bake/compose.go:composeEnv)."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.project.compose.environment import read_env_files
from ctxscan.project.compose.journal import Journal
from ctxscan.project.compose.values import text_of
from ctxscan.project.errors import ProjectError
from ctxscan.project.paths import absolute, join

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxscan.project.compose.services import Service
    from ctxscan.project.compose.values import Value
    from ctxscan.project.reader import Reader


def compose_variables(
    cwd: str,
    environment: Mapping[str, str],
    overrides: Mapping[str, str],
    reader: Reader,
) -> dict[str, str]:
    """*environment*, then what the ``.env`` of the current directory adds; ``--var`` over both."""
    variables = dict(environment)
    file = join(cwd, ".env")
    if reader.exists(file) and not reader.is_dir(file):
        if (reader.read(file) or b"").startswith(codecs.BOM_UTF8):  # compose itself strips it
            message = "a byte order mark is no part of a name to bake"
            raise ProjectError(message, kind="syntax", place=Place(file, 1))
        found = read_env_files([file], variables, reader, Journal(reader))
        variables = found | variables
    return {**variables, **overrides}


def environment_of(
    service: Service, variables: Mapping[str, str], cwd: str, reader: Reader, journal: Journal
) -> dict[str, str]:
    """Of files, then of the service itself (compose-go, WithServicesEnvironmentResolved)."""
    own = {
        name: variables.get(name) if value is None else value
        for name, value in _variables(service.tree.get("environment")).items()
    }
    found: dict[str, str] = {}
    known = {name: value for name, value in own.items() if value is not None}
    for path, required in _env_files(service.tree.get("env_file")):
        file = absolute(path, cwd)
        if not required and not reader.exists(file):
            continue
        names = {**known, **variables}
        found |= read_env_files([file], names, reader, journal)
    # a name that the service has without a value hides the files' value, too
    return {name: value for name, value in found.items() if name not in own} | known


def _variables(value: Value) -> dict[str, str | None]:
    if isinstance(value, dict):
        return {key: None if each is None else text_of(each) for key, each in value.items()}
    found: dict[str, str | None] = {}
    for entry in value if isinstance(value, list) else ():
        name, equals, text = text_of(entry).partition("=")
        found[name] = text if equals else None
    return found


def _env_files(value: Value) -> list[tuple[str, bool]]:
    files: list[tuple[str, bool]] = []
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict):
            if entry.get("format"):
                message = f"bake knows no env_file format {text_of(entry['format'])!r}"
                raise ProjectError(message, kind="unsupported")
            files.append((text_of(entry.get("path")), entry.get("required") is not False))
        elif isinstance(entry, str):
            files.append((entry, True))
    return files
