"""What git ignores and the build would send."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.findings.check.limits import MOST
from tests.support.program import ctxscan
from tests.support.repositories import git, init
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

ALL = "FROM scratch\nCOPY . .\n"


def leaks(root: Path) -> list[tuple[str, list[str]]]:
    run = ctxscan("check", "--leaks", "--no-secrets", "--format", "json", cwd=root)
    return [(each["path"], each["rules"]) for each in run.document["findings"]]


@pytest.mark.parametrize(
    ("dockerignore", "expected"),
    [
        pytest.param("", [("node_modules", ["**/node_modules"])], id="no rule at all"),
        pytest.param("**/node_modules\n", [], id="a rule for any depth"),
        pytest.param(
            "*\n!src\n!web\nweb/node_modules\n",
            [("src/node_modules", ["**/node_modules"])],
            id="an allowlist that lets it in below",
        ),
        pytest.param(
            "node_modules\n",
            [("src/node_modules", ["**/node_modules"])],
            id="a rule for the root alone",
        ),
        pytest.param("*\n!src/*.js\n", [], id="an allowlist of files"),
    ],
)
def test_node_modules_leaks_where_the_ignore_file_would_let_it_in(
    tmp_path: Path, dockerignore: str, expected: list[tuple[str, list[str]]]
) -> None:
    files = {"Dockerfile": ALL, ".gitignore": "node_modules/\n", ".dockerignore": dockerignore}
    assert leaks(grow(tmp_path, "src/a.js", files=files)) == expected


def test_what_no_instruction_asks_for_does_not_leak(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM scratch\nCOPY src /\n", ".gitignore": "/.env\n*.log\n"}
    assert leaks(grow(tmp_path, "src/a", files=files)) == [("src/x.log", ["**/*.log"])]


def test_what_a_copy_names_is_meant_to_be_sent(tmp_path: Path) -> None:
    files = {"Dockerfile": f"{ALL}COPY dist/app /app\n", ".gitignore": "dist/\n"}
    assert leaks(grow(tmp_path, "dist/app", files=files)) == []


def test_the_exceptions_of_git_come_with_the_rule(tmp_path: Path) -> None:
    files = {"Dockerfile": ALL, ".gitignore": ".env*\n!.env.example\n!other\n"}
    root = grow(tmp_path, ".env.example", files=files)
    assert leaks(root) == [(".env", ["**/.env*", "!**/.env.example"])]


def test_what_git_tracks_all_the_same_stays(tmp_path: Path) -> None:
    files = {"Dockerfile": ALL, ".gitignore": "*.cfg\n"}
    root = init(grow(tmp_path, "sub/forced.cfg", files=files))
    git(root, "add", "-f", ".")
    assert leaks(root) == [("x.cfg", ["**/*.cfg", "!sub/forced.cfg"])]


def test_only_what_colleagues_have_counts(tmp_path: Path) -> None:
    root = init(grow(tmp_path, files={"Dockerfile": ALL, ".gitignore": ".env\n"}))
    (root / ".git/info").mkdir(exist_ok=True)
    (root / ".git/info/exclude").write_text("mine\n")
    assert [path for path, _ in leaks(root)] == [".env"]


def test_each_gitignore_of_the_context_counts_with_its_line(tmp_path: Path) -> None:
    files = {"Dockerfile": ALL, "web/.gitignore": "\n/dist\n", ".gitignore": ""}
    root = init(grow(tmp_path, "web/a.js", files=files))
    run = ctxscan("check", "--leaks", "--format", "json", cwd=root)
    (finding,) = run.document["findings"]
    assert (finding["file"], finding["line"], finding["path"]) == ("web/.gitignore", 2, "web/dist")


SITE = "FROM scratch\nCOPY apps/site .\n"


def test_below_an_ignored_directory_that_an_exception_opens_leaks_are_found_and_written(
    tmp_path: Path,
) -> None:
    files = {"Dockerfile": SITE, ".gitignore": "out/\n", ".dockerignore": "**\n!apps/site/**\n"}
    root = init(grow(tmp_path, "apps/site/a.js", files=files))
    assert leaks(root) == [("apps/site/out", ["**/out"])]
    ctxscan("suggest", "--source", "gitignore", "--write", cwd=root)
    assert leaks(root) == []


def test_a_line_that_two_files_of_git_have_leaks_once(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM scratch\nCOPY . .\n", "web/Dockerfile": ALL, ".gitignore": "*.o\n"}
    root = init(grow(tmp_path, "web/a.c", files={**files, "web/.gitignore": "*.o\n"}))
    assert leaks(root / "web") == [("x.o", ["**/*.o"])]


LONG = "".join(f"name{number}\n" for number in range(60)) + "node_modules\n"


def test_what_a_suggestion_leaves_out_of_a_long_list_is_a_note(tmp_path: Path) -> None:
    root = init(grow(tmp_path, "package.json", files={"Dockerfile": ALL, ".gitignore": LONG}))
    assert ctxscan("check", "--leaks", cwd=root).exit_code == 1
    ctxscan("suggest", "--write", cwd=root)
    run = ctxscan("check", "--leaks", "--format", "json", cwd=root)
    (note,) = run.document["findings"]
    assert (run.exit_code, note["code"], note["severity"]) == (0, "gitignore-rest", "note")
    assert "git ignores 60 more patterns" in note["message"]
    said = " ".join(ctxscan("check", "--leaks", cwd=root, env={"COLUMNS": "200"}).text.split())
    assert "note: git ignores 60 more patterns, and no file here matches" in said
    assert "ctxscan suggest --source gitignore --diff" in said


def test_what_was_left_out_leaks_once_such_a_file_is_there(tmp_path: Path) -> None:
    root = init(grow(tmp_path, "package.json", files={"Dockerfile": ALL, ".gitignore": LONG}))
    ctxscan("suggest", "--write", cwd=root)
    grow(root, "web/name7 100")
    run = ctxscan("check", "--leaks", cwd=root)
    assert run.exit_code == 1
    ctxscan("suggest", "--write", cwd=root)
    assert ctxscan("check", "--leaks", cwd=root).exit_code == 0
    ctxscan("suggest", "--source", "gitignore", "--write", cwd=root)
    assert leaks(root) == []


def test_notes_of_several_kinds_stand_side_by_side(tmp_path: Path) -> None:
    files = {"Dockerfile": ALL, ".gitignore": LONG, ".dockerignore": "**/.git\n**/node_modules\n"}
    files |= {"a/.env": "PASSWORD=x8Kq2\n", "b/.env": "PASSWORD=x8Kq2\n"}
    root = init(grow(tmp_path, files=files))
    git(root, "add", "-A")
    said = " ".join(ctxscan("check", "--leaks", cwd=root, env={"COLUMNS": "200"}).text.split())
    assert "note: 2 files that git tracks look like credentials: a/.env, b/.env" in said
    assert "note: git ignores 60 more patterns" in said


def test_notes_of_several_builds_keep_their_words(tmp_path: Path) -> None:
    files = {".gitignore": LONG, "compose.yaml": "services: {a: {build: a}, b: {build: b}}\n"}
    for each in ("a", "b"):
        files[f"{each}/Dockerfile"] = ALL
        files[f"{each}/.dockerignore"] = "**/.git\n**/node_modules\n**/.env\n"
    root = init(grow(tmp_path, files=files))
    run = ctxscan("check", "--leaks", "--all", cwd=root, env={"COLUMNS": "200"})
    assert run.exit_code == 0
    assert run.text.count("note: git ignores 60 more patterns") == 2
    assert "credentials" not in run.text


def test_of_many_tracked_secrets_none_is_counted_twice(tmp_path: Path) -> None:
    files = {"Dockerfile": ALL, ".dockerignore": "**/.git\n"}
    files |= {f"{number:03}/.env": "PASSWORD=x8Kq2\n" for number in range(MOST + 7)}
    root = init(grow(tmp_path, files=files))
    git(root, "add", "-A")
    said = " ".join(ctxscan("check", cwd=root, env={"COLUMNS": "200"}).text.split())
    listed = f"note: {MOST} files that git tracks look like credentials: 000/.env, 001/.env"
    assert listed in said
    assert "note: 7 more files that git tracks look like credentials [secret-sent]" in said


def test_many_leaks_are_reported_as_one(tmp_path: Path) -> None:
    files = {"Dockerfile": ALL, ".gitignore": "".join(f"name{n}\n" for n in range(60))}
    found = leaks(grow(tmp_path, files=files))
    assert len(found) == 51
    path, rules = found[-1]
    assert (path or None, rules) == (None, [])
