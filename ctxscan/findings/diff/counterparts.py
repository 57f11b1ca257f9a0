"""Which step of the first build a step of the second one is the new form of, if any."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctxscan.builders.buildkit.cache.build import KeyedBuild
    from ctxscan.builders.buildkit.cache.keys import StepRow


class Counterparts:
    """By the text of the instruction, then by its place among those of its stage."""

    def __init__(self, before: KeyedBuild, after: KeyedBuild) -> None:
        self._found: dict[int, StepRow] = {}
        if before.plan is after.plan:
            self._found.update((id(row.step), row) for row in before.rows if not row.link)
            return
        rows = [row for row in before.rows if not row.link]
        pending = [row for row in after.rows if not row.link]
        for same in (_same_text_and_stage, _same_text, _same_kind_and_stage):
            left: list[StepRow] = []
            for row in pending:
                found = next((each for each in rows if same(before, after, each, row)), None)
                if found is None:
                    left.append(row)
                    continue
                rows.remove(found)
                self._found[id(row.step)] = found
            pending = left

    def of(self, row: StepRow) -> StepRow | None:
        return self._found.get(id(row.step))


def _same_text_and_stage(before: KeyedBuild, after: KeyedBuild, old: StepRow, new: StepRow) -> bool:
    return _same_text(before, after, old, new) and _stage(before, old) == _stage(after, new)


def _same_text(_: KeyedBuild, __: KeyedBuild, old: StepRow, new: StepRow) -> bool:
    mine, theirs = new.step.instruction, old.step.instruction
    return mine.text == theirs.text and mine.heredocs == theirs.heredocs


def _same_kind_and_stage(before: KeyedBuild, after: KeyedBuild, old: StepRow, new: StepRow) -> bool:
    same = old.step.instruction.keyword == new.step.instruction.keyword
    return same and _stage(before, old) == _stage(after, new)


def _stage(build: KeyedBuild, row: StepRow) -> str:
    return build.plan.stages[row.stage].label
