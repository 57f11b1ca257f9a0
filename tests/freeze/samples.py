"""The sample projects, planted where no path, time or mode of this clone can be seen."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.freeze.targets import Target, dockerfiles, targets
from tests.support.repositories import git, init
from tests.support.samples import GIT, JUNK
from tests.support.trees import grow, settle

if TYPE_CHECKING:
    from pathlib import Path


def plant_samples(projects: Path, scratch: Path) -> list[Target]:
    """Each sample twice: as a fresh clone without git, and as it lies on a developer's disk."""
    return [
        target
        for sample in sorted(projects.iterdir())
        if sample.is_dir()
        for state, plant in (("clean", _clean), ("lived-in", _lived_in))
        for root in [plant(sample, scratch / state / sample.name)]
        for target in targets(f"samples/{sample.name}/{state}", root, dockerfiles(sample))
    ]


def _clean(sample: Path, root: Path) -> Path:
    shutil.copytree(sample, root, symlinks=True)
    return settle(root)


def _lived_in(sample: Path, root: Path) -> Path:
    """With its junk, and with a repository; there is no commit, whose name tells the time."""
    shutil.copytree(sample, root, symlinks=True)
    junk = JUNK.get(sample.name, ())
    if set(GIT) <= set(junk):
        git(init(root), "add", "-A")
    return grow(root, *(entry for entry in junk if entry not in GIT))
