"""What users of other tools ran into, each by the issue that tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.sizes import human_size
from tests.findings.suggest.projects import (
    ALL,
    BUILDERS,
    apply,
    lines,
    notes,
    project,
    sent,
    suggest,
)
from tests.support.program import ctxscan
from tests.support.repositories import ENVIRONMENT, git
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path


def test_where_no_pattern_says_it_exact_paths_do_and_a_comment_tells(tmp_path: Path) -> None:
    """dvcs/gitignore.io#415: parity of the two languages is impossible."""
    root = project(
        tmp_path / "a", "x.d/a.d", "b.d", gitignore="*.d\n!a.d\n", files={"x.d/keep": "", "a.d": ""}
    )
    text = suggest(root, "--source", "gitignore").document["text"]
    assert "# Exact paths, where no pattern does what git's rules do" in text
    apply(root, "--source", "gitignore")
    for builder in BUILDERS:
        assert {"x.d/a.d", "x.d/keep", "b.d"}.isdisjoint(sent(root, builder))
        assert "a.d" in sent(root, builder)


def test_a_version_from_git_keeps_git_and_says_why(tmp_path: Path) -> None:
    """datacube-explorer#936: .git was forced out, and setuptools_scm had no version."""
    files = {"pyproject.toml": '[build-system]\nrequires = ["setuptools>=64", "setuptools_scm"]\n'}
    dockerfile = "FROM python\nCOPY . /app\nRUN pip install /app\n"
    root = project(tmp_path / "a", files=files, dockerfile=dockerfile)
    told = suggest(root).document["notes"]
    [why] = [note for note in told if note["message"].startswith(".git is kept")]
    assert "setuptools_scm" in why["message"]
    assert why["line"] == 2
    apply(root)
    for builder in BUILDERS:
        assert ".git/HEAD" in sent(root, builder)


def test_a_generated_file_that_is_copied_stays_although_git_ignores_it(tmp_path: Path) -> None:
    """gitignore-to-dockerignore#8."""
    root = project(
        tmp_path / "a",
        *("gen/client.js", "gen/junk.map"),
        dockerfile="FROM scratch\nCOPY . /app\nCOPY gen/client.js /app/\n",
        gitignore="gen/\n",
    )
    apply(root)
    for builder in BUILDERS:
        assert "gen/client.js" in sent(root, builder)


@pytest.mark.parametrize(
    ("step", "is_told"),
    [
        ('CMD ["node", "gen/client.js"]', True),
        ("RUN serve /app/gen", True),
        ("RUN <<EOF\ncat gen/client.js\nEOF", True),
        ("RUN npm run gen", False),
        ("RUN cat other-gen/a regen/b /gen-c", False),
    ],
)
def test_a_generated_file_that_a_step_mentions_is_told_of(
    step: str, tmp_path: Path, *, is_told: bool
) -> None:
    """The same where COPY takes everything: most often, the build makes it itself."""
    root = project(
        tmp_path / "a",
        "gen/client.js",
        dockerfile=f"FROM scratch\nCOPY . /app\n{step}\n",
        gitignore="gen/\n",
    )
    assert ("git ignores gen, and " in notes(root)) == is_told
    assert "**/gen" in lines(root)


def test_drift_between_the_two_files_fails_the_gate(tmp_path: Path) -> None:
    """liblouis#379."""
    root = project(tmp_path / "a", gitignore="*.tmp\n")
    apply(root)
    grow(root, files={".gitignore": "*.tmp\n/new-output/\n"})
    run = ctxscan("suggest", root, "--check", env=ENVIRONMENT)
    assert (run.exit_code, run.text) == (1, "new-output\tgit ignores /new-output/\n")


def test_a_secret_that_only_a_laptop_has_is_kept_out_from_ci_on(tmp_path: Path) -> None:
    """taccap-lerobot#33, NextChat#3511: ``COPY . .`` took .env, and CI never saw one."""
    root = project(tmp_path / "a", "src/a")
    apply(root)
    grow(root, ".env", "src/.env")
    for builder in BUILDERS:
        assert {"src/a"} <= sent(root, builder)
        assert {".env", "src/.env"}.isdisjoint(sent(root, builder))
    apply(root, "--source", "secrets")
    grow(root, "src/.env.local", "id_rsa")
    for builder in BUILDERS:
        assert {"src/.env.local", "id_rsa"}.isdisjoint(sent(root, builder))


def test_build_output_that_the_dockerfile_copies_is_not_suggested(tmp_path: Path) -> None:
    """docker-context-scout suggests dist, build and vendor without a look at the Dockerfile."""
    dockerfile = "FROM scratch\nCOPY dist build vendor /app/\n"
    root = project(
        tmp_path / "a",
        *("dist/a", "build/a", "vendor/a", "package.json", "build.gradle", "composer.json"),
        dockerfile=dockerfile,
    )
    for level in ("cautious", "default", "aggressive"):
        apply(root, "--level", level)
        for builder in BUILDERS:
            assert {"dist/a", "build/a", "vendor/a"} <= sent(root, builder)


def test_what_is_excepted_below_an_ignored_directory_reaches_the_classic_builder(
    tmp_path: Path,
) -> None:
    """flyctl prunes as the classic builder does, and builds with BuildKit."""
    root = project(
        tmp_path / "a", "d/e/a.py", "d/e/b", gitignore="*\n!*/\n!*.py\n", track=["Dockerfile"]
    )
    apply(root, "--source", "gitignore")
    for builder in BUILDERS:
        assert "d/e/a.py" in sent(root, builder)
        assert "d/e/b" not in sent(root, builder)


def test_a_slow_walk_for_an_exception_is_told(tmp_path: Path) -> None:
    """moby#20470."""
    root = project(tmp_path / "a", "keep.log", gitignore="*.log\n!keep.log\n")
    assert "makes BuildKit look at all that is ignored" in notes(root, "--source", "gitignore")


def test_a_build_that_asks_for_nothing_needs_no_rule_but_for_the_classic_builder(
    tmp_path: Path,
) -> None:
    dockerfile = "FROM alpine AS base\nFROM scratch\nCOPY --from=base /etc /e\n"
    root = project(tmp_path / "a", "data/a 2000", "data/b 1000", dockerfile=dockerfile)
    arrived = ctxscan("report", "--builder", "classic", "--format", "json", root).document["sent"]
    size = human_size(arrived["content_bytes"])
    text = f"and needs no rule; the classic builder would send {arrived['files']} files, {size}"
    assert text in notes(root)


def test_only_the_ignore_file_itself_may_make_a_context_larger(tmp_path: Path) -> None:
    root = project(tmp_path / "a", "a 3")
    git(root, "config", "user.name", "t")
    errors = ctxscan("suggest", root, "--source", "secrets", env=ENVIRONMENT).errors
    assert errors[-1].endswith("sent, the ignore file itself among them")


@pytest.mark.parametrize("name", ["a b", "a"])
def test_a_diff_names_a_directory_with_a_blank_as_git_does(name: str, tmp_path: Path) -> None:
    root = project(tmp_path / "r", f"{name}/x", files={f"{name}/Dockerfile": ALL})
    (root / name / ".dockerignore").write_text("x\n", encoding="utf-8")
    diff = ctxscan("suggest", name, "--diff", cwd=root, env=ENVIRONMENT)
    git(root, "apply", "--check", stdin=diff.stdout)
    tab = "\t" if " " in name else ""
    assert diff.lines[0] == f"--- a/{name}/.dockerignore{tab}"


@pytest.mark.parametrize("ignored", [b"a\r\nb\r\n", b"\xef\xbb\xbfa\nb", b"a\nb", b"\xff\nb\n"])
def test_the_old_bytes_stand_first_whatever_they_are(ignored: bytes, tmp_path: Path) -> None:
    root = project(tmp_path / "a", "b")
    (root / ".dockerignore").write_bytes(ignored)
    apply(root)
    assert (root / ".dockerignore").read_bytes().startswith(ignored)
    for builder in BUILDERS:
        assert "b" not in sent(root, builder)


@pytest.mark.parametrize("kind", ["a directory", "a link to nowhere", "a link out of the context"])
def test_what_no_builder_can_read_is_not_written_over(kind: str, tmp_path: Path) -> None:
    root = project(tmp_path / "a")
    path = root / ".dockerignore"
    match kind:
        case "a directory":
            path.mkdir()
        case "a link to nowhere":
            path.symlink_to("nowhere")
        case _:
            (tmp_path / "other").write_text("x\n", encoding="utf-8")
            path.symlink_to("../other")
    run = ctxscan("suggest", root, "--write", env=ENVIRONMENT)
    assert run.exit_code == 2
    assert "this build cannot read it" in run.errors[0]
    assert not path.is_file() or path.read_text(encoding="utf-8") == "x\n"


def test_an_exception_goes_with_the_rule_that_would_have_taken_the_history(tmp_path: Path) -> None:
    """A rule that takes all of ``.git`` is left out, and with it what git keeps in spite of it."""
    dockerfile = "FROM alpine\nWORKDIR /w\nCOPY . .\nRUN git describe > v\n"
    root = project(
        tmp_path, "src/a", dockerfile=dockerfile, gitignore="*\n", track=["src/a", "Dockerfile"]
    )
    found = lines(root)
    assert not [line for line in found if line.startswith("!")]
    apply(root)
    run = ctxscan("lint", root, "--format", "json")
    assert not [each for each in run.document["findings"] if each["severity"] != "note"]


def test_a_directory_that_shares_its_name_with_a_tracked_file_passes_lint(tmp_path: Path) -> None:
    root = project(tmp_path, "build", "src/build/a.o", gitignore="build/\n", track=["build"])
    assert "**/build/**" in lines(root)
    apply(root)
    assert "leaves-directory" not in ctxscan("lint", root, "--format", "json").text
