"""No two commands ever disagree about the steps that fail."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.api.builds import builds
from ctxscan.api.check import check
from ctxscan.api.diff import diff
from ctxscan.api.explain import explain_image
from ctxscan.api.in_image import in_image
from ctxscan.api.key import key
from ctxscan.api.lint import lint
from ctxscan.api.report import report
from ctxscan.api.suggest import suggest
from ctxscan.errors import CtxscanError
from ctxscan.findings.check.limits import FAILING_STEPS
from tests.findings.suggest.random_projects import RandomProject
from tests.support.copies import ENGINES, copy_cases, plant, written
from tests.support.samples import BUILDS, fill
from tests.support.seeds import seed_of_the_commit
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from ctxscan.api.in_image import InImage
    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.finding import Finding
    from tests.support.copies import CopyCase, Engine
    from tests.support.samples import Build

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

PROJECTS = int(os.environ.get("CTXSCAN_RANDOM_TRUTHS", "10"))
"""So many random projects a builder."""

CODES = {
    *FAILING_STEPS,
    *("source-missing", "source-ignored", "broken-archive", "hangs", "dockerfile-error"),
}
Failing = list[tuple[int | None, str, str]] | str
"""Line, code and message; or what is refused, and where."""


def failing(found: Iterable[Finding]) -> Failing:
    return sorted(
        (each.place.line if each.place else None, each.code, each.message)
        for each in found
        if each.code in CODES and each.severity == "error"
    )


def of_report(context: str, **build: Any) -> Failing:
    return failing(report(context, **build).notices)


def of_check(context: str, **build: Any) -> Failing:
    return failing(check(context, **build)[0].findings)


def of_lint(context: str, **build: Any) -> Failing:
    return failing(lint(context, **build).lint.findings)


def of_explain(context: str, **build: Any) -> Failing:
    return of_image(explain_image("/", context, **build).image)


def of_list(context: str, **build: Any) -> Failing:
    return of_image(in_image(context, **build))


def of_image(image: InImage) -> Failing:
    if image.inspection is None:
        (one,) = image.outcome.failures
        return f"{image.dockerfile}:{one.line}: {one.message}"
    return of_failures(image.outcome.failures)


def of_failures(failures: Iterable[StepFailure]) -> Failing:
    return sorted((each.line, each.code, each.message) for each in failures)


def of_builds(context: str, **build: Any) -> Failing:
    (row,) = builds(context, **build).rows
    if row.failures and row.transfer_bytes is None:
        (one,) = row.failures
        return f"{one.path}:{one.line}: {one.message}"
    return of_failures(row.failures)


def of_key(context: str, **build: Any) -> Failing:
    return of_failures(key(context, **build).keys.failures)


def of_diff(context: str, **build: Any) -> Failing:
    return of_failures(diff(context, context, **build).diff.failures)


def commands(build: dict[str, Any], *, every: bool) -> Iterator[Callable[..., Failing]]:
    yield from (of_report, of_check, of_explain)
    if every:
        yield of_list
    if every and "file" not in build:  # which is said by each build of a project
        yield of_builds
    if build["builder"] != "podman":
        yield of_lint
    if every and build["builder"] == "buildkit":
        yield from (of_key, of_diff)


def answers(context: Path, build: dict[str, Any], *, every: bool) -> dict[str, Failing]:
    found: dict[str, Failing] = {}
    for command in commands(build, every=every):
        try:
            found[command.__name__] = command(str(context), **build)
        except CtxscanError as error:
            found[command.__name__] = f"{error.place}: {error.message}"
    return found


def agreed(context: Path, *, every: bool = True, **build: Any) -> Failing:
    """What all of them say; without *every*, those of them that look for mistakes."""
    found = answers(context, build, every=every)
    first = found.pop("of_report")
    for command, said in found.items():
        assert said == first, command
    if every and isinstance(first, list) and build["builder"] != "podman":
        # suggest names what the ignore file breaks, and nothing else.
        noted = failing(suggest(str(context), **build).notes)
        assert [each for each in noted if each not in first] == []
    return first


def arguments(case: CopyCase, folder: Path) -> dict[str, Any]:
    plant(folder / "context", {**case.record["tree"], **written(case.record)})
    args = dict(zip(case.record["args"][::2], case.record["args"][1::2], strict=True))
    named = {}
    for name, context in (case.record.get("contexts") or {}).items():
        plant(folder / name, {**context["tree"], **written(context)})
        named[name] = str(folder / name)
    return {"target": args.get("--target"), "build_contexts": named}


RECORDED = [
    pytest.param(case, engine, id=f"{case.id} ({engine})")
    for engine in ("buildkit", "classic")
    for case in copy_cases()
    if case.answer(engine) is not None
]


@on_linux
@pytest.mark.parametrize(("case", "engine"), RECORDED)
def test_of_what_was_recorded_all_commands_name_the_same_steps(
    case: CopyCase, engine: Engine, tmp_path: Path
) -> None:
    build = arguments(case, tmp_path)
    if engine == "classic":
        del build["build_contexts"]
    answer = case.answer(engine)
    assert answer is not None
    every = not answer["ok"]  # most succeed, and all commands together take a second
    said = agreed(tmp_path / "context", every=every, builder=ENGINES[engine], **build)
    assert (said == []) is answer["ok"]


@pytest.mark.parametrize("build", BUILDS, ids=str)
@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_of_the_samples_all_commands_name_the_same_steps(
    build: Build, builder: str, tmp_path: Path
) -> None:
    root = fill(build.sample, tmp_path / "sample") / build.context
    agreed(root, file=str(root / build.dockerfile), builder=builder)


STORIES = [
    pytest.param("COPY a /\nCOPY --from=9 /x /y\n", id="a stage that does not exist"),
    pytest.param("COPY a /\nCOPY --nope a /x\n", id="a flag that does not exist"),
    pytest.param("COPY a /\nCOYP a /x\n", id="an instruction that does not exist"),
    pytest.param("COPY a /\nFROM $NOPE\nCOPY a /\n", id="an empty base image"),
    pytest.param(
        "COPY a /\nCOPY --from=later /a /y\nFROM scratch AS later\nCOPY a /\n"
        "FROM scratch\nCOPY --from=0 /y /z\n",
        id="a later stage",
    ),
    pytest.param("COPY nope gone A d/*.x /x/\nCOPY gone/*.y /y/\n", id="several sources"),
    pytest.param("COPY out /x/\nCOPY out/*.z /y/\n", id="what is ignored"),
    pytest.param("COPY --parents nope/./a /x/\n", id="what --parents looks into"),
    pytest.param("COPY [a /x/\n", id="a malformed wildcard"),
    pytest.param("COPY a /x\nCOPY d /x\n", id="a directory onto a file"),
    pytest.param("RUN --mount=type=bind,source=nope,target=/n true\n", id="what is mounted"),
]


@on_linux
@pytest.mark.parametrize("syntax", ["", "# syntax=docker/dockerfile:1.4\n"], ids=["", "by 1.4"])
@pytest.mark.parametrize("builder", ["buildkit", "classic", "podman"])
@pytest.mark.parametrize("steps", STORIES)
def test_of_a_broken_build_all_commands_name_the_same_steps(
    steps: str, builder: str, syntax: str, tmp_path: Path
) -> None:
    root = grow(
        tmp_path / "context",
        *("a", "d/b", "out/c"),
        files={"Dockerfile": f"{syntax}FROM scratch\n{steps}", ".dockerignore": "out\n"},
    )
    assert agreed(root, builder=builder) != []


@on_linux
def test_all_commands_count_what_an_old_frontend_does_not_know(tmp_path: Path) -> None:
    dockerfile = "# syntax=docker/dockerfile:1.4\nFROM scratch\nCOPY --parents a /\nCOPY nope /\n"
    root = grow(tmp_path / "context", "a", files={"Dockerfile": dockerfile})
    too_old = "COPY --parents is not known to docker/dockerfile:1.4, so the build fails here"
    missing = "'nope' does not exist in the context, so the build fails here"
    assert agreed(root, builder="buildkit") == [
        (3, "frontend-too-old", too_old),
        (4, "source-missing", missing),
    ]


@on_linux
def test_podman_copies_an_empty_directory_where_all_in_it_is_ignored(tmp_path: Path) -> None:
    """Seen on Buildah 1.28.2; a report knew of what is sent alone, and missed the directory."""
    root = grow(
        tmp_path / "context",
        *("out/a", "out/web/b"),
        files={"Dockerfile": "FROM scratch\nCOPY out /x\n", ".dockerignore": "out/a\nout/web\n"},
    )
    assert agreed(root, builder="podman") == []


@on_linux
@pytest.mark.parametrize("builder", ["buildkit", "classic", "podman"])
@pytest.mark.parametrize("number", range(PROJECTS))
def test_of_random_projects_all_commands_name_the_same_steps(
    number: int, builder: str, tmp_path: Path
) -> None:
    seed = seed_of_the_commit() + number
    chance = random.Random(seed)  # noqa: S311 - no secret hangs on it
    project = RandomProject(tmp_path, seed)
    parts = {part for path in project.paths for part in (path, path.rpartition("/")[0]) if part}
    rules = chance.sample(sorted(parts), min(len(parts), 6))
    (tmp_path / ".dockerignore").write_text("".join(f"{each}\n" for each in rules))
    for other in project.dockerfiles[1:]:
        (tmp_path / other).unlink()
    agreed(tmp_path, builder=builder)
