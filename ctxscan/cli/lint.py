"""`ctxscan lint`."""

from typing import TYPE_CHECKING, Annotated

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.findings_format import AS_TEXT, FindingsFormatOption
from ctxscan.cli.line.declared import option
from ctxscan.cli.options import PathArgument
from ctxscan.cli.output import Output
from ctxscan.cli.which import Which

if TYPE_CHECKING:
    from ctxscan.api.asked import Answers
    from ctxscan.api.lint import Linted
    from ctxscan.render.json.documents import Document


def lint_command(
    context: PathArgument = ".",
    fix: Annotated[bool, option("Write fixes that change nothing else.", "--fix")] = False,
    skip: Annotated[
        list[str] | None, option("Leave out a finding; repeatable.", metavar="CODE")
    ] = None,
    format_: FindingsFormatOption = AS_TEXT,
    *,
    which: Which,
    build: BuildArguments,
    out: Output,
) -> None:
    """Find rules and sources that do not do what they look like."""
    from ctxscan.api.lint import lints
    from ctxscan.render.lint import lint_outcomes
    from ctxscan.render.text.lint import lint_text

    skipped = skip or []
    with out.progress() as progress:
        found = lints(which.builds(context, build), fix=fix, skip=skipped, progress=progress)
    out.write_findings(
        format_.value,
        lambda: lint_outcomes(found, skipped),
        text=lambda: lint_text(found, may_fix=not fix),
        document=lambda: _document(found),
    )
    out.end(found, passed=all(each.value.lint.passed for each in found.found))


def _document(found: "Answers[Linted]") -> "Document":
    from ctxscan.render.json.lint import lint_document
    from ctxscan.render.json.several import document

    return document("lint", found, [lint_document(each) for each in found.found])
