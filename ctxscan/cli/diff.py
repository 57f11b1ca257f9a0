"""`ctxscan diff`."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.exits import Exit
from ctxscan.cli.output import Output, say_error
from ctxscan.errors import Place, UsageError

if TYPE_CHECKING:
    from ctxscan.api.diff import Compared


class DiffFormat(StrEnum):
    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    GITHUB = "github"


class FailOn(StrEnum):
    LOST = "lost"
    LOST_RUN = "lost-run"


def diff_command(
    base: Annotated[
        str,
        typer.Argument(metavar="BASE", help="Revision, A..B, directory, or document of `key`."),
    ] = "HEAD",
    context: Annotated[str, typer.Argument(metavar="PATH", help="Build context.")] = ".",
    top: Annotated[int, typer.Option("-n", "--top", min=1, help="Changes that are shown.")] = 20,
    fail_on: Annotated[
        FailOn | None, typer.Option(help="Exit with 1 when a step, or a RUN, is lost.")
    ] = None,
    umask: Annotated[
        str | None, typer.Option(metavar="OCTAL", help="Of whoever checks the revision out.")
    ] = None,
    iec: Annotated[bool, typer.Option("--iec", help="Sizes in KiB, MiB, GiB.")] = False,
    format_: Annotated[DiffFormat, typer.Option("--format", help="Format.")] = DiffFormat.TEXT,
    *,
    build: BuildArguments,
    out: Output,
) -> None:
    """Show what changed since BASE, and which steps lose their cache."""
    from ctxscan.api.diff import diff
    from ctxscan.render.sizes import size_format

    mask = octal(umask)
    with out.progress() as progress:
        found = diff(base, context, umask=mask, progress=progress, **build)
    size = size_format(iec=iec)
    match format_:
        case DiffFormat.TEXT:
            from ctxscan.render.diff.text import diff_text

            out.draw(diff_text(found, size, top))
        case DiffFormat.JSON:
            from ctxscan.render.json.diff import diff_document
            from ctxscan.render.json.documents import dumps

            out.write_text(dumps(diff_document(found)) + "\n")
        case DiffFormat.MARKDOWN:
            from ctxscan.render.diff.markdown import diff_markdown

            out.write_text(diff_markdown(found, size, top))
        case DiffFormat.GITHUB:
            from ctxscan.render.diff.github import diff_github

            out.write_text(diff_github(found))
    _end(found, fail_on)


def octal(text: str | None) -> int | None:
    """A umask as it was given. Raises UsageError for what is none."""
    if text is None:
        return None
    if not text or set(text) - set("01234567") or int(text, 8) > 0o777:
        raise UsageError(f"--umask {text}: not an octal number up to 777")
    return int(text, 8)


def _end(found: "Compared", fail_on: FailOn | None) -> None:
    failures = found.diff.failures
    for failure in failures:
        place = Place(found.inspection.location.dockerfile.shown, failure.line)
        say_error(f"{place}: {failure.message}")
    lost = [each.name for each in found.diff.steps if each.fate.value == "lost"]
    if fail_on is FailOn.LOST_RUN:
        lost = [each for each in lost if each.instruction.upper().startswith("RUN")]
    if failures or (fail_on is not None and lost):
        raise typer.Exit(Exit.FINDINGS)
