"""Small repositories whose commits change what the steps of a build read, made at random."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.support.repositories import commit, git, init
from tests.support.trees import make_file

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable
    from pathlib import Path

FILES = (
    *("package.json", "lock.json", "README.md", "notes.txt", ".env"),
    *("src/a.js", "src/b.test", "src/lib/c.js", "src/lib/d.md", "docs/e.md", "docs/f.txt"),
    *("conf/x/g.ini", "conf/x/h.ini", "conf/k.ini", "logs/l.log"),
)
ALWAYS = ("package.json", "src/lib/c.js", "conf/x/g.ini", "docs/e.md")
"""Without these, steps fail."""

STEPS = (
    "COPY package.json lock.jso[n] /",
    "COPY *.json /lists/",
    "COPY src /src",
    "COPY src/lib/ /lib/",
    "COPY src/*.js /js/",
    "COPY . /all",
    "COPY --link . /linked",
    "COPY --link docs/*.md /docs/",
    "COPY --link --chmod=0644 package.json /mode/",
    "COPY --exclude=*.test src /less",
    "COPY --exclude=src --exclude=**/*.md . /more",
    "COPY --parents src/lib/c.js docs/e.md /parents/",
    "COPY --parents src/./lib/ /pivot/",
    "ADD conf /conf",
    "COPY --chown=1:1 conf/x /owned/",
    "COPY link /link/",
    "COPY inner/g.ini /g",
    "COPY <<one package.json /h/\n1\none",
    "RUN --mount=type=bind,source=conf/x,target=/x y",
    "RUN --mount=type=bind,target=/x --mount=type=cache,target=/c y",
    "RUN --mount=type=bind,source=src,target=/s,rw npm ci",
    "RUN make",
    "RUN npm install",
    "WORKDIR /w",
    "ENV A=1",
    "ADD https://example.org/a.git /fetched",
    "COPY --from=alpine /etc/os-release /o",
)
READERS = (
    "COPY --from=one / /one",
    "COPY --link --from=one /src /one",
    "COPY --from=one /all/docs /d",
    "RUN --mount=type=bind,from=one,source=/,target=/o z",
    "COPY package.json /again",
)
IGNORED = (
    ".git\n",
    ".git\nDockerfile\n.dockerignore\n",
    "*.md\n!README.md\nlogs\nDockerfile\n.git\n",
    "docs\n.env\n.git\n",
)
"""What lies in .git is no content of a revision."""


def random_dockerfile(dice: random.Random) -> str:
    """Two stages; the second one reads from the first."""
    base = dice.choice(["alpine", "scratch", "alpine"])
    first = [f"FROM {base} AS one", *dice.sample(STEPS, dice.randint(2, 6))]
    start = dice.choice(["FROM alpine", "FROM one", "FROM scratch"])
    second = [start, *dice.sample(STEPS, dice.randint(1, 4))]
    if start != "FROM one":
        second += dice.sample(READERS, dice.randint(1, 2))
    return "\n".join([*first, *second]) + "\n"


def begin(root: Path, dockerfile: str, ignored: str) -> Path:
    """The first commit, with each of FILES and two links."""
    init(root)
    for name in FILES:
        make_file(root / name, f"{name}\n")
    (root / "link").symlink_to("docs/e.md")
    (root / "inner").symlink_to("conf/x")
    make_file(root / "Dockerfile", dockerfile)
    make_file(root / ".dockerignore", ignored)
    return committed(root)


def committed(root: Path) -> Path:
    git(root, "add", "-A")
    commit(root)
    return root


def change(root: Path, dice: random.Random, names: Iterable[str] = FILES) -> None:
    """One commit: contents, modes, links, files and directories that come, go and move."""
    for name in dice.sample(list(names), dice.choice([0, 1, 1, 1, 2, 3])):
        _change(root, name, dice)
    _without_empty_directories(root)
    committed(root)


def _without_empty_directories(root: Path) -> None:
    """As a checkout has it: git keeps none."""
    for path in sorted(root.rglob("*"), reverse=True):
        is_directory = path.is_dir() and not path.is_symlink() and ".git" not in path.parts
        if is_directory and not any(path.iterdir()):
            path.rmdir()


def _change(root: Path, name: str, dice: random.Random) -> None:
    path = root / name
    kind = dice.choice(["write"] * 4 + ["mode", "delete", "link", "directory", "move", "beside"])
    if kind == "mode" and path.is_file() and not path.is_symlink():
        path.chmod(path.stat().st_mode ^ 0o111)
        return
    if kind == "beside":
        make_file(path.parent / f"new{dice.randint(0, 2)}.md", str(dice.random()))
        return
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    if name in ALWAYS or kind in ("write", "mode"):
        make_file(path, str(dice.randint(0, 3)))
    elif kind == "link":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(dice.choice([f"{'../' * name.count('/')}package.json", "nowhere"]))
    elif kind == "directory":
        make_file(path / "inside", str(dice.random()))
    elif kind == "move":
        make_file(path.parent / f"moved-{path.name}", f"{name}\n")
