"""Watches, the advisor and the words of the gate, on values alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.builders.protocol import Sent, SentType
from ctxscan.errors import UsageError
from ctxscan.findings.accounting import Contributor
from ctxscan.findings.catalog import catalog_up_to
from ctxscan.findings.check.credentials.look import secret_watch
from ctxscan.findings.check.growth import DEFAULT_GROWTH, parse_growth
from ctxscan.findings.check.limits import limits_of
from ctxscan.findings.check.pattern_watch import PatternWatch
from ctxscan.findings.check.remedies import Advisor
from ctxscan.inspection import BuildFiles, BuildOptions, inspect
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.findings.catalog import CatalogRow


def sent(path: str, size: int = 1) -> Sent:
    kind = SentType.DIRECTORY if path.endswith("/") else SentType.FILE
    return Sent(path.rstrip("/"), kind, size, size)


def known_by_name() -> list[CatalogRow]:
    rows = catalog_up_to("default")
    return [row for row in rows if row.kind == "secret" and not row.bound]


def seen(watch: PatternWatch, *paths: str, transfer: int = 0) -> dict[str, int]:
    """Files at each path that was hit."""
    watch.transfer = transfer
    watch.add(None, [sent(path) for path in paths])
    return {hit.path: hit.files for hit in watch.hits.values()}


def test_a_hit_is_counted_at_its_uppermost_path() -> None:
    paths = ["a/", "a/secret/", "a/secret/x", "a/secret/secret/", "a/secret/secret/y", "secret"]
    assert seen(PatternWatch(["**/secret"]), *paths) == {"a/secret": 2, "secret": 1}


def test_what_a_pattern_spares_is_no_hit() -> None:
    watch = PatternWatch([".env*", "*.md"], [[".env.example"], []])
    assert seen(watch, ".env", ".env.example", "a.md") == {".env": 1, "a.md": 1}


def test_the_same_path_sent_for_another_platform_counts_once() -> None:
    watch = PatternWatch(["a"])
    seen(watch, "a/x", transfer=0)
    assert seen(watch, "a/x", transfer=1) == {"a": 1}


def test_what_the_client_made_up_is_no_hit() -> None:
    watch = PatternWatch(["*"])
    watch.add(None, [sent("Dockerfile")._replace(injected=True)])
    assert watch.hits == {}


@pytest.mark.parametrize("pattern", ["", "!a", "# a", "[a"])
def test_a_watch_refuses_what_is_no_pattern(pattern: str) -> None:
    with pytest.raises(UsageError):
        PatternWatch([pattern])


@pytest.mark.parametrize("row", known_by_name(), ids=lambda row: str(row.pattern))
def test_each_known_secret_is_seen_and_its_neighbour_is_not(row: CatalogRow) -> None:
    assert seen(PatternWatch([row.pattern]), row.sample)
    assert not seen(PatternWatch([row.pattern]), row.counter)
    assert seen(secret_watch(), row.sample)


def test_of_a_pattern_about_files_neither_directories_nor_links_are_hits() -> None:
    watch = PatternWatch(["**/k"], of_files=[True])
    watch.add(None, [Sent("l/k", SentType.SYMLINK, 0, 0)])
    assert seen(watch, "k/", "k/a", "a/k", "k/k") == {"a/k": 1, "k/k": 1}


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        pytest.param("10%", 1100, id="a part"),
        pytest.param("0%", 1000, id="nothing"),
        pytest.param("2.5 %", 1025, id="a fraction of a part"),
        pytest.param("33.3%", 1333, id="rounded down"),
        pytest.param("5kB", 6000, id="bytes"),
    ],
)
def test_growth_is_a_part_or_bytes(text: str, limit: int) -> None:
    assert parse_growth(text).limit(1000) == limit


@pytest.mark.parametrize("text", ["", "%", "ten", "-5%", "10%%"])
def test_other_growth_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_growth(text)


def test_growth_is_ten_percent_by_default() -> None:
    limits = limits_of({"baseline": "x"})
    assert (limits.max_growth, limits.max_size) == (DEFAULT_GROWTH, None)
    assert str(DEFAULT_GROWTH) == "10%"


def advisor(root: Path, dockerfile: str, ignore: str = "") -> Advisor:
    grow(root, files={"Dockerfile": dockerfile, ".dockerignore": ignore})
    return Advisor(inspect(BuildOptions(files=BuildFiles(str(root)))))


@pytest.mark.parametrize(
    ("source", "path", "named"),
    [
        pytest.param("src", "src", True, id="the source"),
        pytest.param("src", "src/data", False, id="what is in it"),
        pytest.param("a/b/c", "a", True, id="a directory on the way"),
        pytest.param("a/b/c", "a/x", False, id="a neighbour on the way"),
        pytest.param("*.whl", "x.whl", True, id="what a wildcard matches"),
        pytest.param("apps/*/conf", "apps/web", True, id="a directory on a wildcard's way"),
        pytest.param("apps/*/conf", "apps/web/data", False, id="beside a wildcard's way"),
        pytest.param(".", "src", False, id="the whole context names nothing"),
        pytest.param("*", "src", False, id="a lone star names nothing"),
        pytest.param("**/go.mod", "a/go.mod", True, id="what any depth matches"),
        pytest.param("**/go.mod", "node_modules", False, id="a directory at any depth"),
    ],
)
def test_what_an_instruction_names(tmp_path: Path, source: str, path: str, named: bool) -> None:  # noqa: FBT001 - a column of the table
    made = advisor(tmp_path, f"FROM scratch\nCOPY {source} /x/\n")
    assert (made.named_by(path) is not None) is named


def test_another_target_s_sources_are_spared_too(tmp_path: Path) -> None:
    made = advisor(tmp_path, "FROM scratch AS other\nCOPY a /\nFROM scratch\nCOPY . /\n")
    assert made.named_by("a") is not None


def test_a_preferred_rule_gives_way_where_it_would_take_a_named_path(tmp_path: Path) -> None:
    made = advisor(tmp_path, "FROM scratch\nCOPY web/dist/app /\nCOPY . /\n")
    assert made.rule("api/dist", is_directory=True, preferred="**/dist") == "api/dist"
    assert made.rule("api/node", is_directory=True, preferred="**/node") == "**/node"


def test_a_directory_gives_way_to_the_one_thing_that_fills_it(tmp_path: Path) -> None:
    made = advisor(tmp_path, "FROM scratch\nCOPY . /\n")
    rows = {
        "": Contributor("", 14, 1000),
        "src": Contributor("src", 4, 700),
        "src/data": Contributor("src/data", 2, 650),
        "web": Contributor("web", 10, 300),
    }
    files = [Contributor("src/data/1", 1, 330), Contributor("src/data/2", 1, 320)]
    by_size = made.remedies(rows, files)
    assert [each.path for each in by_size] == ["src/data", "web"]
    by_files = made.remedies(rows, files, by_files=True)
    assert [each.path for each in by_files] == ["web", "src"]


def test_what_gives_way_to_a_thing_too_small_to_be_named_is_not_named_itself(
    tmp_path: Path,
) -> None:
    made = advisor(tmp_path, "FROM scratch\nCOPY . /\n")
    rows = {
        "": Contributor("", 9, 10_000),
        "a": Contributor("a", 2, 110),
        "a/b": Contributor("a/b", 1, 95),
        "c": Contributor("c", 2, 110),
        "c/d": Contributor("c/d", 1, 50),
    }
    assert [each.path for each in made.remedies(rows, [])] == ["c"]
