"""The classic builder's steps (moby, builder/dockerfile/copy.go: performCopyForInfo)."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxscan.builders.classic.copying.sources import Info, infos_of
from ctxscan.builders.stages.archive import Archive, UnknownContent, unpack
from ctxscan.builders.stages.layering import lay_over
from ctxscan.builders.stages.leaf import FileType, Leaf
from ctxscan.builders.stages.node import Directory, Node
from ctxscan.builders.stages.outcome import StepError
from ctxscan.builders.stages.owners import check_owner
from ctxscan.builders.stages.resolve import LinkLoopError, Resolved, resolve
from ctxscan.builders.stages.running import after_run
from ctxscan.builders.stages.workspace import Workspace, below_file
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.builders.stages.running import FindArchive, Running, StageFiles
    from ctxscan.dockerfile.steps import CopyStep, RunStep, WorkdirStep

_KNOWN_FLAGS = frozenset({"from", "chown"})


class ClassicRules:
    def copy(
        self, step: CopyStep, stage: StageFiles, origin: StageFiles, archive: FindArchive
    ) -> Workspace:
        _refuse_new_options(step)
        infos = infos_of(step, origin)
        check_owner(stage.root, step.chown)
        known = step.destination.startswith("/") or step.workdir is not None
        space = Workspace(stage.root, step.own_line, doubt=not (step.certain and known))
        for info in infos:
            _Put(step, space, archive).put(info)
        return space

    def workdir(self, step: WorkdirStep, stage: StageFiles) -> Workspace | None:
        if step.path is None:
            return None
        space = Workspace(stage.root, step.own_line, doubt=not step.certain)
        space.directory(resolved(space, step.path).parts)
        return space

    def run(self, step: RunStep, stage: StageFiles, build: Running) -> Directory:  # noqa: ARG002 - the classic builder mounts nothing
        flags = [flag.partition("=")[0] for flag in step.instruction.flags]
        if flags:
            raise new_option(f"RUN {flags[0]}")
        return after_run(stage)


def _refuse_new_options(step: CopyStep) -> None:
    unknown = [flag for flag in step.flags if flag not in _KNOWN_FLAGS]
    if unknown:
        raise new_option(f"--{unknown[0]}")
    if step.documents:
        raise new_option("<<")


def new_option(option: str) -> StepError:
    return StepError(
        "bad-option", option, f"the classic builder does not know {option}; build with BuildKit"
    )


class _Put(NamedTuple):
    step: CopyStep
    space: Workspace
    archive: FindArchive

    @property
    def has_slash(self) -> bool:
        """``/.`` does not count (copy_unix.go: normalizeDest)."""
        return self.step.destination.endswith("/")

    def put(self, info: Info) -> None:
        word = self.step.destination
        path = word if word.startswith("/") else f"{self.step.workdir or '/'}/{word}"
        place = resolved(self.space, path)
        found = self.found_archive(info)
        if info.node is not None:
            self.space.take(info.word, f"/{info.path}", info.node)
        if info.node is None:
            self.something(place)
        elif isinstance(info.node, Directory):
            self.directory(info.node, place)
        elif isinstance(found, Archive):
            if isinstance(place.node, Leaf):
                raise below_file(place.path, place.node)
            unpack(self.space, place.parts, found, str(info.node.origin))
        else:
            self.file(info, info.node, place, doubt=found is not None or not info.certain)

    def found_archive(self, info: Info) -> Archive | UnknownContent | None:
        node = info.node
        if not self.step.is_add or info.is_download or not isinstance(node, Leaf):
            return None
        return self.archive(node.origin) if node.origin and node.type is FileType.FILE else None

    def something(self, place: Resolved) -> None:
        """Of an unknown kind: any name may be there from now on."""
        is_directory = self.has_slash or not place.parts
        self.space.directory(place.parts if is_directory else place.parts[:-1]).open = True

    def directory(self, node: Directory, place: Resolved) -> None:
        if isinstance(place.node, Leaf) and place.node.stamp.certain:
            raise below_file(place.path, place.node)
        target = self.space.directory(place.parts)
        lay_over(self.space, place.parts, target, node, self.space.change())

    def file(self, info: Info, node: Node, place: Resolved, *, doubt: bool) -> None:
        parts = place.parts
        if isinstance(place.node, Directory) or self.has_slash:
            name = base_name(info.path)
            # "f/." has the base name ".", and becomes what its destination is called.
            parts = parts if name == "." else (*parts, name)
        elif place.doubt and (place.node is None or not place.node.stamp.certain):
            doubt = True
        if not parts:
            raise StepError(
                "directory-onto-file", "/", f"{info.path} cannot be written as the root directory"
            )
        directory = self.space.directory(parts[:-1])
        leaf = node.taken(self.space.change(doubt=doubt))
        if isinstance(leaf, Leaf):
            self.space.put(directory, parts, leaf)


def resolved(space: Workspace, path: str) -> Resolved:
    """Where *path* leads to in the stage. Raises StepError."""
    try:
        found = resolve(space.root, posixpath.normpath(f"/{path.lstrip('/')}"))
    except LinkLoopError:
        raise StepError("link-loop", path, f"the links at {path} lead in a circle") from None
    if found.blocked:
        raise below_file(found.path)
    return found


def base_name(path: str) -> str:
    """Go's ``filepath.Base``."""
    return path.rstrip("/").rpartition("/")[2] or "."
