"""Why git has no say, or less than usual."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.git.repository import NOWHERE

if TYPE_CHECKING:
    from ctxscan.context.git.facts import GitFacts
    from ctxscan.findings.suggest.model import SuggestOptions


def without_git(git: GitFacts, options: SuggestOptions) -> str | None:
    """In words; ``None`` where nobody would miss it."""
    if git.root_ignored:
        return "git ignores the whole context: its rules say nothing about what is in it"
    why = git.no_repository
    if why is None or "gitignore" not in options.sources:
        return None
    # An unpacked archive, or a job without git: the files still say what git would ignore.
    if not git.files and why == NOWHERE:
        return None
    hint = f" ({why.hint})" if why.hint else ""
    what = "no file is known to be tracked, and .gitignore files count as they stand"
    return f"no git here, because {why.reason}{hint}: {what}"
