"""Every bad input: one line on stderr, exit code 2, nothing on stdout, and no traceback."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from tests.support.program import Run, ctxscan
from tests.support.trees import grow
from tests.support.unprivileged import as_nobody

if TYPE_CHECKING:
    from pathlib import Path

COPY_ALL = "FROM scratch\nCOPY . /\n"
EVERY_COMMAND = (
    pytest.param(("report", "."), id="report"),
    pytest.param(("list", "."), id="list"),
    pytest.param(("explain", "src/a.py"), id="explain"),
)
BOTH_BUILDERS = pytest.mark.parametrize("builder", ["buildkit", "classic"])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return grow(
        tmp_path / "project", "src/a.py 3", "empty-directory/", files={"Dockerfile": COPY_ALL}
    )


def refused(run: Run) -> str:
    """The one line that it says."""
    assert run.exit_code == 2
    assert run.stdout == b""
    assert len(run.errors) == 1, run.errors
    assert run.stderr.endswith(b"\n")
    assert run.errors[0].startswith("ctxscan: error: ")
    assert "Traceback" not in run.errors[0]
    return run.errors[0].removeprefix("ctxscan: error: ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["report", "nowhere"], "no such directory: nowhere", id="no such directory"),
        pytest.param(["list", "nowhere"], "no such directory: nowhere", id="nothing to list"),
        pytest.param(
            ["report", "compose.yml"],
            "no such file: compose.yml (give a directory, or its compose or bake file)",
            id="no such compose file",
        ),
        pytest.param(
            ["explain", "--context", "nowhere", "a"],
            "no such directory: nowhere",
            id="nothing to explain",
        ),
        pytest.param(
            ["report", "Dockerfile"],
            "the build context must be a directory, and Dockerfile is none",
            id="a file given as context",
        ),
        pytest.param(["report", "empty-directory"], "no such Dockerfile", id="no Dockerfile"),
        pytest.param(["report", "-f", "nope"], "no such Dockerfile: nope", id="no such -f"),
        pytest.param(
            ["report", "-f", "src"],
            "src: a directory, where a Dockerfile should be",
            id="a directory as -f",
        ),
        pytest.param(
            ["report", "--target", "nope"], "target stage 'nope' could not be found", id="target"
        ),
        pytest.param(
            ["report", "--build-context", "name"],
            "--build-context name: not of the form NAME=PATH",
            id="a named context without =",
        ),
        pytest.param(
            ["report", "--build-context", "=x"], "not of the form NAME=PATH", id="no name before ="
        ),
        pytest.param(
            ["report", "--platform", "linux/"], "--platform: not a platform", id="half a platform"
        ),
        pytest.param(
            ["report", "--platform", "a/b/c/d"], "not a platform: 'a/b/c/d'", id="no platform"
        ),
        pytest.param(
            ["report", "--ignorefile", "nope"], "no such ignore file: nope", id="no --ignorefile"
        ),
        pytest.param(
            ["report", "--ignorefile", "src"],
            "src: cannot read the ignore file",
            id="a directory as --ignorefile",
        ),
        pytest.param(["report", "--builder", "x"], "'x' is not one of 'buildkit'", id="builder"),
        pytest.param(["report", "--format", "x"], "'x' is not one of 'text'", id="format"),
        pytest.param(["list", "--format", "x"], "'x' is not one of 'text'", id="format of list"),
        pytest.param(["report", "--by", "x"], "'x' is not one of 'directories'", id="ranking"),
        pytest.param(["report", "--sort", "x"], "'x' is not one of 'size'", id="order"),
        pytest.param(["report", "-n", "0"], "0 is not in the range x>=1", id="no rows"),
        pytest.param(
            ["report", "-d", "x"], "'x' is not a valid int", id="a depth that is no number"
        ),
        pytest.param(["report", "--nope"], "No such option: --nope", id="unknown option"),
        pytest.param(["report", ".", "more"], "unexpected extra argument", id="two contexts"),
        pytest.param(["nope"], "No such command 'nope'", id="unknown command"),
        pytest.param([], "Missing command", id="no command"),
        pytest.param(["explain"], "Missing argument", id="no path to explain"),
        pytest.param(["explain", "/etc/passwd"], "is outside of the build context", id="outside"),
        pytest.param(["explain", "../x"], "is outside of the build context", id="above"),
        pytest.param(["explain", "."], "the context root itself", id="the context root"),
        pytest.param(
            ["report", "-o", "nowhere/x"], "cannot write nowhere/x: No such file", id="output"
        ),
        pytest.param(
            ["report", "--builder", "classic", "--build-context", "a=src"],
            "the classic builder has no named contexts",
            id="a named context for the classic builder",
        ),
    ],
)
def test_one_line_says_what_is_wrong(project: Path, arguments: list[str], says: str) -> None:
    before = sorted(project.rglob("*"))
    assert says in refused(ctxscan(*arguments, cwd=project))
    assert sorted(project.rglob("*")) == before


def test_an_unknown_target_names_the_stages(project: Path) -> None:
    (project / "Dockerfile").write_text("FROM scratch AS first\nFROM scratch AS second\n")
    line = refused(ctxscan("report", "--target", "third", cwd=project))
    assert "first" in line
    assert "second" in line


@pytest.mark.parametrize(
    ("dockerfile", "says"),
    [
        pytest.param("", "Dockerfile: the Dockerfile cannot be empty", id="an empty one"),
        pytest.param("# only\n", "Dockerfile: ", id="nothing but comments"),
        pytest.param("\nFRM x\n", "Dockerfile:2: unknown instruction: FRM", id="misspelt"),
        pytest.param("FROM x\n\nCOPY a\n", "Dockerfile:3: COPY requires at least", id="arguments"),
        pytest.param("FROM x\nCOPY --form=a b c\n", "Dockerfile:2: unknown flag", id="a flag"),
        pytest.param("FROM x\nCOPY <<E /\na\n", "Dockerfile:2: ", id="an open here-document"),
    ],
)
@pytest.mark.parametrize("arguments", EVERY_COMMAND)
def test_a_faulty_dockerfile_is_named_with_its_line(
    project: Path, arguments: tuple[str, str], dockerfile: str, says: str
) -> None:
    (project / "Dockerfile").write_text(dockerfile)
    assert refused(ctxscan(*arguments, cwd=project)).startswith(says)


def test_the_classic_client_sends_the_context_whatever_the_dockerfile_says(project: Path) -> None:
    (project / "Dockerfile").write_text("\nFRM x\n")
    run = ctxscan("report", "--builder", "classic", cwd=project)
    assert run.exit_code == 0
    assert "Dockerfile:2: unknown instruction: FRM" in run.text


@BOTH_BUILDERS
@pytest.mark.parametrize("arguments", EVERY_COMMAND)
@pytest.mark.parametrize(
    ("rule", "says"),
    [
        pytest.param("[", "syntax error in pattern '['", id="refused before the walk"),
        pytest.param("src/[", "syntax error in pattern 'src/['", id="refused at the end of a path"),
        pytest.param("*{2}", "syntax error in pattern '*{2}'", id="refused when it is tried"),
        pytest.param("!", "illegal exclusion pattern", id="a lone exclamation mark"),
    ],
)
def test_a_malformed_rule_is_named_with_its_line(
    project: Path, arguments: tuple[str, str], rule: str, says: str, builder: str
) -> None:
    (project / ".dockerignore").write_text(f"# first\n\n{rule}\n")
    line = refused(ctxscan(*arguments, "--builder", builder, cwd=project))
    assert line.startswith(f".dockerignore:3: {says}")


def test_the_place_of_a_fault_is_a_path_from_here(project: Path) -> None:
    (project / ".dockerignore").write_text("[\n")
    line = refused(ctxscan("report", "project", cwd=project.parent))
    assert line.startswith("project/.dockerignore:1: ")


@pytest.mark.parametrize("arguments", EVERY_COMMAND)
def test_a_directory_is_no_ignore_file_for_the_classic_builder(
    project: Path, arguments: tuple[str, str]
) -> None:
    (project / ".dockerignore").mkdir()
    line = refused(ctxscan(*arguments, "--builder", "classic", cwd=project))
    assert line.startswith(".dockerignore: cannot read the ignore file: Is a directory")


def test_buildkit_takes_an_ignore_file_that_is_a_directory_for_none(project: Path) -> None:
    (project / ".dockerignore").mkdir()
    run = ctxscan("report", "--format", "json", cwd=project)
    assert run.exit_code == 0
    assert [each["code"] for each in run.document["warnings"]] == ["ignore-file-unreadable"]


@pytest.fixture
def unreadable(project: Path) -> Path:
    file = project / ".dockerignore"
    file.write_text("src\n")
    file.chmod(0)
    return project


def test_the_classic_builder_refuses_an_ignore_file_it_cannot_read(unreadable: Path) -> None:
    with as_nobody(unreadable / "x"):
        run = ctxscan("report", "--builder", "classic", cwd=unreadable)
    assert refused(run).startswith(".dockerignore: cannot read the ignore file: Permission denied")


def test_buildkit_ignores_nothing_when_it_cannot_read_the_ignore_file(unreadable: Path) -> None:
    with as_nobody(unreadable / "x"):
        run = ctxscan("report", "--format", "json", cwd=unreadable)
    assert "ignore-file-unreadable" in [each["code"] for each in run.document["warnings"]]
    assert run.document["eligible"]["files"] == 3


def test_an_ignore_file_that_was_chosen_must_be_readable(unreadable: Path) -> None:
    with as_nobody(unreadable / "x"):
        run = ctxscan("report", "--ignorefile", ".dockerignore", cwd=unreadable)
    assert refused(run).startswith(".dockerignore: cannot read the ignore file: Permission denied")


def test_a_context_that_cannot_be_listed(project: Path) -> None:
    closed = project / "closed"
    grow(closed, files={"Dockerfile": COPY_ALL})
    closed.chmod(0o311)
    with as_nobody(closed):
        run = ctxscan("report", "closed", cwd=project)
    assert "cannot read the build context" in refused(run)


def test_a_dockerfile_that_cannot_be_read(project: Path) -> None:
    (project / "Dockerfile").chmod(0)
    with as_nobody(project / "x"):
        run = ctxscan("report", cwd=project)
    assert refused(run) == "Dockerfile: cannot read it: Permission denied"


def test_nothing_is_written_when_the_build_is_refused(project: Path) -> None:
    (project / ".dockerignore").write_text("[\n")
    kept = project / "kept.txt"
    kept.write_text("as it was")
    for arguments in (["report"], ["list"], ["explain", "a"]):
        refused(ctxscan(*arguments, "-o", "kept.txt", cwd=project))
        refused(ctxscan(*arguments, "-o", "new.txt", cwd=project))
    assert kept.read_text() == "as it was"
    assert not (project / "new.txt").exists()


def test_a_file_is_kept_whole_when_the_new_one_cannot_be_placed(project: Path) -> None:
    folder = grow(project / "closed", files={"report.txt": "as it was"})
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR | stat.S_IROTH | stat.S_IXOTH)
    with as_nobody(folder / "x"):
        run = ctxscan("report", "-o", "closed/report.txt", cwd=project)
    assert refused(run) == "cannot write closed/report.txt: Permission denied"
    assert [each.name for each in folder.iterdir()] == ["report.txt"]
    assert (folder / "report.txt").read_text() == "as it was"
