"""A whole command line of docker, compose, podman or buildah -> what it asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.project.bake.definition.goparse import go_bool
from ctxscan.project.bake.options import BakeOptions
from ctxscan.project.commandline.bake import parse_bake
from ctxscan.project.commandline.build import (
    BuildCommand,
    Builder,
    parse_docker_build,
    parse_podman_build,
)
from ctxscan.project.commandline.compose import parse_compose
from ctxscan.project.commandline.flags import flag_table, parse_flags
from ctxscan.project.compose.options import ComposeOptions
from ctxscan.project.errors import ProjectError
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Command = BuildCommand | ComposeOptions | BakeOptions


class Asked(NamedTuple):
    command: Command
    environment: Mapping[str, str]
    """With what is set before the command: ``DOCKER_BUILDKIT=0 docker build .``."""


UNDERSTOOD = (
    "docker build, docker buildx build, docker buildx bake, docker compose build, docker-compose "
    "build, podman build, buildah build"
)
_ASSIGNMENT = regex(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)
_DOCKER_FLAGS = flag_table(
    "config context|c host|H log-level|l tlscacert tlscert tlskey",
    "debug|D tls tlsverify version|v help|h",
)
_BUILDX_FLAGS = flag_table("builder", "debug|D help|h")
_PODMAN_FLAGS = flag_table(
    "cgroup-manager cgroup-parent config conmon connection|c default-mounts-file events-backend "
    "hooks-dir identity imagestore log-level module network-cmd-path network-config-dir out "
    "registries-conf registries-conf-dir root runroot runtime runtime-flag short-name-alias-conf "
    "ssh storage-driver storage-opt tls-ca tls-cert tls-key tmpdir transient-store url "
    "userns-gid-map userns-uid-map volumepath",
    "debug help|h noout remote|r syslog trace version|v",
)
_IN_FRONT = {"env", "command", "exec", "time", "nice", "nohup"}
"""What people put before a command, and what changes nothing about what it sends."""

_PLAIN = {("build",), ("image", "build"), ("builder", "build")}


def parse_command(
    words: Sequence[str],
    cwd: str,
    environment: Mapping[str, str],
    local_platform: str | None = None,
) -> Asked:
    """Raises ProjectError of kind ``usage``; *cwd* is absolute.

    *local_platform*: what bake's BAKE_LOCAL_PLATFORM is, if that is known.
    """
    rest = list(words)
    known = dict(environment)
    while rest:
        assignment = _ASSIGNMENT.fullmatch(rest[0])
        if assignment:
            known[assignment.group(1)] = assignment.group(2)
        elif rest[0] == "sudo":
            known = dict(environment)  # it hands none of those set before it on
        elif rest[0] not in _IN_FRONT:
            break
        rest.pop(0)
    if not rest:
        raise _not_understood("nothing")
    command = _parse(rest[0], rest[1:], cwd, known)
    if isinstance(command, BakeOptions):
        command = command._replace(local_platform=local_platform)
    return Asked(command, known)


def _parse(program: str, words: Sequence[str], cwd: str, environment: Mapping[str, str]) -> Command:
    name = program.rpartition("/")[2].removesuffix(".exe")
    if name == "docker":
        return _docker(words, cwd, environment)
    if name in {"docker-compose", "compose"}:
        return parse_compose(words, cwd)
    if name in {"docker-buildx", "buildx"}:
        return _buildx(words, cwd, environment)
    if name in {"podman", "buildah"}:
        return _podman(name, words, environment)
    raise _not_understood(name)


def _docker(words: Sequence[str], cwd: str, environment: Mapping[str, str]) -> Command:
    parsed = parse_flags(words, _DOCKER_FLAGS, "docker", stop_at_argument=True)
    first, *rest = parsed.arguments or ("",)
    if first == "compose":
        return parse_compose(rest, cwd)
    if first == "buildx":
        return _buildx(rest, cwd, environment)
    if first == "bake":  # an alias since Docker 28
        return parse_bake(rest, cwd)
    for length in (1, 2):
        asked = tuple(parsed.arguments[:length])
        if asked in _PLAIN:
            command = " ".join(("docker", *asked))
            builder = _builder(environment)
            return parse_docker_build(parsed.arguments[length:], environment, builder, command)
    raise _not_understood(" ".join(("docker", *parsed.arguments[:2])).strip())


def _builder(environment: Mapping[str, str]) -> Builder:
    written = environment.get("DOCKER_BUILDKIT", "")
    truth = go_bool(written) if written else True
    if truth is None:
        message = f"DOCKER_BUILDKIT must be 0 or 1, not {written!r}"
        raise ProjectError(message, kind="usage")
    return "buildkit" if truth else "classic"


def _buildx(words: Sequence[str], cwd: str, environment: Mapping[str, str]) -> Command:
    parsed = parse_flags(words, _BUILDX_FLAGS, "docker buildx", stop_at_argument=True)
    first, *rest = parsed.arguments or ("",)
    if first in {"bake", "f"}:
        return parse_bake(rest, cwd)
    if first in {"build", "b"}:
        return parse_docker_build(rest, environment, "buildkit", "docker buildx build")
    raise _not_understood(f"docker buildx {first}".strip())


def _podman(name: str, words: Sequence[str], environment: Mapping[str, str]) -> Command:
    parsed = parse_flags(words, _PODMAN_FLAGS, name, stop_at_argument=True)
    asked = parsed.arguments
    used = 2 if asked[:1] in {("image",), ("buildx",)} else 1
    if asked[used - 1 : used] not in {("build",), ("bud",), ("build-using-dockerfile",)}:
        raise _not_understood(" ".join((name, *asked[:1])))
    return parse_podman_build(asked[used:], environment, f"{name} {asked[used - 1]}")


def _not_understood(asked: str) -> ProjectError:
    return ProjectError(
        f"{asked} is no command that sends a context", kind="usage", hint=f"use {UNDERSTOOD}"
    )
