"""`ctxscan image`."""

from typing import Annotated

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.line.declared import argument, option
from ctxscan.cli.options import Format, FormatOption
from ctxscan.cli.output import Output


def image_command(
    archive: Annotated[
        str,
        argument(
            "What docker save wrote, or an image layout; - reads it from stdin.", metavar="ARCHIVE"
        ),
    ],
    name: Annotated[
        str | None, option("Which image, where several are there.", metavar="NAME")
    ] = None,
    context: Annotated[
        str | None, option("Where it was built, to trace its files.", metavar="PATH")
    ] = None,
    against: Annotated[
        str | None, option("Another image, of before: what changed.", metavar="ARCHIVE")
    ] = None,
    top: Annotated[int, option("Rows of what is wasted.", "-n", "--top", at_least=1)] = 8,
    iec: Annotated[bool, option("Sizes in KiB, MiB, GiB.", "--iec")] = False,
    format_: FormatOption = Format.TEXT,
    *,
    build: BuildArguments,
    out: Output,
) -> None:
    """Show the layers of a saved image, and what they waste."""
    from ctxscan.api.image import image

    with out.progress():
        found = image(archive, name=name, context=context, against=against, **build)
    if format_ is Format.JSON:
        from ctxscan.render.json.documents import dumps
        from ctxscan.render.json.image import image_document

        out.write_text(dumps(image_document(found)) + "\n")
    else:
        from ctxscan.render.sizes import size_format
        from ctxscan.render.text.image import image_text

        out.draw(image_text(found, top, size_format(iec=iec)))
