"""BuildKit's steps, one function a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.copying.checksum import check_path
from ctxscan.builders.buildkit.copying.said import link_loop
from ctxscan.builders.buildkit.copying.step import copy_step
from ctxscan.builders.buildkit.copying.words import cleaned
from ctxscan.builders.stages.change import Stamp
from ctxscan.builders.stages.node import Directory
from ctxscan.builders.stages.resolve import LinkLoopError, resolve
from ctxscan.builders.stages.running import after_run
from ctxscan.builders.stages.workspace import Workspace, below_file

if TYPE_CHECKING:
    from ctxscan.builders.stages.running import FindArchive, Running, StageFiles
    from ctxscan.dockerfile.steps import CopyStep, RunStep, WorkdirStep

_LEFT_BY_RUN = ("dev", "proc", "sys")


class BuildKitRules:
    def copy(
        self, step: CopyStep, stage: StageFiles, origin: StageFiles, archive: FindArchive
    ) -> Workspace:
        return copy_step(step, stage, origin, archive)

    def workdir(self, step: WorkdirStep, stage: StageFiles) -> Workspace | None:
        """``mkdir -p``, links followed (file/backend.go: mkdir)."""
        if step.path in (None, "/"):
            return None
        space = Workspace(stage.root, step.own_line, doubt=not step.certain)
        make_directories(space, step.path or "/")
        return space

    def run(self, step: RunStep, stage: StageFiles, build: Running) -> Directory:
        for mount in step.mounts:
            origin = build.files(mount.origin)
            if not (origin.is_empty or origin.is_broken):
                check_path(origin.root, cleaned(mount.source.text), certain=mount.source.certain)
        root = after_run(stage)
        for name in () if stage.root.open else _LEFT_BY_RUN:
            if root.get(name) is None:
                root.put(name, Directory(Stamp(step.instruction.line)))
        return root


def make_directories(space: Workspace, path: str) -> None:
    try:
        found = resolve(space.root, path, lexical=True)
    except LinkLoopError:
        raise link_loop(path) from None
    if found.blocked:
        raise below_file(found.path)
    space.directory(found.parts)
