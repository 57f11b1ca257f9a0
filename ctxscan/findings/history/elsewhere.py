"""Whether git is asked where the context's own ``.git`` is neither there nor above."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxscan.findings.history.shell import Command, commands

if TYPE_CHECKING:
    from ctxscan.findings.history.places import Places


def asks_elsewhere(text: str, places: Places) -> bool:
    """Whether all calls of git in a text for the shell are about other repositories.

    Only what the text itself says counts: a base image may have any working directory.
    """
    found = [each for each in commands(text) if each.program == "git"]
    return bool(found) and not any(_reaches(each, places) for each in found)


def _reaches(command: Command, places: Places) -> bool:
    words = list(command.words)
    given = [words[at + 1] for at, word in enumerate(words[:-1]) if word == "-C"]
    where = posixpath.normpath(posixpath.join(command.directory, *given))
    if (
        not where.startswith("/")
        or "$" in where
        or any("git-dir" in word or ".git" in word for word in words)
    ):
        return True
    return any(f"{where}/".startswith(f"{root.rstrip('/')}/") for root in places.roots())
