"""How often the steps of a build are lost over the commits of its branch."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple, Unpack

from ctxscan.api.asked import for_each
from ctxscan.api.build import inspect
from ctxscan.context.git.history import Side, history
from ctxscan.context.git.repository import NoRepository, find_repository
from ctxscan.context.git.revision import UMASK, find_revision
from ctxscan.context.links.tree import NamesOfTree
from ctxscan.errors import ContextError
from ctxscan.findings.churn import churn_of
from ctxscan.inspection.keying import conditions_of, named_trees
from ctxscan.inspection.past import context_builder
from ctxscan.inspection.timeline import Timeline

if TYPE_CHECKING:
    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.asked import Answers, Asked
    from ctxscan.context.git.history import Commit
    from ctxscan.context.git.repository import Repository
    from ctxscan.context.git.revision import Blob, Revision
    from ctxscan.findings.churn import Churn
    from ctxscan.inspection import Inspection


class Churned(NamedTuple):
    inspection: Inspection
    churn: Churn
    tried: Churn | None
    """With the rules or the Dockerfile that were to be tried."""

    tried_inspection: Inspection | None


class ChurnOptions(NamedTuple):
    commits: int | None = 200
    """Commits along the first parents."""

    since: str | None = None
    """A date, as ``git log`` takes it."""

    rules: tuple[str, ...] = ()
    """Tried behind those of the ignore file."""

    try_file: str | None = None
    """A Dockerfile that is tried in place of today's."""

    umask: int = UMASK


def churn(
    path: str = ".",
    options: ChurnOptions = ChurnOptions(),  # noqa: B008 - a NamedTuple: no call can change it for the next one
    **build: Unpack[BuildArguments],
) -> Churned:
    """Take today's Dockerfile and ignore file through the last commits of the branch.

    What is to be tried stands beside it. Raises CtxscanError.
    """
    inspection = inspect(path, **build)
    repository = find_repository(inspection.location.root)
    if isinstance(repository, NoRepository):
        raise ContextError(f"there is no history: {repository.reason}", hint=repository.hint)
    directory = repository.prefix.rstrip("/")
    commits = history(repository, directory, options.commits, options.since)
    branch = _Branch(repository, commits, options.umask)
    tried = _tried(inspection, path, options, build)
    found = None if tried is None else branch.churn(tried)
    return Churned(inspection, branch.churn(inspection), found, tried)


def churns(asked: Asked, options: ChurnOptions) -> Answers[Churned]:
    """The same for each build. Raises CtxscanError for one build on its own."""
    return for_each(asked, lambda path, build: churn(path, options, **build))


def _tried(
    inspection: Inspection, path: str, options: ChurnOptions, build: BuildArguments
) -> Inspection | None:
    if not options.rules and options.try_file is None:
        return None
    found = inspection
    if options.try_file is not None:
        kept = inspection.location.ignore_file
        ignore_file = build.get("ignore_file") or (kept.opened if kept is not None else None)
        other = build.copy()
        other["file"], other["ignore_file"] = options.try_file, ignore_file
        found = inspect(path, **other)
    if options.rules:
        kept = found.location.ignore_file
        data = kept.data if kept is not None else b""
        added = "".join(f"{rule}\n" for rule in options.rules)
        text = data.rstrip(b"\n") + b"\n" + added.encode("utf-8", "surrogateescape")
        found = found.with_ignore_file(text, "--try")
    return found


class _Branch:
    """The files of the newest commit, and the way back."""

    def __init__(self, repository: Repository, commits: tuple[Commit, ...], umask: int) -> None:
        head = find_revision(repository, "HEAD")
        if head is None:
            raise ContextError("there is no history: the branch has no commits")
        self._head: Revision = head
        self._commits = commits
        self._umask = umask
        self._rows: list[Blob] = head.rows(repository.prefix.rstrip("/"))
        self._tree = head.checkout(repository.prefix.rstrip("/"), umask).tree
        self._links = self._read_links()

    def _read_links(self) -> dict[str, str]:
        named = {row.object_id for row in self._rows if row.mode == "120000"}
        for commit in self._commits:
            for change in commit.changes:
                sides = (change.before, change.after)
                named |= {side.object_id for side in sides if side and side.mode == "120000"}
        return {name: os.fsdecode(data) for name, data in self._head.read(sorted(named)).items()}

    def churn(self, inspection: Inspection) -> Churn:
        plan = inspection.plan
        if plan is None or not inspection.traits.keys_by_content:
            raise ContextError(f"the cache of {inspection.traits.label} is not modelled")
        timeline = Timeline(
            plan,
            context_builder(inspection, plan, NamesOfTree(self._tree)),
            named_trees(inspection, plan),
            conditions_of(inspection.options),
            self._umask,
        )
        files = (
            (row.path, Side(row.mode, row.object_id))
            for row in self._rows
            if row.mode.startswith(("100", "12"))
        )
        timeline.begin(files, self._links)
        return churn_of(timeline, self._commits, self._links)
