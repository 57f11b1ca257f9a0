"""Where the classic builder's COPY differs from BuildKit's. Each fact was measured."""

from __future__ import annotations

import pytest

from tests.support.images import failures, image

S = "FROM scratch\n"


def built(dockerfile: str, *arrived: str) -> list[str]:
    return image(S + dockerfile, *arrived, builder="classic")


def failing(dockerfile: str, *arrived: str) -> list[tuple[int | None, str]]:
    return failures(S + dockerfile, *arrived, builder="classic")


def test_an_instruction_needs_one_source_that_is_there() -> None:
    assert failing("COPY requirements.* /x/\n", "a") == [(2, "no-match")]
    assert built("COPY a requirements.* /x/\n", "a") == ["/x/", "/x/a < a"]


@pytest.mark.parametrize("word", ["../../f", "../", "f/g", "l"])
def test_what_leads_out_below_a_file_or_in_a_circle_is_forbidden(word: str) -> None:
    assert failing(f"COPY {word} /x/\n", "f", "l -> l") == [(2, "outside")]


def test_several_sources_need_a_slash() -> None:
    assert failing("COPY a b /x\n", "a", "b") == [(2, "several-onto-file")]
    assert failing("COPY [ab] /x\n", "a", "b") == [(2, "several-onto-file")]


def test_a_slash_counts_and_a_slash_with_a_dot_does_not() -> None:
    assert built("COPY a /x/\n", "a") == ["/x/", "/x/a < a"]
    assert built("COPY a /x/.\n", "a") == ["/x < a"]


@pytest.mark.parametrize("word", ["d*/", "../*.x", "./a//b*"])
def test_wildcards_are_not_cleaned_and_so_match_nothing(word: str) -> None:
    assert failing(f"COPY {word} /x/\n", "d1/a", "a.x", "a/b1") == [(2, "no-match")]


def test_a_file_with_a_dot_behind_it_becomes_the_destination() -> None:
    assert built("COPY d /x\nCOPY f/. /x/\n", "d/a", "f") == ["/x < f"]


def test_files_and_directories_replace_each_other_below_the_copied_root() -> None:
    assert built("COPY d /o\nCOPY e /o\n", "d/s/f", "e/s") == ["/o/", "/o/s < e/s"]
    assert built("COPY e /o\nCOPY d /o\n", "d/s/f", "e/s") == ["/o/", "/o/s/", "/o/s/f < d/s/f"]


def test_a_directory_destroys_a_link_of_the_base() -> None:
    found = built("COPY d /\nCOPY e /\n", "d/ln -> real", "d/real/r", "e/ln/f")
    assert found == ["/ln/", "/ln/f < e/ln/f", "/real/", "/real/r < d/real/r"]


def test_two_paths_below_one_link_are_both_there() -> None:
    found = built("COPY s/a /a\nCOPY s/b /b\n", "o/s/a/f", "o/s/b/f", "s -> o/s")
    assert found == ["/a/", "/a/f < o/s/a/f", "/b/", "/b/f < o/s/b/f"]


def test_a_fifo_as_the_source_lets_the_daemon_wait_for_ever() -> None:
    assert failing("COPY p /x\n", "p |") == [(2, "hangs")]
    assert built("COPY d /x\n", "d/p |") == ["/x/", "/x/p |"]


def test_a_stage_that_nobody_needs_fails_the_build_all_the_same() -> None:
    dockerfile = "COPY nope /\nFROM scratch\nCOPY a /\n"
    assert failing(dockerfile, "a") == [(2, "source-missing")]


def test_a_stage_name_cannot_be_used_twice() -> None:
    dockerfile = "COPY a /\nFROM scratch AS s\nCOPY a /\nFROM scratch AS s\nCOPY a /\n"
    assert failing(dockerfile, "a") == [(4, "other")]


def test_nothing_behind_from_scratch_makes_no_image() -> None:
    assert failing("") == [(1, "other")]


@pytest.mark.parametrize("flag", ["--link", "--exclude=a", "--parents", "--chmod=600"])
def test_newer_flags_are_refused(flag: str) -> None:
    assert failing(f"COPY {flag} a /x\n", "a") == [(2, "bad-option")]


def test_an_owner_by_name_needs_etc_passwd() -> None:
    assert failing("COPY a /\nCOPY --chown=app a /x\n", "a") == [(3, "unknown-user")]
    assert failing("COPY etc /etc\nCOPY --chown=app a /x\n", "a", "etc/passwd") == []
