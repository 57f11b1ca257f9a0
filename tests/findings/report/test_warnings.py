"""Each warning fires where it should, with its place, and is silent where all is well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.builds import notices_on, report_on
from tests.support.trees import WHY_NOT_HERE, grow
from tests.support.unprivileged import as_nobody

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

COPY_ALL = "FROM scratch\nCOPY . /\n"


def warned(root: Path, code: str, **options: Any) -> list[tuple[str, int | None]]:
    """File (relative to the root where it lies there) and line of each warning with this code."""
    found = [notice for notice in notices_on(root, **options) if notice.code == code]
    assert all(notice.place for notice in found)
    places = [notice.place for notice in found if notice.place]
    return [(place.file.removeprefix(f"{root}/"), place.line) for place in places]


def build(tmp_path: Path, dockerfile: str, *entries: str, ignore: str = "") -> Path:
    files = {"Dockerfile": dockerfile} | ({".dockerignore": ignore} if ignore else {})
    return grow(tmp_path / "project", *entries, files=files)


TREE = ("src/a.py 3", "src/b.py 4", "docs/c.md 5", "empty-directory/", "requirements.txt 6")


@pytest.mark.parametrize(
    ("dockerfile", "ignore", "code", "lines"),
    [
        pytest.param(
            "FROM a\nRUN x\nCOPY nope /\n", "", "source-missing", [3], id="a missing source"
        ),
        pytest.param("FROM a\nADD nope /\n", "", "source-missing", [2], id="ADD, too"),
        pytest.param(
            "FROM a\nRUN --mount=source=nope,target=/x y\n", "", "source-missing", [2], id="a mount"
        ),
        pytest.param("FROM a\nCOPY src nope nope2 /\n", "", "source-missing", [2, 2], id="each"),
        pytest.param("FROM a\nCOPY src/../nope /\n", "", "source-missing", [2], id="not clean"),
        pytest.param("FROM a\nCOPY src/a.py docs /\n", "", "source-missing", [], id="all there"),
        pytest.param(
            "FROM a\nCOPY empty-directory /\n", "", "source-missing", [], id="an empty one"
        ),
        pytest.param("FROM a\nCOPY --from=b nope /\n", "", "source-missing", [], id="of an image"),
        pytest.param(
            "FROM a AS no\nCOPY nope /\nFROM a\n", "", "source-missing", [], id="not reached"
        ),
        pytest.param("FROM a\nADD https://x/y /\n", "", "source-missing", [], id="a URL"),
        pytest.param("FROM a\nCOPY <<E /x\nE\n", "", "source-missing", [], id="a here-document"),
        pytest.param("FROM a\nCOPY src /\n", "src\n", "source-missing", [], id="ignored instead"),
        pytest.param("FROM a\nCOPY src /\n", "src\n", "source-ignored", [2], id="an ignored one"),
        pytest.param(
            "FROM a\nCOPY src /\n", "src\n!docs\n", "source-ignored", [2], id="beside an exception"
        ),
        pytest.param(
            "FROM a\nCOPY src/a.py /\n", "*\n!docs\n", "source-ignored", [2], id="in an allowlist"
        ),
        pytest.param("FROM a\nCOPY src /\n", "src\n!src/a.py\n", "source-ignored", [], id="partly"),
        pytest.param("FROM a\nCOPY src /\n", "docs\n", "source-ignored", [], id="something else"),
        pytest.param("FROM a\nCOPY nope /\n", "nope\n", "source-ignored", [2], id="not made yet"),
        pytest.param("FROM a\nCOPY nope /\n", "nope\n", "source-missing", [], id="ignored first"),
        pytest.param("FROM a\nCOPY $X /\n", "", "source-missing", [], id="not known offline"),
        pytest.param(
            "FROM a\nCOPY *.nope /\n", "", "source-matches-nothing", [2], id="no such name"
        ),
        pytest.param(
            "FROM a\nCOPY src/*.py /\n",
            "**/*.py",
            "no-directory-to-search",
            [2],
            id="all ignored in a directory of which nothing else is sent",
        ),
        pytest.param(
            "FROM a\nCOPY src/*.py src/keep /\n",
            "**/*.py\n",
            "source-matches-nothing",
            [],
            id="what fails is no warning besides",
        ),
        pytest.param("FROM a\nCOPY src/*.py /\n", "", "source-matches-nothing", [], id="some"),
        pytest.param(
            "FROM a\nCOPY *nope /\n", "", "source-missing", [], id="a wildcard is not missing"
        ),
        *(
            pytest.param(
                f"FROM a\nWORKDIR /x\nRUN --mount={mount} y\n",
                "",
                "whole-context",
                [],
                id=f"a mount of the whole context is how one does it: {mount}",
            )
            for mount in ("type=bind,target=.", "target=/x", "type=bind,rw,dst=/go/src/x")
        ),
        pytest.param(
            "FROM a\nRUN --mount=type=bind,target=/x/go.mod y\n",
            "",
            "whole-context",
            [2],
            id="a mount onto a file hardly means all of it",
        ),
        pytest.param(
            "FROM a\nRUN --mount=type=bind,source=src,target=/x y\n",
            "",
            "whole-context",
            [],
            id="a bind mount with a source",
        ),
        pytest.param(
            "FROM a\nRUN --mount=type=bind,from=b,target=/x y\n",
            "",
            "whole-context",
            [],
            id="a bind mount of an image",
        ),
        pytest.param(
            "FROM a\nRUN --mount=type=tmpfs,target=/x y\n", "", "whole-context", [2], id="tmpfs"
        ),
        pytest.param(
            "FROM a\nRUN --mount=type=cache,target=/x y\n", "", "whole-context", [], id="cache"
        ),
        pytest.param("FROM scratch\nCOPY $NO /\n", "", "whole-context", [2], id="unset"),
        pytest.param(
            "FROM scratch\nARG NO=src\nCOPY $NO /\n", "", "whole-context", [], id="a variable"
        ),
        pytest.param(
            "ARG NO=src\nFROM scratch\nCOPY $NO /\n", "", "whole-context", [3], id="global only"
        ),
        pytest.param("FROM a\nCOPY . /\n", "", "whole-context", [], id="COPY . means it"),
        pytest.param("FROM a\nCOPY src/*.py /\n", "", "whole-context", [], id="a wildcard"),
        pytest.param(
            "FROM a\nCOPY . .\nRUN pip install -r requirements.txt\n",
            "",
            "copy-before-install",
            [2],
            id="pip",
        ),
        pytest.param(
            "FROM a\nRUN x\nADD . .\nRUN cd x && \\\n  npm ci\n",
            "",
            "copy-before-install",
            [3],
            id="npm",
        ),
        pytest.param(
            "FROM a\nCOPY . .\nRUN <<E\nbundle install\nE\n",
            "",
            "copy-before-install",
            [2],
            id="in a here-document",
        ),
        pytest.param(
            "FROM a\nCOPY . .\nRUN pip install x\nFROM scratch\n",
            "",
            "copy-before-install",
            [],
            id="in a stage that is not reached",
        ),
        pytest.param(
            "FROM a AS b\nCOPY . .\nFROM b\nRUN pip install x\n",
            "",
            "copy-before-install",
            [],
            id="of different stages",
        ),
        pytest.param(
            "FROM a\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\n",
            "",
            "copy-before-install",
            [],
            id="installed first",
        ),
        *(
            pytest.param(
                f"FROM a\n{before}COPY . .\nRUN {command}\n",
                "",
                "copy-before-install",
                [],
                id=f"no list is installed from: {before}{command}",
            )
            for before, command in (
                ("", "npm install -g turbo"),
                ("", "npm i --global pnpm@9"),
                ("", "npm install turbo"),
                ("", "pip install --upgrade pip"),
                ("", "pip install poetry==1.8"),
                ("", "yarn build"),
                ("", "go install example.org/tool@latest"),
                ("COPY pnpm-lock.yaml ./\nRUN pnpm fetch\n", "pnpm install -r --offline"),
                ("COPY pyproject.toml ./\nRUN uv sync --no-install-project\n", "uv sync"),
                ("COPY package.json ./\nRUN npm ci\n", "npm ci --omit=dev"),
                ("RUN --mount=type=bind,target=. true\n", "true"),
            )
        ),
        *(
            pytest.param(
                f"FROM a\nCOPY . .\nRUN {command}\n",
                "",
                "copy-before-install",
                [2],
                id=f"a list is installed from: {command}",
            )
            for command in (
                *("npm ci", "npm install --omit=dev", "yarn", "yarn --frozen-lockfile", "uv sync"),
                *("pip install .", "pip install -e .", "pip install -r a.txt", "pnpm i", "bun i"),
                "npm i -g pnpm && pnpm install",
            )
        ),
        pytest.param(
            "FROM a\nCOPY . .\nRUN echo done\n", "", "copy-before-install", [], id="nothing to do"
        ),
        pytest.param(
            "FROM a\nRUN apt-get update && apt-get install -y gcc libpq-dev\n",
            "",
            "ships-build-tools",
            [2],
            id="a compiler",
        ),
        pytest.param(
            "FROM a\nRUN x\nRUN apk add --no-cache build-base\n",
            "",
            "ships-build-tools",
            [3],
            id="apk",
        ),
        pytest.param(
            "FROM a\nRUN apt-get install -y curl\n", "", "ships-build-tools", [], id="no tool"
        ),
        pytest.param(
            "FROM a\nRUN apk add build-base && make && apk del build-base\n",
            "",
            "ships-build-tools",
            [],
            id="removed in the same layer",
        ),
        pytest.param(
            "FROM a AS b\nRUN apt-get install -y gcc\nFROM a\nCOPY --from=b /x /\n",
            "",
            "ships-build-tools",
            [],
            id="a stage of its own",
        ),
    ],
)
def test_warnings_about_a_dockerfile(
    tmp_path: Path, dockerfile: str, ignore: str, code: str, lines: list[int]
) -> None:
    root = build(tmp_path, dockerfile, *TREE, ignore=ignore)
    assert warned(root, code) == [("Dockerfile", line) for line in lines]


def test_the_classic_builder_sends_all_whatever_asks_for_it(tmp_path: Path) -> None:
    root = build(tmp_path, "FROM scratch\nCOPY nope src $NO /\n", *TREE, ignore="src\n")
    assert warned(root, "whole-context")
    assert not warned(root, "whole-context", builder="classic")


@pytest.mark.parametrize("code", ["source-missing", "source-ignored"])
@pytest.mark.parametrize("builder", ["buildkit", "classic", "podman"])
def test_every_builder_fails_where_a_source_is_not_there(
    tmp_path: Path, code: str, builder: str
) -> None:
    root = build(tmp_path, "FROM scratch\nCOPY nope src /x/\n", *TREE, ignore="src\n")
    assert warned(root, code, builder=builder) == [("Dockerfile", 2)]


@on_linux
def test_a_symlink_at_the_top_makes_a_wildcard_ask_for_everything(tmp_path: Path) -> None:
    root = build(tmp_path, "FROM a\nCOPY */package.json /\n", "web/package.json 3", "big/x 9")
    assert not warned(root, "whole-context")
    grow(root, "link -> web")
    assert warned(root, "whole-context") == [("Dockerfile", 2)]
    (root / "link").unlink()
    grow(root, "web/link -> package.json")  # below the top it does no harm
    assert not warned(root, "whole-context")


@on_linux
def test_a_file_arrives_empty_where_the_two_checks_disagree(tmp_path: Path) -> None:
    tree = ("logs/keep 3", "logs/other 4", "logs/nothing", "src/x 5")
    root = build(tmp_path, COPY_ALL, *tree, ignore="logs\n!logs/keep\nlog*\n")
    assert warned(root, "arrives-empty") == [("logs/keep", None)]
    assert not warned(root, "arrives-empty", builder="classic")
    (root / ".dockerignore").write_text("logs\n!logs/keep\n")
    assert not warned(root, "arrives-empty")


@on_linux
def test_a_socket_arrives_empty(tmp_path: Path) -> None:
    root = build(tmp_path, COPY_ALL, "run/app.sock @")
    assert warned(root, "arrives-empty") == [("run/app.sock", None)]
    assert not warned(root, "arrives-empty", builder="classic")  # it leaves sockets out
    (root / ".dockerignore").write_text("run\n")
    assert not warned(root, "arrives-empty")


def test_an_unreadable_file_arrives_empty(tmp_path: Path) -> None:
    root = build(tmp_path, COPY_ALL, "closed 3", "open 4")
    (root / "closed").chmod(0)
    with as_nobody(root / "x"):
        assert warned(root, "arrives-empty") == [("closed", None)]
    (root / "closed").chmod(0o644)
    with as_nobody(root / "x"):
        assert not warned(root, "arrives-empty")


def test_an_unreadable_directory_fails_the_build(tmp_path: Path) -> None:
    root = build(tmp_path, COPY_ALL, "closed/a 3", "open/b 4")
    (root / "closed").chmod(0)
    with as_nobody(root / "x"):
        assert warned(root, "unreadable-directory") == [("closed", None)]
        assert warned(root, "unreadable-directory", builder="classic") == [("closed", None)]
    grow(root, files={".dockerignore": "closed\n"})
    (root / "closed").chmod(0)
    with as_nobody(root / "x"):
        assert not warned(root, "unreadable-directory")
    (root / "closed").chmod(0o755)


def test_many_files_that_arrive_empty_are_counted(tmp_path: Path) -> None:
    tree = [f"logs/{n:02} 3" for n in range(25)]
    rules = "".join(f"!logs/{n:02}\n" for n in range(25))
    root = build(tmp_path, COPY_ALL, *tree, ignore=f"logs\n{rules}log*\n")
    found = [notice for notice in notices_on(root) if notice.code == "arrives-empty"]
    assert len(found) == 21
    assert found[-1].message == "5 more files arrive empty"


def test_the_hint_is_a_command_that_can_be_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = build(tmp_path, COPY_ALL, "d/a b 3", ignore="d\n!d/a b\nd\n")
    monkeypatch.chdir(root.parent)
    for context, command in (
        ("project", "ctxscan explain --context project 'd/a b'"),
        (str(root), f"ctxscan explain --context {root} 'd/a b'"),
    ):
        (notice,) = notices_on(Path(context))
        assert notice.hint == command
    monkeypatch.chdir(root)
    (notice,) = notices_on(Path())
    assert notice.hint == "ctxscan explain 'd/a b'"


@pytest.mark.parametrize(
    ("names", "fires"),
    [
        pytest.param(["dockerignore"], ["dockerignore"], id="without its dot"),
        pytest.param([".Dockerignore"], [".Dockerignore"], id="in the wrong case"),
        pytest.param(["dockerfile.dockerignore"], ["dockerfile.dockerignore"], id="wrong letters"),
        pytest.param([".dockerignore"], [], id="the one that is read"),
        pytest.param(["Dockerfile.dockerignore"], [], id="this Dockerfile's"),
        pytest.param(["Other.dockerignore"], [], id="that of another Dockerfile"),
        pytest.param([".gitignore"], [], id="another program's"),
    ],
)
def test_ignore_files_that_this_build_does_not_read(
    tmp_path: Path, names: list[str], fires: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = grow(tmp_path, *(f"{name} 1" for name in names), files={"Dockerfile": COPY_ALL})
    monkeypatch.chdir(root)
    assert warned(Path(), "ignore-file-unread") == [(name, None) for name in fires]


def test_the_classic_builder_does_not_read_a_dockerfile_s_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = grow(tmp_path, "Dockerfile.dockerignore 1", files={"Dockerfile": COPY_ALL})
    monkeypatch.chdir(root)
    found = warned(Path(), "ignore-file-unread", builder="classic")
    assert found == [("Dockerfile.dockerignore", None)]


def test_an_unknown_frontend_and_triggers_are_told_with_their_lines(tmp_path: Path) -> None:
    root = build(
        tmp_path, "# syntax=docker/dockerfile:1\nFROM a\nFROM scratch\nCOPY --from=0 / /\n"
    )
    found = {notice.code: notice.place for notice in report_on(root).unknowns}
    assert {code: place.line for code, place in found.items() if place} == {
        "unknown-frontend": 1,
        "unknown-triggers": 2,
    }
    assert report_on(root, builder="classic").unknowns == ()  # it sends the same in any case
    root = build(tmp_path / "other", "FROM scratch\nCOPY . /\n")
    assert report_on(root).unknowns == ()
