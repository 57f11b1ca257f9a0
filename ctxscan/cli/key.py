"""`ctxscan key`."""

from typing import TYPE_CHECKING, Annotated

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.line.declared import option
from ctxscan.cli.options import Format, FormatOption, PathArgument
from ctxscan.cli.output import Output
from ctxscan.cli.which import Which
from ctxscan.errors import Place
from ctxscan.process import say_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.inspection import Inspection


def key_command(
    context: PathArgument = ".",
    tag: Annotated[
        bool, option("The target's digest alone, to tag an image with.", "--tag")
    ] = False,
    format_: FormatOption = Format.TEXT,
    *,
    which: Which,
    build: BuildArguments,
    out: Output,
) -> None:
    """Print a content address of each step and of the target."""
    from ctxscan.api.key import keys

    with out.progress() as progress:
        found = keys(which.builds(context, build), progress=progress)
    if format_ is Format.JSON:
        from ctxscan.render.json.documents import dumps
        from ctxscan.render.json.key import key_document
        from ctxscan.render.json.several import document

        written = [key_document(each.value) for each in found.found]
        out.write_text(dumps(document("key", found, written)) + "\n")
    else:
        from ctxscan.render.text.key import hexadecimal, key_text
        from ctxscan.render.text.several import under_names

        targets = [each.value.keys.target for each in found.found]
        if tag:
            out.write_text("".join(f"{hexadecimal(each)}\n" for each in targets if each))
        else:
            out.draw(under_names(found, lambda each: key_text(each.keys)))
    passed = [say_failures(each.value.inspection, each.value.keys.failures) for each in found.found]
    out.end(found, passed=all(passed))


def say_failures(inspection: "Inspection", failures: "Sequence[StepFailure]") -> bool:
    """Each on stderr; whether there are none."""
    for failure in failures:
        place = Place(inspection.location.dockerfile.shown, failure.line)
        say_error(f"{place}: {failure.message}")
    return not failures
