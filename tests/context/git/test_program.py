"""Only git is run, only by one module, and only with what is on a closed list."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ctxscan.context.git import program as git_program
from ctxscan.context.git.facts import git_facts
from ctxscan.context.git.program import GitError, run_git
from ctxscan.context.git.repository import NoRepository, find_repository
from tests.fuzz.mutation import CORPUS
from tests.support.program import ROOT, command, ctxscan, environment
from tests.support.trees import grow

PACKAGE = ROOT / "ctxscan"
COPY_ALL = "FROM scratch\nCOPY . /\n"
STARTERS = {"subprocess", "pty", "multiprocessing", "asyncio"}

COMMANDS = (
    *(("report", "."), ("list", "."), ("check", ".", "--leaks"), ("suggest", "."), ("lint", ".")),
    *(("explain", "a"), ("builds", "."), ("diff", "HEAD", "."), ("churn", "."), ("key", ".")),
)
MORE = (
    *(("--version",), ("--help",), ("rule",), ("rule", "secret-sent"), ("schema", "report")),
    *(("churn", ".", "--propose"), ("diff", "HEAD~1..HEAD", "."), ("diff", ".", ".")),
    *(("suggest", ".", "--explain"), ("suggest", ".", "--allowlist"), ("suggest", "--check", ".")),
    *(("suggest", "--diff", "."), ("suggest", ".", "--global-excludes"), ("list", "--in-image")),
    *(
        ("check", "."),
        ("list", "-0", "."),
        ("image", "saved"),
        ("image", "saved", "--context", "."),
    ),
    *(("completion", "bash"), ("explore", "--plain", "."), ("report", ".", "--format", "html")),
    *(("__complete", "stage", "ctxscan", "report", "."), ("check", "--image", "saved")),
    *(("churn", ".", "--format", "json"), ("diff", "HEAD~1", "--format", "markdown")),
    *((each, "--", "docker", "build", ".") for each in ("report", "check", "suggest", "key")),
    *(("report", "--", "docker", "compose", "build"), ("list", "--", "docker", "buildx", "bake")),
    *(
        (each, ".", "--builder", builder)
        for each in ("report", "suggest", "list", "check")
        for builder in ("classic", "podman")
    ),
)
"""For a long run: the same in other ways."""


def repository(root: Path, *entries: str) -> Path:
    grow(root, *entries, files={"Dockerfile": COPY_ALL, ".gitignore": "*.log\n"})
    for words in (
        ("init", "-q"),
        ("config", "user.email", "a@b"),
        ("config", "user.name", "a"),
        ("add", "."),
        ("commit", "-qm", "one"),
    ):
        subprocess.run(["git", *words], cwd=root, check=True)
    return root


def test_no_other_module_starts_a_program() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imported(node)
        if name.split(".")[0] in STARTERS
    }
    assert found == {"context/git/program.py"}
    started = re.compile(r"os\.(?:system|popen|exec\w+|spawn\w+|posix_spawn\w*)\(")
    starts = {
        path.name for path in PACKAGE.rglob("*.py") if started.search(path.read_text("utf-8"))
    }
    assert starts == {"process.py"}, "Python itself, anew, in another locale"


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [each.name for each in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("status",), id="a command that is not on the list"),
        pytest.param(("ls-files", "--recurse-submodules"), id="an option that is not"),
        pytest.param(("cat-file", "--textconv", "HEAD:a"), id="a filter"),
        pytest.param(("-c", "core.pager=less", "log"), id="a command behind a setting"),
    ],
)
def test_what_is_not_on_the_list_is_not_run(tmp_path: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="not for us"):
        run_git(str(tmp_path), words)


def test_what_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_program, "_LONGEST", 1.0)
    monkeypatch.setattr(git_program, "_silent", [])
    root = repository(tmp_path)
    (root / "sub").mkdir()
    os.mkfifo(root / "sub/.gitignore")
    with pytest.raises(GitError, match="no answer"):
        run_git(str(root), ["ls-files", "-o", "-z", "--exclude-standard"])
    monkeypatch.setattr(git_program, "_LONGEST", 1000.0)
    assert "no answer" in str(git_facts(str(root)).no_repository), "it is asked no more"


@pytest.mark.parametrize("kind", ["a fifo", "a link to a device"])
def test_settings_that_would_hold_git_up_are_a_reason_not_to_start_it(
    tmp_path: Path, kind: str
) -> None:
    root = repository(tmp_path, "a")
    settings = root / ".git/config"
    settings.unlink()
    if kind == "a fifo":
        os.mkfifo(settings)
    else:
        settings.symlink_to("/dev/zero")
    found = find_repository(str(root))
    assert isinstance(found, NoRepository)
    assert found.reason == f"git cannot read {settings}: it is no regular file"


@pytest.mark.parametrize(
    "name",
    ["HEAD", "index", "packed-refs", "shallow", "commondir", "refs/heads/main", "info/attributes"],
)
@pytest.mark.parametrize("command", ["suggest", "check --leaks", "diff HEAD"])
def test_no_file_of_a_repository_holds_git_up(tmp_path: Path, name: str, command: str) -> None:
    root = repository(tmp_path, "a")
    (root / ".git/HEAD").write_text("ref: refs/heads/main\n")
    path = root / ".git" / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    run = ctxscan(*command.split(), cwd=root)
    said = "".join((run.stdout + run.stderr).decode().split())  # lines break at a slash as well
    assert f"gitcannotread{path}:itisnoregularfile" in said
    assert run.exit_code == {"suggest": 0, "check --leaks": 1, "diff HEAD": 2}[command]


@pytest.mark.parametrize("name", ["info/exclude", ".gitignore"])
def test_what_git_could_not_read_is_a_reason_not_to_ask_it(tmp_path: Path, name: str) -> None:
    root = repository(tmp_path)
    path = root / (".git/info/exclude" if name == "info/exclude" else name)
    with path.open("wb") as file:
        file.truncate(1 << 40)
    found = find_repository(str(root))
    assert isinstance(found, NoRepository)
    assert "larger than 4 MiB" in found.reason


def test_a_corrupt_repository_is_an_answer_without_git(tmp_path: Path) -> None:
    root = repository(tmp_path, "a")
    (root / ".git/index").write_bytes(b"DIRC\0\0\0\2\0\0\0\7garbage")
    run = ctxscan("suggest", ".", cwd=root)
    assert run.exit_code == 0
    assert any("index file" in line or "git" in line for line in run.errors)


def test_a_submodule_that_is_a_link_back_goes_round_no_circle(tmp_path: Path) -> None:
    root = repository(tmp_path, "a")
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=root, check=True, capture_output=True, text=True
    ).stdout.strip()
    link = f"160000,{head},loop"
    subprocess.run(["git", "update-index", "--add", "--cacheinfo", link], cwd=root, check=True)
    (root / "loop").symlink_to(".")
    assert git_facts(str(root)).unknown == {"loop"}
    for words in (("suggest", "."), ("check", ".", "--leaks")):
        assert ctxscan(*words, cwd=root).exit_code in (0, 1)


@pytest.mark.parametrize("as_link", [True, False], ids=["a link", "a file"])
def test_a_git_that_leads_to_the_repository_of_another_is_not_asked(
    tmp_path: Path, *, as_link: bool
) -> None:
    other = repository(tmp_path / "other", "secret-name")
    root = grow(tmp_path / "mine", "a", files={"Dockerfile": COPY_ALL})
    if as_link:
        (root / ".git").symlink_to(other / ".git")
    else:
        (root / ".git").write_text(f"gitdir: {other}/.git\n")
    found = find_repository(str(root))
    assert isinstance(found, NoRepository)
    assert "the repository of another directory" in found.reason


def test_a_linked_work_tree_is_asked(tmp_path: Path) -> None:
    root = repository(tmp_path / "main", "a")
    subprocess.run(["git", "worktree", "add", "-q", "../tree"], cwd=root, check=True)
    assert not isinstance(find_repository(str(tmp_path / "tree")), NoRepository)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_of_a_hostile_repository_nothing_runs_and_nothing_is_written(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "a", "b.log 3")
    subprocess.run(["git", "commit", "-q", "--allow-empty", "-mtwo"], cwd=root, check=True)
    shutil.copy(CORPUS / "image/docker save", root / "saved")
    evil = tmp_path / "evil"
    evil.write_text("#!/bin/sh\ntouch ran\n")
    evil.chmod(0o755)
    for key in (
        *("core.fsmonitor", "core.hooksPath", "core.pager", "core.editor", "core.sshCommand"),
        *("core.askPass", "gpg.program", "diff.external", "diff.x.textconv", "diff.x.command"),
        *("filter.x.clean", "filter.x.smudge", "filter.x.process", "credential.helper"),
        *("alias.ls-files", "uploadpack.packObjectsHook", "pager.ls-files"),
    ):
        subprocess.run(["git", "config", key, str(evil)], cwd=root, check=True)
    (root / ".gitattributes").write_text("* filter=x diff=x\n")
    (root / ".git/objects/info").mkdir(exist_ok=True)
    (root / ".git/objects/info/alternates").write_text("/nowhere\n")
    for hook in ("post-index-change", "pre-auto-gc", "fsmonitor-watchman"):
        shutil.copy(evil, root / ".git/hooks" / hook)
    before = _listed(root)
    log = tmp_path / "log"
    ever: set[str] = set()
    for words in (*COMMANDS, *(MORE if os.environ.get("CTXSCAN_LONG") else ())):
        traced = "trace=execve,connect,openat,unlink,unlinkat,rename,renameat2,mkdir"
        subprocess.run(
            ["strace", "-f", "-qq", "-s", "300", "-e", traced, "-o", log, *command(*words)],
            cwd=root,
            env=environment({"PYTHONDONTWRITEBYTECODE": "1"}),
            stdin=subprocess.DEVNULL,
            check=False,
            capture_output=True,
        )
        text = log.read_text("utf-8", "replace")
        ran = re.findall(r'execve\("([^"]+)", \[(.*?)\].*= 0$', text, re.MULTILINE)
        assert {Path(name).name for name, _ in ran} <= {Path(sys.executable).name, "git"}, ran
        asked = [re.findall(r'"([^"]*)"', given) for name, given in ran if name.endswith("git")]
        names = {_subcommand(given) for given in asked}
        assert names <= {*git_program._ALLOWED, "version"}, names
        ever |= names
        # The figures, with -s.
        print(f"{' '.join(words)}: Python {len(ran) - len(asked)}, git {len(asked)} {names}")  # noqa: T201
        assert "AF_INET" not in text
        opened = re.findall(r'openat\([^"]*"([^"]+)", [^)]*(?:O_WRONLY|O_RDWR)[^)]*\) = \d', text)
        assert [each for each in opened if not each.startswith("/dev/")] == []
        assert re.findall(r"^\d+ +(?:unlink|rename|mkdir)\w*\([^\n]*= 0$", text, re.MULTILINE) == []
    assert _listed(root) == before
    assert {"rev-parse", "ls-files", "ls-tree", "rev-list", "diff-tree"} <= ever


def _subcommand(given: list[str]) -> str:
    words = iter(given[1:])
    for word in words:
        if word in ("-C", "-c"):
            next(words)
        else:
            return word
    return ""


def _listed(root: Path) -> list[tuple[str, int, int]]:
    return sorted(
        (str(each), each.lstat().st_size, each.lstat().st_mtime_ns) for each in root.rglob("*")
    )
