"""`ctxscan docker-plugin`."""

from enum import StrEnum
from typing import Annotated

from ctxscan.cli.line.declared import argument, option
from ctxscan.cli.output import Output


class Action(StrEnum):
    INSTALL = "install"
    REMOVE = "remove"


def docker_plugin_command(
    action: Annotated[Action, argument("install or remove.", metavar="ACTION")],
    hint: Annotated[
        bool, option("Let docker name the command below each build.", "--hint")
    ] = False,
    yes: Annotated[bool, option("Write without a question.", "-y", "--yes")] = False,
    *,
    out: Output,
) -> None:
    """Make docker know `docker ctxscan`, or forget it."""
    from ctxscan.api.docker_plugin import install_plugin, remove_plugin
    from ctxscan.cli.agreed import say, show_and_write
    from ctxscan.context.machine import environment

    installs = action is Action.INSTALL
    found = install_plugin(environment(), hint=hint) if installs else remove_plugin(environment())
    if show_and_write(found.files, found.notes, out, yes=yes):
        if not found.files:
            say("nothing to do: it is as it should be", out)
        else:
            say("docker ctxscan report . is there" if installs else "docker has forgotten it", out)
