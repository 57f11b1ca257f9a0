"""Random contexts for a real engine, new ones for each commit: full of collisions and odd names."""

from __future__ import annotations

import os
import random
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings

from tests.support.seeds import seed_of_the_commit
from tests.support.strategies import scenarios
from tests.support.trees import make_file, make_node, plant_tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.model import Tree


SEED = seed_of_the_commit()
"""The summary prints it, and setting it brings the same contexts back."""

SIZES = (0, 1, 511, 512, 513, 32_767, 32_768, 32_769, 70_000)
"""Around what a tar and BuildKit's packets round to."""


@dataclass(frozen=True, slots=True)
class RandomContext:
    root: Path
    ignore: str

    def __str__(self) -> str:
        paths = sorted(str(path.relative_to(self.root)) for path in self.root.rglob("*"))
        return f"seed {SEED}, .dockerignore {self.ignore!r}, tree {paths}"


def random_contexts(where: Path, count: int, dockerfile: str) -> Iterator[RandomContext]:
    """*count* contexts below *where*, the same ones for the same seed."""
    dice = random.Random(SEED)  # noqa: S311 - contexts are no secrets
    for number, (tree, ignore) in enumerate(_drawn(count)):
        root = where / str(number)
        plant_tree(root, _without_build_files(tree))
        _decorate(root, dice)
        make_file(root / "Dockerfile", dockerfile)
        make_file(root / ".dockerignore", ignore)
        yield RandomContext(root, ignore)


def _drawn(count: int) -> list[tuple[Tree, str]]:
    drawn: list[tuple[Tree, str]] = []

    @hypothesis.seed(SEED)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(scenarios())
    def draw(scenario: tuple[Tree, str]) -> None:
        drawn.append(scenario)

    draw()
    return drawn[:count]


def _without_build_files(tree: Tree) -> Tree:
    return {
        name: node for name, node in tree.items() if name not in ("Dockerfile", ".dockerignore")
    }


def _decorate(root: Path, dice: random.Random) -> None:
    """Sizes, links, modes, times; plain files are the most frequent by far."""
    files = sorted((path for path in root.rglob("*") if path.is_file()), key=os.fsencode)
    for path in files:
        _remake(path, dice.choice(files), dice)
    for path in [root, *root.rglob("*")]:
        if path.is_file() and not path.is_symlink():
            path.chmod(dice.choice((0o644, 0o755, 0o4755)))
            seconds = dice.choice((0, 1_700_000_000, 1_700_000_000.123456))
            os.utime(path, (seconds, seconds))


def _remake(path: Path, other: Path, dice: random.Random) -> None:
    kind = dice.randrange(12)
    if kind <= 2:
        path.write_bytes(dice.randbytes(dice.choice(SIZES)))
    elif kind == 3:
        path.unlink()
        path.symlink_to(dice.choice([other.name, "..", "/", "nowhere/é"]))
    elif kind == 4 and path != other and other.is_file() and not other.is_symlink():
        path.unlink()
        path.hardlink_to(other)
    elif kind == 5:
        path.unlink()
        make_node(path, dice.choice((stat.S_IFIFO, stat.S_IFSOCK)))
