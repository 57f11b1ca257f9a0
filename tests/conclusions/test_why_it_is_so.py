"""Why something is so: public reports where the cause was hard to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conclusions.stories import BUILDERS, Story, steps, story
from tests.support.program import ctxscan
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

POINTER = (
    "version https://git-lfs.github.com/spec/v1\n"
    "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\n"
    "size 12345\n"
)
MODULES = '[submodule "lib"]\n\tpath = lib\n\turl = https://example.org/lib.git\n'


@on_linux
@pytest.mark.parametrize("builder", BUILDERS)
def test_a_path_below_a_link_is_never_sent(tmp_path: Path, builder: str) -> None:
    # lima#1338
    grow(tmp_path, "x/d/f 1")
    project = story(tmp_path, "d -> ../x/d", dockerfile=steps("COPY . /"))
    text = ctxscan("explain", "d/f", "--builder", builder, cwd=project.root).text
    assert "d/f  is not sent" in text
    assert "d is a symlink, and no builder looks below one" in text


@on_linux
@pytest.mark.parametrize("builder", BUILDERS)
def test_a_source_that_is_a_link_to_outside_says_where_it_leads(
    tmp_path: Path, builder: str
) -> None:
    # HAMi#2041
    grow(tmp_path, "x/f 1")
    project = story(tmp_path, "link -> ../x/f", dockerfile=steps("COPY link /"))
    (said,) = project.checked("--builder", builder)
    assert "is a symlink to '../x/f', which leads to nothing in the context" in said.message


@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize(
    ("source", "there"),
    [
        pytest.param("readme.md", "README.md", id="the name"),
        pytest.param("src/a", "Src/a", id="its directory"),
        pytest.param("SRC/A", "Src/a", id="both"),
    ],
)
def test_a_source_in_other_letters_names_the_one_that_is_there(
    tmp_path: Path, builder: str, source: str, there: str
) -> None:
    # sitecore-docker#62
    project = story(tmp_path, "README.md 1", "Src/a 1", dockerfile=steps(f"COPY {source} /"))
    (said,) = project.checked("--builder", builder)
    assert f"which has {there!r}" in said.message


@pytest.mark.parametrize(
    ("rule", "there"),
    [
        pytest.param("readme.md", "README.md", id="a file"),
        pytest.param("src/gen", "Src/gen", id="a directory above"),
        pytest.param("node_modules", "Node_modules", id="a name that is usual"),
        pytest.param("secret.txt", "secrets.txt", id="a letter"),
    ],
)
def test_a_rule_in_other_letters_names_what_is_there(tmp_path: Path, rule: str, there: str) -> None:
    tree = ("README.md 1", "Src/gen/x 1", "Node_modules/a 1", "secrets.txt 1")
    project = story(tmp_path, *tree, dockerfile=steps("COPY . /"), ignore=f"{rule}\n")
    (said,) = project.linted()
    assert said.code == "misspelled"
    assert there in said.message


@pytest.mark.parametrize("rule", ["build/", "**/build/", "/build/", "bui*/"])
def test_a_rule_with_a_slash_at_its_end_ignores_a_file_and_that_is_said(
    tmp_path: Path, rule: str
) -> None:
    # buildkit#4252
    project = story(tmp_path, "build 1", "a 1", dockerfile=steps("COPY . /"), ignore=f"{rule}\n")
    (said,) = project.linted()
    assert said.code == "trailing-slash"
    assert "ignores the file build" in said.message
    mended = story(tmp_path, ignore=f"{rule}**\n")
    assert mended.linted() == []
    assert "/build" in mended.image()


@pytest.mark.parametrize("tree", ["build/x 1", "src/a 1"])
def test_a_slash_behind_a_directory_is_fine(tmp_path: Path, tree: str) -> None:
    project = story(tmp_path, tree, dockerfile=steps("COPY . /"), ignore="build/\n")
    assert project.linted() == []


def test_the_classic_builder_rewrites_the_ignore_file_of_a_dockerfile_from_elsewhere(
    tmp_path: Path,
) -> None:
    # docker/cli#3921
    project = Story(
        grow(
            tmp_path / "project",
            "ctx/a 1",
            files={"D": steps("COPY . ."), "ctx/.dockerignore": "*.log\n"},
        )
    )
    options = ("-f", "D", "ctx", "--builder", "classic")
    assert [each.code for each in project.reported(*options)] == ["ignore-name-changes"]
    assert project.reported("-f", "D", "ctx") == []


def test_a_frontend_that_does_not_know_a_flag_fails_the_build(tmp_path: Path) -> None:
    # buildkit#2909
    text = "# syntax=docker/dockerfile:1.4\n" + steps("COPY --parents a /x/")
    project = story(tmp_path, "a 1", dockerfile=text)
    assert project.failing() == [(3, "frontend-too-old")]


@pytest.mark.parametrize(
    "words", ['["a" "/x"]', '["a", "/x",]', "['a', '/x']", "[a, /x]", '["a", "/x"']
)
def test_a_broken_json_form_is_said_to_be_one(tmp_path: Path, words: str) -> None:
    # moby#48811
    project = story(tmp_path, "a 1", dockerfile=steps(f"COPY {words}"))
    assert "as a JSON array it needs double quotes, and a comma" in project.refused("report")


@pytest.mark.parametrize("builder", ["classic", "podman"])
def test_a_broken_json_form_is_said_to_be_one_by_other_builders_too(
    tmp_path: Path, builder: str
) -> None:
    project = story(tmp_path, "a 1", dockerfile=steps('COPY ["a" "/x"]'))
    (said,) = project.checked("--builder", builder)
    assert "as a JSON array it needs double quotes, and a comma" in said.hint


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("https://github.com/x/y.git", "the address of a repository"),
        ("https://github.com/x/y.git#main:docs", "the address of a repository"),
        ("git@github.com:x/y.git", "the address of a repository"),
        ("github.com/x/y", "the address of a repository"),
        ("git://example.org/y", "the address of a repository"),
        ("https://example.org/y.tar.gz", "is an address"),
        ("-", "on stdin"),
    ],
)
@pytest.mark.parametrize("command", ["report", "check", "list"])
def test_a_context_that_is_no_directory_says_what_docker_does_with_it(
    tmp_path: Path, address: str, what: str, command: str
) -> None:
    line = story(tmp_path, dockerfile=steps()).refused(command, address)
    assert what in line
    assert "no ignore file is applied" in line


def test_an_archive_as_context_says_what_docker_does_with_it(tmp_path: Path) -> None:
    project = story(tmp_path, "ctx.tar.gz 9", dockerfile=steps())
    assert "docker build - < ctx.tar.gz" in project.refused("report", "ctx.tar.gz")


def test_a_wrong_context_names_the_command_that_fits_once(tmp_path: Path) -> None:
    text = steps("COPY backend/a /", "COPY backend/b backend/c /")
    tree = ("backend/a 1", "backend/b 1", "backend/c 1")
    project = Story(grow(tmp_path / "project", *tree, files={"backend/Dockerfile": text}))
    said = project.reported("backend")
    assert [each.code for each in said] == ["source-missing"] * 3
    assert [each.hint for each in said] == [
        "all sources lie below another directory: ctxscan report -f backend/Dockerfile .",
        "",
        "",
    ]
    assert project.failing("-f", "backend/Dockerfile", ".") == []


def test_a_context_above_that_was_meant_for_the_dockerfile_s_own_directory(
    tmp_path: Path,
) -> None:
    tree = ("app/setup.py 1", "app/src/a 1")
    text = steps("COPY setup.py /", "COPY src /src")
    project = Story(grow(tmp_path / "project", *tree, files={"app/Dockerfile": text}))
    said = project.checked("-f", "app/Dockerfile", ".")
    assert said[0].hint.endswith("ctxscan report -f app/Dockerfile app")


def test_wildcards_count_for_the_context_that_fits(tmp_path: Path) -> None:
    tree = ("app/src/a.py 1", "app/setup.py 1")
    text = steps("COPY src/*.py /", "COPY setup.py* /")
    project = Story(grow(tmp_path / "project", *tree, files={"app/Dockerfile": text}))
    (said,) = project.checked("-f", "app/Dockerfile", ".")
    assert said.hint.endswith("ctxscan report -f app/Dockerfile app")


def test_a_missing_dockerfile_names_those_that_lie_there(tmp_path: Path) -> None:
    files = {"docker/Dockerfile.prod": steps(), "web/Dockerfile": steps()}
    project = Story(grow(tmp_path / "project", files=files))
    assert "docker/Dockerfile.prod, web/Dockerfile" in project.refused("report")
    assert "docker/Dockerfile.prod" in project.refused("report", "-f", "docker/Dockerfil")


def test_a_missing_dockerfile_where_none_lies_asks_for_its_name(tmp_path: Path) -> None:
    project = Story(grow(tmp_path / "project", "a 1"))
    assert "name it with -f FILE" in project.refused("report")


@pytest.mark.parametrize(
    "image",
    [
        *("mcr.microsoft.com/windows/servercore:ltsc2022", "golang:1.22-nanoserver"),
        *("mcr.microsoft.com/windows:ltsc2019", "python:3.12-windowsservercore-ltsc2022"),
    ],
)
def test_an_image_of_windows_is_built_by_the_classic_builder(tmp_path: Path, image: str) -> None:
    project = story(tmp_path, "a 1", dockerfile=f"FROM {image}\nCOPY a /a/\n")
    assert [each.code for each in project.reported()] == ["windows-image"]
    assert "windows-image" not in [each.code for each in project.reported("--builder", "classic")]


def test_an_image_for_linux_is_not(tmp_path: Path) -> None:
    project = story(tmp_path, "a 1", dockerfile="FROM windowsill/app:1\nCOPY a /a/\n")
    assert project.reported() == []


@pytest.mark.parametrize(
    ("step", "code"),
    [
        pytest.param("COPY lib/a /", "source-missing", id="a file of it"),
        pytest.param("COPY lib/*.c /", "no-directory-to-search", id="a wildcard"),
    ],
)
def test_a_submodule_that_is_not_checked_out_is_the_cause(
    tmp_path: Path, step: str, code: str
) -> None:
    project = story(tmp_path, "lib/", dockerfile=steps(step), gitmodules=MODULES)
    (said,) = project.checked()
    assert said.code == code
    assert "a git submodule that is not checked out" in said.message
    assert "git submodule update --init" in said.hint


@pytest.mark.parametrize("step", ["COPY . /", "COPY lib /l"])
def test_a_submodule_that_is_copied_empty_is_said(tmp_path: Path, step: str) -> None:
    project = story(tmp_path, "lib/", dockerfile=steps(step), gitmodules=MODULES)
    assert project.failing() == []
    assert [each.code for each in project.reported()] == ["submodule-empty"]
    grow(project.root, "lib/a 1")
    assert project.reported() == []


def test_a_submodule_that_nobody_asks_for_is_not(tmp_path: Path) -> None:
    project = story(tmp_path, "lib/", "a 1", dockerfile=steps("COPY a /"), gitmodules=MODULES)
    assert project.reported() == []


@pytest.mark.parametrize("step", ["COPY model.bin /", "COPY . /", "COPY *.bin /m/"])
def test_a_pointer_of_git_lfs_under_a_copy_is_said(tmp_path: Path, step: str) -> None:
    project = story(tmp_path, dockerfile=steps(step))
    grow(project.root, files={"model.bin": POINTER})
    assert [each.code for each in project.reported()] == ["lfs-pointer"]
    grow(project.root, files={"model.bin": "x" * len(POINTER)})
    assert project.reported() == []


@pytest.mark.parametrize("builder", BUILDERS)
def test_a_git_file_has_nothing_below_it(tmp_path: Path, builder: str) -> None:
    project = story(tmp_path, dockerfile=steps("COPY .git/HEAD /"))
    grow(project.root, files={".git": "gitdir: ../x/.git/worktrees/s\n"})
    (said,) = project.checked("--builder", builder)
    if builder != "classic":  # which calls it a forbidden path
        assert "'.git' is a file, as in a worktree or a submodule" in said.message


@pytest.mark.parametrize(
    ("source", "says"),
    [
        pytest.param(".git/*", "'.git' is a file, as in a worktree", id="below a file of git"),
        pytest.param("notes/*.md", "'notes' is a file", id="below a file"),
        pytest.param("../x/*.c", "'../x' leads out of the context", id="above the context"),
        pytest.param("SRC/*.c", "which has 'src'", id="in other letters"),
    ],
)
def test_the_cause_is_said_of_the_directory_of_a_wildcard_too(
    tmp_path: Path, source: str, says: str
) -> None:
    grow(tmp_path, "x/a.c 1")
    project = story(tmp_path, "src/a.c 1", "notes 1", dockerfile=steps(f"COPY {source} /"))
    grow(project.root, files={".git": "gitdir: ../x/.git/worktrees/s\n"})
    (said,) = project.checked()
    assert said.code == "no-directory-to-search"
    assert says in said.message


def test_a_source_above_the_context_is_said_to_lie_outside(tmp_path: Path) -> None:
    grow(tmp_path, "x/f 1")
    (said,) = story(tmp_path, dockerfile=steps("COPY ../x/f /")).checked()
    assert "'../x/f' leads out of the context" in said.message


def test_an_ignore_file_beside_a_dockerfile_below_says_how_its_rules_read_from_the_root(
    tmp_path: Path,
) -> None:
    files = {"backend/Dockerfile": steps("COPY . /"), "backend/.dockerignore": "venv\n"}
    project = Story(grow(tmp_path / "project", "backend/venv/x 1", files=files))
    said = [e for e in project.reported("-f", "backend/Dockerfile", ".") if "unread" in e.code]
    assert [each.hint for each in said] == [
        "write its rules into .dockerignore, as seen from there: NAME is backend/NAME"
    ]
