"""Repositories at random: nested .gitignore files, several Dockerfiles, stages that take from
each other, and a disk as somebody leaves it."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

from tests.support.repositories import git, init
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

COUNT = int(os.environ.get("CTXSCAN_RANDOM_PROJECTS", "60"))
"""So many projects a property; a long run takes 1,000."""

DIRECTORIES = ("src", "web", "pk", "dist", "out", "docs", "tests", "gen", "node_modules", "logs")
FILES = ("a.js", "b.py", "x.log", "k.gen", "README.md", ".env", "made.c", "Makefile", "t.tmpx")
PATTERNS = (
    *("dist", "out/", "*.gen", "*.log", "node_modules/", "logs", "made.c", ".env", "*.tmpx"),
    *("/web/dist", "src/gen", "/out", "pk/*", "dist/*", "**/gen/**", "docs/*.md", "gen/", "/*.py"),
)
EXCEPTIONS = ("!dist/a.js", "!*.keep", "!x.log", "!pk/README.md", "!/web/dist", "!.env")
NAMES = ("Dockerfile", "worker.Dockerfile")


class RandomProject:
    """Grown below *root* from *seed* alone."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self._random = random.Random(seed)  # noqa: S311 - no secret hangs on it
        self.paths = self._paths()
        files = {path: f"{path}\n" * self._random.randint(1, 9) for path in self.paths}
        files |= {name: self._dockerfile() for name in NAMES[: self._random.randint(1, 2)]}
        files |= dict(self._gitignores())
        if self._random.random() < 0.3:
            files[".dockerignore"] = self._old_rules()
        init(grow(root, files=files))
        git(root, "add", "-A")
        if forced := self._some(self.paths, 0.05):
            git(root, "add", "-f", "--", *forced)

    @property
    def dockerfiles(self) -> list[str]:
        return [name for name in NAMES if (self.root / name).exists()]

    def untracked(self) -> list[str]:
        """The files that git does not track."""
        found = git(self.root, "ls-files", "-o", "-z")
        return [os.fsdecode(each) for each in found.split(b"\0") if each]

    def clean(self, share: float = 1.0) -> None:
        """Remove some of what git does not track."""
        for path in self._some(self.untracked(), share):
            if path != ".dockerignore":
                (self.root / path).unlink()

    def _some(self, every: list[str], share: float) -> list[str]:
        return [each for each in every if self._random.random() < share]

    def _paths(self) -> list[str]:
        found: dict[str, None] = {}
        for _ in range(self._random.randint(4, 25)):
            depth = self._random.randint(0, 3)
            above = [self._random.choice(DIRECTORIES) for _ in range(depth)]
            found["/".join([*above, self._random.choice(FILES)])] = None
        return list(found)

    def _gitignores(self) -> list[tuple[str, str]]:
        places = [""]
        if self._random.random() < 0.4:
            places.append(self._random.choice(self.paths).rpartition("/")[0])
        found = []
        for place in dict.fromkeys(places):
            lines = self._random.sample(PATTERNS, self._random.randint(1, 5))
            if self._random.random() < 0.4:
                lines.append(self._random.choice(EXCEPTIONS))
            found.append((f"{place}/.gitignore" if place else ".gitignore", "\n".join(lines)))
        return found

    def _old_rules(self) -> str:
        lines = self._random.sample(("dist", "**/*.log", "docs", "**/.env", "tests"), 2)
        if self._random.random() < 0.4:
            lines.append(self._random.choice(("!dist/a.js", "!docs/README.md")))
        return "\n".join(lines) + "\n"

    def _dockerfile(self) -> str:
        lines: list[str] = []
        for number in range(self._random.randint(1, 3)):
            base = self._random.choice(("scratch", "scratch", "alpine"))
            if number and self._random.random() < 0.2:
                base = f"s{self._random.randrange(number)}"
            lines.append(f"FROM {base} AS s{number}")
            count = self._random.randint(1, 3)
            lines += [self._instruction(number) for _ in range(count)]
        return "\n".join(lines) + "\n"

    def _instruction(self, stage: int) -> str:
        roll = self._random.random()
        path = self._named()
        if stage and roll < 0.4:
            place = self._random.choice(("/pk", ""))
            return f"COPY --from=s{self._random.randrange(stage)} {place}/{path} /to{stage}/"
        if roll < 0.6:
            return "COPY . /pk"
        if roll < 0.9:
            return f"COPY {path} /pk/{path}"
        return self._random.choice(("RUN make", f"RUN sh /pk/{path}", 'CMD ["node", "/pk/a.js"]'))

    def _named(self) -> str:
        """A file, a directory or a pattern."""
        path = self._random.choice(self.paths)
        roll = self._random.random()
        if roll < 0.5:
            return path
        directory, _, name = path.rpartition("/")
        ending = name.rpartition(".")[2]
        return (directory or name) if roll < 0.8 else path.replace(name, f"*.{ending}")
