"""``docker compose build``: its command line and files -> builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.project.compose.builds import Surroundings, declared_build, with_platforms
from ctxscan.project.compose.consistency import check_consistency
from ctxscan.project.compose.discovery import discover
from ctxscan.project.compose.faults import ComposeError
from ctxscan.project.compose.journal import Journal
from ctxscan.project.compose.loading import load_model
from ctxscan.project.compose.naming import check_named, project_name
from ctxscan.project.compose.normal import normalise
from ctxscan.project.compose.reading import Reading
from ctxscan.project.compose.selection import active_profiles, enabled, to_build
from ctxscan.project.compose.services import decode_services
from ctxscan.project.errors import ProjectError
from ctxscan.project.model import Declarations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxscan.project.compose.discovery import Found
    from ctxscan.project.compose.options import ComposeOptions
    from ctxscan.project.reader import Reader


def load(options: ComposeOptions, environment: Mapping[str, str], reader: Reader) -> Declarations:
    """Raises ProjectError with file and line for what compose would refuse."""
    journal = Journal(reader)
    found = discover(options, environment, reader, journal)
    try:
        return _load(options, found, reader, journal)
    except ComposeError as fault:
        place = journal.place(fault.path, last=True) or Place(found.files[0])
        raise ProjectError(fault.message, kind=fault.kind, place=place, hint=fault.hint) from fault


def _load(options: ComposeOptions, found: Found, reader: Reader, journal: Journal) -> Declarations:
    name = project_name(options.project_name, found, journal)
    variables = {**found.variables, "COMPOSE_PROJECT_NAME": name}
    reading = Reading(reader, journal, options.cwd, found.directory, found.directory, variables)
    tree = load_model(found.files, reading)
    if not tree:
        raise ProjectError("an empty compose file", kind="empty", place=Place(found.files[0]))
    check_named(name, found)
    normalise(tree, variables)
    services = decode_services(tree)
    active = active_profiles(options, variables)
    chosen = enabled(services, active)
    complete = not journal.remote_includes
    check_consistency(tree, chosen, complete=complete)
    services |= {each: with_platforms(chosen[each], variables) for each in chosen}
    around = Surroundings(options, variables, journal, reader)
    return Declarations(
        tuple(
            declared_build(each, each.build, around)
            for each in to_build(services, active, options, complete=complete)
            if each.build is not None
        ),
        tuple(
            each.name
            for each in services.values()
            if each.build is not None and each.name not in chosen
        ),
        files=found.files,
        project_directory=found.directory,
        name=name,
        warnings=tuple(sorted(journal.warnings)),
        unknown=tuple(journal.unknown()),
    )
