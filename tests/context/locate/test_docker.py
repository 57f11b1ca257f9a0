"""Which Dockerfile and which ignore file a build reads: docs/semantics, A.4, C.1, D.1 to D.3.

O01 to O22 are the recorded cases of H.2. Each context lies in ``ctx``, and the current directory
is the one above it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from ctxscan.context.locate.docker import (
    BuildFiles,
    Location,
    find_root,
    ignore_file_of_context,
    locate_buildkit,
    locate_classic,
)
from ctxscan.errors import ContextError, CtxscanError, IgnoreFileError, UsageError
from tests.support.trees import WHY_NOT_HERE, grow, make_file
from tests.support.unprivileged import as_nobody

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def classic(context: str = "ctx", file: str | None = None, stdin: bytes = b"") -> Location:
    return locate_classic(BuildFiles(context, file), lambda: stdin)


def buildkit(context: str = "ctx", file: str | None = None, stdin: bytes = b"") -> Location:
    return locate_buildkit(BuildFiles(context, file), lambda: stdin)


def put(here: Path, *names: str) -> None:
    """Files whose content is their own path; a name with an arrow or a slash is as in ``grow``."""
    for name in names:
        if " -> " in name or name.endswith("/"):
            grow(here, name)
        else:
            make_file(here / name, name)


def ignore_file(location: Location) -> str | None:
    found = location.ignore_file
    return None if found is None else found.data.decode()


D, I = "ctx/Dockerfile", "ctx/.dockerignore"  # noqa: E741 - beside D it cannot be taken for a one
D_I = f"{D}.dockerignore"


# Files; -f; the ignore file that the classic builder and that BuildKit reads.
@pytest.mark.parametrize(
    ("files", "file", "by_classic", "by_buildkit"),
    [
        pytest.param([D], None, None, None, id="no ignore file"),
        pytest.param([D, I], None, I, I, id="the one at the context root"),
        pytest.param([D, I, D_I], None, I, D_I, id="BuildKit reads the Dockerfile's own alone"),
        pytest.param([D, D_I], None, None, D_I, id="the classic builder never reads it"),
        pytest.param(
            ["ctx/sub/Dockerfile", I, "ctx/sub/Dockerfile.dockerignore"],
            "ctx/sub/Dockerfile",
            I,
            "ctx/sub/Dockerfile.dockerignore",
            id="O01 the own one lies beside its Dockerfile",
        ),
        pytest.param(
            ["ctx/sub/Dockerfile", I, D_I], "ctx/sub/Dockerfile", I, I, id="O02 not elsewhere"
        ),
        pytest.param(
            ["ctx/sub/Dockerfile", "ctx/sub/.dockerignore"],
            "ctx/sub/Dockerfile",
            None,
            None,
            id="O03 .dockerignore beside a Dockerfile in a subdirectory is never read",
        ),
        pytest.param(
            ["x/My.Dockerfile", "x/My.Dockerfile.dockerignore", "ctx/a", I],
            "x/My.Dockerfile",
            I,
            "x/My.Dockerfile.dockerignore",
            id="O04 also outside the context",
        ),
        pytest.param([D, I, D_I], "-", I, I, id="O05 a Dockerfile from stdin has none"),
        pytest.param(
            ["ctx/dockerfile", I, D_I], None, I, I, id="O06 dockerfile does not have Dockerfile's"
        ),
        pytest.param(
            ["ctx/dockerfile", I, "ctx/dockerfile.dockerignore"],
            None,
            I,
            "ctx/dockerfile.dockerignore",
            id="O07 dockerfile has its own",
        ),
        pytest.param([D, I, f"{D_I}/x"], None, I, I, id="O09 a directory does not count"),
        pytest.param(
            [D, I, "ctx/Dockerfile.dockerignore -> own", "ctx/own"],
            None,
            I,
            "ctx/own",
            id="a link beside the Dockerfile is followed",
        ),
        pytest.param(
            [D, I, "ctx/Dockerfile.dockerignore -> ../own", "own"],
            None,
            I,
            I,
            id="but not out of its directory",
        ),
        pytest.param([D, "ctx/.dockerignore -> ig", "ctx/ig"], None, "ctx/ig", "ctx/ig", id="A16"),
        pytest.param([D, "ctx/.dockerignore -> nope"], None, None, None, id="A15 a dangling link"),
        pytest.param(
            [D, "ctx/.dockerignore -> ../ig", "ig"],
            None,
            "ig",
            None,
            id="BuildKit does not follow a link out of the context, the classic builder does",
        ),
        pytest.param(
            [D, "ctx/.dockerignore -> /ig", "ctx/ig"],
            None,
            None,
            "ctx/ig",
            id="for BuildKit an absolute link starts at the context root",
        ),
        pytest.param([D, "ctx/.containerignore"], None, None, None, id="S05 not podman's"),
        pytest.param([D, "ctx/.Dockerignore"], None, None, None, id="not in another case"),
    ],
)
def test_the_ignore_file(
    here: Path,
    files: list[str],
    file: str | None,
    *,
    by_classic: str | None,
    by_buildkit: str | None,
) -> None:
    put(here, *files)
    assert ignore_file(classic(file=file)) == by_classic
    assert ignore_file(buildkit(file=file)) == by_buildkit


def test_an_empty_ignore_file_of_the_dockerfile_counts_as_found(here: Path) -> None:
    for content in ("", "#\n"):  # O08
        grow(here, files={D: "FROM scratch\n", I: "a\n", D_I: content})
        assert ignore_file(buildkit()) == content
        assert ignore_file(classic()) == "a\n"


@pytest.mark.parametrize("locate", [classic, buildkit])
@pytest.mark.parametrize(
    ("context", "file", "shown", "in_context"),
    [
        pytest.param("ctx", None, D, "Dockerfile", id="by default in the context"),
        pytest.param("./ctx/", None, D, "Dockerfile", id="a context with a slash at its end"),
        pytest.param("ctx/sub", "ctx/sub/f", "ctx/sub/f", "f", id="-f from the current directory"),
        pytest.param("ctx", "./ctx/sub/f", "ctx/sub/f", "sub/f", id="-f in a subdirectory"),
        pytest.param("ctx/sub", D, D, None, id="-f outside the context"),
        pytest.param("ctx", "ctx/sub/../Dockerfile", D, "Dockerfile", id="-f with dots"),
        pytest.param("ctx", "ctx/..f", "ctx/..f", "..f", id="a name with two dots is no way out"),
    ],
)
def test_the_dockerfile(
    here: Path,
    locate: Callable[[str, str | None], Location],
    *,
    context: str,
    file: str | None,
    shown: str,
    in_context: str | None,
) -> None:
    put(here, D, "ctx/sub/f", "ctx/..f", "f")
    found = locate(context, file)
    assert found.dockerfile.data == shown.encode()
    assert (found.dockerfile.shown, found.dockerfile.in_context) == (shown, in_context)
    assert found.dockerfile.path == str(here / shown)
    assert (found.root, found.shown) == (str(here / os.path.normpath(context)), context)


@pytest.mark.parametrize("locate", [classic, buildkit])
def test_a_dockerfile_from_stdin(here: Path, locate: Callable[..., Location]) -> None:
    put(here, D)
    found = locate(file="-", stdin=b"FROM x").dockerfile
    assert (found.shown, found.data, found.path, found.in_context) == ("-", b"FROM x", None, None)


@pytest.mark.parametrize("locate", [classic, buildkit])
def test_stdin_is_not_read_unless_asked_for(here: Path, locate: Callable[..., Location]) -> None:
    put(here, D)

    def refuse() -> bytes:
        raise AssertionError("read stdin")

    for function in (locate_classic, locate_buildkit):
        assert function(BuildFiles("ctx"), refuse).dockerfile.data == D.encode()
    assert locate().dockerfile.data == D.encode()


@pytest.mark.parametrize("locate", [classic, buildkit])
def test_o06_dockerfile_in_lower_case_where_there_is_no_other(
    here: Path, locate: Callable[..., Location]
) -> None:
    put(here, "ctx/dockerfile")
    found = locate().dockerfile
    assert (found.shown, found.in_context) == ("ctx/dockerfile", "dockerfile")
    put(here, D)
    assert locate().dockerfile.shown == D


def test_only_buildkit_falls_back_to_lower_case_for_a_dockerfile_that_was_named(
    here: Path,
) -> None:
    put(here, "ctx/dockerfile", "ctx/sub/dockerfile")
    assert buildkit(file=D).dockerfile.in_context == "dockerfile"
    assert buildkit(file="ctx/sub/Dockerfile").dockerfile.shown == "ctx/sub/dockerfile"
    with pytest.raises(ContextError, match="no such Dockerfile: ctx/Dockerfile"):
        classic(file=D)


def test_o12_a_dockerfile_that_is_a_link(here: Path) -> None:
    put(here, "ctx/s/real", "ctx/Dockerfile -> s/real")
    assert classic().dockerfile.in_context == "s/real"  # what the daemon is told
    found = buildkit().dockerfile
    assert (found.in_context, found.data) == ("Dockerfile", b"ctx/s/real")
    assert found.path == str(here / D)


def test_o13_a_dockerfile_that_is_a_link_out_of_the_context(here: Path) -> None:
    put(here, "real", "ctx/Dockerfile -> ../real")
    for locate in (classic, buildkit):
        with pytest.raises(ContextError) as caught:
            locate()
        assert caught.value.place is not None
        assert caught.value.place.file == D
    # Once it is named, the classic client reads it and puts it into the tar.
    found = classic(file=D).dockerfile
    assert (found.data, found.in_context) == (b"real", None)
    with pytest.raises(ContextError, match="only inside its own directory"):
        buildkit(file=D)


def test_buildkit_follows_a_dockerfile_inside_its_own_directory_alone(here: Path) -> None:
    put(here, "ctx/real", "ctx/sub/Dockerfile -> ../real", "ctx/Dockerfile -> /real")
    with pytest.raises(ContextError, match="only inside its own directory"):
        buildkit(file="ctx/sub/Dockerfile")
    assert buildkit(file=D).dockerfile.data == b"ctx/real"
    assert classic(file="ctx/sub/Dockerfile").dockerfile.in_context == "real"


@pytest.mark.parametrize("locate", [classic, buildkit])
@pytest.mark.parametrize(
    ("files", "file", "message"),
    [
        pytest.param(["ctx/a"], None, "no such Dockerfile: ctx/Dockerfile", id="none"),
        pytest.param([D], "nope", "no such Dockerfile: nope", id="none of that name"),
        pytest.param(["ctx/Dockerfile/x"], None, "a directory", id="a directory"),
        pytest.param([D], "ctx", "a directory", id="the context itself"),
        pytest.param([D], f"{D}/x", "Not a directory", id="below a file"),
    ],
)
def test_a_dockerfile_that_cannot_be_read(
    here: Path,
    locate: Callable[..., Location],
    files: list[str],
    file: str | None,
    message: str,
) -> None:
    put(here, *files)
    with pytest.raises(ContextError, match=message):
        locate(file=file)


@pytest.mark.parametrize("locate", [classic, buildkit])
def test_a_dockerfile_whose_links_go_round_is_refused(
    here: Path, locate: Callable[..., Location]
) -> None:
    put(here, "ctx/Dockerfile -> b", "ctx/b -> Dockerfile")
    with pytest.raises(ContextError):
        locate()


@pytest.mark.parametrize("locate", [classic, buildkit])
def test_an_unreadable_dockerfile_is_refused(here: Path, locate: Callable[..., Location]) -> None:
    put(here, D)
    (here / D).chmod(0)
    with as_nobody(here / "ctx"), pytest.raises(ContextError, match="Permission denied"):
        locate()


@pytest.mark.parametrize("locate", [classic, buildkit])
def test_o21_a_context_that_is_a_link_to_a_directory(
    here: Path, locate: Callable[..., Location]
) -> None:
    put(here, D, I, "l -> ctx")
    found = locate("l")
    assert (found.root, found.shown) == (str(here / "ctx"), "l")
    assert (found.dockerfile.shown, found.dockerfile.in_context) == ("l/Dockerfile", "Dockerfile")
    assert (found.ignore_file and found.ignore_file.shown) == "l/.dockerignore"


def test_where_a_compose_file_is_not_there_its_neighbours_are_named(here: Path) -> None:
    put(here, "compose.dev.yaml", "docker-bake.hcl", "compose.yaml", "k8s.yaml")
    with pytest.raises(ContextError, match=r"no such file: docker-compose\.yml") as caught:
        find_root("docker-compose.yml")
    assert caught.value.hint == "there is compose.yaml, docker-bake.hcl, compose.dev.yaml"


@pytest.mark.parametrize(
    ("context", "message"),
    [
        pytest.param("nope", "no such directory: nope", id="one that is not there"),
        pytest.param("f", "must be a directory, and f is none", id="O22 a file"),
        pytest.param("dangling", "must be a directory", id="a dangling link"),
        pytest.param("", "no such directory: ", id="an empty name"),
    ],
)
def test_a_context_that_is_no_directory(here: Path, context: str, message: str) -> None:
    put(here, "f", "dangling -> nope")
    with pytest.raises(ContextError, match=message) as caught:
        find_root(context)
    assert caught.value.hint


# A.4: what each builder makes of an ignore file that it cannot read.


def test_a17_an_ignore_file_that_is_a_directory(here: Path) -> None:
    put(here, D, f"{I}/z")
    with pytest.raises(IgnoreFileError, match="Is a directory") as caught:
        classic()
    assert (caught.value.place and caught.value.place.file) == I
    found = buildkit()
    assert found.ignore_file is None
    assert [(notice.code, notice.place and notice.place.file) for notice in found.notices] == [
        ("ignore-file-unreadable", I)
    ]


@pytest.mark.parametrize(
    ("target", "reason"),
    [(".dockerignore", "Too many levels of symbolic links"), ("Dockerfile/x", "Not a directory")],
    ids=["a circle", "a path through a file"],
)
def test_an_ignore_file_that_is_a_link_to_nowhere_possible(
    here: Path, target: str, reason: str
) -> None:
    # Unlike a dangling link: the client passes over "not found", and over nothing else.
    put(here, D, f"{I} -> {target}")
    with pytest.raises(IgnoreFileError, match=reason):
        classic()
    assert buildkit().ignore_file is None


def test_o20_an_unreadable_ignore_file(here: Path) -> None:
    put(here, D, I)
    (here / I).chmod(0)
    with as_nobody(here / "ctx"):
        with pytest.raises(IgnoreFileError, match="Permission denied"):
            classic()
        found = buildkit()
    assert found.ignore_file is None
    assert [notice.code for notice in found.notices] == ["ignore-file-unreadable"]


def test_a_link_out_of_the_context_is_worth_a_notice(here: Path) -> None:
    put(here, D, "ctx/.dockerignore -> ../ig", "ig")
    assert [notice.code for notice in buildkit().notices] == ["ignore-file-unreadable"]


def test_what_is_read_or_not_there_is_worth_none(here: Path) -> None:
    put(here, D)
    assert not buildkit().notices
    put(here, I)
    assert not buildkit().notices
    put(here, D_I)
    assert not buildkit().notices


# --ignorefile


@pytest.mark.parametrize("locate", [locate_classic, locate_buildkit])
def test_an_ignore_file_that_was_named_is_read_instead(
    here: Path, locate: Callable[[BuildFiles, Callable[[], bytes]], Location]
) -> None:
    put(here, D, I, D_I, "mine")
    found = locate(BuildFiles("ctx", ignore_file="mine"), bytes).ignore_file
    assert found is not None
    assert (found.data, found.shown, found.path) == (b"mine", "mine", str(here / "mine"))


@pytest.mark.parametrize("locate", [locate_classic, locate_buildkit])
@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("nope", UsageError, "no such ignore file: nope"),
        ("ctx", IgnoreFileError, "Is a directory"),
    ],
)
def test_one_that_was_named_must_be_readable(
    here: Path,
    locate: Callable[[BuildFiles, Callable[[], bytes]], Location],
    name: str,
    error: type[CtxscanError],
    message: str,
) -> None:
    put(here, D)
    with pytest.raises(error, match=message):
        locate(BuildFiles("ctx", ignore_file=name), bytes)


def test_the_ignore_file_of_a_named_context_is_its_own(here: Path) -> None:
    put(here, "n/.dockerignore", "n/Dockerfile.dockerignore")
    found = ignore_file_of_context(str(here / "n"), "n")
    assert (found and (found.shown, found.data)) == ("n/.dockerignore", b"n/.dockerignore")
    assert ignore_file_of_context(str(here), ".") is None
