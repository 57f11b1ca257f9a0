"""Docker's own command lines, and those of its relatives."""

from __future__ import annotations

import pytest

from ctxscan.project.bake.options import BakeOptions
from ctxscan.project.commandline.build import BuildCommand
from ctxscan.project.commandline.docker import parse_command
from ctxscan.project.compose.options import ComposeOptions
from ctxscan.project.errors import ProjectError

ENVIRONMENT = {"HOME": "/home/u"}


def command_of(line: str) -> object:
    return parse_command(line.split(), "/c", ENVIRONMENT).command


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        pytest.param(
            "docker build -f docker/api.Dockerfile --target prod .",
            BuildCommand("buildkit", ".", "docker/api.Dockerfile", "prod"),
            id="docker build",
        ),
        pytest.param(
            "docker --context far -D build -qt a:b -fD --build-arg A=1 --build-arg=HOME "
            "--build-arg NOPE --iidfile id ctx",
            BuildCommand("buildkit", "ctx", "D", arguments=(("A", "1"), ("HOME", "/home/u"))),
            id="global flags, bundled flags, arguments of the environment",
        ),
        pytest.param(
            "DOCKER_BUILDKIT=1 sudo env DOCKER_BUILDKIT=0 docker build ctx",
            BuildCommand("classic", "ctx"),
            id="what is put before a command",
        ),
        pytest.param(
            "DOCKER_BUILDKIT=0 sudo docker build ctx",
            BuildCommand("buildkit", "ctx"),
            id="sudo hands no variables on",
        ),
        pytest.param(
            "docker bake -f b.hcl app",
            BakeOptions("/c", ("b.hcl",), ("app",)),
            id="docker's own name for bake",
        ),
        pytest.param(
            "podman buildx build ctx", BuildCommand("podman", "ctx"), id="podman's alias of buildx"
        ),
        pytest.param(
            "DOCKER_BUILDKIT=0 docker build ctx",
            BuildCommand("classic", "ctx"),
            id="the classic builder",
        ),
        pytest.param(
            "DOCKER_BUILDKIT=0 docker buildx build ctx",
            BuildCommand("buildkit", "ctx"),
            id="buildx is never the classic builder",
        ),
        pytest.param(
            "docker image build -o type=local,dest=x --platform linux/amd64,linux/arm64 -",
            BuildCommand("buildkit", "-", platforms=("linux/amd64", "linux/arm64")),
            id="docker image build, standard input",
        ),
        pytest.param(
            "docker builder build --build-context a=../a --no-cache=true .",
            BuildCommand("buildkit", ".", contexts=(("a", "../a"),), uncached=None),
            id="docker builder build, named contexts",
        ),
        pytest.param(
            "docker buildx --builder x b --push --label a=b .",
            BuildCommand("buildkit", "."),
            id="buildx's short name",
        ),
        pytest.param(
            "podman --log-level debug build --ignorefile i --arch arm64 -v /a:/b --squash",
            BuildCommand("podman", ".", platforms=("linux/arm64",), ignore_file="i"),
            id="podman, whose context may be left out",
        ),
        pytest.param(
            "/usr/bin/buildah bud --layers -t x sub",
            BuildCommand("podman", "sub"),
            id="buildah bud",
        ),
        pytest.param(
            "docker compose -f a.yaml -f b.yaml build web",
            ComposeOptions("/c", ("a.yaml", "b.yaml"), services=("web",)),
            id="docker compose build",
        ),
        pytest.param(
            "docker-compose --profile p build",
            ComposeOptions("/c", profiles=("p",)),
            id="docker-compose",
        ),
        pytest.param(
            "docker buildx bake --set *.args.V=1 -f x.hcl --var A=b app",
            BakeOptions("/c", ("x.hcl",), ("app",), ("*.args.V=1",), ("A=b",)),
            id="docker buildx bake",
        ),
        pytest.param(
            "docker buildx bake --push --no-cache=false",
            BakeOptions("/c", sets=("*.push=true", "*.no-cache=false")),
            id="bake's flags that are settings of all targets",
        ),
    ],
)
def test_it_asks_for(line: str, meant: object) -> None:
    assert command_of(line) == meant


@pytest.mark.parametrize(
    ("line", "why"),
    [
        pytest.param("docker build", "takes one context, not 0", id="no context"),
        pytest.param("docker build a b", "takes one context, not 2", id="two contexts"),
        pytest.param("docker build --nope .", "docker build has no flag --nope", id="unknown flag"),
        pytest.param("docker build --ignorefile x .", "no flag --ignorefile", id="podman's flag"),
        pytest.param("docker build . -f", "-f needs a value", id="a value is missing"),
        pytest.param("docker run x", "docker run x is no command", id="another command"),
        pytest.param("make build", "make is no command", id="another program"),
        pytest.param("docker compose up", "are read, not up", id="compose up"),
        pytest.param("docker", "docker is no command", id="docker alone"),
        pytest.param("", "nothing is no command", id="nothing"),
        pytest.param("A=1", "nothing is no command", id="nothing but a variable"),
        pytest.param("DOCKER_BUILDKIT=maybe docker build .", "must be 0 or 1", id="not a boolean"),
        pytest.param("podman build -f a -f b .", "several -f", id="several Containerfiles"),
    ],
)
def test_it_is_refused_with_what_is_understood(line: str, why: str) -> None:
    with pytest.raises(ProjectError, match=why) as refused:
        command_of(line)
    assert refused.value.kind == "usage"


def test_variables_before_the_command_are_part_of_its_environment() -> None:
    asked = parse_command(["TAG=1", "docker", "buildx", "bake"], "/c", ENVIRONMENT)
    assert asked.environment == {"HOME": "/home/u", "TAG": "1"}
