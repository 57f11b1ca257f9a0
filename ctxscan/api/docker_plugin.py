"""ctxscan as a plugin of Docker's client: the files that this takes, and those it leaves."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ctxscan.context.docker_client.protocol import ASKS_METADATA, HINTED, NAME, metadata
from ctxscan.context.docker_client.settings import DockerCli, own_program, passing_home
from ctxscan.context.planned_file import PlannedFile, content_of
from ctxscan.context.reading import LARGEST_SETTINGS, read_regular
from ctxscan.errors import UsageError
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_MARK = "# docker ctxscan, written by: ctxscan docker-plugin install"

_OURS = ("plugins", "features")
"""What we change of ``config.json``."""

_LAUNCHER = f"""#!/bin/sh
{_MARK}
# What the client asks before each command is answered here: Python would take longer.
case $1 in
{ASKS_METADATA}) printf '%s\\n' {{metadata}} ;;
*)
    if [ -x {{program}} ]; then exec {{start}} "$@"; fi
    printf 'docker ctxscan: %s is gone (install ctxscan and its plugin again, or remove %s)\\n' \\
        {{program}} "$0" >&2
    exit 2 ;;
esac
"""


class PluginPlan(NamedTuple):
    files: tuple[PlannedFile, ...]
    """To be written, in this order."""

    notes: tuple[str, ...]
    """What a user has to know of them."""


def install_plugin(environment: Mapping[str, str], *, hint: bool = False) -> PluginPlan:
    """What it takes; *hint*: also the line below a build. Nothing is written.

    Raises UsageError where another file or plugin has the name.
    """
    cli, program = DockerCli.found(environment), own_program()
    for other in cli.others():
        raise UsageError(
            f"{other} is a plugin of that name, too, and the client runs only one of both",
            hint="remove it first",
        )
    files = [_installed(cli, program)]
    if hint:
        files.append(_settings(cli, _with_hint(cli.values)))
    home = passing_home()
    notes = () if home is None else (_passing(home),)
    return PluginPlan(tuple(each for each in files if each.changes), notes)


def remove_plugin(environment: Mapping[str, str]) -> PluginPlan:
    """The same the other way round. Raises UsageError for a file that is not ours."""
    cli = DockerCli.found(environment)
    before = content_of(cli.plugin_path)
    if before is not None and not _is_ours(before):
        raise UsageError(f"{cli.plugin_path} was not written by ctxscan", hint="look at it first")
    files = [PlannedFile(cli.plugin_path, before, None), _settings(cli, _without_hint(cli.values))]
    return PluginPlan(tuple(each for each in files if each.changes), ())


def _installed(cli: DockerCli, program: str) -> PlannedFile:
    path = cli.plugin_path
    before = content_of(path)
    if before is not None and not _is_ours(before):
        raise UsageError(
            f"{path} is there, and was not written by ctxscan", hint="look at it, and move it away"
        )
    after = _program(program) if sys.platform == "win32" else _launcher(program)
    # A link to the program itself is as good, and is its user's own.
    return PlannedFile(path, before, before if Path(path).is_symlink() else after, mode=0o777)


def _is_ours(content: bytes) -> bool:
    """Written by us, or, as somebody may have linked or copied it, the program itself."""
    if _MARK.encode() in content.splitlines()[:2]:
        return True
    try:
        return content == _program(own_program())
    except UsageError:
        return False


def _program(path: str) -> bytes:
    return read_regular(path, LARGEST_SETTINGS)


def _launcher(program: str) -> bytes:
    answer = shlex.quote(metadata(None).rstrip("\n"))
    quoted = shlex.quote(program)
    # pip's script imports re first, which takes as long as to complete a word. Isolated from the
    # current directory (-P), as the script is.
    line = "from ctxscan.docker_plugin import main; main()"
    start = shlex.join([sys.executable, "-P", "-c", line]) if sys.executable else quoted
    text = _LAUNCHER.format(metadata=answer, program=quoted, start=start)
    return text.encode("utf-8", "surrogateescape")


def _passing(home: str) -> str:
    return (
        f"{home} is a virtual environment: when it is removed, docker loses the command "
        "(pipx install ctxscan gives it a home that stays)"
    )


def _settings(cli: DockerCli, values: dict[str, Any]) -> PlannedFile:
    """``config.json``, which may hold passwords: only what changes in it is shown."""
    if values == cli.values:
        return PlannedFile(cli.config_path, cli.config, cli.config)
    # As the client writes it itself: Go's MarshalIndent, with a tab.
    text = json.dumps(values, indent="\t", ensure_ascii=False)
    shown = [*_lines("-", cli.values, values), *_lines("+", values, cli.values)]
    data = text.encode("utf-8", "surrogatepass")
    return PlannedFile(cli.config_path, cli.config, data, 0o600, tuple(shown))


def _lines(sign: str, values: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """What stands in *values*, and not so in *other*."""
    return [
        f"{sign} {name}.{key} = {json.dumps(each)}"
        for name in _OURS
        for key, each in _table(values, name).items()
        if _table(other, name).get(key) != each
    ]


def _table(values: dict[str, Any], name: str) -> dict[str, Any]:
    """Raises UsageError where something else stands."""
    found = values.get(name) or {}
    if not isinstance(found, dict):
        raise UsageError(f'"{name}" of docker\'s config.json is no object', hint="mend it first")
    return found


def _with_hint(values: dict[str, Any]) -> dict[str, Any]:
    plugins = _table(values, "plugins")
    own = {**_table(plugins, NAME), "hooks": ",".join(HINTED)}
    features = {**_table(values, "features"), "hooks": "true"}
    return {**values, "plugins": {**plugins, NAME: own}, "features": features}


def _without_hint(values: dict[str, Any]) -> dict[str, Any]:
    """The client goes on to ask other plugins for hints, if there are others."""
    plugins, features = dict(_table(values, "plugins")), dict(_table(values, "features"))
    if plugins.pop(NAME, None) is None:
        return values
    if not any(isinstance(each, dict) and "hooks" in each for each in plugins.values()):
        features.pop("hooks", None)
    found = {**values, "plugins": plugins, "features": features}
    return {name: each for name, each in found.items() if each or name not in _OURS}
