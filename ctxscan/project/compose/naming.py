"""The name of a project: it can appear in paths, as ``${COMPOSE_PROJECT_NAME}``.

Source: compose-go, cli/options.go:withNamePrecedenceLoad and loader/loader.go:projectName.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.project.compose.nodes import Alias, Mapping, Scalar
from ctxscan.project.compose.scalars import resolve
from ctxscan.project.compose.template import MalformedError, RequiredError, substitute
from ctxscan.project.errors import ProjectError
from ctxscan.project.paths import base_name
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.project.compose.discovery import Found
    from ctxscan.project.compose.journal import Journal

_VARIABLE = "COMPOSE_PROJECT_NAME"
_ODD = regex(r"[^a-z0-9_-]")


def normal_name(text: str) -> str:
    return _ODD.sub("", text.lower()).lstrip("_-")


def project_name(given: str | None, found: Found, journal: Journal) -> str:
    """Empty where nothing gives one. Raises ProjectError of kind ``invalid_name``."""
    if given and given != normal_name(given):
        raise _invalid(given, "-p")
    if not given:
        _check_first_documents(found.files, journal)
    from_variable = found.variables.get(_VARIABLE)
    if given or from_variable:
        name = given or from_variable or ""
        if name != normal_name(name):
            raise _invalid(name, _VARIABLE)
        return name
    written = _written(found.files, journal)
    if written is None:
        _warn_of_link(found, journal)
        return normal_name(base_name(found.directory))
    text, place = written
    return normal_name(_filled(text, place, found, journal))


def _warn_of_link(found: Found, journal: Journal) -> None:
    name = base_name(found.directory)
    if base_name(journal.reader.resolve(found.directory)) != name:
        journal.warnings.add(
            f'project has been loaded without an explicit name from a symlink. Using name "{name}"'
        )


def _check_first_documents(files: Sequence[str], journal: Journal) -> None:
    """Upstream looks for a name in the first document of each file, up to the one that has it."""
    for file in files:
        for root in islice(journal.documents(file), 1):
            if isinstance(root, Mapping):
                if _name_in(root) is not None:
                    return
            elif not (isinstance(root, Scalar) and root.plain and resolve(root.text) is None):
                raise ProjectError(
                    "a compose file must be a mapping", kind="type", place=Place(file, root.line)
                )


def _invalid(name: str, where: str) -> ProjectError:
    return ProjectError(
        f"{where} gives the project an invalid name {name!r}",
        kind="invalid_name",
        hint="only lower-case letters, digits, - and _, and no - or _ at the start",
    )


def check_named(name: str, found: Found) -> None:
    """Raises ProjectError if there is no name: upstream asks for it when all has been read."""
    if not name:
        raise ProjectError(
            "the project has no name",
            kind="invalid_name",
            place=Place(found.files[0]),
            hint=f"set {_VARIABLE}",
        )


def _written(files: Sequence[str], journal: Journal) -> tuple[str, Place] | None:
    """The last ``name:`` of all documents. What cannot be read is complained of later."""
    found = None
    for file in files:
        with suppress(ProjectError):
            for root in journal.documents(file):
                name = _name_in(root) if isinstance(root, Mapping) else None
                if name is not None:
                    found = name.text, Place(file, name.line)
    return found


def _name_in(root: Mapping) -> Scalar | None:
    for key, value in root.pairs:
        target = value.target if isinstance(value, Alias) else value
        if isinstance(key, Scalar) and key.text == "name" and isinstance(target, Scalar):
            return target if target.text else None
    return None


def _filled(text: str, place: Place, found: Found, journal: Journal) -> str:
    try:
        return substitute(text, found.variables.get, journal.warn_unset)
    except MalformedError as error:
        raise ProjectError(str(error), kind="interpolation", place=place) from error
    except RequiredError as error:
        raise ProjectError(
            f"required variable {error.args[0]} is missing a value",
            kind="required_variable",
            place=place,
        ) from error
