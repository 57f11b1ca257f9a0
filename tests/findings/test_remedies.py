"""A remedy is printed if it was tried on the model and works; each is tried here on the files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.conclusions.stories import Said, Story, steps, story
from tests.support.trees import WHY_NOT_HERE

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
                "if it may be absent, write tw[o]/*.gz, or name a file that is always there, too",
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
