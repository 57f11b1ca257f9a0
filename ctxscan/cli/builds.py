"""`ctxscan builds`."""

from typing import TYPE_CHECKING, Annotated

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.exits import Exit, Leave
from ctxscan.cli.line.declared import argument
from ctxscan.cli.options import Format, FormatOption
from ctxscan.cli.output import Output
from ctxscan.cli.which import Which
from ctxscan.errors import CtxscanError

if TYPE_CHECKING:
    from ctxscan.api.builds import Builds


def builds_command(
    path: Annotated[str, argument("Project, or its compose or bake file.", metavar="PATH")] = ".",
    format_: FormatOption = Format.TEXT,
    *,
    which: Which,
    build: BuildArguments,
    out: Output,
) -> None:
    """List every build of a project, and what each sends."""
    from ctxscan.render.json.builds import builds_document, error_document
    from ctxscan.render.json.documents import dumps

    as_json = format_ is Format.JSON
    try:
        found = _found(path, which, build, out)
    except CtxscanError as error:
        if as_json:
            out.write_text(dumps(error_document(error)) + "\n")
        raise
    if as_json:
        out.write_text(dumps(builds_document(found)) + "\n")
    else:
        _draw(found, out)
    if not out.warn_of_project(found.notices):
        raise Leave(Exit.BAD_INPUT)


def _draw(found: "Builds", out: Output) -> None:
    from ctxscan.context.machine import current_directory, environment
    from ctxscan.render.text.builds import builds_text

    out.draw(builds_text(found, current_directory(environment())))


def _found(path: str, which: Which, build: BuildArguments, out: Output) -> "Builds":
    from ctxscan.api.builds import builds
    from ctxscan.context.machine import environment

    known = environment()
    with out.progress() as progress:
        return builds(
            path, which.command, only=which.only, environment=known, progress=progress, **build
        )
