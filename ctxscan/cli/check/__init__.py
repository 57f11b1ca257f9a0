"""`ctxscan check`: the command; what it needs to do its work lies beside it."""

from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.findings_format import AS_TEXT, FindingsFormatOption
from ctxscan.cli.line.declared import argument, option
from ctxscan.cli.output import Output
from ctxscan.cli.which import Which

if TYPE_CHECKING:
    from ctxscan.api.asked import Answers
    from ctxscan.findings.check.checked import Checked
    from ctxscan.render.json.documents import Document


class Measure(StrEnum):
    SENT = "sent"
    ELIGIBLE = "eligible"


def check_command(
    context: Annotated[
        str | None,
        argument(
            "Build context, or a compose or bake file.  "
            "[default: each of the settings' contexts, else .]",
            metavar="PATH",
            shows_default=False,
        ),
    ] = None,
    all_: Annotated[bool, option("Every build that `ctxscan builds` lists.", "--all")] = False,
    max_size: Annotated[
        str | None,
        option("Largest allowed transfer; 100MB without any limit.", metavar="SIZE"),
    ] = None,
    max_files: Annotated[int | None, option("Largest allowed number of files.", at_least=0)] = None,
    max_file_size: Annotated[
        str | None, option("Largest allowed single file.", metavar="SIZE")
    ] = None,
    min_files: Annotated[
        int | None, option("Smallest allowed number of files.", at_least=0)
    ] = None,
    forbid: Annotated[
        list[str] | None,
        option("Paths that must not be sent; repeatable.", metavar="PATTERN"),
    ] = None,
    secrets: Annotated[
        bool | None,
        option("Look for credentials.  [default: yes]", "--secrets/--no-secrets"),
    ] = None,
    allow_secret: Annotated[
        list[str] | None,
        option("Paths that look like secrets but are not; repeatable.", metavar="PATTERN"),
    ] = None,
    missing: Annotated[
        bool | None,
        option("Look for sources that are not there.  [default: yes]", "--missing/--no-missing"),
    ] = None,
    leaks: Annotated[
        bool | None,
        option("Look for what git ignores and Docker sends.", "--leaks/--no-leaks"),
    ] = None,
    measure: Annotated[
        Measure | None,
        option("What the limits are about.  [default: sent]", shows_default=False),
    ] = None,
    baseline: Annotated[
        str | None, option("Baseline file: the sizes that may grow.", metavar="FILE")
    ] = None,
    max_growth: Annotated[
        str | None,
        option("Largest allowed growth since the baseline.  [default: 10%]", metavar="10%|5MB"),
    ] = None,
    update_baseline: Annotated[
        bool,
        option("Write the present sizes to the baseline file.", "--update-baseline"),
    ] = False,
    image: Annotated[
        str | None, option("Saved image to check, in place of a context.", metavar="ARCHIVE")
    ] = None,
    max_image_size: Annotated[
        str | None, option("Of an image: largest allowed content of its layers.", metavar="SIZE")
    ] = None,
    max_waste: Annotated[
        str | None, option("Of an image: most that layers may waste.", metavar="10%|5MB")
    ] = None,
    name: Annotated[
        str | None, option("Which image, where several are there.", metavar="NAME")
    ] = None,
    summary: Annotated[
        bool,
        option("Append Markdown to $GITHUB_STEP_SUMMARY, too.", "--summary"),
    ] = False,
    format_: FindingsFormatOption = AS_TEXT,
    *,
    which: Which,
    build: BuildArguments,
    out: Output,
) -> None:
    """Fail when a context is too large or holds what it must not."""
    parameters = locals()
    from ctxscan.cli.check.image import check_image_command, refuse_limits_of_images

    if image is not None:
        check_image_command(image, context, parameters, build, out)
        return
    refuse_limits_of_images(parameters)
    from ctxscan.api.check import checks, checks_of_settings
    from ctxscan.context.machine import environment
    from ctxscan.findings.check.limits import given_limits
    from ctxscan.render.check import check_outcomes
    from ctxscan.render.text.check import checks_text

    asked = which.builds(context or ".", build, whole_project=all_)
    limits, known = given_limits(parameters), environment()
    with out.progress() as progress:
        if asked.source is None and not which.command:
            found = checks_of_settings(
                context,
                limits,
                environment=known,
                update_baseline=update_baseline,
                progress=progress,
                **build,
            )
        else:
            found = checks(
                asked,
                limits,
                environment=known,
                update_baseline=update_baseline,
                progress=progress,
            )
    notices = dict.fromkeys(notice for each in found.found for notice in each.value.notices)
    out.warn(notices, few=len(found.found) > 1)
    outcomes = check_outcomes(found)
    if summary:
        from ctxscan.cli.check.summary import append_summary

        append_summary(outcomes)
    out.write_findings(
        format_.value,
        lambda: outcomes,
        text=lambda: checks_text(outcomes),
        document=partial(_document, found),
    )
    out.end(found, passed=all(outcome.passed for outcome in outcomes))


def _document(found: "Answers[Checked]") -> "Document":
    from ctxscan.render.json.check import checks_document

    return checks_document(found)
