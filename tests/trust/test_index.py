"""Where each attack that once succeeded is held by a test.

C: critical, H: high, M: medium, L: low. Most rows are tried as they were found in ``test_rows.py``.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.support.program import ROOT
from tests.trust.test_rows import ATTACKS

TESTS = Path(__file__).parent.parent

ATTACK = "trust/test_attacks.py::"
HOSTILE = "render/test_hostile_names.py::"
NAMES = "trust/test_names.py::"
READING = "context/test_reading.py::"
ROWS = "trust/test_rows.py::test_what_was_a_traceback_a_hang_or_a_page_is_an_answer_or_one_line"
STREAMS = "trust/test_streams.py::"
TIME = "dockerfile/test_time.py::"
WRITABLE = "context/test_writable.py::"
WRITERS = "trust/test_writers.py::"

INDEX = {
    "C1 lint --fix writes through a link, and never ends": (
        f"{WRITABLE}test_a_link_that_leads_out_of_the_context_is_refused_and_its_target_left_alone",
        f"{WRITABLE}test_a_linked_directory_of_the_checkout_is_no_way_out_either",
        f"{WRITABLE}test_a_file_that_is_saved_between_its_two_readings_is_not_fixed_by_the_wrong_lines",
    ),
    "C2 the action runs code of the checkout": (
        "cli/test_action.py::test_installing_it_runs_no_code_of_the_checkout",
        "cli/test_action.py::test_checking_runs_no_code_of_the_checkout",
        "cli/test_process.py::test_python_m_ctxscan_imports_nothing_from_the_context",
    ),
    "H1 the classic builder's link leads out": (
        f"{WRITABLE}test_where_the_builder_follows_a_link_out_of_the_context_it_is_refused_as_well",
        f"{WRITABLE}test_no_file_that_a_build_reads_is_a_way_out_of_the_context",
    ),
    "H2 a mistyped name of an image": (
        f"{TIME}test_what_is_no_name_of_an_image_is_refused_at_once",
        f"{TIME}test_a_registry_with_a_tag_that_is_not_set_is_one_error_at_once",
        ROWS,
    ),
    "H3 what is saved meanwhile": (
        f"{WRITABLE}test_what_is_saved_while_the_context_is_walked_is_not_lost",
        f"{WRITERS}test_what_a_person_saves_meanwhile_is_never_lost",
    ),
    "H4 commands of a runner": (
        f"{HOSTILE}test_a_path_is_one_line_and_no_command",
        f"{NAMES}test_a_document_holds_whatever_a_name_holds",
    ),
    "H5 standard streams": (
        f"{STREAMS}test_what_cannot_be_written_to_stdout_is_one_error",
        f"{STREAMS}test_a_mistake_is_2_though_nobody_hears_of_it",
        f"{STREAMS}test_a_closed_stdin_is_missed_by_nobody",
        f"{STREAMS}test_a_stdin_that_is_asked_for_and_cannot_be_read_is_one_error",
        "trust/test_full_disk.py::test_a_device_that_is_full_is_one_error_for_every_command",
    ),
    "H6 fifos and devices": (
        f"{READING}test_no_file_of_a_checkout_holds_a_command_up",
        "context/git/test_program.py::test_settings_that_would_hold_git_up_are_a_reason_not_to_start_it",
        "context/git/test_program.py::test_what_never_ends_is_ended",
    ),
    "H7 contents from outside": (
        f"{READING}test_a_link_out_of_the_checkout_shows_nothing_of_what_is_there",
        f"{READING}test_a_link_of_git_out_of_the_checkout_shows_nothing_either",
    ),
    "H8 check --leaks passes in silence": (
        f"{ATTACK}test_where_git_could_not_be_asked_nothing_passes_without_a_word",
        f"{ATTACK}test_no_directory_for_temporary_files_changes_no_answer",
    ),
    "M1 raw bytes": (
        f"{HOSTILE}test_an_error_shows_what_it_is_about_escaped",
        f"{HOSTILE}test_warnings_on_stderr_show_every_name_escaped",
        "render/formats/test_github.py::test_a_hostile_name_comes_back_as_it_was",
    ),
    "M2 NUL": (
        "fuzz/test_crashes.py::test_buildkit_cannot_be_asked_for_a_source_with_a_nul_in_it",
        "fuzz/test_crashes.py::test_to_the_others_a_source_with_a_nul_in_it_is_not_there",
        ROWS,
    ),
    "M3 recursion": (
        "context/git/test_program.py::test_a_submodule_that_is_a_link_back_goes_round_no_circle",
        "trust/test_depth.py::test_a_tree_that_is_deeper_than_python_goes_is_answered",
        "fuzz/test_crashes.py::test_groups_that_go_refuses_are_one_line",
        ROWS,
    ),
    "M4 numbers": (ROWS,),
    "M5 time": (
        f"{TIME}test_many_stars_in_a_substitution_take_no_time",
        f"{TIME}test_many_blanks_in_a_directive_or_a_here_document_take_no_time",
        "golang/test_expression.py::test_a_rule_costs_no_more_than_so_many_steps_a_character",
        "golang/test_expression.py::test_a_rule_of_podman_costs_no_more_either",
        "trust/test_cost.py::test_twice_as_many_take_twice_as_long",
        ROWS,
    ),
    "M6 -o destroys what is read": (
        f"{ATTACK}test_no_result_replaces_a_file_that_it_is_drawn_from",
        "cli/test_output.py::test_a_result_replaces_nothing_that_it_is_made_of",
    ),
    "M7 baselines": (
        f"{WRITERS}test_no_entry_of_a_baseline_is_lost_by_those_who_update_it_together",
        "context/test_replace_file.py::test_several_that_update_one_baseline_lose_no_entry",
        ROWS,
    ),
    "M8 ^C": (
        "trust/test_signals.py::test_a_signal_at_any_moment_leaves_the_ignore_file_whole_and_no_process",
        "trust/test_signals.py::test_a_signal_while_an_object_goes_is_heard_behind_it",
        "cli/test_suggest_redirect.py::test_where_nothing_is_suggested_the_file_is_filled_again",
    ),
    "M9 a system without room": (
        f"{ATTACK}test_where_no_second_process_may_start_one_walks_alone",
        f"{ATTACK}test_no_directory_for_temporary_files_changes_no_answer",
        f"{ATTACK}test_where_git_could_not_be_asked_nothing_passes_without_a_word",
    ),
    "M10 races": (
        "trust/test_races.py::test_a_tree_that_changes_is_never_a_fault_and_shows_nothing_from_outside",
        "trust/test_races.py::test_no_file_outside_of_a_tree_that_changes_is_ever_opened",
    ),
    "M11 what nobody may look into": (
        "trust/test_rows.py::test_what_nobody_may_look_into_is_no_fault",
        ROWS,
    ),
    "M12 links in a circle, and a directory that is gone": (
        f"{ATTACK}test_settings_that_name_a_link_in_a_circle_are_no_fault",
        f"{ATTACK}test_a_current_directory_that_is_gone_is_one_error",
        "context/test_replace_file.py::test_links_in_a_circle_are_an_error_of_the_system",
    ),
    "M13 no limit of size": (
        f"{READING}test_it_is_refused",
        f"{READING}test_a_large_dockerfile_is_refused_as_buildkit_refuses_it",
        "context/test_project_files.py::test_a_file_that_is_too_large_is_refused",
        "context/git/test_program.py::test_what_git_could_not_read_is_a_reason_not_to_ask_it",
    ),
    "M14 a fetch of an older git": (
        f"{ATTACK}test_a_partial_clone_fetches_nothing_with_an_older_git_either",
    ),
    "L1 what a killed run leaves, and whose a file is": (
        "trust/test_signals.py::test_the_next_run_removes_what_a_killed_one_left",
        f"{ATTACK}test_a_file_that_root_writes_stays_its_owners_with_its_mode",
    ),
    "L2 variables and settings of git": (
        f"{ATTACK}test_a_work_tree_that_is_configured_to_be_elsewhere_is_no_error_and_is_said",
        ROWS,
    ),
    "L3 errors of many pages": (ROWS,),
    "L4 a locale of ASCII alone": (
        f"{STREAMS}test_an_ascii_locale_takes_every_path",
        f"{STREAMS}test_an_encoding_that_is_for_no_text_is_replaced",
        f"{NAMES}test_a_locale_of_ascii_alone_ends_no_command",
    ),
    "L5 slow": (
        "trust/test_cost.py::test_twice_as_many_paths_on_stdin_take_twice_as_long",
        "trust/test_cost.py::test_twice_as_many_take_twice_as_long",
        "trust/test_cost.py::test_an_ignore_file_that_buildkit_cannot_send_is_not_read_to_its_end",
    ),
    "L6 a context that the settings name elsewhere": (
        "trust/test_index.py::test_what_settings_name_elsewhere_is_a_limit_that_is_promised",
    ),
}


@pytest.mark.parametrize("row", INDEX)
def test_each_attack_is_held_by_tests_that_are_there(row: str) -> None:
    assert INDEX[row]
    for each in INDEX[row]:
        file, _, name = each.partition("::")
        tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, each


def test_no_row_is_missing() -> None:
    rows = [row.partition(" ")[0] for row in INDEX]
    counts = {"C": 2, "H": 8, "M": 14, "L": 6}
    assert rows == [f"{kind}{n}" for kind, most in counts.items() for n in range(1, most + 1)]


def test_a_row_that_is_tried_by_hand_has_inputs_and_no_input_is_of_another() -> None:
    said = {row.partition(" ")[0] for row, tests in INDEX.items() if ROWS in tests}
    assert said == {each.row for each in ATTACKS.values()}


def test_what_settings_name_elsewhere_is_a_limit_that_is_promised() -> None:
    limits = (ROOT / ".github/SECURITY.md").read_text(encoding="utf-8").partition("## Limits")[2]
    assert "the settings declare is read where they say, also outside of the" in limits
