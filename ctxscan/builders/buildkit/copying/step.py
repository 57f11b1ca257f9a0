"""A COPY or ADD as BuildKit does it: look up all sources, then copy them in their order."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.copying.checksum import check_sources
from ctxscan.builders.buildkit.copying.filters import ALL, filters_of
from ctxscan.builders.buildkit.copying.merge import Copying
from ctxscan.builders.buildkit.copying.said import link_loop, missing, no_directory
from ctxscan.builders.buildkit.copying.words import (
    Destination,
    Source,
    read_destination,
    read_source,
)
from ctxscan.builders.stages.archive import Archive, UnknownContent, unpack
from ctxscan.builders.stages.change import AS_IT_IS, Change, Stamp
from ctxscan.builders.stages.layering import lay_over
from ctxscan.builders.stages.leaf import FileType, Leaf
from ctxscan.builders.stages.modes import octal, read_chmod
from ctxscan.builders.stages.node import Directory, Node
from ctxscan.builders.stages.outcome import StepError
from ctxscan.builders.stages.resolve import LinkLoopError, Resolved, resolve
from ctxscan.builders.stages.wildcards import matches, split_wildcard
from ctxscan.builders.stages.workspace import Workspace
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ctxscan.builders.stages.running import FindArchive, StageFiles
    from ctxscan.dockerfile.steps import CopyStep, Document, Word

_NUMBERS = r"[0-9]+(:[0-9]+)?"


def copy_step(
    step: CopyStep, stage: StageFiles, origin: StageFiles, archive: FindArchive
) -> Workspace:
    """The stage after the step. Raises StepError."""
    chmod = read_chmod(step.chmod)
    # --chmod ends --link without a word (convert_copy.go: dispatchCopy).
    is_linked = step.link and not step.chmod
    sources = _sources(step)
    # The snapshot that the step works on is not looked up in (file.go: CacheMap, markInvalid).
    is_own_base = origin.version is stage.version and not is_linked
    if not (is_own_base or origin.is_empty):
        check_sources(origin.root, list(sources.values()), step.excludes)
    _check_owner(step, stage, is_linked=is_linked)
    onto = Directory(Stamp()) if is_linked else stage.root
    destination = read_destination(step.destination, step.workdir, certain=step.certain)
    space = Workspace(onto, step.own_line, doubt=not destination.certain)
    _Step(step, space, destination, origin.root, archive, chmod).run(sources)
    return _linked(stage, space) if is_linked else space


def _sources(step: CopyStep) -> dict[Word, Source]:
    return {
        word: read_source(word.text, parents=step.parents, certain=word.certain)
        for word in step.words
        if word.kind == "path"
    }


def _check_owner(step: CopyStep, stage: StageFiles, *, is_linked: bool) -> None:
    """A name is looked up in the files that the step works on (file.go: getInput, loadUser)."""
    if not step.chown or re.fullmatch(_NUMBERS, step.chown):
        return
    if is_linked or stage.is_empty:
        raise StepError(
            "unknown-user",
            step.chown,
            f"--chown={step.chown}: there is no /etc/passwd to look the name up in; use numbers",
        )


def _linked(stage: StageFiles, made: Workspace) -> Workspace:
    """The layer that a ``--link`` copy made, laid over the stage."""
    space = Workspace(stage.root, made.line, doubt=made.doubt)
    lay_over(space, (), space.root, made.root, AS_IT_IS)
    space.overwritten[:0] = made.overwritten
    space.taken += made.taken
    return space


class _Step(NamedTuple):
    step: CopyStep
    space: Workspace
    destination: Destination
    origin: Directory
    archive: FindArchive
    chmod: Callable[[int, bool], int] | None

    def run(self, sources: dict[Word, Source]) -> None:
        for word in self.step.words:
            if word.kind == "path":
                self.source(sources[word])
            elif word.kind == "url":
                self.download(word)
            else:
                self.unknown_content(of_directory=True)
        for document in self.step.documents:
            self.document(document)

    @property
    def copying(self) -> Copying:
        mode = octal(self.step.chmod)
        return Copying(self.space, self.destination, 0o755 if mode is None else mode)

    def change(self, *, doubt: bool = False) -> Change:
        return self.space.change(doubt=doubt, chmod=self.chmod)

    def source(self, source: Source) -> None:
        for path in self.paths(source):
            found = self.resolved(path)
            if found.node is None and (found.doubt or not source.certain):
                self.unknown_content(of_directory=source.include is not None)
            elif found.node is None:
                # The place for it is made before anybody looks at it (fsutil, copy.go: Copy).
                self.copying.place()
                raise self.absent(source, found, path)
            elif not self.unpacked(found.node):
                self.copy(source, path, found.node)

    def copy(self, source: Source, path: str, node: Node) -> None:
        self.space.take(source.path, path, node)
        copying = self.copying
        if self.is_unknown(node):
            # Any name may be there from now on, whether it is unpacked or only copied.
            self.space.directory(self.place_of_members()).open = True
            copying = self.into_directory()
        filters = filters_of(source.include, self.step.excludes)
        name = posixpath.basename(path)
        doubt = not source.certain or self.is_unknown(node)
        copying.copy(node, name, filters, self.change(doubt=doubt))

    def is_unknown(self, node: Node) -> bool:
        """Whether ADD might unpack it, and nobody could look."""
        return self.step.unpacks and isinstance(self.found_archive(node), UnknownContent)

    def unpacked(self, node: Node) -> bool:
        """Whether it is an archive that was unpacked (file/unpack.go)."""
        found = self.found_archive(node) if self.step.unpacks else None
        if not isinstance(found, Archive):
            return False
        unpack(self.space, self.place_of_members(), found, str(node.origin))
        return True

    def place_of_members(self) -> tuple[str, ...]:
        return tuple(self.into_directory()._replace(mode=0o755).place().parts)

    def into_directory(self) -> Copying:
        """Where members of an archive go: the destination is a directory, however written."""
        return self.copying._replace(destination=self.destination._replace(is_directory=True))

    def found_archive(self, node: Node) -> Archive | UnknownContent | None:
        is_file = isinstance(node, Leaf) and node.type is FileType.FILE
        return self.archive(node.origin) if is_file and node.origin is not None else None

    def paths(self, source: Source) -> Iterator[str]:
        """The source itself, or what its wildcard matches (fsutil, copy.go: ResolveWildcards)."""
        if not source.wildcard:
            yield source.path
            return
        above, pattern = split_wildcard(source.path)
        base = self.resolved(above)
        if base.node is None and not base.doubt and source.certain:
            raise no_directory(base.path)
        if isinstance(base.node, Directory):
            prefix = base.path.rstrip("/")
            yield from [f"{prefix}/{path}" for path in matches(base.node, pattern)]
        if base.doubt or (isinstance(base.node, Directory) and base.node.open):
            self.unknown_content(of_directory=False)

    def resolved(self, path: str) -> Resolved:
        try:
            return resolve(self.origin, path, lexical=True)
        except LinkLoopError:
            raise link_loop(path) from None

    def absent(self, source: Source, found: Resolved, path: str) -> StepError:
        if source.pivot and (source.wildcard or found.path == source.path):
            return no_directory(found.path)
        return missing(path, self.origin)

    def document(self, document: Document) -> None:
        leaf = Leaf(FileType.FILE, document.size, origin=f"line {document.line}")
        self.copying.copy(leaf, document.name, ALL, self.change())

    def download(self, word: Word) -> None:
        """A file of a name that is known, with content that is not."""
        from urllib.parse import urlsplit  # noqa: PLC0415 - for an ADD of an address alone

        name = posixpath.basename(urlsplit(word.text).path) or "__unnamed__"
        leaf = Leaf(FileType.FILE, None, 0o600)
        self.copying.copy(leaf, name, ALL, self.change(doubt=not word.certain))

    def unknown_content(self, *, of_directory: bool) -> None:
        """Something is written, and nobody can say what: any name may be there from now on."""
        place = self.copying.place()
        if of_directory or self.destination.is_directory:
            self.space.directory(place.parts).open = True
        elif place.parts:
            self.space.directory(place.parts[:-1]).open = True
