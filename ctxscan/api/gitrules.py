"""Git's rules for a context, as the .gitignore files of the project have them."""

from __future__ import annotations

import os
from pathlib import Path

from ctxscan.context.git.repository import NoRepository, find_repository
from ctxscan.context.git.view import IgnoreSource, look
from ctxscan.ignore.git.file import GitRule, read_gitignore
from ctxscan.ignore.git.matcher import GitRules

_GITIGNORE = ".gitignore"


def read_git_rules(root: str) -> GitRules | None:
    """``None`` where there are none. Raises ContextError where git fails.

    What colleagues don't have (``.git/info/exclude``, the user's own file) does not count.
    """
    repository = find_repository(root)
    if isinstance(repository, NoRepository):
        # No git in the image of the job, or a tree that was unpacked: the file still says it.
        return _rules_of(_own(root), root, frozenset())
    view = look(repository)
    if view.root_ignored:
        return None
    sources = [each for each in view.sources if each.path.rpartition("/")[2] == _GITIGNORE]
    return _rules_of(sources, root, view.kept)


def _own(root: str) -> list[IgnoreSource]:
    path = Path(root, _GITIGNORE)
    try:
        return [IgnoreSource(_GITIGNORE, path.read_bytes())]
    except OSError:
        return []


def _rules_of(sources: list[IgnoreSource], root: str, kept: frozenset[str]) -> GitRules | None:
    rules: list[GitRule] = []
    for source in sources:
        shown = os.path.relpath(Path(root, source.path))
        found = read_gitignore(source.data, shown, source.directory, way_down=source.way_down)
        rules += found.rules
    return GitRules(tuple(rules), kept) if rules else None
