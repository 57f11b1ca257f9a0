"""What ends in the image, as the command line lists it; or which steps fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.api.asked import Answer, Answers
from ctxscan.errors import Place
from ctxscan.process import say_error
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxscan.api.asked import Asked, AskedBuild
    from ctxscan.api.in_image import InImage
    from ctxscan.builders.stages.outcome import InImage as Row
    from ctxscan.cli.output import Output
    from ctxscan.render.json.documents import Document


class _Listed(NamedTuple):
    image: InImage
    rows: tuple[Row, ...]


def list_in_image(asked: Asked, out: Output, *, as_json: bool, null: bool, files: bool) -> None:
    """Exits with 1 where a step fails. Raises CtxscanError for what is refused as a whole."""
    from ctxscan.api.in_image import images
    from ctxscan.render.json.documents import dumps
    from ctxscan.render.json.several import document

    found = images(asked)
    listed = tuple(Answer(build, _listed(image, files=files)) for build, image in found.found)
    answers = Answers(found.asked, listed, found.refused)
    if as_json:
        written = [_document(each.build, each.value) for each in answers.found]
        out.write_text(dumps(document("list", answers, written)) + "\n")
    else:
        _write_rows(answers, out, null=null)
    of_builds = [(each.build.name, each.value.image) for each in answers.found]
    out.end(answers, passed=all_build(of_builds))


def _listed(image: InImage, *, files: bool) -> _Listed:
    # A build that fails leaves no image.
    rows = image.outcome.in_image() if image.outcome.builds else ()
    if files:
        rows = tuple(each for each in rows if each.type != "directory")
    return _Listed(image, rows)


def _write_rows(answers: Answers[_Listed], out: Output, *, null: bool) -> None:
    from ctxscan.render.text.list import in_image, under_names

    built = [each for each in answers.found if each.value.image.outcome.builds]
    if built:
        rows = ((each.build.name, [in_image(each.value.rows, null=null)]) for each in built)
        out.write(*under_names(rows))


def all_build(images: Iterable[tuple[str, InImage]]) -> bool:
    """Say each failure on stderr, behind the name of its build if that has one."""
    builds = True
    for name, image in images:
        builds = builds and image.outcome.builds
        for failure in image.outcome.failures:
            where = f"{name}: " if name else ""
            say_error(f"{where}{Place(image.dockerfile, failure.line)}: {failure.message}")
    return builds


def _document(build: AskedBuild, listed: _Listed) -> Document:
    from ctxscan.render.json import in_image as documents

    image = listed.image
    if image.inspection is not None:
        return documents.listing(image.inspection, image.outcome.failures, listed.rows)
    return documents.refused(head_of(build, image), image.outcome.failures)


def head_of(build: AskedBuild, image: InImage) -> Document:
    """What is known of a build whose Dockerfile is refused."""
    return {
        "path": build.path,
        "dockerfile": image.dockerfile,
        "ignore_file": None,
        "target": build.arguments.get("target"),
        "builder": build.arguments.get("builder"),
    }
