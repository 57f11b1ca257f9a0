"""Inputs by hand that once were a traceback, a hang, or pages of an error, by their row.

``test_index.py`` beside it says which tests hold the other rows.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.fuzz.mutation import CORPUS
from tests.fuzz.running import no_hang
from tests.support.program import ctxscan
from tests.support.trees import grow
from tests.support.unprivileged import as_nobody

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

COPY_ALL = "FROM scratch\nCOPY . /\n"
SAVED = (CORPUS / "image/docker save").read_bytes()
DIGITS = "9" * 5_000
DOUBLING = "".join(f"ARG A{at + 1}=$A{at}$A{at}\n" for at in range(40))
LONGEST_LINE = 1_200
"""Characters of an error: one that is longer is read by nobody."""


@dataclass(frozen=True)
class Attack:
    row: str
    words: str
    files: Mapping[str, str] = field(default_factory=dict)
    says: str = ""
    """What the one line of the error says; empty: there is an answer."""

    stdin: str = ""
    env: Mapping[str, str] = field(default_factory=dict)


def dockerfile(text: str) -> dict[str, str]:
    return {"Dockerfile": text}


def settings(text: str) -> dict[str, str]:
    return {".ctxscan.toml": text}


def ignore(text: str, *names: str) -> dict[str, str]:
    return {".dockerignore": text, ".containerignore": text, **dict.fromkeys(names, "x")}


def nested(opening: str, times: int, closing: str = "") -> str:
    return opening * times + closing * times


ATTACKS = {
    "a long registry and a tag that is not set": Attack(
        "H2",
        "report",
        dockerfile("ARG TAG\nFROM 123456789012.dkr.ecr.us-east-1.amazonaws.com/app:$TAG\n"),
        "not the name of an image or stage",
    ),
    "the same as the source of a copy": Attack(
        "H2",
        "report",
        dockerfile(f"FROM scratch\nCOPY --from={'a' * 5_000}: /x /y\n"),
        "not the name of an image or stage",
    ),
    "labels of an address without end": Attack(
        "H2", "list", dockerfile(f"FROM {'a1.' * 20_000}:\n"), "not the name of an image or stage"
    ),
    "NUL among the paths on stdin": Attack("M2", "explain -", stdin="a\0b/c\n", says="NUL"),
    "NUL in the name of a baseline": Attack(
        "M2", "check", settings('baseline = "a\\u0000b"\n'), "baseline"
    ),
    "NUL in a context of the settings": Attack(
        "M2", "check", settings('[[contexts]]\npath = "a\\u0000b"\n'), "path"
    ),
    "NUL in a Dockerfile of the settings": Attack(
        "M2", "check", settings('[[contexts]]\npath = "."\nfile = "a\\u0000b"\n'), "file"
    ),
    "NUL in a rule": Attack("M2", "lint", ignore("a\0b\n")),
    "300 variables inside one another": Attack(
        "M3", "report", dockerfile(f"FROM scratch\nCOPY {nested('${a:-', 300, '}')} /\n"), "50"
    ),
    "2,000 triggers of one another": Attack(
        "M3", "report", dockerfile(f"FROM scratch\n{'ONBUILD ' * 2_000}RUN x\n"), "ONBUILD"
    ),
    "a here-document of variables inside one another": Attack(
        "M3",
        "report",
        dockerfile(f"FROM scratch\nCOPY <<E /x\n{nested('${a:-', 3_000)}\nE\n"),
        "50",
    ),
    "arrays inside one another in the settings": Attack(
        "M3", "check", settings(f"forbid = {nested('[', 3_000)}\n"), ".ctxscan.toml"
    ),
    "tables inside one another in the settings": Attack(
        "M3", "check", settings(f"a = {nested('{a=', 3_000)}\n"), ".ctxscan.toml"
    ),
    "arrays inside one another in a baseline": Attack(
        "M3", "check --baseline b.json", {"b.json": nested("[", 100_000)}, "b.json"
    ),
    "groups inside one another in a rule of Podman": Attack(
        "M3", "list --builder podman", ignore(nested("(", 400, ")") + "\n")
    ),
    "flow inside one another in a compose file": Attack(
        "M3", "builds", {"compose.yaml": f"services: {nested('[', 5_000)}\n"}, "compose.yaml"
    ),
    "5,000 digits of a stage": Attack(
        "M4", "report", dockerfile(f"FROM scratch\nCOPY --from={DIGITS} /a /b\n")
    ),
    "5,000 digits of a descriptor": Attack(
        "M4", "report", dockerfile(f"FROM scratch\nRUN {DIGITS}<<E\nE\nCOPY . /\n")
    ),
    "5,000 digits in the settings": Attack(
        "M4", "check", settings(f"max-files = {DIGITS}\n"), ".ctxscan.toml"
    ),
    "5,000 digits in the environment": Attack(
        "M4", "check", says="CTXSCAN_MAX_FILES", env={"CTXSCAN_MAX_FILES": DIGITS}
    ),
    "5,000 digits on the command line": Attack(
        "M4", f"check --max-growth {DIGITS}", says="--max-growth"
    ),
    "400 digits of a size": Attack("M4", f"check --max-size {'9' * 400}", says="--max-size"),
    "an infinity in the settings": Attack(
        "M4", "check", settings("max-size = inf\n"), ".ctxscan.toml"
    ),
    "an infinity in a baseline": Attack(
        "M4",
        "check --baseline b.json",
        {"b.json": '{"schema_version": 1, "builds": {"Dockerfile": {"bytes": 1e999}}}'},
        "b.json",
    ),
    "columns without end": Attack("M4", "report", env={"COLUMNS": "9" * 20}),
    "stars over a name of one letter": Attack("M5", "list", ignore("*a*a*a*a*a*a*b\n", "a" * 250)),
    "a repetition of a repetition": Attack(
        "M5", "list --builder podman", ignore("(a+)+b\n", "a" * 40)
    ),
    "a pattern that is taken off a long value": Attack(
        "M5",
        "report",
        dockerfile(f"FROM scratch\nARG A={'a' * 3_000}\nENV B=${{A#*a*a*a*b}}\nCOPY . /\n"),
    ),
    "blanks in a directive": Attack(
        "M5", "report", dockerfile(f"# syntax=a{' ' * 65_000}b\n{COPY_ALL}")
    ),
    "values that double": Attack(
        "M5",
        "report",
        dockerfile(f"ARG A0=aaaaaaaaaa\n{DOUBLING}{COPY_ALL}"),
        "characters",
    ),
    "a Makefile that asks git again and again": Attack(
        "M5", "suggest", {**dockerfile(COPY_ALL + "RUN make\n"), "Makefile": "git -C " * 20_000}
    ),
    "paths of Windows in rules": Attack("M5", "lint", ignore("src\\publish\\*\n" * 30)),
    "more globs than Python remembers": Attack(
        "M5", "list", ignore("".join(f"*x{i}*\n" for i in range(600)), *map(str, range(50)))
    ),
    "a baseline that the settings put elsewhere": Attack(
        "M7", "check --update-baseline", settings('baseline = "/tmp/x.json"\n'), "outside of their"
    ),
    "a baseline that the settings put above": Attack(
        "M7", "check --update-baseline", settings('baseline = "../x.json"\n'), "outside of their"
    ),
    "a context that is too long a name": Attack("M11", f"suggest {'a' * 300}", says="no such"),
    "a Dockerfile that is too long a name": Attack(
        "M11", f"suggest -f {'a/' * 3_000}x .", says="too long"
    ),
    "a variable of git that changes what a path means": Attack(
        "L2", "suggest --source gitignore", env={"GIT_GLOB_PATHSPECS": "1"}
    ),
    "a key of 100,000 letters": Attack("L3", "check", settings(f"{'k' * 100_000} = 1\n"), "kkk"),
    "an instruction of 60,000 letters": Attack(
        "L3", "report", dockerfile(f"FROM scratch\n{'K' * 60_000} x\n"), "KKK"
    ),
    "a version of 100,000 letters": Attack(
        "L3",
        "check --baseline b.json",
        {"b.json": f'{{"schema_version": "{"v" * 100_000}"}}'},
        "b.json",
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_what_was_a_traceback_a_hang_or_a_page_is_an_answer_or_one_line(
    tmp_path: Path, name: str
) -> None:
    attack = ATTACKS[name]
    root = grow(tmp_path, "src/a 3", files={"Dockerfile": COPY_ALL, **attack.files})
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    before = sorted(tmp_path.parent.iterdir())
    with no_hang():
        run = ctxscan(
            *attack.words.split(), cwd=root, stdin=attack.stdin.encode(), env=dict(attack.env)
        )
    errors = [line for line in run.errors if " error: " in line]
    assert not [line for line in run.errors if "fault of ctxscan" in line]
    if attack.says:
        assert (run.exit_code, len(errors)) == (2, 1), run
        assert attack.says in errors[0]
        assert len(errors[0]) <= LONGEST_LINE
    else:
        assert (run.exit_code in (0, 1), errors) == (True, [])
    assert sorted(tmp_path.parent.iterdir()) == before


WARM = ("check", "report --format html", "report --tpyo", "suggest", "lint", "image saved")
CLOSED = (
    *(
        f"{command} {words}"
        for command in ("suggest", "suggest --write", "report", "check", "lint", "key", "list")
        for words in ("{}", "{}/x", "-f {}/D .", "-o {}/x .", "--ignorefile {}/x .", "--tpyo {}/x")
    ),
    *("diff {} .", "diff {}/x .", "diff . {}/x", "diff {}/x..HEAD .", "diff HEAD {}/x"),
    *("builds {}", "builds {}/x", "builds {}/compose.yaml", "churn {}", "churn {}/x"),
    *("explain --context {} a", "explain --context {}/x a", "explain {}/x"),
    *("image {}", "image {}/x", "image saved --against {}/x", "image saved --context {}/x"),
    *("check --baseline {}/b .", "check --update-baseline --baseline {}/b .", "check --all {}/x"),
    *("check --image {}/x", "diff --build-context a={}/x HEAD .", "report --try-file {}/x"),
    *("explore --plain {}", "explore --plain {}/x", "check sub", "builds sub", "report sub"),
    *("report -- docker build {}/x", "report -- docker build -f {}/x .", "check own"),
    *("report -- docker compose -f {}/x build", "report -- docker buildx bake -f {}/x"),
    *("report --format html -o {}/x .", "builds linked", "report linked", "suggest linked"),
)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can become another")
@pytest.mark.parametrize("words", CLOSED)
def test_what_nobody_may_look_into_is_no_fault(tmp_path: Path, words: str) -> None:
    closed = grow(tmp_path / "closed", "x 3", files={"compose.yaml": "services: {}\n"})
    root = grow(
        tmp_path / "r",
        files={
            "Dockerfile": COPY_ALL,
            "saved": SAVED,
            "sub/compose.yaml": f"services: {{a: {{build: {closed}/x}}}}\n",
            "own/.ctxscan.toml": f'[[contexts]]\npath = "{closed}/x"\nfile = "{closed}/D"\n',
            "linked/Dockerfile": COPY_ALL,
        },
    )
    for name in (".dockerignore", ".gitignore", "compose.yaml", "Makefile"):
        (root / "linked" / name).symlink_to(closed / "x")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    for each in (
        "check",
        "report --format html",
        "report --tpyo",
        "suggest",
        "lint",
        "image saved",
    ):
        ctxscan(*each.split(), cwd=root)  # what is read for them cannot be read by nobody
    closed.chmod(0o700)
    with as_nobody(root / "Dockerfile"):
        run = ctxscan(*words.format(closed).split(), cwd=root)
    errors = [line for line in run.errors if " error: " in line]
    assert run.exit_code == (2 if errors else run.exit_code)
    assert len(errors) == (run.exit_code == 2), run.errors
    assert not [line for line in run.errors if "fault of ctxscan" in line]
