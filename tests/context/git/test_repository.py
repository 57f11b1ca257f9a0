from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ctxscan.context.git.repository import GitVerdict, NoRepository, Repository, find_repository
from ctxscan.context.git.view import GitView, IgnoreSource, look
from ctxscan.errors import ContextError, Place
from tests.support.repositories import ENVIRONMENT, commit, git, init
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

UNDECODABLE = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such names")


@pytest.fixture(autouse=True)
def without_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


def repository_of(directory: Path) -> Repository:
    found = find_repository(str(directory))
    assert isinstance(found, Repository)
    return found


def view_of(directory: Path, *, global_excludes: bool = False) -> GitView:
    return look(repository_of(directory), global_excludes=global_excludes)


def add(directory: Path, *paths: str) -> None:
    git(directory, "add", "-f", "--", *paths)


def source_paths(view: GitView) -> list[str]:
    return [source.path for source in view.sources]


def test_a_directory_outside_of_git_has_no_repository(tmp_path: Path) -> None:
    assert find_repository(str(tmp_path)) == NoRepository("this directory is in no git repository")


def test_a_repository_is_found_from_below(tmp_path: Path) -> None:
    init(tmp_path)
    grow(tmp_path, "a b/c/")
    found = repository_of(tmp_path / "a b/c")
    assert (found.toplevel, found.prefix) == (str(tmp_path), "a b/c/")


def test_a_repository_is_found_through_a_symlink(tmp_path: Path) -> None:
    init(tmp_path / "r")
    grow(tmp_path, "r/d/", "link -> r/d")
    assert repository_of(tmp_path / "link").prefix == "d/"


def test_a_bare_repository_has_no_files(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "--template=")
    found = find_repository(str(tmp_path))
    assert isinstance(found, NoRepository)
    assert "no work tree" in found.reason


def test_the_inside_of_a_git_directory_has_no_files(tmp_path: Path) -> None:
    init(tmp_path)
    assert isinstance(find_repository(str(tmp_path / ".git")), NoRepository)


def test_a_repository_that_git_does_not_trust_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    init(tmp_path)
    # Git's own switch for its tests: every repository belongs to somebody else.
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    found = find_repository(str(tmp_path))
    assert isinstance(found, NoRepository)
    assert "belongs to somebody else" in found.reason
    assert found.hint is not None
    assert "safe.directory" in found.hint


def test_a_machine_without_git_has_no_repositories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    init(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = find_repository(str(tmp_path))
    assert isinstance(found, NoRepository)
    assert found.reason == "git is not installed"


def test_git_is_not_taken_from_a_directory_that_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = init(tmp_path)
    (root / "git").write_text("#!/bin/sh\ntouch ran\n")
    (root / "git").chmod(0o755)
    monkeypatch.chdir(root)
    for place in (".", "", "./"):
        monkeypatch.setenv("PATH", os.pathsep.join([place, os.environ["PATH"]]))
        assert not isinstance(find_repository("."), NoRepository)
    monkeypatch.setenv("PATH", ".")
    assert isinstance(find_repository("."), NoRepository)
    assert not (root / "ran").exists()


def test_what_runs_programs_is_not_imported_before_git_is_needed() -> None:
    code = "import ctxscan.context.git.view, sys; print('subprocess' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"False\n"


def test_a_hook_of_another_repository_misleads_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    init(tmp_path / "mine")
    init(tmp_path / "other")
    grow(tmp_path, "mine/a", "other/b")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other/.git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "other/.git/index"))
    assert view_of(tmp_path / "mine").untracked == {"a"}
    assert os.environ["GIT_DIR"] == str(tmp_path / "other/.git")


def test_a_broken_index_is_an_error_with_a_hint(tmp_path: Path) -> None:
    init(tmp_path)
    (tmp_path / ".git/index").write_bytes(b"no index at all, but long enough to be read")
    with pytest.raises(ContextError, match="git ls-files failed") as caught:
        view_of(tmp_path)
    assert caught.value.hint is not None


def test_tracked_untracked_and_ignored_are_told_apart(tmp_path: Path) -> None:
    init(tmp_path)
    files = {".gitignore": "*.log\nbuild/\n"}
    grow(tmp_path, "a", "b", "x.log", "kept.log", "build/x", "build/kept", "d/", files=files)
    add(tmp_path, "a", "kept.log", "build/kept")
    view = view_of(tmp_path)
    assert view.tracked == {"a", "kept.log", "build/kept"}
    assert view.untracked == {"b", ".gitignore"}
    assert view.kept == view.tracked | view.untracked


def test_a_tracked_file_may_be_gone(tmp_path: Path) -> None:
    init(tmp_path)
    grow(tmp_path, "a")
    add(tmp_path, "a")
    (tmp_path / "a").unlink()
    assert view_of(tmp_path).tracked == {"a"}


def test_paths_are_relative_to_the_context(tmp_path: Path) -> None:
    init(tmp_path)
    grow(tmp_path, "outside", "app/a", "app/d/b", files={".gitignore": "b\n"})
    add(tmp_path, "app/a")
    view = view_of(tmp_path / "app")
    assert view.tracked == {"a"}
    assert view.untracked == set()


@UNDECODABLE
def test_names_may_be_any_bytes(tmp_path: Path) -> None:
    init(tmp_path)
    odd = ["\udce9", "a\nb", '"q"', "é", " a ", "-x", ":(top)y", "t\tt"]
    grow(tmp_path, *odd, *(f"ignored/{name}" for name in odd), files={".gitignore": "ignored\n"})
    add(tmp_path, *(f"./{name}" for name in odd[:2]))
    view = view_of(tmp_path)
    assert view.tracked == set(odd[:2])
    assert view.untracked == {*odd[2:], ".gitignore"}
    repository = repository_of(tmp_path)
    assert repository.is_tracked("\udce9")
    assert not repository.is_tracked(":(top)y")
    verdicts = repository.verdicts([f"ignored/{name}" for name in odd])
    assert all(verdict and verdict.ignored for verdict in verdicts.values())
    assert set(verdicts) == {f"ignored/{name}" for name in odd}


def test_ignore_files_are_read_from_the_top_down(tmp_path: Path) -> None:
    init(tmp_path)
    texts = {
        ".git/info/exclude": "0",
        ".gitignore": "1",
        "app/.gitignore": "2",
        "app/x/.gitignore": "3",
        "app/x/d/e/.gitignore": "5",
        "app/x/f/.gitignore": "4",
        "other/.gitignore": "no",
    }
    grow(tmp_path, files=texts)
    assert view_of(tmp_path / "app/x").sources == (
        IgnoreSource("../../.git/info/exclude", b"0", "", "app/x"),
        IgnoreSource("../../.gitignore", b"1", "", "app/x"),
        IgnoreSource("../.gitignore", b"2", "", "x"),
        IgnoreSource(".gitignore", b"3", "", ""),
        IgnoreSource("f/.gitignore", b"4", "f", ""),
        IgnoreSource("d/e/.gitignore", b"5", "d/e", ""),
    )


def test_an_ignore_file_in_an_ignored_directory_is_not_read(tmp_path: Path) -> None:
    init(tmp_path)
    texts = {".gitignore": "d/\n", "d/.gitignore": "!x\n", "d/e/.gitignore": "!x\n"}
    grow(tmp_path, files=texts)
    add(tmp_path, "d/e/.gitignore")
    assert source_paths(view_of(tmp_path)) == [".gitignore"]


def test_an_ignore_file_that_ignores_itself_is_read(tmp_path: Path) -> None:
    init(tmp_path)
    grow(tmp_path, ".venv/x", files={".venv/.gitignore": "*\n"})
    view = view_of(tmp_path)
    assert source_paths(view) == [".venv/.gitignore"]
    assert view.kept == set()


def test_an_ignore_file_must_be_a_file(tmp_path: Path) -> None:
    init(tmp_path)
    texts = {"d/rules": "a\n", "e/.gitignore/x": ""}
    grow(tmp_path, "a", "d/a", "d/.gitignore -> rules", files=texts)
    view = view_of(tmp_path)
    assert source_paths(view) == []
    assert "d/a" in view.untracked


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        pytest.param(False, {"mine", "a"}, id="is not shared, and left out"),
        pytest.param(True, {"a"}, id="counts where it is asked for"),
    ],
)
def test_the_users_own_ignore_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, asked: bool, kept: set[str]
) -> None:
    init(tmp_path / "r")
    texts = {"global": "mine\n", "config": f"[core]\nexcludesFile = {tmp_path}/global\n"}
    grow(tmp_path, "r/mine", "r/a", files=texts)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    view = view_of(tmp_path / "r", global_excludes=asked)
    assert view.untracked == kept
    assert source_paths(view) == (["../global"] if asked else [])


def test_the_users_ignore_file_has_a_default_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    init(tmp_path / "r")
    grow(tmp_path, "r/mine", files={"xdg/git/ignore": "mine\n"})
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    view = view_of(tmp_path / "r", global_excludes=True)
    assert view.untracked == set()
    assert source_paths(view) == ["../xdg/git/ignore"]


def test_git_may_ignore_the_context_itself(tmp_path: Path) -> None:
    init(tmp_path)
    grow(tmp_path, "build/out/a", "src/a", files={".gitignore": "build/\n"})
    assert view_of(tmp_path / "build/out").root_ignored
    assert not view_of(tmp_path / "src").root_ignored
    assert not view_of(tmp_path).root_ignored


def test_a_worktree_reads_the_rules_of_its_repository(tmp_path: Path) -> None:
    init(tmp_path / "main")
    grow(tmp_path / "main", "a", files={".git/info/exclude": "junk\n"})
    add(tmp_path / "main", "a")
    commit(tmp_path / "main")
    git(tmp_path / "main", "worktree", "add", "-q", "../tree")
    grow(tmp_path / "tree", "junk", "b")
    view = view_of(tmp_path / "tree")
    assert view.tracked == {"a"}
    assert view.untracked == {"b"}
    assert source_paths(view) == ["../main/.git/info/exclude"]


def test_a_submodule_answers_for_itself(tmp_path: Path) -> None:
    init(tmp_path / "lib")
    grow(tmp_path / "lib", "f", files={".gitignore": "*.o\n"})
    add(tmp_path / "lib", "f", ".gitignore")
    commit(tmp_path / "lib")
    init(tmp_path / "main")
    grow(tmp_path / "main", files={".gitignore": "*.log\n"})
    local = ("-c", "protocol.file.allow=always")
    git(tmp_path / "main", *local, "submodule", "--quiet", "add", "../lib", "vendor/lib")
    grow(tmp_path / "main/vendor/lib", "x.o", "x.log", "new")
    view = view_of(tmp_path / "main")
    assert view.tracked == {".gitmodules", "vendor/lib/f", "vendor/lib/.gitignore"}
    # The rules of the outer repository end at the submodule, so its x.log is not ignored.
    assert view.untracked == {".gitignore", "vendor/lib/new", "vendor/lib/x.log"}
    assert view.sources[-1] == IgnoreSource("vendor/lib/.gitignore", b"*.o\n", "vendor/lib", "")
    assert view_of(tmp_path / "main/vendor/lib").tracked == {"f", ".gitignore"}


def test_a_submodule_that_is_not_there_is_an_empty_directory(tmp_path: Path) -> None:
    init(tmp_path)
    grow(tmp_path, "vendor/lib/")
    name = "160000," + "1" * 40 + ",vendor/lib"
    git(tmp_path, "update-index", "--add", "--cacheinfo", name)
    view = view_of(tmp_path)
    assert view.kept == set()
    assert view.unknown == set()


def test_a_repository_that_lies_about_answers_for_itself(tmp_path: Path) -> None:
    init(tmp_path)
    init(tmp_path / "clone")
    grow(tmp_path / "clone", "a", "b.o", files={".gitignore": "*.o\n"})
    view = view_of(tmp_path)
    assert view.kept == {"clone/a", "clone/.gitignore"}
    assert source_paths(view) == ["clone/.gitignore"]


def test_a_repository_inside_that_cannot_be_asked_is_unknown(tmp_path: Path) -> None:
    init(tmp_path)
    init(tmp_path / "clone")
    grow(tmp_path / "clone", "a")
    git(tmp_path / "clone", "config", "core.bare", "true")
    view = view_of(tmp_path)
    assert view.kept == set()
    assert view.unknown == {"clone"}


def test_a_verdict_names_the_line(tmp_path: Path) -> None:
    init(tmp_path)
    texts = {".gitignore": "# x\n*.log\n", "d/.gitignore": "!keep.log\n"}
    grow(tmp_path, "kept.log", files=texts)
    add(tmp_path, "kept.log")
    repository = repository_of(tmp_path)
    asked = ["a.log", "d/keep.log", "b", "kept.log"]
    assert repository.verdicts(asked) == {
        "a.log": GitVerdict(ignored=True, text="*.log", place=Place(".gitignore", 2)),
        "d/keep.log": GitVerdict(ignored=False, text="!keep.log", place=Place("d/.gitignore", 1)),
        "b": None,
        "kept.log": None,
    }
    by_rules_alone = repository.verdicts(["kept.log"], use_index=False)["kept.log"]
    assert by_rules_alone is not None
    assert by_rules_alone.ignored
    assert repository.verdicts([]) == {}


def test_a_file_is_read_from_the_index_and_from_the_last_commit(tmp_path: Path) -> None:
    init(tmp_path)
    file = ".dockerignore"
    grow(tmp_path, files={f"app/{file}": "committed\n"})
    repository = repository_of(tmp_path / "app")
    assert (repository.in_index(file), repository.at_head(file)) == (None, None)
    add(tmp_path, f"app/{file}")
    assert (repository.in_index(file), repository.at_head(file)) == (b"committed\n", None)
    commit(tmp_path)
    grow(tmp_path, files={f"app/{file}": "staged"})
    add(tmp_path, f"app/{file}")
    grow(tmp_path, files={f"app/{file}": ""})
    assert (repository.in_index(file), repository.at_head(file)) == (b"staged", b"committed\n")
    assert repository.is_tracked(file)
    assert not repository.is_tracked("other")


def test_only_regular_files_have_content(tmp_path: Path) -> None:
    init(tmp_path)
    grow(tmp_path, "link -> nowhere", "d/a", "*")
    add(tmp_path, "link", "d")
    commit(tmp_path)
    repository = repository_of(tmp_path)
    for path in ("link", "d", "*", ""):
        assert (repository.in_index(path), repository.at_head(path)) == (None, None)


def test_asking_writes_nothing(tmp_path: Path) -> None:
    init(tmp_path)
    grow(tmp_path, "a", "b", files={".gitignore": "b\n"})
    add(tmp_path, "a")
    commit(tmp_path)
    os.utime(tmp_path / "a", (1, 1))  # git would like to note this in its index

    def state() -> dict[str, int]:
        return {str(path): path.lstat().st_mtime_ns for path in sorted(tmp_path.rglob("*"))}

    before = state()
    repository = repository_of(tmp_path)
    look(repository)
    repository.verdicts(["a", "b"])
    repository.in_index("a")
    repository.at_head("a")
    assert state() == before


def test_a_program_that_the_repository_names_is_not_run(tmp_path: Path) -> None:
    init(tmp_path)
    grow(tmp_path, "a", files={"spy.sh": f"#!/bin/sh\ntouch '{tmp_path}/ran'\n"})
    (tmp_path / "spy.sh").chmod(0o755)
    git(tmp_path, "config", "core.fsmonitor", str(tmp_path / "spy.sh"))
    add(tmp_path, "a")
    (tmp_path / "ran").unlink(missing_ok=True)
    look(repository_of(tmp_path))
    assert not (tmp_path / "ran").exists()
