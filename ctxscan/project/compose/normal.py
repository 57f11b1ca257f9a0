"""What a merged project says by leaving it out: Dockerfiles, bare arguments, dependencies.

Source: compose-go, loader/normalize.go:Normalize.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxscan.project.compose.values import Tree, Value

_NAMESPACES = ("network_mode", "ipc", "pid", "uts", "cgroup")


def normalise(tree: Tree, environment: Mapping[str, str]) -> None:
    """In place."""
    services = tree.get("services")
    if not isinstance(services, dict):
        return
    _add_default_network(tree, services)
    for service in services.values():
        if not isinstance(service, dict):
            continue
        build = service.get("build")
        if isinstance(build, dict):
            _complete(build, environment)
        dependencies = service.get("depends_on")
        named = dependencies if isinstance(dependencies, dict) else {}
        for name in _implied(service):
            named.setdefault(name, {"condition": "service_started", "required": True})
        if named:
            service["depends_on"] = named


def _complete(build: Tree, environment: Mapping[str, str]) -> None:
    if build.get("context") is None:
        build["context"] = "."
    if build.get("dockerfile") is None and build.get("dockerfile_inline") is None:
        build["dockerfile"] = "Dockerfile"
    if "args" in build:
        build["args"] = _with_environment(build["args"], environment)


def _with_environment(args: Value, environment: Mapping[str, str]) -> Value:
    """Bare names take their value from the environment; those that have none go."""
    if isinstance(args, dict):
        filled = {
            key: environment.get(key) if value is None else value for key, value in args.items()
        }
        return {key: value for key, value in filled.items() if value is not None}
    if isinstance(args, list):
        return [entry for each in args for entry in _entry(each, environment)]
    return args


def _entry(entry: Value, environment: Mapping[str, str]) -> Iterator[Value]:
    if not isinstance(entry, str):
        return
    if "=" in entry:
        yield entry
    elif entry in environment:
        yield f"{entry}={environment[entry]}"


def _implied(service: Tree) -> Iterator[str]:
    """Services that it needs without saying ``depends_on``."""
    links = service.get("links")
    for link in links if isinstance(links, list) else ():
        parts = str(link).split(":")
        yield parts[0] if len(parts) == 2 else str(link)
    for namespace in _NAMESPACES:
        shared = service.get(namespace)
        if isinstance(shared, str) and shared.startswith("service:"):
            yield shared.removeprefix("service:")
    volumes = service.get("volumes_from")
    for volume in volumes if isinstance(volumes, list) else ():
        if not str(volume).startswith("container:"):
            yield str(volume).partition(":")[0]


def _add_default_network(tree: Tree, services: Tree) -> None:
    networks = tree.setdefault("networks", {})
    for service in services.values():
        if not isinstance(service, dict) or {"provider", "network_mode"} & service.keys():
            continue
        if not service.get("networks"):
            service["networks"] = {"default": None}
        used = service["networks"]
        if isinstance(used, dict) and "default" in used and isinstance(networks, dict):
            networks.setdefault("default", None)
