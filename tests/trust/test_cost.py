"""What a checkout makes long costs in proportion: steps are counted, and no time is asserted.

Each kind is there *n*, twice, and four times as often. The second doubling may add twice the steps
of the first one; where each is compared with each, it adds four times as many.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from ctxscan.builders.buildkit import metadata
from ctxscan.errors import Place
from ctxscan.findings.lint.rules import order, refused
from ctxscan.ignore import likes
from ctxscan.ignore.git.file import read_gitignore
from ctxscan.ignore.podman.matcher import PodmanMatcher, podman_rule
from tests.support.counting import counted
from tests.support.program import ctxscan
from tests.support.trees import grow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Make = Callable[[int], Mapping[str, str | bytes]]

COPY_ALL = "FROM scratch\nCOPY . /\n"
NEW = 50
"""Rules of their own for each run: Python remembers expressions that it has compiled."""
BAKE = "docker-bake.hcl"
COMPOSE = "compose.yaml"

pytestmark = pytest.mark.skipif(
    sys.gettrace() is not None, reason="a tracer is at work, and would count as well"
)


def lines(n: int, form: str, since: int = 0) -> str:
    """*n* lines of equal length, each with its number for ``{0}``, the one before for ``{1}``."""
    numbers = [f"{since + each:04}" for each in range(n + 1)]
    return "".join(f"{form.format(each, last)}\n" for last, each in pairwise(numbers))


def dockerfile(form: str, head: str = "FROM scratch\n", tail: str = "COPY . /\n") -> Make:
    return lambda n: {"Dockerfile": head + lines(n, form) + tail, "a": "x"}


def words(form: str) -> Make:
    return lambda n: {"Dockerfile": form.format(" ".join(f"a{i}" for i in range(n))), "b/c": "x"}


def parts(form: str) -> Make:
    return lambda n: {"Dockerfile": form.format("/".join(f"a{i}" for i in range(n))), "b": "x"}


def rules(form: str) -> Make:
    return lambda n: {
        "Dockerfile": COPY_ALL,
        "src/a": "x",
        ".dockerignore": lines(n, form, NEW * n),
    }


def git_rules(form: str) -> Make:
    ignored = partial(lines, form=form)
    return lambda n: {"Dockerfile": COPY_ALL, "src/a": "x", ".gitignore": ignored(n, since=NEW * n)}


def files(form: str) -> Make:
    return lambda n: {"Dockerfile": COPY_ALL, **{form.format(i): "x" for i in range(n)}}


def settings(form: str, more: str = "") -> Make:
    def made(n: int) -> dict[str, str]:
        other = {more.format(f"{i:04}"): COPY_ALL for i in range(1, n + 1)} if more else {}
        return {"Dockerfile": COPY_ALL, ".ctxscan.toml": lines(n, form), **other}

    return made


def project(name: str, form: str, head: str = "", tail: str = "") -> Make:
    return lambda n: {"Dockerfile": COPY_ALL, name: head + lines(n, form) + tail.format(n)}


KINDS: dict[str, tuple[Make, str]] = {
    "ENV lines": (dockerfile("ENV A{0}=x"), "report"),
    "ENV lines, each of the one before": (dockerfile("ENV A{0}=$A{1}b"), "report"),
    "ENV lines that grow a value": (dockerfile("ENV A=$A:/x"), "report"),
    "ARG lines, each of the one before": (dockerfile("ARG A{0}=$A{1}"), "list"),
    "ARG lines before FROM": (
        dockerfile("ARG A{0}=$A{1}x", head="", tail="FROM scratch\nCOPY . /\n"),
        "report",
    ),
    "RUN lines": (dockerfile("RUN make x{0}"), "report"),
    "RUN lines that start scripts": (dockerfile("RUN sh a{0}.sh"), "suggest"),
    "RUN lines and a copy after each": (dockerfile("RUN make x{0}\nCOPY . /d{0}/"), "report"),
    "RUN lines and a copy after each, in suggest": (
        dockerfile("RUN sh x{0}.sh\nCOPY a /d/f{0}"),
        "suggest",
    ),
    "files copied into one directory": (dockerfile("COPY a /d/f{0}"), "list --in-image"),
    "files copied into one directory, a RUN after each": (
        dockerfile("COPY a /d/f{0}\nRUN make x{0}"),
        "list --in-image",
    ),
    "files copied into one directory, with the keys of the steps": (
        dockerfile("RUN make x{0}\nCOPY a /d/f{0}"),
        "key",
    ),
    "stages, each copying from the one before": (
        dockerfile(
            "FROM scratch AS s{0}\nCOPY --from=s{1} / /", head="FROM scratch AS s0000\nCOPY a /d/\n"
        ),
        "list --in-image",
    ),
    "stages, each copying a directory from the one before": (
        dockerfile(
            "FROM scratch AS s{0}\nCOPY --from=s{1} /d /d",
            head="FROM scratch AS s0000\nCOPY a /d/\n",
        ),
        "key",
    ),
    "stages, each copying from the one before and adding": (
        dockerfile(
            "FROM scratch AS s{0}\nCOPY --from=s{1} /d/ /d/\nCOPY --chmod=600 a /d/",
            head="FROM scratch AS s0000\nCOPY a /d/\n",
        ),
        "report",
    ),
    "working directories inside one another": (
        dockerfile(f"WORKDIR {'d' * 200}{{0}}\nCOPY a ."),
        "report",
    ),
    "parts of one source": (parts("FROM scratch\nCOPY {} /\n"), "report"),
    "parts of one source, in suggest": (parts("FROM scratch\nCOPY {} /\n"), "suggest"),
    "parts of one destination": (parts("FROM scratch\nCOPY b /{}\n"), "list --in-image"),
    "comments": (dockerfile("# {0}"), "report"),
    "lines of a here-document": (
        dockerfile("echo {0}", "FROM scratch\nRUN <<E\n", "E\nCOPY . /\n"),
        "report",
    ),
    "continued lines": (
        dockerfile(" a{0} \\", "FROM scratch\nRUN \\\n", " b\nCOPY . /\n"),
        "report",
    ),
    "stages": (dockerfile("FROM scratch AS s{0}", head=""), "report"),
    "stages, each from the one before": (
        dockerfile("FROM s{1} AS s{0}", head="FROM scratch AS s0000\n"),
        "report",
    ),
    "missing sources of one COPY": (words("FROM scratch\nCOPY {} /\n"), "check"),
    "--exclude of one COPY": (
        lambda n: {
            "Dockerfile": "FROM scratch\nCOPY "
            + " ".join(f"--exclude=a{i}" for i in range(n))
            + " . /\n",
            "b/c": "x",
        },
        "report",
    ),
    "rules of names": (rules("a{0}"), "lint"),
    "rules of paths": (rules("a{0}/b"), "lint"),
    "rules of endings": (rules("*.a{0}"), "lint"),
    "rules of endings, reported": (rules("*.a{0}"), "report --ignored"),
    "rules for any directory": (rules("**/a{0}"), "lint"),
    "rules with stars on both sides": (rules("*a{0}*"), "lint"),
    "exceptions": (rules("!a{0}"), "lint"),
    "one rule again and again": (rules("b.log"), "lint"),
    "one wildcard again and again": (rules("*.log"), "lint"),
    "rules of git": (git_rules("a{0}/x"), "check --leaks"),
    "files": (files("src/f{}"), "report"),
    "directories": (files("d{}/f"), "report -n 9999 -d 9999"),
    "contexts": (settings('[[contexts]]\npath = "d{0}"', "d{0}/Dockerfile"), "check"),
    "contexts of one directory": (settings('[[contexts]]\npath = "."\nmax-files = 1{0}'), "check"),
    "services": (project(COMPOSE, "  s{0}:\n    build: .", "services:\n"), "builds"),
    "services, each extending the one before": (
        project(COMPOSE, "  s{0}:\n    extends: s{1}", "services:\n  s0000:\n    build: .\n"),
        "builds",
    ),
    "targets of bake": (project(BAKE, 'target "t{0}" {{\n}}'), f"builds {BAKE}"),
    "patterns that are forbidden": (
        lambda n: {
            "Dockerfile": COPY_ALL,
            # Others for each number: what was cut up once is known the next time.
            ".ctxscan.toml": f"forbid = {json.dumps([f'x{n:03}-{i:03}*' for i in range(n)])}\n",
        },
        "check",
    ),
}

FEW = 30
ROUNDING = 1.15
"""Longer numbers, and tables that Python makes larger from time to time."""


def steps(root: Path, make: Make, command: str, n: int, stdin: bytes = b"") -> int:
    grow(root, files={name: _as_bytes(content) for name, content in make(n).items()})
    with counted() as found:
        run = ctxscan(*command.split(), cwd=root, stdin=stdin)
    assert b"fault of ctxscan" not in run.stderr
    assert run.exit_code in (0, 1), run.errors
    return found.taken


def _as_bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def assert_in_proportion(taken: tuple[int, int, int]) -> None:
    once, twice, four_times = taken
    assert four_times - twice <= 2 * ROUNDING * max(twice - once, 50 * FEW), taken


@pytest.mark.parametrize("kind", KINDS)
def test_twice_as_many_take_twice_as_long(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, command = KINDS[kind]
    # More of them than that are not compared each with each any more.
    monkeypatch.setattr(order, "MOST_WILDCARDS", 10)
    monkeypatch.setattr(likes, "_SOME", 10)  # and more than that are filed by their letters
    # What is loaded or known once, also of what is done with many alone.
    steps(tmp_path / "before", make, command, FEW // 2)
    found = [steps(tmp_path / str(n), make, command, n) for n in (FEW, 2 * FEW, 4 * FEW)]
    assert_in_proportion((found[0], found[1], found[2]))


LINES = {
    "letters": "a",
    "components": "ab/",
    "question marks": "?",
    "stars": "*a",
    "stars alone": "*",
    "directories at any depth": "**/",
    "components at any depth": "**/a/",
    "brackets": "[",
    "classes": "[ab]",
    "components of classes": "[a]/",
    "named classes": "[[:alpha:]]",
    "characters by their numbers": r"\x{41}",
    "backslashes": r"\\",
    "escapes": r"\(",
    "groups": "(a)",
    "groups that end nowhere": "(a",
    "repetitions": "a+b{2}",
    "alternatives": "|a",
    "parents": "a/../",
    "letters that are not ASCII": "é",
}
"""What one line of an ignore file repeats."""


@pytest.mark.parametrize(
    "command", ["report --builder podman", "lint", "suggest", "suggest --builder podman"]
)
@pytest.mark.parametrize("kind", LINES)
def test_a_line_twice_as_long_takes_twice_as_long(tmp_path: Path, kind: str, command: str) -> None:
    def made(n: int) -> dict[str, str]:
        # Another line for each command: what was cut up once is known the next time.
        line = f"{len(command)}{LINES[kind] * n}"
        return {"Dockerfile": COPY_ALL, "src/a": "x", ".dockerignore": f"{line}z\n"}

    def taken(n: int) -> int:
        grow(tmp_path / str(n), files=made(n))
        with counted() as found:
            run = ctxscan(*command.split(), cwd=tmp_path / str(n))
        assert b"fault of ctxscan" not in run.stderr
        return found.taken

    taken(2)
    # More than a name has, also where a letter takes two: what could be one is compiled at once.
    least = (20 if LINES[kind][0] == "\\" and len(LINES[kind]) == 2 else 10) * FEW
    assert_in_proportion((taken(least), taken(2 * least), taken(4 * least)))


LONGEST = 4_000
"""Letters of a line that may still be a path."""


@pytest.mark.parametrize("beside", ["", "**/q[xy]\n", "!**/q[xy]\n"], ids=["", "two", "back"])
@pytest.mark.parametrize("command", ["lint", "suggest"])
@pytest.mark.parametrize("kind", LINES)
def test_a_line_that_is_as_long_as_a_path_takes_as_long_as_it_is(
    tmp_path: Path, kind: str, command: str, beside: str
) -> None:
    most = LONGEST // len(LINES[kind])

    def made(n: int) -> dict[str, str]:
        line = f"{len(command + beside)}{LINES[kind] * n}"
        return {"Dockerfile": COPY_ALL, "src/a": "x", ".dockerignore": f"{line}z\n{beside}"}

    def taken(n: int) -> int:
        grow(tmp_path / str(n), files=made(n))
        with counted() as found:
            run = ctxscan(*command.split(), cwd=tmp_path / str(n))
        assert b"fault of ctxscan" not in run.stderr
        return found.taken

    taken(2)
    half, whole = taken(most // 2), taken(most)
    assert whole <= 2 * ROUNDING * half, (half, whole)


@pytest.mark.parametrize(
    "kind", ["letters", "components", "question marks", "stars", "classes", "escapes"]
)
def test_a_rule_longer_than_every_path_is_not_followed_on_any(kind: str) -> None:
    rule = podman_rule(LINES[kind] * 4_000 + "z", Place(".dockerignore", 1))
    assert rule is not None
    matcher = PodmanMatcher([rule])
    with counted() as found:
        verdict = matcher.judge("src/" + LINES[kind].replace("*", "a") * 3)
    assert not verdict.ignored
    assert found.taken < 1_000


@pytest.mark.parametrize("form", ["text", "json"])
def test_twice_as_many_paths_on_stdin_take_twice_as_long(tmp_path: Path, form: str) -> None:
    ignore = {"Dockerfile": COPY_ALL, "src/a": "x", ".dockerignore": "*.log\n!b.log\n"}
    command = f"explain - --format {form}"

    def taken(n: int) -> int:
        paths = lines(n, "src/{0}.log").encode()
        return steps(tmp_path / str(n), lambda _: ignore, command, n, paths)

    taken(2)
    assert_in_proportion((taken(FEW), taken(2 * FEW), taken(4 * FEW)))


@pytest.mark.parametrize(
    ("before", "behind"),
    [("", COPY_ALL), ("FROM scratch\n", "COPY . /\n")],
    ids=["before FROM", "in a stage"],
)
def test_values_that_double_line_by_line_are_refused(
    tmp_path: Path, before: str, behind: str
) -> None:
    doubling = "ARG A0000=0123456789\n" + lines(40, "ARG A{0}=$A{1}$A{1}")
    grow(tmp_path, files={"Dockerfile": before + doubling + behind})
    run = ctxscan("report", cwd=tmp_path)
    assert (run.exit_code, len(run.errors)) == (2, 1)
    assert "more than 16,777,216 characters" in run.errors[0]
    assert "Dockerfile:" in run.errors[0]


MANY = b"".join(b"%0120d\n" % at for at in range(10_000))
"""Rules that are more than BuildKit's client can send; few, so that this takes no time."""


@pytest.mark.parametrize("command", ["report", "suggest"])
def test_an_ignore_file_that_buildkit_cannot_send_is_not_read_to_its_end(
    tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "_LARGE", len(MANY))
    # A line that no Docker reads is at its end.
    grow(tmp_path, files={"Dockerfile": COPY_ALL, ".dockerignore": MANY + b"x" * 70_000})
    run = ctxscan(command, cwd=tmp_path)
    assert (run.exit_code, len(run.errors)) == (2, 1)
    assert "more than BuildKit can send" in run.errors[0]
    (found,) = ctxscan("lint", "--format", "json", cwd=tmp_path).document["findings"]
    assert found["code"] == "too-many-rules"


def test_an_ignore_file_that_is_not_sent_at_all_is_as_large_as_it_likes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "_LARGE", len(MANY))
    grow(tmp_path, files={"Dockerfile": "FROM scratch\n", ".dockerignore": MANY + b"x\n"})
    assert ctxscan("report", cwd=tmp_path).exit_code == 0


@pytest.mark.parametrize(("length", "asked"), [(4_000, 1), (60_000, 0), (100_000, 0)])
def test_no_hint_is_looked_for_in_a_line_that_means_no_path(
    tmp_path: Path, length: int, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each "[" is held against all that is behind it, inside of one call that no step shows.
    looked_at: list[str] = []

    def noted(text: str) -> tuple[str, ...]:
        looked_at.append(text)
        return ()

    monkeypatch.setattr(refused, "tokens", noted)
    grow(tmp_path, files={"Dockerfile": COPY_ALL, ".dockerignore": "[" * length})
    assert ctxscan("lint", cwd=tmp_path).exit_code == 1
    assert len([text for text in looked_at if len(text) == length]) == asked


def test_values_that_are_large_together_are_refused(tmp_path: Path) -> None:
    large = "ARG A0000=0123456789\n" + lines(20, "ARG A{0}=$A{1}$A{1}")
    many = lines(30, "ARG C{0}=$A0020")
    grow(tmp_path, files={"Dockerfile": f"FROM scratch\n{large}{many}COPY . /\n"})
    run = ctxscan("report", cwd=tmp_path)
    assert (run.exit_code, len(run.errors)) == (2, 1)
    assert "all values together have more than 268,435,456 characters" in run.errors[0]


WAY_DOWN = {
    "stars that each may mean a directory": "**/*/",
    "directories that are alike": "d/",
    "classes without an end": "[[:",
    "stars in names": "*a",
}


@pytest.mark.parametrize("kind", WAY_DOWN)
def test_a_line_of_git_twice_as_long_takes_twice_as_long(kind: str) -> None:
    def taken(n: int) -> int:
        data = f"{WAY_DOWN[kind] * n}x]\n".encode()
        with counted() as found:
            read_gitignore(data, "../.gitignore", way_down="/".join("d" * 24))
        return found.taken

    taken(2)
    assert_in_proportion((taken(FEW), taken(2 * FEW), taken(4 * FEW)))
