"""`ctxscan rule`."""

from typing import Annotated

from ctxscan.cli.line.declared import argument, option
from ctxscan.cli.options import Format, FormatOption
from ctxscan.cli.output import Output
from ctxscan.errors import UsageError


def rule_command(
    code: Annotated[
        str | None, argument("Such as junk-sent; none lists them.", metavar="CODE")
    ] = None,
    all_: Annotated[bool, option("Show every page.", "--all")] = False,
    format_: FormatOption = Format.TEXT,
    *,
    out: Output,
) -> None:
    """Show what a code means, why it matters, and what to do."""
    from ctxscan.api.rule import rule
    from ctxscan.render.json.documents import dumps
    from ctxscan.render.json.rule import rules
    from ctxscan.render.text.rule import draw_index, draw_pages

    if code is not None and all_:
        raise UsageError("--all shows every page", hint="leave out --all or the code")
    found = rule(code)
    if format_ is Format.JSON:
        out.write_text(dumps(rules(found)) + "\n")
    elif code is None and not all_:
        out.draw(draw_index(found))
    else:
        out.draw(draw_pages(found))
