"""The figures of a report against a plain recount of the listing and the disk."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from ctxscan.errors import Place
from ctxscan.findings.accounting import Totals
from ctxscan.findings.listing import list_left_out, list_sent
from ctxscan.findings.report.report import Report, ReportOptions, report
from ctxscan.findings.sent_paths import SentPaths
from tests.support.builds import look_into, report_on
from tests.support.samples import BUILDS, Build, fill
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
BUILDERS = pytest.mark.parametrize("builder", ["buildkit", "classic"])
SAMPLES = pytest.mark.parametrize("build", BUILDS, ids=str)


def silent(_: int) -> None:
    pass


@pytest.fixture
def context(tmp_path: Path, build: Build) -> Path:
    root: Path = fill(build.sample, tmp_path / build.sample) / build.context
    if build.dockerfile != "Dockerfile":
        # As -f would choose it, ignore file and all.
        (root / "Dockerfile").write_bytes((root / build.dockerfile).read_bytes())
        own = root / f"{build.dockerfile}.dockerignore"
        if own.exists():
            (root / "Dockerfile.dockerignore").write_bytes(own.read_bytes())
    return root


@on_linux
@BUILDERS
@SAMPLES
def test_what_is_sent_is_what_the_listing_adds_up_to(context: Path, builder: str) -> None:
    found = report_on(context, builder=builder)
    listing = list_sent(look_into(context, builder=builder), silent)
    rows = [(PurePosixPath(sent.path), sent) for sent in listing.sent]
    files = [(path, sent) for path, sent in rows if sent.type != "directory"]
    assert found.sent == Totals(
        len(files), len(rows) - len(files), sum(sent.size for _, sent in rows)
    )
    assert found.transfer_bytes == listing.transfer_bytes
    sizes: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for path, sent in files:
        for above in path.parents:
            sizes[str(above)] += sent.size
            counts[str(above)] += 1
    directories = {row.name or ".": row for row in found.directories}
    assert {name: row.content_bytes for name, row in directories.items()} == {
        name: sizes[name] for name in {".", *counts}
    }
    assert {name: row.files for name, row in directories.items()} == {
        name: counts[name] for name in {".", *counts}
    }
    extensions: Counter[str] = Counter()
    for path, sent in files:
        extensions[path.suffix.lower()] += sent.size
    assert {row.name: row.content_bytes for row in found.extensions} == extensions
    assert sorted((row.name, row.content_bytes) for row in found.files) == sorted(
        (str(path), sent.size) for path, sent in files
    )


@on_linux
@BUILDERS
@SAMPLES
def test_the_paths_alone_are_those_of_the_listing(context: Path, builder: str) -> None:
    inspection = look_into(context, builder=builder)
    listing = list_sent(inspection, silent)
    shown = [sent for sent in listing.sent if not sent.injected]
    paths = SentPaths(inspection, silent)
    assert list(paths) == [sent.path for sent in shown]
    assert paths.notices == listing.notices
    files = [sent.path for sent in shown if sent.type != "directory"]
    assert list(SentPaths(inspection, silent, directories=False)) == files


@on_linux
@BUILDERS
@SAMPLES
def test_eligible_and_ignored_are_the_whole_disk(context: Path, builder: str) -> None:
    found = report_on(context, builder=builder, ignored=True)
    assert found.ignored is not None
    entries = list(context.rglob("*"))
    directories = [each for each in entries if each.is_dir() and not each.is_symlink()]
    inodes = {
        each.lstat().st_ino: each.lstat()
        for each in entries
        if each.is_file() and not each.is_symlink()
    }
    assert found.eligible.files + found.ignored.files == len(entries) - len(directories)
    assert found.eligible.directories + found.ignored.directories == len(directories)
    content = sum(info.st_size for info in inodes.values())
    assert found.eligible.content_bytes + found.ignored.content_bytes == content


@on_linux
@SAMPLES
def test_the_rules_add_up_to_what_is_ignored(context: Path) -> None:
    found = report_on(context, ignored=True)
    assert found.ignored is not None
    assert sum(rule.files for rule in found.rules) == found.ignored.files
    assert sum(rule.content_bytes for rule in found.rules) == found.ignored.content_bytes
    lines = [rule.place.line for rule in found.rules]
    assert len(set(lines)) == len(lines)


@on_linux
@BUILDERS
@SAMPLES
def test_sent_and_left_out_are_the_whole_disk(context: Path, builder: str) -> None:
    inspection = look_into(context, builder=builder)
    sent = [each.path for each in list_sent(inspection, silent).sent]
    left_out = [each.path for each in list_left_out(inspection, silent).left_out or ()]
    entries = [each.relative_to(context).as_posix() for each in context.rglob("*")]
    assert sorted(sent + left_out) == sorted(entries)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    dockerfile = """\
FROM python:3.13 AS tools
COPY shared tools /t/
FROM tools AS build
COPY shared app /b/
COPY app/main.py /b/
FROM scratch AS lint
COPY lint /l/
FROM scratch
COPY --from=build /b /b
COPY static /s/
"""
    return grow(
        tmp_path / "project",
        "shared/s 1",
        "tools/t 2",
        "app/main.py 4",
        "app/other.py 8",
        "lint/l 16",
        "static/x 32",
        "never/n 64",
        "junk/j 128",
        "junk/k 256",
        "x.log 512",
        files={"Dockerfile": dockerfile, ".dockerignore": "junk\n*.log\n!no\n"},
    )


def own_files(project: Path) -> int:
    return sum((project / name).stat().st_size for name in ("Dockerfile", ".dockerignore"))


def test_three_figures(project: Path) -> None:
    found = report_on(project, ignored=True)
    assert found.sent == Totals(5, 4, 1 + 2 + 4 + 8 + 32)
    assert found.eligible == Totals(9, 6, 127 + own_files(project))
    assert found.ignored == Totals(3, 1, 128 + 256 + 512)


def test_what_no_instruction_asks_for(project: Path) -> None:
    """The stage that the target does not need asks in vain."""
    assert report_on(project).never_asked == Totals(4, 2, 16 + 64 + own_files(project))
    assert report_on(project, builder="classic").never_asked == Totals(0, 0, 0)


def test_instructions_of_the_target_largest_first(project: Path) -> None:
    rows = report_on(project).instructions
    assert [
        (row.line, row.stage, row.files, row.content_bytes, row.only_bytes) for row in rows
    ] == [
        (10, "stage-3", 1, 32, 32),
        (4, "build", 3, 13, 8),  # main.py is asked for in line 5, too, and s in line 2
        (5, "build", 1, 4, 0),
        (2, "tools", 2, 3, 2),
    ]
    assert rows[0].text == "COPY static /s/"


def test_instructions_of_another_target(project: Path) -> None:
    rows = report_on(project, target="lint").instructions
    assert [(row.line, row.only_bytes) for row in rows] == [(7, 16)]


def test_an_instruction_that_asks_twice_counts_once(tmp_path: Path) -> None:
    root = grow(tmp_path, "a/b 5", files={"Dockerfile": "FROM scratch\nCOPY a a/b /x/\n"})
    (row,) = report_on(root).instructions
    assert (row.files, row.content_bytes, row.only_bytes) == (1, 5, 5)


def test_stages_with_what_each_takes(project: Path) -> None:
    rows = report_on(project).stages
    assert [
        (row.name, row.line, row.base, row.role, row.is_target, row.content_bytes, row.copies_from)
        for row in rows
    ] == [
        ("tools", 1, "python:3.13", "copied from", False, 3, ()),
        ("build", 3, "tools", "copied from", False, 13, ()),
        ("lint", 6, "scratch", "unused", False, 16, ()),
        ("stage-3", 8, "scratch", "ships", True, 32, ("build",)),
    ]


def test_what_ships_and_what_may(project: Path) -> None:
    found = report_on(project)
    # What COPY --from takes from a stage that only copies is known, too.
    assert found.ships == Totals(4, 0, 45)
    # No RUN could make anything of the rest.
    assert found.may_ship == found.ships


def test_the_classic_builder_has_no_table_of_requests(project: Path) -> None:
    found = report_on(project, builder="classic")
    assert (found.instructions, found.stages, found.again_bytes) == ((), (), None)
    assert found.sent == found.eligible


def test_rules_with_what_each_keeps_out(project: Path) -> None:
    found = report_on(project, ignored=True)
    file = str(project / ".dockerignore")
    assert [(rule.text, rule.place, rule.files, rule.content_bytes) for rule in found.rules] == [
        ("*.log", Place(file, 2), 1, 512),
        ("junk", Place(file, 1), 2, 384),
    ]


def test_what_is_ignored_is_not_measured_unless_it_is_asked_for(project: Path) -> None:
    found = report_on(project)
    assert (found.ignored, found.rules) == (None, ())


def test_measuring_what_is_ignored_changes_no_other_figure(project: Path) -> None:
    def figures(found: Report) -> tuple[object, ...]:
        return found.sent, found.eligible, found.never_asked, found.walked, found.transfer_bytes

    for builder in ("buildkit", "classic"):
        plain = report_on(project, builder=builder)
        assert figures(plain) == figures(report_on(project, builder=builder, ignored=True))


def test_a_pruned_directory_is_not_walked(project: Path) -> None:
    before = report_on(project, builder="classic").walked
    grow(project, "junk/more 1", "junk/deep/er 1")
    assert report_on(project, builder="classic").walked == before
    grow(project, "static/more 1")
    assert report_on(project, builder="classic").walked == before + 1


@on_linux
def test_a_hard_link_counts_once(tmp_path: Path) -> None:
    root = grow(tmp_path, "a 100", "b => a", "c => a", files={"Dockerfile": "FROM x\nCOPY . /\n"})
    own = (root / "Dockerfile").stat().st_size
    for builder in ("buildkit", "classic"):
        found = report_on(root, builder=builder)
        assert found.sent == Totals(4, 0, 100 + own)
        assert found.eligible == found.sent


def test_a_build_without_a_context_asks_for_nothing(project: Path) -> None:
    (project / "Dockerfile").write_text("FROM scratch\n")
    found = report_on(project)
    assert found.sent == Totals(0, 0, 0)
    assert found.transfer_bytes == 0
    assert found.walked == 0
    assert found.never_asked == found.eligible
    assert found.eligible.files == 9


def test_a_second_transfer_is_cheaper_by_its_content(project: Path) -> None:
    found = report_on(project)
    assert found.again_bytes is not None
    assert found.sent.content_bytes < found.transfer_bytes - found.again_bytes


def test_the_small_transfers_are_beside_that_of_the_context(project: Path) -> None:
    rows = {row.title: row for row in report_on(project).others}
    assert rows["load build definition"].content_bytes == (project / "Dockerfile").stat().st_size
    assert rows["load .dockerignore"].content_bytes == (project / ".dockerignore").stat().st_size


def test_named_contexts_are_transfers_of_their_own(project: Path, tmp_path: Path) -> None:
    grow(tmp_path / "other", "lib/a 1000", "lib/b 24", "rest 5")
    (project / "Dockerfile").write_text("FROM scratch\nCOPY --from=other lib /\n")
    found = report_on(project, build_contexts=(("other", str(tmp_path / "other")),))
    (row,) = [row for row in found.others if row.title == "context other"]
    assert (row.files, row.content_bytes) == (2, 1024)
    assert found.sent.files == 0


@pytest.mark.parametrize("top", [1, 2])
def test_top_is_the_number_of_rows(project: Path, top: int) -> None:
    options = ReportOptions(top=top, ignored=True)
    found = report(look_into(project, builder="classic"), options)
    assert len(found.files) == len(found.extensions) == top
    assert len(found.rules) == top


def test_progress_is_told_how_many_paths_were_seen(project: Path) -> None:
    seen: list[int] = []
    report(look_into(project, builder="classic"), ReportOptions(), seen.append)
    assert seen == sorted(seen)
    assert seen[-1] > len(list(project.iterdir()))
