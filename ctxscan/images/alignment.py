"""The history of an image beside the steps of its Dockerfile: which line wrote which layer.

Builders write an instruction down in different ways, and the base image has a history, too.
Sources: BuildKit, dockerfile2llb/convert.go (commitToHistory, dispatchCopy, dispatchRun); moby,
builder/dockerfile (dispatchers.go, internals.go); buildah, imagebuildah (getCreatedBy).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.dockerfile.steps import CopyStep, RunStep
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.dockerfile.plan import BuildPlan
    from ctxscan.dockerfile.steps import BuildStep
    from ctxscan.images.history import Past

_FILES_IN = regex(
    r"(?:--\S+ )*(?:--chown=\S*?)?(?:file|dir|multi|archive):\S*(?: archive:\S*)* in (.*)",
    re.DOTALL,
)
"""How the classic builder and Buildah name what is copied: by a digest.

The classic builder writes ``--chown=1:1`` and what follows as one word (moby, builder/dockerfile,
internals.go: performCopy).
"""

_FLAGS = regex(r"^(?:--\S+ )+")
_ARGUMENTS = regex(r"\|\d+ ")
_MOST = 2_000
"""Instructions of a history that are looked at: engines allow 127 layers."""


class Chained(NamedTuple):
    """One of the steps behind the files of the target."""

    line: int
    text: str
    step: BuildStep


def chain_of(plan: BuildPlan) -> tuple[Chained, ...]:
    """The steps of the target and of the stages below it, the lowest first."""
    found: list[Chained] = []
    number: int | None = plan.target
    while number is not None:
        stage = plan.stages[number]
        found[:0] = [Chained(each.own_line, each.instruction.text, each) for each in stage.steps]
        number = stage.base_stage
    return tuple(found)


def lines_of(
    past: Sequence[Past], chain: Sequence[Chained], layers: int
) -> tuple[Chained | None, ...]:
    """The step of each layer; ``None`` where no step of the *chain* is written so."""
    found: list[Chained | None] = [None] * layers
    for one, step in _aligned(past[-_MOST:], chain[-_MOST:]):
        if one.layer is not None:
            found[one.layer] = step
    return tuple(found)


def _aligned(past: Sequence[Past], chain: Sequence[Chained]) -> Iterator[tuple[Past, Chained]]:
    """As many pairs as there can be, in the order of both, the last ones of both first."""
    fits = [[is_same(one.created_by, each.step) for each in chain] for one in past]
    most = [[0] * (len(chain) + 1) for _ in range(len(past) + 1)]
    for i in range(1, len(past) + 1):
        for j in range(1, len(chain) + 1):
            pair = most[i - 1][j - 1] + 1 if fits[i - 1][j - 1] else 0
            most[i][j] = max(pair, most[i - 1][j], most[i][j - 1])
    i, j = len(past), len(chain)
    while i and j:
        if fits[i - 1][j - 1] and most[i][j] == most[i - 1][j - 1] + 1:
            i, j = i - 1, j - 1
            yield past[i], chain[j]
        elif most[i - 1][j] == most[i][j]:
            i -= 1
        else:
            j -= 1


def is_same(created_by: str, step: BuildStep) -> bool:
    """Whether *created_by* is how some builder writes this step down."""
    words = _plain(created_by)
    keyword, _, rest = words.partition(" ")
    if isinstance(step, RunStep):
        return _is_run(rest if keyword == "RUN" else words, step)
    if keyword.lower() != step.instruction.keyword:
        return False
    if isinstance(step, CopyStep):
        return _is_copy(rest, step)
    return step.path is None or not step.certain or rest in (step.path, *step.instruction.args)


def _plain(created_by: str) -> str:
    words = re.sub(r"\s+# buildkit$", "", created_by.strip())
    words = re.sub(r"^/bin/sh -c #\(nop\)\s+", "", words)
    return " ".join(words.split())


def _is_run(words: str, step: RunStep) -> bool:
    written = _spaced([step.instruction.text]).partition(" ")[2]
    forms = {_spaced(step.setting.argv), _spaced(step.instruction.args), written}
    forms |= {f"/bin/sh -c {written}"}
    if words in forms:
        return True
    # In front stand the build arguments that it was called with.
    return _ARGUMENTS.match(words) is not None and words.endswith(tuple(f" {f}" for f in forms))


def _is_copy(words: str, step: CopyStep) -> bool:
    found = _FILES_IN.fullmatch(words)
    if found is not None:
        return not step.certain or found[1].strip() == step.destination
    given = _FLAGS.sub("", words)
    sources = [each.text for each in step.words]
    if step.documents or not (step.certain and all(each.certain for each in step.words)):
        return not step.certain or given.endswith(f" {step.destination}")
    return given in (_spaced([*sources, step.destination]), _spaced(step.instruction.args))


def _spaced(words: Sequence[str]) -> str:
    return " ".join(" ".join(words).split())
