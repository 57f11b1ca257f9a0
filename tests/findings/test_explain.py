"""Why a path is sent or not: by example, and against the listing for every path of random trees."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

from ctxscan.context.user_paths import look_at
from ctxscan.errors import CtxscanError
from ctxscan.findings.explain import Explanation, explain
from ctxscan.findings.listing import list_sent
from ctxscan.inspection import BuildFiles, BuildOptions, Inspection, inspect
from tests.support.builds import look_into
from tests.support.strategies import scenarios
from tests.support.trees import WHY_NOT_HERE, grow, plant_tree
from tests.support.unprivileged import as_nobody

if TYPE_CHECKING:
    from tests.support.model import Tree

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

DOCKERFILE = """\
FROM x AS build
COPY src app* /x/
FROM x AS unused
COPY docs /d/
FROM x
COPY --from=build /x /x
RUN --mount=source=tools,target=/t true
COPY src/link/ /l/
"""
IGNORE = """\
**/*.log
src/cache
docs
!docs/keep.md
tools/*
!tools/make
!**/keep.log
"""
TREE = (
    *("src/a.py 3", "src/x.log 4", "src/keep.log 5", "src/cache/deep/file 6", "src/link -> ../lib"),
    *("lib/l.py 7", "docs/keep.md 8", "docs/other.md 9", "tools/make 10", "tools/other 11"),
    *("app.py 12", "rest 13"),
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {"Dockerfile": DOCKERFILE, ".dockerignore": IGNORE}
    return grow(tmp_path / "project", *TREE, files=files)


def explained(root: Path, path: str, **options: Any) -> Explanation:
    return about(look_into(root, **options), path)


def about(inspection: Inspection, path: str) -> Explanation:
    return explain(inspection, path, **look_at(inspection.location.root, path)._asdict())


def in_words(found: Explanation) -> str:
    """Sent or eligible, the line that decided, where it was pruned, the lines that ask."""
    words = ["sent" if found.sent else "eligible" if found.eligible else "ignored"]
    words += [f"rule {found.rule.place.line}"] if found.rule else []
    words += [f"pruned at {found.pruned_at}"] if found.pruned_at else []
    words += [f"asked in {source.line}" for source in found.requested_by]
    return ", ".join(words)


@on_linux
@pytest.mark.parametrize(
    ("path", "buildkit", "classic"),
    [
        ("src/a.py", "sent, asked in 2", "sent"),
        ("src/new.py", "sent, asked in 2", "sent"),
        ("src/x.log", "ignored, rule 1, asked in 2", "ignored, rule 1"),
        ("src/keep.log", "sent, rule 7, asked in 2", "sent, rule 7"),
        ("src/cache", "ignored, rule 2, asked in 2", "ignored, rule 2"),
        (
            "src/cache/deep/file",
            "ignored, rule 2, asked in 2",
            "ignored, rule 2, pruned at src/cache",
        ),
        (
            "src/cache/keep.log",
            "sent, rule 7, asked in 2",
            "ignored, rule 2, pruned at src/cache",
        ),
        ("app.py", "sent, asked in 2", "sent"),
        ("apps", "sent, asked in 2", "sent"),
        ("lib/l.py", "sent, asked in 8", "sent"),
        ("src/link", "sent, asked in 2, asked in 8", "sent"),
        ("docs/keep.md", "eligible, rule 4", "sent, rule 4"),
        ("docs/other.md", "ignored, rule 3", "ignored, rule 3"),
        ("docs", "ignored, rule 3", "ignored, rule 3"),
        ("tools", "sent, asked in 7", "sent"),
        ("tools/make", "sent, rule 6, asked in 7", "sent, rule 6"),
        ("tools/other", "ignored, rule 5, asked in 7", "ignored, rule 5"),
        ("rest", "eligible", "sent"),
        ("Dockerfile", "eligible", "sent"),
        ("nowhere/at/all", "eligible", "sent"),
    ],
)
def test_both_builders(project: Path, path: str, buildkit: str, classic: str) -> None:
    assert in_words(explained(project, path)) == buildkit
    assert in_words(explained(project, path, builder="classic")) == classic


@pytest.mark.parametrize(
    ("path", "touches"),
    [
        ("rest", []),
        ("src/x.log", [(1, "src/x.log", "ignores")]),
        (
            "docs/keep.md",
            [(3, "docs", "ignores"), (4, "docs/keep.md", "re-includes")],
        ),
        (
            "src/cache/keep.log",
            [
                (1, "src/cache/keep.log", "ignores"),
                (2, "src/cache", "changes nothing"),
                (7, "src/cache/keep.log", "re-includes"),
            ],
        ),
    ],
)
def test_every_rule_that_touched_it_in_order(
    project: Path, path: str, touches: list[tuple[int, str, str]]
) -> None:
    found = explained(project, path)
    shown = [(touch.rule.place.line, touch.matched, touch.effect) for touch in found.touches]
    assert shown == touches


def test_a_rule_that_was_skipped_at_the_directory_does_not_count_below_it(tmp_path: Path) -> None:
    rules = "logs\n!logs/keep\nlog*\n"
    files = {"Dockerfile": "FROM scratch\nCOPY . /\n", ".dockerignore": rules}
    root = grow(tmp_path, "logs/keep 3", "logs/other 4", files=files)
    found = explained(root, "logs/keep")
    assert found.sent
    assert found.arrives_empty
    assert found.rule
    assert found.rule.place.line == 2
    assert [touch.effect.partition(":")[0] for touch in found.touches] == [
        "ignores",
        "re-includes",
        "does not count",
    ]
    assert not explained(root, "logs/keep", builder="classic").arrives_empty


def test_requests_of_another_target(project: Path) -> None:
    assert (
        in_words(explained(project, "docs/keep.md", target="unused")) == "sent, rule 4, asked in 4"
    )
    assert in_words(explained(project, "src/a.py", target="unused")) == "eligible, pruned at src"


def test_a_build_that_never_asks_sends_nothing(project: Path) -> None:
    (project / "Dockerfile").write_text("FROM scratch\n")
    found = explained(project, "rest")
    assert (found.sent, found.eligible, found.requested_by) == (False, True, ())


def test_a_path_that_is_not_there(project: Path) -> None:
    found = explained(project, "src/new.py")
    assert (found.exists, found.is_directory, found.sent) == (False, False, True)


def test_a_directory(project: Path) -> None:
    found = explained(project, "src")
    assert (found.exists, found.is_directory, found.sent) == (True, True, True)


def test_an_ignored_directory_goes_along_with_what_is_sent_below_it(project: Path) -> None:
    grow(project, "src/cache/deep/keep.log 5")
    for path in ("src/cache", "src/cache/deep"):
        found = explained(project, path)
        assert (found.sent, found.eligible) == (True, False)
        assert not explained(project, path, builder="classic").sent


@on_linux
def test_a_socket_arrives_empty_or_is_left_out(project: Path) -> None:
    grow(project, "src/socket @", "src/fifo |")
    assert explained(project, "src/socket").arrives_empty
    assert not explained(project, "src/fifo").arrives_empty
    assert not explained(project, "src/socket", builder="classic").sent
    assert explained(project, "src/fifo", builder="classic").sent


def test_an_unreadable_file_arrives_empty(project: Path) -> None:
    (project / "src/a.py").chmod(0)
    with as_nobody(project / "x"):
        assert explained(project, "src/a.py").arrives_empty
    (project / "src/a.py").chmod(0o644)
    with as_nobody(project / "x"):
        assert not explained(project, "src/a.py").arrives_empty


def test_a_rule_that_docker_refuses_is_refused_here(project: Path) -> None:
    with (project / ".dockerignore").open("a") as file:
        file.write("src/[\n")
    with pytest.raises(CtxscanError):
        explained(project, "src/a.py")


DOCKERFILES = {
    "all": b"FROM scratch\nCOPY . /\n",
    "some": b"FROM scratch\nCOPY a* b foo/keep d/ /x/\nADD */a ab /y/\n",
}


@on_linux
@pytest.mark.parametrize("builder", ["buildkit", "classic"])
@pytest.mark.parametrize("asking", DOCKERFILES)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenario=scenarios())
def test_every_path_of_a_tree_is_explained_as_it_is_listed(
    scenario: tuple[Tree, str], builder: str, asking: str
) -> None:
    tree, ignore = scenario
    with tempfile.TemporaryDirectory() as folder:
        root = plant_tree(Path(folder, "context"), tree)
        Path(folder, "ignore").write_bytes(ignore.encode("utf-8", "surrogateescape"))
        files = BuildFiles(str(root), "-", str(Path(folder, "ignore")))
        options = BuildOptions(files=files, builder=builder)  # type: ignore[arg-type] # of two names
        try:
            inspection = inspect(options, lambda: DOCKERFILES[asking])
            listing = list_sent(inspection, lambda _: None)
        except CtxscanError:
            return
        sent = {each.path: each for each in listing.sent if not each.injected}
        for file in root.rglob("*"):
            path = file.relative_to(root).as_posix()
            found = about(inspection, path)
            assert found.sent == (path in sent), (path, found)
            if found.sent:
                assert found.arrives_empty == sent[path].arrives_empty, (path, found)
