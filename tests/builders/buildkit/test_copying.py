"""What BuildKit's COPY and ADD do that few would expect. Each fact was measured."""

from __future__ import annotations

import pytest

from ctxscan.builders.stages.archive import UnknownContent
from tests.support.images import archive, failures, image, outcome

S = "FROM scratch\n"


def test_directories_lose_their_names_and_equal_names_overwrite_each_other() -> None:
    found = outcome(f"{S}COPY files/* /files/\n", "files/f1/a", "files/f1/b", "files/f2/a")
    assert [each.origin for each in found.in_image() if each.type == "file"] == [
        "files/f2/a",
        "files/f1/b",
    ]
    (lost,) = found.overwritten
    assert (lost.path, lost.origin, lost.before) == ("/files/a", "files/f2/a", "files/f1/a")


@pytest.mark.parametrize(
    ("arrived", "fails"),
    [
        pytest.param(("a",), [(3, "no-directory-to-search")], id="nothing of it arrived"),
        pytest.param(("a", "fixtures/other"), [], id="another line brought something of it"),
        pytest.param(("a", "fixtures/"), [], id="it is empty"),
        pytest.param(("a", "fixtures"), [], id="it is a file"),
    ],
)
def test_a_wildcard_may_match_nothing_but_its_directory_must_be_there(
    arrived: tuple[str, ...], fails: list[tuple[int, str]]
) -> None:
    assert failures(f"{S}COPY a /\nCOPY fixtures/solver.*sh /f/\n", *arrived) == fails


def test_a_directory_written_as_a_wildcard_need_not_be_there() -> None:
    assert image(f"{S}COPY a /\nCOPY fixture[s]/x* /f/\n", "a") == ["/a < a"]


def test_a_wildcard_without_a_match_does_not_even_make_the_destination() -> None:
    assert image(f"{S}COPY nope* /x/\nCOPY a /\n", "a") == ["/a < a"]


def test_a_wildcard_of_parents_without_a_match_makes_the_destination() -> None:
    assert image(f"{S}COPY --parents a/*.nope /x/\n", "a/b") == ["/x/"]


def test_a_matched_link_that_leads_nowhere_fails_the_whole_instruction() -> None:
    arrived = ("conf/r.conf", "conf/o.conf -> ../../out")
    assert failures(f"{S}COPY conf/*.conf /etc/\n", *arrived) == [(2, "source-missing")]
    assert image(f"{S}COPY conf /etc\n", *arrived) == [
        "/etc/",
        "/etc/o.conf -> ../../out",
        "/etc/r.conf < conf/r.conf",
    ]


def test_a_link_to_outside_is_taken_from_below_the_context_root_where_that_is_there() -> None:
    assert image(f"{S}COPY l /x\n", "l -> ../../out", "out") == ["/x < out"]


def test_a_link_to_a_file_gives_its_content_under_the_name_of_the_link() -> None:
    assert image(f"{S}COPY l /x/\n", "a", "l -> a") == ["/x/", "/x/l < a"]


def test_links_in_a_circle_fail() -> None:
    assert failures(f"{S}COPY l /x\n", "l -> m", "m -> l") == [(2, "link-loop")]


@pytest.mark.parametrize("excluded", ["d/x.1", "x.1/", "e/x.1"])
def test_an_exclude_is_relative_to_the_source_not_to_the_context(excluded: str) -> None:
    found = image(f"{S}COPY --exclude={excluded} d /o\n", "d/x.1", "d/e/x.1", "d/k")
    assert ("/o/x.1 < d/x.1" not in found) is (excluded == "x.1/")
    assert ("/o/e/x.1 < d/e/x.1" not in found) is (excluded == "e/x.1")


def test_a_file_that_is_named_or_matched_is_never_excluded() -> None:
    assert image(f"{S}COPY --exclude=a * /o/\n", "a", "b") == ["/o/", "/o/a < a", "/o/b < b"]
    assert image(f"{S}COPY --exclude=a a /o/\n", "a") == ["/o/", "/o/a < a"]


def test_an_exclude_with_a_slash_in_front_matches_nothing() -> None:
    assert "/o/a < d/a" in image(f"{S}COPY --exclude=/a d /o\n", "d/a")


def test_what_an_exclude_leaves_out_meets_nothing() -> None:
    arrived = ("d/s/f", "e/s", "e/k")
    assert failures(f"{S}COPY d /o\nCOPY e /o\n", *arrived) == [(3, "file-onto-directory")]
    assert failures(f"{S}COPY d /o\nCOPY --exclude=s e /o\n", *arrived) == []


@pytest.mark.parametrize(
    "copy",
    ["COPY --exclude=a . /x/", "COPY --parents * /x/"],
)
def test_with_exclude_or_parents_each_link_at_the_top_must_lead_somewhere(copy: str) -> None:
    assert failures(f"{S}{copy}\n", "a", "l -> nope") == [(2, "source-missing")]
    assert "/x/l -> d" in image(f"{S}{copy}\n", "a", "d/f", "l -> d")


def test_without_a_flag_a_dangling_link_at_the_top_is_copied_as_it_is() -> None:
    assert image(f"{S}COPY . /x/\n", "a", "l -> nope") == ["/x/", "/x/a < a", "/x/l -> nope"]


@pytest.mark.parametrize("word", [".", "/", "d/./."])
def test_parents_of_a_root_always_fails(word: str) -> None:
    assert failures(f"{S}COPY --parents {word} /x/\n", "d/a") == [(2, "source-missing")]


def test_parents_keeps_the_directories_behind_the_pivot() -> None:
    assert image(f"{S}COPY --parents a/./b/c /x\n", "a/b/c/f", "a/b/o") == [
        "/x/",
        "/x/b/",
        "/x/b/c/",
        "/x/b/c/f < a/b/c/f",
    ]


def test_a_link_that_a_pivot_matches_is_looked_for_by_the_copy_alone() -> None:
    arrived = ("d/f", "l -> /nope/x")
    assert failures(f"{S}COPY --parents */./f /x/\n", *arrived) == [(2, "no-directory-to-search")]
    assert failures(f"{S}COPY --exclude=f * /x/\n", *arrived) == [(2, "source-missing")]


def test_a_directory_never_replaces_a_link_below_the_copied_root() -> None:
    base = "lib -> usr/lib", "usr/lib/x"
    rootfs = "rootfs/lib/y"
    dockerfile = f"{S}COPY --exclude=rootfs . /\nCOPY rootfs /\n"
    assert failures(dockerfile, *base, rootfs) == [(3, "directory-onto-file")]


def test_at_the_top_a_link_to_a_directory_is_merged_into() -> None:
    found = image(f"{S}COPY d /\nCOPY e /ln\n", "d/ln -> real", "d/real/r", "e/f")
    assert found == ["/ln -> real", "/real/", "/real/f < e/f", "/real/r < d/real/r"]


def test_a_dangling_link_as_the_destination_makes_what_it_leads_to() -> None:
    found = image(f"{S}COPY d /\nCOPY a /ln\n", "d/ln -> /real/x", "a")
    assert found == ["/ln -> /real/x", "/real/", "/real/x < a"]


def test_several_files_onto_one_name_are_legal_and_the_last_one_wins() -> None:
    assert image(f"{S}COPY a b /x\n", "a", "b") == ["/x < b"]


def test_a_slash_behind_the_name_of_a_file_fails() -> None:
    assert failures(f"{S}COPY a /x\nCOPY b /x/\n", "a", "b") == [(3, "directory-onto-file")]


def test_a_link_copy_replaces_what_is_there_and_follows_no_link() -> None:
    found = image(f"{S}COPY d /\nCOPY --link a /ln/\n", "d/ln -> real", "d/real/r", "a")
    assert found == ["/ln/", "/ln/a < a", "/real/", "/real/r < d/real/r"]
    assert image(f"{S}COPY d /x\nCOPY --link a /x\n", "d/b", "a") == ["/x < a"]


def test_chmod_ends_link_without_a_word() -> None:
    found = image(f"{S}COPY d /x\nCOPY --link --chmod=600 a /x\n", "d/b", "a")
    assert found == ["/x/", "/x/a < a", "/x/b < d/b"]


def test_a_chmod_that_is_no_mode_fails_at_its_line() -> None:
    assert failures(f"{S}COPY --chmod=99 a /x\n", "a") == [(2, "bad-option")]


def test_an_owner_by_name_needs_something_to_look_it_up_in() -> None:
    assert failures(f"{S}COPY --chown=app a /x\n", "a") == [(2, "unknown-user")]
    assert failures(f"{S}COPY a /\nCOPY --chown=app a /x\n", "a") == []


def test_a_source_below_another_one_is_found_missing_only_by_the_copy() -> None:
    assert failures(f"{S}COPY a/nope a /x/\n", "a/b") == [(2, "source-missing")]


def test_all_failures_are_told_not_only_the_first() -> None:
    dockerfile = f"{S}COPY nope /\nCOPY a /x\nCOPY b /x/\nCOPY gone* /\nCOPY gone /\n"
    assert failures(dockerfile, "a", "b") == [
        (2, "source-missing"),
        (4, "directory-onto-file"),
        (6, "source-missing"),
    ]


def test_what_a_failed_step_would_have_made_is_not_missed_once_more() -> None:
    dockerfile = "FROM scratch AS s\nCOPY nope /o/\nFROM scratch\nCOPY --from=s /o /x\n"
    assert failures(dockerfile) == [(2, "source-missing")]


def test_a_stage_that_nobody_needs_may_fail() -> None:
    dockerfile = "FROM scratch AS one\nCOPY nope /\nFROM scratch\nCOPY a /\n"
    assert image(dockerfile, "a") == ["/a < a"]


def test_a_stage_is_copied_from_its_root_not_from_its_workdir() -> None:
    dockerfile = "FROM scratch AS s\nWORKDIR /w\nCOPY a .\nFROM scratch\nCOPY --from=s {} /x\n"
    assert failures(dockerfile.format("a"), "a") == [(5, "source-missing")]
    assert image(dockerfile.format("w/a"), "a") == ["/x < a"]


def test_a_trigger_fails_at_the_from_of_the_stage_that_runs_it() -> None:
    dockerfile = "FROM scratch AS base\nONBUILD COPY nope /\nFROM base\nCOPY b /\n"
    assert failures(dockerfile, "b") == [(3, "source-missing")]


def test_a_file_is_followed_through_the_stages_by_the_lines_that_carried_it() -> None:
    found = outcome(
        "FROM scratch AS s1\nCOPY d /o\nFROM scratch AS s2\nCOPY --from=s1 /o /p\n"
        "FROM scratch\nCOPY --from=s2 /p/c /x\n",
        "d/c",
    )
    (row,) = found.in_image()
    assert (row.path, row.origin, row.line, row.via) == ("/x", "d/c", 2, (4, 6))


def test_two_names_of_one_file_stay_one_only_within_one_copied_directory() -> None:
    arrived = ("d/a", "d/b => d/a")
    assert image(f"{S}COPY d /x\n", *arrived) == ["/x/", "/x/a < d/a", "/x/b = d/a"]
    assert image(f"{S}COPY d/* /x/\n", *arrived) == ["/x/", "/x/a < d/a", "/x/b < d/a"]


def test_a_here_document_is_written_after_all_other_sources() -> None:
    found = outcome(f"{S}COPY <<f f /d/\nhello\nf\n", "f")
    assert [(each.path, each.origin, each.size) for each in found.in_image()] == [
        ("/d", None, 0),
        ("/d/f", "line 3", 6),
    ]


def test_a_named_context_stands_in_for_a_stage_whose_steps_vanish() -> None:
    found = image(
        "FROM scratch AS t\nCOPY nope /\nFROM scratch\nCOPY --from=t / /r/\n",
        named={"t": ("x", "d/y")},
    )
    assert found == ["/r/", "/r/d/", "/r/d/y < t:d/y", "/r/x < t:x"]


def test_a_bind_mount_must_be_there_and_leaves_nothing() -> None:
    run = "RUN --mount=type=bind,source={},target=/in true\n"
    assert failures(S + run.format("nope"), "a") == [(2, "source-missing")]
    assert failures(S + run.format("*"), "a") == [(2, "source-missing")]
    assert image(S + run.format("a"), "a") == ["/dev/", "/proc/", "/sys/"]


def test_what_a_run_may_have_changed_is_in_doubt_and_what_comes_after_it_is_not() -> None:
    found = image("FROM alpine\nCOPY a /x/\nRUN rm /x/a\nCOPY b /y/\n", "a", "b")
    assert found == ["/x/ ?", "/x/a < a ?", "/y/", "/y/b < b"]


def test_what_a_run_may_have_made_is_not_missed() -> None:
    dockerfile = "FROM alpine AS b\nRUN make\nFROM scratch\nCOPY --from=b /out /o/\n"
    assert image(dockerfile) == ["/o/"]


def test_a_run_may_have_taken_away_what_would_be_in_the_way() -> None:
    assert failures("FROM alpine\nCOPY a /x\nRUN rm /x\nCOPY d /x\n", "a", "d/b") == []
    for step in ("WORKDIR /x/s", "COPY a /x/s/"):
        assert failures(f"FROM alpine\nCOPY a /x\nRUN rm /x\n{step}\n", "a") == []


def test_over_a_base_image_only_a_slash_says_where_a_file_lands() -> None:
    assert image("FROM alpine\nCOPY a /x\nCOPY a /y/\n", "a") == ["/x < a ?", "/y/", "/y/a < a"]


def test_a_working_directory_that_only_the_base_image_knows_leaves_the_place_in_doubt() -> None:
    assert image("FROM alpine\nCOPY a ./\n", "a") == ["/a < a ?"]


def test_add_unpacks_an_archive_and_replaces_whatever_is_in_the_way() -> None:
    found = image(
        f"{S}COPY d /x/\nADD a.tar /x/\n",
        *("d/t -> real", "d/real/r", "a.tar"),
        archives={"a.tar": archive("t/", "t/in", "../out", "/abs/f")},
    )
    assert found == [
        "/x/",
        "/x/abs/",
        "/x/abs/f < a.tar!abs/f",
        "/x/out < a.tar!../out",
        "/x/real/",
        "/x/real/r < d/real/r",
        "/x/t/",
        "/x/t/in < a.tar!t/in",
    ]


def test_copy_never_unpacks_and_add_does_not_where_it_is_told_not_to() -> None:
    archives = {"a.tar": archive("t")}
    for copy in ("COPY", "ADD --unpack=false"):
        found = image(f"{S}{copy} a.tar /x/\n", "a.tar", archives=archives)
        assert found == ["/x/", "/x/a.tar < a.tar"]


def test_an_archive_that_breaks_off_fails() -> None:
    found = outcome(
        f"{S}ADD a.tar /\n", "a.tar", archives={"a.tar": archive("t", broken="unexpected EOF")}
    )
    (failure,) = found.failures
    assert (failure.line, failure.kind) == (2, "broken-archive")


def test_an_archive_in_an_unknown_compression_is_a_file_perhaps() -> None:
    found = image(f"{S}ADD a /x/\n", "a", archives={"a": UnknownContent("zstd")})
    assert found == ["/x/", "/x/a < a ?"]


def test_a_download_has_a_name_and_no_known_content() -> None:
    found = outcome(f"{S}ADD https://example.org/d/file.txt /x/\n")
    assert [(each.path, each.type, each.size) for each in found.in_image()] == [
        ("/x", "directory", 0),
        ("/x/file.txt", "file", None),
    ]


@pytest.mark.parametrize("pattern", ["[a", "b["])
def test_a_pattern_that_cannot_be_compiled_fails(pattern: str) -> None:
    assert failures(f"{S}COPY --exclude={pattern} d /o\n", "d/a") == [(2, "bad-pattern")]


def test_a_backslash_in_an_exclude_is_used_up_by_the_reading_of_flags() -> None:
    assert image(f"{S}COPY --exclude=x\\kz d /o\n", "d/xkz", "d/b") == ["/o/", "/o/b < d/b"]


def test_a_word_with_nothing_but_escaped_wildcards_is_taken_as_it_is() -> None:
    assert failures(f"{S}COPY a\\\\*b /o/\n", "a*b") == [(2, "source-missing")]


def test_a_failure_says_what_a_link_leads_to() -> None:
    (failure,) = outcome(f"{S}COPY l /x\n", "l -> ../../out").failures
    assert failure.path == "/l"
    assert failure.message == (
        "l is a link to ../../out, and /out is not there: outside, ignored, or not asked for"
    )


def test_a_base_image_may_hold_more_in_each_directory_that_a_copy_went_into() -> None:
    dockerfile = f"FROM python AS built\nCOPY . /srv/\n{S}COPY --from=built /srv/a/b/made /\n"
    assert failures(dockerfile, "a/b/c") == []
