"""What users reported of suggest, check, lint and report, each as small as it was reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.api.check import check
from ctxscan.api.lint import lint
from ctxscan.api.listing import listing
from ctxscan.api.report import report
from ctxscan.api.suggest import suggest
from tests.findings.suggest.projects import project
from tests.support.repositories import ENVIRONMENT, git

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.findings.catalog import Level
    from ctxscan.findings.suggest.model import SourceName


@pytest.fixture(autouse=True)
def _a_user_without_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


def sent(root: Path) -> set[str]:
    return {each.path for each in listing(str(root)).sent}


def proposed(root: Path, level: Level = "default") -> set[str]:
    return {each.pattern for each in suggest(str(root), level=level).rules}


def lint_codes(root: Path) -> set[str]:
    return {each.code for each in lint(str(root)).lint.findings}


def test_no_rule_of_git_reaches_into_its_own_directory(tmp_path: Path) -> None:
    dockerfile = "FROM scratch\nCOPY . /a\nCOPY .git /g\n"
    root = project(tmp_path, "a", dockerfile=dockerfile, gitignore="dist\nlogs\n")
    git(root, "checkout", "-q", "-b", "dist")
    inside = {".git/refs/heads/dist", ".git/logs/HEAD", ".git/HEAD"}
    assert inside <= sent(root)
    everything: tuple[SourceName, ...] = ("gitignore",)
    for sources in (None, everything):
        found = suggest(str(root), sources=sources)
        assert {"**/dist", "**/logs"} <= {each.pattern for each in found.rules}
        (root / ".dockerignore").write_bytes(found.new)
        assert inside <= sent(root)
        assert not suggest(str(root), sources=sources).rules
        (root / ".dockerignore").unlink(missing_ok=True)


@pytest.mark.parametrize("dirty", [False, True])
def test_leaks_and_suggest_agree_on_a_vendored_file_and_an_exception(
    tmp_path: Path, *, dirty: bool
) -> None:
    files = {"vendor/x/.gitignore": "*.o\nbuild/\n", "dist/a.js": "a", "web/.gitignore": "*.tmpx\n"}
    root = project(tmp_path, files=files, gitignore="dist\n!/dist\n*.gen\n")
    if dirty:
        for path in ("vendor/x/a.o", "web/b.tmpx", "c.gen"):
            (root / path).write_text("x", encoding="utf-8")
    (root / ".dockerignore").write_bytes(suggest(str(root), sources=["gitignore"]).new)
    (checked,) = check(str(root), {"leaks": True})
    assert [each.message for each in checked.findings if each.code == "gitignore-leak"] == []


def test_a_step_that_speaks_of_another_directory_mentions_nothing(tmp_path: Path) -> None:
    dockerfile = "FROM php\nCOPY . /var/www/html\nRUN chown www /var/www/html/public\n"
    root = project(
        tmp_path, "public/i.php", "storage/app/public/a 9", dockerfile=dockerfile,
        gitignore="storage/app/public\n",
    )  # fmt: skip
    assert not [each for each in suggest(str(root)).notes if each.code == "mentioned-in-step"]


def test_a_tracked_env_file_is_said_to_stay_and_stays_at_every_level(tmp_path: Path) -> None:
    root = project(tmp_path, "web/.env 9", "web/a.js")
    levels: tuple[Level, ...] = ("cautious", "default", "aggressive")
    for level in levels:
        (root / ".dockerignore").write_bytes(suggest(str(root), level=level).new)
        assert "web/.env" in sent(root)
        (root / ".dockerignore").unlink(missing_ok=True)


def test_few_lines_are_proposed_where_little_is_to_be_saved(tmp_path: Path) -> None:
    gitignore = "\n".join(f"*.x{at}\nout{at}/" for at in range(100)) + "\n"
    root = project(tmp_path, "a.py 9", "package.json", gitignore=gitignore)
    assert len(proposed(root)) <= 10


def test_an_untracked_dump_is_named_and_its_rule_proposed(tmp_path: Path) -> None:
    root = project(tmp_path, "src/a.py 9")
    (root / "dump.sql").write_bytes(b"x" * 3_000_000)
    said = " ".join(each.message for each in report(str(root)).notices)
    assert "dump.sql" in said
    assert "not in git" in said


def test_too_large_proposes_no_source(tmp_path: Path) -> None:
    root = project(tmp_path, "src/a.py 5000", "packages/b.js 6000")
    (root / "cache.bin").write_bytes(b"x" * 4000)
    (checked,) = check(str(root), {"max-size": 100})
    rules = {rule for each in checked.findings for rule in each.rules}
    assert {"src", "packages", "**/src", "**/packages"}.isdisjoint(rules)


def test_lint_does_not_ask_to_ignore_tracked_sources(tmp_path: Path) -> None:
    root = project(tmp_path, "src/snapshots/a.ts", "a.txt", ignored=".git\nsnapshots/\n")
    assert "only-at-root" not in lint_codes(root)


def test_an_exception_for_a_plain_file_misses_nothing(tmp_path: Path) -> None:
    root = project(tmp_path, "a.txt", "b.txt", ignored="*\n!a.txt\n")
    assert "exception-misses" not in lint_codes(root)


def test_a_git_directory_that_a_build_reads_is_no_junk(tmp_path: Path) -> None:
    dockerfile = "FROM alpine/git\nCOPY . /s\nRUN git -C /s describe\n"
    root = project(tmp_path, "a", dockerfile=dockerfile)
    assert "junk-sent" not in {each.code for each in report(str(root)).notices}
    assert "**/.git" not in proposed(root)
    assert "history-sent" not in lint_codes(root)


def test_no_note_says_that_a_rule_is_left_out_which_stands_in_the_end(tmp_path: Path) -> None:
    """The tracked file that spoke against it goes with the tests."""
    root = project(tmp_path, "tests/.env", "src/a", "web/.env", gitignore="web/.env\n")
    found = suggest(str(root), level="aggressive")
    lines = {rule.pattern for rule in found.rules}
    assert {"**/tests", "**/.env"} <= lines
    assert "web/.env" not in lines
    assert not [note for note in found.notes if note.message.startswith("no rule **/.env:")]
