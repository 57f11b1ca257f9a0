"""Contexts that are not there yet."""

from __future__ import annotations

from pathlib import Path

from ctxscan.context.git.facts import git_facts
from ctxscan.context.user_paths import is_directory, is_there


def is_made_later(directory: str) -> bool:
    """Whether it is absent, and git ignores it: then a step before the build writes it."""
    context = Path(directory)
    if is_there(context):
        return False
    above = next(each for each in context.parents if is_directory(each))
    rules = git_facts(str(above)).shared_rules
    path = context.relative_to(above).as_posix()
    return rules is not None and rules.ignoring(path, is_directory=True) is not None
