"""What the benchmark must show: ratios of two medians of the same alternating run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.benchmarks.contenders import (
    CHECK,
    DEVTOOLS,
    DOCKER_PY,
    FIND,
    GDU,
    LEAKS,
    LINT,
    LIST,
    LIST_JSON,
    NCDU,
    PASS,
    REPORT,
    SUGGEST,
    VERSION,
)
from tests.benchmarks.measure import Key, Result
from tests.benchmarks.rules import FOUR, HUNDRED, NONE, PRUNED, REAL, TWENTY, Rules
from tests.benchmarks.trees import (
    APPLICATION,
    HARD_LINKED,
    HUNDRED_THOUSAND,
    IN_GIT,
    MILLION,
    MILLION_IN_GIT,
    SMALL,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.benchmarks.contenders import Contender
    from tests.benchmarks.trees import Tree


@dataclass(frozen=True, slots=True)
class Outcome:
    title: str
    goal: str
    measured: str
    met: bool


@dataclass(frozen=True, slots=True)
class Ratio:
    """The time of one, divided by that of the other."""

    title: str
    ours: Key
    theirs: Key
    at_most: float

    of_cpu: bool = False
    """Whether seconds of the processor count: other work on the machine adds nothing to them."""

    of_every_run: bool = False
    """Whether the slowest run counts, against the one beside it, and not the medians."""

    @property
    def limit(self) -> str:
        return f"at most {self.at_most:g}"

    def of(self, results: Mapping[Key, Result]) -> Outcome | None:
        """``None`` where one of the two was not measured."""
        if self.ours not in results or self.theirs not in results:
            return None
        ours, theirs = results[self.ours], results[self.theirs]
        if self.of_every_run and len(ours.laps) != len(theirs.laps):
            return None  # they did not run side by side
        if self.of_every_run:
            pairs = zip(ours.laps, theirs.laps, strict=True)
            ratio = max(own.seconds / other.seconds for own, other in pairs)
        else:
            ratio = ours.cpu / theirs.cpu if self.of_cpu else ours.seconds / theirs.seconds
        if ours.was_stopped:
            return Outcome(self.title, self.limit, "stopped", met=False)
        measured = f"{'below ' * theirs.was_stopped}{ratio:.2f}"
        return Outcome(self.title, self.limit, measured, met=ratio <= self.at_most)


@dataclass(frozen=True, slots=True)
class Peak:
    """The most memory that a run took, in decimal megabytes."""

    title: str
    ours: Key
    at_most: float

    @property
    def limit(self) -> str:
        return f"at most {self.at_most:g} MB"

    def of(self, results: Mapping[Key, Result]) -> Outcome | None:
        """``None`` where it was not measured."""
        if self.ours not in results:
            return None
        if results[self.ours].was_stopped:
            return Outcome(self.title, self.limit, "stopped", met=False)
        peak = results[self.ours].peak / 1e6
        return Outcome(self.title, self.limit, f"{peak:.0f} MB", met=peak <= self.at_most)


def _report(rules: Rules) -> Key:
    return Key(REPORT.name, APPLICATION.name, rules.name)


def _against_docker_py(rules: Rules) -> Ratio:
    theirs = Key(DOCKER_PY.name, APPLICATION.name, rules.name)
    return Ratio(f"{rules.name}, against docker-py", _report(rules), theirs, 1)


def _of(program: Contender, tree: Tree) -> Key:
    return Key(program.name, tree.name)


_MILLION = Key(REPORT.name, MILLION.name)

GOALS: tuple[Ratio | Peak, ...] = (
    Ratio(
        "105k files, no rules, against `find -printf`",
        _report(NONE),
        Key(FIND.name, APPLICATION.name),
        2.0,
    ),
    Ratio(
        "the same, in the slowest of its runs",
        _report(NONE),
        Key(FIND.name, APPLICATION.name),
        2.0,
        of_every_run=True,
    ),
    *(
        Ratio(
            f"{rules.name}, against itself without rules",
            _report(rules),
            _report(NONE),
            at_most,
        )
        for rules, at_most in ((TWENTY, 1.3), (HUNDRED, 1.5))
    ),
    Ratio(
        "`node_modules` pruned, against `ctxscan --version`",
        _report(PRUNED),
        Key(VERSION.name),
        1.5,
    ),
    *map(_against_docker_py, FOUR),
    *(
        Ratio(f"no rules, against `{peer.name}`", _report(NONE), _of(peer, APPLICATION), 1)
        for peer in (DEVTOOLS, GDU, NCDU)
    ),
    Ratio(
        "1,000,000 files, against 100,000",
        _MILLION,
        Key(REPORT.name, HUNDRED_THOUSAND.name),
        11,
    ),
    *(
        Peak(f"`{each.name}`, 1,000,000 files, peak memory", _of(each, MILLION), 150)
        for each in (REPORT, LIST, CHECK, LINT)
    ),
    *(
        Peak(
            f"`{each.name}`, 1,000,000 files in git, peak memory",
            _of(each, MILLION_IN_GIT),
            most,
        )
        for each, most in ((REPORT, 150), (LIST, 150), (CHECK, 150), (LINT, 150), (SUGGEST, 600))
    ),
    *(
        Ratio(
            f"`{ours.name}`, 105k files in git, against `{theirs.name}`",
            _of(ours, IN_GIT),
            _of(theirs, IN_GIT),
            most,
            of_cpu=True,
        )
        for ours, theirs, most in (
            (CHECK, REPORT, 1.3),
            (LINT, REPORT, 1.3),
            (LEAKS, REPORT, 2),
            (SUGGEST, REPORT, 3),
            (LIST_JSON, LIST, 1.6),
        )
    ),
    *(
        Ratio(f"{rules.name}, against none", _report(rules), _report(NONE), 1.2, of_cpu=True)
        for rules in REAL
    ),
    Ratio(
        "hard links everywhere, against plain files",
        Key(REPORT.name, HARD_LINKED.name),
        _report(NONE),
        1.3,
        of_cpu=True,
    ),
    Ratio(
        "a small project, against `python -c pass`",
        Key(REPORT.name, SMALL.name),
        Key(PASS.name),
        8,
        of_cpu=True,
    ),
    Ratio("`ctxscan --version`, against `python -c pass`", Key(VERSION.name), Key(PASS.name), 4),
)


def outcomes(results: Mapping[Key, Result]) -> Iterator[Outcome]:
    """Of the goals whose contenders were measured."""
    for goal in GOALS:
        if (outcome := goal.of(results)) is not None:
            yield outcome
