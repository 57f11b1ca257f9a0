"""`suggest --allowlist`: nothing but what the Dockerfile asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.findings.suggest.projects import BUILDERS, apply, lines, notes, project, sent
from tests.support.program import ctxscan

if TYPE_CHECKING:
    from pathlib import Path


class TestAllowlist:
    def test_the_classic_builder_then_sends_what_buildkit_does(self, tmp_path: Path) -> None:
        nested = "apps/*/package.json"
        root = project(
            tmp_path / "a",
            *("src/a.py", "src/b/c.py", "package.json", "docs/a.md", "apps/x/package.json"),
            *("apps/x/big.bin", "apps/y/package.json", "conf -> etc", "etc/a", "junk"),
            dockerfile=f"FROM scratch\nCOPY src package*.json conf /\nCOPY {nested} /p/\n",
        )
        had = sent(root, "buildkit")
        apply(root, "--allowlist")
        own = {"Dockerfile", ".dockerignore"}
        assert sent(root, "buildkit") == had
        assert sent(root, "classic") - own == had
        assert ctxscan("suggest", root, "--allowlist", "--check").lines == []

    def test_it_is_the_smallest_set(self, tmp_path: Path) -> None:
        dockerfile = "FROM scratch\nCOPY src /\nCOPY src/a.py src/b missing /\n"
        root = project(tmp_path / "a", "src/a.py", "src/b/c", dockerfile=dockerfile)
        assert lines(root, "--source", "dockerfile") == ["*", "!missing", "!src"]

    def test_a_target_needs_less(self, tmp_path: Path) -> None:
        dockerfile = "FROM scratch AS one\nCOPY a /\nFROM scratch\nCOPY b /\n"
        root = project(tmp_path / "a", "a", "b", dockerfile=dockerfile)
        of_one = lines(root, "--source", "dockerfile", "--target", "one")
        assert of_one == ["*", "!a"]

    def test_what_was_ignored_stays_ignored(self, tmp_path: Path) -> None:
        root = project(
            tmp_path / "a",
            *("src/a.py", "src/secret", "src/docs/a", "src/docs/keep"),
            dockerfile="FROM scratch\nCOPY src /\n",
            ignored="**/secret\nsrc/docs/*\n!src/docs/keep\n",
        )
        apply(root, "--allowlist")
        for builder in BUILDERS:
            assert sent(root, builder) - {"Dockerfile", ".dockerignore"} == {
                *("src/a.py", "src/docs/keep")
            }

    def test_a_build_that_takes_everything_gets_none(self, tmp_path: Path) -> None:
        root = project(tmp_path / "a")
        assert lines(root, "--source", "dockerfile") == []
        assert "asks for the whole context" in notes(root, "--allowlist")


def test_an_allowlist_whose_first_line_would_do_harm_is_none_at_all(tmp_path: Path) -> None:
    """No exception can name ``!``, so "*" has to go, and exceptions alone would say nothing."""
    dockerfile = "FROM scratch\nCOPY ./!/a src /d/\n"
    root = project(tmp_path / "a", "!/a", "src/b", dockerfile=dockerfile)
    assert lines(root, "--source", "dockerfile") == []
    assert "no rule *: line 2 of the Dockerfile names !/a" in notes(root, "--source", "dockerfile")
