from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.exits import Exit, Leave
from ctxscan.cli.line.declared import argument, option
from ctxscan.cli.options import Format, FormatOption
from ctxscan.cli.output import Output
from ctxscan.cli.which import Which
from ctxscan.errors import UsageError
from ctxscan.process import say_error

if TYPE_CHECKING:
    from ctxscan.api.asked import Asked
    from ctxscan.api.explain import Origins
    from ctxscan.render.drawing.text import Drawable


def explain_command(
    paths: Annotated[
        list[str],
        argument("Paths, there or not; - reads them from stdin.", metavar="PATH..."),
    ],
    context: Annotated[
        str, option("Build context, or a compose or bake file.", metavar="PATH")
    ] = ".",
    null: Annotated[bool, option("The paths on stdin end with NUL.", "-0", "--null")] = False,
    in_image: Annotated[
        bool, option("The paths are of the image: what they came from.", "--in-image")
    ] = False,
    format_: FormatOption = Format.TEXT,
    *,
    which: Which,
    build: BuildArguments,
    out: Output,
) -> None:
    """Show why a path is sent or not, and where it lands."""
    asked, named = which.builds(context, build), list(_named(paths, null=null))
    if in_image:
        _explain_image(named, asked, out, as_json=format_ is Format.JSON)
        return
    from ctxscan.api.explain import explain_each
    from ctxscan.render.text.several import under_all_names

    found = explain_each(asked, named)
    if format_ is Format.JSON:
        from ctxscan.render.json.documents import dumps
        from ctxscan.render.json.explain import explanations
        from ctxscan.render.json.several import document

        written = [explanations(each.value) for each in found.found]
        out.write_text(dumps(document("explain", found, written)) + "\n")
    else:
        from ctxscan.render.text.explain import explanations_text

        out.draw(under_all_names(found, explanations_text, out.paper().draw))
    refused = {str(error): None for each in found.found for error in each.value.refused}
    for message in refused:
        say_error(message)
    out.end(found)
    if refused:
        raise Leave(Exit.BAD_INPUT)


def _explain_image(paths: list[str], asked: "Asked", out: Output, *, as_json: bool) -> None:
    from ctxscan.api.explain import explain_image_each
    from ctxscan.cli.in_image import all_build, head_of
    from ctxscan.render.text.several import under_names

    found = explain_image_each(asked, paths)
    if as_json:
        from ctxscan.render.json.documents import dumps
        from ctxscan.render.json.explain import origins
        from ctxscan.render.json.several import document

        written = [
            origins(each.value, head_of(each.build, each.value.image)) for each in found.found
        ]
        out.write_text(dumps(document("explain", found, written)) + "\n")
    else:
        known = tuple(each for each in found.found if each.value.paths)
        if known:
            out.draw(under_names(found._replace(found=known), _origins_text))
    images = [(each.build.name, each.value.image) for each in found.found]
    out.end(found, passed=all_build(images))


def _origins_text(found: "Origins") -> "Drawable":
    from ctxscan.render.text.in_image import origins_text

    inspection = found.image.inspection
    return origins_text(found.paths, inspection.plan if inspection else None)


def _named(paths: list[str], *, null: bool) -> Iterator[str]:
    for path in paths:
        if path != "-":
            yield path
            continue
        from ctxscan.context.reading import read_stdin

        text = read_stdin().decode("utf-8", "surrogateescape")
        if "\0" in text and not null:
            raise UsageError("a path on stdin holds NUL, as none does", hint="-0 parts them there")
        yield from (each for each in text.split("\0" if null else "\n") if each)
