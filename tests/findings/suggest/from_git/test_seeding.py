"""Rules seeded from git, judged by git itself: what is sent is what ``git ls-files`` tells."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from ctxscan.builders import docker_builders
from ctxscan.context.git.repository import Repository, find_repository
from ctxscan.context.git.view import look
from ctxscan.context.tree import Tree, plain_entry
from ctxscan.findings.suggest.from_git.seeding import seed
from ctxscan.ignore.git.file import read_gitignore
from tests.support.recorder import find_docker, record, why_no_docker
from tests.support.repositories import (
    ENVIRONMENT,
    files_of,
    git,
    grow_at_random,
    init,
    kept_by_git,
    seeded,
    tree_of,
)
from tests.support.trees import grow, make_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from tests.support.repositories import Seeded

REPOSITORIES = int(os.environ.get("CTXSCAN_FUZZ_REPOS", "40"))
AT_ONCE = 10
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such names")


@pytest.fixture(autouse=True)
def without_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


def repository(
    root: Path, *entries: str, tracked: Iterable[str] = (), files: Mapping[str, str]
) -> Path:
    init(root)
    grow(root, *entries, files=files)
    if tracked:
        git(root, "add", "-f", "--", *tracked)
    return root


def assert_equal(found: Seeded, context: Path) -> frozenset[str]:
    """Both builders send what git keeps; the set is returned without the ignore files."""
    kept = kept_by_git(context) & found.files
    assert found.seeding.unequal == ()
    for builder in docker_builders():
        assert found.sent(builder) == kept, (builder, found.lines)
    return frozenset(path for path in kept if not path.endswith(".gitignore"))


def corrections(found: Seeded) -> list[str]:
    return [rule.line for rule in found.seeding.rules if rule.origin is None]


# The first four are named in PEERS.md as what the converters get wrong; all eighteen are kinds of
# lines whose meaning in the one language is not what they look like in the other.
@pytest.mark.parametrize(
    ("ignored", "tree", "tracked", "kept"),
    [
        pytest.param(
            "*\n!*/\n!*.py\n",
            "a.py b.txt d/c.py d/e/f.py d/e/g.txt",
            "",
            "a.py d/c.py d/e/f.py",
            id="any directory and one kind of file do not let everything back in",
        ),
        pytest.param(
            "node_modules/\n*.js\n!keep.js\n",
            "keep.js other.js src/keep.js node_modules/keep.js node_modules/a/keep.js",
            "",
            "keep.js src/keep.js",
            id="an exception lets nothing out of node_modules",
        ),
        pytest.param(
            "foo2/bar\n",
            "foo2/bar x/foo2/bar foo2/x/bar",
            "",
            "x/foo2/bar foo2/x/bar",
            id="a slash in the middle anchors",
        ),
        pytest.param(
            "dist/\n*.lock\n",
            "dist/app.js dist/tracked.js my.lock tracked.lock",
            "dist/tracked.js tracked.lock",
            "dist/tracked.js tracked.lock",
            id="a tracked file is never ignored",
        ),
        pytest.param(
            "build/\n",
            "build src/build/out.o src/a.c",
            "",
            "build src/a.c",
            id="a regular file called build is no directory build",
        ),
        pytest.param(
            "[!a].txt\n",
            "a.txt b.txt !.txt d/a.txt d/c.txt",
            "",
            "a.txt d/a.txt",
            id="git's negated class is negated",
        ),
        pytest.param(
            "*.log\n",
            "x.log d/x.log d/e/x.log d/x.txt",
            "",
            "d/x.txt",
            id="a glob without a slash floats",
        ),
        pytest.param("/foo\n", "foo d/foo", "", "d/foo", id="a leading slash anchors"),
        pytest.param(
            "foo/\n",
            "foo/x d/foo/y target/z e/foo -> ../target",
            "",
            "target/z e/foo",
            id="a symlink to a directory is no directory",
        ),
        pytest.param(
            "foo/\n!foo/x\n",
            "foo/x foo/y z",
            "",
            "z",
            id="nothing below an ignored directory comes back",
        ),
        pytest.param(
            "foo/*\n!foo/x\n",
            "foo/x foo/y",
            "",
            "foo/x",
            id="what is in a directory may come back",
        ),
        pytest.param(
            "*.log\n!keep.log\n",
            "x.log keep.log d/keep.log old.log/keep.log old.log/x",
            "",
            "keep.log d/keep.log",
            id="a directory with the suffix of the ignored files stays shut",
        ),
        pytest.param(
            "*\n!keep/\n",
            "keep/a x",
            "",
            "",
            id="an exception for a directory does not keep what is in it",
        ),
        pytest.param(
            "/*\n!/src/\n*.pyc\n",
            "src/a.py src/a.pyc src/d/b.pyc b.py",
            "",
            "src/a.py",
            id="a list of what is allowed, with something taken out of it again",
        ),
        pytest.param(
            "a**b\n",
            "ab axb a/x/b",
            "",
            "a/x/b",
            id="two stars in a name cross no slash",
        ),
        pytest.param(
            "a/**/b\n",
            "ab a/b a/x/b a/x/y/b x/a/b",
            "",
            "ab x/a/b",
            id="two stars between slashes stand for any directories, and for none",
        ),
        pytest.param(
            "\\#x\n\\!y\n\\d\n",
            "#x !y d 1",
            "",
            "1",
            id="a backslash makes a character literal",
        ),
        pytest.param(
            "{a,b}\n+(c)\n^d*\n",
            "{a,b} a b +(c) c ^d1 d1",
            "",
            "a b c d1",
            id="braces, bars and carets mean themselves",
        ),
    ],
)
def test_where_converters_go_wrong(
    tmp_path: Path, ignored: str, tree: str, tracked: str, kept: str
) -> None:
    entries = tree.replace(" -> ", "=>").split(" ")
    entries = [entry.replace("=>", " -> ") for entry in entries]
    files = {".gitignore": ignored}
    repository(tmp_path, *entries, tracked=tracked.split(), files=files)
    assert assert_equal(seeded(tmp_path), tmp_path) == set(kept.split())


@pytest.mark.parametrize(
    ("files", "entries", "kept"),
    [
        pytest.param({".gitignore": "a \n"}, ["a", "a "], {"a "}, id="a trailing space is trimmed"),
        pytest.param({".gitignore": "a\\ \n"}, ["a", "a "], {"a"}, id="a protected one is not"),
        pytest.param({".gitignore": " b\n"}, ["b", " b"], {"b"}, id="a leading space is a name's"),
        pytest.param({".gitignore": "a\t\n"}, ["a", "a\t"], {"a"}, id="so is a trailing tab"),
        pytest.param(
            {".gitignore": "foo\\\n"}, ["foo\\", "foo"], {"foo\\", "foo"}, id="a last backslash"
        ),
        pytest.param(
            {".gitignore": "foo/\nbar/\n"},
            ["foo/x", "bar -> foo", "q/foo"],
            {"bar", "q/foo"},
            id="directories, a symlink and a file of the same names",
        ),
        pytest.param(
            {".gitignore": "*.log\n", "d/.gitignore": "!a.log\n"},
            ["a.log", "d/a.log"],
            {"d/a.log"},
            id="the nearest file has the last word",
        ),
        pytest.param(
            {".gitignore": "d/\n", "d/.gitignore": "!a.log\n"},
            ["d/a.log", "x"],
            {"x"},
            id="a file in an ignored directory has none",
        ),
        pytest.param(
            {"d/.gitignore": "/x\ny/\n"},
            ["d/e/x", "d/x", "x", "d/y/z", "y/z"],
            {"d/e/x", "x", "y/z"},
            id="a nested file speaks of its directory",
        ),
        pytest.param(
            {".gitignore": "fo[!o]\n"}, ["foo", "fox", "fo!"], {"foo"}, id="a negated class"
        ),
        pytest.param({".gitignore": "a[^b]c\n"}, ["a/c", "axc"], {"a/c"}, id="is never a slash"),
        pytest.param(
            {".gitignore": "./a\n//d\nx/../a\n"}, ["a", "d"], {"a", "d"}, id="paths not cleaned"
        ),
        pytest.param({".gitignore": "[*]\n\\?\n"}, ["*", "a", "?"], {"a"}, id="operators"),
        pytest.param({".gitignore": "*/\n"}, ["x", "d/x"], {"x"}, id="any directory"),
        pytest.param(
            {".gitignore": "d/**/\n"}, ["x", "d/x", "d/e/y"], {"x", "d/x"}, id="any one below"
        ),
        pytest.param({".gitignore": "x/a**\n"}, ["x/ab", "x/a/c", "x/b"], {"x/b"}, id="two stars"),
        pytest.param(
            {".git/info/exclude": "x\n", ".gitignore": "!d/x\n"},
            ["x", "d/x"],
            {"d/x"},
            id="the repository's own rules are weaker than those of any file",
        ),
        pytest.param({".gitignore": "?\n"}, ["a", "é"], {"é"}, id="git's ? is a byte"),
        pytest.param({".gitignore": "*\n"}, ["a\nb", "\n/x"], set(), id="a line feed in a name"),
        pytest.param({".gitignore": "\ufeffa\r\nb\r\n"}, ["a", "b"], set(), id="a Windows file"),
    ],
)
@LINUX
def test_git_and_docker_agree_on(
    tmp_path: Path, files: dict[str, str], entries: list[str], kept: set[str]
) -> None:
    repository(tmp_path, *entries, files=files)
    assert assert_equal(seeded(tmp_path), tmp_path) == kept


def test_the_users_own_ignore_file_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {"global": "mine\n", "config": f"[core]\nexcludesFile = {tmp_path}/global\n"}
    grow(tmp_path, files=texts)
    context = repository(tmp_path / "r", "mine", "a", files={".gitignore": "a\n"})
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    found = seeded(context)
    assert found.lines == ("**/a",)
    assert "mine" in found.sent("buildkit")


def test_a_clean_checkout_gets_the_rules_of_a_full_working_copy(tmp_path: Path) -> None:
    """User story (CI checks out a clean tree; the leak happens on a laptop)."""
    texts = {".gitignore": "node_modules/\n*.pyc\n/dist/\n.env*\n!.env.example\n"}
    clean = repository(tmp_path / "clean", "a.js", ".env.example", files=texts)
    junk = ["node_modules/a/b.js", "x.pyc", "dist/a", ".env", ".env.local", "node_modules/c/dist"]
    full = repository(tmp_path / "full", "a.js", ".env.example", *junk, files=texts)
    assert seeded(clean).lines == seeded(full).lines
    assert corrections(seeded(full)) == []
    assert seeded(clean).sent("classic", also=junk) == {"a.js", ".env.example", ".gitignore"}


def test_where_parity_is_impossible_the_exact_path_says_so(tmp_path: Path) -> None:
    """User story gitignore.io#415: no pattern of Docker exempts what git tracks."""
    texts = {".gitignore": "*.min.js\n"}
    repository(tmp_path, "a.min.js", "lib/b.min.js", tracked=["lib/b.min.js"], files=texts)
    found = seeded(tmp_path)
    assert_equal(found, tmp_path)
    assert found.lines == ("**/*.min.js", "!lib/b.min.js")
    [translated, exact] = found.seeding.rules
    assert (translated.text, str(translated.origin)) == ("*.min.js", ".gitignore:1")
    assert (exact.origin, exact.reason) == (None, "git keeps it, and no pattern can do the same")


def test_what_has_been_seeded_is_not_proposed_again(tmp_path: Path) -> None:
    """User story liblouis#379: drift between the two files is what is proposed."""
    texts = {".gitignore": "*.log\n!keep.log\nbuild/\n*\n!*.py\n"}
    entries = ["a.log", "keep.log", "build/x", "build/tracked", "d/b.py", "e.log/keep.log"]
    repository(tmp_path, *entries, tracked=["build/tracked"], files=texts)
    first = seeded(tmp_path)
    assert_equal(first, tmp_path)
    assert seeded(tmp_path, before="\n".join(first.lines)).lines == ()
    make_file(tmp_path / ".gitignore", texts[".gitignore"] + "new/\n")
    assert seeded(tmp_path, before="\n".join(first.lines)).lines == ("**/new",)


def test_seeding_twice_changes_nothing_in_random_repositories(tmp_path: Path) -> None:
    for number in range(20):
        context = grow_at_random(tmp_path / str(number), number)
        first = seeded(context).lines
        assert seeded(context, before="\n".join(first)).lines == (), (number, first)


def test_the_git_directory_is_nobodys_business_here(tmp_path: Path) -> None:
    """User story datacube-explorer#936: setuptools_scm needs it, so another part decides."""
    repository(tmp_path, "a", files={".gitignore": "*.log\n"})
    assert ".git/HEAD" in seeded(tmp_path).sent("buildkit", also=[".git/HEAD"])


def test_a_tracked_file_opens_nothing_else_of_its_directory(tmp_path: Path) -> None:
    entries = ["build/keep", "build/other", "build/sub/keep"]
    tracked = ["build/keep", "build/sub/keep"]
    repository(tmp_path, *entries, tracked=tracked, files={".gitignore": "build/\n"})
    found = seeded(tmp_path)
    assert_equal(found, tmp_path)
    assert found.lines == ("**/build", "!build/keep", "!build/sub/keep")
    for builder in docker_builders():
        assert "build/new" not in found.sent(builder, also=["build/new"])


@LINUX
def test_a_tracked_file_is_reached_through_any_name(tmp_path: Path) -> None:
    """The classic builder compares an exception's text with a directory's name."""
    odd = ["a[b]", " x", "\udce9", "!y", "#z", "a\\b", "l\nf"]
    entries = [f"{name}/{file}" for name in odd for file in ("t", "junk", "d/t", "d/junk")]
    tracked = [f"./{name}/{file}" for name in odd for file in ("t", "d/t")]
    repository(tmp_path, *entries, tracked=tracked, files={".gitignore": "*\n"})
    assert_equal(seeded(tmp_path), tmp_path)


def test_many_exact_paths_become_their_directory(tmp_path: Path) -> None:
    texts = {".gitignore": "*.d\n!a.d\n"}
    repository(tmp_path, "a.d", "x.d/1/a.d", "x.d/2/a.d", "x.d/3", files=texts)
    found = seeded(tmp_path)
    assert_equal(found, tmp_path)
    assert corrections(found) == ["x.d/**"]


def test_rules_that_are_there_keep_what_they_ignore(tmp_path: Path) -> None:
    texts = {".gitignore": "*.md\n!docs/*.md\n"}
    repository(tmp_path, "docs/a.md", "docs/b.txt", "README.md", "x", files=texts)
    found = seeded(tmp_path, before="docs\n")
    assert found.seeding.unequal == ()
    for builder in docker_builders():
        assert found.sent(builder) == {"x", ".gitignore"}
    [left_out] = found.seeding.left_out
    assert left_out.text == "!docs/*.md"
    assert "let in more" in left_out.reason


def test_a_file_that_is_excepted_by_name_is_kept(tmp_path: Path) -> None:
    """User story gitignore-to-dockerignore#8: git ignores a generated file, the build needs it."""
    repository(tmp_path, "gen/app.js", "gen/app.map", "x", files={".gitignore": "gen/\n"})
    found = seeded(tmp_path, before="gen/*\n!gen/app.js\n")
    assert found.seeding.unequal == ()
    for builder in docker_builders():
        assert found.sent(builder) == {"x", "gen/app.js", ".gitignore"}


def test_a_tracked_file_that_arrives_empty_already_is_not_ignored(tmp_path: Path) -> None:
    repository(tmp_path, "d/keep", "x.log", tracked=["d/keep"], files={".gitignore": "*.log\n"})
    found = seeded(tmp_path, before="d\n!d/keep\nd\n")
    assert found.lines == ("**/*.log",)
    assert found.seeding.unequal == ()


def test_lines_that_are_there_are_not_repeated(tmp_path: Path) -> None:
    repository(tmp_path, "a", files={".gitignore": "node_modules/\n*.log\n*.log\n"})
    assert seeded(tmp_path, before="**/node_modules/\n").lines == ("**/*.log",)


def test_a_builder_alone_may_need_fewer_rules(tmp_path: Path) -> None:
    repository(tmp_path, "d/a.py", "d/b", files={".gitignore": "*\n!*/\n!*.py\n"})
    alone = seeded(tmp_path, builders=["buildkit"])
    assert alone.lines == ("**", "!**/*.py")
    assert alone.sent("buildkit") == {"d/a.py"}
    assert_equal(seeded(tmp_path), tmp_path)


def test_a_repository_that_ignores_case_is_equal_by_exact_paths(tmp_path: Path) -> None:
    repository(tmp_path, "A.LOG", "b.log", files={".gitignore": "*.log\n"})
    git(tmp_path, "config", "core.ignoreCase", "true")
    found = seeded(tmp_path)
    assert assert_equal(found, tmp_path) == set()
    assert corrections(found) == ["A.LOG"]


def test_a_submodule_has_its_own_rules(tmp_path: Path) -> None:
    texts = {".gitignore": "*.o\n"}
    repository(tmp_path / "lib", "f", tracked=["f", ".gitignore"], files=texts)
    git(tmp_path / "lib", "commit", "-q", "-m", "x")
    context = repository(tmp_path / "main", "x.o", "x.log", files={".gitignore": "*.log\n"})
    git(context, "-c", "protocol.file.allow=always", "submodule", "-q", "add", "../lib", "lib")
    grow(context, "lib/x.o", "lib/x.log")
    found = seeded(context)
    assert found.seeding.unequal == ()
    ignore_files = {".gitignore", ".gitmodules", "lib/.gitignore"}
    for builder in docker_builders():
        assert found.sent(builder) - ignore_files == {"x.o", "lib/f", "lib/x.log"}


@LINUX
def test_what_cannot_be_made_equal_is_reported() -> None:
    """Two names that are the same to Docker, and not to git."""
    tree = Tree.of(map(plain_entry, ["\udce9", "\udce8"]))
    ignored = read_gitignore(b"*\n!\xe9\n", ".gitignore")
    found = seed([ignored], tree, {"\udce9"})
    assert len(found.unequal) == len(docker_builders())


def test_too_many_exact_paths_become_their_directories() -> None:
    kept = {f"src/{n}.py" for n in range(1200)} | {"lib/a.py", "\n.py"}
    junk = {"lib/junk", "src2/junk"}
    tree = Tree.of(map(plain_entry, kept | junk))
    found = seed([read_gitignore(b"*\n!*/\n!*.py\n", ".gitignore")], tree, kept)
    assert found.unequal == ()
    lines = [rule.line for rule in found.rules if rule.origin is None]
    assert lines == ["!lib/a.py", "!src", "!src/**"]


def chunks() -> list[range]:
    return [range(n, min(n + AT_ONCE, REPOSITORIES)) for n in range(0, REPOSITORIES, AT_ONCE)]


@LINUX
@pytest.mark.parametrize("numbers", chunks(), ids=lambda n: f"repositories {n.start} to {n.stop}")
def test_random_repositories_send_what_git_keeps(tmp_path: Path, numbers: range) -> None:
    for number in numbers:
        context = grow_at_random(tmp_path / str(number), number)
        assert_equal(seeded(context), context)


@pytest.mark.skipif(why_no_docker() is not None, reason=str(why_no_docker()))
@LINUX
@pytest.mark.parametrize("numbers", chunks(), ids=lambda n: f"repositories {n.start} to {n.stop}")
def test_the_docker_client_sends_what_git_keeps(tmp_path: Path, numbers: range) -> None:
    docker = find_docker()
    assert docker is not None
    for number in numbers:
        context = grow_at_random(tmp_path / str(number), number)
        kept = kept_by_git(context) & files_of(context)
        lines = [*seeded(context).lines, ".git"]
        make_file(context / ".dockerignore", "\n".join(lines))
        recording = record(docker, context, "-f", "-", stdin=b"FROM scratch\n")
        assert recording.exit_code == 0, recording.stderr
        sent = {member.name for member in recording.members() if not member.isdir()}
        added = {path for path in sent if path.startswith(".dockerfile.")} | {".dockerignore"}
        assert sent - added == kept


def test_the_view_that_is_seeded_is_gits(tmp_path: Path) -> None:
    for number in range(5):
        context = grow_at_random(tmp_path / str(number), number)
        found = find_repository(str(context))
        assert isinstance(found, Repository)
        on_disk = {entry.path for entry in tree_of(context).entries()}
        assert look(found).kept & on_disk == kept_by_git(context) & on_disk
