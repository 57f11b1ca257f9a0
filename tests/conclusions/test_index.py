"""Where each report of a user about suggest, check, lint and report is held by a test.

K4: an ignore file belongs to all builds that read it. K5: what git says. K6: secrets. K7: a
suggestion that a maintainer merges. K8: the report and the gate, as read by people.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent

BUILDS = "cli/test_suggest_builds.py::"
BRIEF = "cli/test_suggest_brief.py::"
PEOPLE = "conclusions/test_read_by_people.py::"
REPORTED = "findings/suggest/test_reported.py::"
RANDOM = "findings/suggest/test_random_projects.py::test_in_projects_at_random"
SECRETS = "cli/test_check_secrets.py::"
WORTH = "findings/suggest/test_worth_a_line.py::"
CASES = "conclusions/test_reported_cases.py::"
WITHOUT = "cli/test_without_a_dockerfile.py::"

INDEX = {
    "K4.1 suggest breaks another build": (
        f"{BUILDS}test_no_neighbour_loses_what_it_copies",
        f"{BUILDS}test_a_target_leaves_the_other_stages_what_they_copy",
        f"{BUILDS}test_junk_that_another_build_names_stays",
        f"{BUILDS}test_the_history_stays_where_another_build_takes_its_version_from_it",
        f"{BUILDS}test_tracked_settings_of_an_editor_stay_for_the_build_that_copies_them",
        f"{CASES}test_no_way_to_take_a_path_is_lost_to_another_build",
        RANDOM,
    ),
    "K4.2 a second allowlist breaks the first": (
        f"{BUILDS}test_an_allowlist_for_one_build_after_the_other_takes_nothing_back",
        "findings/suggest/test_exceptions.py::test_an_allowlist_leaves_in_what_an_exception_lets_in",
        "findings/suggest/test_shared_file.py::test_an_allowlist_lets_in_what_any_of_the_builds_asks_for",
    ),
    "K4.3 a file that breaks a build is said to lack nothing": (
        "findings/suggest/test_breaking.py::test_the_gate_fails_with_the_lines_that_mend_it_and_passes_with_them",
        "findings/suggest/test_breaking.py::test_another_build_that_it_breaks_counts_just_as_much",
    ),
    "K5.1 rules of git reach into .git": (
        f"{REPORTED}test_no_rule_of_git_reaches_into_its_own_directory",
        f"{CASES}test_a_branch_or_a_log_of_git_is_out_of_the_reach_of_every_rule",
    ),
    "K5.2 a dirty and a clean disk differ": (
        f"{BRIEF}test_a_clean_and_a_dirty_disk_get_the_same_rules_from_git",
        f"{CASES}test_what_a_stage_puts_over_a_path_of_git_changes_nothing",
        RANDOM,
    ),
    "K5.3 .git is kept for what is no RUN": (
        "findings/history/test_needed.py::test_git_is_needed_where",
        "findings/history/test_needed.py::test_git_is_not_needed_where",
        f"{REPORTED}test_a_git_directory_that_a_build_reads_is_no_junk",
        f"{BRIEF}test_where_a_version_is_read_from_git_tracked_files_stay",
        "findings/lint/rules/test_history.py::test_the_finding_names_the_chain",
    ),
    "K5.4 check --leaks and suggest disagree": (
        f"{REPORTED}test_leaks_and_suggest_agree_on_a_vendored_file_and_an_exception",
        f"{PEOPLE}test_the_command_for_leaks_writes_rules_for_all_of_them",
        "findings/check/test_leaks.py::test_what_a_suggestion_leaves_out_of_a_long_list_is_a_note",
        RANDOM,
    ),
    "K5.5 what a RUN needs": (
        "findings/suggest/test_later_steps.py::test_what_a_run_reads_before_anything_can_have_made_it_stays",
        f"{REPORTED}test_a_step_that_speaks_of_another_directory_mentions_nothing",
    ),
    "K6.1 a tracked file or a link is no failure": (
        f"{SECRETS}test_a_secret_that_git_tracks_is_a_note_and_no_failure",
        f"{SECRETS}test_a_tracked_file_without_a_secret_says_nothing",
        f"{SECRETS}test_a_link_carries_no_secret",
        "findings/check/credentials/test_kinds.py::test_one_that_is_sent_fails_until_it_is_allowed",
    ),
    "K6.2 the COPY line is the finding": (
        f"{SECRETS}test_a_line_that_names_a_secret_is_a_finding_on_a_clean_checkout",
        f"{SECRETS}test_a_line_that_names_no_secret_is_no_finding",
    ),
    "K6.3 what only has the name of a secret": (
        f"{SECRETS}test_what_only_has_the_name_of_a_secret_is_no_alarm",
        f"{SECRETS}test_a_rule_for_a_file_takes_no_directory_and_nothing_that_git_tracks",
    ),
    "K6.4 names that were missed, and settings that are looked into": (
        f"{SECRETS}test_rarer_names_of_secrets_are_found",
        f"{SECRETS}test_each_file_of_the_table_is_found_with_a_token_and_passed_over_without",
    ),
    "K6.5 a tracked .env is said to stay, and goes": (
        f"{REPORTED}test_a_tracked_env_file_is_said_to_stay_and_stays_at_every_level",
    ),
    "K7.1 many lines for little": (
        f"{REPORTED}test_few_lines_are_proposed_where_little_is_to_be_saved",
        f"{BRIEF}test_a_long_list_of_git_is_cut_to_what_matters_here",
        f"{BRIEF}test_the_cautious_level_takes_what_is_there_and_not_in_git",
        f"{WORTH}test_a_template_further_down_is_one_although_its_lines_start_with_a_slash",
    ),
    "K7.2 it fails its own lint, and a second run adds more": (
        f"{BRIEF}test_a_second_run_adds_nothing_at_any_level",
        f"{WORTH}test_an_exception_that_is_for_no_other_rule_goes_with_the_rule_it_takes_back",
        RANDOM,
    ),
    "K7.3 tracked files that something names": (
        "findings/suggest/needed/test_named_in_files.py::test_the_aggressive_level_leaves",
        "findings/suggest/needed/test_named_in_files.py::test_it_takes_every_one_of_them_where_nothing_names_it",
    ),
    "K7.4 BuildKit walks more": (
        f"{CASES}test_an_exception_of_git_with_a_wildcard_makes_no_walk_longer",
        RANDOM,
    ),
    "K7.5 it says nothing useful where it can save nothing": (
        "findings/suggest/test_stories.py::test_a_build_that_asks_for_nothing_needs_no_rule_but_for_the_classic_builder",
        "findings/suggest/test_stories.py::test_only_the_ignore_file_itself_may_make_a_context_larger",
        "findings/suggest/test_still_sent.py::test_suggest_says_what_is_still_sent",
    ),
    "K7.6 the next step lacks -f, and suggest needs a Dockerfile": (
        f"{PEOPLE}test_every_command_that_is_printed_runs",
        f"{WITHOUT}test_rules_are_suggested_and_it_is_said_that_nothing_was_proven",
        f"{WITHOUT}test_lint_reads_the_ignore_file",
    ),
    "K7.7 no progress": (
        "cli/test_progress.py::test_every_command_shows_that_it_is_at_work_and_takes_it_back",
    ),
    "K8.1 the elephant": (
        f"{PEOPLE}test_an_untracked_dump_is_named_with_its_part_of_what_is_sent",
        f"{REPORTED}test_an_untracked_dump_is_named_and_its_rule_proposed",
    ),
    "K8.2 limits propose sources, and growth names nothing": (
        f"{PEOPLE}test_a_limit_proposes_no_source_that_git_tracks_or_a_line_names",
        f"{PEOPLE}test_growth_names_what_grew",
        "cli/test_check_growth.py::test_what_grew_is_named_by_its_lowest_path",
    ),
    "K8.3 warnings of what is right": (
        f"{PEOPLE}test_a_habit_that_is_right_is_not_warned_of",
        f"{CASES}test_what_is_idiomatic_is_not_warned_of",
    ),
    "K8.4 lint about tracked sources": (
        f"{PEOPLE}test_lint_says_nothing_of_rules_about_what_is_tracked",
        f"{REPORTED}test_an_exception_for_a_plain_file_misses_nothing",
    ),
    "K8.5 text that people cannot read": (
        f"{PEOPLE}test_what_is_not_known_is_one_line_with_the_page_to_read",
        f"{PEOPLE}test_no_part_of_a_path_is_broken_at_any_width",
        f"{PEOPLE}test_of_a_long_run_the_mount_that_matters_is_shown",
        f"{PEOPLE}test_one_remedy_for_three_files_is_printed_once",
        f"{PEOPLE}test_leaks_are_listed_by_the_file_of_git_with_one_command",
        f"{CASES}test_what_ships_is_one_line_that_says_where_it_goes",
    ),
    "K8.6 explain, list and help": (
        f"{PEOPLE}test_one_path_outside_takes_no_answer_away_from_the_others",
        f"{PEOPLE}test_a_directory_that_is_left_out_whole_is_one_line",
        f"{PEOPLE}test_help_fits_in_80_columns",
    ),
}


@pytest.mark.parametrize("row", INDEX)
def test_each_report_is_held_by_tests_that_are_there(row: str) -> None:
    assert INDEX[row]
    for each in INDEX[row]:
        file, _, name = each.partition("::")
        tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, each


def test_no_row_is_missing() -> None:
    rows = [row.partition(" ")[0] for row in INDEX]
    counts = {"K4": 3, "K5": 5, "K6": 5, "K7": 7, "K8": 6}
    assert rows == [f"{kind}.{n}" for kind, most in counts.items() for n in range(1, most + 1)]
