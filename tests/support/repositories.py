"""Git repositories for tests: made to order, or at random and full of collisions."""

from __future__ import annotations

import os
import random
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxscan.context.git.repository import Repository, find_repository
from ctxscan.context.git.view import GitView, look
from ctxscan.context.read_tree import read_tree
from ctxscan.context.tree import Tree, plain_entry
from ctxscan.findings.suggest.from_git.seeding import Seeding, seed
from ctxscan.ignore.file import Rule, parse_ignore_file
from ctxscan.ignore.git.file import read_gitignore
from ctxscan.inspection.trial import whole_context
from tests.support.trees import make_file, make_link

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from ctxscan.builders import BuilderName


ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "t"),
    **dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "t@example.org"),
}


def git(directory: Path, *command: str, stdin: bytes = b"") -> bytes:
    """Run git as a user without any configuration would."""
    done = subprocess.run(
        ["git", "-C", directory, *command],
        env=os.environ | ENVIRONMENT,
        input=stdin,
        capture_output=True,
        check=True,
    )
    return done.stdout


def init(directory: Path) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    git(directory, "init", "-q", "--template=")
    return directory


def commit(directory: Path) -> None:
    git(directory, "commit", "-q", "--allow-empty", "-m", "x")


def kept_by_git(context: Path) -> frozenset[str]:
    """Git's own answer: tracked, and untracked but not ignored; of what is on disk."""
    out = git(context, "ls-files", "-c", "-o", "-z", "--exclude-standard")
    return frozenset(map(os.fsdecode, out.split(b"\0")[:-1]))


def tree_of(context: Path) -> Tree:
    """All of a context, without ``.git``."""
    return read_tree(str(context)).without([".git"])


def files_of(context: Path) -> frozenset[str]:
    return frozenset(tree_of(context).files())


@dataclass(frozen=True, slots=True)
class Seeded:
    """A context, seeded, and what the builders then send of it."""

    view: GitView
    seeding: Seeding
    lines: tuple[str, ...]
    tree: Tree
    before: tuple[Rule, ...]

    @property
    def files(self) -> frozenset[str]:
        return frozenset(self.tree.files())

    def sent(self, builder: BuilderName, also: Iterable[str] = ()) -> frozenset[str]:
        """What arrives, with its content, under the rules as an ignore file holds them."""
        text = "\n".join(self.lines).encode("utf-8", "surrogateescape")
        rules = (*self.before, *parse_ignore_file(text, ".dockerignore").rules)
        tree = Tree.of([*self.tree.entries(), *map(plain_entry, also)])
        found = whole_context(tree, rules, builder)
        assert not found.empty
        return frozenset(found.sent)


def seeded(
    context: Path, before: str = "", builders: Sequence[BuilderName] | None = None
) -> Seeded:
    repository = find_repository(str(context))
    assert isinstance(repository, Repository)
    view = look(repository)
    files = [
        read_gitignore(source.data, source.path, source.directory, way_down=source.way_down)
        for source in view.sources
    ]
    rules = parse_ignore_file(before.encode(), ".dockerignore").rules
    tree = tree_of(context)
    seeding = seed(files, tree, view.kept, before=rules, builders=builders)
    lines = tuple(rule.line for rule in seeding.rules)
    return Seeded(view, seeding, lines, tree, rules)


NAMES = [
    *("a", "b", "c", "d", "ab", "a.b", "x.log", "keep.log", "keep", "b.py", "build", "foo", "fo!"),
    *(".env", ".gitignore.bak", "é", "aé", "\udce9", "a\udcff", "[a]", "]", "{a,b}", "a|b", "^a"),
    *(
        "a b",
        " a",
        "a ",
        "a\t",
        "a\nb",
        "\n",
        "!a",
        "#a",
        "*",
        "?",
        "a\\",
        "a\\b",
        "a+",
        "(a)",
        "a$",
    ),
    *("\u00a0", "\ufeff", "\ufeffa", "\x01", "\x7f", "A", "B.PY", "-a", "[z-a]", "\\d", "..a"),
]
"""Names that are operators for one program or the other."""

_GLOBS = [
    *("*", "*", "**", "?", "a*", "*a", "*.log", "*.py", "**a", "a**b", ".*", "??", "*b*", "a?"),
    *("[a-c]", "[!a]", "[^b]*", "[]a]", "[a-]", "[.-0]*", "[[:alpha:]]", "[!/]", "[z-a]", "[é]"),
    *("\\a", "\\*", "\\#a", "[[:nope:]]", "[", "a\\", "\\", "[[:punct:]]*", "[*]", "[^[:alpha:]]"),
]
_ESCAPED = str.maketrans({char: "\\" + char for char in "*?[\\"})


def grow_at_random(root: Path, seed_: int) -> Path:
    """A repository of its own for each number; its context, which may lie below its root."""
    dice = random.Random(seed_)  # noqa: S311 - a reproducible tree, not a secret
    pool = dice.sample(NAMES, dice.randint(2, 6))
    directories = _grow_directories(root, dice, pool)
    for _ in range(dice.randint(2, 16)):
        _grow_file(dice.choice(directories) / dice.choice(pool), dice)
    for directory in dice.sample(directories, min(len(directories), dice.choice([1, 1, 2, 3]))):
        make_file(directory / ".gitignore", _gitignore(dice, pool, root, directories))
    init(root)
    if dice.random() < 0.15:
        make_file(root / ".git/info/exclude", _gitignore(dice, pool, root, directories))
    _track_some(root, dice)
    below = [directory for directory in directories if directory != root]
    return dice.choice(below) if below and dice.random() < 0.2 else root


def _grow_directories(root: Path, dice: random.Random, pool: Sequence[str]) -> list[Path]:
    root.mkdir(parents=True)
    found = [root]
    for _ in range(dice.randint(0, 6)):
        directory = dice.choice(found) / dice.choice(pool)
        if not directory.exists():
            directory.mkdir()
            found.append(directory)
    return found


def _grow_file(path: Path, dice: random.Random) -> None:
    if path.exists() or path.is_symlink():
        return
    if dice.random() < 0.12:
        make_link(path, dice.choice([".", "a", "../b", "/nowhere"]))
    else:
        make_file(path, "x")


def _gitignore(
    dice: random.Random, pool: Sequence[str], root: Path, directories: Sequence[Path]
) -> str:
    rows = [_row(dice, pool, root, directories) for _ in range(dice.randint(1, 6))]
    end = dice.choice(["\n", "\n", "\n", "\r\n"])
    return dice.choice(["", "", "", "\ufeff"]) + end.join(rows) + dice.choice(["", end])


def _row(dice: random.Random, pool: Sequence[str], root: Path, directories: Sequence[Path]) -> str:
    def component() -> str:
        if dice.random() < 0.55:
            return dice.choice(pool).translate(_ESCAPED).replace("\n", "?")
        return dice.choice(_GLOBS)

    known = dice.choice(directories)
    parts = [component() for _ in range(dice.choice([1, 1, 1, 2, 3]))]
    if dice.random() < 0.25 and known != root:
        parts[:-1] = [
            name.translate(_ESCAPED).replace("\n", "?") for name in known.relative_to(root).parts
        ]
    mark = dice.choice(["", "", "", "", "!", "!"])
    body = "/".join(parts)
    if not mark and body[0] in "#!":
        mark = "\\"
    slash = dice.choice(["", "", "", "/"])
    return mark + slash + body + dice.choice(["", "", "", "/"]) + dice.choice(["", "", "", " "])


def _track_some(root: Path, dice: random.Random) -> None:
    files = sorted(files_of(root))
    chosen = dice.sample(files, dice.randint(0, len(files) // 2))
    if chosen:
        names = b"".join(os.fsencode(path) + b"\0" for path in chosen)
        git(root, "update-index", "--add", "-z", "--stdin", stdin=names)
