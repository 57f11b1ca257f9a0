"""``ctxscan list --in-image``: what ends in the image, or which steps fail."""

import sys
from typing import TYPE_CHECKING

import typer

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.exits import Exit
from ctxscan.cli.output import Output
from ctxscan.errors import Place

if TYPE_CHECKING:
    from ctxscan.api.in_image import InImage
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
    if files:
        outcome = outcome._replace(
            in_image=tuple(each for each in outcome.in_image if each.type != "directory")
        )
    if as_json:
        out.write_text(dumps(_document(context, build, found._replace(outcome=outcome))) + "\n")
    elif outcome.builds:
        escaped = out.on_terminal and not null
        out.write(in_image_text(outcome.in_image, null=null, escaped=escaped))
    for failure in outcome.failures:
        _say(f"{Place(found.dockerfile, failure.line)}: {failure.message}")
    if not outcome.builds:
        raise typer.Exit(Exit.FINDINGS)


def _document(context: str, build: BuildArguments, found: "InImage") -> "Document":
    from ctxscan.render.json import in_image as documents

    if found.inspection is not None:
        return documents.listing(found.inspection, found.outcome)
    head = {
        "path": context,
        "dockerfile": found.dockerfile,
        "ignore_file": None,
        "target": build["target"],
        "builder": build["builder"],
    }
    return documents.refused(head, found.outcome)


def _say(text: str) -> None:
    from ctxscan.render.names import printable

    sys.stderr.write(f"ctxscan: error: {printable(text)}\n")
