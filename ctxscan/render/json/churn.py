"""The document of ``ctxscan churn``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.json.documents import head

if TYPE_CHECKING:
    from ctxscan.api.churn import Churned
    from ctxscan.findings.churn import Churn, PathChurn, StepChurn
    from ctxscan.findings.churn.proposals import Proposal
    from ctxscan.render.json.documents import Document


def churn_document(found: Churned) -> Document:
    churn, tried = found.churn, found.tried
    lost = tried_losses(found)
    return {
        **head("churn", found.inspection),
        "commits": churn.commits,
        "losing": churn.losing,
        "steps": [
            {**_step(each), "tried_lost": more}
            for each, more in zip(churn.steps, lost, strict=True)
        ],
        "paths": [_path(each) for each in churn.paths],
        "submodules": [{"path": path, "commits": commits} for path, commits in churn.submodules],
        "tried": None if tried is None else _tried(tried),
        "proposals": None if found.proposals is None else [*map(_proposal, found.proposals)],
    }


def _proposal(found: Proposal) -> Document:
    return {
        "kind": found.kind,
        "rules": list(found.rules),
        "line": found.line,
        "first": list(found.first),
        "commands": list(found.commands),
        "dockerfile": found.dockerfile,
        "before": found.before._asdict(),
        "after": found.after._asdict(),
    }


def tried_losses(found: Churned) -> list[int | None]:
    """For each step of today's file, how often the same one is lost in what was tried."""
    if found.tried is None:
        return [None] * len(found.churn.steps)
    known: dict[tuple[str, str, bool], list[int]] = {}
    for each in found.tried.steps:
        known.setdefault(_same(each), []).append(each.lost)
    return [
        (known.get(_same(each)) or [None]).pop(0)  # type: ignore[list-item] # None where it is gone
        for each in found.churn.steps
    ]


def _same(step: StepChurn) -> tuple[str, str, bool]:
    return step.name.stage, step.name.instruction, step.name.link


def _step(found: StepChurn) -> Document:
    return {
        "line": found.name.line,
        "stage": found.name.stage,
        "instruction": found.name.instruction,
        "link": found.name.link,
        "lost": found.lost,
        "perhaps": found.perhaps,
    }


def _path(found: PathChurn) -> Document:
    return {
        "path": found.path,
        "commits": found.commits,
        "alone": found.alone,
        "named": found.named,
    }


def _tried(found: Churn) -> Document:
    return {"losing": found.losing, "steps": [_step(each) for each in found.steps]}
