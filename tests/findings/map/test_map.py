"""The map of a context says of every path what the report says of their sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.api.asked import each_build
from ctxscan.api.listing import listing
from ctxscan.api.map import maps
from ctxscan.builders import BUILDER_NAMES
from ctxscan.findings.map import State
from ctxscan.findings.report.report import ReportOptions
from ctxscan.ignore.literal import escape_literal
from tests.support.maps import HOSTILE, large_map, map_of, nodes_of, paths_of, sums_of
from tests.support.program import ROOT
from tests.support.repositories import commit, git, init
from tests.support.samples import BUILDS, PROJECTS
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.findings.map import ContextMap, Node

linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))


def check_sums(found: ContextMap) -> None:
    """Bytes and files are those of the report; so are the directories that are sent."""
    report, sums = found.report, sums_of(found)
    nothing = [0, 0, 0]
    sent, strange = sums.get("sent", nothing), sums.get("untracked", nothing)
    both = [one + other for one, other in zip(sent, strange, strict=True)]
    assert both == [report.sent.files, report.sent.directories, report.sent.content_bytes]
    for state, totals in (("never", report.never_asked), ("ignored", report.ignored)):
        assert totals is not None
        files, _, size = sums.get(state, nothing)
        assert (files, size) == (totals.files, totals.content_bytes), state
    if report.untracked is not None:
        total = report.untracked.total
        assert (strange[0], strange[2]) == (total.files, total.content_bytes)


def check_paths(found: ContextMap, root: Path, builder: str) -> None:
    """What the map calls sent is what ``list`` lists, and the rest what ``list --ignored`` does."""
    paths = paths_of(found)
    sent = {path for path, (state, _) in paths.items() if state in ("sent", "untracked")}
    options = {"builder": builder}
    listed = listing(str(root), **options)  # type: ignore[arg-type] # a name of BUILDER_NAMES
    assert sent == {each.path for each in listed.sent}
    others = listing(str(root), ignored=True, **options).left_out  # type: ignore[arg-type] # the same
    assert {path for path in paths if path not in sent} == {each.path for each in others or ()}


@pytest.mark.parametrize("builder", BUILDER_NAMES)
@pytest.mark.parametrize("build", BUILDS, ids=str)
def test_the_sums_of_a_sample_are_those_of_the_report(build: object, builder: str) -> None:
    sample, context, dockerfile = (
        getattr(build, each) for each in ("sample", "context", "dockerfile")
    )
    root = PROJECTS / sample / context
    check_sums(map_of(root, builder=builder, file=str(root / dockerfile)))


TREES = {
    "links and several names of a file": (
        *("a/one 100", "b/two => a/one", "c/link -> ../a/one", "d/fifo |"),
        *("ignored/three => a/one", "e/"),
    ),
    "several names, the first one ignored": ("ignored/one 50", "z => ignored/one", "y => z"),
    "several names, the first one not asked for": ("docs/one 50", "src/two => docs/one"),
    "empty directories and empty files": ("ignored/x/", "src/y/", "src/empty", "docs/z/"),
    "an exception below what is ignored": ("ignored/keep/file 7", "ignored/keep/other 8"),
}

FILES = {
    "Dockerfile": "FROM scratch\nCOPY a a\nCOPY b src* /x/\n",
    ".dockerignore": "ignored\n!ignored/keep/file\n*.tmp\n",
}


@linux
@pytest.mark.parametrize("builder", BUILDER_NAMES)
@pytest.mark.parametrize("tree", TREES.values(), ids=TREES)
def test_the_map_of_odd_entries_is_that_of_list_and_report(
    tree: tuple[str, ...], builder: str, tmp_path: Path
) -> None:
    root = grow(tmp_path / "c", *tree, files=FILES)
    found = map_of(root, builder=builder)
    check_sums(found)
    check_paths(found, root, builder)


@linux
def test_what_is_sent_and_not_in_git_is_a_state_of_its_own(tmp_path: Path) -> None:
    root = grow(
        tmp_path, "new/a 5", "src/b 6", files={"Dockerfile": "FROM x\nCOPY . .\n", "c": "c"}
    )
    init(root)
    git(root, "add", "src", "c", "Dockerfile")
    commit(root)
    found = map_of(root)
    check_sums(found)
    paths = paths_of(found)
    assert paths["new/a"] == (State.UNTRACKED, 5)
    assert paths["src/b"] == (State.SENT, 6)
    assert {state for path, (state, _) in paths.items() if path.startswith(".git/")} == {"sent"}


@pytest.mark.parametrize("builder", BUILDER_NAMES)
def test_two_processes_find_what_one_finds(builder: str, tmp_path: Path) -> None:
    root = tmp_path / "c"
    grow(root, files=FILES)
    for directory in range(60):
        for each in range(60):
            path = (
                root / ("ignored" if directory % 7 == 0 else "a") / f"d{directory}" / f"f{each}.py"
            )
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x" * each)
    one, two = (map_of(root, builder=builder, workers=workers) for workers in (1, 2))
    assert paths_of(one) == paths_of(two)
    check_sums(two)


@pytest.mark.parametrize("builder", BUILDER_NAMES)
def test_the_rule_of_a_path_keeps_it_out_and_nothing_else(builder: str, tmp_path: Path) -> None:
    """What the page proposes for a path, tried on the model of each builder."""
    names = [*HOSTILE, "plain.txt", "dir/inner"]
    root = grow(tmp_path / "c", *(f"{each}/file" for each in names))
    grow(root, files={"Dockerfile": "FROM scratch\nCOPY . /\n", ".dockerignore": "nothing\n"})
    before = paths_of(map_of(root, builder=builder))
    for name in names:
        found = map_of(root, builder=builder)
        language = found.report.inspection.traits.ignore_language
        rule = language.from_docker(escape_literal(name))
        ignoring = (root / ".dockerignore").read_bytes()
        (root / ".dockerignore").write_bytes(b"nothing\n" + rule.encode() + b"\n")
        after = paths_of(map_of(root, builder=builder))
        (root / ".dockerignore").write_bytes(ignoring)
        gone = {path for path in before if after[path][0] is State.IGNORED}
        assert gone == {path for path in before if path == name or path.startswith(f"{name}/")}


def test_each_build_of_a_project_has_its_own_map() -> None:
    found = maps(each_build(str(ROOT / "sample_projects/storefront/compose.yaml")), ReportOptions())
    assert {each.build.name for each in found.found} == {"jobs", "shop", "web"}
    for each in found.found:
        check_sums(each.value.map)


@pytest.mark.parametrize("most", [40, 400, 4000])
def test_what_is_small_is_folded_and_no_sum_changes(most: int) -> None:
    sample = map_of(PROJECTS / "flask-multistage")
    whole, folded = large_map(sample, 5000, 1_000_000), large_map(sample, 5000, most)
    assert whole.folded is None
    assert folded.folded is not None
    own = paths_of(folded)
    assert len(own) < most
    assert sums_of(whole) == sums_of(folded)
    assert own.items() <= paths_of(whole).items()
    assert (
        folded.folded.files
        + sum(node.files for node in folded.nodes if folded.fates[node.fate].kind == "file")
        == 5000
    )


@pytest.mark.parametrize("builder", BUILDER_NAMES)
def test_what_would_become_of_a_path_is_what_the_suggested_file_does(
    tmp_path: Path, builder: str
) -> None:
    root = grow(
        tmp_path,
        *("src/a.py", "src/__pycache__/a.pyc", "node_modules/x/index.js"),
        *("dist/b", ".env", "c.log"),
        files={"Dockerfile": "FROM scratch\nCOPY . /app\n", ".gitignore": "*.log\nnode_modules\n"},
    )
    (root / ".dockerignore").write_text("dist\n")
    init(root)
    git(root, "add", ".")
    commit(root)
    (answer,) = maps(each_build(str(root), builder=builder), ReportOptions()).found  # type: ignore[arg-type] # a name of BUILDER_NAMES
    found, suggestion = answer.value
    assert suggestion is not None
    assert found.later is not None
    check_sums(found)
    later = {path: _later(found, node) for path, node in nodes_of(found).items()}
    (root / ".dockerignore").write_bytes(suggestion.new)
    proven = paths_of(map_of(root, builder=builder))
    assert later == {path: state for path, (state, _) in proven.items()}
    assert later["c.log"] is State.IGNORED
    sent = [node for node in found.nodes if _later(found, node) in ("sent", "untracked")]
    totals = found.later.sent
    assert sum(node.files for node in sent) == totals.files
    assert sum(node.size for node in sent) == totals.content_bytes


def _later(found: ContextMap, node: Node) -> State:
    fate = found.fates[node.fate]
    return (fate.later or fate).state


def test_where_nothing_is_to_be_suggested_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    root = grow(tmp_path, "a", files={"Dockerfile": "FROM scratch\n"})
    (answer,) = maps(each_build(str(root)), ReportOptions()).found
    assert answer.value.suggestion is None
    assert {fate.later for fate in answer.value.map.fates} == {None}


def test_how_often_a_file_changed_is_counted_along_the_branch(tmp_path: Path) -> None:
    root = init(grow(tmp_path / "project", files={"Dockerfile": "FROM scratch\nCOPY . /\n"}))
    for number in range(4):
        grow(root, files={"web/often": f"{number}", "once": "a", f"web/new{number}": ""})
        git(root, "add", ".")
        commit(root)
    found = map_of(root)
    assert found.changes is not None
    assert found.changes.commits == 3, "the first commit has none before it"
    changed = {path: found.changes.by_path.get(path, 0) for path in nodes_of(found)}
    assert changed["web/often"] == 3
    assert changed["web/new3"] == 1
    assert changed["once"] == changed["web/new0"] == 0
    below = map_of(root / "web", file=str(root / "Dockerfile"))
    assert below.changes is not None
    assert below.changes.by_path["often"] == 3


def test_without_git_nobody_knows_what_changed(tmp_path: Path) -> None:
    root = grow(tmp_path, "a", files={"Dockerfile": "FROM scratch\nCOPY a /\n"})
    assert map_of(root).changes is None
