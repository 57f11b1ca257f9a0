"""`ctxscan diff` of a compose or bake file: each build beside that of its name in BASE."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.program import ctxscan
from tests.support.repositories import commit, git, init
from tests.support.schemas import mismatches
from tests.support.trees import WHY_NOT_HERE, make_file

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

DOCKERFILE = "FROM alpine AS one\nARG X\nCOPY a.txt /\nRUN make\nFROM one AS two\nRUN more\n"


WEB = {"context": "web"}


def bake(**targets: Any) -> str:
    names = list(targets)
    return json.dumps({"group": {"default": {"targets": names}}, "target": targets})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with one commit."""
    root = init(tmp_path / "project")
    make_file(root / "Dockerfile", DOCKERFILE)
    make_file(root / "web" / "Dockerfile", "FROM alpine\nCOPY . /web\nRUN web\n")
    make_file(root / "web" / "w.txt", "w\n")
    make_file(root / "a.txt", "a\n")
    make_file(root / "docker-bake.json", bake(app={"context": "."}, web={"context": "web"}))
    save(root)
    return root


def save(root: Path) -> None:
    git(root, "add", "-A")
    commit(root)


def fates(root: Path, *arguments: str) -> dict[str, list[tuple[int, str]]]:
    run = ctxscan("diff", "--format", "json", *arguments, cwd=root)
    assert run.exit_code == 0, run.errors
    document = run.document
    assert mismatches(document, "several") == []
    return {
        each["name"]: [(step["line"], step["fate"]) for step in each["steps"]]
        for each in document["builds"]
    }


KEPT = {"app": [(3, "kept"), (4, "kept"), (6, "kept")], "web": [(2, "kept"), (3, "kept")]}


def test_nothing_is_lost_where_nothing_changed(root: Path) -> None:
    assert fates(root, "HEAD", "docker-bake.json") == KEPT


def test_what_the_file_gave_to_a_build_is_taken_from_the_revision(root: Path) -> None:
    text = bake(app={"context": ".", "args": {"X": "1"}}, web={"context": "web"})
    make_file(root / "docker-bake.json", text)
    lost = {**KEPT, "app": [(3, "kept"), (4, "lost"), (6, "lost")]}
    assert fates(root, "HEAD", "docker-bake.json") == lost
    save(root)
    assert fates(root, "HEAD", "docker-bake.json") == KEPT
    assert fates(root, "HEAD~1..HEAD", "docker-bake.json") == lost
    assert fates(root, "HEAD~1", "--", "docker", "buildx", "bake") == lost


def test_another_target_and_another_context_are_what_they_were(root: Path) -> None:
    text = bake(app={"context": ".", "target": "one"}, web={"context": "site"})
    (root / "web").rename(root / "site")
    make_file(root / "docker-bake.json", text)
    found = fates(root, "HEAD", "docker-bake.json")
    assert found == {"app": [(3, "kept"), (4, "kept")], "web": [(2, "kept"), (3, "kept")]}


def test_an_inline_dockerfile_is_that_of_the_revision(root: Path) -> None:
    inline = "FROM alpine\nCOPY a.txt /\nRUN {}\n"
    for command in ("one", "two"):
        app = {"context": ".", "dockerfile-inline": inline.format(command)}
        make_file(root / "docker-bake.json", bake(app=app))
        save(root)
    assert fates(root, "HEAD~1", "docker-bake.json") == {"app": [(2, "kept"), (3, "lost")]}


def test_a_new_build_is_lost_whole_and_one_that_is_gone_is_named(root: Path) -> None:
    make_file(root / "docker-bake.json", bake(app={"context": "."}, new={"context": "."}))
    found = fates(root, "HEAD", "docker-bake.json")
    assert found == {"app": KEPT["app"], "new": [(3, "lost"), (4, "lost"), (6, "lost")]}
    run = ctxscan("diff", "HEAD", "docker-bake.json", cwd=root)
    assert "web is a build of HEAD, and no build any more" in "\n".join(run.errors)
    assert "there is no such build in HEAD" in run.text
    run = ctxscan("diff", "HEAD", "docker-bake.json", "--only", "app", cwd=root)
    assert run.errors == []


def test_without_the_file_in_the_revision_every_build_is_new(root: Path) -> None:
    (root / "docker-bake.json").rename(root / "other-bake.json")
    git(root, "add", "-A")
    found = fates(root, "HEAD", "other-bake.json")
    assert {fate for steps in found.values() for _, fate in steps} == {"lost"}


def test_a_file_that_is_broken_in_the_revision_is_named_with_it(root: Path) -> None:
    make_file(root / "docker-bake.json", "{")
    save(root)
    make_file(root / "docker-bake.json", bake(app={"context": "."}))
    run = ctxscan("diff", "HEAD", "docker-bake.json", cwd=root)
    assert run.exit_code == 2
    (line,) = run.errors
    assert "docker-bake.json:1" in line
    assert "HEAD: " in line


def test_what_git_does_not_know_is_taken_as_it_lies_here(root: Path) -> None:
    make_file(root / ".gitignore", ".env\n")
    make_file(root / ".env", "VALUE=1\n")
    compose = "services:\n  app:\n    build:\n      context: .\n      args: {X: $VALUE}\n"
    make_file(root / "compose.yaml", compose)
    save(root)
    assert fates(root, "HEAD", "compose.yaml") == {"app": KEPT["app"]}


def test_a_directory_and_a_document_have_the_builds_of_their_own(
    root: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "keys.json"
    run = ctxscan("key", "docker-bake.json", "--format", "json", "-o", str(saved), cwd=root)
    assert run.exit_code == 0
    copy = tmp_path / "copy"
    shutil.copytree(root, copy)
    text = bake(app={"context": ".", "args": {"X": "1"}}, web={"context": "web"})
    make_file(root / "docker-bake.json", text)
    make_file(root / "web" / "w.txt", "other\n")
    lost = {"app": [(3, "kept"), (4, "lost"), (6, "lost")], "web": [(2, "lost"), (3, "lost")]}
    assert fates(root, str(saved), "docker-bake.json") == lost
    assert fates(root, str(copy), "docker-bake.json") == lost
    assert fates(root, str(copy), "docker-bake.json", "--only", "web") == {"web": lost["web"]}


def test_a_directory_cannot_say_what_a_command_would_build_there(root: Path) -> None:
    run = ctxscan("diff", "web", "--", "docker", "buildx", "bake", cwd=root)
    assert run.exit_code == 2
    (line,) = run.errors
    assert line.startswith("ctxscan: error: web is a directory: which builds it has, its compose")


def test_what_a_file_says_of_the_cache_decides_about_the_steps_of_its_builds(root: Path) -> None:
    for app in ({"no-cache": True}, {"no-cache-filter": ["ONE"]}):
        make_file(root / "docker-bake.json", bake(app={"context": ".", **app}, web=WEB))
        lost = [(3, "lost"), (4, "lost"), (6, "lost")]
        assert fates(root, "HEAD", "docker-bake.json") == {**KEPT, "app": lost}
    make_file(root / "docker-bake.json", bake(app={"context": ".", "ulimits": ["core=1"]}, web=WEB))
    lost = [(3, "kept"), (4, "lost"), (6, "lost")]
    assert fates(root, "HEAD", "docker-bake.json") == {**KEPT, "app": lost}
    save(root)
    assert fates(root, "HEAD", "docker-bake.json") == KEPT


def test_a_build_that_was_without_the_cache_left_its_results_in_it(root: Path) -> None:
    text = bake(app={"context": ".", "no-cache": True}, web=WEB)
    make_file(root / "docker-bake.json", text)
    save(root)
    make_file(root / "docker-bake.json", bake(app={"context": "."}, web=WEB))
    assert fates(root, "HEAD", "docker-bake.json") == KEPT


def test_the_options_of_bake_and_of_compose_decide_about_steps(root: Path) -> None:
    make_file(root / "compose.yaml", "services: {web: {build: web}, app: {build: .}}")
    save(root)
    everything = {name: [(line, "lost") for line, _ in steps] for name, steps in KEPT.items()}
    bakes = ("HEAD", "--", "docker", "buildx", "bake", "-f", "docker-bake.json")
    assert fates(root, *bakes) == KEPT
    assert fates(root, *bakes, "--no-cache") == everything
    assert fates(root, *bakes, "--set", "web.no-cache=true") == {**KEPT, "web": everything["web"]}
    composes = ("HEAD", "--", "docker", "compose", "build")
    assert fates(root, *composes) == KEPT
    assert fates(root, *composes, "--no-cache") == everything
    assert fates(root, *composes, "--no-cache", "web") == {"web": everything["web"]}
