"""`ctxscan suggest`: the command; what it needs to do its work lies beside it."""

from typing import Annotated

import typer

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.exits import Exit
from ctxscan.cli.options import Format, FormatOption
from ctxscan.cli.output import Output
from ctxscan.cli.suggest.choices import LevelChoice, SourceChoice


def suggest_command(
    context: Annotated[str, typer.Argument(metavar="PATH", help="Build context.")] = ".",
    source: Annotated[
        list[SourceChoice] | None,
        typer.Option(help="Where rules come from; repeatable.  [default: all but dockerfile]"),
    ] = None,
    allowlist: Annotated[
        bool,
        typer.Option("--allowlist", help="Ignore all but what the Dockerfile asks for."),
    ] = False,
    level: Annotated[
        LevelChoice, typer.Option(help="How much of the catalog to use.")
    ] = LevelChoice.DEFAULT,
    global_excludes: Annotated[
        bool, typer.Option("--global-excludes", help="Also follow your own core.excludesFile.")
    ] = False,
    write: Annotated[
        bool, typer.Option("--write", help="Write the ignore file itself, old rules first.")
    ] = False,
    per_dockerfile: Annotated[
        bool,
        typer.Option("--per-dockerfile", help="With --write: also files for single Dockerfiles."),
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what would change, as a unified diff.")
    ] = False,
    check: Annotated[
        bool,
        typer.Option("--check", help="Exit with 1 for missing rules, or a broken build."),
    ] = False,
    format_: FormatOption = Format.TEXT,
    *,
    build: BuildArguments,
    out: Output,
) -> None:
    """Suggest a complete ignore file, proven not to break the build."""
    from ctxscan.api.build import inspect
    from ctxscan.api.sharing import builds_sharing
    from ctxscan.api.suggest import suggest_for
    from ctxscan.cli.suggest.suggesting import (
        OutputMode,
        explain_to_user,
        options_of,
        write_own_files,
    )
    from ctxscan.cli.suggest.target import find_target
    from ctxscan.context.machine import environment
    from ctxscan.errors import UsageError

    delivery = OutputMode.of(write=write, diff=diff, check=check, as_json=format_ is Format.JSON)
    target = find_target(inspect(context, **build), out, as_file=delivery.as_file)
    if per_dockerfile and not write:
        raise UsageError("--per-dockerfile writes several files", hint="use it with --write")
    if write:
        target.file.place()  # to refuse at once, and not after the walk
    options = options_of(source or (), level.value, allowlist=allowlist)
    with out.progress() as progress:
        sharing = builds_sharing(target.inspection, environment())
        found = suggest_for(
            sharing.builds,
            options,
            unread=sharing.unread,
            global_excludes=global_excludes,
            progress=progress,
        )
    explain_to_user(found, out)
    if per_dockerfile:
        write_own_files(found, out)
    delivery.deliver(found, target, out)
    if check and (found.rules or found.broken):
        raise typer.Exit(Exit.FINDINGS)
