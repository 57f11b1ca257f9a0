"""The explorer line by line, and the page about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from ctxscan.explore.plain import COMMANDS
from ctxscan.explore.texts import KEYS
from tests.support.pages import first_column, read, section
from tests.support.program import ROOT, Run, ctxscan
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

DOCKERFILE = "FROM scratch\nCOPY . /all\nCOPY dist /srv\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {"Dockerfile": DOCKERFILE, "dist/app": "a" * 50, "logs/x": "l" * 400}
    return grow(tmp_path / "c", files=files)


def said(root: Path, *lines: str, options: tuple[str, ...] = ()) -> Run:
    stdin = "".join(f"{each}\n" for each in lines).encode("utf-8", "surrogateescape")
    return ctxscan("explore", "--plain", *options, root, stdin=stdin)


def test_it_says_the_figures_first_and_ends_with_its_input(root: Path) -> None:
    found = said(root)
    assert found.exit_code == 0
    assert found.stdout == b""
    assert found.errors[1].startswith("transferring context:")
    assert "sent 3 files" in found.errors[2]


def test_a_rule_is_drafted_by_a_path_and_printed_at_the_end(root: Path) -> None:
    found = said(root, "i logs/", "q")
    assert "drafted logs: saves 1 file, 400B" in found.errors
    assert found.lines[-1] == "logs"


def test_what_a_rule_breaks_is_said(root: Path) -> None:
    found = said(root, "i dist")
    assert any(each.startswith("! breaks Dockerfile:3 COPY dist /srv") for each in found.errors)


def test_nothing_is_written_before_somebody_agrees(root: Path) -> None:
    file = root / ".dockerignore"
    assert said(root, "y").errors[-1].startswith("nothing to agree to")
    said(root, "i logs", "w", "u", "q")
    assert not file.exists()
    found = said(root, "i logs", "w", "y", "q")
    assert "+logs" in found.errors
    assert file.read_bytes() == b"logs\n"
    assert found.stdout == b""


def test_a_directory_is_listed_the_largest_first(root: Path) -> None:
    found = said(root, "ls", "ls logs", "ls nowhere", "i nowhere", "/ APP", "e logs/x", "nonsense")
    text = found.stderr.decode()
    assert text.index("logs/: 400B, 1 file, sent") < text.index("dist/: 50B, 1 file, sent")
    assert "logs/x: 400B, 1 file, sent" in found.errors
    assert "no such directory: nowhere" in found.errors
    assert "no such path here: nowhere" in found.errors
    assert "dist/app: 50B, 1 file, sent" in found.errors
    assert "  line 2: COPY . /all" in found.errors
    assert "no such command: nonsense; ? lists them" in found.errors


def test_a_draft_may_be_kept_in_a_file(root: Path, tmp_path: Path) -> None:
    said(root, "i logs", options=("-o", str(tmp_path / "kept")))
    assert (tmp_path / "kept").read_text().splitlines()[-1] == "logs"


def test_the_builds_of_a_project_follow_each_other() -> None:
    compose = ROOT / "sample_projects/storefront/compose.yaml"
    found = said(compose, "t", "t", "b")
    names = [each.partition(":")[0] for each in found.errors if "BuildKit" in each]
    assert len(set(names)) == 3
    assert "classic builder" in found.stderr.decode()


@pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
def test_no_name_reaches_the_terminal_as_it_is(tmp_path: Path) -> None:
    root = grow(
        tmp_path / "c", files={"Dockerfile": DOCKERFILE, "a\x1b[2J\u202e": "x", "dist/b": ""}
    )
    found = said(root, "ls", "/ a", "w", "?")
    assert "a\\x1b[2J\\u202e: 1B, 1 file, sent" in found.errors
    assert "".join(found.errors).isprintable()


def test_a_context_that_is_too_deep_is_refused_in_one_line(tmp_path: Path) -> None:
    root = grow(tmp_path, files={"Dockerfile": "FROM scratch\nCOPY . /\n"})
    (root / "/".join(["d"] * 400)).mkdir(parents=True)
    found = said(root, "ls")
    assert found.exit_code == 2
    assert found.errors[-1] == (
        "ctxscan: error: the context is more than 300 directories deep"
        " (ctxscan report and ctxscan suggest take any depth)"
    )


def test_the_page_has_every_key_with_what_it_does() -> None:
    table = section(read(ROOT / "ctxscan/docs/explore.md"), "Keys")
    rows = re.findall(r"^\| (`.+`) \| (.+) \|$", table, re.MULTILINE)
    plain = [(re.sub(r"[` ]+", " ", keys).strip(), what.replace("`", "")) for keys, what in rows]
    assert plain == [(" ".join(keys.split()), what) for keys, what in KEYS]
    assert first_column(table)


def test_the_help_fits_on_the_smallest_screen() -> None:
    assert len(KEYS) <= 16
    assert all(len(what) <= 58 for _, what in KEYS)
    assert all(len(what) <= 66 for _, what in COMMANDS)
