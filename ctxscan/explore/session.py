"""A session: what is looked at, and what is drafted. It draws nothing."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import TYPE_CHECKING

from ctxscan.builders import BUILDER_NAMES
from ctxscan.errors import CtxscanError
from ctxscan.explore.state import DraftRule
from ctxscan.findings.draft.places import fates_at
from ctxscan.findings.draft.rules import allowing, ignoring
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.api.explore import Break, Exploration
    from ctxscan.api.ground import Ground
    from ctxscan.builders import BuilderName
    from ctxscan.findings.draft.figures import Figures, Weighed
    from ctxscan.inspection import Inspection


class _Chosen(NamedTuple):
    """Which build is looked at."""

    at: int = 0
    builder: BuilderName | None = None
    target: str | None = None


class Session:
    """Raises CtxscanError where there is nothing to look at in the first place."""

    def __init__(self, exploration: Exploration) -> None:
        self.exploration = exploration
        self._chosen = _Chosen()
        self.inspection: Inspection = exploration.open(0, None, None)
        """The build with the rules that are there."""

        self._drafts: dict[str, tuple[DraftRule, ...]] = {}
        self._former: dict[str, list[tuple[DraftRule, ...]]] = {}
        self.message = ""
        self.checked: tuple[Break, ...] | None = None
        """What the drafted rules break; ``None``: not looked yet."""

    # What is looked at

    @property
    def ground(self) -> Ground:
        return self.exploration.ground(self.inspection)

    @property
    def name(self) -> str:
        """Of the build; empty where there is only one."""
        return self.exploration.builds[self._chosen.at].name

    @property
    def rules(self) -> tuple[DraftRule, ...]:
        return self._drafts.get(self._file, ())

    @property
    def lines(self) -> tuple[str, ...]:
        return _lines_of(self.rules)

    @property
    def all_drafts(self) -> dict[str, tuple[str, ...]]:
        """Of each ignore file, what is drafted for it."""
        return {file: _lines_of(rules) for file, rules in self._drafts.items() if rules}

    @property
    def weighed(self) -> Weighed | None:
        """The build with what is drafted; ``None`` before all is walked."""
        return self._weighed(self.lines) if self.ground.is_walked else None

    @property
    def base(self) -> Weighed | None:
        """The same without what is drafted."""
        return self._weighed(()) if self.ground.is_walked else None

    @property
    def figures(self) -> Figures | None:
        return self.weighed.figures if self.weighed is not None else None

    @property
    def _file(self) -> str:
        return self.exploration.file_of(self.inspection)

    def _weighed(self, lines: tuple[str, ...]) -> Weighed:
        """Raises CtxscanError."""
        return self.exploration.weighed(self.inspection, lines)

    # What is done

    def ignore(self, path: str) -> None:
        self._draft(path, is_exception=False)

    def allow(self, path: str) -> None:
        """Take back the rule that was drafted for *path*, or let it in by an exception."""
        own = [each for each in self.rules if each.path == path and not each.is_exception]
        if own:
            self._change(tuple(each for each in self.rules if each not in own))
            self.message = f"no rule any more for {path}"
            return
        self._draft(path, is_exception=True)

    def undo(self) -> None:
        former = self._former.get(self._file)
        if not former:
            self.message = "nothing to undo"
            return
        self._drafts[self._file] = former.pop()
        self.checked = None
        self.message = "undone"

    def _draft(self, path: str, *, is_exception: bool) -> None:
        now, base = self.weighed, self.base
        if now is None or base is None:
            self.message = "one moment: the figures come once all is walked"
            return
        fates = fates_at(now, path)
        if not is_exception and not fates.eligible:
            self.message = f"ignored already{_by(fates.rule)}"
            return
        if is_exception and not fates.ignored and fates.itself != "ignored":
            self.message = "nothing of it is ignored"
            return
        find = allowing if is_exception else ignoring
        found = find(self.ground.planted, base, self.lines, now, path)
        if found is None:
            self.message = "no rule does that: see e, which explains why"
            return
        self.exploration.keep(self.inspection, (*self.lines, *found.lines), found.weighed)
        before, after = now.figures.sent, found.weighed.figures.sent
        tracked = 0 if is_exception else self.exploration.tracked(self.inspection, path)
        saved = before.files - after.files, before.content_bytes - after.content_bytes
        rule = DraftRule(path, found.lines, is_exception, *saved, tracked)
        self._change((*self.rules, rule))

    def _change(self, rules: tuple[DraftRule, ...]) -> None:
        self._former.setdefault(self._file, []).append(self.rules)
        self._drafts[self._file] = rules
        self.checked = None

    def check(self, seconds: float = math.inf) -> bool:
        """Look what the drafted rules break, for about so long; whether that is known now."""
        if self.checked is None and self.ground.is_walked:
            self.checked = self.exploration.breaks(self.inspection, self.lines, seconds)
        return self.checked is not None

    def prepare(self) -> None:
        """What the first rule would wait for; whatever is refused, it says itself then."""
        if not self.rules:
            with suppress(CtxscanError):
                self.exploration.prepare(self.inspection)

    def broken_by(self, count: int) -> tuple[Break, ...]:
        """What the rule behind the first *count* breaks that those do not."""
        before = self.exploration.breaks(self.inspection, _lines_of(self.rules[:count])) or ()
        after = self.exploration.breaks(self.inspection, _lines_of(self.rules[: count + 1])) or ()
        known = {(each.build, each.line) for each in before}
        return tuple(each for each in after if (each.build, each.line) not in known)

    # Which build

    def next_builder(self) -> None:
        names = [*BUILDER_NAMES]
        now = names.index(self.inspection.options.builder)
        self._choose(self._chosen._replace(builder=names[(now + 1) % len(names)]))

    def next_target(self) -> None:
        """The next build of several; of one, the next stage of its Dockerfile."""
        builds = self.exploration.builds
        if len(builds) > 1:
            self._choose(self._chosen._replace(at=(self._chosen.at + 1) % len(builds)))
            return
        plan = self.inspection.plan
        if plan is None or len(plan.stages) < 2:
            self.message = "there is one build here, of one stage"
            return
        at = (plan.target + 1) % len(plan.stages)
        self._choose(self._chosen._replace(target=plan.stages[at].label))

    @property
    def choices(self) -> tuple[str, ...]:
        """The builds by their names; of one, the stages of its Dockerfile."""
        builds = self.exploration.builds
        if len(builds) > 1:
            return tuple(each.name for each in builds)
        plan = self.inspection.plan
        return tuple(each.label for each in plan.stages) if plan is not None else ()

    @property
    def choice(self) -> str:
        """Which of them is looked at."""
        if len(self.exploration.builds) > 1:
            return self.name
        plan = self.inspection.plan
        return plan.stages[plan.target].label if plan is not None else ""

    def choose(self, name: str) -> None:
        """One of the choices."""
        if name not in self.choices:
            self.message = f"there is none called {name}"
        elif len(self.exploration.builds) > 1:
            self._choose(self._chosen._replace(at=self.choices.index(name)))
        else:
            self._choose(self._chosen._replace(target=name))

    def _choose(self, chosen: _Chosen) -> None:
        """Look at another build; at the same one where that is refused."""
        before = self._chosen, self.inspection
        try:
            self.inspection = self.exploration.open(*chosen)
            self._chosen = chosen
            self.checked = None
            _ = self.weighed, self.base
        except CtxscanError as error:
            self._chosen, self.inspection = before
            self.message = str(error)

    # What is written

    def write(self) -> None:
        """Raises UsageError where the file cannot or must not be written."""
        shown = self.exploration.shown(self.inspection)
        self.exploration.write(self.inspection, self.lines)
        self._drafts.pop(self._file, None)
        self._former.pop(self._file, None)
        self.checked = None
        self.inspection = self.exploration.open(*self._chosen)
        self.message = f"{shown} written"


def _lines_of(rules: Sequence[DraftRule]) -> tuple[str, ...]:
    return tuple(line for each in rules for line in each.lines)


def _by(rule: object) -> str:
    place = getattr(rule, "place", None)
    return f" by {place}: {rule}" if place is not None else ""
