"""What is drafted, what it saves, what it breaks, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.explore.state import Mode, View
from ctxscan.explore.texts import drafted
from tests.support.explorers import begun, explorer_of, place, screen
from tests.support.repositories import commit, git, init
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

DOCKERFILE = "FROM scratch AS build\nCOPY . /all\nFROM scratch\nCOPY dist /srv\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {"Dockerfile": DOCKERFILE, "dist/app": "a" * 50, "logs/x": "l" * 400, "src/a": "s"}
    return grow(tmp_path / "c", files=files)


def test_ignoring_moves_the_headline_and_says_what_it_saves(root: Path) -> None:
    explorer = explorer_of(str(root), target="build")
    before = explorer.session.figures
    place(explorer, "logs")
    explorer.press("i")
    now = explorer.session.figures
    assert before is not None
    assert now is not None
    assert before.sent.content_bytes - now.sent.content_bytes == 400
    assert explorer.session.lines == ("logs",)
    assert "+ logs   saves 1 file, 400B" in screen(explorer)
    assert "saves" in screen(explorer).splitlines()[1]


def test_a_step_that_would_lose_its_source_is_named_with_its_build_and_line(root: Path) -> None:
    explorer = explorer_of(str(root))
    place(explorer, "dist")
    explorer.press("i")
    explorer.session.check()
    (broken,) = explorer.session.checked or ()
    assert (broken.dockerfile, broken.line, broken.text) == ("Dockerfile", 4, "COPY dist /srv")
    assert "! breaks Dockerfile:4 COPY dist /srv" in screen(explorer)
    explorer.press("u")
    explorer.session.check()
    assert explorer.session.checked == ()


def test_another_build_that_reads_the_file_is_asked_too(root: Path) -> None:
    (root / "worker.Dockerfile").write_text("FROM scratch\nCOPY src/a /a\n")
    explorer = explorer_of(str(root), "/", "s", "r", "c", "enter", "home", "right")
    place(explorer, "src/a")
    explorer.press("i")
    explorer.session.check()
    assert [(each.dockerfile, each.line) for each in explorer.session.checked or ()] == [
        ("worker.Dockerfile", 2)
    ]


def test_what_fails_anyway_is_not_blamed_on_a_rule(root: Path) -> None:
    (root / "Dockerfile").write_text("FROM scratch\nCOPY nowhere /\nCOPY logs /\n")
    explorer = explorer_of(str(root))
    place(explorer, "dist")
    explorer.press("i")
    explorer.session.check()
    assert explorer.session.checked == ()


@linux
def test_what_git_tracks_is_said(root: Path) -> None:
    init(root)
    git(root, "add", "logs")
    commit(root)
    explorer = explorer_of(str(root), target="build")
    place(explorer, "logs")
    explorer.press("i")
    assert "git tracks 1 file of it" in screen(explorer)


def test_allowing_takes_the_drafted_rule_back_or_adds_an_exception(root: Path) -> None:
    (root / ".dockerignore").write_text("src\n")
    explorer = explorer_of(str(root))
    for path, left in (("logs", ("logs",)), ("logs", ()), ("src", ("!src",))):
        place(explorer, path)
        explorer.press("i" if left == ("logs",) else "a")
        assert explorer.session.lines == left
    explorer.press("u")
    explorer.press("u")
    assert explorer.session.lines == ("logs",)


def test_a_directory_that_is_ignored_but_for_exceptions_is_ignored_whole(root: Path) -> None:
    (root / ".dockerignore").write_text("logs\n!logs/x\n")
    explorer = explorer_of(str(root), target="build")
    place(explorer, "logs")
    explorer.press("i")
    figures = explorer.session.figures
    assert explorer.session.lines == ("logs/**",)
    assert figures is not None
    assert figures.sent.content_bytes < 400


def test_a_rule_for_podman_means_the_same_there(tmp_path: Path) -> None:
    root = grow(tmp_path, "a(b)/file 9", files={"Dockerfile": "FROM scratch\nCOPY . /\n"})
    explorer = explorer_of(str(root), builder="podman")
    place(explorer, "a(b)")
    explorer.press("i")
    assert explorer.session.figures is not None
    assert explorer.session.figures.ignored.content_bytes == 9


def test_each_view_shows_its_own(root: Path) -> None:
    (root / ".dockerignore").write_text("src\n")
    explorer = explorer_of(str(root))
    shown = {}
    for _ in View:
        shown[explorer.shape.view] = {each.path for each in explorer.lines}
        explorer.press("tab")
    assert shown[View.SENT] == {"dist"}
    assert shown[View.NEVER] == {"logs", "Dockerfile", ".dockerignore"}
    assert shown[View.IGNORED] == {"src"}
    assert shown[View.ALL] == {"dist", "logs", "Dockerfile", ".dockerignore", "src"}


def test_a_draft_lives_on_with_another_builder_and_target(root: Path) -> None:
    explorer = explorer_of(str(root), "t")
    assert explorer.session.inspection.options.target == "build"
    place(explorer, "logs")
    for key in ("i", "b"):
        explorer.press(key)
    assert explorer.session.inspection.options.builder == "classic"
    assert explorer.session.lines == ("logs",)


def test_writing_shows_the_diff_first_and_writes_as_suggest_does(root: Path) -> None:
    (root / ".dockerignore").write_bytes(b"src")
    explorer = explorer_of(str(root), target="build")
    place(explorer, "logs")
    explorer.press("i")
    explorer.press("w")
    assert explorer.mode is Mode.DIFF
    assert "+logs" in explorer.text
    explorer.press("n")
    assert (root / ".dockerignore").read_bytes() == b"src"
    explorer.press("w")
    explorer.press("y")
    assert (root / ".dockerignore").read_bytes() == b"src\nlogs\n"
    assert explorer.session.lines == ()
    while not explorer.session.ground.go_on(1):
        pass
    figures = explorer.session.figures
    assert figures is not None
    assert figures.ignored.content_bytes == 401


def test_what_somebody_saved_meanwhile_is_not_written_over(root: Path) -> None:
    explorer = explorer_of(str(root), target="build")
    place(explorer, "logs")
    explorer.press("i")
    explorer.press("w")
    (root / ".dockerignore").write_bytes(b"theirs\n")
    explorer.press("y")
    assert "has changed since it was read" in explorer.session.message
    assert (root / ".dockerignore").read_bytes() == b"theirs\n"
    assert explorer.session.lines == ("logs",)


@linux
def test_a_file_behind_a_link_that_leads_out_is_refused_before_anything_is_shown(
    root: Path, tmp_path: Path
) -> None:
    (tmp_path / "theirs").write_bytes(b"")
    (root / ".dockerignore").symlink_to(tmp_path / "theirs")
    explorer = explorer_of(str(root), target="build", builder="classic")
    place(explorer, "logs")
    explorer.press("i")
    explorer.press("w")
    assert "lead out of the build context" in explorer.session.message
    assert explorer.mode is Mode.BROWSE


def test_a_draft_that_is_not_written_is_printed_as_an_ignore_file(root: Path) -> None:
    explorer = explorer_of(str(root), target="build")
    assert drafted(explorer.session) == ""
    place(explorer, "logs")
    explorer.press("i")
    explorer.press("q")
    assert explorer.mode is Mode.ENDED
    comment, rule = drafted(explorer.session).splitlines()
    assert comment.startswith("# drafted for ")
    assert rule == "logs"


@linux
def test_hostile_names_are_shown_escaped_and_ignored_exactly(tmp_path: Path) -> None:
    names = ["a\x1b[2J", "line\nfeed", "\u202eevil", "b\udcff", " edge ", "!mark", "[x]*?"]
    root = grow(tmp_path, files={"Dockerfile": "FROM scratch\nCOPY . /\n", "other": "o"})
    for name in names:
        (root / name).mkdir()
        (root / name / "file").write_bytes(b"x" * 10)
    explorer = explorer_of(str(root))
    for name in names:
        place(explorer, name)
        explorer.press("i")
    text = screen(explorer, (100, 40))
    assert text.replace("\n", "").isprintable()
    figures = explorer.session.figures
    assert figures is not None
    assert figures.ignored.content_bytes == 10 * len(names)
    assert figures.sent.files == 2


def test_what_podman_copies_is_known_without_a_further_walk(root: Path) -> None:
    """Whatever has become of the disk: all of it was walked once."""
    explorer = explorer_of(str(root), builder="podman")
    (root / "dist/app").unlink()
    (root / "dist").rmdir()
    for path, lines in (("dist", [4]), ("logs", [4])):
        place(explorer, path)
        explorer.press("i")
        assert explorer.session.check()
        assert [each.line for each in explorer.session.checked or ()] == lines


def test_a_build_is_chosen_by_its_name(root: Path) -> None:
    services = "".join(f"  s{at:02}: {{build: .}}\n" for at in range(40))
    (root / "compose.yaml").write_text(f"services:\n{services}  worker: {{build: ./src}}\n")
    (root / "src/Dockerfile").write_text("FROM scratch\nCOPY a /\n")
    explorer = explorer_of(str(root / "compose.yaml"), "T")
    assert explorer.session.choice == "s00"
    assert "  > s00   looked at" in screen(explorer)
    for key in ("down", "down", "enter"):
        explorer.press(key)
    assert explorer.session.name == "s02"
    for key in ("T", *"work"):
        explorer.press(key)
    assert explorer.choices == ["worker"]
    explorer.press("enter")
    assert explorer.session.name == "worker"
    assert explorer.session.inspection.location.root.endswith("/src")


def test_a_target_is_chosen_by_its_name(root: Path) -> None:
    explorer = explorer_of(str(root), "T", "up", "enter")
    assert explorer.session.choice == "build"
    explorer.press("T")
    for key in ("z", "q", "enter"):
        explorer.press(key)
    assert (explorer.mode, explorer.session.choice) == (Mode.BROWSE, "build")
    for key in ("T", "x", "backspace", "down", "escape"):
        explorer.press(key)
    assert (explorer.mode, explorer.session.choice) == (Mode.BROWSE, "build")


def test_where_there_is_one_build_of_one_stage_there_is_nothing_to_choose(tmp_path: Path) -> None:
    grow(tmp_path, files={"Dockerfile": "FROM scratch\nCOPY . /\n"})
    explorer = explorer_of(str(tmp_path), "T")
    assert explorer.mode is Mode.BROWSE
    assert "one build here" in explorer.session.message


def test_many_builds_are_looked_at_a_little_at_a_time(root: Path) -> None:
    for at in range(6):
        (root / f"w{at}.Dockerfile").write_text("FROM scratch\nCOPY src/a /a\n")
    explorer = explorer_of(str(root), "/", "s", "r", "c", "enter", "home", "right")
    place(explorer, "src/a")
    explorer.press("i")
    rounds = 1
    while not explorer.session.check(0):
        rounds += 1
    assert rounds > 6
    found = [(each.dockerfile, each.line) for each in explorer.session.checked or ()]
    assert found == [(f"w{at}.Dockerfile", 2) for at in range(6)]


@linux
def test_a_context_that_two_processes_walk_is_the_same(tmp_path: Path) -> None:
    names = [f"d{at % 90}/e{at % 7}/f{at} {at % 13}" for at in range(9000)]
    root = grow(tmp_path / "c", *names, "link -> d1", files={"Dockerfile": "FROM scratch\n"})
    alone = explorer_of(str(root))
    shared = begun(str(root), workers=2)
    shared.session.ground.begin()
    assert not shared.session.ground.is_walked
    while not shared.session.ground.go_on(0.01):
        pass
    assert shared.session.ground.seen == alone.session.ground.seen
    assert shared.session.figures == alone.session.figures
    both = [
        {path: (each.files, each.content_bytes, [*each.names]) for path, each in folders.items()}
        for folders in (one.session.ground.planted._folders for one in (alone, shared))
    ]
    assert both[0].keys() == both[1].keys()
    assert all(sorted(each[2]) == sorted(both[1][path][2]) for path, each in both[0].items())
    assert all(each[:2] == both[1][path][:2] for path, each in both[0].items())
