"""Which builds a command is about, from its words: see GROUPS in options.py."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.asked import Asked

_BEHIND = "--"
_TOOL = regex(r"(.*/)?(docker|docker-compose|docker-buildx|podman|buildah)(\.exe)?")
_TAKE_SEVERAL = ("diff", "explain")
"""Commands with several arguments: what follows ``--`` is theirs unless it names a tool."""

_IN_FRONT = regex(r"\w+=.*|sudo|env|command|exec|time|nice|nohup", re.DOTALL)
"""What may stand before a command: variables, and programs that change nothing about it."""


class Which(NamedTuple):
    """What chooses among builds, beside the path."""

    only: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    """A command line of docker's, from behind ``--``."""

    def builds(self, path: str, build: BuildArguments, *, whole_project: bool = False) -> Asked:
        """Raises CtxscanError."""
        from ctxscan.api.asked import each_build
        from ctxscan.context.machine import environment

        return each_build(
            path,
            self.command,
            only=self.only,
            whole_project=whole_project,
            environment=environment(),
            **build,
        )


def split_command(words: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Our own words, and docker's command line behind ``--``.

    What follows ``--`` may also be a path that begins with a dash, as everywhere.
    """
    if _BEHIND not in words:
        return list(words), ()
    at = list(words).index(_BEHIND)
    behind = tuple(words[at + 1 :])
    begins = next((each for each in behind if not _IN_FRONT.fullmatch(each)), "")
    # One word is no command: a directory may well be called docker.
    is_command = len(behind) > 1 and (_TOOL.fullmatch(begins) or words[0] not in _TAKE_SEVERAL)
    return (list(words[:at]), behind) if is_command else (list(words), ())
