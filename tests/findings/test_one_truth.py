"""report, check, lint and explain never disagree about the steps that fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.api.check import check
from ctxscan.api.explain import explain_image
from ctxscan.api.lint import lint
from ctxscan.api.report import report
from ctxscan.errors import CtxscanError
from ctxscan.findings.check.limits import FAILING_STEPS
from tests.support.copies import ENGINES, copy_cases, plant, written
from tests.support.samples import BUILDS, fill
from tests.support.trees import WHY_NOT_HERE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from ctxscan.finding import Finding
    from tests.support.copies import CopyCase, Engine
    from tests.support.samples import Build

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

CODES = {*FAILING_STEPS, "source-missing", "source-ignored", "broken-archive", "hangs"}
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
    image = explain_image("/", context, **build).image
    if image.inspection is None:
        (one,) = image.outcome.failures
        return f"{image.dockerfile}:{one.line}: {one.message}"
    return sorted((each.line, each.code, each.message) for each in image.outcome.failures)


COMMANDS: tuple[Callable[..., Failing], ...] = (of_report, of_check, of_lint, of_explain)


def answers(context: Path, **build: Any) -> dict[str, Failing]:
    found: dict[str, Failing] = {}
    for command in COMMANDS:
        try:
            found[command.__name__] = command(str(context), **build)
        except CtxscanError as error:
            found[command.__name__] = f"{error.place}: {error.message}"
    return found


def agreed(context: Path, **build: Any) -> Failing:
    """What all of them say."""
    found = answers(context, **build)
    first = found.pop("of_report")
    for command, said in found.items():
        assert said == first, command
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
    said = agreed(tmp_path / "context", builder=ENGINES[engine], **build)
    answer = case.answer(engine)
    assert answer is not None
    assert (said == []) is answer["ok"]


@pytest.mark.parametrize("build", BUILDS, ids=str)
@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_of_the_samples_all_commands_name_the_same_steps(
    build: Build, builder: str, tmp_path: Path
) -> None:
    root = fill(build.sample, tmp_path / "sample") / build.context
    agreed(root, file=str(root / build.dockerfile), builder=builder)
