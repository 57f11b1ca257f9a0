"""The outcome of a gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.check.gate import what_is_measured
from ctxscan.findings.check.limits import limits_in_words
from ctxscan.images.manifest import familiar
from ctxscan.render.names import printable
from ctxscan.render.outcome import Outcome
from ctxscan.render.words import build_title, in_context
from ctxscan.sizes import human_size, plural

if TYPE_CHECKING:
    from ctxscan.api.asked import Answers
    from ctxscan.api.check_image import CheckedImage
    from ctxscan.findings.check.checked import Checked


def check_outcomes(answers: Answers[Checked]) -> list[Outcome]:
    return [check_outcome(each.value, each.build.name) for each in answers.found]


def check_outcome(checked: Checked, name: str = "") -> Outcome:
    """*name*: of the build, where several are looked at."""
    inspection = checked.inspection
    location, options = inspection.location, inspection.options
    ignore_file = inspection.ignore_file.path
    return Outcome(
        "check",
        build_title(location, options.builder, options.target, ignore_file),
        _result(checked),
        checked.findings,
        checked.codes,
        location.shown,
        location.dockerfile.shown,
        ignore_file or in_context(location.shown, ".dockerignore"),
        name,
        limits=", ".join(limits_in_words(checked.limits)),
    )


def image_outcome(checked: CheckedImage) -> Outcome:
    found, picture = checked.image, checked.image.picture
    names = picture.image.names
    title = printable(familiar(names[0])) if names else printable(found.archive)
    end = "passed" if checked.passed else f"failed: {plural(len(checked.findings), 'finding')}"
    dockerfile = found.inspection.location.dockerfile.shown if found.inspection else found.archive
    return Outcome(
        "check",
        title,
        f"{end}; {human_size(picture.size)}, {human_size(picture.wasted_bytes)} of it wasted",
        checked.findings,
        checked.limits.codes,
        found.archive,
        dockerfile,
        ".dockerignore",
        about="Image",
        limits=checked.limits.words,
    )


def _result(checked: Checked) -> str:
    """How it ended, and what was measured."""
    measured = checked.measured
    size = f"{what_is_measured(checked.inspection, checked.limits)} {human_size(measured.bytes)}"
    files = plural(measured.files, "file")
    end = "passed" if checked.passed else f"failed: {plural(len(checked.failing), 'finding')}"
    notes = len(checked.findings) - len(checked.failing)
    if notes:
        end += f", {plural(notes, 'note')}"
    return f"{end}; {size}, {files}"
