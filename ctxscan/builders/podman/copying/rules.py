"""Buildah's steps (containers/buildah, add.go: Builder.Add)."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxscan.builders.podman.copying.ignoring import Ignoring
from ctxscan.builders.podman.copying.place import Destination, Kept, find_destination
from ctxscan.builders.podman.copying.sources import (
    Item,
    Source,
    find_sources,
    is_regular,
    items,
)
from ctxscan.builders.stages.archive import Archive, UnknownContent, unpack
from ctxscan.builders.stages.change import AS_IT_IS, Change, Stamp
from ctxscan.builders.stages.layering import lay_over
from ctxscan.builders.stages.leaf import FileType, Leaf
from ctxscan.builders.stages.modes import read_chmod
from ctxscan.builders.stages.node import Directory, Node
from ctxscan.builders.stages.outcome import StepError
from ctxscan.builders.stages.owners import check_owner
from ctxscan.builders.stages.resolve import LinkLoopError, resolve
from ctxscan.builders.stages.running import after_run
from ctxscan.builders.stages.workspace import Workspace, below_file
from ctxscan.dockerfile.steps import MainContext, NamedContext, Nothing, Word
from ctxscan.ignore.podman.matcher import PodmanMatcher, parse_podman_ignore_file
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ctxscan.builders.stages.running import FindArchive, Running, StageFiles
    from ctxscan.dockerfile.steps import CopyStep, RunStep, WorkdirStep


class PodmanRules(NamedTuple):
    ignored: PodmanMatcher
    """Of the main context."""

    named: Mapping[str, PodmanMatcher]

    def copy(
        self, step: CopyStep, stage: StageFiles, origin: StageFiles, archive: FindArchive
    ) -> Workspace:
        if isinstance(step.origin, Nothing):
            raise StepError(
                "unknown-stage",
                step.origin_name,
                f"there is no stage or image {step.origin_name} (upper and lower case count)",
            )
        sources = find_sources(step, origin.root)
        check_owner(stage.root, step.chown)
        onto = Directory(Stamp()) if step.link else stage.root
        known = step.destination.startswith("/") or step.workdir is not None
        space = Workspace(onto, step.own_line, doubt=not (step.certain and known))
        ignoring = Ignoring(self.matcher(step))
        _Adding(step, space, origin.root, ignoring, archive, read_chmod(step.chmod)).run(sources)
        whole = _linked(space, stage, step) if step.link else space
        if step.workdir is not None:
            _ensure_directory(whole, step.workdir)
        return whole

    def matcher(self, step: CopyStep) -> PodmanMatcher | None:
        """The ignore file, and what ``--exclude`` adds to it (stage_executor.go: performCopy)."""
        found: PodmanMatcher | None = None
        if isinstance(step.origin, MainContext):
            found = self.ignored
        elif isinstance(step.origin, NamedContext):
            found = self.named.get(step.origin.name)
        if not step.excludes:
            return found
        more = parse_podman_ignore_file("\n".join(step.excludes).encode("utf-8", "replace"), "")
        return PodmanMatcher((*(found.rules if found else ()), *more.rules))

    def workdir(self, step: WorkdirStep, stage: StageFiles) -> Workspace | None:
        if step.path is None:
            return None
        space = Workspace(stage.root, step.own_line, doubt=not step.certain)
        return space if _ensure_directory(space, step.path) else None

    def run(self, step: RunStep, stage: StageFiles, build: Running) -> Directory:
        for mount in step.mounts:
            origin = build.files(mount.origin)
            path = posixpath.normpath(f"/{mount.source.text.lstrip('/')}")
            found = resolve(origin.root, path)
            is_known = mount.source.certain and not (found.doubt or origin.is_broken)
            if found.node is None and is_known:
                raise StepError("source-missing", path, f"{path[1:]} does not exist")
        return after_run(stage)


def _linked(space: Workspace, stage: StageFiles, step: CopyStep) -> Workspace:
    """The files of a ``COPY --link``, which are a layer of their own, over those of the stage."""
    whole = Workspace(stage.root, step.own_line, doubt=space.doubt)
    whole.overwritten += space.overwritten
    whole.taken += space.taken
    lay_over(whole, (), whole.root, space.root, AS_IT_IS)
    return whole


def _ensure_directory(space: Workspace, path: str) -> bool:
    """Create the working directory, as after every step (openshift/imagebuilder, builder.go: Run).

    Onto a file, it is passed over in silence, and False is the answer; below one, it fails
    (copier.go: copierHandlerMkdir).
    """
    try:
        found = resolve(space.root, path, lexical=True)
    except LinkLoopError:
        raise StepError("link-loop", path, f"the links at {path} lead in a circle") from None
    if found.blocked:
        raise below_file(found.path)
    if isinstance(found.node, Leaf):
        return False
    space.directory(found.parts)
    return True


class _Adding(NamedTuple):
    step: CopyStep
    space: Workspace
    origin: Directory
    ignoring: Ignoring
    archive: FindArchive
    chmod: Callable[[int, bool], int] | None

    def run(self, sources: list[Source]) -> None:
        self.documents()
        if not self.step.words:
            return
        kind = self.kind(sources)
        place = find_destination(self.space, self.step, kind)
        by_word = {source.word: source for source in sources}
        for word in self.step.words:
            if word.kind == "path":
                self.source(by_word[word], place, kind)
            elif word.kind == "url":
                self.download(word, place)
            else:
                place.directory.open = True

    def documents(self) -> None:
        """Before all other sources, as a copy of their own."""
        documents = self.step.documents
        if not documents:
            return
        kind = Kept(must_be_directory=len(documents) > 1, can_be_file=True)
        place = find_destination(self.space, self.step, kind)
        for document in documents:
            leaf = Leaf(FileType.FILE, document.size, origin=f"line {document.line}")
            self.leaf(leaf, document.name, place)

    def kind(self, sources: list[Source]) -> Kept:
        if len(self.step.words) > 1 or self.step.parents:
            return Kept(must_be_directory=True, can_be_file=False)
        if not sources:
            return Kept(
                must_be_directory=self.step.words[0].kind == "git",
                can_be_file=self.step.words[0].kind == "url",
            )
        if not sources[0].matches:
            return Kept(must_be_directory=False, can_be_file=False)
        first = self.end(sources[0].matches[0])
        is_archive = isinstance(self.found_archive(first), Archive)
        return Kept(isinstance(first, Directory) or is_archive, is_regular(first))

    def end(self, path: str) -> Node:
        found = resolve(self.origin, path).node
        # A link that leads nowhere is neither a file nor a directory.
        return found if found is not None else Leaf(FileType.SYMLINK, 0)

    def source(self, source: Source, place: Destination, kind: Kept) -> None:
        if not source.is_known:
            place.directory.open = True
        copied = 0
        for match in source.matches:
            if self.ignoring.skips_match(match, self.end(match)):
                continue
            is_new = kind.must_be_directory and not kind.can_be_file
            if match == "/" or (is_new and not self.ignoring.is_ignored(match)):
                copied += 1
            copied += self.match(match, place, source)
        if source.matches and not copied:
            raise StepError(
                "no-match",
                source.path,
                f"all that matches {source.path[1:]} is ignored",
                code="source-ignored",
            )

    def match(self, match: str, place: Destination, source: Source) -> int:
        """How many entries were written for it."""
        doubt = place.doubt or not source.word.certain
        change = self.space.change(doubt=doubt, chmod=self.chmod)
        found = items(self.origin, match)
        kept = [item for item in found if not self.is_left_out(item)]
        if found and not kept:
            path = found[0].path
            raise StepError(
                "source-missing", match, f"{match[1:]} leads to {path[1:]}, which is ignored"
            )
        return sum(self.item(item, place, change, source) for item in kept)

    def is_left_out(self, item: Item) -> bool:
        return not isinstance(item.node, Directory) and self.ignoring.is_ignored(item.path)

    def item(self, item: Item, place: Destination, change: Change, source: Source) -> int:
        self.space.take(source.path, item.name, item.node)
        archive = self.found_archive(item.node)
        if isinstance(archive, Archive):
            if place.rename is not None and len(archive.members) > 1:
                raise renamed(item.name)
            unpack(self.space, place.parts, archive, str(item.node.origin))
            return len(archive.members)
        if isinstance(archive, UnknownContent):
            change = change.in_doubt()
        if self.step.parents:
            place = self.below(place, item, source)
        if isinstance(item.node, Directory):
            return self.tree(item.node, item.path, place, change)
        self.leaf(item.node.taken(change), posixpath.basename(item.name), place)
        return 1

    def below(self, place: Destination, item: Item, source: Source) -> Destination:
        """With ``--parents``: the directories of the match, but for those before ``/./``."""
        pivot = posixpath.normpath(f"/{source.word.text.partition('/./')[0].lstrip('/')}")
        has_pivot = "/./" in source.word.text
        path = item.name.removeprefix(pivot).lstrip("/") if has_pivot else item.name[1:]
        is_directory = isinstance(item.node, Directory)
        above = path if is_directory else posixpath.dirname(path)
        parts = (*place.parts, *(part for part in above.split("/") if part))
        return place._replace(parts=parts, directory=self.space.directory(parts))

    def tree(self, node: Directory, path: str, place: Destination, change: Change) -> int:
        kept, total = self.ignoring.kept(path, node)
        if place.rename is None:
            lay_over(self.space, place.parts, place.directory, kept, change)
        elif total > 1:
            raise renamed(path)
        else:
            for child in kept.children.values():
                self.put(child.taken(change), place.rename, place)
        return total

    def found_archive(self, node: Node) -> Archive | UnknownContent | None:
        if not self.step.unpacks or not is_regular(node) or node.origin is None:
            return None
        return self.archive(node.origin)

    def leaf(self, leaf: Leaf, name: str, place: Destination) -> None:
        if leaf.stamp.line is None:
            leaf = leaf.taken(self.space.change(doubt=place.doubt, chmod=self.chmod))
        self.put(leaf, place.rename or name, place)

    def put(self, node: Node, name: str, place: Destination) -> None:
        if isinstance(node, Directory):
            self.space.put_tree(place.directory, name, node)
        else:
            self.space.put(place.directory, (*place.parts, name), node)

    def download(self, word: Word, place: Destination) -> None:
        from urllib.parse import urlsplit  # noqa: PLC0415 - for an ADD of an address alone

        name = posixpath.basename(urlsplit(word.text).path) or "__unnamed__"
        self.leaf(Leaf(FileType.FILE, None, 0o600), name, place)


def renamed(path: str) -> StepError:
    return StepError("other", path, f"{path[1:]} is several things that would get one name")
