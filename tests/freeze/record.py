"""Every command of every target, run and kept."""

from __future__ import annotations

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from tests.freeze.commands import Run, quick, thorough
from tests.freeze.kept import Kept, Text, is_kept, write
from tests.freeze.pool import ProgramError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.freeze.pool import Outcome, Pool
    from tests.freeze.targets import Target


class Mask(NamedTuple):
    """Words of this machine and this version, and what stands for them in a record."""

    words: tuple[tuple[bytes, bytes], ...]

    def __call__(self, data: bytes) -> bytes:
        for word, instead in self.words:
            data = data.replace(word, instead)
        return data


def record(
    outdir: Path,
    targets: Sequence[Target],
    pool: Pool,
    tell: Callable[[str], None],
    *,
    all_of_it: bool = False,
    resume: bool = False,
) -> None:
    """Takes the place of what was recorded at *outdir* before, unless *resume* is to keep it.

    *all_of_it*: repositories are asked as much as samples are.
    """
    version = _version(pool)
    if not resume:
        for shelf in ("samples", "repos"):
            shutil.rmtree(outdir / shelf, ignore_errors=True)
    for project, group in groupby(targets, key=lambda target: target.project):
        if is_kept(outdir, project):
            continue
        begun = time.monotonic()
        plan = thorough if all_of_it or project.startswith("samples/") else quick
        kept = _kept(list(plan(list(group))), pool, version)
        write(outdir, project, kept)
        late = sum(each.exit is None for each in kept.values())
        took = f"{time.monotonic() - begun:.1f} s"
        tell(f"{project}: {len(kept)} runs, {took}" + (f", {late} too late" if late else ""))


def _version(pool: Pool) -> str:
    """Also sees, before the rest, that the program runs at all."""
    outcome = pool.run(Run("", ("--version",), 80), pool.scratch)
    if outcome.exit != 0:
        said = outcome.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ProgramError(f"{pool.program} --version fails: {said[-1] if said else 'silently'}")
    return outcome.stdout.decode("utf-8", "replace").split()[-1]


def _kept(asked: Sequence[tuple[Run, Path]], pool: Pool, version: str) -> dict[str, Kept]:
    mask = _mask(asked[0][1], pool, version)
    with ThreadPoolExecutor(pool.jobs) as threads:
        found = threads.map(lambda each: _keep(each[0], pool.run(*each), mask), asked)
        return {run.line: kept for (run, _), kept in zip(asked, found, strict=True)}


def _keep(run: Run, outcome: Outcome, mask: Mask) -> Kept:
    if outcome.exit is None:
        return Kept(run.command, None, Text.of(b""), Text.of(b""))
    return Kept(
        run.command, outcome.exit, Text.of(mask(outcome.stdout)), Text.of(mask(outcome.stderr))
    )


def _mask(root: Path, pool: Pool, version: str) -> Mask:
    places = {
        root: "<root>",
        pool.scratch: "<scratch>",
        pool.program.parents[1]: "<program>",
    }
    both = {
        str(form): name
        for place, name in places.items()
        for form in (place, place.resolve())
        if len(form.parts) > 1
    }
    longest_first = sorted(both.items(), key=lambda each: -len(each[0]))
    versions = {f"ctxscan {version}": "ctxscan <version>", f'"{version}"': '"<version>"'}
    words = [*longest_first, *versions.items()]
    return Mask(tuple((word.encode(), instead.encode()) for word, instead in words))
