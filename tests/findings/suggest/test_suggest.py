"""What is suggested, and what is left out for the build's sake."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.findings.suggest.projects import BUILDERS, apply, lines, notes, project, sent, suggest
from tests.support.program import ctxscan
from tests.support.repositories import git

if TYPE_CHECKING:
    from pathlib import Path


class TestWhatASourceNames:
    @pytest.mark.parametrize(
        ("copy", "entries"),
        [
            pytest.param("dist /app", ["dist/a.js"], id="a directory that is there"),
            pytest.param("dist /app", [], id="a directory that is not built yet"),
            pytest.param("dist/a.js /app", [], id="a file in it"),
            pytest.param("dist/*.js /app", ["dist/a.js"], id="a wildcard in it"),
            pytest.param("dist/* /app", [], id="all that is in it"),
            pytest.param(
                "public /app", ["dist/a.js", "public -> dist"], id="a link that leads to it"
            ),
        ],
    )
    def test_git_may_ignore_it_and_no_rule_does(
        self, copy: str, entries: list[str], tmp_path: Path
    ) -> None:
        root = project(
            tmp_path / "a",
            *entries,
            dockerfile=f"FROM scratch\nCOPY {copy}\n",
            gitignore="dist/\n*.tmp\n",
        )
        assert "**/*.tmp" in lines(root)
        assert "**/dist" not in lines(root)
        assert "no rule for dist/" in notes(root)

    def test_other_stages_count_as_well(self, tmp_path: Path) -> None:
        dockerfile = "FROM scratch AS a\nCOPY out /\nFROM scratch\nCOPY src /\n"
        root = project(tmp_path / "a", "out/a", "src/a", dockerfile=dockerfile, gitignore="out\n")
        assert "**/out" not in lines(root)

    def test_bind_mounts_count_as_well(self, tmp_path: Path) -> None:
        dockerfile = "FROM scratch\nRUN --mount=type=bind,source=out,target=/o true\n"
        root = project(tmp_path / "a", "out/a", dockerfile=dockerfile, gitignore="out\n")
        assert "**/out" not in lines(root)

    def test_what_lies_below_stays_unless_the_catalog_knows_it_for_junk(
        self, tmp_path: Path
    ) -> None:
        root = project(
            tmp_path / "a",
            *("src/made.c", "src/__pycache__/a.pyc", "src/a.py"),
            dockerfile="FROM scratch\nCOPY src /\n",
            gitignore="made.c\n__pycache__\n",
        )
        found = lines(root)
        assert "**/__pycache__" in found
        assert "**/made.c" not in found

    @pytest.mark.parametrize(
        ("entries", "dockerfile", "gitignore", "line"),
        [
            pytest.param(
                ("dist/app.js 9", "dist/.gitkeep"),
                "FROM alpine\nCOPY dist /srv\n",
                "dist/*\n!dist/.gitkeep\n",
                "dist/*",
                id="built files beside a placeholder that git tracks",
            ),
            pytest.param(
                ("pk/a/out/o.js 9", "pk/a/i.ts"),
                "FROM scratch AS a\nCOPY pk /pk\nFROM scratch\nCOPY --from=a /pk/a/out/o.js /\n",
                "out/\n",
                "**/out",
                id="a directory that a later stage takes a file from",
            ),
            pytest.param(
                ("src/api.py 9", "src/a.py"),
                "FROM alpine\nCOPY src /src\n",
                "api.py\n",
                "**/api.py",
                id="a file of generated code",
            ),
        ],
    )
    def test_no_rule_of_git_takes_what_a_build_may_need_below_a_named_directory(
        self, tmp_path: Path, entries: tuple[str, ...], dockerfile: str, gitignore: str, line: str
    ) -> None:
        root = project(tmp_path / "a", *entries, dockerfile=dockerfile, gitignore=gitignore)
        for options in ((), ("--source", "gitignore")):
            assert line not in lines(root, *options)
        apply(root)
        assert {entries[0].split()[0]} <= sent(root, "buildkit")
        assert ctxscan("check", root).exit_code == 0

    def test_junk_that_is_named_is_no_junk(self, tmp_path: Path) -> None:
        dockerfile = "FROM scratch\nCOPY node_modules /n\n"
        root = project(tmp_path / "a", "package.json", "node_modules/a.js", dockerfile=dockerfile)
        assert "**/node_modules" not in lines(root)
        assert "no rule **/node_modules: COPY in line 2 of the Dockerfile" in notes(root)

    def test_a_wildcard_that_would_find_nothing_any_more_keeps_its_files(
        self, tmp_path: Path
    ) -> None:
        dockerfile = "FROM scratch\nCOPY logs/* /l/\n"
        root = project(tmp_path / "a", "logs/a.log", "b.log", dockerfile=dockerfile)
        git(root, "rm", "-q", "--cached", "logs/a.log", "b.log")
        assert "**/*.log" not in lines(root, "--source", "catalog")
        assert "would find nothing" in notes(root, "--source", "catalog")


class TestSecrets:
    def test_names_of_secrets_are_kept_out_before_they_are_there(self, tmp_path: Path) -> None:
        found = lines(project(tmp_path / "a"), "--source", "secrets")
        assert {"**/.env", "**/id_rsa", "**/.npmrc"} & set(found) == {"**/.env", "**/id_rsa"}

    def test_one_that_is_copied_by_name_stays_with_a_warning(self, tmp_path: Path) -> None:
        root = project(
            tmp_path / "a", "server.key", dockerfile="FROM scratch\nCOPY server.key /k\n"
        )
        run = suggest(root)
        assert "**/server.key" not in [rule["pattern"] for rule in run.document["rules"]]
        told = next(note for note in run.document["notes"] if "server.key" in note["message"])
        assert "names server.key" in told["message"]
        assert "--mount=type=secret" in told["hint"]
        apply(root)
        assert "server.key" in sent(root, "buildkit") & sent(root, "classic")

    def test_a_tracked_env_file_is_not_taken_silently(self, tmp_path: Path) -> None:
        root = project(tmp_path / "a", ".env 3")
        assert "**/.env" not in lines(root)
        assert "no rule **/.env: git tracks .env" in notes(root)

    def test_a_tracked_key_of_a_test_is_excepted_by_its_path(self, tmp_path: Path) -> None:
        root = project(tmp_path / "a", "tests/server.key 3", "server.key 3", track=["tests"])
        git(root, "rm", "-q", "--cached", "server.key")
        apply(root)
        for builder in BUILDERS:
            assert "tests/server.key" in sent(root, builder)
            assert "server.key" not in sent(root, builder)


class TestCatalog:
    def test_a_manifest_makes_junk_likely_that_is_not_there(self, tmp_path: Path) -> None:
        assert "**/node_modules" in lines(project(tmp_path / "a", "web/package.json"))
        assert "**/node_modules" not in lines(project(tmp_path / "b", "a.py"))

    def test_manifests_of_vendored_packages_say_nothing(self, tmp_path: Path) -> None:
        assert "**/node_modules" not in lines(project(tmp_path / "a", "vendor/x/package.json"))

    def test_a_rule_that_says_as_much_where_it_matters_is_enough(self, tmp_path: Path) -> None:
        root = project(tmp_path / "a", "package.json", ignored="node_modules\n.git\n")
        assert {"**/node_modules", "**/.git"}.isdisjoint(lines(root))

    def test_tracked_files_are_excepted_or_the_rule_left_out(self, tmp_path: Path) -> None:
        root = project(tmp_path / "a", "kept.log 2", "other.log 2", track=["kept.log"])
        git(root, "rm", "-q", "--cached", "other.log")
        apply(root)
        for builder in BUILDERS:
            assert "kept.log" in sent(root, builder)
            assert "other.log" not in sent(root, builder)

    def test_each_level_holds_the_one_before(self, tmp_path: Path) -> None:
        root = project(tmp_path / "a", "package.json", ".npmrc", "a.log", ".git/x")
        git(root, "rm", "-q", "--cached", "a.log", ".npmrc")
        cautious, default, aggressive = (
            set(lines(root, "--level", level)) for level in ("cautious", "default", "aggressive")
        )
        assert cautious < default < aggressive

    def test_readme_license_and_lock_files_stay_at_the_default_level(self, tmp_path: Path) -> None:
        names = ["README.md", "LICENSE", "package-lock.json", "uv.lock", "pyproject.toml"]
        names += [".npmrc", "package.json", "Cargo.lock", "go.sum", "MANIFEST.in"]
        root = project(tmp_path / "a", *names)
        apply(root)
        for builder in BUILDERS:
            assert set(names) <= sent(root, builder)
