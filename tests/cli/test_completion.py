"""Completion scripts, each loaded by its shell, which then completes words as a user's would."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from ctxscan.cli.command import NAMES, find_command
from ctxscan.cli.described import described
from ctxscan.cli.line.declared import Option
from ctxscan.context.shell_words import words_for
from ctxscan.dockerfile.parser import parse
from ctxscan.findings.codes import pages
from ctxscan.render.shells import SCRIPTS
from tests.support.program import command, ctxscan, environment
from tests.support.trees import grow

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Complete = Callable[[str, Path], set[str]]

ASKED = {
    "ctxscan rep": {"report"},
    "ctxscan report --forma": {"--format"},
    "ctxscan report --format ": {"text", "json", "html", "svg"},
    "ctxscan check --leak": {"--leaks"},
    "ctxscan report -f Dockerfile --target ": {"build", "test"},
    "ctxscan check compose.yaml --only ": {"web", "worker"},
    "ctxscan rule junk-s": {"junk-sent"},
    "ctxscan completion ": {"bash", "zsh", "fish", "powershell"},
    "ctxscan report Dock": {"Dockerfile"},
}
"""What is on the line -> what it may become."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return grow(
        tmp_path_factory.mktemp("project"),
        files={
            "Dockerfile": "FROM a AS build\nRUN <<E\nFROM a AS no\nE\nfrom b as test\nFROM c\n",
            "compose.yaml": "# services:\nservices:\n  web:\n    build: .\n  queue:\n    image: q\n"
            "  worker:\n    extends: web\nvolumes:\n  data:\n    build: .\n",
        },
    )


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a program ``ctxscan``, and the scripts."""
    found = tmp_path_factory.mktemp("programs")
    program = found / "ctxscan"
    words = " ".join(f"'{each}'" for each in command())
    program.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
    program.chmod(0o755)
    for shell in SCRIPTS:
        run = ctxscan("completion", shell)
        assert (run.exit_code, run.stderr) == (0, b"")
        (found / shell).write_bytes(run.stdout)
    return found


def _environment(programs: Path) -> dict[str, str]:
    home = programs / "home"
    home.mkdir(exist_ok=True)
    own = {"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(home), "TERM": "dumb"}
    return {**environment(), **own, "XDG_CONFIG_HOME": str(home)}


IN_BASH = """source {programs}/bash
COMP_WORDS=({words})
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_ctxscan
printf '%s\\n' "${{COMPREPLY[@]}}"
"""

AT_ZSH = """autoload -Uz compinit; compinit -D -u; source {programs}/zsh; PROMPT=
_show() {{
  compadd() {{
    local -a hit
    if [[ ${{@[(I)-O|-A|-D]}} -eq 0 ]]; then
      builtin compadd -A hit "$@"
      print -rl -- HIT-$^hit >>$HITS
    fi
    builtin compadd "$@"
  }}
  _main_complete
  print DONE >>$HITS
}}
zle -C show .complete-word _show; bindkey '^I' show; print -r READY
"""
"""Notes all that it would offer."""


def in_bash(programs: Path) -> Complete:
    def complete(line: str, here: Path) -> set[str]:
        words = " ".join(f"'{each}'" for each in line.split(" "))
        script = IN_BASH.format(programs=programs, words=words)
        return set(_run(["bash", "--norc", "-c", script], programs, here).split())

    return complete


def in_fish(programs: Path) -> Complete:
    def complete(line: str, here: Path) -> set[str]:
        script = f"source {programs}/fish; complete -C '{line}'"
        found = _run(["fish", "--no-config", "-c", script], programs, here).splitlines()
        return {each.split("\t")[0] for each in found}

    return complete


def _run(words: list[str], programs: Path, here: Path) -> str:
    ended = subprocess.run(
        words, cwd=here, env=_environment(programs), capture_output=True, check=False, timeout=120
    )
    assert ended.stderr == b""
    return ended.stdout.decode()


def in_zsh(programs: Path) -> Complete:
    """At a terminal: zsh completes nowhere else."""

    def complete(line: str, here: Path) -> set[str]:
        hits = programs / "hits"
        hits.unlink(missing_ok=True)
        pid, terminal = pty.fork()
        if pid == 0:  # pragma: no cover - the shell
            os.chdir(here)
            own = {**_environment(programs), "HITS": str(hits)}
            os.execvpe("zsh", ["zsh", "-f", "-i"], own)  # noqa: S606 - a terminal is its only way
        try:
            os.write(terminal, AT_ZSH.format(programs=programs).encode())
            _wait_for(terminal, lambda said: b"\nREADY" in said)
            os.write(terminal, f"{line}\t".encode())
            _wait_for(terminal, lambda _: hits.exists() and "DONE" in hits.read_text())
        finally:
            os.close(terminal)
            os.waitpid(pid, 0)
        return set(re.findall(r"^HIT-(.+)$", hits.read_text(), re.MULTILINE))

    return complete


def _wait_for(terminal: int, there: Callable[[bytes], bool]) -> None:
    said, end = b"", time.monotonic() + 60
    while not there(said):
        assert time.monotonic() < end, said
        if select.select([terminal], [], [], 0.05)[0]:
            said += os.read(terminal, 65536)


@pytest.mark.parametrize(("line", "expected"), ASKED.items(), ids=ASKED)
@pytest.mark.parametrize(("shell", "how"), [("bash", in_bash), ("fish", in_fish), ("zsh", in_zsh)])
def test_a_shell_completes(  # noqa: PLR0917 - fixtures and cases
    shell: str,
    how: Callable[[Path], Complete],
    line: str,
    expected: set[str],
    programs: Path,
    project: Path,
) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    assert how(programs)(line, project) == expected


def test_no_file_is_offered_where_a_word_is_expected(programs: Path, project: Path) -> None:
    assert in_bash(programs)("ctxscan report --format Dock", project) == set()
    assert in_bash(programs)("ctxscan report --target Dock", project) == set()


def test_bash_cuts_a_word_at_its_equals_sign(programs: Path, project: Path) -> None:
    assert in_bash(programs)("ctxscan report --format = j", project) == {"json"}


@pytest.mark.parametrize("shell", SCRIPTS)
def test_a_script_names_every_option_of_every_command(shell: str) -> None:
    script = SCRIPTS[shell](described())
    for name in NAMES:
        assert name in script
        for parameter in find_command(name).parameters:
            if isinstance(parameter.declared, Option):
                for each in (part for given in parameter.names for part in given.split("/")):
                    long = f"-l {each[2:]}" if each.startswith("--") else f"-s {each[1:]}"
                    assert (long if shell == "fish" else each) in script, (name, each)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(["stage", "report", "-f", "nowhere"], [], id="no such Dockerfile"),
        pytest.param(["stage", "report", "--file=Dockerfile"], ["build", "test"], id="file=x"),
        pytest.param(["stage", "report", "."], ["build", "test"], id="a directory"),
        pytest.param(["build", "report"], ["web", "worker"], id="the compose file that lies here"),
        pytest.param(["nonsense"], [], id="nobody knows what is asked"),
        pytest.param([], [], id="nothing is asked"),
    ],
)
def test_what_is_asked_at_a_key_is_found_or_nothing_is_said(
    project: Path, words: list[str], expected: list[str]
) -> None:
    run = subprocess.run(
        [*command("__complete", *words)],
        cwd=project,
        env=environment(),
        capture_output=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, b"")
    assert run.stdout.decode().split() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("FROM a AS one\n  from b as two\nFROM c\n", ["one", "two"], id="plain lines"),
        pytest.param("RUN echo \\\n  FROM x AS no\nFROM a AS yes\n", ["yes"], id="a line goes on"),
        pytest.param(
            "RUN x \\\n# c\n\n  FROM x AS no\nFROM a AS yes\n", ["yes"], id="with a comment"
        ),
        pytest.param("FROM a \\\n AS b\n", ["b"], id="a stage goes on"),
        pytest.param("# escape=`\nFROM a `\n AS b\n", ["b"], id="by another sign"),
        pytest.param("RUN <<E\nFROM a AS no\nE\nFROM a AS yes\n", ["yes"], id="a here-document"),
        pytest.param("FROM --platform=linux/amd64 a AS b\n", ["b"], id="an option of it"),
    ],
)
def test_stages_are_those_that_the_parser_finds(
    tmp_path: Path, text: str, expected: list[str]
) -> None:
    path = grow(tmp_path, files={"Dockerfile": text}) / "Dockerfile"
    assert words_for("stage", ["report", "-f", str(path)]) == expected
    parsed = (each.text.split() for each in parse(text, str(path)).instructions)
    named = [p[-1] for p in parsed if p[0].upper() == "FROM" and len(p) > 3]
    assert named == expected


@pytest.mark.parametrize("name", ["a\0b", "a\x1b[2J", "a\u202eb", "\udcff", "1a", "a;b", "$(b)"])
@pytest.mark.parametrize("behind", ["\n", "\nRUN <<E\nE\n"], ids=["plain", "by the parser"])
def test_what_is_no_name_of_a_stage_is_never_handed_to_a_shell(
    tmp_path: Path, name: str, behind: str
) -> None:
    text = f"FROM a AS good{behind}FROM a AS {name}\n".encode("utf-8", "surrogateescape")
    (tmp_path / "Dockerfile").write_bytes(text)
    assert words_for("stage", ["report", "-f", str(tmp_path / "Dockerfile")]) == ["good"]


def test_plain_stages_are_found_without_the_parser(project: Path) -> None:
    line = "import sys; from ctxscan.context.shell_words import words_for;"
    line += "print(words_for('stage', ['report', '-f', sys.argv[1]]));"
    line += "print('ctxscan.dockerfile.parser' in sys.modules)"
    plain = grow(project / "plain", files={"Dockerfile": "FROM a AS b\n"}) / "Dockerfile"
    words = [sys.executable, "-c", line, str(plain)]
    run = subprocess.run(words, env=environment(), capture_output=True, check=True, text=True)
    assert run.stdout == "['b']\nFalse\n"


def test_builds_of_bake_files_are_found(tmp_path: Path) -> None:
    hcl = 'group "all" {\n targets = ["a"]\n}\ntarget "a" {\n  args = { x = "y" }\n}\n'
    js = '{"target": {"b": {"args": {"c": "d"}}, "e": {}}, "variable": {"f": {}}}'
    grow(tmp_path, files={"one.hcl": hcl, "two.json": js})
    found = {
        name: subprocess.run(
            command("__complete", "build", "check", name),
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            check=True,
        ).stdout.split()
        for name in ("one.hcl", "two.json")
    }
    assert found == {"one.hcl": [b"all", b"a"], "two.json": [b"b", b"e"]}


def test_every_code_is_known_at_a_key() -> None:
    run = subprocess.run(
        command("__complete", "code", "rule"), env=environment(), capture_output=True, check=True
    )
    assert set(run.stdout.decode().split()) == set(pages())


def test_a_shell_that_there_is_not_is_refused() -> None:
    run = ctxscan("completion", "tcsh")
    assert run.exit_code == 2
    assert len(run.errors) == 1


def test_powershell_is_given_no_key_twice_and_nothing_without_words() -> None:
    """Its tables take ``-d`` and ``-D`` for one key, and a CompletionResult needs its text."""
    for each in described().commands:
        names = [name.lower() for flag in each.flags for name in flag.names]
        assert len(set(names)) == len(names)
        assert all(flag.help for flag in each.flags)
        assert each.help
