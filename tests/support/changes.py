"""Two states of a project, and the page of their comparison read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tests.support.maps import tree_paths
from tests.support.repositories import commit, git, init
from tests.support.trees import grow, make_file, make_link

if TYPE_CHECKING:
    import random
    from pathlib import Path

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
