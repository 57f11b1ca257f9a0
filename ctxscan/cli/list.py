from functools import partial
from typing import TYPE_CHECKING, Annotated

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.line.declared import option
from ctxscan.cli.options import Format, FormatOption, PathArgument
from ctxscan.cli.output import Output
from ctxscan.cli.which import Which
from ctxscan.errors import UsageError

if TYPE_CHECKING:
    from ctxscan.api.asked import Asked


def list_command(
    context: PathArgument = ".",
    null: Annotated[bool, option("End each path with NUL.", "-0", "--null")] = False,
    files: Annotated[bool, option("Leave out directories, as for a Makefile.", "--files")] = False,
    ignored: Annotated[
        bool, option("List what is not sent, with the rule that decided.", "--ignored")
    ] = False,
    all_: Annotated[
        bool, option("With --ignored: also all below a directory that is left out.", "--all")
    ] = False,
    in_image: Annotated[
        bool, option("List what ends in the image, with its origin.", "--in-image")
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
    elif ignored:
        from ctxscan.cli.left_out import Shape, list_left_out

        folds = not (all_ or null or files or as_json)
        list_left_out(asked, out, Shape(as_json=as_json, null=null, files=files, folds=folds))
    elif as_json:
        _write_sent(asked, out, files=files)
    else:
        _list_sent(asked, out, null=null, files=files)


def _list_sent(asked: "Asked", out: Output, *, null: bool, files: bool) -> None:
    """All of them or none: what reads the list might not look at the exit code."""
    from ctxscan.api.listing import sent_in_pieces
    from ctxscan.render.text.list import sent_paths, under_names

    with out.progress() as progress:
        written = partial(sent_paths, directories=not files, null=null)
        found = sent_in_pieces(asked, written, progress)
    for each in found.found:
        out.warn(each.value.notices)
    out.write(*under_names((each.build.name, each.value.pieces) for each in found.found))
    out.end(found)


def _write_sent(asked: "Asked", out: Output, *, files: bool) -> None:
    from ctxscan.api.listing import sent_in_pieces
    from ctxscan.render.json import documents, listing
    from ctxscan.render.json.several import document

    depth = listing.ONE if asked.source is None else listing.SEVERAL
    with out.progress() as progress:
        written = partial(listing.entries, directories=not files, depth=depth)
        found = sent_in_pieces(asked, written, progress)
    for each in found.found:
        out.warn(each.value.notices)
    sent = [listing.sent_document(each.value) for each in found.found]
    out.write_text(documents.dumps(document("list", found, sent)) + "\n")
    out.end(found)
