"""What Docker's client reads of this user: its settings, and where plugins lie."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from ctxscan.context.planned_file import content_of
from ctxscan.context.real_path import real_path
from ctxscan.errors import UsageError
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_SUFFIX = ".exe" if sys.platform == "win32" else ""
PROGRAM = f"docker-ctxscan{_SUFFIX}"

_SYSTEM = (
    *("/usr/local/lib/docker/cli-plugins", "/usr/local/libexec/docker/cli-plugins"),
    *("/usr/lib/docker/cli-plugins", "/usr/libexec/docker/cli-plugins"),
)
"""docker/cli, cli-plugins/manager/manager_unix.go."""


class DockerCli(NamedTuple):
    folder: str
    """DOCKER_CONFIG, or ``.docker`` in the home directory."""

    config: bytes | None
    """``config.json`` as it is."""

    values: dict[str, Any]
    """What stands in it."""

    elsewhere: tuple[str, ...]
    """Other folders in which the client looks for plugins."""

    @classmethod
    def found(cls, environment: Mapping[str, str]) -> DockerCli:
        """Raises UsageError for a ``config.json`` that the client could not read either."""
        home = os.path.join(os.path.expanduser("~"), ".docker")
        folder = os.path.abspath(environment.get("DOCKER_CONFIG") or home)
        path = os.path.join(folder, "config.json")
        config = content_of(path)
        try:
            values = json.loads(config) if config and config.strip() else {}
        except ValueError as error:
            raise UsageError(f"{path} is no JSON: {error}", hint="mend it first") from None
        if not isinstance(values, dict):
            raise UsageError(f"{path} holds no JSON object", hint="mend it first")
        extra = values.get("cliPluginsExtraDirs")
        others = [each for each in extra or () if isinstance(each, str)]
        return cls(folder, config, values, (*others, *_system(environment)))

    @property
    def config_path(self) -> str:
        return os.path.join(self.folder, "config.json")

    @property
    def plugin_path(self) -> str:
        return os.path.join(self.folder, "cli-plugins", PROGRAM)

    def others(self) -> list[str]:
        """Plugins of our name in other folders: the client runs one of them alone."""
        paths = [os.path.join(each, PROGRAM) for each in self.elsewhere]
        own = real_path(self.plugin_path)
        return [path for path in paths if os.path.lexists(path) and real_path(path) != own]


def _system(environment: Mapping[str, str]) -> tuple[str, ...]:
    if sys.platform != "win32":
        return _SYSTEM
    roots = (environment.get(name) for name in ("ProgramData", "ProgramFiles"))
    return tuple(os.path.join(root, "Docker", "cli-plugins") for root in roots if root)


def own_program() -> str:
    """The path of ``docker-ctxscan`` as it was installed with this program.

    Raises UsageError where it was not.
    """
    folders = [os.path.dirname(os.path.abspath(each)) for each in (sys.argv[0], sys.executable)]
    for folder in folders:
        path = os.path.join(folder, PROGRAM)
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    raise UsageError(
        f"{PROGRAM} does not lie beside this program", hint="install it: pipx install ctxscan"
    )


def passing_home() -> str | None:
    """The virtual environment that this program is in, unless a tool keeps it for a user."""
    if sys.prefix == sys.base_prefix:
        return None
    kept = ("pipx_metadata.json", "uv-receipt.toml")
    return (
        None if any(os.path.exists(os.path.join(sys.prefix, each)) for each in kept) else sys.prefix
    )
