"""The page of a comparison: it says just what the other formats of it say."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from ctxscan.findings.map.changed import changed_map
from ctxscan.render.html.changes import FILES, Changes, changes_page
from ctxscan.render.html.sheets import assets
from tests.findings.suggest.random_projects import RandomProject
from tests.support.changes import (
    at_random,
    breaking,
    changed_project,
    compared_with_head,
    decoded_changes,
    large_changes,
)
from tests.support.maps import HOSTILE, Document
from tests.support.program import ctxscan
from tests.support.repositories import commit, git, init
from tests.support.trees import WHY_NOT_HERE, grow, make_file

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return changed_project(tmp_path_factory.mktemp("changed") / "project")


def page_of(root: Path, *arguments: str) -> Document:
    run = ctxscan("diff", *arguments, "--format", "html", cwd=root)
    assert run.exit_code in (0, 1), run.errors
    assert run.stdout.isascii()
    return Document(run.text)


def check(root: Path, *arguments: str) -> None:
    """Against the document of the same comparison."""
    document = ctxscan("diff", *arguments, "--format", "json", cwd=root).document
    (build,) = page_of(root, *arguments).builds
    found = decoded_changes(build)
    changed = {path: [each for each in own if each.what] for path, own in found.items()}
    for change in document["changes"]:
        (own,) = [each for each in changed[change["path"]] if each.what == change["what"]]
        assert own.after - own.before == change["bytes"], change
    listed = {each["path"] for each in document["changes"]}
    both = {path for path, own in found.items() if len(own) > 1}
    own_rows = {path for path, own in changed.items() if own and not path.startswith(".git/")}
    assert own_rows - both == listed - both
    steps = [(each["line"], each["fate"]) for each in document["steps"]]
    assert [(each["line"], each["fate"]) for each in build["steps"]] == steps
    for step, shown in zip(document["steps"], breaking(build), strict=True):
        own_paths = {each["path"] for each in step["because"] if "path" in each}
        assert own_paths <= shown
        if step["fate"] == "kept":
            assert shown == set()


def test_each_change_is_in_the_tree_with_its_bytes(project: Path) -> None:
    check(project)


def test_what_has_not_changed_is_there_too(project: Path) -> None:
    (build,) = page_of(project).builds
    found = decoded_changes(build)
    assert found["libs/a.py"] == [([], 100, 100)]
    assert found["apps/site/page.html"] == [([], 900, 900)]
    assert found["apps/api/main.py"] == [(["content"], 40, 52)]
    assert found["apps/api/new.py"] == [(["added"], 0, 25)]
    assert found["apps/api/gone.py"] == [(["removed"], 70, 0)]
    assert found["mode.sh"] == [(["mode"], 10, 10)]
    assert found["link"] == [(["link"], 0, 0)]
    assert sorted(found["apps/kind"]) == [(["added"], 0, 0), (["type"], 30, 0)]
    assert found["apps/kind/inside"] == [(["added"], 0, 7)]


def test_a_step_has_the_paths_of_the_steps_that_it_is_built_on(project: Path) -> None:
    (build,) = page_of(project).builds
    shown = breaking(build)
    fates = [each["fate"] for each in build["steps"]]
    apps = {f"apps/{each}" for each in ("api/gone.py", "api/main.py", "api/new.py")}
    apps.add("apps/kind/inside")
    assert fates == ["kept", "kept", "lost", "lost", "perhaps", "lost"]
    assert shown[:4] == [set(), set(), apps, apps]
    assert "mode.sh" in shown[-1]


@pytest.mark.parametrize("seed", range(8))
def test_of_any_two_states_the_page_says_what_the_document_says(seed: int, tmp_path: Path) -> None:
    root = RandomProject(tmp_path / "c", seed).root
    git(root, "add", "-A")
    commit(root)
    at_random(root, random.Random(seed))  # noqa: S311 - no secret hangs on it
    check(root)
    git(root, "add", "-A")
    commit(root)
    check(root, "HEAD~1..HEAD")


def test_a_named_context_is_a_directory_of_its_own(tmp_path: Path) -> None:
    for name, text in (("old", "1"), ("new", "12")):
        grow(tmp_path / name, files={"x/f": text, "x/same": "s"})
    root = grow(
        tmp_path / "c", files={"Dockerfile": "FROM scratch\nCOPY --from=more x /\n", "own": "1"}
    )
    saved = tmp_path / "saved.json"
    key = ("key", root, "--build-context", f"more={tmp_path / 'old'}", "--format", "json")
    assert ctxscan(*key, "-o", saved).exit_code == 0
    document = page_of(root, str(saved), ".", "--build-context", f"more={tmp_path / 'new'}")
    (build,) = document.builds
    assert decoded_changes(build)["more:/x/f"] == [(["content"], 1, 2)]
    assert breaking(build) == [{"more:/x/f"}]


def test_what_the_build_sends_of_git_itself_is_one_change(tmp_path: Path) -> None:
    root = init(grow(tmp_path / "c", files={"Dockerfile": "FROM scratch\nCOPY . /\n"}))
    git(root, "add", "-A")
    commit(root)
    check_git = page_of(root).builds[0]
    found = decoded_changes(check_git)
    inside = [own for path, own in found.items() if path.startswith(".git/") and own[0].after]
    assert inside
    assert all(each.what == ["content"] for own in inside for each in own)
    assert breaking(check_git) == [{".git"}]


def test_hostile_names_are_data_and_text_and_nothing_else(tmp_path: Path, project: Path) -> None:
    names = [each for each in HOSTILE if "/" not in each]
    dockerfile = {"Dockerfile": "FROM scratch\nCOPY . /\n", ".dockerignore": ".git\n"}
    root = init(grow(tmp_path / "c", files=dockerfile))
    git(root, "add", "-A")
    commit(root)
    grow(root, *(f"d/{each} {at + 5}" for at, each in enumerate(names)))
    grow(root, files={"</script><i>/x": "1"})
    document = page_of(root)
    (build,) = document.builds
    found = decoded_changes(build)
    assert {f"d/{each}" for each in names} <= {*found}
    plain = page_of(project)
    assert {tag for tag, _ in document.elements} <= {tag for tag, _ in plain.elements}
    assert len(document.inside["script"]) == 1
    paths = [row[0] for row in document.rows]
    assert "d/rtl\\u202egnp.exe" in paths
    assert "d/bad\\xff\\xc3" in paths


def test_the_figures_and_steps_stand_there_without_a_script(project: Path) -> None:
    document = page_of(project)
    said = ctxscan("diff", "--format", "json", cwd=project).document["transfer"]
    texts = " ".join(document.texts)
    assert f"{said['files_before']} \u2192 {said['files_after']}" in texts
    rows = document.rows
    assert ["4", "lost", "COPY apps apps", "apps/api/gone.py, apps/api/main.py, 2 more"] in rows
    assert ["apps/api/new.py", "+25B", "added"] in rows
    assert ["mode.sh", "", "mode 644 -> 755"] in rows


def test_why_the_second_state_fails_is_said(project: Path, tmp_path: Path) -> None:
    other = tmp_path / "Dockerfile"
    make_file(other, "FROM scratch\nCOPY libs gone /\n")
    run = ctxscan("diff", "HEAD", project, "-f", other, "--format", "html")
    assert run.exit_code == 1
    assert any(
        "&#x27;gone&#x27;" in line or "'gone'" in line for line in run.lines if "fails" in line
    )


def test_a_project_has_a_sheet_for_each_build(tmp_path: Path) -> None:
    root = init(
        grow(
            tmp_path,
            files={
                "a/Dockerfile": "FROM scratch\nCOPY . /\n",
                "b/Dockerfile": "FROM scratch\nCOPY . /\n",
                "compose.yaml": "services:\n  a: {build: a}\n  b: {build: b}\n  c: {build: gone}\n",
            },
        )
    )
    git(root, "add", "-A")
    commit(root)
    make_file(root / "b/new", "12345")
    run = ctxscan("diff", "HEAD", root / "compose.yaml", "--format", "html")
    assert run.exit_code == 2
    assert "No map of c: " in run.text
    document = Document(run.text)
    assert [each["name"] for each in document.builds] == ["a", "b"]
    assert "new" not in decoded_changes(document.builds[0])
    assert decoded_changes(document.builds[1])["new"] == [(["added"], 0, 5)]


def test_what_changed_is_folded_last(tmp_path: Path) -> None:
    root = init(grow(tmp_path, *(f"d{at % 7}/f{at} {at + 1000}" for at in range(300))))
    grow(root, files={"Dockerfile": "FROM scratch\nCOPY . /\n", ".dockerignore": ".git\n"})
    git(root, "add", "-A")
    commit(root)
    make_file(root / "d3/f3", "small")
    make_file(root / "d4/f4", "y" * 5000)
    found, before, after = compared_with_head(root)
    whole, few = (changed_map(found.diff, before, after, most=most) for most in (400, 40))
    assert whole.folded is None
    assert few.folded is not None
    assert sum(node.files for node in few.nodes) == 302
    assert sum(node.size for node in few.nodes) == sum(node.size for node in whole.nodes)
    document = Document(changes_page([Changes("", found, few)]))
    assert any("is folded in its directory" in each for each in document.texts)
    shown = decoded_changes(document.builds[0])
    assert shown["d3/f3"] == [(["content"], 1003, 5)]
    assert shown["d4/f4"] == [(["content"], 1004, 5000)]


def test_of_more_changes_than_there_is_place_for_the_sums_stay_right(tmp_path: Path) -> None:
    root = init(grow(tmp_path, *(f"d{at % 7}/f{at} {at + 1000}" for at in range(300))))
    grow(root, files={"Dockerfile": "FROM scratch\nCOPY . /\n", ".dockerignore": ".git\n"})
    git(root, "add", "-A")
    commit(root)
    for at in range(300):
        make_file(root / f"d{at % 7}/f{at}", "y" * (700 + 2 * at))
    found, before, after = compared_with_head(root)
    few = changed_map(found.diff, before, after, most=40)
    assert len(few.nodes) < 60
    grown = [-node.grown if few.became[node.fate].shrank else node.grown for node in few.nodes]
    assert all(each >= 0 for each in grown)
    assert sum(node.grown for node in few.nodes) == sum(each.bytes for each in found.diff.changes)


def test_100_000_paths_take_a_megabyte_at_most(project: Path) -> None:
    found = large_changes(compared_with_head(project), 100_000)
    assert found.map.folded is None
    written = changes_page([found])
    assert len(written.encode()) <= 1_000_000
    (build,) = Document(written).builds
    shown = decoded_changes(build)
    changed = [each for own in shown.values() for each in own if each.what]
    assert len(changed) == len(found.compared.diff.changes)
    grown = sum(each.bytes for each in found.compared.diff.changes)
    assert sum(each.after - each.before for each in changed) == grown
    assert breaking(build)[0] == {each.path for each in found.compared.diff.changes}


def test_the_code_is_ascii_and_small() -> None:
    assert all(each.isascii() for each in assets(FILES))
    assert sum(map(len, assets(FILES))) <= 68_000
