"""A build over many commits: the context of each in memory, what did not change shared by all."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.cache.build import Lasting, keyed_build
from ctxscan.builders.buildkit.cache.digests import Digests, Facts, to_compare
from ctxscan.builders.buildkit.cache.owners import owners_of
from ctxscan.builders.protocol import Detail
from ctxscan.builders.stages.arrived import ArrivingTree
from ctxscan.builders.stages.change import Stamp
from ctxscan.builders.stages.edited import with_leaves
from ctxscan.builders.stages.leaf import FileType, Leaf
from ctxscan.builders.stages.node import Directory
from ctxscan.builders.stages.running import Contexts
from ctxscan.inspection.contents import documents_of
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ctxscan.builders.buildkit.cache.build import KeyedBuild
    from ctxscan.builders.buildkit.cache.texts import Conditions
    from ctxscan.builders.protocol import Builder
    from ctxscan.builders.stages.archive import Archive, UnknownContent
    from ctxscan.builders.stages.node import Node
    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.context.entry import Filter
    from ctxscan.context.git.history import FileChange
    from ctxscan.context.git.side import Side
    from ctxscan.dockerfile.plan import BuildPlan
    from ctxscan.dockerfile.steps import NamedContext
    from ctxscan.inspection.archives_of_git import ArchivesOfGit

_MARK = "\0"
"""Between the path of a file and the name of its content, in an origin."""

_LINK = "120000"
_EXECUTABLE = "100755"
_Inside = tuple[dict[str, "Node"], dict[str, str | None]]
"""What is in a directory, and the checksums of it."""

_NOTHING: _Inside = ({}, {})
_SOME_SIZE = 1
"""No size is known of what a tree names; the name of the content says more."""


def path_of(origin: str) -> str:
    """Of an origin of a timeline."""
    return origin.partition(_MARK)[0]


class _ByName(NamedTuple):
    """``Contents``: by the names that git has for them."""

    documents: Mapping[int, str | None]
    archives: ArchivesOfGit

    def digest(self, origin: str, header: bytes) -> str | None:
        path, mark, name = origin.partition(_MARK)
        blob, is_member, member = name.partition("!")
        if is_member:
            content = self.archives.member(path, blob, member)
            return None if content is None else to_compare(header, content)
        if not mark:
            text = self.documents.get(int(origin.removeprefix("line ")))
            if text is None:
                return None
            name = text
        return to_compare(header, name)


class _DigestsOverTime(Digests):
    """Of trees that have nearly all files in common."""

    def __init__(self, facts: Facts) -> None:
        super().__init__(facts)
        self._leaves: dict[Leaf, str | None] = {}
        self._latest: dict[str | None, _Inside] = {}

    def inside(self, directory: Directory) -> dict[str, str | None]:
        """What was there before, as the same object, is not asked for again."""
        children = directory.children
        before, known = self._latest.get(directory.origin, _NOTHING)
        get = before.get
        found = {
            name: known[name] if get(name) is child else self.node(child)
            for name, child in children.items()
        }
        self._latest[directory.origin] = children, found
        return found

    def leaf(self, leaf: Leaf) -> str | None:
        if leaf not in self._leaves:
            self._leaves[leaf] = super().leaf(leaf)
        return self._leaves[leaf]


class Sources(NamedTuple):
    """Where a build has what no path of its context says."""

    named: Callable[[NamedContext], Directory]
    archives: ArchivesOfGit


class Timeline:
    """The build at one commit; ``go`` takes it to the next one."""

    def __init__(
        self,
        plan: BuildPlan,
        builder: Builder | None,
        sources: Sources,
        conditions: Conditions,
        umask: int,
    ) -> None:
        """*builder*: of the context's transfer; ``None``: it is not asked for."""
        self._plan = plan
        self._builder = builder
        self._sources = sources
        self._conditions = conditions
        self._umask = umask
        self._root = Directory(Stamp())
        self._filters: dict[str, Filter | None] = {}
        facts = Facts(_ByName(documents_of(plan), sources.archives), {}, owners_of(plan))
        self._digests = _DigestsOverTime(facts)
        self._lasting = Lasting(plan)
        self.changed: frozenset[str] = frozenset()
        """Origins of what the last step changed in what is sent."""

    def begin(self, files: Iterable[tuple[str, Side]], links: Mapping[str, str]) -> None:
        """The first commit. *links*: targets of symlinks, by the names of their blobs."""
        tree = ArrivingTree()
        for path, side in files:
            if self.is_sent(path):
                above, _, name = path.rpartition("/")
                tree.directory(above).children[name] = self._leaf(path, side, links)
        self._root = tree.root

    def go(self, changes: Iterable[FileChange], links: Mapping[str, str]) -> bool:
        """Whether anything that is sent is another now."""
        origins: set[str] = set()
        leaves: dict[str, Leaf | None] = {}
        for path, before, after in changes:
            if not self.is_sent(path):
                continue
            origins |= {f"{path}{_MARK}{side.object_id}" for side in (before, after) if side}
            leaves[path] = self._leaf(path, after, links) if after is not None else None
        if leaves:
            self._root = with_leaves(self._root, leaves)
        self.changed = frozenset(origins)
        return bool(origins)

    def is_sent(self, path: str) -> bool:
        above, _, name = path.rpartition("/")
        here = self._filter(above)
        judgement = here.judge(name) if here is not None else None
        return judgement is not None and judgement.sent

    def looks_into(self, directory: str) -> bool:
        """Whether anything in it would be sent."""
        return self._filter(directory) is not None

    def _filter(self, directory: str) -> Filter | None:
        if directory not in self._filters:
            if not directory:
                builder = self._builder
                found = None if builder is None else builder.filter(Detail.SENT)
            else:
                above, _, name = directory.rpartition("/")
                outer = self._filter(above)
                found = None if outer is None else outer.enter(name)[1]
            self._filters[directory] = found
        return self._filters[directory]

    def _leaf(self, path: str, side: Side, links: Mapping[str, str]) -> Leaf:
        origin = f"{path}{_MARK}{side.object_id}"
        if side.mode == _LINK:
            target = links.get(side.object_id, side.object_id)
            return Leaf(FileType.SYMLINK, 0, 0o777, target, None, origin)
        mode = 0o777 if side.mode == _EXECUTABLE else 0o666
        return Leaf(FileType.FILE, _SOME_SIZE, mode & ~self._umask, "", None, origin)

    def keyed(self) -> KeyedBuild:
        contexts = self._contexts()
        return keyed_build(self._plan, contexts, self._digests, self._conditions, self._lasting)

    def failures(self) -> tuple[StepFailure, ...]:
        """Of all its steps; ``keyed`` runs those alone that others hang on."""
        contexts = self._contexts()
        return keyed_build(self._plan, contexts, self._digests, self._conditions).failures

    def _contexts(self) -> Contexts:
        root = self._root
        return Contexts(lambda: root, cache(self._sources.named), self._archive)

    def _archive(self, origin: str) -> Archive | UnknownContent | None:
        path, _, name = origin.partition(_MARK)
        return self._sources.archives.of(path, name)
