"""The name of a project: it can appear in paths, as ``${COMPOSE_PROJECT_NAME}``.

Source: compose-go, cli/options.go:withNamePrecedenceLoad and loader/loader.go:projectName.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.project.compose.nodes import Alias, Mapping, Scalar
from ctxscan.project.compose.template import MalformedError, RequiredError, substitute
from ctxscan.project.errors import ProjectError
from ctxscan.project.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.project.compose.discovery import Found
    from ctxscan.project.compose.journal import Journal
    from ctxscan.project.compose.nodes import Node

_VARIABLE = "COMPOSE_PROJECT_NAME"
_ODD = re.compile(r"[^a-z0-9_-]")


def normal_name(text: str) -> str:
    return _ODD.sub("", text.lower()).lstrip("_-")


def project_name(given: str | None, found: Found, journal: Journal) -> str:
    """Raises ProjectError of kind ``invalid_name``."""
    if given and given != normal_name(given):
        raise _invalid(given, "-p")
    from_variable = found.variables.get(_VARIABLE)
    if given or from_variable:
        name = given or from_variable or ""
        if name != normal_name(name):
            raise _invalid(name, _VARIABLE)
        return name
    written = _written(found.files, journal)
    if written is None:
        return _not_empty(normal_name(base_name(found.directory)), found)
    text, place = written
    return _not_empty(normal_name(_filled(text, place, found, journal)), found)


def _invalid(name: str, where: str) -> ProjectError:
    return ProjectError(
        f"{where} gives the project an invalid name {name!r}",
        kind="invalid_name",
        hint="only lower-case letters, digits, - and _, and no - or _ at the start",
    )


def _not_empty(name: str, found: Found) -> str:
    if not name:
        raise ProjectError(
            "the project has no name",
            kind="invalid_name",
            place=Place(found.files[0]),
            hint=f"set {_VARIABLE}",
        )
    return name


def _written(files: Sequence[str], journal: Journal) -> tuple[str, Place] | None:
    """The last ``name:`` of all documents."""
    found = None
    for file in files:
        for root in journal.documents(file):
            if isinstance(root, Mapping):
                for key, value in root.pairs:
                    scalar = _name_under(key, value)
                    if scalar is not None:
                        found = scalar.text, Place(file, key.line)
    return found


def _name_under(key: Node, value: Node) -> Scalar | None:
    target = value.target if isinstance(value, Alias) else value
    named = isinstance(key, Scalar) and key.text == "name"
    return target if named and isinstance(target, Scalar) and target.text else None


def _filled(text: str, place: Place, found: Found, journal: Journal) -> str:
    try:
        return substitute(text, found.variables.get, journal.warn_unset)
    except MalformedError as error:
        raise ProjectError(
            f"not a valid reference to a variable: {text}", kind="interpolation", place=place
        ) from error
    except RequiredError as error:
        raise ProjectError(
            f"required variable {error.args[0]} is missing a value",
            kind="required_variable",
            place=place,
        ) from error
