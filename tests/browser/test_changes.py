"""The page of a comparison in a real browser: what it shows, and what the keys do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.changes import changed_project
from tests.support.maps import HOSTILE
from tests.support.opened import (
    ACTIVE,
    AXE,
    CRUMBS,
    FOCUS,
    FRAME,
    LEGEND,
    NEEDS_A_BROWSER,
    ROWS,
    opened,
    tab_to,
    violations,
)
from tests.support.program import ctxscan
from tests.support.repositories import commit, git, init
from tests.support.trees import grow, make_file

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.browser import Browser

pytestmark = NEEDS_A_BROWSER

FOUND = "document.getElementById('broken').textContent"
CHOSEN = "document.querySelector('#steps [aria-selected=true] code').textContent"
SIDES = "['now', 'later'].map((each) => document.getElementById(each).textContent)"
COLOR_AT = """((path, side) => {{
  const {{ painter, view }} = ctxscan;
  const box = painter.boxOf(ctxscan.find(path));
  const [aside] = painter.sides[side];
  const canvas = document.getElementById("map");
  const at = [box.x + aside + box.w / 2, box.y + box.h - 3];
  const {{ data }} = canvas.getContext("2d").getImageData(...at.map(Math.round), 1, 1);
  return "#" + [...data.slice(0, 3)].map((each) => each.toString(16).padStart(2, "0")).join("");
}})({path}, {side})"""
"""Of the map: where a path lies, near the lower edge."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return changed_project(tmp_path_factory.mktemp("changed") / "project")


@pytest.fixture(scope="module")
def sample(project: Path) -> Path:
    file = project.parent / "diff.html"
    run = ctxscan("diff", "HEAD", project, "--format", "html", "-o", file)
    assert run.exit_code == 0, run.errors
    return file


@pytest.fixture
def at_page(browser: Browser, sample: Path) -> Browser:
    return opened(browser, sample)


def color_of(browser: Browser, path: str, side: int = 0) -> str:
    color: str = browser.evaluate(COLOR_AT.format(path=json.dumps(path), side=side))
    return color


def named(browser: Browser, name: str) -> str:
    color: str = browser.evaluate(f"ctxscan.painter.color({json.dumps(name)})")
    return color


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_asks_for_nothing_and_the_console_is_silent(
    browser: Browser, sample: Path, *, dark: bool
) -> None:
    opened(browser, sample, dark=dark, still=False)
    browser.press("b", "c", "s", "u", "t", "ArrowDown", "End", "Escape", "/", "p", "Escape", "?")
    browser.evaluate(FRAME)
    assert browser.requests == [sample.as_uri()]
    assert browser.complaints == []


def test_its_sums_are_those_of_the_json_document(at_page: Browser, project: Path) -> None:
    document = ctxscan("diff", "HEAD", project, "--format", "json").document
    grown = at_page.evaluate("ctxscan.view.tree.after.bytes[0] - ctxscan.view.tree.before.bytes[0]")
    assert grown == sum(each["bytes"] for each in document["changes"])
    files = at_page.evaluate(
        "[ctxscan.view.tree.before.files[0], ctxscan.view.tree.after.files[0]]"
    )
    assert files == [document["transfer"][each] for each in ("files_before", "files_after")]
    assert at_page.evaluate("ctxscan.view.tree.touched[0]") == len(document["changes"]) + 1
    """The path that was a file and is a directory counts twice."""


def test_only_what_changed_is_in_the_table_and_opened(at_page: Browser) -> None:
    assert at_page.evaluate(ROWS) == [
        ". (all of it)",
        *("apps/", "api/", "gone.py", "main.py", "new.py"),
        *("kind", "kind/", "inside", "mode.sh", "link"),
    ]
    at_page.press("u")
    rows = at_page.evaluate(ROWS)
    assert {"libs/", "Dockerfile"} & {*rows} == {"libs/"}
    at_page.press("u")
    assert "libs/" not in at_page.evaluate(ROWS)


def test_each_kind_of_change_has_its_own_colour(at_page: Browser) -> None:
    assert [each.split(" ")[0] for each in at_page.evaluate(LEGEND)] == [
        *("Added", "Removed", "Type", "Content", "Link", "Mode", "Unchanged"),
    ]
    assert at_page.evaluate(LEGEND)[:2] == ["Added 2 paths, +32B", "Removed 1 path, \u221270B"]
    kinds = {
        "apps/api/new.py": "added",
        "apps/api/gone.py": "removed",
        "apps/api/main.py": "content",
        "mode.sh": "mode",
        "libs/a.py": "unchanged",
    }
    assert {path: color_of(at_page, path) for path in kinds} == {
        path: named(at_page, kind) for path, kind in kinds.items()
    }


def test_keys_alone_choose_a_step_and_see_what_broke_it(at_page: Browser) -> None:
    at_page.press("t")
    assert at_page.evaluate(FOCUS) == "steps"
    at_page.press("ArrowDown")
    assert at_page.evaluate(CHOSEN) == "COPY libs libs"
    assert at_page.evaluate(FOUND) == "line 2 is kept"
    at_page.press("ArrowDown", "ArrowDown")
    assert at_page.evaluate(CHOSEN) == "COPY apps apps"
    assert at_page.evaluate(FOUND) == "4 paths break line 4"
    paths = ["apps/api/gone.py", "apps/api/main.py", "apps/api/new.py", "apps/kind/inside"]
    assert at_page.evaluate(ROWS) == paths
    assert at_page.evaluate("ctxscan.view.isFaint(ctxscan.find('mode.sh'))")
    assert not at_page.evaluate("ctxscan.view.isFaint(ctxscan.find('apps/api/new.py'))")
    named_row = "document.getElementById('steps').getAttribute('aria-activedescendant')"
    assert at_page.evaluate(f"document.getElementById({named_row}).ariaSelected") == "true"
    at_page.press("ArrowDown")
    assert at_page.evaluate(ROWS) == paths
    at_page.press("Enter")
    assert at_page.evaluate(FOCUS) == "grid"
    at_page.press("ArrowDown", "Enter")
    assert at_page.evaluate(ACTIVE) == "main.py"
    assert at_page.evaluate(CRUMBS) == ["all of it", "apps", "api"]
    assert at_page.evaluate(FOUND) == ""


def test_escape_leaves_a_step(at_page: Browser) -> None:
    tab_to(at_page, "steps")
    at_page.press("End")
    assert at_page.evaluate(CHOSEN) == "COPY link mode.sh /"
    at_page.press("Escape")
    assert at_page.evaluate("document.querySelector('#steps [aria-selected=true]') === null")
    assert at_page.evaluate(ROWS)[0] == ". (all of it)"
    assert at_page.evaluate(FOCUS) == "grid"


def test_a_click_on_a_step_does_the_same(at_page: Browser) -> None:
    at_page.evaluate("document.getElementById('step-2').click()")
    assert at_page.evaluate(FOUND) == "4 paths break line 4"
    at_page.press("/", *"mode")
    assert at_page.evaluate(ROWS) == ["mode.sh"]
    assert at_page.evaluate("document.querySelector('#steps [aria-selected=true]') === null")


def test_of_a_path_it_is_said_what_became_of_it_and_what_it_breaks(
    browser: Browser, sample: Path
) -> None:
    opened(browser, sample, "#path=apps/api/main.py")
    said = browser.evaluate("document.getElementById('detail').textContent")
    assert "40B \u2192 52B \u00b7 +12B \u00b7 content" in said
    assert "It breaks" in said
    assert "line 4 COPY apps apps" in said
    assert "line 5 RUN python -m compileall apps" in said
    opened(browser, sample, "#path=mode.sh")
    said = browser.evaluate("document.getElementById('detail').textContent")
    assert "mode 644 -> 755" in said
    assert "line 4" not in said
    opened(browser, sample, "#path=libs/a.py")
    assert browser.evaluate(ACTIVE) == "a.py"
    opened(browser, sample, "#path=apps/kind/inside")
    assert browser.evaluate(ACTIVE) == "inside"


def test_before_and_after_stand_side_by_side(at_page: Browser) -> None:
    at_page.press("s")
    at_page.evaluate(FRAME)
    tree = "ctxscan.view.tree"
    before, after = at_page.evaluate(f"[{tree}.before.bytes[0], {tree}.after.bytes[0]]")
    said = at_page.evaluate(SIDES)
    assert said[0].startswith("Before, HEAD: ")
    assert said[0].endswith(f" {before / 1000:.4g}kB")
    assert said[1].endswith(f" {after / 1000:.4g}kB")
    ground = named(at_page, "map")
    assert color_of(at_page, "apps/api/gone.py", 0) == named(at_page, "removed")
    assert color_of(at_page, "apps/api/gone.py", 1) == ground
    assert color_of(at_page, "apps/api/new.py", 0) == ground
    assert color_of(at_page, "apps/api/new.py", 1) == named(at_page, "added")


def test_files_are_counted_as_well(at_page: Browser) -> None:
    at_page.press("b")
    figures = (
        "[...document.querySelectorAll('#rows [role=row]')]"
        ".map((row) => [...row.querySelectorAll('.figure')].map((each) => each.textContent))"
    )
    assert ["1", "", "\u22121"] in at_page.evaluate(figures)
    assert ["", "1", "+1"] in at_page.evaluate(figures)


def test_hostile_names_are_shown_found_and_addressed(browser: Browser, tmp_path: Path) -> None:
    names = [each for each in HOSTILE if "/" not in each]
    root = init(grow(tmp_path / "c", files={"Dockerfile": "FROM scratch\nCOPY . /\n"}))
    make_file(root / ".dockerignore", ".git\n")
    git(root, "add", "-A")
    commit(root)
    grow(root, *(f"{each} {at + 1}" for at, each in enumerate(names)))
    file = tmp_path / "diff.html"
    assert ctxscan("diff", "HEAD", root, "--format", "html", "-o", file).exit_code == 0
    opened(browser, file)
    assert browser.evaluate("document.scripts.length") == 2
    for name in names:
        node = browser.evaluate(f"ctxscan.view.tree.name.indexOf({json.dumps(name)})")
        assert node > 0, name
        browser.evaluate(f"ctxscan.focusOn({node}), ctxscan.toAddress(), 1")
        address = browser.evaluate("location.hash")
        again = browser.evaluate(f"ctxscan.find({json.dumps(address.removeprefix('#path='))})")
        assert again == node, (name, address)
        shown = browser.evaluate(ACTIVE)
        assert not {*"\n\r\t\x1b\u202e\u200b\u2028\ufeff"} & {*shown}
    browser.press("t", "End")
    assert browser.evaluate(FOUND) == f"{len(names)} paths break line 2"
    assert browser.complaints == []


def test_where_nothing_changed_there_is_the_tree_all_the_same(
    browser: Browser, tmp_path: Path
) -> None:
    root = init(grow(tmp_path / "c", "a 5", files={"Dockerfile": "FROM scratch\nCOPY a /\n"}))
    git(root, "add", "-A")
    commit(root)
    file = tmp_path / "diff.html"
    assert ctxscan("diff", "HEAD", root, "--format", "html", "-o", file).exit_code == 0
    opened(browser, file)
    browser.press("t", "ArrowDown", "Escape", "u", "b", "s", "s", "End")
    assert browser.evaluate(ACTIVE) == "a"
    assert browser.evaluate(LEGEND) == ["Unchanged 1 path"]
    assert browser.complaints == []


@pytest.mark.parametrize("width", [320, 800, 1440])
def test_nothing_runs_over_the_edge(browser: Browser, sample: Path, width: int) -> None:
    opened(browser, sample, width=width)
    assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_a_script_there_are_the_tables(browser: Browser, sample: Path) -> None:
    opened(browser, sample, script=False)
    root = browser.call("DOM.getDocument")["root"]["nodeId"]
    table = browser.call("DOM.querySelector", nodeId=root, selector=".largest")["nodeId"]
    assert browser.call("DOM.getBoxModel", nodeId=table)["model"]["height"] > 100


@pytest.mark.skipif(AXE is None, reason="CTXSCAN_AXE names no axe.min.js (npm pack axe-core)")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    "keys",
    [(), ("t", "End"), ("u", "s"), ("?",)],
    ids=["at first", "a step", "side by side", "the keys"],
)
def test_axe_finds_no_violation(
    browser: Browser, sample: Path, keys: tuple[str, ...], *, dark: bool
) -> None:
    opened(browser, sample, dark=dark)
    browser.press(*keys)
    assert violations(browser) == []
