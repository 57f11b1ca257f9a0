"""`ctxscan image`."""

from typing import Annotated

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
    platform: Annotated[
        str | None, option("Of which platform, likewise.", metavar="OS/ARCH")
    ] = None,
    top: Annotated[int, option("Rows of what is wasted.", "-n", "--top", at_least=1)] = 8,
    iec: Annotated[bool, option("Sizes in KiB, MiB, GiB.", "--iec")] = False,
    format_: FormatOption = Format.TEXT,
    *,
    out: Output,
) -> None:
    """Show what each layer of a saved image holds, and what is wasted."""
    from ctxscan.api.image import image

    with out.progress():
        found = image(archive, name=name, platform=platform)
    if format_ is Format.JSON:
        from ctxscan.render.json.documents import dumps
        from ctxscan.render.json.image import image_document

        out.write_text(dumps(image_document(found)) + "\n")
    else:
        from ctxscan.render.sizes import size_format
        from ctxscan.render.text.image import image_text

        out.draw(image_text(found, top, size_format(iec=iec)))
