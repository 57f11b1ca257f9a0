"""``extends``: a service that starts from another one, of its file or of another.

Source: compose-go, loader/extends.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.compose.faults import ComposeError
from ctxscan.project.compose.merge import merge
from ctxscan.project.compose.relative import Base
from ctxscan.project.compose.remote import is_remote_file
from ctxscan.project.compose.resets import apply_resets
from ctxscan.project.errors import ProjectError
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.project.compose.reading import Reading
    from ctxscan.project.compose.values import Path, Tree, Value

    LoadRaw = Callable[[str, Reading], tuple[Tree, tuple[Path, ...]]]

_LONGEST = 50
"""Services that extend each other. Upstream has no limit but its stack."""


class Extending(NamedTuple):
    reading: Reading
    file: str
    """The one that is being read."""

    resets: tuple[Path, ...]
    """Of the document that is being read: they apply to what it extends, too."""

    load_raw: LoadRaw


def apply_extends(tree: Tree, extending: Extending) -> None:
    """In place. Raises ComposeError and ProjectError for what cannot be extended."""
    services = tree.get("services")
    if "services" not in tree:
        return
    if not isinstance(services, dict):
        raise ComposeError("services must be a mapping", "type", ("services",))
    for name in list(services):
        services[name] = _extended(name, services, extending, (), ("services", name))


def _extended(
    name: str, services: Tree, extending: Extending, chain: tuple[tuple[str, str], ...], at: Path
) -> Value:
    service = services[name]
    if service is None:
        return None
    if not isinstance(service, dict):
        raise ComposeError(f"services.{name} must be a mapping", "type", at)
    if "extends" not in service:
        return service
    chosen, file = _reference(name, service["extends"], at)
    inner = extending
    if file is None:
        if chosen not in services:
            raise _unknown(name, chosen, at)
        others = services
    else:
        others, resets = _services_of(file, name, chosen, extending, at)
        inner = extending._replace(resets=resets)
    link = (file or extending.file, name)
    _check_chain(link, chain, at)
    base = _extended(chosen, others, inner, (*chain, link), at)
    if not isinstance(base, dict):
        return service
    return _merged(name, _clone(base), services, extending)


def _merged(name: str, source: Tree, services: Tree, extending: Extending) -> Value:
    apply_resets({"services": {name: source}}, extending.resets)
    merged = merge(source, services[name], ("services", "x"))
    if isinstance(merged, dict):
        merged.pop("extends", None)
    services[name] = merged
    return merged


def _reference(name: str, extends: Value, at: Path) -> tuple[str, str | None]:
    path = (*at, "extends")
    if isinstance(extends, str):
        return extends, None
    if isinstance(extends, dict):
        chosen, file = extends.get("service"), extends.get("file")
        if not isinstance(chosen, str):
            raise ComposeError(f"services.{name}.extends lacks a service", "schema", path)
        if file is not None and not isinstance(file, str):
            raise ComposeError(f"services.{name}.extends.file must be a string", "schema", path)
        return chosen, file
    # Anything else names the service of no name.
    return "", None


def _unknown(name: str, chosen: str, at: Path, file: str | None = None) -> ComposeError:
    where = f" in {file}" if file else ""
    return ComposeError(
        f"cannot extend service {name!r}: there is no service {chosen!r}{where}",
        "unknown_service",
        (*at, "extends"),
    )


def _services_of(
    file: str, name: str, chosen: str, extending: Extending, at: Path
) -> tuple[Tree, tuple[Path, ...]]:
    """Of another file, with paths joined to its directory."""
    reading = extending.reading
    if is_remote_file(file):
        raise ComposeError(
            f"service {name!r} extends one of {file}, which is fetched from the network",
            "unsupported",
            (*at, "extends"),
        )
    local = reading.on_disk(reading.find(file))
    tree, resets = _load_base(local, file, extending, (*at, "extends"))
    services = tree.get("services")
    if not isinstance(services, dict) or chosen not in services:
        raise _unknown(name, chosen, at, file)
    if at[:2] == ("services", at[-1]):
        _remember(local, chosen, at, extending)
    return dict(services), resets


def _load_base(
    local: str, file: str, extending: Extending, at: Path
) -> tuple[Tree, tuple[Path, ...]]:
    """Once for all services of a project that extend one of *file*."""
    reading = extending.reading
    directory = reading.directory_of(file)
    known = reading.journal.bases
    key = local, directory, id(reading.environment)
    if key not in known:
        try:
            tree, resets = extending.load_raw(local, reading)
        except ProjectError as error:
            if error.kind != "missing_file" or error.place is None or error.place.file != local:
                raise
            raise ComposeError(
                f"it extends a service of {local}, which does not exist", "missing_file", at
            ) from error
        Base(directory, reading.environment.get("HOME"), reading.reader).resolve(tree)
        known[key] = tree, resets
    return known[key]


def _remember(file: str, chosen: str, at: Path, extending: Extending) -> None:
    journal = extending.reading.journal
    for root in journal.documents(file):
        journal.add_source(file, root, mount=at, at=("services", chosen))


def _check_chain(link: tuple[str, str], chain: tuple[tuple[str, str], ...], at: Path) -> None:
    if link in chain:
        names = " extends ".join(name for _, name in (*chain, link))
        raise ComposeError(
            f"services extend each other in a circle: {names}", "cycle", (*at, "extends")
        )
    if len(chain) >= _LONGEST:
        raise ComposeError(
            f"more than {_LONGEST} services extend each other", "unsupported", (*at, "extends")
        )


def _clone(tree: Tree) -> Tree:
    return {key: _copy(value) for key, value in tree.items()}


def _copy(value: Value) -> Value:
    if isinstance(value, dict):
        return _clone(value)
    if isinstance(value, list):
        return [_copy(item) for item in value]
    return value
