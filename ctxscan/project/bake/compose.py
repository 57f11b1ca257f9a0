"""Compose files as bake reads them: not as ``docker compose build`` does.

Source: buildx, bake/compose.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.project.bake.compose_environment import environment_of
from ctxscan.project.bake.definition.document import NAME
from ctxscan.project.bake.naming import written_name
from ctxscan.project.bake.targets import Bases, Config, Running, Target
from ctxscan.project.compose.consistency import check_consistency
from ctxscan.project.compose.faults import ComposeError
from ctxscan.project.compose.journal import Journal
from ctxscan.project.compose.loading import load_model
from ctxscan.project.compose.reading import Reading
from ctxscan.project.compose.schema import check_project
from ctxscan.project.compose.services import decode_services
from ctxscan.project.compose.values import text_of
from ctxscan.project.errors import ProjectError
from ctxscan.project.paths import directory
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ctxscan.project.bake.discovery import SourceFile
    from ctxscan.project.compose.running import Running as Said
    from ctxscan.project.compose.services import Build, Service
    from ctxscan.project.compose.values import Tree, Value
    from ctxscan.project.reader import Reader

_CHECKED = ("image", "build", "environment", "env_file")
"""All that bake looks at in a service; what else stands there may be as wrong as it likes."""

_NAME_VARIABLE = "COMPOSE_PROJECT_NAME"


class ComposeReader:
    """Raises ProjectError with file and line for what bake would refuse."""

    def __init__(self, cwd: str, reader: Reader, variables: Mapping[str, str]) -> None:
        """*variables*: see ``compose_variables``."""
        self._cwd = cwd
        self._reader = reader
        self._variables = {**variables}
        if not self._variables.get(_NAME_VARIABLE):
            self._variables[_NAME_VARIABLE] = "bake"
        self.warnings: set[str] = set()

    def check(self, file: SourceFile) -> None:
        """Each file must load by itself, though what it refers to may be in another."""
        self._load([file], consistent=False)

    def add_to(self, config: Config, files: Sequence[SourceFile]) -> None:
        loaded = self._load(files, consistent=True)
        services = loaded.services
        if not services:
            return
        base = "" if files[0].name == "-" else directory(files[0].name)
        built = [each for each in services.values() if each.build is not None]
        for service in built:
            if service.build is not None:
                config.add(self._target(service, service.build, loaded, base))
        config.groups["default"] = tuple(_target_name(service.name) for service in built)

    def _load(self, files: Sequence[SourceFile], *, consistent: bool) -> _Loaded:
        journal = Journal(self._reader)
        variables = self._variables
        try:
            name = written_name([file.path for file in files], variables, journal)
            variables = variables if name is None else {**variables, _NAME_VARIABLE: name}
            reading = Reading(self._reader, journal, self._cwd, "", "", variables, checked=False)
            tree = _filtered(load_model([file.path for file in files], reading))
            check_project(tree)
            services = decode_services(tree)
            if consistent:
                complete = not journal.remote_includes
                check_consistency(tree, services, complete=complete)
            environments = {
                service.name: environment_of(service, variables, self._cwd, self._reader, journal)
                for service in services.values()
            }
        except ComposeError as fault:
            place = journal.place(fault.path, last=True) or Place(files[0].name)
            raise ProjectError(
                fault.message, kind=fault.kind, place=place, hint=fault.hint
            ) from fault
        self.warnings |= journal.warnings
        return _Loaded(services, environments, journal)

    def _target(self, service: Service, build: Build, loaded: _Loaded, base: str) -> Target:
        name = _target_name(service.name)
        if not NAME.fullmatch(name):
            raise ProjectError(f"invalid service name {name!r}", kind="invalid_name")
        target = Target(name, loaded.journal.place(("services", service.name)))
        target.context = build.context or None
        target.dockerfile = build.dockerfile
        target.dockerfile_inline = build.dockerfile_inline
        target.target = build.target
        environment = loaded.environments[service.name]
        for key, value in build.args.items():
            filled = environment.get(key, self._variables.get(key)) if value is None else value
            if filled is not None:
                target.args[key] = filled
        platforms = list(build.platforms)
        extension = _extension(service, build)
        contexts = {name: _linked(value) for name, value in build.contexts.items()}
        platforms += _words(extension.get("platforms"))
        contexts = _linked_contexts(extension.get("contexts")) | contexts
        target.contexts.update(contexts)
        target.platforms = tuple(dict.fromkeys(platforms)) if platforms else None
        target.bases = Bases(base, context=base if target.context is not None else None)
        target.bases.contexts = dict.fromkeys(target.contexts, base)
        target.running = _running(service, build.running, extension)
        return target


def _running(service: Service, said: Said, extension: Mapping[str, Value]) -> Running:
    """``no_cache_filter`` of the build itself is not read, that of ``x-bake`` is."""
    no_cache = _boolean(extension.get("no-cache"), "no-cache", service)
    return Running(
        said.no_cache or None if no_cache is None else no_cache,
        tuple(_words(extension.get("no-cache-filter"))) or None,
        said.network or None,
        said.shm_size_in_bake(),
        said.limits_in_bake() or None,
        {**said.hosts},
    )


def _extension(service: Service, build: Build) -> Mapping[str, Value]:
    """``build.x-bake``."""
    written = build.tree.get("x-bake")
    if written is None or isinstance(written, dict):
        return written or {}
    raise ProjectError(f"x-bake of {service.name} must be a mapping", kind="type")


_BOOLEANS = {
    **dict.fromkeys(("y", "Y", "yes", "on"), True),
    **dict.fromkeys(("n", "N", "no", "off"), False),
}
"""Of YAML 1.1: in quotes, ``true`` is a text there (go-yaml, decode.go)."""


def _boolean(value: Value, key: str, service: Service) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str) and value in _BOOLEANS:
        return _BOOLEANS[value]
    raise ProjectError(f"x-bake of {service.name}: {key} must be true or false", kind="type")


class _Loaded(NamedTuple):
    services: Mapping[str, Service]
    environments: Mapping[str, Mapping[str, str]]
    journal: Journal


def _filtered(tree: Tree) -> Tree:
    filtered: Tree = {}
    services = tree.get("services")
    if isinstance(services, dict):
        filtered["services"] = {
            name: {key: service[key] for key in _CHECKED if key in service}
            if isinstance(service, dict)
            else {}
            for name, service in services.items()
            if service is None or isinstance(service, dict)
        }
    if "secrets" in tree:
        filtered["secrets"] = tree["secrets"]
    if not filtered:
        raise ComposeError("an empty compose file", "empty", ())
    return filtered


def _target_name(name: str) -> str:
    return name.replace(".", "_")


def _linked(value: str) -> str:
    """``service:`` and ``target:`` are both links to a target."""
    kind, colon, name = value.partition(":")
    return f"target:{_target_name(name)}" if colon and kind in {"service", "target"} else value


def _linked_contexts(value: Value) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {name: _linked(text_of(each)) for name, each in value.items()}


def _words(value: Value) -> list[str]:
    if isinstance(value, list):
        return [text_of(each) for each in value]
    return [] if value is None else text_of(value).split()
