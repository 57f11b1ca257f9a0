"""What is said of a step does not hang on who is asked: diff, churn, key, report and lint agree."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.api.diff import diff
from ctxscan.api.key import key
from tests.support.histories import (
    FILES,
    IGNORED,
    begin,
    change,
    committed,
    random_dockerfile,
)
from tests.support.program import ctxscan
from tests.support.repositories import git, init
from tests.support.trees import WHY_NOT_HERE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.findings.diff.model import Diff, StepFate

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

COMMITS = 8
SAMPLES = Path(__file__).parents[2] / "sample_projects"


def history(root: Path, seed: int) -> Path:
    dice = random.Random(seed)  # noqa: S311 - the same history every time
    begin(root, random_dockerfile(dice), dice.choice(IGNORED))
    for _ in range(COMMITS):
        change(root, dice)
    return root


def sample(root: Path, name: str) -> Path:
    """A sample project, each of whose files changed in one commit."""
    shutil.copytree(SAMPLES / name, root, symlinks=True)
    # What lies in .git is no content of a revision.
    ignore = root / ".dockerignore"
    ignore.write_text(f"{ignore.read_text() if ignore.exists() else ''}\n.git\n")
    committed(init(root))
    files = [each for each in sorted(root.rglob("*")) if is_content(root, each)]
    for path in files[-COMMITS:]:
        path.write_text(f"{path.read_text()}\n")
        committed(root)
    return root


def is_content(root: Path, path: Path) -> bool:
    """Whether it is a file that says nothing of the build itself."""
    inside = path.relative_to(root)
    return (
        path.is_file()
        and ".git" not in inside.parts
        and not path.name.startswith(("Dockerfile", "compose", ".dockerignore"))
    )


SAMPLED = ("allowlist", "flask-multistage", "node-app")
PROJECTS = [
    *(pytest.param(seed, id=f"a history, {seed}") for seed in (0, 30, 65)),
    *(pytest.param(name, id=name) for name in SAMPLED),
]


@pytest.fixture(params=PROJECTS)
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    made = history if isinstance(request.param, int) else sample
    return made(tmp_path / "p", request.param)


def document(command: str, root: Path, *arguments: str) -> Any:
    run = ctxscan(command, *arguments, "--format", "json", cwd=root)
    assert run.exit_code in (0, 1), run.errors
    return run.document


def ages(root: Path) -> range:
    return range(int(git(root, "rev-list", "--count", "HEAD")) - 1)


def between(root: Path, age: int) -> Diff:
    return diff(f"HEAD~{age + 1}..HEAD~{age}", str(root)).diff


def broken_by(found: Diff) -> set[str]:
    """The entries at the root that the lost steps name."""
    lost = [each for each in found.steps if each.fate == "lost"]
    return {
        cause.path.partition("/")[0]
        for each in lost
        for cause in each.because
        if cause.path is not None
    }


def place(step: StepFate) -> tuple[int, bool]:
    return step.name.line, step.name.link


def test_churn_counts_what_diff_says_of_each_commit(root: Path) -> None:
    fates: Counter[tuple[int, bool, str]] = Counter()
    paths: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for age in ages(root):
        found = between(root, age)
        fates.update((*place(each), each.fate.value) for each in found.steps)
        broken = broken_by(found)
        paths.update(broken)
        alone.update(broken if len(broken) == 1 else ())
    counted = document("churn", root)
    assert [
        (each["line"], each["link"], each["lost"], each["perhaps"]) for each in counted["steps"]
    ] == [
        (*at, fates[*at, "lost"], fates[*at, "perhaps"])
        for at in ((each["line"], each["link"]) for each in counted["steps"])
    ]
    by_name: Counter[str] = Counter()
    alone_by_name: Counter[str] = Counter()
    for each in counted["paths"]:
        by_name[each["path"].rstrip("/")] += each["commits"]
        alone_by_name[each["path"].rstrip("/")] += each["alone"]
    assert (by_name, alone_by_name) == (paths, alone)


def test_a_key_is_the_same_where_diff_says_that_the_step_is_kept(root: Path) -> None:
    known: list[dict[tuple[int, bool], str | None]] = []
    newest = tip(root)
    for age in reversed((*ages(root), len(ages(root)))):
        git(root, "checkout", "-q", "--detach", f"{newest}~{age}")
        steps = key(str(root)).keys.steps
        known.append({(each.name.line, each.name.link): each.digest for each in steps})
    git(root, "checkout", "-q", newest)
    for age, before, after in zip(reversed(ages(root)), known, known[1:], strict=False):
        for step in between(root, age).steps:
            digest = after[place(step)]
            if step.fate.value != "perhaps":
                is_known = digest in before.values()
                assert step.fate.value == ("kept" if is_known else "lost"), (age, step)


def tip(root: Path) -> str:
    out = git(root, "for-each-ref", "--format=%(objectname)", "refs/heads")
    return out.decode().strip()


def ways(root: Path, other: Path) -> Iterator[tuple[str, Diff]]:
    """The last commit, as each kind of base has it."""
    git(root, "worktree", "add", "-q", "--detach", str(other), "HEAD~1")
    (other / ".git").unlink()
    saved = other.parent / "saved.json"
    run = ctxscan("key", "--format", "json", "--output", str(saved), cwd=other)
    assert run.exit_code in (0, 1), run.errors
    git(root, "worktree", "prune")
    yield "a revision", diff("HEAD~1", str(root)).diff
    yield "another directory", diff(str(other), str(root)).diff
    yield "a document", diff(str(saved), str(root)).diff


def test_every_kind_of_base_leads_to_the_same_fates_and_causes(root: Path, tmp_path: Path) -> None:
    expected = between(root, 0)
    for kind, found in ways(root, tmp_path / "other"):
        assert found.steps == expected.steps, kind
        assert {(each.path, each.what) for each in found.changes} == {
            (each.path, each.what) for each in expected.changes
        }, kind


def line_of(rows: Sequence[dict[str, Any]], path: str) -> int | None:
    for row in rows:
        above = [each for each in row["paths"] if each.endswith("/") and path.startswith(each)]
        if above or path in row["paths"]:
            line: int | None = row["line"]
            return line
    return None


def test_a_report_names_the_step_that_diff_loses_first(root: Path) -> None:
    rows = document("report", root)["broken_first"]
    for name in git(root, "ls-files", "-z").decode().split("\0")[:-1]:
        path = root / name
        if path.is_symlink() or not is_content(root, path):
            continue
        before = path.read_bytes()
        path.write_bytes(before + b"more")
        found = diff("HEAD", str(root)).diff
        path.write_bytes(before)
        lost = [each.name.line for each in found.steps if each.fate == "lost"]
        # What is not sent may lie in a directory that is.
        if found.changes:
            assert line_of(rows, name) == (lost[0] if lost else None), name


def test_lint_counts_the_same_commits_as_churn(tmp_path: Path) -> None:
    dice = random.Random(1)  # noqa: S311 - the same history every time
    text = "FROM node\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN npm test\n"
    root = begin(tmp_path / "p", text, "Dockerfile\n.dockerignore\n.git\n")
    (root / "package.json").write_text("{}")
    committed(root)
    for number in range(14):
        names = [each for each in FILES if each != "package.json"]
        (root / dice.choice(names)).write_text(str(number))
        committed(root)
    counted = document("churn", root)
    lost = {each["line"]: each["lost"] for each in counted["steps"]}
    findings = document("lint", root)["findings"]
    (said,) = [each["message"] for each in findings if each["code"] == "copy-too-early"]
    start = f"it runs again after {lost[3]} of the last {counted['commits']} commits"
    assert said.startswith(start)
    assert f"that runs again {lost[4]} times, and" in said
