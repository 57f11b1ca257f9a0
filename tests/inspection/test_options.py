"""docs/semantics, H.2: options and placement, as far as they decide what is sent.

Where each file is found is in tests/context/test_locate.py; O10 and O11 have no directory for a
context; O35 to O38 are of the Dockerfile's language (tests/dockerfile).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.errors import ContextError, CtxscanError, DockerfileError, IgnoreFileError, UsageError
from ctxscan.inspection import inspect
from tests.inspection.builds import look, only, options, transfer
from tests.support.trees import WHY_NOT_HERE, grow, make_file
from tests.support.unprivileged import as_nobody

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.builders import BuilderName

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

ALL = "FROM scratch\nCOPY . /\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def context(here: Path, *entries: str, **files: str) -> None:
    """``ctx`` with ``a``, ``b`` and more; the keywords are for names that are identifiers."""
    grow(here, "ctx/a 1", "ctx/b 1", *entries, files={f"ctx/{name}": files[name] for name in files})


def sent(builder: BuilderName, *args: str, stdin: str = "") -> list[str]:
    found = only(look("ctx", builder, *args, stdin=stdin.encode()))
    names = [each.path for each in found.sent if not each.injected]
    return [name for name in names if name in {"a", "b"}]


# Files besides a and b; the arguments; what of a and b the classic builder and BuildKit send.
@pytest.mark.parametrize(
    ("files", "args", "classic", "buildkit"),
    [
        pytest.param(
            {"sub/Dockerfile": ALL, ".dockerignore": "a", "sub/Dockerfile.dockerignore": "b"},
            ["-f", "ctx/sub/Dockerfile"],
            ["b"],
            ["a"],
            id="O01",
        ),
        pytest.param(
            {"sub/Dockerfile": ALL, ".dockerignore": "a", "Dockerfile.dockerignore": "b"},
            ["-f", "ctx/sub/Dockerfile"],
            ["b"],
            ["b"],
            id="O02",
        ),
        pytest.param(
            {"sub/Dockerfile": ALL, "sub/.dockerignore": "b"},
            ["-f", "ctx/sub/Dockerfile"],
            ["a", "b"],
            ["a", "b"],
            id="O03",
        ),
        pytest.param(
            {
                "../x/My.Dockerfile": ALL,
                "../x/My.Dockerfile.dockerignore": "b",
                ".dockerignore": "a",
            },
            ["-f", "x/My.Dockerfile"],
            ["b"],
            ["a"],
            id="O04",
        ),
        pytest.param(
            {".dockerignore": "a", "Dockerfile.dockerignore": "b"},
            ["-f", "-"],
            ["b"],
            ["b"],
            id="O05",
        ),
        pytest.param(
            {"dockerfile": ALL, "Dockerfile.dockerignore": "b", ".dockerignore": "a"},
            [],
            ["b"],
            ["b"],
            id="O06",
        ),
        pytest.param(
            {"dockerfile": ALL, "dockerfile.dockerignore": "b", ".dockerignore": "a"},
            [],
            ["b"],
            ["a"],
            id="O07",
        ),
        pytest.param(
            {"Dockerfile": ALL, "Dockerfile.dockerignore": "#", ".dockerignore": "a"},
            [],
            ["b"],
            ["a", "b"],
            id="O08",
        ),
        pytest.param(
            {"Dockerfile": ALL, "Dockerfile.dockerignore/x": "b", ".dockerignore": "a"},
            [],
            ["b"],
            ["b"],
            id="O09",
        ),
    ],
)
def test_o01_to_o09_which_rules_hold(
    here: Path, files: dict[str, str], args: list[str], classic: list[str], buildkit: list[str]
) -> None:
    context(here, **files)
    assert sent("classic", *args, stdin=ALL) == classic
    assert sent("buildkit", *args, stdin=ALL) == buildkit


def test_o04_the_classic_builder_puts_a_dockerfile_from_elsewhere_into_the_tar(here: Path) -> None:
    context(here)
    grow(here, files={"Dockerfile": ALL})
    found = only(look("ctx", "classic", "-f", "Dockerfile"))
    assert [(each.path, each.injected) for each in found.sent] == [
        ("a", False),
        ("b", False),
        (".dockerignore", True),
        (".dockerfile." + "0" * 20, True),
    ]
    assert found.bytes == 2 * 1024 + (512 + 512) + (512 + len(ALL))


def test_o12_a_dockerfile_that_is_a_link(here: Path) -> None:
    context(here, "ctx/Dockerfile -> s/real", **{"s/real": ALL, ".dockerignore": "s"})
    assert only(look("ctx", "classic")).paths == [".dockerignore", "Dockerfile", "a", "b", "s/real"]
    assert only(look("ctx", "buildkit")).paths == [".dockerignore", "Dockerfile", "a", "b"]


@pytest.mark.parametrize("builder", ["classic", "buildkit"])
def test_o13_a_dockerfile_that_is_a_link_to_elsewhere(here: Path, builder: BuilderName) -> None:
    context(here, "ctx/Dockerfile -> ../real", "real")
    with pytest.raises(ContextError):
        look("ctx", builder)


@pytest.mark.parametrize(
    ("ignore", "classic"),
    [
        pytest.param("**/b", ["a", "a/b/Dockerfile"], id="O14 a Dockerfile that is rescued"),
        pytest.param("**/a", [], id="O15 a Dockerfile that is lost"),
    ],
)
def test_a_dockerfile_two_levels_down(here: Path, ignore: str, classic: list[str]) -> None:
    files = {"ctx/a/b/Dockerfile": ALL, "ctx/.dockerignore": ignore, "ctx/x": ""}
    grow(here, files=files)
    args = ["-f", "ctx/a/b/Dockerfile"]
    assert only(look("ctx", "classic", *args)).paths == [".dockerignore", *classic, "x"]
    by_buildkit = [".dockerignore", *(["a"] if ignore == "**/b" else []), "x"]
    assert only(look("ctx", "buildkit", *args)).paths == by_buildkit


# Permissions


def test_o16_o19_an_unreadable_file(here: Path) -> None:
    context(here, "ctx/sd/x 3", "ctx/z 1", Dockerfile=ALL, **{".dockerignore": "sd\n!sd/x\n"})
    (here / "ctx/sd/x").chmod(0)
    with as_nobody(here / "ctx"):
        by_buildkit = only(look("ctx", "buildkit"))
        by_classic = only(look("ctx", "classic"))
    assert by_buildkit.paths == [".dockerignore", "Dockerfile", "a", "b", "sd", "sd/x", "z"]
    assert by_buildkit.empty == ["sd/x"]
    # The tar is cut off behind the header of sd/x.
    assert by_classic.paths == [".dockerignore", "Dockerfile", "a", "b", "sd/x"]
    assert by_classic.bytes == 4 * 1024 + 512
    assert by_classic.ended_early is not None


@pytest.mark.parametrize(
    ("ignore", "met_by"),
    [
        pytest.param("d", {"classic"}, id="O17 ignored: the classic builder reads it all the same"),
        pytest.param(
            "d\n!*/x", {"classic", "buildkit"}, id="O18 an exception keeps BuildKit there"
        ),
        pytest.param("", {"classic", "buildkit"}, id="not ignored"),
    ],
)
def test_an_unreadable_directory_is_in_the_way(here: Path, ignore: str, met_by: set[str]) -> None:
    context(here, "ctx/d/x", Dockerfile=ALL, **{".dockerignore": ignore})
    (here / "ctx/d").chmod(0)
    with as_nobody(here / "ctx"):
        for builder in ("classic", "buildkit"):
            stream = look("ctx", builder).syncs[0].stream()
            list(stream)
            met = [(trouble.path, trouble.visited) for trouble in stream.troubles]
            assert met == ([("d", True)] if builder in met_by else [])
    (here / "ctx/d").chmod(0o755)


def test_o20_an_unreadable_ignore_file(here: Path) -> None:
    context(here, Dockerfile=ALL, **{".dockerignore": "a\n"})
    (here / "ctx/.dockerignore").chmod(0)
    with as_nobody(here / "ctx"):
        found = look("ctx", "buildkit")
        arrived = only(found)
        with pytest.raises(IgnoreFileError):
            look("ctx", "classic")
    assert "a" in arrived.paths
    assert arrived.empty == [".dockerignore"]
    assert "ignore-file-unreadable" in [notice.code for notice in found.notices]


@pytest.mark.parametrize("builder", ["classic", "buildkit"])
def test_o21_o22_what_a_context_may_be(here: Path, builder: BuilderName) -> None:
    context(here, "link -> ctx", Dockerfile=ALL)
    assert only(look("link", builder)).paths == ["Dockerfile", "a", "b"]
    with pytest.raises(ContextError):
        look("ctx/a", builder)


@pytest.mark.parametrize(
    ("ignore", "refused"),
    [
        pytest.param("a\tb\n", True, id="O23 a tab in a pattern"),
        pytest.param("a\tb\né\n", False, id="O23 unless another one is not ASCII"),
        pytest.param("a\rb\r", True, id="O24 lines that end in a carriage return"),
    ],
)
def test_what_buildkit_cannot_carry_and_the_classic_builder_can(
    here: Path, ignore: str, *, refused: bool
) -> None:
    context(here, Dockerfile=ALL)
    make_file(here / "ctx/.dockerignore", ignore)
    assert sent("classic") == ["a", "b"]
    if refused:
        with pytest.raises(CtxscanError) as caught:
            look("ctx", "buildkit")
        assert caught.value.place is not None
        return
    assert sent("buildkit") == ["a", "b"]


def test_o25_fifteen_thousand_patterns_are_more_than_buildkit_can_carry(here: Path) -> None:
    ignore = "".join(f"{number:064}\n" for number in range(15000))
    context(here, Dockerfile=ALL, **{".dockerignore": ignore})
    with pytest.raises(CtxscanError, match="more than BuildKit can send") as caught:
        look("ctx", "buildkit")
    assert str(caught.value.place) == "ctx/.dockerignore:9360"


def test_o26_o27_a_second_build_announces_everything_again(here: Path) -> None:
    context(here, "ctx/d/x 1", "ctx/h => ctx/a", Dockerfile=ALL)
    found = only(look("ctx", "buildkit"))
    warm = 2 + sum(each.announced for each in found.sent)
    content = sum(each.transfer - each.announced for each in found.sent)
    assert found.bytes == warm + content
    # Dockerfile, a, b and d/x travel again only when they differ: 22 bytes and three of one byte.
    assert content == (2 + 2 + 22 + 2) + 3 * (4 + 3 + 4)
    grow(here, "ctx/a 1", files={"ctx/b": "y"})  # other content; the same size and mtime
    assert 2 + sum(each.announced for each in only(look("ctx", "buildkit")).sent) == warm


# Named contexts


def named(here: Path, dockerfile: str) -> list[tuple[str, list[str], int]]:
    grow(
        here,
        *("n/x 1", "n/y 1", "n/d/q 1", "ctx/a 1"),
        files={"ctx/Dockerfile": dockerfile, "n/.dockerignore": "y\n"},
    )
    found = look("ctx", "buildkit", "--build-context", "foo=n")
    return [
        (sync.title, transferred.paths, transferred.bytes)
        for sync in (*found.syncs, *found.named)
        for transferred in [transfer(sync)]
    ]


@pytest.mark.parametrize(
    ("dockerfile", "expected"),
    [
        pytest.param(
            "FROM scratch\nCOPY --from=foo x /\n", [("context foo", ["x"], 29)], id="O28 one path"
        ),
        pytest.param(
            "FROM scratch\nCOPY --from=foo d /\nCOPY --from=foo x /\n",
            [("context foo", ["d", "d/q"], 56), ("context foo", ["x"], 29)],
            id="O29 two transfers",
        ),
        pytest.param(
            "FROM scratch AS foo\nCOPY a /\nFROM scratch\nCOPY --from=foo x /\n",
            [("context foo", ["x"], 29)],
            id="O31 it stands for a stage of its name",
        ),
        pytest.param(
            "FROM scratch\nCOPY a /\n", [("load build context", ["a"], 29)], id="O32 not used"
        ),
    ],
)
def test_named_contexts(
    here: Path, dockerfile: str, expected: list[tuple[str, list[str], int]]
) -> None:
    assert named(here, dockerfile) == expected


def test_o30_a_stage_from_a_named_context_needs_all_that_is_not_ignored(here: Path) -> None:
    ((title, paths, _),) = named(here, "FROM foo\n")
    assert (title, paths) == ("context foo", [".dockerignore", "d", "d/q", "x"])


def test_o28_the_classic_builder_has_no_named_contexts(here: Path) -> None:
    context(here, "n/x", Dockerfile=ALL)
    with pytest.raises(UsageError):
        look("ctx", "classic", "--build-context", "foo=n")


def test_o33_platforms_that_ask_for_different_files_get_a_transfer_each(here: Path) -> None:
    dockerfile = "FROM scratch\nARG TARGETARCH\nCOPY bin-$TARGETARCH /\n"
    context(here, "ctx/bin-amd64 1", "ctx/bin-386 1", Dockerfile=dockerfile)
    platforms = ("linux/amd64", "linux/386")
    found = inspect(options("ctx", "buildkit", platforms=platforms))
    assert [transfer(sync).paths for sync in found.syncs] == [["bin-amd64"], ["bin-386"]]
    make_file(here / "ctx/Dockerfile", "FROM scratch\nCOPY a /\n")
    found = inspect(options("ctx", "buildkit", platforms=platforms))
    assert [transfer(sync).paths for sync in found.syncs] == [["a"]]


@pytest.mark.parametrize(
    ("dockerfile", "paths"),
    [
        pytest.param(
            "COPY p/*/lnk /o/",
            ["p", "p/q", "p/q/lnk"],
            id="O34 no target of a link below a wildcard",
        ),
        pytest.param("COPY p/q/lnk /o/", ["c", "p", "p/q", "p/q/lnk"], id="O34 without one"),
        pytest.param("ADD https://x/f /\nADD https://h/r.git /", None, id="O39 nothing is local"),
        pytest.param(
            'RUN --mount=type=bind,target=/s ["/a"]',
            ["Dockerfile", "a", "b", "c", "p", "p/q", "p/q/lnk"],
            id="O40 a bind mount of everything",
        ),
    ],
)
def test_what_a_dockerfile_asks_for(here: Path, dockerfile: str, paths: list[str] | None) -> None:
    context(here, "ctx/p/q/lnk -> ../../c", "ctx/c 1", Dockerfile=f"FROM scratch\n{dockerfile}\n")
    found = look("ctx", "buildkit")
    assert found.requested is (paths is not None)
    assert [transfer(sync).paths for sync in found.syncs] == ([paths] if paths is not None else [])


# What travels before the context


def small(here: Path, *args: str, **files: str) -> list[tuple[str, list[str], int]]:
    context(here, **files)
    found = look("ctx", "buildkit", *args, stdin=ALL.encode())
    return [(sync.title, transfer(sync).paths, transfer(sync).bytes) for sync in found.small]


def test_the_dockerfile_and_the_ignore_file_travel_first(here: Path) -> None:
    definition, ignore = small(here, Dockerfile=ALL)
    assert definition[:2] == ("load build definition", ["Dockerfile"])
    assert ignore == ("load .dockerignore", [], 2)


def test_a_dockerfile_with_its_own_ignore_file_needs_no_other(here: Path) -> None:
    files = {"Dockerfile": ALL, "Dockerfile.dockerignore": "b", ".dockerignore": "a"}
    (definition,) = small(here, **files)
    assert definition[1] == ["Dockerfile", "Dockerfile.dockerignore"]


def test_o28_an_ignore_file_of_one_byte_travels_in_41(here: Path) -> None:
    files = {"Dockerfile": ALL, ".dockerignore": "y"}
    assert small(here, **files)[1] == ("load .dockerignore", [".dockerignore"], 41)


@pytest.mark.parametrize(
    ("source", "message"),
    [("x[", "malformed wildcard"), ("a[-]", "malformed wildcard"), ("caf\ta", "control character")],
)
def test_a_source_that_buildkit_cannot_send(here: Path, source: str, message: str) -> None:
    text = f'FROM scratch\n\nCOPY ["{source}", "/"]\n'.replace("\t", "\\t")
    context(here, Dockerfile=text)
    with pytest.raises(CtxscanError, match=message) as caught:
        look("ctx", "buildkit")
    assert str(caught.value.place) == "ctx/Dockerfile:3"
    assert isinstance(caught.value, DockerfileError) or "control" in message


def test_a_rule_that_buildkit_cannot_send_harms_no_build_that_asks_for_nothing(here: Path) -> None:
    context(here, **{"Dockerfile": "FROM scratch\n", ".dockerignore": "x\ty\n"})
    assert not look("ctx", "buildkit").requested
    context(here, Dockerfile=ALL)
    with pytest.raises(CtxscanError, match="control character"):
        look("ctx", "buildkit")


def test_the_classic_client_sends_whatever_the_dockerfile_says(here: Path) -> None:
    context(here, Dockerfile="NOPE\n")
    found = look("ctx", "classic")
    assert only(found).paths == ["Dockerfile", "a", "b"]
    assert "dockerfile-error" in [notice.code for notice in found.notices]
    with pytest.raises(DockerfileError):
        look("ctx", "buildkit")
