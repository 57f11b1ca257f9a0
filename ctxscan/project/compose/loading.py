"""The documents of compose files -> one tree.

Source: compose-go, loader/loader.go (loadYamlModel, loadYamlFile).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.project.compose.canonical import external_names, make_canonical
from ctxscan.project.compose.construct import construct_mapping
from ctxscan.project.compose.extends import Extending, apply_extends
from ctxscan.project.compose.faults import ComposeError
from ctxscan.project.compose.include import apply_includes
from ctxscan.project.compose.interpolate import interpolate
from ctxscan.project.compose.journal import line_of
from ctxscan.project.compose.merge import merge_maps
from ctxscan.project.compose.relative import Base
from ctxscan.project.compose.resets import apply_resets
from ctxscan.project.compose.schema import check_project
from ctxscan.project.compose.unicity import make_unique
from ctxscan.project.compose.validation import check_objects
from ctxscan.project.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.project.compose.nodes import Node
    from ctxscan.project.compose.reading import Reading
    from ctxscan.project.compose.values import Path, Tree


def load_model(files: Sequence[str], reading: Reading) -> Tree:
    """All *files* over each other, paths joined to the reading's base."""
    tree: Tree = {}
    for file in files:
        local = file if file == "-" else reading.on_disk(file)
        for root in reading.journal.documents(local):
            reading.journal.add_source(local, root)
            tree = _add_document(local, root, tree, reading)
    _set_defaults(tree)
    if reading.checked:
        check_objects(tree)
    Base(reading.base, reading.environment.get("HOME"), reading.reader).resolve(tree)
    return tree


def _add_document(file: str, root: Node, tree: Tree, reading: Reading) -> Tree:
    journal = reading.journal
    document, resets = _read(file, root, reading)
    apply_includes(document, file, reading, resets, load_model)
    apply_resets(tree, resets)
    apply_extends(document, Extending(reading, file, resets, _load_raw))
    tree = make_unique(merge_maps(tree, document, ()))
    if reading.checked:
        check_project(tree)
        if tree.pop("version", None) is not None:
            journal.warnings.add(
                f"{file}: the attribute `version` is obsolete, it will be ignored, "
                "please remove it to avoid potential confusion"
            )
    journal.warnings |= {
        f"{each}: external.name is deprecated. Please set name and external: true"
        for each in external_names(tree)
    }
    return make_unique(make_canonical(tree))


def _read(file: str, root: Node, reading: Reading) -> tuple[Tree, tuple[Path, ...]]:
    """One document by itself: here it is certain in which file a fault lies."""
    try:
        value, resets, count = construct_mapping(root)
        reading.journal.spend(count, file)
        filled = interpolate(value, reading.journal.meter(reading.environment.get), reading.journal)
    except ComposeError as fault:
        place = Place(file, fault.line or line_of(root, fault.path) or root.line)
        raise ProjectError(fault.message, kind=fault.kind, place=place, hint=fault.hint) from fault
    return filled, resets


def _load_raw(file: str, reading: Reading) -> tuple[Tree, tuple[Path, ...]]:
    """A file that is only extended: nothing is included, checked or joined."""
    tree: Tree = {}
    last: tuple[Path, ...] = ()
    for root in reading.journal.documents(file):
        document, last = _read(file, root, reading)
        apply_resets(tree, last)
        tree = make_unique(make_canonical(make_unique(merge_maps(tree, document, ()))))
    return tree, last


def _set_defaults(tree: Tree) -> None:
    services = tree.get("services")
    for service in services.values() if isinstance(services, dict) else ():
        build = service.get("build") if isinstance(service, dict) else None
        if isinstance(build, dict):
            build.setdefault("context", ".")
