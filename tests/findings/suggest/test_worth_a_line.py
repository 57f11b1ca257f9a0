"""Lines that a maintainer would ask about: why is that there?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.findings.suggest.projects import ALL, apply, lines, notes, project
from tests.support.program import ctxscan
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

LONG = "".join(f"*.t{number}\n" for number in range(20))


@pytest.mark.parametrize("name", ["/out-tsc", "/bazel-out", "/typings", "/generated", "/x/"])
def test_a_template_further_down_is_one_although_its_lines_start_with_a_slash(
    tmp_path: Path, name: str
) -> None:
    """As in paperless-ngx, whose Angular application came with a .gitignore of 40 lines."""
    root = project(tmp_path, "web/a.js", gitignore=LONG, files={"web/.gitignore": f"{name}\n"})
    line = f"web/{name.strip('/')}"
    assert line not in lines(root)
    grow(root, f"{line}/a.js 9")
    assert line in lines(root)


@pytest.mark.parametrize("name", ["test-results", "playwright-report", "blob-report", "coverage"])
def test_a_report_of_tests_is_worth_a_line_once_it_is_there(tmp_path: Path, name: str) -> None:
    """As in linkwarden: ``apps/web/test-results`` and its neighbours."""
    root = project(tmp_path, "apps/web/a.js", gitignore=f"{LONG}apps/web/{name}/\n")
    assert f"apps/web/{name}" not in lines(root)
    grow(root, f"apps/web/{name}/index.html 9")
    assert f"apps/web/{name}" in lines(root)


@pytest.mark.parametrize("name", ["src/gen", "web/src/api/generated", "web/storage"])
def test_a_path_that_somebody_wrote_out_is_worth_a_line(tmp_path: Path, name: str) -> None:
    above = name.rpartition("/")[0]
    root = project(tmp_path, f"{above}/a.js", gitignore=f"{LONG}{name}\n")
    assert name in lines(root)


@pytest.mark.parametrize("name", [".node_repl_history", ".bash_history", ".psql_history"])
def test_what_programs_write_at_home_is_worth_a_line_once_it_is_there(
    tmp_path: Path, name: str
) -> None:
    """GitHub's template for Node names one of them."""
    root = project(tmp_path, "a.js", gitignore=f"{LONG}{name}\n")
    assert f"**/{name}" not in lines(root)
    grow(root, f"{name} 9")
    assert f"**/{name}" in lines(root)


def test_a_rule_that_needs_many_exceptions_gives_way_to_one_of_the_catalog(tmp_path: Path) -> None:
    """As in langfuse: ``.env*`` with six examples that git tracks, and an ``.env`` on the disk."""
    examples = [f".env.{name}.example" for name in ("dev", "prod", "test", "azure", "oci", "redis")]
    root = project(tmp_path, *examples, gitignore=f"{LONG}.env*\n!.env.*.example\n")
    grow(root, ".env 9")
    found = lines(root)
    assert "**/.env" in found
    assert "**/.env*" not in found
    assert not any(each.startswith("!") for each in found)
    assert "git keeps 6 files that it would take" in notes(root)


@pytest.mark.parametrize("words", ["/web/dist", "web/dist", "web/dist/"])
def test_an_exception_that_is_for_no_other_rule_goes_with_the_rule_it_takes_back(
    tmp_path: Path, words: str
) -> None:
    root = project(tmp_path, "web/a.js", gitignore=f"**/gen/**\n{words}\n!/web/dist\n")
    assert lines(root, "--source", "gitignore") == ["**/gen"]
    apply(root, "--source", "gitignore")
    run = ctxscan("lint", root, "--format", "json")
    assert [each["code"] for each in run.document["findings"]] in ([], ["history-sent"])


def test_an_exception_that_another_rule_needs_stays(tmp_path: Path) -> None:
    root = project(tmp_path, "web/a.js", gitignore="dist\n/web/dist\n!/web/dist\n")
    assert "!web/dist" in lines(root, "--source", "gitignore")


def test_a_directory_in_which_all_is_ignored_gets_no_line_of_its_own(tmp_path: Path) -> None:
    root = project(tmp_path, "a.c", gitignore="dist/*\n")
    grow(root, "dist/a/b.js 9")
    found = lines(root, "--level", "aggressive")
    assert "dist/*" in found
    assert "**/dist" not in found


def test_what_lies_below_another_new_line_gets_none(tmp_path: Path) -> None:
    root = project(tmp_path, "a.c")
    grow(root, "docs/dist/a.js 9")
    found = lines(root, "--level", "aggressive")
    assert "**/docs" in found
    assert "**/dist" not in found


def test_a_line_of_which_nothing_is_left_but_exceptions_is_none(tmp_path: Path) -> None:
    root = project(tmp_path, "a.c", "notes.md")
    grow(root, "x/logs/README.md 9")
    found = lines(root, "--level", "aggressive")
    assert "**/*.md" in found
    assert "**/logs" not in found


def test_what_git_ignores_comes_back_when_the_line_that_covered_it_goes(tmp_path: Path) -> None:
    steps = f"{ALL}FROM scratch\nCOPY --from=0 /app/gen/docs /d\n"
    steps = steps.replace("FROM scratch\n", "FROM scratch AS a\n", 1)
    root = project(tmp_path, "a.c", dockerfile=steps, gitignore="gen\ndocs/*.md\n")
    grow(root, "gen/docs/a.md 9", "docs/b.md 9")
    assert "docs/*.md" in lines(root, "--level", "aggressive")


def test_an_exact_path_of_which_nothing_is_sent_gets_no_line(tmp_path: Path) -> None:
    """Rules of vendored packages are followed path by path, and each disk has other paths."""
    root = project(
        tmp_path,
        *("src/a.c", "node_modules/x/a.js"),
        dockerfile="FROM scratch\nCOPY src /src\n",
        files={"node_modules/x/.gitignore": "*.gen\n"},
    )
    clean = lines(root)
    grow(root, "node_modules/x/k.gen 9")
    assert lines(root) == clean


def test_rules_above_the_context_are_for_other_projects_too(tmp_path: Path) -> None:
    """As in example-voting-app: ``bin`` and ``obj`` of .NET are nothing to the application in
    Node beside it."""
    app = {"app/Dockerfile": ALL, "app/package.json": "{}"}
    root = project(
        tmp_path, "app/a.js", gitignore="bin/\nobj/\n.vs/\nnode_modules/\napp/out/\n", files=app
    )
    assert {"**/node_modules", "out"} <= set(found := lines(root / "app"))
    assert not {"**/bin", "**/obj", "**/.vs"} & set(found)
    grow(root, "app/bin/tool 9")
    assert "**/bin" in lines(root / "app")


def test_a_directory_whose_name_is_a_tilde_is_no_editors_backup(tmp_path: Path) -> None:
    """As in langfuse: ``pages/project/~/[[...path]].tsx`` is a page."""
    root = project(tmp_path, "pages/~/a.tsx", "src/a.py~")
    assert "**/?*~" in lines(root)
    apply(root)
    sent = ctxscan("list", root, "--files").text.split()
    assert "pages/~/a.tsx" in sent
    assert "src/a.py~" not in sent


def test_a_verb_of_a_package_manager_is_no_file(tmp_path: Path) -> None:
    """As in documenso: ``bun i`` names nothing."""
    dockerfile = "FROM oven/bun\nCOPY . /w\nWORKDIR /w\nRUN bun i --frozen-lockfile\n"
    root = project(tmp_path, "a.ts", dockerfile=dockerfile, gitignore="i/\n")
    assert "**/i" in lines(root)
    assert "names" not in notes(root)
