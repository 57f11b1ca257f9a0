"""A remedy is printed if it was tried on the model and works; each is tried here on the files."""

from __future__ import annotations

import re
import shlex
import subprocess
from contextlib import chdir
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.conclusions.stories import Said, Story, steps, story
from tests.support.repositories import git, init
from tests.support.trees import WHY_NOT_HERE, grow
from tests.support.unprivileged import as_nobody

if TYPE_CHECKING:
    from pathlib import Path

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

TREE = (
    *("a 1", "b 2", "README.md 3", "d/a 4", "d/x.log 5", "d/e/f 6", "one/f 7", "two/f 8"),
    *("mix/k 1", "mix/n/f 2", "mix/o/f 3"),
)


def only(project: Story, code: str, *options: str) -> Said:
    (one,) = (each for each in project.reported(*options) if each.code == code)
    return one


def rewrite(project: Story, line: int, text: str) -> None:
    path = project.root / "Dockerfile"
    lines = path.read_text().split("\n")
    lines[line - 1] = text
    path.write_text("\n".join(lines))


class Case(NamedTuple):
    step: str
    code: str
    hint: str


@pytest.mark.parametrize(
    ("step", "hint"),
    [
        pytest.param("COPY d/* /x/", "COPY d /x/", id="a directory among files"),
        pytest.param("COPY m*x/* /x/", "COPY --parents m*x/* /x/", id="behind two wildcards"),
        pytest.param("COPY */f /x/", "COPY --parents */f /x/", id="files of one name"),
        pytest.param("COPY mix/[no] /x/", "COPY --parents mix/./[no] /x/", id="some of them"),
        pytest.param("COPY a mix/* /x/", "COPY a mix /x/", id="beside another source"),
        pytest.param('COPY ["d/*", "/x y/"]', 'COPY ["d", "/x y/"]', id="as JSON"),
        pytest.param("COPY \\\n  d/* \\\n  /x/", "COPY d /x/", id="on several lines"),
        pytest.param("ONBUILD COPY a /\nCOPY d/* /x/", "COPY d /x/", id="below a trigger"),
    ],
)
def test_what_a_wildcard_takes_apart_stays_together_as_proposed(
    tmp_path: Path, step: str, hint: str
) -> None:
    project = story(tmp_path, *TREE, dockerfile=steps(step))
    one = only(project, "flattened")
    assert one.hint == f"write {hint}"
    again = story(tmp_path / "again", *TREE, dockerfile=steps(hint))
    assert "flattened" not in {each.code for each in again.reported()}
    assert set(project.image().values()) <= set(again.image().values())


@pytest.mark.parametrize(
    ("step", "builder", "syntax"),
    [
        pytest.param("COPY */f /x/", "classic", "", id="the classic builder has no --parents"),
        pytest.param("COPY a */f /x/", "buildkit", "1.4", id="nor has an old frontend"),
        pytest.param(
            "COPY d/e/f */f /x/", "buildkit", "", id="--parents would move another source, too"
        ),
        pytest.param("COPY */f <<E /x/\nE", "buildkit", "", id="there is a here-document"),
    ],
)
def test_no_remedy_is_printed_for_a_wildcard_where_none_works(
    tmp_path: Path, step: str, builder: str, syntax: str
) -> None:
    head = f"# syntax=docker/dockerfile:{syntax}\n" if syntax else ""
    project = story(tmp_path, *TREE, dockerfile=head + steps(step))
    assert only(project, "flattened", "--builder", builder).hint == ""


@pytest.mark.parametrize(
    ("step", "hint"),
    [
        pytest.param("COPY --exclude=a * .", "COPY --exclude=**/a . .", id="a match"),
        pytest.param("COPY --exclude=d/a d/* /x/", "COPY --exclude=a d /x/", id="in a directory"),
        pytest.param(
            "COPY --exclude=x.log d/[ax]* /x/",
            "COPY --exclude=x.log --parents d/./[ax]* /x/",
            id="where the directory holds more",
        ),
        pytest.param("COPY --exclude=d/a d /x/", "COPY --exclude=a d /x/", id="of the context"),
        pytest.param(
            "COPY --exclude=d/*.log d /x/", "COPY --exclude=*.log d /x/", id="with a wildcard"
        ),
        pytest.param("COPY --exclude=/a d /x/", "COPY --exclude=a d /x/", id="a slash"),
        pytest.param("COPY --exclude=/d/a d /x/", "COPY --exclude=a d /x/", id="a slash and more"),
        pytest.param(
            "COPY --exclude=*.md --exclude=/a d /x/",
            "COPY --exclude=*.md --exclude=a d /x/",
            id="one of two",
        ),
    ],
)
def test_what_exclude_misses_is_left_out_as_proposed(tmp_path: Path, step: str, hint: str) -> None:
    project = story(tmp_path, *TREE, dockerfile=steps(step))
    one = only(project, "exclude-misses")
    assert one.hint == f"write {hint}"
    missed = re.match(r".* does not keep out (\S+):", one.message)
    assert missed is not None
    again = story(tmp_path / "again", *TREE, dockerfile=steps(hint))
    assert len(again.image()) >= len(project.image()) - 1
    assert missed[1] not in again.image().values()
    assert "exclude-misses" not in {each.code for each in again.reported()}


def test_an_exclude_is_not_mended_by_what_moves_another_source(tmp_path: Path) -> None:
    project = story(tmp_path, *TREE, dockerfile=steps("COPY --exclude=x.log d/*.log d/*a /x/"))
    assert only(project, "exclude-misses").hint == ""


def test_a_source_that_is_excluded_itself_can_be_left_out(tmp_path: Path) -> None:
    project = story(tmp_path, *TREE, dockerfile=steps("COPY --exclude=a a b /x/"))
    assert only(project, "exclude-misses").hint == "leave the source out"
    project = story(tmp_path / "one", *TREE, dockerfile=steps("COPY --exclude=a a /x/"))
    assert only(project, "exclude-misses").hint == "leave the line out"


@on_linux
def test_of_a_source_below_a_link_the_name_that_is_proposed_is_found(tmp_path: Path) -> None:
    tree = ("o/s/a/f 1", "o/s/b/f 2", "o/s/c/f 2", "s -> o/s")
    text = steps("COPY s/a /a", "COPY s/b /b", "COPY s/c /c")
    project = story(tmp_path, *tree, dockerfile=text)
    hints = [(each.line, each.hint) for each in project.checked()]
    assert hints == [
        (3, "name what it leads to: o/s/b"),
        (4, "name what it leads to: o/s/c"),
    ]
    rewrite(project, 3, "COPY o/s/b /b")
    rewrite(project, 4, "COPY o/s/c /c")
    assert project.failing() == []


@on_linux
def test_nothing_is_proposed_for_a_source_below_a_link_that_would_be_missing_all_the_same(
    tmp_path: Path,
) -> None:
    tree = ("o/s/a/f 1", "o/s/b/f 2", "s -> o/s")
    text = steps("COPY s/a /a", "COPY s/b/../b /b")
    project = story(tmp_path, *tree, dockerfile=text, ignore="o/s/b\n")
    (one,) = project.checked()
    assert one.hint in ("", "append !o/s/b to the ignore file, or take the rule back")


class Failure(NamedTuple):
    step: str
    hint: str
    mended: str


@pytest.mark.parametrize(
    ("failure", "options"),
    [
        pytest.param(
            Failure(
                "COPY readme.md /x/",
                "write README.md: builders tell upper case from lower case",
                "COPY README.md /x/",
            ),
            (),
            id="in the letters that are there",
        ),
        pytest.param(
            Failure("COPY src/d/a /x/", "write d/a: paths begin at the context root", "COPY d/a /"),
            (),
            id="one directory up",
        ),
        pytest.param(Failure("COPY a/b /x/", "name a", "COPY a /x/"), (), id="below a file"),
        pytest.param(
            Failure(
                "COPY two/*.gz /x/",
                "if it may be absent, write tw[o]/*.gz, or name two/f, too",
                "COPY tw[o]/*.gz /x/",
            ),
            (),
            id="a directory of which nothing is sent",
        ),
        pytest.param(
            Failure("COPY a b /x", "end the destination with a slash: /x/", "COPY a b /x/"),
            ("--builder", "classic"),
            id="several sources and no slash",
        ),
        pytest.param(
            Failure("COPY ../a /x", "write a", "COPY a /x"),
            ("--builder", "classic"),
            id="a source that climbs",
        ),
        pytest.param(
            Failure(
                "RUN --mount=type=bind,source=readme.md,target=/m cat /m",
                "write README.md: builders tell upper case from lower case",
                "RUN --mount=type=bind,source=README.md,target=/m cat /m",
            ),
            (),
            id="what a mount shows",
        ),
    ],
)
def test_a_step_that_fails_goes_on_as_proposed(
    tmp_path: Path, failure: Failure, options: tuple[str, ...]
) -> None:
    project = story(tmp_path, *TREE, dockerfile=steps(failure.step))
    (one,) = project.checked(*options)
    assert one.hint == failure.hint
    rewrite(project, 2, failure.mended)
    assert project.checked(*options) == []


def test_the_letters_of_what_is_ignored_are_not_proposed(tmp_path: Path) -> None:
    project = story(tmp_path, *TREE, dockerfile=steps("COPY readme.md /x/"), ignore="*.md\n")
    (one,) = project.checked()
    assert one.hint == "builders tell upper case from lower case"


@on_linux
@pytest.mark.parametrize("ways", ["--exclude=l", "l"])
def test_a_link_at_the_root_is_left_out_as_proposed(tmp_path: Path, ways: str) -> None:
    project = story(tmp_path, *TREE, "l -> nowhere", dockerfile=steps("COPY --exclude=a . /x/"))
    (one,) = project.checked()
    assert one.hint == "leave it out as well: --exclude=l, or append l to the ignore file"
    if ways == "l":
        (project.root / ".dockerignore").write_text("l\n")
    else:
        rewrite(project, 2, f"COPY --exclude=a {ways} . /x/")
    assert project.checked() == []


@on_linux
@pytest.mark.parametrize(
    ("step", "entry"),
    [
        pytest.param("COPY l /x/", "l -> ../beside/f", id="a link"),
        pytest.param("COPY ../beside/f /x/", "a 1", id="dots"),
    ],
)
def test_what_lies_outside_is_given_as_a_named_context_as_proposed(
    tmp_path: Path, step: str, entry: str
) -> None:
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / "f").write_text("f")
    project = story(tmp_path, entry, dockerfile=steps(step))
    (one,) = project.checked()
    new = "COPY --from=beside f /x/"
    assert one.hint == f"make it a named context: --build-context beside=../beside, and {new}"
    rewrite(project, 2, new)
    assert project.checked("--build-context", "beside=../beside") == []
    assert project.image("--build-context", "beside=../beside") == {"/x/f": "beside:f"}


def test_the_classic_builder_has_no_named_contexts_to_propose(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("f")
    project = story(tmp_path, dockerfile=steps("COPY ../f /x/"))
    (one,) = project.checked("--builder", "classic")
    assert one.hint == "what lies above the context needs a build context that holds it"


@pytest.mark.parametrize(
    ("rules", "hint"),
    [
        pytest.param("a\n", "append !a to the ignore file, or take the rule back", id="both"),
        pytest.param("a\n[a]\n", "append !a to the ignore file", id="two rules"),
    ],
)
def test_an_ignored_source_is_found_as_proposed(tmp_path: Path, rules: str, hint: str) -> None:
    project = story(tmp_path, *TREE, dockerfile=steps("COPY a /x/"), ignore=rules)
    (one,) = project.checked()
    assert one.hint == hint
    (project.root / ".dockerignore").write_text(f"{rules}!a\n")
    assert project.checked() == []


def test_of_an_ignored_source_that_is_not_there_no_rule_is_proposed(tmp_path: Path) -> None:
    project = story(tmp_path, dockerfile=steps("COPY dist /x/"), ignore="dist\n")
    (one,) = project.checked()
    assert one.hint == "it is not there, either, and the rule would ignore it"


@pytest.mark.parametrize(
    ("lines", "hint", "mended"),
    [
        pytest.param(
            ("COPY a /x", "COPY b /x"),
            "line 2 can go, unless it is meant",
            ("", "COPY b /x"),
            id="a line",
        ),
        pytest.param(
            ("COPY a d/a /x/",),
            "leave a out of it, unless it is meant",
            ("COPY d/a /x/",),
            id="a source",
        ),
        pytest.param(
            ("COPY d /x/", "COPY b /x/a"),
            "write COPY --exclude=a d /x/, unless it is meant",
            ("COPY --exclude=a d /x/", "COPY b /x/a"),
            id="a file of a directory",
        ),
    ],
)
def test_what_is_overwritten_is_left_out_as_proposed(
    tmp_path: Path, lines: tuple[str, ...], hint: str, mended: tuple[str, ...]
) -> None:
    project = story(tmp_path, *TREE, dockerfile=steps(*lines))
    assert only(project, "overwritten").hint == hint
    image = project.image()
    for number, text in enumerate(mended, 2):
        rewrite(project, number, text)
    assert project.image() == image
    assert "overwritten" not in {each.code for each in project.reported()}


def test_nothing_is_proposed_for_what_is_overwritten_after_it_was_used(tmp_path: Path) -> None:
    text = (
        "FROM scratch AS one\nCOPY a /x\nFROM one AS two\nCOPY b /x\n"
        "FROM scratch\nCOPY --from=one /x /1\nCOPY --from=two /x /2\n"
    )
    project = story(tmp_path, *TREE, dockerfile=text)
    assert only(project, "overwritten").hint == ""


def test_a_newer_frontend_that_is_proposed_knows_all_flags(tmp_path: Path) -> None:
    text = "# syntax=docker/dockerfile:1.3\n" + steps("COPY --link a /", "COPY --parents d/a /")
    project = story(tmp_path, *TREE, dockerfile=text)
    hints = {each.hint for each in project.checked()}
    assert hints == {"write # syntax=docker/dockerfile:1.20 or newer"}
    rewrite(project, 1, "# syntax=docker/dockerfile:1.20")
    assert project.checked() == []


def test_a_frontend_given_as_an_argument_is_mended_there(tmp_path: Path) -> None:
    text = "# syntax=docker/dockerfile:1\n" + steps("COPY --parents d/a /")
    project = story(tmp_path, *TREE, dockerfile=text)
    given = ("--build-arg", "BUILDKIT_SYNTAX=docker/dockerfile:1.4")
    (one,) = project.checked(*given)
    argument = "BUILDKIT_SYNTAX=docker/dockerfile:1.20"
    assert one.hint == f"give --build-arg {argument} or newer"
    assert project.checked("--build-arg", argument) == []


def test_a_named_context_that_is_not_used_is_meant_for_one_that_would_be(tmp_path: Path) -> None:
    text = "FROM scratch AS assets\nCOPY a /\nFROM scratch\nCOPY --from=assets /a /\n"
    project = story(tmp_path, *TREE, dockerfile=text)
    given = ("--build-context", "asset=d")
    assert only(project, "context-unused", *given).hint == "did you mean assets?"
    (project.root / "d/a").unlink()
    unused = only(project, "context-unused", *given)
    assert unused.hint == "leave out --build-context, or use it"


@pytest.mark.parametrize(
    ("step", "hint", "mended"),
    [
        pytest.param(
            "COPY $FROM /x/",
            "write ARG FROM in this stage, too",
            "ARG FROM\nCOPY $FROM /x/",
            id="a variable that only stands above the stages",
        ),
        pytest.param(
            "RUN --mount=type=bind,target=/x/README.md true",
            "write --mount=type=bind,target=/x/README.md,source=README.md",
            "RUN --mount=type=bind,target=/x/README.md,source=README.md true",
            id="a mount that shows one file",
        ),
        pytest.param(
            "COPY a /\nRUN --mount=type=tmpfs,target=/t true",
            "write --mount=type=tmpfs,target=/t,source=.none",
            "COPY a /\nRUN --mount=type=tmpfs,target=/t,source=.none true",
            id="a mount that shows nothing",
        ),
        pytest.param(
            "COPY */e/f /x/", "write COPY d/e/f /x/", "COPY d/e/f /x/", id="a link in the way"
        ),
    ],
)
def test_a_source_that_asks_for_too_much_asks_for_less_as_proposed(
    tmp_path: Path, step: str, hint: str, mended: str
) -> None:
    head = "ARG FROM=d/a\nFROM scratch\n"
    project = story(tmp_path, *TREE, "one/l -> ../d", "l -> d", dockerfile=f"{head}{step}\n")
    assert only(project, "whole-context").hint == hint
    (project.root / "Dockerfile").write_text(f"{head}{mended}\n")
    assert "whole-context" not in {each.code for each in project.reported()}
    assert project.checked() == []


@pytest.mark.parametrize(
    "step",
    [
        pytest.param("COPY $NOPE /x/", id="a variable that nobody sets"),
        pytest.param("RUN --mount=type=bind,target=/x/go.mod true", id="a file that is not there"),
        pytest.param("COPY */f /x/", id="more matches than one would write"),
    ],
)
def test_nothing_is_proposed_for_a_source_that_asks_for_too_much_where_nothing_works(
    tmp_path: Path, step: str
) -> None:
    more = ("l -> d", "three/f 1", "four/f 2")
    project = story(tmp_path, *TREE, *more, dockerfile=steps(step))
    found = [each.hint for each in project.reported() if each.code == "whole-context"]
    assert found
    assert set(found) == {""}


def test_an_unreadable_directory_is_not_looked_into_as_proposed(tmp_path: Path) -> None:
    project = story(tmp_path, *TREE, "closed/x 1", dockerfile=steps("COPY . /x/"))
    (project.root / "closed").chmod(0)
    with chdir(project.root), as_nobody(project.root / "a"):
        (one,) = (each for each in project.reported() if each.code == "unreadable-directory")
        (old,) = (
            each
            for each in project.reported("--builder", "classic")
            if each.code == "unreadable-directory"
        )
    assert one.hint == "the builder has to be able to read it, or append closed to the ignore file"
    grow(project.root, files={".dockerignore": "closed\n"})
    with chdir(project.root), as_nobody(project.root / "a"):
        assert "unreadable-directory" not in {each.code for each in project.reported()}
    (project.root / "closed").chmod(0o755)
    assert old.code == one.code


def test_the_older_builder_is_proposed_where_it_reads_the_dockerfile(tmp_path: Path) -> None:
    image = "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCOPY a /a/\n"
    project = story(tmp_path, *TREE, dockerfile=image)
    assert only(project, "windows-image").hint == "add --builder classic"
    given = ("--build-context", "x=d")
    assert only(project, "windows-image", *given).hint == ""


@on_linux
@pytest.mark.parametrize(
    ("modes", "hint"),
    [
        pytest.param({"a": 0o600}, "chmod 644 a, or set umask 022 before the clone", id="one"),
        pytest.param(
            {"a": 0o640, "b": 0o600},
            "chmod u=rwX,go=rX a b, or set umask 022 before the clone",
            id="two",
        ),
        pytest.param({"a": 0o641, "b": 0o600}, "set umask 022 before the clone", id="a stray x"),
    ],
)
def test_modes_are_those_of_a_clone_after_what_is_proposed(
    tmp_path: Path, modes: dict[str, int], hint: str
) -> None:
    project = story(tmp_path, *TREE, dockerfile=steps("COPY . /x/"))
    init(project.root)
    git(project.root, "add", "-A")
    for path, mode in modes.items():
        (project.root / path).chmod(mode)
    assert only(project, "modes-differ").hint == hint
    for command in hint.split(", or ")[:-1]:
        subprocess.run(shlex.split(command), cwd=project.root, check=True)
        assert "modes-differ" not in {each.code for each in project.reported()}


def test_of_a_source_that_matches_nothing_the_older_builder_says_how_it_is(tmp_path: Path) -> None:
    project = story(tmp_path, *TREE, dockerfile=steps("COPY requirements.* ./"))
    (one,) = project.checked("--builder", "classic")
    assert one.hint == "one source of an instruction has to be there at least"


def test_a_tmpfs_mount_asks_for_nothing_more_where_another_mount_takes_everything(
    tmp_path: Path,
) -> None:
    mounts = "--mount=type=bind,target=/src --mount=type=tmpfs,target=/t"
    project = story(tmp_path, *TREE, dockerfile=steps(f"RUN {mounts} true"))
    assert "whole-context" not in {each.code for each in project.reported()}
