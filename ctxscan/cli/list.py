from typing import TYPE_CHECKING, Annotated

import typer

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.options import Format, FormatOption, PathArgument
from ctxscan.cli.output import Output
from ctxscan.cli.which import Which
from ctxscan.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.api.asked import Asked
    from ctxscan.finding import Finding
    from ctxscan.findings.listing import Listing


def list_command(
    context: PathArgument = ".",
    null: Annotated[bool, typer.Option("-0", "--null", help="End each path with NUL.")] = False,
    files: Annotated[
        bool, typer.Option("--files", help="Leave out directories, as for a Makefile.")
    ] = False,
    ignored: Annotated[
        bool, typer.Option("--ignored", help="List what is not sent, with the rule that decided.")
    ] = False,
    in_image: Annotated[
        bool, typer.Option("--in-image", help="List what ends in the image, with its origin.")
    ] = False,
    format_: FormatOption = Format.TEXT,
    *,
    which: Which,
    build: BuildArguments,
    out: Output,
) -> None:
    """List every path that a build sends, in the builder's order."""
    asked = which.builds(context, build)
    if null and len(asked.builds) > 1:
        raise UsageError("--null lists one build", hint="choose it with --only")
    as_json = format_ is Format.JSON
    if in_image:
        from ctxscan.cli.in_image import list_in_image

        list_in_image(asked, out, as_json=as_json, null=null, files=files)
    elif as_json or ignored:
        _list_judged(asked, out, as_json=as_json, null=null, files=files, ignored=ignored)
    else:
        _list_sent(asked, out, null=null, files=files)


def _list_sent(asked: "Asked", out: Output, *, null: bool, files: bool) -> None:
    from ctxscan.api.asked import for_each
    from ctxscan.api.listing import sent_paths
    from ctxscan.render.text.list import paths, under_names

    escaped = out.on_terminal and not null
    with out.progress() as progress:

        def listed(path: str, build: BuildArguments) -> "tuple[bytes, Sequence[Finding]]":
            sent = sent_paths(path, directories=not files, progress=progress, **build)
            # All of them or none: what reads the list might not look at the exit code.
            return paths(sent, null=null, escaped=escaped), sent.notices

        found = for_each(asked, listed)
    for each in found.found:
        out.warn(each.value[1])
    out.write(under_names((each.build.name, each.value[0]) for each in found.found))
    out.end(found)


def _list_judged(
    asked: "Asked", out: Output, *, as_json: bool, null: bool, files: bool, ignored: bool
) -> None:
    from ctxscan.api.asked import for_each
    from ctxscan.api.listing import listing
    from ctxscan.render.json import documents
    from ctxscan.render.json.several import document
    from ctxscan.render.text.list import paths_and_rules, under_names

    with out.progress() as progress:

        def judged(path: str, build: BuildArguments) -> "Listing":
            found = listing(path, ignored=ignored, progress=progress, **build)
            return found.without_directories() if files else found

        found = for_each(asked, judged)
    for each in found.found:
        out.warn(each.value.notices)
    if as_json:
        written = [documents.listing(each.value) for each in found.found]
        out.write_text(documents.dumps(document("list", found, written)) + "\n")
    else:
        escaped = out.on_terminal and not null
        rows = (
            (name, paths_and_rules(listed.left_out or (), null=null, escaped=escaped))
            for (name, *_), listed in found.found
        )
        out.write(under_names(rows))
    out.end(found)
