"""Two states of a project, and the page of their comparison read back."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Any, NamedTuple

from ctxscan.api.diff import comparison
from ctxscan.findings.diff.model import Because, Change
from ctxscan.findings.map.changed import changed_map
from ctxscan.render.html.changes import Changes
from tests.support.maps import WORDS, tree_paths
from tests.support.repositories import commit, git, init
from tests.support.trees import grow, make_file, make_link

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.api.diff import Comparison
    from ctxscan.inspection.shipment import Shipped

DOCKERFILE = """\
FROM python:3.13 AS build
COPY libs libs
RUN python -m compileall libs
COPY apps apps
RUN python -m compileall apps

FROM scratch
COPY --link --from=build /apps /apps
COPY link mode.sh /
"""


def changed_project(root: Path) -> Path:
    """A repository in which something became of everything but ``libs``."""
    files = {
        "Dockerfile": DOCKERFILE,
        "libs/a.py": "a" * 100,
        "apps/api/main.py": "m" * 40,
        "apps/api/gone.py": "g" * 70,
        "apps/kind": "k" * 30,
        "apps/site/page.html": "p" * 900,
        "mode.sh": "#!/bin/sh\n",
    }
    init(grow(root, "link -> libs", files=files))
    git(root, "add", "-A")
    commit(root)
    make_file(root / "apps/api/main.py", "n" * 52)
    make_file(root / "apps/api/new.py", "n" * 25)
    (root / "apps/api/gone.py").unlink()
    (root / "apps/kind").unlink()
    make_file(root / "apps/kind/inside", "i" * 7)
    (root / "mode.sh").chmod(0o755)
    (root / "link").unlink()
    make_link(root / "link", "apps")
    return root


def at_random(root: Path, chance: random.Random) -> None:
    """Do something to some of the files of a project, but for those that say how it is built."""
    paths = sorted(
        each
        for each in root.rglob("*")
        if ".git" not in each.parts and not each.name.endswith(("Dockerfile", "ignore"))
    )
    for path in (each for each in paths if not each.is_dir() and chance.random() < 0.3):
        act = chance.choice(["content", "size", "mode", "remove", "link", "directory", "add"])
        if act in ("content", "size"):
            path.write_bytes(b"z" * (path.stat().st_size + (act == "size") * chance.randint(0, 9)))
        elif act == "mode":
            path.chmod(0o755)
        elif act == "add":
            (path.parent / f"{path.name}.new").write_bytes(b"n" * chance.randint(0, 20))
        else:
            path.unlink()
            if act == "link":
                path.symlink_to("elsewhere")
            if act == "directory":
                path.mkdir()
                (path / "x").write_bytes(b"x")


class Changed(NamedTuple):
    what: list[str]
    before: int
    after: int


def decoded_changes(build: dict[str, Any]) -> dict[str, list[Changed]]:
    """What the data of a page says of each path; one path may be a file and a directory."""
    fates = [build["fates"][int(each, 36)] for each in build["fate_of"].split(",")]
    sizes, grown = iter(build["sizes"].split(",")), _grown(build["grown"])
    found: dict[str, list[Changed]] = {}
    for at, path, children in tree_paths(build):
        size = int(next(sizes), 36) if children < 0 else 0
        fate = fates[at]
        by = grown.get(at, 0)
        before = 0 if fate["only"] == "after" else size if fate["shrank"] else size - by
        after = 0 if fate["only"] == "before" else size - by if fate["shrank"] else size
        if fate["kind"] != "folded":
            found.setdefault(path, []).append(Changed(fate["what"], before, after))
    return found


def _grown(text: str) -> dict[int, int]:
    values = [int(each, 36) for each in text.split(",") if each]
    found, at = {}, 0
    for step, by in zip(values[::2], values[1::2], strict=True):
        at += step
        found[at] = by
    return found


def compared_with_head(path: Path) -> Comparison:
    return comparison("HEAD", str(path), None, lambda _: None)


def large_changes(sample: Comparison, files: int) -> Changes:
    """Of so many files, in names and sizes as those of ``large_map``, one in fifty changed."""
    compared, before, after = sample
    chance = random.Random(20)  # noqa: S311 - the same tree at every run, and no secret
    directory = after.main.files["apps"]
    file = after.main.files["apps/api/main.py"]
    sides: tuple[dict[str, Shipped], dict[str, Shipped]] = ({}, {})
    changes = []
    for at, path in enumerate(large_paths(chance, files)):
        for above in parents(path):
            for side in sides:
                if above not in side:
                    side[above] = directory._replace(entry=directory.entry._replace(path=above))
        size = int(math.exp(chance.gauss(7.5, 2)))
        entry = file.entry._replace(path=path, size=size)
        more = chance.randint(-size, size) if at % 50 == 0 else 0
        for side, own in zip(sides, (size, size + more), strict=True):
            side[path] = file._replace(entry=entry._replace(size=own))
        if more:
            changes.append(Change(path, ("content",), more))
    diff = compared.diff._replace(changes=tuple(changes))
    old, new = (
        each._replace(main=each.main._replace(files=side, settled=()))
        for each, side in zip((before, after), sides, strict=True)
    )
    steps = tuple(
        each._replace(because=tuple(Because(path=change.path) for change in changes))
        for each in diff.steps
    )
    found = compared._replace(diff=diff._replace(steps=steps))
    return Changes("", found, changed_map(found.diff, old, new))


def parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]


def large_paths(chance: random.Random, files: int) -> list[str]:
    """Names that pack no better than those of real projects."""
    parts = [a + b for a in WORDS.split() for b in ("", "s", "-async", "_v2", "er")]
    endings = (".js", ".d.ts", ".map", "2.js", ".json", ".test.js", ".md", "-old.ts")
    found: dict[str, None] = {}
    while len(found) < files:
        package = f"node_modules/{chance.choice(parts)}-{chance.randrange(10_000)}"
        for _ in range(chance.randrange(1, 6)):
            directory = f"{package}/{chance.choice(parts)}/{chance.choice(parts)}"
            for _ in range(min(chance.randrange(1, 20), files - len(found))):
                name = f"{chance.choice(parts)}-{chance.choice(parts)}{chance.choice(endings)}"
                found[f"{directory}/{name}"] = None
    return [*found]


def breaking(build: dict[str, Any]) -> list[set[str]]:
    """For each step the paths that the page shows for it."""
    paths = [path for _, path, _ in tree_paths(build)]
    sets = []
    for text in build["sets"]:
        at, own = 0, set()
        for step in (int(each, 36) for each in text.split(",") if each):
            at += step
            own.add(paths[at])
        sets.append(own)
    return [sets[step["set"]] for step in build["steps"]]
