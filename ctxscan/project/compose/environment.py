"""The variables of a project: the process's own, then those of ``.env`` files.

Sources: docker/compose, cmd/compose/compose.go:setEnvWithDotEnv and
pkg/compose/loader.go:buildProjectOptions; compose-go, cli/options.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.project.compose.dotenv import parse_dotenv
from ctxscan.project.errors import ProjectError
from ctxscan.project.paths import absolute, expand_home, join

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ctxscan.project.compose.journal import Journal
    from ctxscan.project.compose.options import ComposeOptions
    from ctxscan.project.reader import Reader

_TRUE = ("1", "t", "T", "TRUE", "true", "True")
_FALSE = ("0", "f", "F", "FALSE", "false", "False")
LARGEST = 1024 * 1024
"""In bytes: more than a process can have as its environment."""

_NO_FILE = "/dev/null"


class Environment:
    """Grows file by file; what a name has already is never replaced."""

    def __init__(
        self,
        options: ComposeOptions,
        process: Mapping[str, str],
        reader: Reader,
        journal: Journal,
    ) -> None:
        self._reader = reader
        self._journal = journal
        self._process = dict(process)
        named = [each for each in process.get("COMPOSE_ENV_FILES", "").split(",") if each]
        home = process.get("HOME")
        self._files = [
            absolute(expand_home(each, home), options.cwd) for each in options.env_files or named
        ]
        self.variables: dict[str, str] = {}

    def start(self, directory: str, cwd: str) -> None:
        """With the process's variables and the files, or the ``.env``, of *directory*."""
        files = self._files_of(directory)
        exported = self.read(files, self._process)
        for name, value in exported.items():
            if name.startswith("COMPOSE_"):
                self._process.setdefault(name, value)
        self.variables = dict(self._process)
        self.variables.setdefault("PWD", cwd)
        self.extend(directory)

    def extend(self, directory: str) -> None:
        """By the ``.env`` of *directory*, unless files were named."""
        for name, value in self.read(self._files_of(directory), self.variables).items():
            self.variables.setdefault(name, value)

    def _files_of(self, directory: str) -> list[str]:
        if self._files:
            return self._files
        if is_true(self._process.get("COMPOSE_DISABLE_ENV_FILE"), "COMPOSE_DISABLE_ENV_FILE"):
            return []
        default = join(directory, ".env")
        if not self._reader.exists(default) or self._reader.is_dir(default):
            return []
        return [default]

    def read(self, files: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
        return read_env_files(files, known, self._reader, self._journal)


def read_env_files(
    files: Iterable[str], known: Mapping[str, str], reader: Reader, journal: Journal
) -> dict[str, str]:
    """Later files win over earlier ones. Raises ProjectError for one that is missing."""
    found: dict[str, str] = {}
    for file in files:
        if file == _NO_FILE:
            continue
        data = None if reader.is_dir(file) else reader.read(file)
        if data is None:
            what = "a directory" if reader.is_dir(file) else "no such file"
            raise ProjectError(
                f"{what}, where a file of variables is asked for",
                kind="missing_file",
                place=Place(file),
            )
        if len(data) > LARGEST:
            raise ProjectError(
                f"larger than {LARGEST // 1024} KiB, which no file of variables is",
                kind="unsupported",
                place=Place(file),
            )
        parse_dotenv(data, file, known.get, found, journal)
    return found


def is_true(text: str | None, name: str) -> bool:
    """``strconv.ParseBool``; unset is false."""
    if text is None or text in _FALSE:
        return False
    if text not in _TRUE:
        raise ProjectError(f"{name} must be true or false, not {text!r}", kind="usage")
    return True
