"""Random builds of random repositories: several stages that ask for parts of the context."""

from __future__ import annotations

import json
import os
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.support.trees import make_file, make_link
from tests.support.wild import grow_wild

if TYPE_CHECKING:
    from pathlib import Path

_GLOB = str.maketrans({char: f"\\{char}" for char in "*?[\\"})
_WORD = str.maketrans({char: f"\\{char}" for char in "\\\"'$"})
_MISSING = ("missing", "dist/app.jar", "*.jar", "target/*.jar", "[[]x]/y", "a b/c,d", "+/%")
_RULES = (
    *("*", "**", "!src", "**/*.log", "node_modules", "!keep", "a", "!a/b", "*/a", "!**/keep"),
    *(".*", "!.env.example", "b*", "d*", "!**/*.py", "src/*", "**/b", "!*.log"),
)


@dataclass(frozen=True, slots=True)
class WildBuild:
    context: Path
    stages: tuple[str, ...]
    target: str | None

    @property
    def targets(self) -> tuple[str, ...]:
        """The stages that an allowlist is for."""
        return self.stages if self.target is None else (self.target,)


def grow_build(root: Path, seed: int) -> WildBuild:
    """Another one for each number."""
    return _Growing(grow_wild(root, seed), random.Random(seed)).grown()  # noqa: S311 - reproducible


class _Growing:
    def __init__(self, context: Path, dice: random.Random) -> None:
        self._context = context
        self._dice = dice
        self._paths = self._listed()

    def grown(self) -> WildBuild:
        dice = self._dice
        for number in range(dice.choice([0, 0, 1, 2])):
            self._grow_link(number)
        self._paths = self._listed()
        stages = tuple(f"s{number}" for number in range(dice.randint(1, 3)))
        text = "".join(line for at, name in enumerate(stages) for line in self._stage(at, name))
        make_file(self._context / "Dockerfile", text)
        if dice.random() < 0.5:
            rules = [self._rule() for _ in range(dice.randint(1, 4))]
            make_file(self._context / ".dockerignore", "\n".join(rules))
        return WildBuild(self._context, stages, dice.choice([None, None, dice.choice(stages)]))

    def _listed(self) -> list[str]:
        found: list[str] = []
        for directory, directories, files in os.walk(self._context):
            if ".git" in directories:
                directories.remove(".git")
            prefix = os.path.relpath(directory, self._context)
            found += (os.path.normpath(f"{prefix}/{name}") for name in (*directories, *files))
        # Neither a Dockerfile nor the protocol carries the others.
        return sorted(path for path in found if path.isprintable())

    def _grow_link(self, number: int) -> None:
        parents = [path for path in self._paths if (self._context / path).is_dir()]
        parent = self._dice.choice(["", *parents])
        target = self._dice.choice([*self._paths, "missing", "../x"])
        up = "../" * len(parent.split("/")) if parent else ""
        path = self._context / parent / f"link{number}"
        if not path.is_symlink() and not (self._context / parent).is_symlink():
            make_link(path, self._dice.choice([f"{up}{target}", f"/{target}"]))

    def _stage(self, at: int, name: str) -> list[str]:
        dice = self._dice
        lines = [
            f"FROM {dice.choice(['scratch', *(f's{each}' for each in range(at))])} AS {name}\n"
        ]
        for _ in range(dice.choice([0, 1, 1, 2, 2, 3])):
            words = [self._source().translate(_WORD) for _ in range(dice.choice([1, 1, 2]))]
            keyword = dice.choice(["COPY", "COPY", "ADD"])
            lines.append(f"{keyword} {json.dumps([*words, '/d/'], ensure_ascii=False)}\n")
        if at and dice.random() < 0.4:
            lines.append(f"COPY --from=s{dice.randrange(at)} /x /x\n")
        if dice.random() < 0.06:
            lines.append("COPY . .\n")
        return lines

    def _source(self) -> str:
        dice = self._dice
        if not self._paths or dice.random() < 0.1:
            return dice.choice(_MISSING)
        parts = dice.choice(self._paths).translate(_GLOB).split("/")
        if dice.random() < 0.35:
            at = dice.randrange(len(parts))
            parts[at] = dice.choice(["*", "?*", "[!z]*", f"{parts[at]}*", f"*{parts[at]}"])
        return "/".join(parts) + dice.choice(["", "", "/", "/*"])

    def _rule(self) -> str:
        dice = self._dice
        if not self._paths or dice.random() < 0.4:
            return dice.choice(_RULES)
        parts = dice.choice(self._paths).translate(_GLOB).split("/")
        if dice.random() < 0.3:
            parts[dice.randrange(len(parts))] = dice.choice(["*", "**", "?*"])
        line = dice.choice(["", "", "**/"]) + "/".join(parts) + dice.choice(["", "", "/*", "/**"])
        return dice.choice(["", "", "!"]) + line
