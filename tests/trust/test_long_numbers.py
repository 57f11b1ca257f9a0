"""Numbers of 5,000 digits, of which Python reads 4,300: a line and 2, or an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.program import ctxscan
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

NINES = "9" * 5_000
ZEROS = "0" * 5_000
NUMBERS = pytest.mark.parametrize("number", [NINES, ZEROS], ids=["nines", "zeros"])
HEAD = "FROM scratch\n"

INSTRUCTIONS = {
    "the user of a cache": "RUN --mount=type=cache,target=/c,uid={} make",
    "the group of a cache": "RUN --mount=type=cache,target=/c,gid={} make",
    "the mode of a cache": "RUN --mount=type=cache,target=/c,mode={} make",
    "the user of a secret": "RUN --mount=type=secret,id=s,uid={} make",
    "the group of a secret": "RUN --mount=type=secret,id=s,gid={} make",
    "the mode of a secret": "RUN --mount=type=secret,id=s,mode={} make",
    "the user of a socket": "RUN --mount=type=ssh,uid={} make",
    "the size of a tmpfs": "RUN --mount=type=tmpfs,target=/t,size={} make",
    "an owner": "COPY --chown={} a /",
    "an owner and a group": "COPY --chown=1:{} a /",
    "a mode": "COPY --chmod={} a /",
    "a stage": "COPY --from={} a /",
    "a port": "EXPOSE {}",
    "an interval": "HEALTHCHECK --interval={}s CMD a",
    "retries": "HEALTHCHECK --retries={} CMD a",
    "a part of a value": "ARG A=abc\nCOPY ${{A:{}}} /",
    "the length of a part": "ARG A=abc\nCOPY ${{A:0:{}}} /",
    "a file descriptor": "RUN cat {}<<E\nE",
    "a time in RUN": "RUN sleep {}",
}


@NUMBERS
@pytest.mark.parametrize("command", ["report", "key", "list --in-image", "lint", "suggest"])
@pytest.mark.parametrize("kind", INSTRUCTIONS)
def test_a_long_number_in_a_dockerfile(
    tmp_path: Path, kind: str, command: str, number: str
) -> None:
    written = INSTRUCTIONS[kind].format(number)
    grow(tmp_path, files={"Dockerfile": f"{HEAD}{written}\nCOPY . /\n", "a": "x"})
    assert_well(command, tmp_path)


RULES = ("*a{{{}}}", "*a{{1,{}}}", "*a{{{},}}", "[a]{{{}}}b", r"*\x{{{}}}", r"*\{}", "a{{{}}}")


@pytest.mark.parametrize("command", ["report", "report --builder podman", "lint", "suggest"])
@pytest.mark.parametrize("rule", RULES)
def test_a_long_number_in_a_rule(tmp_path: Path, rule: str, command: str) -> None:
    ignore = rule.format(NINES) + "\n"
    grow(tmp_path, files={"Dockerfile": HEAD + "COPY . /\n", ".dockerignore": ignore, "a": "x"})
    assert_well(command, tmp_path)


ATTRIBUTES = {
    "a version": 'args = {{ A = semvercmp("{}.0.0", ">1") }}',
    "a limit of versions": 'args = {{ A = semvercmp("1.0.0", ">{}") }}',
    "a part before a version": 'args = {{ A = semvercmp("1.0.0-{}", ">1.0.0-1") }}',
    "a repetition": 'args = {{ A = regex("a{{{}}}", "a") }}',
    "an exponent": "args = {{ A = 1e{} }}",
    "a text that is a number": 'args = {{ A = parseint("{}", 10) }}',
    "a width": 'args = {{ A = format("%{}d", 1) }}',
    "an index": 'args = {{ A = ["a"][{}] }}',
    "a limit": 'ulimits = ["nofile={}"]',
    "shared memory": 'shm-size = "{}"',
}


@NUMBERS
@pytest.mark.parametrize("kind", ATTRIBUTES)
def test_a_long_number_in_a_bake_file(tmp_path: Path, kind: str, number: str) -> None:
    bake = 'target "default" {\n' + ATTRIBUTES[kind].format(number) + "\n}\n"
    grow(tmp_path, files={"Dockerfile": HEAD, "docker-bake.hcl": bake})
    assert_well("builds docker-bake.hcl", tmp_path)
    assert_well("key docker-bake.hcl", tmp_path)


KEYS = ("shm_size", "ulimits:\n        nofile", "ulimits:\n        nofile:\n          soft")


@NUMBERS
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("quoted", ["{}", '"{}"'])
def test_a_long_number_in_a_compose_file(
    tmp_path: Path, key: str, quoted: str, number: str
) -> None:
    compose = f"services:\n  a:\n    build:\n      context: .\n      {key}: {quoted}\n"
    grow(tmp_path, files={"Dockerfile": HEAD, "compose.yaml": compose.format(number)})
    assert_well("builds compose.yaml", tmp_path)
    assert_well("key compose.yaml", tmp_path)


@pytest.mark.parametrize("columns", [NINES, "9" * 20, "0", ZEROS, "٩"])
def test_a_terminal_of_any_width(tmp_path: Path, columns: str) -> None:
    grow(tmp_path, files={"Dockerfile": HEAD + "COPY . /\n"})
    assert ctxscan("report", cwd=tmp_path, env={"COLUMNS": columns}).exit_code == 0


@pytest.mark.parametrize("words", ["--max-files", "--max-size", "--max-growth"])
def test_a_long_limit(tmp_path: Path, words: str) -> None:
    grow(tmp_path, files={"Dockerfile": HEAD + "COPY . /\n"})
    assert_well(f"check {words} {NINES}", tmp_path)


def assert_well(command: str, root: Path) -> None:
    run = ctxscan(*command.split(), cwd=root)
    assert b"fault of ctxscan" not in run.stderr, (command, run.errors)
    # A step that fails is a line, too, where a command goes on without it.
    errors = sum(" error: " in line for line in run.errors)
    assert (run.exit_code, errors) in ((0, 0), (1, 0), (1, 1), (2, 1)), run.errors
    assert all(len(line) < 2_000 for line in run.errors)


@pytest.mark.parametrize(
    ("key", "largest"),
    [("uid", "4294967295"), ("gid", "4294967295"), ("mode", "37777777777")],
)
def test_a_number_of_a_mount_has_32_bits(tmp_path: Path, key: str, largest: str) -> None:
    mount = "RUN --mount=type=cache,target=/c,{}={} make\n"
    more = {"uid": "4294967296", "gid": "4294967296", "mode": "40000000000"}[key]
    grow(tmp_path, files={"Dockerfile": HEAD + mount.format(key, largest)})
    assert ctxscan("report", cwd=tmp_path).exit_code == 0
    grow(tmp_path / "more", files={"Dockerfile": HEAD + mount.format(key, more)})
    run = ctxscan("report", cwd=tmp_path / "more")
    assert run.exit_code == 2
    assert f"invalid value for {key}" in run.errors[0]
