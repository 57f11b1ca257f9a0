"""What must hold between the active services, and between them and the rest of the project.

Source: compose-go, loader/validate.go:checkConsistency.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.compose.faults import ComposeError
from ctxscan.project.compose.shapes import types_of
from ctxscan.project.compose.values import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxscan.project.compose.services import Service
    from ctxscan.project.compose.values import Path, Tree, Value
    from ctxscan.project.errors import Kind

_HEALTHCHECKS = ("CMD", "CMD-SHELL", "NONE")
_WITHOUT_TARGET = ("rebuild", "restart")


def check_consistency(tree: Tree, active: Mapping[str, Service], *, complete: bool = True) -> None:
    """Raises ComposeError. Not *complete*: an include from afar may hold what is missing."""
    for service in active.values():
        _check_build(service, active, complete=complete)
        _check_rest(service)
        if complete:
            _check_references(service, tree, active)
        _check_watches(service)
    _check_circles(active)


def _fault(service: Service, problem: str, kind: Kind, *rest: str) -> ComposeError:
    return ComposeError(
        f"service {service.name!r} {problem}", kind, ("services", service.name, *rest)
    )


def _check_build(service: Service, active: Mapping[str, Service], *, complete: bool) -> None:
    build = service.build
    if build is None:
        if not service.tree.get("image") and not service.tree.get("provider"):
            raise _fault(service, "has neither an image nor a build", "schema")
        return
    if build.dockerfile and build.dockerfile_inline:
        problem = "has both a dockerfile and a dockerfile_inline"
        raise _fault(service, problem, "conflict", "build", "dockerfile_inline")
    for name, context in build.contexts.items():
        used = context.removeprefix("service:")
        if used != context and complete:
            _check_used(service, name, used, active)
    if build.platforms and service.platform and service.platform not in build.platforms:
        problem = f"has the platform {service.platform!r}, but not among its build.platforms"
        raise _fault(service, problem, "conflict", "platform")


def _check_used(service: Service, name: str, used: str, active: Mapping[str, Service]) -> None:
    at = ("build", "additional_contexts", name)
    if used not in active:
        problem = f"uses service {used!r}, which does not exist or is not active"
        raise _fault(service, problem, "unknown_service", *at)
    if active[used].build is None:
        problem = f"uses service {used!r}, which has no build"
        raise _fault(service, problem, "not_buildable", *at)


def _check_rest(service: Service) -> None:
    tree = service.tree
    if tree.get("network_mode") and tree.get("networks"):
        raise _fault(service, "has both network_mode and networks", "conflict", "networks")
    healthcheck = tree.get("healthcheck")
    test = healthcheck.get("test") if isinstance(healthcheck, dict) else None
    if isinstance(test, list) and test and test[0] not in _HEALTHCHECKS:
        problem = "has a healthcheck.test that starts with none of CMD, CMD-SHELL, NONE"
        raise _fault(service, problem, "schema", "healthcheck", "test")
    deploy = tree.get("deploy")
    replicas = deploy.get("replicas") if isinstance(deploy, dict) else None
    scale = tree.get("scale")
    if _number(scale) is not None and _number(replicas) not in (None, _number(scale)):
        raise _fault(service, "has a scale other than its deploy.replicas", "conflict", "scale")
    count = next((n for n in map(_number, (scale, replicas)) if n is not None), 1)
    if count < 0:
        raise _fault(service, "has a scale below 0", "schema", "scale")
    if count > 1 and tree.get("container_name"):
        raise _fault(service, "has a container_name and more than one container", "conflict")


def _number(value: Value) -> float | None:
    if isinstance(value, str) and value.lstrip("-").isdecimal() and len(value) < 20:
        return int(value)
    return value if isinstance(value, int | float) and "number" in types_of(value) else None


def _check_references(service: Service, tree: Tree, active: Mapping[str, Service]) -> None:
    for other, required in service.dependencies.items():
        if other not in active and (required or not _exists(tree, other)):
            problem = f"depends on service {other!r}, which does not exist or is not active"
            raise _fault(service, problem, "unknown_service", "depends_on", other)
    for key, kind, names in _references(service):
        known = tree.get(key)
        for name, path in names:
            if not isinstance(known, dict) or name not in known:
                problem = f"names {name!r}, which is not declared under {key}"
                raise ComposeError(f"service {service.name!r} {problem}", kind, path)


def _exists(tree: Tree, service: str) -> bool:
    services = tree.get("services")
    return isinstance(services, dict) and service in services


def _references(service: Service) -> Iterator[tuple[str, Kind, list[tuple[str, Path]]]]:
    tree, path = service.tree, ("services", service.name)
    build = service.build.tree if service.build else {}
    networks, models = tree.get("networks"), tree.get("models")
    yield "networks", "unknown_network", _keys(networks, (*path, "networks"))
    yield "volumes", "unknown_volume", _volumes(tree.get("volumes"), (*path, "volumes"))
    build_secrets = _sources(build.get("secrets"), (*path, "build", "secrets"))
    yield "secrets", "unknown_secret", build_secrets
    yield "configs", "unknown_secret", _sources(tree.get("configs"), (*path, "configs"))
    yield "models", "schema", _keys(models, (*path, "models"))
    yield "secrets", "unknown_secret", _sources(tree.get("secrets"), (*path, "secrets"))


def _keys(value: Value, path: Path) -> list[tuple[str, Path]]:
    return [(name, (*path, name)) for name in value] if isinstance(value, dict) else []


def _entries(value: Value, path: Path) -> Iterator[tuple[Tree, Path]]:
    for index, entry in enumerate(value if isinstance(value, list) else ()):
        if isinstance(entry, dict):
            yield entry, (*path, str(index))


def _sources(value: Value, path: Path) -> list[tuple[str, Path]]:
    return [(text_of(entry.get("source")), at) for entry, at in _entries(value, path)]


def _volumes(value: Value, path: Path) -> list[tuple[str, Path]]:
    return [
        (text_of(entry["source"]), at)
        for entry, at in _entries(value, path)
        if entry.get("type") == "volume" and entry.get("source")
    ]


def _check_watches(service: Service) -> None:
    develop = service.tree.get("develop")
    rules = develop.get("watch") if isinstance(develop, dict) else None
    for rule, path in _entries(rules, ("services", service.name, "develop", "watch")):
        if not rule.get("target") and rule.get("action") not in _WITHOUT_TARGET:
            problem = (
                f"watches {rule.get('path')} without a target, which {rule.get('action')} needs"
            )
            raise ComposeError(f"service {service.name!r} {problem}", "schema", path)


def _check_circles(active: Mapping[str, Service]) -> None:
    """``depends_on`` and what implies it; not contexts of the form ``service:x``."""
    done: set[str] = set()
    for start in active:
        trail: list[str] = []
        pending: list[tuple[str, bool]] = [(start, True)]
        while pending:
            name, entering = pending.pop()
            if not entering:
                done.add(trail.pop())
            elif name in trail:
                chain = " -> ".join((*trail[trail.index(name) :], name))
                raise ComposeError(
                    f"services depend on each other in a circle: {chain}",
                    "cycle",
                    ("services", trail[-1], "depends_on", name),
                )
            elif name in active and name not in done:
                trail.append(name)
                pending.append((name, False))
                pending += [(other, True) for other in active[name].dependencies]
