"""`ctxscan diff`: against revisions, directories and documents."""

from __future__ import annotations

import os
import shutil
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.program import ctxscan
from tests.support.repositories import commit, git, init
from tests.support.schemas import mismatches
from tests.support.trees import WHY_NOT_HERE, make_file

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

DOCKERFILE = """\
FROM python:3.13 AS build
COPY requirements.txt /
RUN pip install -r /requirements.txt
FROM scratch
COPY --from=build /lib /lib
COPY src /src
"""
FILES = {
    "Dockerfile": DOCKERFILE,
    "requirements.txt": "flask\n",
    "src/a.py": "a\n",
    "src/run.sh": "#!/bin/sh\n",
    ".gitignore": "*.sql\n",
    "docs/b.md": "b\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return repository(tmp_path / "project", FILES)


def repository(root: Path, files: dict[str, str]) -> Path:
    init(root)
    grow(root, files)
    git(root, "add", "-A")
    commit(root)
    return root


def grow(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        make_file(root / name, text)
        (root / name).chmod(0o644)


def compared(root: Path, *arguments: str) -> Any:
    run = ctxscan("diff", *arguments, "--format", "json", cwd=root)
    assert run.exit_code == 0, run.errors
    return run.document


def fates(document: Any) -> dict[int, str]:
    return {row["line"]: row["fate"] for row in document["steps"]}


def changes(document: Any) -> dict[str, list[str]]:
    return {row["path"]: row["what"] for row in document["changes"]}


def causes(document: Any) -> dict[int, list[Any]]:
    return {row["line"]: row["because"] for row in document["steps"] if row["because"]}


def test_a_clean_work_tree_keeps_every_step_of_its_commit(project: Path) -> None:
    found = compared(project)
    assert found["changes"] == []
    assert set(fates(found).values()) == {"kept"}
    assert found["transfer"]["before"] == found["transfer"]["after"]


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["update-index", "--split-index"], id="split over two files"),
        pytest.param(["sparse-checkout", "set", "--sparse-index", "src"], id="sparse"),
    ],
)
def test_an_index_of_another_kind_leads_to_the_same_answer(
    project: Path, command: list[str]
) -> None:
    git(project, "config", "splitIndex.maxPercentChange", "100")
    git(project, *command)
    make_file(project / "src/new", "new\n")
    git(project, "add", "src/new")
    found = compared(project)
    assert changes(found) == {"src/new": ["added"]}


def test_a_change_loses_what_reads_it_and_what_follows(project: Path) -> None:
    make_file(project / "requirements.txt", "flask==3\n")
    found = compared(project)
    assert changes(found) == {"requirements.txt": ["content"]}
    assert fates(found) == {2: "lost", 3: "lost", 5: "perhaps", 6: "perhaps"}
    assert causes(found) == {
        2: [{"path": "requirements.txt"}],
        3: [{"line": 2}],
        5: [{"line": 3}],
        6: [{"line": 5}],
    }
    assert found["rescues"] == [{"path": "requirements.txt", "lines": [2, 3]}]


def test_the_document_is_as_its_schema_says(project: Path) -> None:
    make_file(project / "requirements.txt", "flask==3\n")
    make_file(project / "src" / "dump.sql", "x")
    (project / "src" / "a.py").unlink()
    assert mismatches(compared(project), "diff") == []


def test_what_no_step_reads_is_no_change(project: Path) -> None:
    make_file(project / "docs" / "b.md", "other\n")
    assert compared(project)["changes"] == []


def test_what_git_ignores_and_docker_sends_is_marked(project: Path) -> None:
    make_file(project / "src" / "dump.sql", "x" * 5000)
    (row,) = compared(project)["changes"]
    assert row == {
        "path": "src/dump.sql",
        "what": ["added"],
        "bytes": 5000,
        "ignored_by_git": True,
    }
    assert b"git ignores it, Docker sends it" in ctxscan("diff", cwd=project).stdout


def test_the_bit_that_git_keeps_of_a_mode_counts_and_the_others_are_said_once(
    project: Path,
) -> None:
    for path in project.rglob("*"):
        if path.is_file() and ".git" not in path.parts:
            path.chmod(0o664)
    found = compared(project)
    assert found["changes"] == []
    assert set(fates(found).values()) == {"kept"}
    (note,) = found["notes"]
    assert "modes that a checkout under umask 022 would not give" in note
    (project / "src" / "run.sh").chmod(0o755)
    assert changes(compared(project)) == {"src/run.sh": ["mode"]}


def test_a_umask_that_is_given_counts(project: Path) -> None:
    found = compared(project, "--umask", "002")
    assert {word for words in changes(found).values() for word in words} == {"mode"}
    assert fates(found) == {2: "lost", 3: "lost", 5: "perhaps", 6: "lost"}


def test_two_revisions_are_compared_without_the_work_tree(project: Path) -> None:
    make_file(project / "src" / "a.py", "other\n")
    git(project, "commit", "-qam", "x")
    make_file(project / "src" / "a.py", "not committed\n")
    found = compared(project, "HEAD~1..HEAD")
    assert changes(found) == {"src/a.py": ["content"]}
    assert found["changes"][0]["bytes"] == 4
    assert fates(found) == {2: "kept", 3: "kept", 5: "kept", 6: "lost"}
    assert compared(project, "HEAD..HEAD")["changes"] == []


def test_the_dockerfile_of_the_revision_is_the_one_that_counts(project: Path) -> None:
    text = DOCKERFILE.replace("RUN pip", "ENV A=1\nRUN pip")
    make_file(project / "Dockerfile", text)
    found = compared(project)
    assert fates(found) == {2: "kept", 4: "lost", 6: "perhaps", 7: "perhaps"}
    assert causes(found)[4] == [{"text": "A is set"}]


def test_the_ignore_file_of_the_revision_is_the_one_that_counts(project: Path) -> None:
    make_file(project / ".dockerignore", "**/*.sh\n")
    found = compared(project)
    assert changes(found) == {"src/run.sh": ["removed"]}
    assert causes(found)[6] == [{"path": "src/run.sh"}]


def test_a_context_below_the_top_and_a_dockerfile_beside_it(tmp_path: Path) -> None:
    files = {f"web/{name}": text for name, text in FILES.items() if name != "Dockerfile"}
    root = repository(tmp_path / "top", {**files, "docker/web.Dockerfile": DOCKERFILE})
    make_file(root / "web" / "src" / "a.py", "other\n")
    found = compared(root, "HEAD", "web", "-f", "docker/web.Dockerfile")
    assert changes(found) == {"src/a.py": ["content"]}
    assert fates(found)[6] == "lost"


def test_links_are_followed_in_a_revision_as_on_disk(tmp_path: Path) -> None:
    root = init(tmp_path / "links")
    grow(root, {"Dockerfile": "FROM scratch\nCOPY link /\n", "real/a": "a\n"})
    (root / "link").symlink_to("real")
    git(root, "add", "-A")
    commit(root)
    assert fates(compared(root)) == {2: "kept"}
    make_file(root / "real" / "a", "b\n")
    assert changes(compared(root)) == {"real/a": ["content"]}


def test_content_behind_git_lfs_is_compared_by_its_pointer(tmp_path: Path) -> None:
    data = b"large\n"
    pointer = (
        "version https://git-lfs.github.com/spec/v1\n"
        f"oid sha256:{sha256(data).hexdigest()}\nsize {len(data)}\n"
    )
    files = {"Dockerfile": "FROM scratch\nCOPY a.bin /\n", "a.bin": pointer}
    root = repository(tmp_path / "lfs", {**files, ".gitattributes": "*.bin filter=lfs -text\n"})
    make_file(root / "a.bin", data)
    assert fates(compared(root)) == {2: "kept"}
    make_file(root / "a.bin", b"other\n")
    assert fates(compared(root)) == {2: "lost"}


def test_content_behind_another_filter_is_never_guessed(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM scratch\nCOPY a.key /\n", "a.key": "cipher\n"}
    root = repository(tmp_path / "crypt", {**files, ".gitattributes": "*.key filter=crypt\n"})
    assert fates(compared(root)) == {2: "kept"}
    make_file(root / "a.key", "plain!\n")
    found = compared(root)
    assert fates(found) == {2: "perhaps"}
    assert changes(found) == {"a.key": ["unknown"]}


def test_line_ends_that_a_checkout_writes_are_no_change(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM scratch\nCOPY a.bat /\n", "a.bat": "one\ntwo\n"}
    root = repository(tmp_path / "eol", {**files, ".gitattributes": "*.bat text eol=crlf\n"})
    make_file(root / "a.bat", "one\r\ntwo\r\n")
    found = compared(root)
    assert (changes(found), fates(found)) == ({}, {2: "kept"})
    make_file(root / "a.bat", "one\r\nten\r\n")
    assert changes(compared(root)) == {"a.bat": ["content"]}


def test_a_repository_in_the_context_is_said_once(tmp_path: Path) -> None:
    root = repository(tmp_path / "all", {"Dockerfile": "FROM scratch\nCOPY . /\n"})
    found = compared(root)
    assert changes(found) == {".git": ["content"]}
    assert causes(found) == {2: [{"path": ".git"}]}
    assert "every commit" in found["notes"][0]


def test_the_files_of_a_submodule_are_compared_with_its_commit(tmp_path: Path) -> None:
    inner = repository(tmp_path / "inner", {"a": "a\n"})
    root = repository(tmp_path / "outer", {"Dockerfile": "FROM scratch\nCOPY sub/a /\n"})
    git(root, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "sub")
    commit(root)
    assert fates(compared(root)) == {2: "kept"}
    make_file(root / "sub" / "a", "b\n")
    assert changes(compared(root)) == {"sub/a": ["content"]}


def test_another_copy_of_the_project_is_a_base(project: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(project, copy)
    make_file(project / "src" / "a.py", "other\n")
    found = compared(project, str(copy), ".", "-f", "Dockerfile")
    assert changes(found) == {"src/a.py": ["content"]}
    assert found["base"] == str(copy)


def test_a_document_of_key_is_a_base(project: Path, tmp_path: Path) -> None:
    saved = tmp_path / "keys.json"
    arguments = ("--build-arg", "A=1", "--format", "json", "-o", str(saved))
    assert ctxscan("key", *arguments, cwd=project).exit_code == 0
    assert set(fates(compared(project, str(saved))).values()) == {"kept"}
    make_file(project / "src" / "a.py", "other\n")
    found = compared(project, str(saved))
    assert changes(found) == {"src/a.py": ["content"]}
    assert fates(found) == {2: "kept", 3: "kept", 5: "kept", 6: "lost"}


def test_content_of_the_same_size_and_time_is_what_a_warm_builder_overlooks(
    project: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "keys.json"
    ctxscan("key", "--format", "json", "-o", str(saved), cwd=project)
    file = project / "src" / "a.py"
    time = file.stat().st_mtime_ns
    file.write_text("z\n")
    os.utime(file, ns=(time, time))
    found = compared(project, str(saved))
    assert found["stale"] == ["src/a.py"]
    assert fates(found)[6] == "lost"
    # Against a commit too: the index is not believed about a file that was touched since.
    assert changes(compared(project)) == {"src/a.py": ["content"]}


@pytest.mark.parametrize(
    ("option", "file", "code"),
    [
        pytest.param("lost", "src/a.py", 1, id="a copy is lost, and any step counts"),
        pytest.param("lost-run", "src/a.py", 0, id="a copy is lost, and only commands count"),
        pytest.param("lost-run", "requirements.txt", 1, id="a command is lost"),
        pytest.param("lost", "docs/b.md", 0, id="nothing is lost"),
    ],
)
def test_it_fails_where_it_is_asked_to(project: Path, option: str, file: str, code: int) -> None:
    make_file(project / file, "other\n")
    assert ctxscan("diff", "--fail-on", option, cwd=project).exit_code == code


def test_text_markdown_and_annotations_say_the_same(project: Path) -> None:
    make_file(project / "requirements.txt", "flask==3\n")
    for format_ in ("text", "markdown", "github"):
        text = ctxscan("diff", "--format", format_, cwd=project).text
        assert "COPY requirements.txt /" in text
        assert "line 2" in text
    text = ctxscan("diff", cwd=project).text
    assert "2 of 4 steps run again, 2 perhaps" in " ".join(text.split())


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        pytest.param(["nothing"], "no such revision, directory or document: nothing", id="unknown"),
        pytest.param(["HEAD~9"], "no such revision, directory or document: HEAD~9", id="too old"),
        pytest.param(["--umask", "9"], "--umask 9: not an octal number", id="no umask"),
        pytest.param(["Dockerfile"], "Dockerfile is no document of", id="another file"),
        pytest.param(["HEAD..nothing"], "no such revision", id="unknown end of a range"),
    ],
)
def test_a_base_that_is_none_is_refused_on_one_line(
    project: Path, arguments: list[str], error: str
) -> None:
    run = ctxscan("diff", *arguments, cwd=project)
    assert run.exit_code == 2
    assert len(run.errors) == 1
    assert error in run.errors[0]


def test_outside_of_a_repository_a_revision_is_refused(tmp_path: Path) -> None:
    make_file(tmp_path / "Dockerfile", "FROM scratch\nCOPY a /\n")
    run = ctxscan("diff", cwd=tmp_path)
    assert run.exit_code == 2
    assert "this directory is in no git repository" in run.errors[0]


def test_a_revision_that_had_no_such_build_is_refused(project: Path) -> None:
    make_file(project / "new" / "Dockerfile", "FROM scratch\nCOPY a /\n")
    run = ctxscan("diff", "HEAD", "new", cwd=project)
    assert run.exit_code == 2
    assert "is no directory at HEAD" in run.errors[0] or "no such Dockerfile" in run.errors[0]


def test_a_blob_that_is_not_there_is_compared_by_its_name(project: Path) -> None:
    make_file(project / "src" / "a.py", "other\n")
    git(project, "commit", "-qam", "x")
    for revision in ("HEAD~1", "HEAD"):
        name = git(project, "rev-parse", f"{revision}:src/a.py").decode().strip()
        (project / ".git" / "objects" / name[:2] / name[2:]).unlink()
    found = compared(project, "HEAD~1..HEAD")
    assert changes(found) == {"src/a.py": ["content"]}
    assert fates(found)[6] == "lost"
    assert fates(compared(project, "HEAD..HEAD"))[6] == "kept"


def test_all_builds_of_a_compose_file_are_compared_and_docker_s_own_words_are_taken(
    project: Path,
) -> None:
    text = "services:\n  a: {build: .}\n  b: {build: {context: ., target: build}}\n"
    make_file(project / "compose.yaml", text)
    make_file(project / "src" / "a.py", "other\n")
    found = compared(project, "HEAD", "compose.yaml")
    assert [build["name"] for build in found["builds"]] == ["a", "b"]
    assert [fates(build) for build in found["builds"]] == [
        {2: "kept", 3: "kept", 5: "kept", 6: "lost"},
        {2: "kept", 3: "kept"},
    ]
    run = ctxscan("diff", "--format", "json", "--", "docker", "build", ".", cwd=project)
    assert fates(run.document)[6] == "lost"
    keys = ctxscan("key", "compose.yaml", "--format", "json", cwd=project).document
    assert len(keys["builds"]) == 2


@pytest.mark.parametrize("now", ["a link that leads nowhere", "a directory"])
def test_a_file_that_became_something_else_is_not_read_as_one(project: Path, now: str) -> None:
    was = project / "src/a.txt"
    make_file(was, "of the revision")
    git(project, "add", "-A")
    commit(project)
    was.unlink()
    if now == "a directory":
        was.mkdir()
    else:
        was.symlink_to("nowhere")
    assert "type" in changes(compared(project))["src/a.txt"]
