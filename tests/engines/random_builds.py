"""Random contexts with Dockerfiles of copy steps, as every engine since Docker 20.10 reads them.

Few names and few destinations, so that sources and destinations often meet: files onto directories,
links in the way, wildcards that hit links, names of one hard link. No two files have one content,
so that a file of an image tells where it came from.
"""

from __future__ import annotations

import base64
import io
import posixpath
import random
import tarfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.engines.random_contexts import SEED

if TYPE_CHECKING:
    from tests.support.copies import Tree

_FILES = ("a", "b", "c.x", "d.x", "ab", "n.txt")
_DIRECTORIES = ("a", "s", "t", "ab", "s.x")
_DESTINATIONS = ("/x/", "/x/", "/y/", "/x", "/y", "./", "q/", "/x/s/", "/", "../z/", "/y/l/")
_WORKDIRS = ("/w", "/x", "v", "/x/s", "../u")


@dataclass(frozen=True, slots=True)
class RandomBuild:
    tree: Tree
    """As ``tests.support.copies.plant`` has it."""

    ignore: str | None
    dockerfile: str

    def steps(self, before: int | None = None) -> int:
        """How many instructions copy or make a directory, up to a line where one fails."""
        return sum(not line.startswith("FROM ") for line in self.dockerfile.splitlines()[:before])


def random_build(number: int) -> RandomBuild:
    """The same one for the same seed of the run and the same *number*."""
    dice = random.Random(f"{SEED} {number}")  # noqa: S311 - contexts are no secrets
    world = _World(dice)
    world.fill()
    return RandomBuild(world.tree, world.ignore(), "\n".join(_Writer(world).lines()) + "\n")


@dataclass(slots=True)
class _World:
    dice: random.Random
    tree: Tree = field(default_factory=dict)
    directories: list[str] = field(default_factory=lambda: [""])
    files: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def fill(self) -> None:
        for _ in range(self.dice.randint(1, 4)):
            self._directory()
        for _ in range(self.dice.randint(3, 8)):
            if path := self._free(_FILES):
                self.tree[path] = f"{path}\n{'.' * self.dice.choice((0, 3, 20))}"
                self.files.append(path)
        for _ in range(self.dice.choice((0, 1, 1, 2, 3))):
            self._link()
        if self.dice.random() < 0.4 and (path := self._free(_FILES)):
            self.tree[path] = ["hl", self.dice.choice(self.files)]
            self.files.append(path)
        if self.dice.random() < 0.2 and (path := self._free(("e.tar",))):
            self.tree[path] = {"b64": base64.b64encode(_archive(path)).decode("ascii")}
            self.files.append(path)

    def _directory(self) -> None:
        path = self._free(_DIRECTORIES)
        if path and path.count("/") < 3:
            self.tree[f"{path}/"] = 1
            self.directories.append(path)

    def _free(self, names: tuple[str, ...]) -> str | None:
        path = posixpath.join(self.dice.choice(self.directories), self.dice.choice(names))
        return None if path in self.tree or f"{path}/" in self.tree else path

    def _link(self) -> None:
        path = self._free(("l", "m", "l.x", "a"))
        if path is None:
            return
        goal = self.dice.choice([*self.files, *filter(None, self.directories)])
        near = posixpath.relpath(goal, posixpath.dirname(path) or ".")
        odd = (f"/{goal}", f"../../../{goal}", "nope", "..", "/", "../../out", "l")
        self.tree[path] = ["ln", near if self.dice.random() < 0.85 else self.dice.choice(odd)]
        self.links.append(path)

    def any_path(self) -> str:
        kinds = self.files, self.files, self.directories[1:], self.directories[1:], self.links
        return self.dice.choice(self.dice.choice([each for each in kinds if each]))

    def wild(self, path: str) -> str:
        """*path* with a wildcard in one of its names, mostly the last one."""
        parts = path.split("/")
        at = -1 if self.dice.random() < 0.75 else self.dice.randrange(len(parts))
        name = parts[at]
        forms = (
            "*",
            f"{name[0]}*",
            f"*{name[-1]}",
            f"?{name[1:]}",
            f"[{name[0]}z]{name[1:]}",
            "**",
        )
        parts[at] = self.dice.choice(forms)
        return "/".join(parts)

    def ignore(self) -> str | None:
        if self.dice.random() < 0.55:
            return None
        lines = ["# rules", *self.dice.sample(["Dockerfile", ".dockerignore"], 2)]
        for _ in range(self.dice.choice((0, 1, 1, 2))):
            path = self.any_path()
            line = self.dice.choice((path, self.wild(path), f"**/{posixpath.basename(path)}"))
            lines.append(f"!{line}" if self.dice.random() < 0.3 else line)
        return "\n".join(lines) + "\n"


@dataclass(slots=True)
class _Writer:
    """Writes the Dockerfile."""

    world: _World
    written: list[list[str]] = field(default_factory=list)
    """For each stage, the destinations that its copies name."""

    def lines(self) -> list[str]:
        found: list[str] = []
        for number in range(self.world.dice.choice((1, 1, 2, 2, 3))):
            found += self._stage(number)
        return found

    def _stage(self, number: int) -> list[str]:
        dice = self.world.dice
        base = dice.randrange(number) if number and dice.random() < 0.3 else None
        self.written.append([*self.written[base]] if base is not None else [])
        found = [f"FROM {'scratch' if base is None else f's{base}'} AS s{number}"]
        found += [self._step(number) for _ in range(dice.choice((1, 2, 2, 3, 4)))]
        if number and all("--from=" not in line for line in found):
            found.append(self._copy(dice.randrange(number), number))
        if len(found) == 2 and found[1].startswith("WORKDIR"):
            found.append(self._copy(None, number))
        return found

    def _step(self, number: int) -> str:
        dice = self.world.dice
        if dice.random() < 0.12:
            return f"WORKDIR {dice.choice(_WORKDIRS)}"
        stage = dice.randrange(number) if number and dice.random() < 0.4 else None
        return self._copy(stage, number)

    def _copy(self, stage: int | None, number: int) -> str:
        dice = self.world.dice
        count = dice.choice((1, 1, 1, 1, 2, 2, 3))
        words = [self._source(stage) for _ in range(count)]
        destination = self._destination(number)
        if count > 1 and not destination.endswith("/") and dice.random() < 0.85:
            destination += "/"
        self.written[number].append(destination)
        if stage is not None:
            return f"COPY --from=s{stage} {' '.join(words)} {destination}"
        return f"{'ADD' if dice.random() < 0.25 else 'COPY'} {' '.join(words)} {destination}"

    def _source(self, stage: int | None) -> str:
        dice, world = self.world.dice, self.world
        if stage is not None:
            return self._from_stage(stage)
        path, how = world.any_path(), dice.random()
        if how < 0.08:
            return dice.choice((".", "./", "/"))
        if how < 0.35:
            return world.wild(path)
        if how < 0.365:
            return dice.choice(("nope", f"{path}/nope", "nope*", f"{path}/nope*"))
        if how < 0.46:
            return dice.choice((f"./{path}", f"/{path}", f"{path}/", f"s/../{path}", f"{path}/."))
        return path

    def _from_stage(self, stage: int) -> str:
        dice = self.world.dice
        below = "/" + posixpath.normpath("/" + dice.choice(self.written[stage] or ["/"])).lstrip(
            "/"
        )
        how = dice.random()
        if how < 0.3:
            return below
        if how < 0.7:
            return dice.choice(("/", "/", "/*"))
        if how < 0.93:
            return posixpath.join(below, dice.choice(("*", "*.x", "a*", "?", "[ls]*", "*/*")))
        return posixpath.join(below, posixpath.basename(self.world.any_path()))

    def _destination(self, number: int) -> str:
        dice, how = self.world.dice, self.world.dice.random()
        if how < 0.6:
            return dice.choice(_DESTINATIONS)
        if how < 0.75:
            return f"/x/{self.world.any_path()}{dice.choice(('', '/'))}"
        mine = self.written[number] or ["/y/"]
        return dice.choice(mine).rstrip("/") + dice.choice(("", "/", "/n/")) or "/"


def _archive(path: str) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in ("in.txt", "s/in.txt", "a"):
            content = f"{path}!{name}\n".encode()
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(content), 1_700_000_000
            archive.addfile(member, io.BytesIO(content))
    return made.getvalue()
