"""`ctxscan init`."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from ctxscan.cli.line.declared import argument, option
from ctxscan.cli.output import Output

if TYPE_CHECKING:
    from ctxscan.api.init import Setup


class Part(StrEnum):
    IGNORE_FILE = "ignore-file"
    SETTINGS = "settings"
    PRE_COMMIT = "pre-commit"
    CI = "ci"


def init_command(
    path: Annotated[str, argument("Top of the project.", metavar="PATH")] = ".",
    skip: Annotated[list[Part] | None, option("Leave this out; repeatable.", "--skip")] = None,
    yes: Annotated[bool, option("Write without a question.", "-y", "--yes")] = False,
    *,
    out: Output,
) -> None:
    """Set a project up: settings, ignore file, hook and CI job."""
    from ctxscan.api.init import init
    from ctxscan.cli.agreed import say, show_and_write
    from ctxscan.context.machine import environment

    with out.progress() as progress:
        found = init(
            path,
            skip=tuple(each.value for each in skip or ()),
            environment=environment(),
            progress=progress,
        )
    out.warn(found.builds.asked.notices, few=True)
    if show_and_write(found.files, _notes(found), out, yes=yes, left=found.left):
        say("the files are written" if found.files else "nothing to do: all is there", out)


def _notes(found: "Setup") -> list[str]:
    """What `ctxscan check --all` will find all the same."""
    from ctxscan.render.names import one_line

    builds = found.builds
    failing = [(each.build.name, one) for each in builds.found for one in each.value.failing]
    refused = [(each.build.name, each.error) for each in builds.refused]
    lines = [f"{name}: {each.message}" if name else each.message for name, each in failing]
    lines += [f"{name}: {each}" for name, each in refused]
    if not lines:
        return ["With this, ctxscan check --all finds nothing today."]
    shown = [one_line(each) for each in lines[:_MOST]]
    more = [f"and {len(lines) - _MOST} more"] if len(lines) > _MOST else []
    return ["With this, ctxscan check --all will still find:", *shown, *more]


_MOST = 8
"""Findings that are named."""
