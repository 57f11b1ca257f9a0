"""``ctxscan lint``: exit codes, both formats, and what --fix writes."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from ctxscan.findings.lint.fix import fixed
from tests.support.program import ctxscan, program
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

COPY_ALL = "FROM scratch\nCOPY . /\n"


def project(root: Path, rules: str | bytes, *tree: str) -> Path:
    return grow(root, *tree, files={"Dockerfile": COPY_ALL, ".dockerignore": rules})


def test_nothing_found_ends_with_0(tmp_path: Path) -> None:
    run = ctxscan("lint", cwd=project(tmp_path, "node_modules\n"))
    assert (run.exit_code, run.lines) == (0, [".dockerignore, 1 rule: nothing to say"])


def test_without_an_ignore_file_there_is_nothing_to_say(tmp_path: Path) -> None:
    run = ctxscan("lint", cwd=grow(tmp_path, files={"Dockerfile": COPY_ALL}))
    assert (run.exit_code, run.lines) == (0, ["no ignore file: nothing to say"])


def test_a_finding_ends_with_1_and_tells_line_reason_and_fix(tmp_path: Path) -> None:
    run = ctxscan("lint", cwd=project(tmp_path, "# deps\nnode_modules\n", "web/node_modules/x"))
    assert run.exit_code == 1
    assert run.lines == [
        ".dockerignore:2  node_modules",
        "  matches at the context root alone: web/node_modules is sent [only-at-root]",
        "  -> write **/node_modules",
        "",
        ".dockerignore, 1 rule: 1 finding",
    ]


def test_the_context_may_lie_elsewhere(tmp_path: Path) -> None:
    project(tmp_path / "p", "../x\n")
    assert ctxscan("lint", "p", cwd=tmp_path).lines[0] == "p/.dockerignore:1  ../x"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["nowhere"], "no such directory: nowhere", id="no context"),
        pytest.param(["--skip", "nonsense"], "--skip nonsense: no such code", id="no such code"),
        pytest.param(["--skip", "only-at-rot"], "did you mean only-at-root", id="misspelled"),
        pytest.param(["--skip", "too-large"], "lint has no such code", id="a code of check"),
        pytest.param(["--builder", "podman"], "as Docker does", id="another language"),
        pytest.param(["-f", "nope"], "no such Dockerfile: nope", id="no Dockerfile"),
        pytest.param(["--format", "xml"], "--format", id="no such format"),
    ],
)
def test_bad_input_ends_with_2(arguments: list[str], says: str, tmp_path: Path) -> None:
    run = ctxscan("lint", *arguments, cwd=project(tmp_path, "../x\n"))
    assert (run.exit_code, run.stdout) == (2, b"")
    assert says in run.errors[0]


def test_what_docker_refuses_is_a_finding_for_every_line(tmp_path: Path) -> None:
    run = ctxscan("lint", "--format", "json", cwd=project(tmp_path, "a\n[\n!\n"))
    assert run.exit_code == 1
    assert [(each["code"], each["line"]) for each in run.document["findings"]] == [
        ("refused", 2),
        ("refused", 3),
    ]


def test_a_code_can_be_left_out(tmp_path: Path) -> None:
    run = ctxscan("lint", "--skip", "never-matches", cwd=project(tmp_path, "../x\n"))
    assert run.exit_code == 0


def test_the_document_keeps_its_contract(tmp_path: Path) -> None:
    run = ctxscan("lint", "--format", "json", cwd=project(tmp_path, "a\na\n"))
    assert run.exit_code == 1
    assert run.document == {
        "schema_version": 1,
        "command": "lint",
        "context": {
            "path": ".",
            "dockerfile": "Dockerfile",
            "ignore_file": ".dockerignore",
            "target": None,
            "builder": "buildkit",
        },
        "passed": False,
        "fixed": 0,
        "findings": [
            {
                "code": "shadowed",
                "message": "says what line 1 says: line 1 (a) already ignores all that it matches",
                "measured": None,
                "limit": None,
                "path": None,
                "file": ".dockerignore",
                "line": 2,
                "rule": "a",
                "hint": "remove it",
                "fix": [],
            }
        ],
    }


def test_the_dockerfile_may_come_from_stdin(tmp_path: Path) -> None:
    project(tmp_path, "a\n", "a")
    run = ctxscan("lint", "-f", "-", cwd=tmp_path, stdin=b"FROM scratch\nCOPY a /\n")
    assert run.exit_code == 1
    assert run.lines[0] == "-:2"


def test_the_program_itself_ends_with_1(tmp_path: Path) -> None:
    run = program("lint", cwd=project(tmp_path, "../x\n"))
    assert (run.exit_code, run.stderr) == (1, b"")


def test_hostile_names_do_not_reach_the_terminal(tmp_path: Path) -> None:
    run = ctxscan("lint", cwd=project(tmp_path, "x \x1b[31m # [bold]b\n"))
    assert run.exit_code == 1
    assert b"\x1b" not in run.stdout
    assert "[bold]b" in run.text


MESSY = (
    b"\xef\xbb\xbf# deps, kept\r\n"
    b"../x\r\n"
    b"   # indented\r\n"
    b"\r\n"
    b"node_modules\r\n"
    b"! a  \r\n"
    b"node_modules/  \r\n"
    b"a # stays\r\n"
    b"last"
)
TIDY = b"\xef\xbb\xbf# deps, kept\r\n# indented\r\n\r\nnode_modules\r\na # stays\r\nlast"


def test_fix_writes_what_is_safe_and_keeps_every_other_byte(tmp_path: Path) -> None:
    ignore_file = project(tmp_path, MESSY) / ".dockerignore"
    run = ctxscan("lint", "--fix", "--format", "json", cwd=tmp_path)
    assert ignore_file.read_bytes() == TIDY
    assert run.exit_code == 1
    assert run.document["fixed"] == 4  # the last one once the exception before it is gone
    assert [each["code"] for each in run.document["findings"]] == ["trailing-comment"]


def test_fix_ends_with_0_when_nothing_is_left(tmp_path: Path) -> None:
    project(tmp_path, "a\na\n")
    run = ctxscan("lint", "--fix", cwd=tmp_path)
    assert run.exit_code == 0
    assert run.lines == [".dockerignore, 1 rule: nothing to say; 1 line fixed"]
    assert ctxscan("lint", "--fix", cwd=tmp_path).lines == [".dockerignore, 1 rule: nothing to say"]


def test_without_fix_nothing_is_written(tmp_path: Path) -> None:
    ignore_file = project(tmp_path, MESSY) / ".dockerignore"
    run = ctxscan("lint", cwd=tmp_path)
    assert ignore_file.read_bytes() == MESSY
    assert "--fix can write 4 of the fixes" in run.text


def test_fix_makes_a_file_that_buildkit_refuses_pass(tmp_path: Path) -> None:
    ignore_file = project(tmp_path, "a\tb\n") / ".dockerignore"
    assert ctxscan("list", cwd=tmp_path).exit_code == 2
    assert ctxscan("lint", "--fix", cwd=tmp_path).exit_code == 0
    assert ignore_file.read_text() == "a[\\t]b\n"
    assert ctxscan("list", cwd=tmp_path).exit_code == 0


def test_fix_keeps_a_symlink_and_the_mode(tmp_path: Path) -> None:
    grow(tmp_path, ".dockerignore -> rules", files={"Dockerfile": COPY_ALL, "rules": "a\na\n"})
    (tmp_path / "rules").chmod(0o640)
    assert ctxscan("lint", "--fix", cwd=tmp_path).exit_code == 0
    assert (tmp_path / ".dockerignore").is_symlink()
    assert (tmp_path / "rules").read_text() == "a\n"
    assert stat.S_IMODE((tmp_path / "rules").stat().st_mode) == 0o640


def test_fix_changes_nothing_that_is_sent(tmp_path: Path) -> None:
    project(tmp_path, MESSY, "node_modules/x", "src/a", "a # stays", "last/x")
    before = ctxscan("list", cwd=tmp_path).lines
    ctxscan("lint", "--fix", cwd=tmp_path)
    assert ctxscan("list", cwd=tmp_path).lines == before


@pytest.mark.parametrize(
    ("data", "changes", "after"),
    [
        pytest.param(b"a\nb\nc", {2: ()}, b"a\nc", id="a line goes"),
        pytest.param(b"a\nb", {2: ()}, b"a\n", id="the last line goes"),
        pytest.param(b"a\r\nb\r\n", {1: ("x",)}, b"x\r\nb\r\n", id="CR LF stays"),
        pytest.param(b"\xef\xbb\xbfa\n", {1: ("x",)}, b"\xef\xbb\xbfx\n", id="the mark stays"),
        pytest.param(b"a\xff\nb\n", {2: ("\udcfe",)}, b"a\xff\n\xfe\n", id="bytes stay bytes"),
        pytest.param(b"a\r\rb\n\n", {}, b"a\r\rb\n\n", id="nothing to do"),
    ],
)
def test_lines_are_replaced(data: bytes, changes: dict[int, tuple[str, ...]], after: bytes) -> None:
    assert fixed(data, changes) == after
