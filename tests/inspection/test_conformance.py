"""What real builders did with 458 contexts (tests/data/conformance), through the whole house."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from ctxscan.errors import CtxscanError
from ctxscan.inspection import inspect
from ctxscan.sizes import human_size
from tests.inspection.builds import only, options
from tests.support.conformance import Case, Expected, cases
from tests.support.trees import WHY_NOT_HERE

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.builders import BuilderName
    from ctxscan.builders.protocol import Sent

CASES = [pytest.param(case, id=f"{case.id} {case.title}".strip()) for case in cases()]
BUILDERS: tuple[BuilderName, ...] = ("classic", "buildkit")

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))


def test_all_365_random_and_93_curated_cases_are_there_with_every_kind_of_outcome() -> None:
    random = [case for case in cases() if case.id.startswith("r")]
    assert (len(random), len(cases()) - len(random)) == (365, 93)
    assert len({case.id for case in cases()}) == 365 + 93
    for builder in BUILDERS:
        outcomes = Counter(outcome(getattr(case, builder)) for case in cases())
        assert outcomes["sent"] > 300
        assert outcomes["refused"] > 30
        assert bool(outcomes["not requested"]) is (builder == "buildkit")


def outcome(expected: Expected) -> str:
    if expected.error is not None:
        return "refused"
    return "sent" if expected.requested else "not requested"


@on_linux
@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize("case", CASES)
def test_what_the_builder_did(case: Case, builder: BuilderName, tmp_path: Path) -> None:
    expected: Expected = getattr(case, builder)
    asked = options(case.plant(tmp_path / "context"), builder, case.args)
    if expected.error is not None:
        with pytest.raises(CtxscanError):
            [only(inspect(asked))]
        return
    inspection = inspect(asked)
    assert inspection.requested is expected.requested
    if not expected.requested:
        return
    found = only(inspection)
    assert found.bytes == expected.bytes
    assert found.ended_early is None
    assert sorted(found.paths, key=str.encode) == list(expected.paths)
    if expected.printed is not None:
        assert human_size(found.bytes) == expected.printed
    if case.record["buildkit"].get("emptied") is not None and builder == "buildkit":
        assert frozenset(found.empty) == expected.emptied
    if expected.entries is not None:
        ours = sorted(as_recorded(each, builder) for each in found.sent)
        assert ours == sorted(theirs(row, found.sent, builder) for row in expected.entries)


Row = tuple[str, str, int]


def as_recorded(sent: Sent, builder: BuilderName) -> Row:
    # What arrives at BuildKit does not tell which name of a hard link was a further one.
    is_file = builder == "buildkit" and sent.type == "hardlink"
    return sent.path, "file" if is_file else str(sent.type), sent.size


def theirs(row: Row, ours: tuple[Sent, ...], builder: BuilderName) -> Row:
    """A recorded entry in the words of ctxscan.

    The size of a symlink was recorded as the length of its target; with BuildKit, that of a further
    name of a hard link as the file's.
    """
    path, kind, size = row
    links = {sent.path for sent in ours if sent.type == "hardlink"}
    further_name = builder == "buildkit" and path in links
    return path, kind, 0 if kind != "file" or further_name else size


@on_linux
@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case.id)
        for case in cases()
        if case.id.startswith("r") and "pattern" in (case.classic.error or "")
    ],
)
def test_a_refusal_names_the_line_that_docker_does_not_name(case: Case, tmp_path: Path) -> None:
    root = case.plant(tmp_path / "context")
    line = refused_line(root)
    assert line is not None
    # Without that line, none before it is refused.
    kept = case.record["ignore"].split("\n")
    kept[line - 1] = ""
    (root / ".dockerignore").write_text("\n".join(kept), newline="")
    assert (refused_line(root) or line + 1) > line


def refused_line(root: Path) -> int | None:
    try:
        only(inspect(options(root, "classic")))
    except CtxscanError as error:
        return error.place.line if error.place else None
    return None
