"""Git repositories as unlike the usual as git allows, each with a Dockerfile that takes it whole.

More than in :mod:`tests.support.repositories`, the patterns are about what is there: paths of the
tree in another dress, and exceptions for what lies below an ignored directory.
"""

from __future__ import annotations

import os
import random
import subprocess
from typing import TYPE_CHECKING

from tests.support.repositories import ENVIRONMENT, commit, git, init
from tests.support.trees import make_file, make_link

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

DOCKERFILE = "FROM scratch\nCOPY . /\n"
OWN = frozenset({"Dockerfile", ".dockerignore"})
"""What belongs to the build, whatever git says of it."""

_NAMES = [
    *(
        "a",
        "b",
        "src",
        "build",
        "dist",
        "keep",
        "a.log",
        "b.log",
        "keep.log",
        "main.py",
        "x.min.js",
    ),
    *("node_modules", "vendor", "fixtures", "package.json", ".env", ".env.example", "README.md"),
    *("A", "Build", "KEEP.log", "a b", " a", "a ", "  ", "#a", "!a", "!", "#", "a#", "\\", "a\\b"),
    *(
        "[a]",
        "[",
        "]",
        "a[b",
        "[!a]",
        "[a-z]",
        "*",
        "**",
        "?",
        "a*b",
        "{a}",
        "a|b",
        "^",
        "$a",
        "(a",
    ),
    *("\udcff", "a\udce9b", "é", "e\u0301", "日本", "\t", "a\t", "\n", "a\nb", "\r", "a\r", "\x01"),
    *("...", "..a", ".a", "-a", "--", "~", "a,b", "+", "%", "a:b", '"', "'", ".gitkeep", "a.b.c"),
    *("\ufeff", "\u00a0", "a\u00a0", "\u2028", "COPY", ".gitattributes", ".git2", "x.git"),
]
_FREE = [
    *(
        "*",
        "*.log",
        "*.py",
        "**",
        "?",
        "*a*",
        ".*",
        "*.*",
        "[a-z]*",
        "[!a]*",
        "[^.]*",
        "**/a",
        "a/**",
    ),
    *(
        "*/",
        "*/*",
        "**/",
        "/*",
        "/**",
        "/*/",
        "**/*.log",
        "*/keep",
        "a*/",
        "[[:upper:]]*",
        "?a",
        "\\*",
    ),
    *(
        "!",
        "!*",
        "!*/",
        "!**/",
        "!*.py",
        "!keep*",
        "!/src",
        "!**/keep",
        "!/*/",
        "!.env.example",
        "#",
    ),
    *(
        "[",
        "a\\",
        "//a",
        "./a",
        "a/../b",
        "[]]",
        "[[]",
        "[\\]]",
        "[!\\[]",
        "[a-\\]]",
        "[--/]",
        "a//b",
    ),
]
_ESCAPED = str.maketrans({char: "\\" + char for char in "*?[\\"})


def grow_wild(root: Path, seed: int) -> Path:
    """Another repository for each number; its context may be a directory in it."""
    return _Growing(root, random.Random(seed)).grown()  # noqa: S311 - a reproducible tree


class _Growing:
    def __init__(self, root: Path, dice: random.Random) -> None:
        self._root = root
        self._dice = dice
        self._names = dice.sample(_NAMES, dice.randint(3, 9))
        self._directories = [root]
        self._files: list[Path] = []

    def grown(self) -> Path:
        dice = self._dice
        init(self._root)
        for _ in range(dice.randint(0, 7)):
            self._grow_directory(dice.choice(self._directories) / dice.choice(self._names))
        for _ in range(dice.randint(2, 18)):
            self._grow_file(dice.choice(self._directories) / dice.choice(self._names))
        for directory in {dice.choice(self._directories) for _ in range(dice.randint(1, 3))}:
            self._write_rules(directory / ".gitignore", directory)
        if dice.random() < 0.2:
            self._write_rules(self._root / ".git/info/exclude", self._root)
        ignores_case = dice.random() < 0.08
        self._track_some()
        if ignores_case:
            # Not before: git adds no file whose name differs from another one's in case alone.
            git(self._root, "config", "core.ignoreCase", "true")
        context = self._context()
        for path in (context / "Dockerfile", context / ".dockerignore"):
            path.unlink(missing_ok=True)
        make_file(context / "Dockerfile", DOCKERFILE)
        return context

    def _context(self) -> Path:
        # Not a directory that git ignores: git then keeps nothing of it but what is tracked, while
        # somebody builds from it. There, suggest says that it leaves git's rules aside.
        kept = [each for each in self._directories[1:] if not self._is_ignored(each)]
        return self._dice.choice(kept) if kept and self._dice.random() < 0.2 else self._root

    def _is_ignored(self, path: Path) -> bool:
        asked = ["git", "-C", str(self._root), "check-ignore", "-q", "--no-index", "--"]
        return (
            subprocess.run([*asked, path], env=os.environ | ENVIRONMENT, check=False).returncode
            == 0
        )

    def _grow_directory(self, path: Path) -> None:
        if not os.path.lexists(path):
            path.mkdir()
            self._directories.append(path)

    def _grow_file(self, path: Path) -> None:
        if os.path.lexists(path):
            return
        if self._dice.random() < 0.1:
            make_link(path, self._dice.choice([".", "a", "../b", "src", "/nowhere"]))
        else:
            make_file(path, "x")
        self._files.append(path)

    def _write_rules(self, path: Path, directory: Path) -> None:
        dice = self._dice
        rows = [self._row(directory) for _ in range(dice.randint(1, 7))]
        end = dice.choice(["\n", "\n", "\n", "\r\n"])
        make_file(
            path, dice.choice(["", "", "", "", "\ufeff"]) + end.join(rows) + dice.choice(["", end])
        )

    def _row(self, directory: Path) -> str:
        dice = self._dice
        if dice.random() < 0.35:
            return dice.choice(_FREE)
        there = [path for path in (*self._directories, *self._files) if directory in path.parents]
        if not there:
            return dice.choice(self._names).translate(_ESCAPED)
        parts = list(dice.choice(there).relative_to(directory).parts)
        if dice.random() < 0.5:
            parts = parts[dice.randrange(len(parts)) :]
        body = "/".join(self._disguised(part) for part in parts)
        lead = dice.choice(["", "", "", "/", "**/"])
        body = lead + body + dice.choice(["", "", "", "/", "/*", "/**", " ", "\\ "])
        if dice.random() < 0.3:
            return "!" + body
        return "\\" + body if body[:1] in ("!", "#") and dice.random() < 0.8 else body

    def _disguised(self, name: str) -> str:
        dice = self._dice
        if dice.random() < 0.6:
            return name.translate(_ESCAPED)
        at = dice.randrange(len(name))
        glob = dice.choice(["*", "?", "**", "[!z]", "[a-z]", "[^/]", "\\" + name[at]])
        return name[:at].translate(_ESCAPED) + glob + name[at + 1 :].translate(_ESCAPED)

    def _track_some(self) -> None:
        dice = self._dice
        if dice.random() < 0.25:
            git(self._root, "add", "-A")
        chosen = dice.sample(self._files, dice.randint(0, len(self._files) // 2))
        names = b"".join(os.fsencode(path.relative_to(self._root)) + b"\0" for path in chosen)
        git(self._root, "update-index", "--add", "-z", "--stdin", stdin=names)
        if dice.random() < 0.3:
            commit(self._root)
        for path in dice.sample(chosen, len(chosen) // 6):
            path.unlink()  # tracked still


def kept_of(context: Path) -> frozenset[str]:
    """What git tracks or would add, of what is there; the build's own files aside."""
    listed = git(context, "ls-files", "-c", "-o", "-z", "--exclude-standard").split(b"\0")[:-1]
    paths: Sequence[str] = [os.fsdecode(path) for path in listed]
    return frozenset(path for path in paths if os.path.lexists(context / path)) - OWN
