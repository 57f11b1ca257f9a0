"""Names that would act upon a terminal, or upon rich, reach it escaped and nowhere else."""

from __future__ import annotations

import os
import pty
import subprocess
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from ctxscan.render.names import quoted
from tests.support.program import Run, command, ctxscan, environment
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

NAMES = {
    "rich markup": ("a[bold]b", "a[bold]b"),
    "an emoji code of rich": (":smile:", ":smile:"),
    "a newline": ("new\nline", "new\\nline"),
    "a carriage return": ("car\rriage", "car\\rriage"),
    "a tab": ("ta\tb", "ta\\tb"),
    "a colour": ("\x1b[31mred", "\\x1b[31mred"),
    "a window title": ("\x1b]0;owned\x07", "\\x1b]0;owned\\x07"),
    "an eight-bit control": ("c1\x9b31m", "c1\\x9b31m"),
    "bytes that are no UTF-8": ("bad\udcff\udcc3", "bad\\xff\\xc3"),
    "text from right to left": ("rtl\u202egnp.exe", "rtl\\u202egnp.exe"),
    "no width": ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
    "a line separator": ("line\u2028separator", "line\\u2028separator"),
    "a tag": ("tag\U000e0041", "tag\\U000e0041"),
    "a backspace": ("back\x08space", "back\\x08space"),
}
"""The name, and how it is shown."""

COPY_ALL = "FROM scratch\nCOPY . /\n"
DOCKERFILE = """\
FROM base:1 AS first
COPY ["miss[[]bold]ing\u202e", "/x[bold]/"]
FROM scratch
COPY --from=first / /\x1b[31m
COPY . /
COPY . /again[bold]\x1b[31m\u202e
"""


def as_rule(name: str) -> str:
    """A pattern for this name that BuildKit can send: without control characters."""
    return "".join(char if char >= " " else "?" for char in name.replace("[", "\\["))


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    root = tmp_path / "con[bold]text\x1b[31m\n\u202e"
    sizes = dict(enumerate(NAMES.values(), start=1000))
    grow(root, *(f"{name}/file {size}" for size, (name, _) in sizes.items()))
    grow(root, *(f"ignored-{name} {size}" for size, (name, _) in sizes.items()))
    rules = "".join(f"ignored-{as_rule(name)}\n" for name, _ in NAMES.values())
    grow(root, files={"Docker\u202efile": DOCKERFILE, "Docker\u202efile.dockerignore": rules})
    return root


def harmless(shown: bytes) -> str:
    """The text, once it is clear that a terminal can only show it."""
    text = shown.decode("utf-8")
    for line in text.split("\n"):
        assert line.isprintable(), line
    return text


def run_on(root: Path, *arguments: str) -> Run:
    file = os.path.join(root.name, "Docker\u202efile")  # noqa: PTH118 - an argument, as typed
    return ctxscan(*arguments, "-f", file, cwd=root.parent, env={"COLUMNS": "200"})


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_a_report_shows_every_name_escaped(hostile: Path, builder: str) -> None:
    run = run_on(hostile, "report", hostile.name, "-n", "99", "--ignored", "--builder", builder)
    assert run.exit_code == 0
    text = harmless(run.stdout)
    assert "Build context con[bold]text\\x1b[31m\\n\\u202e  " in text
    for _, shown in NAMES.values():
        assert f"─ {shown}\n" in text  # the directory
        assert f"  {shown}/file\n" in text
    if builder == "buildkit":
        assert "ignored-a\\[bold]b\n" in text  # as a rule
        assert "COPY . /again[bold]\\x1b[31m\\u202e\n" in text


def test_extensions_are_names_too(tmp_path: Path) -> None:
    grow(tmp_path, *(f"x.{name} 5" for name, _ in NAMES.values()))
    (tmp_path / "Dockerfile").write_text(COPY_ALL)
    text = harmless(ctxscan("report", "--by", "extensions", "-n", "99", cwd=tmp_path).stdout)
    assert ".\\x1b[31mred\n" in text


def test_rules_are_shown_escaped(tmp_path: Path) -> None:
    rule = "x\x1b\\[31m\u202e*"
    grow(tmp_path, "x\x1b[31m\u202e! 5", files={"Dockerfile": COPY_ALL, ".dockerignore": rule})
    for arguments in (["report", "--ignored"], ["explain", "x\x1b[31m\u202ey"]):
        run = ctxscan(*arguments, "--builder", "classic", cwd=tmp_path)
        assert "x\\x1b\\[31m\\u202e*" in harmless(run.stdout)


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_an_explanation_shows_every_name_escaped(hostile: Path, builder: str) -> None:
    paths = [f"{ignored}{name}" for name, _ in NAMES.values() for ignored in ("", "ignored-")]
    arguments = ["explain", "--context", hostile.name, "--builder", builder, *paths]
    run = run_on(hostile, *arguments)
    assert run.exit_code == 0
    text = harmless(run.stdout)
    for _, shown in NAMES.values():
        assert f"{shown}  is sent\n" in text
        assert f"ignored-{shown}  is " in text


def test_warnings_on_stderr_show_every_name_escaped(tmp_path: Path) -> None:
    names = [name for name, _ in NAMES.values() if "\udcff" not in name]
    lines = [(f"d{n}", as_rule(name)) for n, name in enumerate(names)]
    rules = [f"{folder}\n!{folder}/{rule}\n{folder}*\n" for folder, rule in lines]
    grow(tmp_path, *(f"d{n}/{name} 9" for n, name in enumerate(names)))
    grow(tmp_path, files={"Dockerfile": COPY_ALL, ".dockerignore": "".join(rules)})
    run = ctxscan("list", cwd=tmp_path)
    assert len(run.errors) == len(names)
    assert "\\x1b[31mred" in harmless(run.stderr)


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["report", "\x1b[31m\n\u202e"], id="a directory that is not there"),
        pytest.param(["report", "-f", "\x1b[31m\n\u202e"], id="a Dockerfile that is not there"),
        pytest.param(["report", "--ignorefile", "\x1b[31m\n\u202e"], id="an ignore file"),
        pytest.param(["report", "--target", "\x1b[31m\n\u202e"], id="a stage"),
        pytest.param(["report", "--builder", "\x1b[31m\n\u202e"], id="a choice"),
        pytest.param(["report", "--platform", "\x1b[31m\n\u202e/"], id="a platform"),
        pytest.param(["report", "--build-context", "\x1b[31m\n\u202e"], id="a named context"),
        pytest.param(["report", "-o", "no/\x1b[31m\n\u202e"], id="a file to write"),
        pytest.param(["explain", "/\x1b[31m\n\u202e"], id="a path outside"),
        pytest.param(["\x1b[31m\n\u202e"], id="a command"),
        pytest.param(["report", "--\x1b[31m\n\u202e"], id="an option"),
    ],
)
def test_an_error_shows_what_it_is_about_escaped(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "Dockerfile").write_text(COPY_ALL)
    run = ctxscan(*arguments, cwd=tmp_path)
    assert (run.exit_code, run.stdout, len(run.errors)) == (2, b"", 1)
    assert "\\x1b[31m" in harmless(run.stderr)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("Dockerfile", "FR\x1b[31mOM x\n", id="an instruction"),
        pytest.param("Dockerfile", "FROM x\nCOPY --\x1b[31m a b\n", id="a flag"),
        pytest.param(".dockerignore", "[\x1b[31m\n", id="a rule"),
    ],
)
def test_an_error_quotes_files_escaped(tmp_path: Path, name: str, content: str) -> None:
    grow(tmp_path, files={"Dockerfile": COPY_ALL})
    grow(tmp_path, files={name: content})
    run = ctxscan("report", cwd=tmp_path)
    assert (run.exit_code, run.stdout, len(run.errors)) == (2, b"", 1)
    assert "x1b" in harmless(run.stderr).lower()


def test_a_list_for_a_program_has_the_bytes_that_are_on_disk(hostile: Path) -> None:
    run = run_on(hostile, "list", hostile.name, "-0")
    paths = {os.fsdecode(path) for path in run.stdout.split(b"\0")}
    for name, _ in NAMES.values():
        assert f"{name}/file" in paths


def on_a_terminal(root: Path, *arguments: str, columns: int = 100) -> bytes:
    """What the program writes to a terminal."""
    leader, follower = pty.openpty()
    env = environment({"COLUMNS": str(columns), "TERM": "xterm-256color"})
    with subprocess.Popen(
        command(*arguments), cwd=root, env=env, stdout=follower, stderr=subprocess.PIPE
    ) as process:
        os.close(follower)
        written = b"".join(_read_all(leader))
        assert process.stderr
        assert process.stderr.read() == b""
    os.close(leader)
    assert process.returncode == 0
    return written.replace(b"\r\n", b"\n")


def _read_all(leader: int) -> list[bytes]:
    parts: list[bytes] = []
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:  # Linux says so when the other side is closed
            return parts
        if not part:
            return parts
        parts.append(part)


def test_a_list_quotes_as_git_does_wherever_it_goes(hostile: Path) -> None:
    file = "Docker\u202efile"
    text = harmless(on_a_terminal(hostile, "list", "-f", file))
    assert '"\\033]0;owned\\a/file"\n' in text
    for name, _ in NAMES.values():
        assert f"{quoted(name + '/file')}\n" in text
    assert ctxscan("list", "-f", file, cwd=hostile).text == text.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        pytest.param("a b\u00e9", "a b\u00e9", id="what needs no quotes has none"),
        pytest.param("a\nb", '"a\\nb"', id="a line end"),
        pytest.param('a"b\\c', '"a\\"b\\\\c"', id="a quote and a backslash"),
        pytest.param("\x1b[31m", '"\\033[31m"', id="a colour"),
        pytest.param("::error::x", '":\\072error:\\072x"', id="a command of GitHub"),
        pytest.param("a##[error]", '"a#\\043[error]"', id="a command of Azure"),
        pytest.param("##vso[x]", '"#\\043vso[x]"', id="an older command of Azure"),
        pytest.param("a::b", "a::b", id="colons that no line begins with"),
        pytest.param("\udcff", '"\\377"', id="a byte that is not UTF-8"),
        pytest.param("\u202e", '"\\342\\200\\256"', id="an override of the direction"),
        pytest.param("\ud800", '"\\355\\240\\200"', id="a lone surrogate"),
    ],
)
def test_a_path_is_one_line_and_no_command(name: str, line: str) -> None:
    assert quoted(name) == line


def test_names_on_a_terminal_have_their_rule_behind_a_tab(hostile: Path) -> None:
    file = "Docker\u202efile"
    rest = on_a_terminal(hostile, "list", "--ignored", "-f", file)
    text = harmless(rest.replace(b"\t", b"  "))  # the tab is ours
    assert "ignored-a[bold]b  Docker\\u202efile.dockerignore:1: ignored-" in text


def test_a_report_on_a_terminal_has_colours_of_its_own_only(hostile: Path) -> None:
    written = on_a_terminal(hostile, "report", "-n", "99", "-f", "Docker\u202efile")
    assert b"\x1b[1;36m" in written
    assert b"\x1b[31m" not in written
    assert b"\x1b]" not in written
    assert "\u202e".encode() not in written


def test_a_long_name_is_shown_whole_within_the_width(tmp_path: Path) -> None:
    grow(tmp_path, f"{'wide界' * 30}/{'n' * 255} 5")
    (tmp_path / "Dockerfile").write_text(COPY_ALL)
    for arguments in (["report", "--by", "files"], ["report", "--by", "directories"]):
        run = ctxscan(*arguments, cwd=tmp_path)
        assert max(map(cell_len, run.lines)) <= 80
        shown = "".join(part for line in run.lines for part in line.split())
        assert "wide界" * 30 in shown


def test_a_path_that_the_system_cannot_open_is_a_warning(tmp_path: Path) -> None:
    """Docker walks by full paths, too, and its build fails there."""
    depth = 24  # of 250 bytes each: 6,000 in all
    (tmp_path / "Dockerfile").write_text(COPY_ALL)
    where = os.open(tmp_path, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d" * 250, dir_fd=where)
        below = os.open("d" * 250, os.O_RDONLY, dir_fd=where)
        os.close(where)
        where = below
    os.close(where)
    run = ctxscan("report", cwd=tmp_path)
    assert run.exit_code == 0
    assert max(map(len, run.lines)) <= 80
    assert "File name too long" in " ".join(run.text.split())
    listed = ctxscan("list", cwd=tmp_path)
    assert "File name too long" in listed.errors[0]


def test_a_path_of_5000_characters_can_be_explained(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(COPY_ALL)
    path = "/".join(["long" * 50] * 25)
    run = ctxscan("explain", path, cwd=tmp_path)
    assert run.exit_code == 0
    assert max(map(len, run.lines)) <= 80
    assert path in run.text.replace("\n", "")
