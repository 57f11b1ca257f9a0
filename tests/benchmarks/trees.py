"""The trees of the benchmark: made once below a directory, and kept there for the next run."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

DOCKERFILE = "FROM scratch\nCOPY . /\n"

_MODULES = tuple(f"module{number}" for number in range(7))

PACKAGE = {
    "": (
        *("package.json", "README.md", "CHANGELOG.md", "LICENSE", ".npmignore", ".eslintrc"),
        *("index.js", "index.mjs", "index.d.ts", "index.js.map", "cli.js", "Makefile"),
    ),
    "lib": tuple(f"{name}{end}" for name in _MODULES for end in (".js", ".d.ts")),
    "dist": tuple(f"{name}{end}" for name in _MODULES[:6] for end in (".min.js", ".min.js.map")),
    "node_modules": (),
    "node_modules/helper": (
        *("package.json", "README.md", "LICENSE", "index.js", "index.d.ts", "index.js.map"),
        *("util.js", "util.d.ts", "types.d.ts", "browser.js", "node.js", "bower.json"),
    ),
}
"""A package of npm, with one nested: 50 files in 5 directories."""

FILES_OF_PACKAGE = sum(map(len, PACKAGE.values()))


@dataclass(frozen=True, slots=True)
class Tree:
    name: str

    files: int
    """All of them; the Dockerfile counts."""

    directories: int
    """Below the root."""

    plant: Callable[[Path], None]

    is_walked_whole: bool = True
    """Whether every path is short enough for the system, and so for a builder, to name it."""

    def under(self, where: Path) -> Path:
        """The root of this tree below *where*; what an interrupted run left is made anew."""
        root, marker = where / self.name, where / f"{self.name}.complete"
        if not (marker.exists() and marker.read_text() == self._promise):
            marker.unlink(missing_ok=True)
            # A tree may be deeper than a path is long, and rm minds that; shutil does not.
            subprocess.run(["rm", "-rf", root], check=True)
            root.mkdir(parents=True)
            (root / "Dockerfile").write_text(DOCKERFILE)
            self.plant(root)
            marker.write_text(self._promise)
        return root

    @property
    def _promise(self) -> str:
        return f"{self.files} files, {self.directories} directories\n"


def packages(name: str, count: int) -> Tree:
    """``node_modules`` with *count* packages, and nothing else."""
    return Tree(
        name,
        files=count * FILES_OF_PACKAGE + 1,
        directories=count * len(PACKAGE) + 1,
        plant=partial(_plant_packages, count=count),
    )


def application(name: str, packages: int, parts: int) -> Tree:
    """Sources in *parts* directories of 50 files, and a large ``node_modules`` beside them."""

    def plant(root: Path) -> None:
        _plant_packages(root, packages)
        for number in range(parts):
            fill(root / "src" / f"part{number}", (f"view{file}.ts" for file in range(50)))

    return Tree(
        name,
        files=packages * FILES_OF_PACKAGE + parts * 50 + 1,
        directories=packages * len(PACKAGE) + 1 + parts + 1,
        plant=plant,
    )


def wide(name: str, files: int) -> Tree:
    """One directory of many files."""

    def plant(root: Path) -> None:
        fill(root / "wide", (f"{number:06}.dat" for number in range(files)))

    return Tree(name, files + 1, 1, plant)


def deep(name: str, depth: int) -> Tree:
    """A chain of directories, made without ever writing its path."""

    def plant(root: Path) -> None:
        here = os.open(root, os.O_DIRECTORY)
        for _ in range(depth):
            os.mkdir("d", dir_fd=here)
            below = os.open("d", os.O_DIRECTORY, dir_fd=here)
            os.close(here)
            here = below
        os.close(here)

    return Tree(name, 1, depth, plant, is_walked_whole=depth < 1000)


def directories(name: str, count: int) -> Tree:
    """Empty directories, up to 1000 of them (itself among them) below each at the top."""

    def plant(root: Path) -> None:
        for number in range(count):
            # The first of each thousand is the parent of the others.
            top = root / f"{number // 1000:03}"
            (top / f"{number % 1000:03}" if number % 1000 else top).mkdir()

    return Tree(name, 1, count, plant)


def _plant_packages(root: Path, count: int) -> None:
    for number in range(count):
        for folder, names in PACKAGE.items():
            fill(root / "node_modules" / f"package{number}" / folder, names)


def fill(directory: Path, names: Iterable[str]) -> None:
    """Make *directory* with these files of some hundred bytes, none of which takes a block."""
    directory.mkdir(parents=True, exist_ok=True)
    for position, name in enumerate(names):
        made = os.open(directory / name, os.O_CREAT | os.O_WRONLY, 0o644)
        os.ftruncate(made, 100 + position * 37 % 400)
        os.close(made)


def in_git(name: str, of: Tree) -> Tree:
    """The same, all of it committed; the repository lies beside the tree, and a file names it."""

    def plant(root: Path) -> None:
        of.plant(root)
        repository = root.with_name(f"{root.name}.git")
        subprocess.run(["rm", "-rf", repository], check=True)
        who = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "gc.auto=0")
        quiet = ("-c", "core.autocrlf=false", "-c", "core.safecrlf=false")
        for arguments in (
            ("init", "-q", f"--separate-git-dir={repository}"),
            # Without this, nothing but the file in the tree says that it is its repository, and
            # ctxscan asks none that does not know of the tree.
            ("config", "core.worktree", str(root)),
            ("add", "-A"),
            (*who, "commit", "-q", "-m", "All"),
            ("repack", "-q", "-a", "-d"),
        ):
            subprocess.run(["git", *quiet, *arguments], cwd=root, check=True)

    return Tree(name, of.files + 1, of.directories, plant)


def hard_linked(name: str, of: Tree) -> Tree:
    """The same, each file a further name of one in a store beside the tree: as pnpm installs."""

    def plant(root: Path) -> None:
        of.plant(root)
        store = root.with_name(f"{root.name}.store")
        subprocess.run(["rm", "-rf", store], check=True)
        subprocess.run(["cp", "-al", root, store], check=True)

    return Tree(name, of.files, of.directories, plant)


APPLICATION = application("105k", packages=2000, parts=100)
IN_GIT = in_git("105k-git", APPLICATION)
HARD_LINKED = hard_linked("105k-linked", APPLICATION)
SMALL = application("small", packages=1, parts=1)
HUNDRED_THOUSAND = packages("100k", 2000)
MILLION = packages("1000k", 20_000)
MILLION_IN_GIT = in_git("1000k-git", MILLION)
WIDE = wide("wide", 200_000)
DEEP = deep("deep", 5000)
DIRECTORIES = directories("directories", 100_000)
