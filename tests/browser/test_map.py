"""The page of a map in a real browser: what it asks for, what it shows, and what the keys do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ctxscan.ignore.literal import escape_literal
from ctxscan.render.html.page import Build, page
from tests.support.maps import HOSTILE, large_map, map_of, paths_of
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
from tests.support.samples import PROJECTS
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.browser import Browser

pytestmark = NEEDS_A_BROWSER

INK = """(() => {
  const canvas = document.getElementById("map");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const colors = new Set();
  for (let at = 0; at < data.length; at += 4 * 97) colors.add(data.slice(at, at + 3).join());
  return colors.size;
})()"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "map.html"
    project = PROJECTS / "flask-multistage"
    assert ctxscan("report", project, "--format", "html", "-o", file).exit_code == 0
    return file


@pytest.fixture
def at_page(browser: Browser, sample: Path) -> Browser:
    return opened(browser, sample)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_asks_for_nothing_and_the_console_is_silent(
    browser: Browser, sample: Path, *, dark: bool
) -> None:
    opened(browser, sample, dark=dark, still=False)
    browser.press("b", "c", "/", "p", "y", "Escape", "?", "Escape")
    browser.evaluate(FRAME)
    assert browser.requests == [sample.as_uri()]
    assert browser.complaints == []
    assert browser.evaluate(INK) > 3


def test_the_policy_refuses_what_anything_in_the_page_might_ask_for(at_page: Browser) -> None:
    refused = at_page.evaluate("fetch('data:,x').then(() => 'came', () => 'refused')")
    assert refused == "refused"
    at_page.evaluate(
        "new Promise((done) => { const script = document.createElement('script');"
        "script.textContent = 'window.ran = 1'; document.body.append(script); setTimeout(done); })"
    )
    assert at_page.evaluate("window.ran === undefined")


def test_its_totals_are_those_of_the_json_document(at_page: Browser) -> None:
    report = ctxscan(
        *("report", PROJECTS / "flask-multistage", "--format", "json", "--ignored")
    ).document
    sums = at_page.evaluate(
        "(() => { const { view } = ctxscan; return ['bytes', 'files'].map((metric) =>"
        "[...view.tree.mix(0, metric, view.classOf, new Float64Array(view.classes.length))]); })()"
    )
    for metric, sum_ in zip(("content_bytes", "files"), sums, strict=True):
        names = ("sent", "never_asked", "ignored")
        assert [sum_[at] for at in (0, 2, 4)] == [report[name][metric] for name in names]
    assert at_page.evaluate(LEGEND) == [
        "Sent 2.044kB",
        "Never asked for 646B",
        "Ignored 340B",
    ]


def test_keys_alone_search(at_page: Browser) -> None:
    at_page.press("/")
    assert at_page.evaluate(FOCUS) == "search"
    at_page.press(*"app/b")
    assert at_page.evaluate(ROWS) == ["app/book.py"]
    at_page.press("Enter")
    assert at_page.evaluate(FOCUS) == "grid"
    at_page.press("Enter")
    assert at_page.evaluate(ACTIVE) == "book.py"
    assert "app/" in at_page.evaluate(ROWS)
    assert at_page.evaluate(CRUMBS) == ["all of it", "app"]


def test_keys_alone_move(at_page: Browser) -> None:
    tab_to(at_page, "grid")
    seen = [at_page.evaluate(ACTIVE)]
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "End", "Home", "PageDown"):
        at_page.press(key)
        seen.append(at_page.evaluate(ACTIVE))
    root, last = ". (all of it)", "requirements.txt"
    assert seen == [root, "app/", "Dockerfile", "app/", last, root, last]
    named = (
        "document.getElementById(document.getElementById('grid').ariaActiveDescendantElement.id)"
    )
    assert at_page.evaluate(f"{named}.ariaSelected") == "true"


def test_keys_alone_expand_and_collapse(at_page: Browser) -> None:
    tab_to(at_page, "grid")
    at_page.press("ArrowDown", "ArrowRight")
    inside = ["app/", "book.py", "pages.py", "templates/", "__init__.py", "Dockerfile"]
    assert at_page.evaluate(ROWS)[1:7] == inside
    at_page.press("ArrowRight")
    assert at_page.evaluate(ACTIVE) == "book.py"
    at_page.press("ArrowLeft")
    assert at_page.evaluate(ACTIVE) == "app/"
    at_page.press("ArrowLeft")
    assert at_page.evaluate(ROWS)[1:3] == ["app/", "Dockerfile"]


def test_keys_alone_zoom_in_and_out(at_page: Browser) -> None:
    tab_to(at_page, "grid")
    at_page.press("ArrowDown", "Enter")
    assert at_page.evaluate(CRUMBS) == ["all of it", "app"]
    whole = at_page.evaluate("ctxscan.painter.boxes.node[0] === ctxscan.view.active")
    assert whole
    at_page.press("Backspace")
    assert at_page.evaluate(CRUMBS) == ["all of it"]


def test_keys_alone_switch_the_colours(at_page: Browser) -> None:
    at_page.press("c")
    assert at_page.evaluate(LEGEND) == [
        "line 6  COPY requirements.txt . 26B",
        "line 16  COPY app app 2.018kB",
        "not sent 986B",
    ]
    at_page.press("c")
    assert at_page.evaluate(LEGEND)[:2] == ["stage build 26B", "stage stage-1 2.018kB"]
    at_page.press("c")
    if at_page.evaluate("ctxscan.view.mode") == "churn":  # a clone with its history
        at_page.press("c")
    assert at_page.evaluate(LEGEND)[0] == "Sent 2.044kB"


def test_keys_alone_switch_bytes_and_files(at_page: Browser) -> None:
    before = at_page.evaluate("[...ctxscan.painter.boxes.w]")
    at_page.press("b")
    assert at_page.evaluate(LEGEND) == [
        "Sent 5 files",
        "Never asked for 4 files",
        "Ignored 1 file",
    ]
    assert at_page.evaluate("document.getElementById('figure').textContent") == "Files"
    assert at_page.evaluate("[...ctxscan.painter.boxes.w]") != before
    at_page.press("b")
    assert at_page.evaluate("[...ctxscan.painter.boxes.w]") == before


def test_the_keys_are_shown_and_the_list_of_them_is_left_again(at_page: Browser) -> None:
    at_page.press("?")
    assert at_page.evaluate("document.getElementById('help').open")
    at_page.press("Escape")
    assert not at_page.evaluate("document.getElementById('help').open")


def test_rectangles_take_what_their_paths_take(at_page: Browser) -> None:
    """The areas in one directory are as its sizes, and lie in it."""
    off = at_page.evaluate(
        """(() => {
          const { view, painter } = ctxscan;
          const top = view.tree.inside(0, "bytes").map((node) => painter.boxOf(node));
          const area = painter.width * painter.height;
          return Math.max(...top.map((each) => Math.abs(
            (each.w * each.h) / area - view.tree.bytes[each.node] / view.tree.bytes[0])));
        })()"""
    )
    assert off < 1e-9


def test_a_suggestion_stands_beside_the_map_as_it_is(browser: Browser, tmp_path: Path) -> None:
    root = grow(
        tmp_path / "project",
        *("src/a.py", "src/__pycache__/a.pyc", "keep.py"),
        files={"Dockerfile": "FROM scratch\nCOPY . /app\n"},
    )
    file = tmp_path / "map.html"
    assert ctxscan("report", root, "--format", "html", "-o", file).exit_code == 0
    at_page = opened(browser, file)
    at_page.evaluate("document.getElementById('grid').focus()")
    at_page.press("s")
    at_page.evaluate(FRAME)
    said = {name: f"document.getElementById('{name}').textContent" for name in ("now", "later")}
    document = ctxscan("report", root, "--format", "json").document
    before = document["sent"]["content_bytes"]
    assert at_page.evaluate(said["now"]) == f"As it is: {before}B sent"
    cache = "ctxscan.view.tree.bytes[ctxscan.find('src/__pycache__')]"
    after = before - at_page.evaluate(cache)
    assert at_page.evaluate(said["later"]) == f"As suggested: {after}B sent"
    fate = at_page.evaluate("ctxscan.view.inShort(ctxscan.find('src/__pycache__/a.pyc'))")
    assert fate == "sent \u2192 ignored: **/__pycache__"
    at_page.evaluate("ctxscan.focusOn(ctxscan.find('src'))")
    detail = at_page.evaluate("document.getElementById('detail').textContent")
    assert "As suggested: ignored" in detail
    assert "**/__pycache__ (.dockerignore:" in detail
    half = "ctxscan.painter.half()"
    left, right = (
        at_page.evaluate(f"ctxscan.painter.at(({at}), 40)") for at in ("30", f"{half} + 12 + 30")
    )
    assert left == right >= 0
    at_page.press("s")
    assert at_page.evaluate("document.getElementById('sides').hidden")


def test_what_changes_often_has_colours_of_its_own(browser: Browser, tmp_path: Path) -> None:
    root = init(grow(tmp_path / "project", files={"Dockerfile": "FROM scratch\nCOPY . /\n"}))
    for number in range(7):
        grow(root, files={"often": f"{number}" * 10, "rarely": "a" * 5})
        git(root, "add", ".")
        commit(root)
    file = tmp_path / "map.html"
    file.write_text(page([Build("", map_of(root))]), encoding="ascii")
    at_page = opened(browser, file)
    at_page.evaluate("document.getElementById('grid').focus()")
    for _ in range(3):
        at_page.press("c")
    assert at_page.evaluate("ctxscan.view.mode") == "churn"
    legend = at_page.evaluate(LEGEND)
    assert "sent, 5 to 19 times in 6 commits 10B" in legend
    assert any(each.startswith("sent, never changed in 6 commits") for each in legend)
    at_page.evaluate("ctxscan.focusOn(ctxscan.find('often'))")
    facts = at_page.evaluate("document.querySelector('#detail .facts').textContent")
    assert "changed in 6 of the last 6 commits" in facts


def test_without_a_suggestion_there_is_nothing_to_compare(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    file.write_text(page([Build("", map_of(PROJECTS / "flask-multistage"))]), encoding="ascii")
    at_page = opened(browser, file)
    assert at_page.evaluate("document.getElementById('comparing').hidden")
    at_page.evaluate("document.getElementById('grid').focus()")
    at_page.press("s")
    assert not at_page.evaluate("ctxscan.view.compare")


def test_an_address_leads_to_a_path(browser: Browser, sample: Path) -> None:
    opened(browser, sample, "#path=app/templates/index.html")
    assert browser.evaluate(ACTIVE) == "index.html"
    assert browser.evaluate(CRUMBS) == ["all of it", "app", "templates"]
    said = browser.evaluate("document.getElementById('detail').textContent")
    assert "Sent: line 16 COPY app app asks for it" in said
    assert "as the last line of .dockerignore: app/templates/index.html" in said
    opened(browser, sample, "#path=app/gone")
    assert "No such path" in browser.evaluate("document.getElementById('status').textContent")


def test_what_decided_is_said_with_its_line(browser: Browser, sample: Path) -> None:
    opened(browser, sample, "#path=tests")
    said = browser.evaluate("document.getElementById('detail').textContent")
    assert "Ignored: the rule tests (.dockerignore:7) decided" in said
    assert "To keep it out" not in said


def test_what_one_rule_ignores_is_one_line_whoever_asks_for_it(
    browser: Browser, tmp_path: Path
) -> None:
    file, monorepo = tmp_path / "map.html", PROJECTS / "monorepo"
    dockerfile = monorepo / "api.Dockerfile"
    ctxscan("report", monorepo, "-f", dockerfile, "--format", "html", "-o", file)
    opened(browser, file)
    said = browser.evaluate(
        "[...document.querySelectorAll('.fates li')].map((each) => each.textContent)"
    )
    assert said == [
        "Ignored 1.666kB, 14 files: the rule * (api.Dockerfile.dockerignore:1) decided",
        (
            "Sent 353B, 2 files: line 4 COPY apps/api apps/api asks for it; "
            "the rule !apps/api (api.Dockerfile.dockerignore:2) lets it in"
        ),
        (
            "Sent 110B, 1 file: line 3 COPY libs/common libs/common asks for it; "
            "the rule !libs (api.Dockerfile.dockerignore:3) lets it in"
        ),
    ]


def test_hostile_names_are_shown_found_and_addressed(browser: Browser, tmp_path: Path) -> None:
    names = [each for each in HOSTILE if "/" not in each]
    root = grow(tmp_path / "c", *(f"{each} {at + 1}" for at, each in enumerate(names)))
    grow(root, files={"Dockerfile": "FROM scratch\nCOPY . /\n"})
    found, file = map_of(root), tmp_path / "map.html"
    file.write_text(page([Build("", found)]), encoding="ascii")
    opened(browser, file)
    assert browser.evaluate("document.scripts.length") == 2
    for name in names:
        node = browser.evaluate(f"ctxscan.view.tree.name.indexOf({json.dumps(name)})")
        assert node > 0, name
        browser.evaluate(f"ctxscan.focusOn({node}), ctxscan.toAddress(), 1")
        rule = browser.evaluate("document.querySelector('#detail .rule code').textContent")
        assert rule == escape_literal(name), name
        address = browser.evaluate("location.hash")
        again = browser.evaluate(f"ctxscan.find({json.dumps(address.removeprefix('#path='))})")
        assert again == node, (name, address)
        shown = browser.evaluate(ACTIVE)
        assert not {*"\n\r\t\x1b\u202e\u200b\u2028\ufeff"} & {*shown}
    assert browser.complaints == []
    assert len(paths_of(found)) == len(names) + 1


def test_each_build_is_chosen_and_addressed(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    ctxscan("report", PROJECTS / "storefront/compose.yaml", "--format", "html", "-o", file)
    opened(browser, file, "#build=web&path=web/build.js")
    assert browser.evaluate("document.getElementById('build').selectedOptions[0].text") == "web"
    assert browser.evaluate(ACTIVE) == "build.js"
    shown = "[...document.querySelectorAll('header [data-build]')].filter((each) => !each.hidden)"
    assert "web.Dockerfile" in browser.evaluate(f"{shown}[0].textContent")
    tab_to(browser, "build")
    browser.press("ArrowUp")
    assert "target shop" in browser.evaluate(f"{shown}[0].textContent")
    assert browser.evaluate(f"{shown}.length") == 1
    assert browser.complaints == []


@pytest.mark.parametrize(
    ("entries", "figure"),
    [((), "Files"), (("a/b", "c"), "Files"), (("a/b 1",), "Bytes")],
    ids=["an empty context", "empty files", "one byte"],
)
def test_a_context_of_next_to_nothing_is_shown(
    browser: Browser, tmp_path: Path, entries: tuple[str, ...], figure: str
) -> None:
    root, file = grow(tmp_path / "c", *entries), tmp_path / "map.html"
    grow(tmp_path, files={"Dockerfile": "FROM scratch\nCOPY . /\n"})
    ended = ctxscan("report", root, "-f", tmp_path / "Dockerfile", "--format", "html", "-o", file)
    assert ended.exit_code == 0, ended.errors
    opened(browser, file)
    browser.press("c", "b", "b", "/", "a", "Escape", "End", "Enter", "Backspace")
    assert browser.evaluate("document.getElementById('figure').textContent") == figure
    assert browser.evaluate(ROWS)[0] == ". (all of it)"
    assert browser.complaints == []


def test_a_path_of_400_directories_is_shown(browser: Browser, tmp_path: Path) -> None:
    root = grow(tmp_path / "c", "/".join(["d"] * 400) + "/inmost 7")
    grow(root, files={"Dockerfile": "FROM scratch\nCOPY . /\n"})
    file = tmp_path / "map.html"
    file.write_text(page([Build("", map_of(root))]), encoding="ascii")
    opened(browser, file)
    browser.press("/", *"inmost", "Enter", "Enter", "ArrowLeft", "Backspace")
    assert len(browser.evaluate(CRUMBS)) == 400
    assert browser.complaints == []


def test_without_a_script_there_is_the_table(browser: Browser, sample: Path) -> None:
    opened(browser, sample, script=False)
    root = browser.call("DOM.getDocument")["root"]["nodeId"]
    table = browser.call("DOM.querySelector", nodeId=root, selector=".largest")["nodeId"]
    assert browser.call("DOM.getBoxModel", nodeId=table)["model"]["height"] > 100
    assert browser.requests == [sample.as_uri()]


def test_it_is_printed_with_the_table(at_page: Browser) -> None:
    at_page.call("Emulation.setEmulatedMedia", media="print")
    shown = "getComputedStyle(document.querySelector('{}')).display"
    assert at_page.evaluate(shown.format(".largest")) == "block"
    assert at_page.evaluate(shown.format(".tools")) == "none"
    at_page.call("Emulation.setEmulatedMedia", media="")
    assert at_page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("width", [320, 800, 1440])
def test_nothing_runs_over_the_edge(browser: Browser, sample: Path, width: int) -> None:
    opened(browser, sample, width=width)
    assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_100_000_paths_are_searched_and_moved_in_at_once(browser: Browser, tmp_path: Path) -> None:
    """Bounds that hold on a busy machine; CONTRIBUTING says how the figures are measured."""
    file = tmp_path / "map.html"
    found = large_map(map_of(PROJECTS / "flask-multistage"), 100_000)
    file.write_text(page([Build("", found)]), encoding="ascii")
    opened(browser, file)
    browser.press("/", *"core-index")
    hits = browser.evaluate("ctxscan.view.hits.length")
    assert hits == sum("core-index" in path.rpartition("/")[2] for path in paths_of(found))
    live = browser.evaluate("document.querySelectorAll('#rows [role=row]').length")
    assert live < 100
    browser.press("Escape", "End")
    assert browser.complaints == []
    took = browser.evaluate("performance.getEntriesByName('map')[0].startTime")
    assert took < 10_000


@pytest.mark.skipif(AXE is None, reason="CTXSCAN_AXE names no axe.min.js (npm pack axe-core)")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    "keys", [(), ("/", "p"), ("?",)], ids=["at first", "searching", "the keys"]
)
def test_axe_finds_no_violation(
    browser: Browser, sample: Path, keys: tuple[str, ...], *, dark: bool
) -> None:
    opened(browser, sample, dark=dark)
    browser.press(*keys)
    assert violations(browser) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_image_is_drawn_by_a_browser_in_the_colours_that_it_prefers(
    browser: Browser, tmp_path: Path, *, dark: bool
) -> None:
    file = tmp_path / "map.svg"
    project = PROJECTS / "flask-multistage"
    assert ctxscan("report", project, "--format", "svg", "-o", file).exit_code == 0
    browser.open(file.as_uri(), dark=dark)
    ground = "getComputedStyle(document.querySelector('.ground')).fill"
    assert browser.evaluate(ground) == ("rgb(17, 22, 29)" if dark else "rgb(246, 247, 249)")
    over = (
        "[...document.querySelectorAll('text')].map((each) => each.getBBox())"
        ".filter((box) => box.x + box.width > 961).length"
    )
    assert browser.evaluate(over) == 0
    assert browser.requests == [file.as_uri()]
    assert browser.complaints == []
