"""`ctxscan check --image`: a saved image in place of a context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.cli.exits import Exit, Leave
from ctxscan.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.cli.output import Output

_OF_AN_IMAGE = {"max_image_size": "--max-image-size", "max_waste": "--max-waste", "name": "--name"}
_OF_A_CONTEXT = {
    "all_": "--all",
    "max_size": "--max-size",
    "max_files": "--max-files",
    "max_file_size": "--max-file-size",
    "min_files": "--min-files",
    "forbid": "--forbid",
    "leaks": "--leaks",
    "measure": "--measure",
    "baseline": "--baseline",
    "max_growth": "--max-growth",
    "update_baseline": "--update-baseline",
    "missing": "--missing",
}


def refuse_limits_of_images(given: Mapping[str, object]) -> None:
    """Raises UsageError for what is about an image where there is none."""
    for key, option in _OF_AN_IMAGE.items():
        if given[key] is not None:
            raise UsageError(f"{option} is about an image", hint="name its archive with --image")


def check_image_command(
    archive: str,
    context: str | None,
    given: Mapping[str, object],
    build: BuildArguments,
    out: Output,
) -> None:
    """*given*: the parameters of the command. Raises Leave where something is found."""
    for key, option in _OF_A_CONTEXT.items():
        if given[key]:
            raise UsageError(f"{option} is about a context", hint="leave it out, or --image")
    from ctxscan.api.check_image import check_image
    from ctxscan.render.check import image_outcome
    from ctxscan.render.json.check import image_check_document
    from ctxscan.render.text.check import checks_text

    with out.progress():
        found = check_image(
            archive,
            max_size=_text(given["max_image_size"]),
            max_waste=_text(given["max_waste"]),
            secrets=given["secrets"] is not False,
            allow_secret=_patterns(given["allow_secret"]),
            name=_text(given["name"]),
            context=context,
            **build,
        )
    outcomes = [image_outcome(found)]
    if given["summary"]:
        from ctxscan.cli.check.summary import append_summary

        append_summary(outcomes)
    out.write_findings(
        str(given["format_"]),
        lambda: outcomes,
        text=lambda: checks_text(outcomes),
        document=lambda: image_check_document(found),
    )
    if not found.passed:
        raise Leave(Exit.FINDINGS)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _patterns(value: object) -> Sequence[str]:
    return [str(each) for each in value] if isinstance(value, list) else ()
