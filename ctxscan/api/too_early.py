"""The copies of a build that stand too early, by the last commits of its branch."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ctxscan.dockerfile.steps import CopyStep, RunStep
from ctxscan.errors import CtxscanError
from ctxscan.findings.order.fewest import FEWEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ctxscan.api.branch import Branch
    from ctxscan.dockerfile.plan import StagePlan
    from ctxscan.finding import Finding
    from ctxscan.inspection import Inspection

MOST_COMMITS = 100
"""Along the first parents: how a project is worked on changes with the years."""


def too_early_copies() -> Callable[[Inspection], Iterable[Finding]]:
    """To be asked of each build; a branch is read once for all that have its directory.

    Nothing is found where git has nothing to say, nor of a builder whose cache is not modelled.
    """
    branches = cache(_branch)

    def found(inspection: Inspection) -> list[Finding]:
        return _found(inspection, branches) if _has_candidates(inspection) else []

    return found


def _has_candidates(inspection: Inspection) -> bool:
    """Whether there is anything to ask git about, by the files that lie here."""
    plan, root = inspection.plan, inspection.location.root
    if plan is None or not (inspection.traits.keys_by_content and plan.context_requested):
        return False
    if not any(map(_copies_first, plan.stages)):
        return False
    from ctxscan.context.texts import read_texts  # noqa: PLC0415 - only for a stage that copies, and runs something behind it
    from ctxscan.findings.order.early import early_copies  # noqa: PLC0415 - it loads what is known of package managers, for that stage alone

    def read(path: str) -> str | None:
        return read_texts(root, [path]).get(path)

    return any(True for _ in early_copies(plan, inspection.instructions, read))


def _copies_first(stage: StagePlan) -> bool:
    kinds = [type(step) for step in stage.steps]
    return CopyStep in kinds and RunStep in kinds[kinds.index(CopyStep) :]


def _found(inspection: Inspection, branches: Callable[[str], Branch | None]) -> list[Finding]:
    try:
        branch = branches(inspection.location.root)
        return _among_orders(inspection, branch) if branch is not None else []
    except CtxscanError:
        return []


def _among_orders(inspection: Inspection, branch: Branch) -> list[Finding]:
    from ctxscan.api.orders import orders  # noqa: PLC0415 - only where the branch has a say: it loads the model of the cache
    from ctxscan.findings.order.too_early import too_early  # noqa: PLC0415 - only where the branch has a say: it loads the model of the cache

    now = branch.churn(inspection)
    file = inspection.location.dockerfile.shown
    rows = (too_early(each.copy, now, each.churn, file) for each in orders(inspection, branch))
    return [each for each in rows if each is not None]


def _branch(root: str) -> Branch | None:
    """``None`` where it says too little. Raises CtxscanError where git fails."""
    from ctxscan.context.git.history import history, is_shallow  # noqa: PLC0415 - only where a command needs little of a copy before it
    from ctxscan.context.git.repository import NoRepository, find_repository  # noqa: PLC0415 - only where a command needs little of a copy before it

    repository = find_repository(root)
    if isinstance(repository, NoRepository):
        return None
    directory = repository.prefix.rstrip("/")
    commits = [each for each in history(repository, directory, MOST_COMMITS, None) if each.changes]
    # What a clone was cut off at says nothing of the project.
    if len(commits) < FEWEST or is_shallow(repository):
        return None
    from ctxscan.api.branch import Branch  # noqa: PLC0415 - it loads the model of the cache
    from ctxscan.context.git.revision import UMASK  # noqa: PLC0415 - for a branch that says enough: it loads what reads git's trees

    return Branch(repository, tuple(commits), UMASK)
