"""The commits of a branch, and the builds that are taken back along them."""

from __future__ import annotations

import os
from functools import cache, cached_property
from typing import TYPE_CHECKING

from ctxscan.context.git.files_of_revision import FilesOfRevision
from ctxscan.context.git.program import PartialCloneError
from ctxscan.context.git.revision import LINK, find_revision
from ctxscan.context.git.side import Side
from ctxscan.context.links.tree import NamesOfTree
from ctxscan.errors import ContextError
from ctxscan.findings.churn import churn_of
from ctxscan.inspection.archives_of_git import ArchivesOfGit
from ctxscan.inspection.keying import conditions_of, named_trees
from ctxscan.inspection.past import context_builder
from ctxscan.inspection.timeline import Sources, Timeline
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.context.git.history import Commit
    from ctxscan.context.git.repository import Repository
    from ctxscan.context.git.revision import Blob, Checkout, Revision
    from ctxscan.findings.churn import Churn
    from ctxscan.inspection import Inspection


class Branch:
    """The files of the newest commit, and the way back. Builds are taken along it."""

    def __init__(self, repository: Repository, commits: tuple[Commit, ...], umask: int) -> None:
        head = find_revision(repository, "HEAD")
        if head is None:
            raise ContextError("there is no history: the branch has no commits")
        self._head: Revision = head
        self.commits = commits
        self._umask = umask
        self._directory = repository.prefix.rstrip("/")
        # Of no file the size counts here: its name says more.
        self._rows: list[Blob] = head.rows(self._directory, with_sizes=False)
        self._archives = ArchivesOfGit(
            self._blob, cache(lambda: FilesOfRevision(self._checkout).attributes())
        )
        self._by_path = {row.path: row for row in self._rows}
        self._links = self._read_links()

    def _read_links(self) -> dict[str, str]:
        named = {row.object_id for row in self._rows if row.mode == LINK}
        for commit in self.commits:
            for change in commit.changes:
                sides = (change.before, change.after)
                named |= {side.object_id for side in sides if side and side.mode == LINK}
        try:
            found = self._head.read(sorted(named))
        except PartialCloneError:
            # Those of other commits are compared by their names.
            found = self._head.read(
                sorted({row.object_id for row in self._rows if row.mode == LINK})
            )
        return {name: os.fsdecode(data) for name, data in found.items()}

    @cached_property
    def _checkout(self) -> Checkout:
        """Made where an archive or a source that may be a link asks for it."""
        return self._head.checkout(self._directory, self._umask, self._rows)

    def _blob(self, _: str, name: str) -> bytes:
        """Raises ContextError."""
        return self._head.read([name])[name]

    @property
    def paths(self) -> list[str]:
        """Of the files of the newest commit."""
        return [row.path for row in self._rows if row.mode.startswith("100")]

    def text(self, path: str) -> str | None:
        """Of a file of the newest commit; ``None`` where there is none."""
        found = self._by_path.get(path)
        if found is None or not found.mode.startswith("100"):
            return None
        return self._head.read([found.object_id])[found.object_id].decode("utf-8", "replace")

    def churn(self, inspection: Inspection) -> Churn:
        return churn_of(self.timeline(inspection), self.commits, self._links)

    def timeline(self, inspection: Inspection) -> Timeline:
        """A build at the newest commit. Raises ContextError where its cache is not modelled."""
        plan = inspection.plan
        if plan is None or not inspection.traits.keys_by_content:
            raise ContextError(f"the cache of {inspection.traits.label} is not modelled")
        timeline = Timeline(
            plan,
            context_builder(inspection, plan, _Names(lambda: NamesOfTree(self._checkout.tree))),
            Sources(named_trees(inspection, plan), self._archives),
            conditions_of(inspection.options),
            self._umask,
        )
        files = (
            (row.path, Side(row.mode, row.object_id))
            for row in self._rows
            if row.mode.startswith(("100", "12"))
        )
        timeline.begin(files, self._links)
        return timeline


class _Names(NamedTuple):
    """As ``links.buildkit.Names``: the tree is made once somebody asks for one."""

    of_tree: Callable[[], NamesOfTree]

    def link(self, path: str) -> str | None:
        return self.of_tree().link(path)

    def inside(self, directory: str) -> list[str] | None:
        return self.of_tree().inside(directory)
