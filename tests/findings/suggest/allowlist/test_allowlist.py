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

    def test_it_is_for_all_stages_whichever_is_the_target(self, tmp_path: Path) -> None:
        dockerfile = "FROM scratch AS one\nCOPY a /\nFROM scratch\nCOPY b /\n"
        root = project(tmp_path / "a", "a", "b", dockerfile=dockerfile)
        of_one = lines(root, "--source", "dockerfile", "--target", "one")
        assert of_one == ["*", "!a", "!b"]

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


OWN = {"Dockerfile", ".dockerignore"}
ONLY = ("--source", "dockerfile")


def is_exact(root: Path, *options: str) -> bool:
    """Whether the allowlist, once written, lets either builder send what BuildKit did before."""
    had = sent(root, "buildkit", *options) - OWN
    apply(root, *ONLY, *options)
    assert ctxscan("suggest", root, *ONLY, *options, "--check").lines == []
    return all(sent(root, builder, *options) - OWN == had for builder in BUILDERS)


class TestNames:
    def test_a_name_that_a_source_escapes_is_not_named_again(self, tmp_path: Path) -> None:
        asked = r'["a\\\\\\\\b", "d\\*/x", "/"]'
        dockerfile = f"FROM scratch\nCOPY {asked}\n"
        root = project(tmp_path / "a", "a\\b/c", "a\\b/d", "d*/x", "d*/y", dockerfile=dockerfile)
        assert sent(root, "buildkit") == {"a\\b/c", "a\\b/d", "d*/x"}
        assert is_exact(root)

    def test_a_directory_that_no_exception_opens_is_let_in_without_the_rest_of_it(
        self, tmp_path: Path
    ) -> None:
        dockerfile = "FROM scratch\nCOPY [[]a]/b/*.py /\n"
        root = project(
            tmp_path / "a", "[a]/b/x.py", "[a]/b/x.c", "[a]/c/y", "[a]/z", dockerfile=dockerfile
        )
        assert sent(root, "buildkit") == {"[a]/b/x.py"}
        assert is_exact(root)

    def test_names_without_a_letter_are_kept_and_nothing_beside_them(self, tmp_path: Path) -> None:
        dockerfile = "FROM scratch\nCOPY +/% COPY/a,b/node_modules /d/\n"
        root = project(
            tmp_path / "a",
            *("+/%", "+/x", "COPY/a,b/node_modules/m", "COPY/x", "x"),
            dockerfile=dockerfile,
        )
        assert sent(root, "buildkit") == {"+/%", "COPY/a,b/node_modules/m"}
        assert is_exact(root)

    def test_a_source_that_docker_trims_is_kept_for_the_classic_builder(
        self, tmp_path: Path
    ) -> None:
        root = project(
            tmp_path / "a", "a ", "b", dockerfile='FROM scratch\nCOPY ["a ", "b", "/d/"]\n'
        )
        assert lines(root, *ONLY) == []
        assert "no rule *: line 2 of the Dockerfile names a , and no exception can" in notes(
            root, *ONLY
        )

    def test_a_source_of_which_trimming_leaves_no_path_is_no_line(self, tmp_path: Path) -> None:
        """As a line, ``!/*`` would let in everything."""
        dockerfile = 'FROM scratch\nCOPY ["  /*", "/d/"]\nCOPY a /\n'
        root = project(tmp_path / "a", "a", "b", dockerfile=dockerfile)
        assert lines(root, *ONLY) == ["*", "!a"]
        assert is_exact(root)

    def test_a_source_that_buildkit_cannot_carry_is_no_line(self, tmp_path: Path) -> None:
        """A rule that Docker refuses would end every build, not only that of the stage."""
        dockerfile = "FROM scratch AS a\nCOPY x[ /\nFROM scratch\nCOPY b /\n"
        root = project(tmp_path / "a", "b", "c", dockerfile=dockerfile)
        assert lines(root, *ONLY) == ["*", "!b"]


class TestOldRules:
    def test_a_file_that_the_classic_builder_lost_before_is_sent_by_it(
        self, tmp_path: Path
    ) -> None:
        root = project(
            tmp_path / "a",
            *("a/b/keep", "a/b/x", "c/keep"),
            dockerfile="FROM scratch\nCOPY a /\n",
            ignored="**\n!**/keep\n",
        )
        assert sent(root, "classic") - OWN == set()
        apply(root, *ONLY)
        assert [sent(root, each) - OWN for each in BUILDERS] == [{"a/b/keep"}] * len(BUILDERS)

    def test_what_is_ignored_and_not_there_yet_stays_ignored(self, tmp_path: Path) -> None:
        root = project(
            tmp_path / "a", "src/a", dockerfile="FROM scratch\nCOPY src /\n", ignored="**/.env\n"
        )
        assert lines(root, *ONLY) == ["*", "!src", "**/.env"]

    def test_what_an_exception_that_is_there_lets_in_is_not_taken_out_again(
        self, tmp_path: Path
    ) -> None:
        root = project(
            tmp_path / "a",
            *("src/a", "docs/a", "docs/b/c"),
            dockerfile="FROM scratch\nCOPY src new /\n",
            ignored="*\n!src\n!docs\n",
        )
        assert lines(root, *ONLY) == ["!new"]
        apply(root, *ONLY)
        assert sent(root, "buildkit") - OWN == {"src/a"}
        assert sent(root, "classic") - OWN == {"src/a", "docs/a", "docs/b/c"}

    def test_a_source_that_is_there_and_ignored_stays_so_with_a_note(self, tmp_path: Path) -> None:
        root = project(
            tmp_path / "a",
            *("src/a", "conf"),
            dockerfile="FROM scratch\nCOPY src conf /\n",
            ignored="*\n!src\n",
        )
        assert lines(root, *ONLY) == []
        assert "asks for conf, which is there and stays ignored" in notes(root, *ONLY)

    def test_an_exception_to_what_stays_ignored_is_not_written(self, tmp_path: Path) -> None:
        """It would only keep the rules that are there from being remembered below it."""
        root = project(
            tmp_path / "a",
            *("d/e/f", "src/a"),
            dockerfile="FROM scratch\nCOPY d/e/f src /\n",
            ignored="**/d\nd/*\n",
        )
        assert lines(root, *ONLY) == ["*", "!src", "**/d", "d/*"]
        had = sent(root, "buildkit") - OWN
        apply(root, *ONLY)
        assert all(sent(root, builder) - OWN == had for builder in BUILDERS)
        # The old rule breaks the build, as before: that is said, and nothing else.
        again = ctxscan("suggest", root, *ONLY, "--check")
        assert again.exit_code == 1
        assert [line.partition("\t")[0] for line in again.lines] == ["!d/e/f", "d/*"]

    def test_an_empty_directory_that_is_asked_for_is_sent(self, tmp_path: Path) -> None:
        root = project(tmp_path / "a", "d/e/", "d/f", "x", dockerfile="FROM scratch\nCOPY d/e /\n")
        apply(root, *ONLY)
        for builder in BUILDERS:
            run = ctxscan("list", root, "--builder", builder)
            assert {"d/e", "d/f"} & set(run.lines) == {"d/e"}
