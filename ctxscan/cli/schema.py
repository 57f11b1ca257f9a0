"""`ctxscan schema`."""

from typing import Annotated

from ctxscan.cli.line.declared import argument
from ctxscan.cli.output import Output


def schema_command(
    document: Annotated[
        str | None, argument("Such as report; none lists them.", metavar="DOCUMENT")
    ] = None,
    *,
    out: Output,
) -> None:
    """Show the JSON Schema of a document."""
    from ctxscan.api.schema import documents, schema
    from ctxscan.render.json.documents import dumps

    if document is None:
        out.write_text("".join(f"{name}\n" for name in documents()))
    else:
        out.write_text(dumps(schema(document)) + "\n")
