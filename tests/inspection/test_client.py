"""The docker client is the judge: bytes, entries and order are those of the tar that it sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.errors import IgnoreFileError
from ctxscan.sizes import human_size
from tests.inspection.builds import look, only
from tests.support.recorder import TYPES, find_docker, record, why_no_docker
from tests.support.samples import BUILDS, Build, fill
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.recorder import Docker

pytestmark = [
    pytest.mark.skipif(why_no_docker() is not None, reason=str(why_no_docker())),
    pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE)),
]


@pytest.fixture(scope="module")
def docker() -> Docker:
    client = find_docker()
    assert client is not None
    return client


def compare(docker: Docker, root: Path, *args: str) -> None:
    recording = record(docker, root, *args)
    assert recording.exit_code == 0, recording.stderr
    found = only(look(root, "classic", *args))
    theirs = [(each.name, TYPES[each.type], each.size) for each in recording.members()]
    assert [(each.path, str(each.type), each.size) for each in found.sent] == theirs
    assert found.bytes == len(recording.tar)
    assert human_size(found.bytes) == recording.printed


@pytest.mark.parametrize("build", [pytest.param(build, id=str(build)) for build in BUILDS])
def test_the_sample_projects(docker: Docker, build: Build, tmp_path: Path) -> None:
    root = fill(build.sample, tmp_path / build.sample) / build.context
    compare(docker, root, "-f", str(root / build.dockerfile))


def test_names_of_every_length_around_the_edges_of_a_header(docker: Docker, tmp_path: Path) -> None:
    names = [
        *(f"{'n' * length}" for length in (99, 100, 101, 102, 255)),
        *(f"d/{'n' * length}" for length in (97, 98, 99, 100, 101)),
        *(f"{'d' * 155}/{'n' * length}" for length in (1, 99, 100, 101)),
        *(f"{'e' * 156}/{'n' * length}" for length in (1, 100)),
        *(f"{'f/' * count}x" for count in (49, 50, 77, 78, 128, 200)),
        *(f"{'é' * count}" for count in (1, 50, 127)),
        *(f"g/{'é' * 100}/{'n' * length}" for length in range(290 - 202, 290 - 202 + 6)),
        *(f"{'h' * 240}/{'h' * 250}/{'n' * length}" for length in range(1, 24)),
    ]
    links = [f"links/{length} -> {'t' * length}" for length in (1, 99, 100, 101, 499, 503, 504)]
    compare(
        docker, grow(tmp_path, *names, *links, "l -> é", files={"Dockerfile": "FROM scratch\n"})
    )


def test_every_type_of_entry_and_odd_names(docker: Docker, tmp_path: Path) -> None:
    root = grow(
        tmp_path,
        *("fifo |", "socket @", "a 513", "b => a", "z/c => a", "dangling -> nowhere", "empty/"),
        files={"Dockerfile": "FROM scratch\n", "caf\udce9": "x", "a\nb": "x", "\x1b[31m": ""},
    )
    (root / "a").chmod(0o4755)
    compare(docker, root)


@pytest.mark.parametrize(
    ("ignore", "dockerfile"),
    [
        pytest.param("*\n", "Dockerfile", id="everything is ignored"),
        pytest.param("**/a\n", "a/b/Dockerfile", id="O15 a Dockerfile that is lost"),
        pytest.param("**/b\n", "a/b/Dockerfile", id="O14 a Dockerfile that is rescued"),
        pytest.param("d\n!d/x\nd\n", "Dockerfile", id="X10 what the walk keeps"),
        pytest.param("*\n!d/x\n*\n[z-a]\n", "Dockerfile", id="a tar that ends without an error"),
        pytest.param("a\n!**/x\n", "Dockerfile", id="an exception that is lost"),
        pytest.param("caf\udce9\n", "Dockerfile", id="bytes that are not utf-8"),
        pytest.param("\ufeff\ufeffa\n\ufeffd*\n", "Dockerfile", id="byte order marks"),
        pytest.param("!.\n!..\n!!/\n.\n/\n..\n", "Dockerfile", id="rules that never match"),
    ],
)
def test_ignore_files(docker: Docker, tmp_path: Path, ignore: str, dockerfile: str) -> None:
    root = grow(
        tmp_path,
        *("a/b/x 1", "d/x 2", "d/y 3", "x 4", "caf\udce9 5", "e 6"),
        files={
            "Dockerfile": "FROM scratch\n",
            "a/b/Dockerfile": "FROM x\n",
            ".dockerignore": ignore,
        },
    )
    recording = record(docker, root, "-f", str(root / dockerfile))
    found = only(look(root, "classic", "-f", str(root / dockerfile)))
    assert recording.exit_code == 0, recording.stderr
    assert found.paths == [each.name for each in recording.members()]
    assert found.bytes == len(recording.tar)


@pytest.mark.parametrize("content", [0, 22, 511, 512, 513])
@pytest.mark.parametrize("ignore", [None, "", "a\n", "x" * 478, "x" * 479])
def test_a_dockerfile_from_elsewhere(
    docker: Docker, tmp_path: Path, content: int, ignore: str | None
) -> None:
    given = {} if ignore is None else {".dockerignore": ignore}
    root = grow(tmp_path / "context", "a 1", "b 700", files=given)
    grow(tmp_path, files={"Dockerfile": "#" * content or " "})
    args = ["-f", str(tmp_path / "Dockerfile")]
    recording = record(docker, root, *args)
    assert recording.exit_code == 0, recording.stderr
    found = only(look(root, "classic", *args))
    assert sorted(each.size for each in found.sent) == sorted(
        each.size for each in recording.members()
    )
    # Two injected files come in a random order, and the last one goes without its padding.
    injected = [each.size for each in found.sent if each.injected]
    assert len(injected) == (1 if ignore is not None else 2)
    padded = found.bytes + pad(injected[-1])
    assert len(recording.tar) in {padded - pad(size) for size in injected}


def pad(size: int) -> int:
    return -size % 512


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(line, id=f"{line!r} is refused")
        for line in (
            "!",
            "!/",
            "!//",
            "!/.",
            "/!",
            "./!",
            "[",
            "[a-]",
            "foo\\ ",
            "*[",
            "[z-a]",
            r"\k*",
        )
    ],
)
def test_what_the_client_refuses(docker: Docker, tmp_path: Path, line: str) -> None:
    root = grow(
        tmp_path, "a 1", files={"Dockerfile": "FROM scratch\n", ".dockerignore": f"{line}\n"}
    )
    recording = record(docker, root)
    assert recording.exit_code == 1
    assert "pattern" in recording.stderr
    with pytest.raises(IgnoreFileError) as caught:
        only(look(root, "classic"))
    assert (caught.value.place and caught.value.place.line) == 1
