"""What rules do to a context: each check fires on a sample, and not on one that is near by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.findings.lint import lint
from ctxscan.findings.lint.rules.effects import LARGE_WALK
from ctxscan.findings.lint.spelling import differs_by
from ctxscan.inspection import BuildFiles, BuildOptions, inspect
from tests.findings.lint.linting import COPY_ALL, by_code, codes, lint_tree
from tests.support.trees import WHY_NOT_HERE, grow
from tests.support.unprivileged import as_nobody

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOTH_RULES = "d\n!d/keep.txt\nd\n"


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param(["d/keep.txt 9", "d/x"], id="measured"),
        pytest.param([], id="proved, on a clean checkout"),
    ],
)
def test_a_file_that_arrives_empty_is_told_with_both_rules(tree: list[str], tmp_path: Path) -> None:
    finding = by_code(lint_tree(tmp_path, BOTH_RULES, tree).findings)["arrives-empty"]
    assert finding.place is not None
    assert finding.place.line == 3
    assert "d/keep.txt" in finding.message
    assert "line 2 (!d/keep.txt)" in finding.message


def test_a_file_behind_a_wildcard_that_arrives_empty_is_told(tmp_path: Path) -> None:
    finding = by_code(lint_tree(tmp_path, "d\n!d/*.txt\nd\n", ["d/a.txt 1", "d/b.txt 1"]).findings)
    assert finding["arrives-empty"].measured == 2


@pytest.mark.parametrize("rules", ["d\nd\n!d/keep.txt\n", "d\n!d/keep.txt\ne\n"])
def test_nothing_arrives_empty_where_the_exception_comes_last(rules: str, tmp_path: Path) -> None:
    assert "arrives-empty" not in codes(lint_tree(tmp_path, rules, ["d/keep.txt 9"]).findings)


def test_the_classic_builder_opens_what_it_sends(tmp_path: Path) -> None:
    found = lint_tree(tmp_path, BOTH_RULES, ["d/keep.txt 9"], builder="classic")
    assert "arrives-empty" not in codes(found.findings)


MANY = [f"node_modules/m/{number}" for number in range(LARGE_WALK)]


def test_a_walk_through_ignored_directories_is_told_with_its_size(tmp_path: Path) -> None:
    found = lint_tree(tmp_path, "node_modules\nd\n!**/keep\n", [*MANY, "d/keep 1"])
    finding = by_code(found.findings)["walks-ignored"]
    assert (finding.measured, finding.path) == (LARGE_WALK + 1, "node_modules")
    assert finding.place is not None
    assert finding.place.line == 3


@pytest.mark.parametrize(
    ("rules", "tree"),
    [
        pytest.param("node_modules\nd\n!d/keep\n", [*MANY, "d/keep 1"], id="no wildcard"),
        pytest.param("node_modules\nd\n!d/**\n", [*MANY, "d/keep 1"], id="one at the very end"),
        pytest.param("node_modules\n!**/keep\n", MANY[:20], id="a small tree"),
        pytest.param("node_modules\n!**/9\n", MANY, id="a walk that finds something"),
    ],
)
def test_a_walk_that_costs_little_or_pays_is_not_told(
    rules: str, tree: list[str], tmp_path: Path
) -> None:
    assert "walks-ignored" not in codes(lint_tree(tmp_path, rules, tree).findings)


def test_no_walk_is_told_for_a_directory_that_no_source_asks_for(tmp_path: Path) -> None:
    dockerfile = "FROM scratch\nCOPY src /\n"
    found = lint_tree(tmp_path, "node_modules\n!**/keep\n", [*MANY, "src/a"], dockerfile)
    assert "walks-ignored" not in codes(found.findings)


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_an_exception_that_works_in_buildkit_alone_is_told(builder: str, tmp_path: Path) -> None:
    tree = ["d/keep 1", "d/e/keep 1", "keep 1"]
    found = lint_tree(tmp_path, "d\n!**/keep\n", tree, builder=builder)  # type: ignore[arg-type] # one of two names
    finding = by_code(found.findings)["exception-lost"]
    assert (finding.measured, finding.hint) == (2, "name the path: !d/e/keep")


@pytest.mark.parametrize(
    ("rules", "tree"),
    [
        pytest.param("d\n!d/k*\n", ["d/keep 1"], id="its text begins with the directory"),
        pytest.param("d/*.log\n!**/keep.log\n", ["d/keep.log 1"], id="no directory is ignored"),
        pytest.param("d\n!**/keep\n", ["d/x", "keep 1"], id="nothing to lose"),
    ],
)
def test_an_exception_that_works_everywhere_is_not_told(
    rules: str, tree: list[str], tmp_path: Path
) -> None:
    assert "exception-lost" not in codes(lint_tree(tmp_path, rules, tree).findings)


def test_a_directory_that_is_sent_empty_is_told(tmp_path: Path) -> None:
    finding = by_code(lint_tree(tmp_path, "foo/**\n", ["foo/a/b", "x"]).findings)
    assert finding["leaves-directory"].hint == "write foo"
    assert finding["leaves-directory"].path == "foo"


@pytest.mark.parametrize(
    ("rules", "tree", "dockerfile"),
    [
        pytest.param("foo\n", ["foo/a"], COPY_ALL, id="the directory itself"),
        pytest.param("foo/**\n", ["x"], COPY_ALL, id="no such directory"),
        pytest.param("foo/**\n", ["foo/"], COPY_ALL, id="empty anyway"),
        pytest.param("foo/**\n!foo/a\n", ["foo/b"], COPY_ALL, id="an exception needs it"),
        pytest.param("foo/**\n", ["foo/a", "x"], "FROM a\nCOPY x /\n", id="not sent"),
        pytest.param("foo/**\n", ["foo/a"], "FROM a\nCOPY foo /\n", id="asked for by name"),
        pytest.param("**/foo/**\n", ["d/foo/a", "foo"], COPY_ALL, id="a file has the name"),
    ],
)
def test_a_directory_with_a_purpose_is_not_told(
    rules: str, tree: list[str], dockerfile: str, tmp_path: Path
) -> None:
    assert "leaves-directory" not in codes(lint_tree(tmp_path, rules, tree, dockerfile).findings)


@pytest.mark.parametrize(
    ("rules", "path", "hint"),
    [
        pytest.param("node_modules\n", "web/node_modules/x", "**/node_modules", id="junk"),
        pytest.param("/.env\n", "api/.env", "**/.env", id="a secret"),
        pytest.param("*.pyc\n", "pkg/a.pyc", "**/*.pyc", id="an extension"),
        pytest.param("fixtures\n", "tests/fixtures/x", "**/fixtures", id="nothing of that name"),
    ],
)
def test_a_name_that_lies_deeper_and_is_sent_is_told(
    rules: str, path: str, hint: str, tmp_path: Path
) -> None:
    finding = by_code(lint_tree(tmp_path, rules, [path]).findings)["only-at-root"]
    assert finding.hint == f"write {hint}"
    assert finding.path is not None
    assert path.startswith(finding.path)


@pytest.mark.parametrize(
    ("rules", "tree", "dockerfile"),
    [
        pytest.param("node_modules\n", ["node_modules/x"], COPY_ALL, id="none deeper"),
        pytest.param("**/node_modules\n", ["web/node_modules/x"], COPY_ALL, id="any depth"),
        pytest.param(
            "node_modules\nweb\n", ["web/node_modules/x"], COPY_ALL, id="ignored by another rule"
        ),
        pytest.param(
            "node_modules\n", ["web/node_modules/x", "a"], "FROM x\nCOPY a /\n", id="not sent"
        ),
        pytest.param("build\n", ["pkg/build/a.py"], COPY_ALL, id="what a build writes"),
        pytest.param("docs\n", ["docs/x", "api/docs/x"], COPY_ALL, id="it means the one at hand"),
        pytest.param("/docs\n", ["api/docs/x"], COPY_ALL, id="written as anchored"),
        pytest.param("docs\n**/a\n", ["api/docs/x"], COPY_ALL, id="the writer knows stars"),
        pytest.param("*.md\n", ["docs/x.md"], COPY_ALL, id="an extension that is no junk"),
        pytest.param(
            "docs\n",
            ["api/docs/x"],
            "FROM x\nCOPY api/docs /\nCOPY api /\n",
            id="asked for by name",
        ),
        pytest.param(
            ".env\n!a/.env\n", ["a/.env"], COPY_ALL, id="an exception names it, even if in vain"
        ),
    ],
)
def test_a_name_that_is_not_meant_deeper_is_not_told(
    rules: str, tree: list[str], dockerfile: str, tmp_path: Path
) -> None:
    assert "only-at-root" not in codes(lint_tree(tmp_path, rules, tree, dockerfile).findings)


@pytest.mark.parametrize(
    ("rules", "tree", "hint"),
    [
        pytest.param("Secrets\n", ["secrets/x"], "write secrets,", id="case"),
        pytest.param("test\n", ["tests/x"], "write tests,", id="a letter left out"),
        pytest.param("fxitures\n", ["fixtures/x"], "write fixtures,", id="letters swapped"),
        pytest.param("docs/privte\n", ["docs/private"], "write docs/private,", id="deeper"),
        pytest.param("**/fixtrues\n", ["a/fixtures/x"], "write **/fixtures,", id="any depth"),
        pytest.param("*\n!serc\n", ["serve", "secr/x"], "write !secr,", id="an exception"),
        pytest.param(
            "docker-compose.yml\n", ["docker-compose.yaml"], "docker-compose.yaml", id="yaml"
        ),
    ],
)
def test_a_name_off_by_one_is_told(rules: str, tree: list[str], hint: str, tmp_path: Path) -> None:
    finding = by_code(lint_tree(tmp_path, rules, tree).findings)["misspelled"]
    assert finding.hint is not None
    assert hint in finding.hint


@pytest.mark.parametrize(
    ("rules", "tree", "dockerfile"),
    [
        pytest.param("tests\n", ["tests/x", "test/x"], COPY_ALL, id="it matches"),
        pytest.param(".env\n", ["env/x", ".envs/x"], COPY_ALL, id="a usual name"),
        pytest.param("test\ntests\n", ["tests/x"], COPY_ALL, id="ignored anyway"),
        pytest.param("part1\n", ["part2"], COPY_ALL, id="numbered names"),
        pytest.param("mail\n", ["main"], COPY_ALL, id="short names that differ"),
        pytest.param("server\n", ["serverless"], COPY_ALL, id="far apart"),
        pytest.param("Sources\n", ["sources/x"], "FROM a\nCOPY sources /\n", id="asked for"),
    ],
)
def test_a_name_of_its_own_is_not_told(
    rules: str, tree: list[str], dockerfile: str, tmp_path: Path
) -> None:
    assert "misspelled" not in codes(lint_tree(tmp_path, rules, tree, dockerfile).findings)


@pytest.mark.parametrize(
    ("written", "real", "how"),
    [
        *(("same", "same", None), ("Same", "same", "case"), ("sane", "sa", None)),
        *(("abcdef", "abcdeg", "one letter"), ("abcd", "abce", None), ("abc", "abcd", None)),
        *(("abcd", "bacd", "one letter"), ("abcd", "abcde", "one letter")),
        *(("git0", "git1", None), ("gitx", ".gitx", None), ("abcd", "badc", None)),
        *(("docss", "docs", "one letter"), ("aabb", "aaabb", "one letter")),
    ],
)
def test_names_differ_by_one_slip(written: str, real: str, how: str | None) -> None:
    assert differs_by(written, real) == how


def test_a_space_that_docker_cuts_off_is_told(tmp_path: Path) -> None:
    finding = by_code(lint_tree(tmp_path, "foo \n", ["foo "]).findings)["edge-space"]
    assert finding.hint == "write foo[ ]"
    assert "edge-space" not in codes(lint_tree(tmp_path / "b", "foo \n", ["foo"]).findings)


@pytest.mark.skipif(WHY_NOT_HERE is not None, reason=WHY_NOT_HERE or "")
def test_a_socket_is_told_unless_it_is_ignored(tmp_path: Path) -> None:
    finding = by_code(lint_tree(tmp_path, "x\n", ["run/s @"]).findings)["unsendable"]
    assert (finding.path, finding.hint) == ("run/s", "ignore it: run/s")
    assert lint_tree(tmp_path / "b", "run\n", ["run/s @"]).findings == ()


def test_a_nested_dockerfile_that_is_not_rescued_is_told(tmp_path: Path) -> None:
    lost = lint_tree(tmp_path, "**/a\n", file="a/b/Dockerfile", builder="classic")
    assert by_code(lost.findings)["dockerfile-lost"].hint == "add !a/b/Dockerfile"


@pytest.mark.parametrize(
    ("rules", "builder"), [("**/b\n", "classic"), ("a\n", "classic"), ("**/a\n", "buildkit")]
)
def test_a_dockerfile_that_is_rescued_is_not_told(rules: str, builder: str, tmp_path: Path) -> None:
    found = lint_tree(tmp_path, rules, file="a/b/Dockerfile", builder=builder)  # type: ignore[arg-type] # one of two names
    assert "dockerfile-lost" not in codes(found.findings)


@pytest.mark.parametrize(
    ("rules", "source", "code"),
    [
        ("src\n", "src", "source-ignored"),
        ("*.txt\n", "requirements*.txt", "source-matches-nothing"),
        ("*\n", "src/a.py", "source-ignored"),
    ],
)
def test_a_source_that_is_ignored_is_told(
    rules: str, source: str, code: str, tmp_path: Path
) -> None:
    tree = ["src/a.py 1", "requirements-dev.txt 1"]
    found = lint_tree(tmp_path, rules, tree, f"FROM scratch\nCOPY {source} /\n")
    place = by_code(found.findings)[code].place
    assert place is not None
    assert place.line == 2


@pytest.mark.parametrize("source", ["src", "yarn.lock*", "src/*.py"])
def test_a_source_that_is_sent_or_optional_is_not_told(source: str, tmp_path: Path) -> None:
    tree = ["src/a.py 1", "x.txt 1"]
    found = lint_tree(tmp_path, "*.txt\n", tree, f"FROM scratch\nCOPY {source} /\n")
    assert found.findings == ()


def test_a_variable_that_is_not_set_asks_for_everything(tmp_path: Path) -> None:
    found = lint_tree(tmp_path, "x\n", ["a"], "FROM scratch\nCOPY $NOPE /\n")
    assert codes(found.findings) == ["whole-context"]


@pytest.mark.parametrize(
    "instruction",
    [
        pytest.param("COPY . /", id="a dot"),
        pytest.param("RUN --mount=target=/src make", id="a mount of the context"),
        pytest.param("COPY . /\nRUN --mount=type=tmpfs,target=/t x", id="a tmpfs, and all anyway"),
    ],
)
def test_what_asks_for_everything_on_purpose_is_not_told(instruction: str, tmp_path: Path) -> None:
    assert lint_tree(tmp_path, "x\n", ["a"], f"FROM scratch\n{instruction}\n").findings == ()


def test_an_ignore_file_nearby_that_is_not_read_is_told(tmp_path: Path) -> None:
    found = lint_tree(tmp_path, "x\n", ["sub/Dockerfile.dockerignore", ".dockerignore.txt 3"])
    assert codes(found.findings) == ["ignore-file-unread"]


def test_an_empty_ignore_file_in_place_of_one_with_rules_is_told(tmp_path: Path) -> None:
    found = lint_tree(tmp_path, "x\n", ["Dockerfile.dockerignore"])
    assert codes(found.findings) == ["overridden"]
    other = lint_tree(tmp_path / "b", "x\n", ["other.Dockerfile.dockerignore"])
    assert codes(other.findings) == []


@pytest.fixture
def shut(tmp_path: Path) -> Iterator[Path]:
    grow(tmp_path, "d/shut/a", files={"Dockerfile": COPY_ALL})
    (tmp_path / "d/shut").chmod(0)
    yield tmp_path
    (tmp_path / "d/shut").chmod(0o755)


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        pytest.param("x\n", ["unreadable-directory"], id="sent"),
        pytest.param("d\n", [], id="pruned"),
        pytest.param("d\n!**/b*\n", ["unreadable-directory"], id="ignored, and looked into"),
    ],
)
def test_an_unreadable_directory_is_told_where_the_builder_meets_it(
    rules: str, told: list[str], shut: Path
) -> None:
    (shut / ".dockerignore").write_text(rules)
    options = BuildOptions(BuildFiles(str(shut), str(shut / "Dockerfile")))
    with as_nobody(shut / "Dockerfile"):
        found = lint(inspect(options)).findings
    assert codes(found) == told


def test_an_ignore_file_that_buildkit_cannot_read_is_told(tmp_path: Path) -> None:
    grow(tmp_path, ".dockerignore/", files={"Dockerfile": COPY_ALL})
    found = lint(inspect(BuildOptions(BuildFiles(str(tmp_path), str(tmp_path / "Dockerfile")))))
    assert codes(found.findings) == ["ignore-file-unreadable"]


@pytest.mark.parametrize(("rules", "told"), [("d\n!d/x\n", True), ("d\n", False)])
def test_a_transfer_that_ends_early_is_told(rules: str, told: bool, tmp_path: Path) -> None:  # noqa: FBT001 - pytest's
    grow(tmp_path, "d/x 3", files={"Dockerfile": COPY_ALL, ".dockerignore": rules})
    (tmp_path / "d/x").chmod(0)
    files = BuildFiles(str(tmp_path), str(tmp_path / "Dockerfile"))
    options = BuildOptions(files, builder="classic")
    with as_nobody(tmp_path / "d/x"):
        found = lint(inspect(options)).findings
    assert ("transfer-cut-short" in codes(found)) is told
