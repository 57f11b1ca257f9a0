"""Where Buildah's COPY differs from both of Docker's. Each fact was measured."""

from __future__ import annotations

import pytest

from tests.support.images import failures, image

S = "FROM scratch\n"


def built(dockerfile: str, *found: str, ignore: str = "") -> list[str]:
    return image(dockerfile, *found, builder="podman", ignore=ignore)


def failing(dockerfile: str, *found: str, ignore: str = "") -> list[tuple[int | None, str]]:
    return failures(dockerfile, *found, builder="podman", ignore=ignore)


def test_a_source_that_is_ignored_fails_and_so_does_a_wildcard_of_nothing_else() -> None:
    for word in ("b", "b*"):
        assert failing(f"{S}COPY {word} /x/\n", "b", ignore="b") == [(2, "no-match")]


def test_a_wildcard_without_a_match_passes_beside_a_source_that_is_there() -> None:
    assert built(f"{S}COPY a nope* /x/\n", "a") == ["/x/", "/x/a < a"]
    assert failing(f"{S}COPY nope* /x/\n", "a") == [(2, "source-missing")]


def test_dots_stop_at_the_context_root() -> None:
    assert built(f"{S}COPY ../../f /\n", "f") == ["/f < f"]


def test_a_wildcard_looks_through_links_to_directories() -> None:
    assert built(f"{S}COPY l/*.x /o/\n", "d/a.x", "l -> d") == ["/o/", "/o/a.x < d/a.x"]


def test_each_match_is_tried_as_a_pattern_once_more() -> None:
    assert built(f"{S}COPY [[]x] /o/\n", "[x]", "x") == ["/o/", "/o/x < x"]
    assert built(f"{S}COPY a[*]b /o/\n", "a*b", "axb") == ["/o/", "/o/a*b < a*b", "/o/axb < axb"]


def test_what_a_link_leads_through_may_be_ignored_but_not_where_it_ends() -> None:
    found = ("real/app.jar", "cur -> real", "b", "l -> b")
    assert built(f"{S}COPY cur/app.jar /x\n", *found, ignore="real") == ["/x < real/app.jar"]
    assert failing(f"{S}COPY l /x\n", *found, ignore="b") == [(2, "source-missing")]


def test_several_words_make_a_directory_and_several_matches_of_one_do_not() -> None:
    assert built(f"{S}COPY a b /x\n", "a", "b") == ["/x/", "/x/a < a", "/x/b < b"]
    assert built(f"{S}COPY [ab] /x\n", "a", "b") == ["/x < b"]


def test_a_link_to_a_file_as_the_destination_is_replaced_itself() -> None:
    found = built(f"{S}COPY d /\nCOPY a /ln\n", "d/ln -> real", "d/real", "a")
    assert found == ["/ln < a", "/real < d/real"]


def test_a_dangling_link_as_the_destination_makes_a_directory_where_it_leads() -> None:
    found = built(f"{S}COPY d /\nCOPY a /ln\n", "d/ln -> /real/x", "a")
    assert found == ["/ln -> /real/x", "/real/", "/real/x/", "/real/x/a < a"]


def test_a_working_directory_that_is_a_file_is_passed_over_in_silence() -> None:
    assert built(f"{S}COPY a /x\nWORKDIR /x\n", "a") == ["/x < a"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        pytest.param("/o/a/s", "directory-onto-file", id="below a file"),
        pytest.param("/o/f/s", "directory-onto-file", id="below a link to a file"),
        pytest.param("/o/g", "directory-onto-file", id="a link that leads below a file"),
        pytest.param("/o/l", "link-loop", id="links in a circle"),
    ],
)
def test_a_working_directory_that_cannot_be_there_fails(path: str, kind: str) -> None:
    arrived = "a", "f -> a", "g -> a/q", "l -> m", "m -> l"
    dockerfile = f"{S}COPY . /o\nWORKDIR {path}\n"
    assert failing(dockerfile, *arrived) == [(3, kind)]


def test_the_working_directory_is_created_again_after_every_copy() -> None:
    link = built(f"{S}WORKDIR /x/w\nCOPY d /x/\n", "d/w -> ../y")
    assert link == ["/x/", "/x/w -> ../y", "/y/"]
    through = built(f"{S}WORKDIR /x/s/w\nCOPY d /x/\n", "d/s -> /y")
    assert through == ["/x/", "/x/s -> /y", "/y/", "/y/w/"]


@pytest.mark.parametrize("stage", ["", "FROM scratch AS a\nWORKDIR /x/s/w\nFROM a\n"])
def test_a_copy_that_puts_a_file_in_the_way_of_the_working_directory_fails(stage: str) -> None:
    dockerfile = f"{stage or f'{S}WORKDIR /x/s/w'}\nCOPY . /x/\n"
    number = dockerfile.count("\n")
    assert failing(dockerfile, "s") == [(number, "directory-onto-file")]
    assert built(dockerfile.replace("/s/w", "/s"), "s") == ["/x/", "/x/s < s"]


def test_files_directories_and_links_replace_each_other() -> None:
    found = built(f"{S}COPY d /\nCOPY e /\n", "d/ln -> real", "d/real/r", "e/ln/f")
    assert found == ["/ln/", "/ln/f < e/ln/f", "/real/", "/real/r < d/real/r"]


def test_a_fifo_as_the_source_makes_a_directory_to_put_it_in() -> None:
    assert built(f"{S}COPY p /x\n", "p |") == ["/x/", "/x/p |"]


def test_triggers_of_a_stage_in_the_file_do_not_run() -> None:
    dockerfile = "FROM scratch AS base\nONBUILD COPY nope /\nFROM base\nCOPY b /\n"
    assert built(dockerfile, "b") == ["/b < b"]


def test_a_stage_is_copied_from_by_its_name_as_it_is_written() -> None:
    dockerfile = "FROM scratch AS Build\nCOPY a /\nFROM scratch\nCOPY --from={} /a /x\n"
    assert built(dockerfile.format("Build"), "a") == ["/x < a"]
    assert failing(dockerfile.format("BUILD"), "a") == [(4, "unknown-stage")]


def test_of_two_stages_of_one_name_from_takes_the_first_and_copy_the_last() -> None:
    dockerfile = (
        "FROM scratch AS s\nCOPY a /q\nFROM scratch AS s\nCOPY b /q\nFROM s\nCOPY --from=s /q /x\n"
    )
    assert built(dockerfile, "a", "b") == ["/q < a", "/x < b"]


def test_an_exclude_is_relative_to_the_context_root() -> None:
    found = built(f"{S}COPY --exclude=d/x d /o\n", "d/x", "d/y")
    assert found == ["/o/", "/o/y < d/y"]
