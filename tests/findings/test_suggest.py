"""What is suggested, what is left out for the build's sake, and that both builders agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.findings.suggest_model import Candidate
from ctxscan.findings.suggest_named import Named
from ctxscan.findings.suggest_proof import Proof
from ctxscan.findings.suggest_tree import Snapshot
from tests.support.program import Run, ctxscan
from tests.support.repositories import (
    ENVIRONMENT,
    commit,
    git,
    grow_at_random,
    init,
    kept_by_git,
)
from tests.support.trees import WHY_NOT_HERE, grow, make_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ALL = "FROM scratch\nCOPY . /app\n"
BUILDERS = ("buildkit", "classic")


def project(
    root: Path,
    *entries: str,
    dockerfile: str = ALL,
    ignored: str = "",
    gitignore: str = "",
    track: Sequence[str] = (),
    files: dict[str, str] | None = None,
) -> Path:
    """A repository in which everything is tracked that git does not ignore, and *track*."""
    texts = {"Dockerfile": dockerfile, **(files or {})}
    if ignored:
        texts[".dockerignore"] = ignored
    if gitignore:
        texts[".gitignore"] = gitignore
    init(grow(root, *entries, files=texts))
    git(root, "add", "-A")
    if track:
        git(root, "add", "-f", *track)
    commit(root)
    return root


def suggest(root: Path, *options: str) -> Run:
    run = ctxscan("suggest", root, *options, "--format", "json", env=ENVIRONMENT)
    assert run.exit_code == 0, run.errors
    return run


def lines(root: Path, *options: str) -> list[str]:
    return [rule["pattern"] for rule in suggest(root, *options).document["rules"]]


def notes(root: Path, *options: str) -> str:
    return "\n".join(note["message"] for note in suggest(root, *options).document["notes"])


def sent(root: Path, builder: str, *options: str) -> set[str]:
    run = ctxscan("list", root, "--files", "-0", "--builder", builder, *options)
    assert run.exit_code == 0, run.errors
    return set(run.text.split("\0")[:-1])


def apply(root: Path, *options: str) -> None:
    run = ctxscan("suggest", root, "--write", *options, env=ENVIRONMENT)
    assert run.exit_code == 0, run.errors


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


NEEDS = [
    pytest.param({"pyproject.toml": '[build-system]\nrequires = ["setuptools_scm>=8"]'}, id="scm"),
    pytest.param({"pyproject.toml": 'requires = ["hatchling", "hatch-vcs"]'}, id="hatch-vcs"),
    pytest.param({"setup.cfg": "[versioneer]\nVCS = git"}, id="versioneer"),
    pytest.param({"setup.py": 'setup_requires=["setuptools-git-versioning"]'}, id="git-versioning"),
    pytest.param({"pyproject.toml": "[tool.poetry-dynamic-versioning]"}, id="poetry"),
    pytest.param({"pyproject.toml": 'dependencies = ["dunamai"]'}, id="dunamai"),
    pytest.param({"scripts/version.sh": "git describe --tags\n"}, id="a script"),
    pytest.param({"Makefile": "V := $(shell git -C . rev-parse HEAD)\n"}, id="a Makefile"),
    pytest.param({"Cargo.toml": '[build-dependencies]\nvergen = "8"\n'}, id="vergen"),
    pytest.param({"Cargo.toml": '[dependencies]\ngit-version = "1"\n'}, id="git-version"),
    pytest.param({"package.json": '{"scripts": {"build": "git log -1 > v"}}'}, id="npm"),
    pytest.param({"setup.py": 'check_output(["git", "describe"])'}, id="a call as a list"),
    pytest.param({"Dockerfile": f"{ALL}RUN git describe > /v\n"}, id="RUN git describe"),
    pytest.param({"Dockerfile": f"{ALL}RUN <<EOF\ngit rev-parse HEAD\nEOF\n"}, id="here-document"),
    pytest.param({"Dockerfile": f"{ALL}COPY .git /g\n"}, id="COPY .git"),
    pytest.param(
        {"Dockerfile": "FROM scratch\nRUN --mount=type=bind,source=.git,target=/g x\n"}, id="bind"
    ),
    pytest.param({"go.mod": "module x", "Dockerfile": f"{ALL}RUN go build ./...\n"}, id="go"),
]
NO_NEED = [
    pytest.param({"Makefile": "# see git log\nall:\n\tgit push\n"}, id="a comment"),
    pytest.param({"go.mod": "", "Dockerfile": f"{ALL}RUN go build -buildvcs=false .\n"}, id="flag"),
    pytest.param(
        {"go.mod": "", "Dockerfile": f"{ALL}ENV GOFLAGS=-buildvcs=false\nRUN go build .\n"},
        id="GOFLAGS",
    ),
    pytest.param(
        {"src/v.sh": "git describe", "Dockerfile": "FROM scratch\nCOPY src /s\n"},
        id="a build that never gets .git",
    ),
    pytest.param({"node_modules/x/a.sh": "git describe", "package.json": "{}"}, id="a package's"),
]


@pytest.mark.parametrize("files", NEEDS)
def test_git_history_stays_where_the_build_reads_it(files: dict[str, str], tmp_path: Path) -> None:
    root = project(tmp_path / "a", files=files)
    assert "**/.git" not in lines(root)
    assert ".git is kept: " in notes(root) or "no rule **/.git: " in notes(root)


@pytest.mark.parametrize("files", NO_NEED)
def test_git_history_goes_where_nothing_reads_it(files: dict[str, str], tmp_path: Path) -> None:
    assert "**/.git" in lines(project(tmp_path / "a", files=files))


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


CONVERTER_CASES = [
    pytest.param(
        "*\n!*/\n!*.py\n", ["a.py", "b.txt", "d/c.py", "d/e.txt"], (), id="nothing but py"
    ),
    pytest.param(
        "node_modules/\n!keep.js\n", ["node_modules/keep.js", "node_modules/a.js"], (), id="keep.js"
    ),
    pytest.param("foo2/bar\n", ["foo2/bar", "x/foo2/bar"], (), id="a slash inside anchors"),
    pytest.param("*.log\n", ["kept.log", "a.log"], ("kept.log",), id="tracked though ignored"),
    pytest.param("build/\n", ["build", "d/build/x"], (), id="a file where a directory is meant"),
    pytest.param("[!a].txt\n", ["a.txt", "b.txt", "!.txt"], (), id="a class that is negated"),
    pytest.param("*.log\n!important.log\n", ["a.log", "important.log"], (), id="an exception"),
    pytest.param("/only\n", ["only", "d/only"], (), id="a leading slash anchors"),
    pytest.param("name\n", ["name", "d/e/name", "d/name2"], (), id="a bare name floats"),
    pytest.param("a/**/z\n", ["a/z", "a/b/c/z", "b/a/z"], (), id="stars between slashes"),
    pytest.param("\\#x\n\\!y\n", ["#x", "!y", "d/#x"], (), id="escaped marks"),
    pytest.param("tail\\ \n", ["tail ", "tail"], (), id="an escaped blank"),
    pytest.param("d/*\n!d/keep\n", ["d/keep", "d/x"], (), id="an exception in a directory"),
    pytest.param("d/\n!d/keep\n", ["d/keep", "d/x"], (), id="no exception below what is ignored"),
    pytest.param("a**b\n", ["ab", "axb", "a/b"], (), id="stars inside a name"),
    pytest.param("{a,b}\n", ["a", "b", "{a,b}"], (), id="braces are letters"),
    pytest.param("x|y\n*.z\n", ["x|y", "x", "y", "a.z"], (), id="a bar is a letter"),
    pytest.param("**\n!keep/\n", ["keep/a", "b"], (), id="an open door to a full room"),
]


@pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
@pytest.mark.parametrize(("gitignore", "entries", "track"), CONVERTER_CASES)
def test_git_and_docker_agree(
    gitignore: str, entries: list[str], track: Sequence[str], tmp_path: Path
) -> None:
    files = dict.fromkeys(entries, "x")
    root = project(tmp_path / "a", files=files, gitignore=gitignore, track=track)
    git(root, "add", "-f", "Dockerfile")
    assert_equal_to_git(root)


def assert_equal_to_git(root: Path) -> None:
    before = kept_by_git(root)
    apply(root, "--source", "gitignore")
    own = {".dockerignore", "Dockerfile"}
    for builder in BUILDERS:
        found = {path for path in sent(root, builder) if ".git" not in path.split("/")}
        assert found - own == before - own, builder
    run = ctxscan("suggest", root, "--source", "gitignore", "--check", env=ENVIRONMENT)
    assert run.stdout == b""


def test_a_nested_file_speaks_for_its_directory(tmp_path: Path) -> None:
    root = project(tmp_path / "a", "web/x.tmp", "x.tmp", files={"web/.gitignore": "*.tmp\n"})
    run: Any = suggest(root, "--source", "gitignore").document["rules"]
    assert [rule["pattern"] for rule in run] == ["web/**/*.tmp"]
    assert run[0]["origin"]["line"] == 1
    assert run[0]["origin"]["file"].endswith("web/.gitignore")


def test_rules_of_vendored_packages_are_left_aside_until_they_matter(tmp_path: Path) -> None:
    files = {"vendor/x/.gitignore": "*.o\n*.exe\n", "vendor/x/a.o": "x"}
    root = project(tmp_path / "a", files=files)
    assert lines(root, "--source", "gitignore") == ["vendor/x/a.o"]


def test_a_clean_checkout_gets_the_rules_of_a_full_working_copy(tmp_path: Path) -> None:
    gitignore = "node_modules/\n*.tmp\n/build/\n"
    full = project(
        tmp_path / "a", "node_modules/x/y.js", "a.tmp", "build/x", "p.py", gitignore=gitignore
    )
    clean = project(tmp_path / "b", "p.py", gitignore=gitignore)
    assert lines(full, "--source", "gitignore") == lines(clean, "--source", "gitignore")


def test_an_exception_of_git_reaches_nothing_that_was_ignored_before(tmp_path: Path) -> None:
    ignored = "node_modules\n.yarn\n"
    gitignore = "*.js\n!keep.js\n.yarn/*\n!.yarn/patches\n"
    root = project(tmp_path / "a", "a.js", "keep.js", ignored=ignored, gitignore=gitignore)
    apply(root)
    grow(root, "node_modules/x/keep.js", ".yarn/patches/p")
    for builder in BUILDERS:
        assert {"node_modules/x/keep.js", ".yarn/patches/p"}.isdisjoint(sent(root, builder))


def test_without_git_the_gitignore_file_speaks_for_itself(tmp_path: Path) -> None:
    files = {"Dockerfile": ALL, ".gitignore": "*.tmp\n!keep.tmp\n", "a.tmp": "", "keep.tmp": ""}
    root = grow(tmp_path / "a", files=files)
    apply(root)
    assert sent(root, "buildkit") == {"Dockerfile", ".gitignore", ".dockerignore", "keep.tmp"}


@pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
@pytest.mark.parametrize("number", range(40))
def test_at_random_git_and_docker_agree_and_the_second_time_nothing_is_new(
    number: int, tmp_path: Path
) -> None:
    root = grow_at_random(tmp_path / "r", number)
    make_file(root / "Dockerfile", ALL)
    told = "\n".join(ctxscan("suggest", root, "--source", "gitignore", env=ENVIRONMENT).errors)
    if "git ignores the whole context" in told:
        assert "nothing to add" in told
    else:
        assert_equal_to_git(root)


def test_the_file_stays_within_what_buildkit_carries() -> None:
    proof = Proof(Snapshot(), (), Named((), Snapshot()), (), frozenset(), frozenset(), None)
    many = [Candidate(f"{'n' * 952}{number:04}", "", "catalog", "node") for number in range(400)]
    # Each counts three times its length, and 48 bytes: 900,000 hold 308 of them.
    assert proof.proven(many) == many[:308]
    assert "92 rules left out" in str(proof.notes[0])


def test_rules_that_ignore_everything_are_followed(tmp_path: Path) -> None:
    root = project(tmp_path / "a", "x", gitignore="*\n", track=["Dockerfile"])
    assert_equal_to_git(root)


def test_an_exception_that_makes_buildkit_look_at_everything_is_told(tmp_path: Path) -> None:
    root = project(tmp_path / "a", "keep.log", gitignore="*.log\n!keep.log\n")
    assert "makes BuildKit look at all that is ignored" in notes(root)
