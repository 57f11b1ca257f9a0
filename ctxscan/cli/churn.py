"""`ctxscan churn`."""

from typing import Annotated

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.diff import octal
from ctxscan.cli.line.declared import option
from ctxscan.cli.options import Format, FormatOption, PathArgument
from ctxscan.cli.output import Output
from ctxscan.cli.which import Which


def churn_command(
    context: PathArgument = ".",
    count: Annotated[
        int | None, option("Commits that are looked at.", "-n", "--commits", at_least=1)
    ] = None,
    since: Annotated[
        str | None, option("Commits since then, as for git log.", metavar="DATE")
    ] = None,
    try_: Annotated[
        list[str] | None,
        option("Also with this rule; repeatable.", "--try", metavar="RULE"),
    ] = None,
    try_file: Annotated[str | None, option("Also with this Dockerfile.", metavar="FILE")] = None,
    propose: Annotated[
        bool, option("Look for rules and an order that lose less.", "--propose")
    ] = False,
    top: Annotated[int, option("Paths that are shown.", "--top", at_least=1)] = 10,
    umask: Annotated[
        str | None, option("Of whoever checks the commits out.", metavar="OCTAL")
    ] = None,
    format_: FormatOption = Format.TEXT,
    *,
    which: Which,
    build: BuildArguments,
    out: Output,
) -> None:
    """Count how often the last commits lose each step, and why."""
    from ctxscan.api.churn import ChurnOptions, churns

    options = ChurnOptions(rules=tuple(try_ or ()), try_file=try_file, since=since, propose=propose)
    if count is not None or since is not None:
        options = options._replace(commits=count)
    mask = octal(umask)
    options = options if mask is None else options._replace(umask=mask)
    found = churns(which.builds(context, build), options)
    if format_ is Format.JSON:
        from ctxscan.render.json.churn import churn_document
        from ctxscan.render.json.documents import dumps
        from ctxscan.render.json.several import document

        written = [churn_document(each.value) for each in found.found]
        out.write_text(dumps(document("churn", found, written)) + "\n")
    else:
        from ctxscan.render.text.churn import churn_text
        from ctxscan.render.text.several import under_names

        paper = out.paper()
        out.draw(under_names(found, lambda each: churn_text(each, top, paper)))
    out.end(found)
