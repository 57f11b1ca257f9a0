"""``ctxscan list --in-image``: what ends in the image, or which steps fail."""

from typing import TYPE_CHECKING

import typer

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.exits import Exit
from ctxscan.cli.output import Output, say_error
from ctxscan.errors import Place

if TYPE_CHECKING:
    from ctxscan.api.in_image import InImage
    from ctxscan.builders.stages.outcome import InImage as Row
    from ctxscan.render.json.documents import Document


def list_in_image(
    context: str, build: BuildArguments, out: Output, *, as_json: bool, null: bool, files: bool
) -> None:
    """Exits with 1 where a step fails. Raises CtxscanError for what is refused as a whole."""
    from ctxscan.api.in_image import in_image
    from ctxscan.render.json.documents import dumps
    from ctxscan.render.text.list import in_image as in_image_text

    found = in_image(context, **build)
    outcome = found.outcome
    rows = outcome.in_image() if outcome.builds else ()  # a build that fails leaves no image
    if files:
        rows = tuple(each for each in rows if each.type != "directory")
    if as_json:
        out.write_text(dumps(_document(context, build, found, rows)) + "\n")
    elif outcome.builds:
        escaped = out.on_terminal and not null
        out.write(in_image_text(rows, null=null, escaped=escaped))
    fail_where_steps_fail(found)


def fail_where_steps_fail(found: "InImage") -> None:
    """Raises Exit, once each failure is said on stderr."""
    for failure in found.outcome.failures:
        say_error(f"{Place(found.dockerfile, failure.line)}: {failure.message}")
    if not found.outcome.builds:
        raise typer.Exit(Exit.FINDINGS)


def _document(
    context: str, build: BuildArguments, found: "InImage", rows: "tuple[Row, ...]"
) -> "Document":
    from ctxscan.render.json import in_image as documents

    if found.inspection is not None:
        return documents.listing(found.inspection, found.outcome.failures, rows)
    return documents.refused(head_of(context, build, found), found.outcome.failures)


def head_of(context: str, build: BuildArguments, found: "InImage") -> "Document":
    """What is known of a build whose Dockerfile is refused."""
    return {
        "path": context,
        "dockerfile": found.dockerfile,
        "ignore_file": None,
        "target": build["target"],
        "builder": build["builder"],
    }
