"""`ctxscan suggest`: the command; what it needs to do its work lies beside it."""

from typing import Annotated

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.line.declared import option
from ctxscan.cli.options import Format, FormatOption, PathArgument
from ctxscan.cli.output import Output
from ctxscan.cli.suggest.choices import LevelChoice, SourceChoice
from ctxscan.cli.which import Which


def suggest_command(
    context: PathArgument = ".",
    source: Annotated[
        list[SourceChoice] | None,
        option("Where rules come from; repeatable.  [default: all but dockerfile]"),
    ] = None,
    allowlist: Annotated[
        bool,
        option("Ignore all but what the Dockerfile asks for.", "--allowlist"),
    ] = False,
    level: Annotated[LevelChoice, option("How much of the catalog to use.")] = LevelChoice.DEFAULT,
    global_excludes: Annotated[
        bool, option("Also follow your own core.excludesFile.", "--global-excludes")
    ] = False,
    write: Annotated[
        bool, option("Write the ignore file itself, old rules first.", "--write")
    ] = False,
    per_dockerfile: Annotated[
        bool,
        option("With --write: also files for single Dockerfiles.", "--per-dockerfile"),
    ] = False,
    diff: Annotated[bool, option("Show what would change, as a unified diff.", "--diff")] = False,
    explain: Annotated[
        bool, option("Show what each new rule saves, and why it is there.", "--explain")
    ] = False,
    check: Annotated[
        bool,
        option("Exit with 1 for missing rules, or a broken build.", "--check"),
    ] = False,
    format_: FormatOption = Format.TEXT,
    *,
    which: Which,
    build: BuildArguments,
    out: Output,
) -> None:
    """Suggest an ignore file, proven not to break the build."""
    from ctxscan.api.sharing import one_for_each_file
    from ctxscan.api.suggest import suggest_for_all
    from ctxscan.cli.suggest.suggesting import (
        OutputMode,
        explain_to_user,
        options_of,
        write_own_files,
    )
    from ctxscan.cli.suggest.target import find_target
    from ctxscan.context.machine import environment
    from ctxscan.errors import UsageError

    as_json = format_ is Format.JSON
    delivery = OutputMode.of(write=write, diff=diff, check=check, explain=explain, as_json=as_json)
    asked = one_for_each_file(which.builds(context, build))
    if len(asked.found) > 1 and not (write or diff or check or explain):
        names = ", ".join(each.build.name for each in asked.found)
        raise UsageError(
            f"the builds of {asked.asked.source} read {len(asked.found)} ignore files",
            hint=f"choose with --only, or --write them all: {names}",
        )
    if per_dockerfile and not write:
        raise UsageError("--per-dockerfile writes several files", hint="use it with --write")
    options = options_of(source or (), level.value, allowlist=allowlist)
    passed = True
    for each in asked.found:
        target = find_target(each.value, out, as_file=delivery.as_file)
        if write:
            target.file.place()  # to refuse at once, and not after the walk
        with out.progress() as progress:
            found = suggest_for_all(
                target.inspection,
                options,
                environment=environment(),
                global_excludes=global_excludes,
                progress=progress,
            )
        explain_to_user(found, out)
        if per_dockerfile:
            write_own_files(found, out)
        delivery.deliver(found, target, out)
        passed = passed and not (check and (found.rules or found.broken))
    out.end(asked, passed=passed)
