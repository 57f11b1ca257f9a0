"""Several transfers walked together come to what each of them comes to alone."""

from __future__ import annotations

import json
import random
import shutil
from functools import partial
from typing import TYPE_CHECKING

import pytest

from ctxscan.api.asked import each_build
from ctxscan.api.build import inspect
from ctxscan.api.builds import builds
from ctxscan.api.check import check, checks
from ctxscan.api.explain import explain, explain_each
from ctxscan.api.in_image import images, in_image
from ctxscan.api.lint import lint, lints
from ctxscan.api.listing import listing, listings, sent_in_pieces, sent_paths
from ctxscan.api.report import report, reports
from ctxscan.builders.protocol import Detail
from ctxscan.context.user_paths import look_at
from ctxscan.context.walk import two_processes
from ctxscan.errors import ContextError
from ctxscan.findings.accounting import SentTally
from ctxscan.findings.explain import explain as explain_path
from ctxscan.findings.report.report import ReportOptions
from ctxscan.findings.sent_paths import names_of
from ctxscan.inspection.look import Look
from ctxscan.inspection.side_by_side import add_up_all
from ctxscan.render.json.listing import entries
from tests.support.listings import listed_directories
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ctxscan.api.asked import Asked
    from ctxscan.builders import BuilderName
    from ctxscan.builders.protocol import Sent
    from ctxscan.context.entry import PlainFiles

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

NAMES = ("a", "b.log", "c", "d.tmp", "node_modules", "src")
RULES = ("*.log", "**/*.tmp", "node_modules", "**/node_modules", "src/a", "!src/a", "**", "!**/c")
SOURCES = (".", "src", "src/a", "node_modules", "*.log", "c", "*", "src/*/c")


def plant(root: Path, chance: random.Random, depth: int = 3) -> None:
    root.mkdir(exist_ok=True)
    for name in NAMES:
        kind = chance.random()
        if kind < 0.35 and depth:
            plant(root / name, chance, depth - 1)
        elif kind < 0.7:
            (root / name).write_bytes(b"x" * chance.randrange(40))
        elif kind < 0.78:
            (root / name).symlink_to(chance.choice(NAMES))
        elif kind < 0.83 and (files := [each for each in root.iterdir() if each.is_file()]):
            (root / name).hardlink_to(files[0])


def project(root: Path, chance: random.Random, builds: int) -> Path:
    plant(root, chance)
    services = []
    for number in range(builds):
        sources = [each for each in SOURCES if chance.random() < 0.4] or ["."]
        copies = "".join(f"COPY {each} /x/{at}/\n" for at, each in enumerate(sources))
        files = {f"{number}.Dockerfile": f"FROM scratch\n{copies}"}
        if chance.random() < 0.6:
            rules = [each for each in RULES if chance.random() < 0.4]
            files[f"{number}.Dockerfile.dockerignore"] = "".join(f"{each}\n" for each in rules)
        grow(root, files=files)
        services.append(
            f"  s{number}: {{build: {{context: ., dockerfile: {number}.Dockerfile}}}}\n"
        )
    grow(root, files={"compose.yaml": "services:\n" + "".join(services)})
    return root


@pytest.mark.parametrize("builder", ["buildkit", "classic", "podman"])
@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("seed", range(6))
def test_reports_of_several_builds_are_those_of_each(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
    workers: int,
    builder: BuilderName,
) -> None:
    monkeypatch.setattr(two_processes, "WORTH_SHARING", 5)
    root = project(tmp_path / "project", random.Random(seed), builds=5)  # noqa: S311 - a test
    options = ReportOptions(top=50, ignored=seed % 2 == 0)
    asked = each_build(str(root / "compose.yaml"), builder=builder, workers=workers)
    together = reports(asked, options)
    assert len(together.found) + len(together.refused) == 5
    for build, found in together.found:
        alone = report(build.path, options, **build.arguments)
        assert comparable(found) == comparable(alone)


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
@pytest.mark.parametrize("seed", range(6))
def test_lint_finds_of_several_builds_what_it_finds_of_each(
    tmp_path: Path, seed: int, builder: BuilderName
) -> None:
    root = project(tmp_path / "project", random.Random(100 + seed), builds=5)  # noqa: S311 - a test
    together = lints(each_build(str(root / "compose.yaml"), builder=builder, workers=2))
    for build, found in together.found:
        assert found.lint == lint(build.path, **build.arguments).lint


def all_asked(root: Path, builder: BuilderName) -> Asked:
    return each_build(str(root / "compose.yaml"), builder=builder, workers=2)


@pytest.mark.parametrize("builder", ["buildkit", "classic", "podman"])
@pytest.mark.parametrize("seed", range(6))
def test_lists_of_several_builds_are_those_of_each(
    tmp_path: Path, seed: int, builder: BuilderName
) -> None:
    root = project(tmp_path / "project", random.Random(200 + seed), builds=5)  # noqa: S311 - a test
    asked = all_asked(root, builder)
    for ignored in (False, True):
        for build, found in listings(asked, ignored=ignored).found:
            alone = listing(build.path, ignored=ignored, **build.arguments)
            assert comparable(found) == comparable(alone)


@pytest.mark.parametrize("directories", [False, True], ids=["files", "all"])
@pytest.mark.parametrize("builder", ["buildkit", "classic", "podman"])
@pytest.mark.parametrize("seed", range(6))
def test_what_is_written_of_several_builds_is_what_is_listed_of_each(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
    builder: BuilderName,
    directories: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    monkeypatch.setattr(two_processes, "WORTH_SHARING", 5)
    root = project(tmp_path / "project", random.Random(600 + seed), builds=5)  # noqa: S311 - a test
    asked = all_asked(root, builder)
    written = partial(written_twice, directories=directories)
    for build, found in sent_in_pieces(asked, written).found:
        streamed = sent_paths(build.path, directories=directories, **build.arguments)
        assert [path for paths, _ in found.pieces for path in paths] == list(streamed)
        assert found.notices == streamed.notices
        alone = listing(build.path, **build.arguments)
        listed = alone if directories else alone.without_directories()
        rows = ",".join(filter(None, (rows for _, rows in found.pieces)))
        assert json.loads(f"[{rows}]") == [row_of(each) for each in listed.sent]
        assert (found.transfer_bytes, found.notices) == (alone.transfer_bytes, alone.notices)


def written_twice(
    piece: PlainFiles | Sequence[Sent], *, directories: bool
) -> tuple[list[str], str]:
    """As names and as rows of a document."""
    names = list(names_of(piece, directories=directories))
    return names, entries(piece, directories=directories, depth=2)


def row_of(sent: Sent) -> dict[str, object]:
    row: dict[str, object] = {"path": sent.path, "type": str(sent.type), "size": sent.size}
    marks = {"arrives_empty": sent.arrives_empty, "injected": sent.injected}
    return row | {name: True for name, is_so in marks.items() if is_so}


@pytest.mark.parametrize("builder", ["buildkit", "classic", "podman"])
@pytest.mark.parametrize("seed", range(6))
def test_what_is_in_the_images_of_several_builds_is_what_is_in_that_of_each(
    tmp_path: Path, seed: int, builder: BuilderName
) -> None:
    root = project(tmp_path / "project", random.Random(300 + seed), builds=5)  # noqa: S311 - a test
    for build, found in images(all_asked(root, builder)).found:
        alone = in_image(build.path, **build.arguments)
        assert found.outcome.failures == alone.outcome.failures
        assert found.outcome.in_image() == alone.outcome.in_image()


@pytest.mark.parametrize("builder", ["buildkit", "classic", "podman"])
@pytest.mark.parametrize("seed", range(6))
def test_paths_are_explained_in_several_builds_as_in_each(
    tmp_path: Path, seed: int, builder: BuilderName
) -> None:
    root = project(tmp_path / "project", random.Random(400 + seed), builds=5)  # noqa: S311 - a test
    below = [each.relative_to(root).as_posix() for each in root.rglob("*")]
    paths = [*below[:25], "nowhere/f", "src/", "node_modules"]
    for build, found in explain_each(all_asked(root, builder), paths).found:
        alone = explain(paths, build.path, **build.arguments)
        assert (found.paths, found.landings) == (alone.paths, alone.landings)
        for each in found.paths:
            seen = look_at(found.inspection.location.root, each.path)
            looked = explain_path(found.inspection, each.path, **seen._asdict())
            assert each.sent == looked.sent, each.path


@pytest.mark.parametrize(
    "look",
    [
        pytest.param(lints, id="lint"),
        pytest.param(listings, id="list as JSON"),
        pytest.param(partial(listings, ignored=True), id="list --ignored"),
        pytest.param(
            partial(sent_in_pieces, written=partial(names_of, directories=True)), id="list"
        ),
        pytest.param(images, id="list --in-image"),
        pytest.param(partial(explain_each, paths=["deep", "deep/er", "g"]), id="explain"),
    ],
)
@pytest.mark.parametrize("builder", ["buildkit", "classic"])
@pytest.mark.parametrize("sources", [(".", "."), (".", "deep")], ids=["alike", "different"])
def test_a_directory_is_listed_once_for_all_builds(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    look: Callable[[Asked], object],
    builder: BuilderName,
    sources: tuple[str, ...],
) -> None:
    dockerfiles = {
        f"{name}.Dockerfile": f"FROM scratch\nCOPY {source} /{name}/\n"
        for name, source in zip("ab", sources, strict=True)
    }
    services = "".join(
        f"  {name}: {{build: {{context: ., dockerfile: {name}.Dockerfile}}}}\n" for name in "ab"
    )
    compose = {"compose.yaml": f"services:\n{services}", ".dockerignore": "x\n"}
    root = grow(tmp_path / "project", "deep/er/f 1", "g 1", files={**dockerfiles, **compose})
    listed = listed_directories(monkeypatch)
    look(each_build(str(root / "compose.yaml"), builder=builder))
    assert listed.count("deep/er/") == 1


LOOKS = [
    pytest.param(lambda asked: reports(asked, ReportOptions()), id="report"),
    pytest.param(checks, id="check"),
    pytest.param(lints, id="lint"),
    pytest.param(images, id="list --in-image"),
    pytest.param(partial(explain_each, paths=["a", "f"]), id="explain"),
    pytest.param(lambda asked: builds(str(asked.source)), id="builds"),
]


@pytest.mark.parametrize("look", LOOKS)
def test_a_named_context_is_listed_once_for_all_builds_that_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: Callable[[Asked], object]
) -> None:
    uses = "FROM scratch\nCOPY a /\nCOPY --from=lib . /lib/\n"
    dockerfiles = {
        "one/Dockerfile": uses,
        "two/Dockerfile": uses.replace("lib .", "lib deep"),
        "lib/Dockerfile": "FROM scratch\nCOPY . /\n",
    }
    services = "".join(
        f"  {name}: {{build: {{context: {name}, additional_contexts: {{lib: ./lib}}}}}}\n"
        for name in ("one", "two", "lib")
    )
    files = {**dockerfiles, "compose.yaml": f"services:\n{services}"}
    root = grow(tmp_path / "project", "one/a", "two/a", "lib/deep/er/f 1", "lib/f 1", files=files)
    asked = each_build(str(root / "compose.yaml"))
    listed = listed_directories(monkeypatch)
    look(asked)
    assert listed.count("deep/er/") == 1


@pytest.mark.parametrize("seed", range(6))
def test_what_named_contexts_bring_is_the_same_for_several_builds_as_for_each(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(500 + seed)  # noqa: S311 - a test
    root = tmp_path / "project"
    plant(root, chance)
    plant(root / "lib", chance)
    (root / "lib" / ".dockerignore").write_text("*.log\n**/node_modules\n")
    services = []
    for number in range(4):
        source = chance.choice(SOURCES)
        text = f"FROM scratch\nCOPY . /\nCOPY --from=lib {source} /lib/\n"
        (root / f"{number}.Dockerfile").write_text(text)
        declared = (
            f"{{context: ., dockerfile: {number}.Dockerfile, additional_contexts: {{lib: lib}}}}"
        )
        services.append(f"  s{number}: {{build: {declared}}}\n")
    (root / "compose.yaml").write_text(f"services:\n{''.join(services)}")
    asked = each_build(str(root / "compose.yaml"), workers=2)
    for build, found in reports(asked, ReportOptions()).found:
        assert comparable(found) == comparable(report(build.path, **build.arguments))
    for build, checked in checks(asked).found:
        (alone,) = check(build.path, **build.arguments)
        assert (checked.measured, checked.findings) == (alone.measured, alone.findings)
    for build, image in images(asked).found:
        assert image.outcome.failures == in_image(build.path, **build.arguments).outcome.failures


def comparable(found: object) -> dict[str, object]:
    assert hasattr(found, "_asdict")
    fields: dict[str, object] = found._asdict()
    del fields["inspection"]
    return fields


def test_a_look_that_is_refused_does_not_keep_the_others_from_their_sums(tmp_path: Path) -> None:
    dockerfile = {"Dockerfile": "FROM scratch\nCOPY a /\n"}
    roots = [grow(tmp_path / name, "a 5", files=dockerfile) for name in ("good", "gone")]
    tallies = [SentTally(1), SentTally(1)]
    builds = [inspect(str(root)) for root in roots]
    shutil.rmtree(roots[1])
    looks = [
        Look(build.syncs[0], Detail.SENT, tally)
        for build, tally in zip(builds, tallies, strict=True)
    ]
    good, gone = add_up_all(looks, workers=1)
    assert tallies[0].total.content_bytes == 5
    assert isinstance(gone, ContextError)
    assert not isinstance(good, ContextError)
