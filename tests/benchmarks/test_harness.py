"""The benchmark itself: its trees, its turns, its arithmetic, its tables."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.benchmarks import measure, trees
from tests.benchmarks.contenders import (
    DU,
    FIND,
    LIST,
    PEERS,
    REPORT,
    Contender,
    docker_client,
)
from tests.benchmarks.exclude_paths import patterns
from tests.benchmarks.goals import GOALS, Outcome, Peak, Ratio, outcomes
from tests.benchmarks.measure import (
    FailedError,
    Key,
    Lap,
    Match,
    Result,
    UnequalError,
    in_turns,
    lap,
)
from tests.benchmarks.page import MissingError, result_of, tables, written
from tests.benchmarks.rules import FOUR, HUNDRED, REAL, TWENTY
from tests.benchmarks.run import BOUTS, arguments, machine, matches, tell
from tests.benchmarks.strace import read_log
from tests.benchmarks.tables import document, markdown
from tests.support.program import ROOT, ctxscan
from tests.support.trees import WHY_NOT_HERE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.benchmarks.trees import Tree

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

SMALL = [
    trees.packages("packages", 3),
    trees.application("application", packages=2, parts=3),
    trees.wide("wide", 40),
    trees.deep("deep", 30),
    trees.directories("directories", 2004),
    trees.in_git("git", trees.packages("packages", 3)),
    trees.hard_linked("linked", trees.packages("packages", 3)),
]


@on_linux
@pytest.mark.parametrize("tree", SMALL, ids=lambda tree: tree.name)
def test_a_tree_has_what_it_promises(tmp_path: Path, tree: Tree) -> None:
    root = tree.under(tmp_path)
    found = list(root.rglob("*"))
    directories = sum(path.is_dir() for path in found)
    assert (len(found) - directories, directories) == (tree.files, tree.directories)
    assert all(0 < path.stat().st_size < 500 for path in found if path.is_file())


@pytest.mark.parametrize(
    ("tree", "files", "directories"),
    [
        pytest.param(trees.APPLICATION, 105_001, 10_102, id="105k"),
        pytest.param(trees.IN_GIT, 105_002, 10_102, id="105k in git"),
        pytest.param(trees.HARD_LINKED, 105_001, 10_102, id="105k with two names each"),
        pytest.param(trees.SMALL, 101, 8, id="a small project"),
        pytest.param(trees.MILLION, 1_000_001, 100_001, id="a million"),
        pytest.param(trees.MILLION_IN_GIT, 1_000_002, 100_001, id="a million in git"),
        pytest.param(trees.HUNDRED_THOUSAND, 100_001, 10_001, id="a tenth of it"),
        pytest.param(trees.WIDE, 200_001, 1, id="one directory"),
        pytest.param(trees.DEEP, 1, 5000, id="a chain"),
        pytest.param(trees.DIRECTORIES, 1, 100_000, id="directories"),
    ],
)
def test_the_trees_are_as_large_as_the_table_says(tree: Tree, files: int, directories: int) -> None:
    assert (tree.files, tree.directories) == (files, directories)


@on_linux
def test_all_of_a_tree_in_git_is_committed(tmp_path: Path) -> None:
    root = SMALL[5].under(tmp_path)
    found = git(root, "ls-tree", "-r", "--name-only", "HEAD").stdout.splitlines()
    assert len(found) == SMALL[5].files - 1  # the file that names the repository
    assert git(root, "status", "--porcelain").stdout == ""


@on_linux
def test_ctxscan_takes_the_repository_of_a_tree_in_git_for_its_own(tmp_path: Path) -> None:
    root = SMALL[5].under(tmp_path)
    (root / "new").write_text("1")
    untracked = ctxscan("report", root, "--format", "json").document["untracked"]
    assert [each["name"] for each in untracked["largest"]] == ["new"]


@on_linux
def test_each_file_of_a_linked_tree_has_a_name_elsewhere(tmp_path: Path) -> None:
    root = SMALL[6].under(tmp_path)
    assert {path.stat().st_nlink for path in root.rglob("*") if path.is_file()} == {2}


def git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=True, text=True)


@on_linux
def test_a_tree_is_kept(tmp_path: Path) -> None:
    root = SMALL[2].under(tmp_path)
    (root / "mine").touch()
    assert (SMALL[2].under(tmp_path) / "mine").exists()


@on_linux
@pytest.mark.parametrize("marker", [None, "7 files, 0 directories\n"], ids=["half made", "other"])
def test_a_tree_that_is_not_complete_is_made_anew(tmp_path: Path, marker: str | None) -> None:
    root = SMALL[2].under(tmp_path)
    (root / "mine").touch()
    (tmp_path / "wide.complete").unlink()
    if marker:
        (tmp_path / "wide.complete").write_text(marker)
    assert not (SMALL[2].under(tmp_path) / "mine").exists()
    assert len(list((root / "wide").iterdir())) == 40


@on_linux
def test_a_tree_deeper_than_a_path_is_long_is_made_and_removed(tmp_path: Path) -> None:
    tree = trees.deep("deep", 3000)
    for _ in range(2):
        tree.under(tmp_path)
        (tmp_path / "deep.complete").unlink()
    subprocess.run(["rm", "-rf", tmp_path / "deep"], check=True)


def test_the_ignore_files_hold_as_many_rules_as_they_say() -> None:
    found = {
        rules.name: [line for line in rules.text.splitlines() if line and line[0] != "#"]
        for rules in (*FOUR, *REAL)
    }
    assert [len(set(lines)) for lines in found.values()] == [0, 21, 100, 1, 23, 43]
    for rules in REAL:
        assert len([line for line in found[rules.name] if line.startswith("!")]) == 3
    assert [line for line in found[TWENTY.name] if line.startswith("!")] == ["!**/README.md"]
    assert set(found[TWENTY.name]) - {"!**/README.md"} < set(found[HUNDRED.name])


@on_linux
def test_docker_py_gets_the_rules_without_comments() -> None:
    assert patterns("# no\n a \n\n!b\n #c\n") == ["a", "!b"]


@on_linux
@pytest.mark.parametrize("contender", [REPORT, LIST, FIND, DU], ids=lambda each: each.name)
def test_all_see_the_same_tree(tmp_path: Path, contender: Contender) -> None:
    tree = SMALL[1]
    assert contender.count is not None
    assert contender.count(tree.under(tmp_path)) == tree.files + tree.directories


@on_linux
def test_the_docker_client_sees_it_too(tmp_path: Path) -> None:
    tree = SMALL[1]
    with docker_client() as docker:
        if docker.why_not is not None:
            pytest.skip(docker.why_not)
        assert docker.count is not None
        assert docker.count(tree.under(tmp_path)) == tree.files + tree.directories
        assert lap(Match(docker, tree), tmp_path).seconds > 0


def script(name: str, code: str) -> Contender:
    return Contender(name, lambda root: [sys.executable, "-c", code, str(root)])


@on_linux
def test_the_memory_of_a_program_is_its_own(tmp_path: Path) -> None:
    ours = b"x" * 100_000_000
    little, much = (
        lap(Match(script("", code)), tmp_path).peak
        for code in ("pass", "found = b'x' * 60_000_000")
    )
    assert little < 30_000_000
    assert 60_000_000 < much < len(ours)


@on_linux
def test_the_time_is_that_of_the_program(tmp_path: Path) -> None:
    assert 0.5 <= lap(Match(script("", "import time; time.sleep(0.5)")), tmp_path).seconds < 30


@on_linux
def test_programs_run_in_turns_after_one_round_to_warm_up(tmp_path: Path) -> None:
    note = "import sys; open(sys.argv[1] + '/log', 'a').write({!r})"
    told: list[str] = []
    entrants = [Match(script(name, note.format(name))) for name in "AB"]
    results = in_turns(entrants, tmp_path, 2, told.append)
    assert (tmp_path / "log").read_text() == "AB" * 3
    assert [len(result.laps) for result in results] == [2, 2]
    assert told == ["warm up", "run 1 of 2", "run 2 of 2"]


@on_linux
def test_a_program_that_takes_too_long_is_stopped_and_not_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measure, "LIMIT", 2)
    endless = "import sys, time; open(sys.argv[1] + '/log', 'a').write('E'); time.sleep(60)"
    (found,) = in_turns([Match(script("endless", endless))], tmp_path, 3, tell)
    assert (tmp_path / "log").read_text() == "E"
    assert found.was_stopped
    assert found.seconds < 60


@on_linux
def test_what_takes_too_long_to_count_is_not_counted(tmp_path: Path) -> None:
    def count(_: Path) -> int:
        raise subprocess.TimeoutExpired("slow", 60)

    slow = Match(Contender("slow", lambda _: ["true"], count), SMALL[2])
    assert in_turns([slow], tmp_path, 1, tell)[0].count is None


@on_linux
def test_programs_that_do_not_take_the_same_are_not_measured(tmp_path: Path) -> None:
    ours = Match(Contender("ours", lambda _: ["false"], lambda _: 41), SMALL[2])
    theirs = Match(Contender("theirs", lambda _: ["false"], lambda _: 42), SMALL[2])
    with pytest.raises(UnequalError, match="theirs: wide, no rules: 42 entries; ours: wide"):
        in_turns([ours, theirs], tmp_path, 1, tell)


@on_linux
def test_a_gate_that_finds_something_has_done_its_work(tmp_path: Path) -> None:
    gate = Contender("", lambda _: [sys.executable, "-c", "raise SystemExit(1)"], exit_codes=(0, 1))
    assert lap(Match(gate), tmp_path).cpu > 0


@on_linux
def test_a_program_that_fails_is_no_result(tmp_path: Path) -> None:
    with pytest.raises(FailedError, match="exit code 3"):
        lap(Match(script("", "raise SystemExit(3)")), tmp_path)


@on_linux
def test_each_finds_the_ignore_file_of_its_match(tmp_path: Path) -> None:
    root = SMALL[1].under(tmp_path)
    seen = []
    for rules in FOUR:
        Match(REPORT, SMALL[1], rules).prepare(tmp_path)
        ignore_file = root / ".dockerignore"
        seen.append(ignore_file.read_text() if ignore_file.exists() else "")
    assert seen == [rules.text for rules in FOUR]


OURS, THEIRS = Key("ours", "tree"), Key("theirs", "tree")


def result(
    key: Key, *seconds: float, count: int | None = 7, peak: int = 0, cpu: float = 0
) -> Result:
    return Result(key, count, tuple(Lap(each, peak, cpu) for each in seconds))


def ratio(ours: Result, theirs: Result) -> Outcome | None:
    return Ratio("a title", OURS, THEIRS, 1.5).of({OURS: ours, THEIRS: theirs})


def test_a_ratio_is_that_of_the_medians() -> None:
    found = ratio(result(OURS, 1.0, 3.0, 90.0), result(THEIRS, 0.1, 2.0, 5.0))
    assert found == Outcome("a title", "at most 1.5", "1.50", met=True)


def test_a_ratio_may_be_that_of_the_processor() -> None:
    measured = {OURS: result(OURS, 9.0, cpu=3), THEIRS: result(THEIRS, 1.0, cpu=2)}
    found = Ratio("a title", OURS, THEIRS, 1.5, of_cpu=True).of(measured)
    assert found == Outcome("a title", "at most 1.5", "1.50", met=True)


def test_a_ratio_of_every_run_is_that_of_the_slowest_against_the_one_beside_it() -> None:
    measured = {OURS: result(OURS, 2.0, 4.0, 3.0), THEIRS: result(THEIRS, 2.0, 2.0, 1.0)}
    found = Ratio("a title", OURS, THEIRS, 3, of_every_run=True).of(measured)
    assert found == Outcome("a title", "at most 3", "3.00", met=True)
    apart = {**measured, THEIRS: result(THEIRS, 2.0)}
    assert Ratio("a title", OURS, THEIRS, 3, of_every_run=True).of(apart) is None


def test_a_goal_can_be_missed() -> None:
    found = ratio(result(OURS, 3.02), result(THEIRS, 2.0))
    assert found == Outcome("a title", "at most 1.5", "1.51", met=False)


def test_a_ratio_against_what_was_stopped_is_at_most_that() -> None:
    found = ratio(result(OURS, 3.0), result(THEIRS, measure.LIMIT))
    assert found == Outcome("a title", "at most 1.5", "below 0.03", met=True)


def test_what_was_stopped_meets_no_goal() -> None:
    stopped = result(OURS, measure.LIMIT)
    assert ratio(stopped, result(THEIRS, measure.LIMIT)) == Outcome(
        "a title", "at most 1.5", "stopped", met=False
    )
    assert Peak("memory", OURS, 150).of({OURS: stopped}) == Outcome(
        "memory", "at most 150 MB", "stopped", met=False
    )


def test_what_was_not_measured_has_no_outcome() -> None:
    assert Ratio("", OURS, THEIRS, 1).of({OURS: result(OURS, 1)}) is None
    assert Peak("", OURS, 1).of({}) is None
    assert list(outcomes({OURS: result(OURS, 1)})) == []


def test_the_peak_is_that_of_the_worst_run() -> None:
    laps = (Lap(1, 150_000_001), Lap(1, 5))
    found = Peak("memory", OURS, 150).of({OURS: Result(OURS, 7, laps)})
    assert found == Outcome("memory", "at most 150 MB", "150 MB", met=False)


def test_every_goal_is_about_what_is_measured() -> None:
    with docker_client() as docker:
        measured = {match.key for bout in BOUTS for match in matches(bout, docker)}
    left_out = {"docker-py", docker.name, *(each.name for each in PEERS)}
    for goal in GOALS:
        keys = {goal.ours} | ({goal.theirs} if isinstance(goal, Ratio) else set())
        assert {key for key in keys if key.contender not in left_out} <= measured


def test_what_is_not_installed_is_left_out() -> None:
    absent = Contender("docker build", lambda _: [], why_not="there is none")
    assert all(match.contender is not absent for match in matches("105k", absent))
    present = {match.contender.name for match in matches("105k", absent, without=["du -sb"])}
    assert DU.name not in present
    assert FIND.name in present


RESULTS = [
    result(Key("python -c pass"), 0.0123, count=None, peak=9_400_000),
    result(Key("a|b", "tree", "some rules"), 1.0, 2.0, count=115_103, peak=41_000_000, cpu=2.5),
    result(Key("slow", "tree"), 100.0, count=None),
]
OUTCOMES = [
    Outcome("one", "at most 2", "1.90", met=True),
    Outcome("two", "at most 1", "2", met=False),
]


def test_the_markdown() -> None:
    assert markdown(OUTCOMES, RESULTS, "2 cores") == (
        "2 cores\n"
        "\n"
        "| `ctxscan report` | goal | measured |  |\n"
        "| --- | --- | --- | --- |\n"
        "| one | at most 2 | 1.90 | met |\n"
        "| two | at most 1 | 2 | missed |\n"
        "\n"
        "| program | tree | ignore file | entries | median | processor | peak memory |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
        "| `python -c pass` |  |  |  | 0.012 s | 0.000 s | 9 MB |\n"
        "| `a\\|b` | tree | some rules | 115,103 | 1.500 s | 2.500 s | 41 MB |\n"
        "| `slow` | tree | no rules |  | above 100 s |  | 0 MB |\n"
    )


def test_the_json_holds_every_single_figure() -> None:
    found = json.loads(json.dumps(document(OUTCOMES, RESULTS, "2 cores")))
    assert found["results"][1] == {
        "contender": "a|b",
        "tree": "tree",
        "rules": "some rules",
        "entries": 115_103,
        "seconds": [1.0, 2.0],
        "peak_bytes": [41_000_000, 41_000_000],
        "cpu_seconds": [2.5, 2.5],
    }
    assert found["goals"][1]["met"] is False


def all_goals() -> list[Result]:
    keys = {goal.ours for goal in GOALS}
    keys |= {goal.theirs for goal in GOALS if isinstance(goal, Ratio)}
    return [result(key, 1.0, 2.0, peak=5_000_000, cpu=3.0) for key in sorted(keys)]


def parts() -> list[dict[str, Any]]:
    """Of a benchmark that ran in two parts."""
    found = all_goals()
    return [
        json.loads(json.dumps(document([], each, "2 cores"))) for each in (found[:5], found[5:])
    ]


def test_a_result_is_read_as_it_was_written() -> None:
    assert [result_of(each) for each in document([], RESULTS, "")["results"]] == RESULTS


def test_the_tables_of_the_page_come_from_several_runs() -> None:
    page = "before\n<!-- benchmark -->\nold\n<!-- /benchmark -->\nafter\n"
    found = written(page, parts())
    assert found.startswith("before\n<!-- benchmark -->\n2 cores\n\n| `ctxscan report` | goal |")
    assert found.endswith("|\n<!-- /benchmark -->\nafter\n")
    assert "old" not in found
    for goal in GOALS:
        assert f"| {goal.title} | {goal.limit} |" in found


def test_what_was_measured_again_counts_as_it_was_then() -> None:
    again = document([], [result(GOALS[0].ours, 7.0, 7.0, cpu=3.0)], "2 cores")
    assert f"| {GOALS[0].title} | {GOALS[0].limit} | 4.67 | missed |" in tables([*parts(), again])


def test_a_page_without_one_of_the_goals_is_not_written() -> None:
    with pytest.raises(MissingError, match="not measured"):
        tables(parts()[:1])


@on_linux
def test_the_machine_in_one_line(tmp_path: Path) -> None:
    assert machine(tmp_path).startswith(tuple("123456789"))
    assert "\n" not in machine(tmp_path)


def test_all_trees_are_measured_unless_some_are_named() -> None:
    # For a cold run, root drops what the whole machine has read: only when asked to.
    assert arguments([]).trees == [name for name in BOUTS if name != "cold"]
    assert arguments(["--trees", "deep", "wide"]).trees == ["deep", "wide"]


@on_linux
@pytest.mark.parametrize(
    "line",
    [
        pytest.param('newfstatat(AT_FDCWD</>, "/c/a/b", {st_mode=...}, 0) = 0', id="a whole path"),
        pytest.param('newfstatat(3</c/a>, "b", {st_mode=...}, 0) = 0', id="a name in a directory"),
        pytest.param('lstat("/c/a/b", {st_mode=...}) = 0', id="an older call"),
    ],
)
def test_a_call_is_counted_by_the_path_it_is_about(tmp_path: Path, line: str) -> None:
    log = "".join(f"17 {each}\n" for each in (line, line.replace("/c", "/elsewhere")))
    found = read_log(log.replace("/c", str(tmp_path)), tmp_path)
    assert found.stats == {"a/b": 1}


@on_linux
def test_a_directory_that_was_opened_is_not_looked_at_again(tmp_path: Path) -> None:
    log = f'17 newfstatat(3<{tmp_path}>, "", {{...}}, AT_EMPTY_PATH) = 0\n'
    log += f"17 getdents64(3<{tmp_path}/d>, 0x1 /* 2 entries */, 32768) = 48\n"
    found = read_log(log, tmp_path)
    assert (found.stats, found.listings) == ({}, {"d": 1})


def test_the_page_quotes_every_goal_and_its_outcome() -> None:
    readme = (ROOT / "tests/benchmarks/README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"<!-- benchmark -->\n(.*?)<!-- /benchmark -->", readme, re.DOTALL)
    rows = re.findall(
        r"^\| (.+?) \| (at most .+?) \| .+? \| (?:met|missed) \|$", block, re.MULTILINE
    )
    assert rows == [(goal.title, goal.limit) for goal in GOALS]
