"""`ctxscan diff`."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.key import say_failures
from ctxscan.cli.line.declared import argument, option
from ctxscan.cli.options import PathArgument
from ctxscan.cli.output import Output
from ctxscan.cli.which import Which
from ctxscan.errors import UsageError

if TYPE_CHECKING:
    from ctxscan.api.diff import Compared


class DiffFormat(StrEnum):
    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    GITHUB = "github"
    HTML = "html"


class FailOn(StrEnum):
    LOST = "lost"
    LOST_RUN = "lost-run"


def diff_command(
    base: Annotated[
        str,
        argument("Revision, A..B, directory, or document of `key`.", metavar="BASE"),
    ] = "HEAD",
    context: PathArgument = ".",
    top: Annotated[int, option("Changes that are shown.", "-n", "--top", at_least=1)] = 20,
    fail_on: Annotated[FailOn | None, option("Exit with 1 when a step, or a RUN, is lost.")] = None,
    umask: Annotated[
        str | None, option("Of whoever checks the revision out.", metavar="OCTAL")
    ] = None,
    iec: Annotated[bool, option("Sizes in KiB, MiB, GiB.", "--iec")] = False,
    format_: Annotated[DiffFormat, option("Format.", "--format")] = DiffFormat.TEXT,
    *,
    which: Which,
    build: BuildArguments,
    out: Output,
) -> None:
    """Show what changed since BASE, and which steps run again."""
    from ctxscan.api.diffs import diffs
    from ctxscan.render.sizes import size_format

    mask = octal(umask)
    if format_ is DiffFormat.HTML:
        from ctxscan.cli.map import write_changes

        found = write_changes(which.builds(context, build), base, mask, out)
    else:
        with out.progress() as progress:
            asked = which.builds(context, build)
            found = diffs(asked, base, umask=mask, progress=progress)
    size = size_format(iec=iec)
    values = [each.value for each in found.found]
    match format_:
        case DiffFormat.TEXT:
            from ctxscan.render.diff.text import diff_text
            from ctxscan.render.text.several import under_names

            paper = out.paper()
            out.draw(under_names(found, lambda each: diff_text(each, size, top, paper)))
        case DiffFormat.JSON:
            from ctxscan.render.json.diff import diff_document
            from ctxscan.render.json.documents import dumps
            from ctxscan.render.json.several import document

            written = [diff_document(each) for each in values]
            out.write_text(dumps(document("diff", found, written)) + "\n")
        case DiffFormat.MARKDOWN:
            from ctxscan.render.diff.markdown import diff_markdown

            out.write_text("\n".join(diff_markdown(each, size, top) for each in values))
        case DiffFormat.GITHUB:
            from ctxscan.render.diff.github import diff_github

            out.write_text("".join(diff_github(each) for each in values))
    passed = [_passes(each, fail_on) for each in values]
    out.end(found, passed=all(passed))


def octal(text: str | None) -> int | None:
    """A umask as it was given. Raises UsageError for what is none."""
    if text is None:
        return None
    if not text or set(text) - set("01234567") or int(text, 8) > 0o777:
        raise UsageError(f"--umask {text}: not an octal number up to 777")
    return int(text, 8)


def _passes(found: "Compared", fail_on: FailOn | None) -> bool:
    builds = say_failures(found.inspection, found.diff.failures)
    lost = [each.name for each in found.diff.steps if each.fate.value == "lost"]
    if fail_on is FailOn.LOST_RUN:
        lost = [each for each in lost if each.instruction.upper().startswith("RUN")]
    return builds and not (fail_on is not None and lost)
