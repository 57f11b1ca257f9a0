"""Git's rules -> rules for Docker that send of this tree what git keeps, by either builder.

The translation comes first, pattern by pattern; where it does not say what git says, exact paths
follow it, the exceptions before the rest, so that the last word is always true
(docs/semantics, G.4).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ctxscan.builders import docker_builders
from ctxscan.findings.suggest.exact_paths import BY_CONTENT, ExactPaths
from ctxscan.findings.suggest.from_git.translation import SEED, Translation, seed_rule, translations
from ctxscan.ignore.git.file import LeftOut
from ctxscan.ignore.git.order import in_dockers_order
from ctxscan.inspection.trial import Outcome, whole_context
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from ctxscan.builders import BuilderName
    from ctxscan.context.tree import Tree
    from ctxscan.errors import Place
    from ctxscan.ignore.file import Rule
    from ctxscan.ignore.git.file import GitignoreFile

_ROUNDS = 12
"""One is enough nearly always; an exception that opens a directory may call for another."""

_MOST_TRIALS = 40
"""How many exceptions are tried in another form. Each trial is a walk."""


class SeededRule(NamedTuple):
    line: str
    """For the ignore file."""

    reason: str
    origin: Place | None
    """Where git has it from; ``None`` for a correction."""

    text: str
    """As git has it; empty for a correction."""


class Unequal(NamedTuple):
    """A path on which no rule could make Docker agree with git."""

    path: str
    builder: BuilderName
    kept_by_git: bool


class Seeding(NamedTuple):
    rules: tuple[SeededRule, ...]
    """Translations in an order of their own, then corrections; the order carries meaning."""

    left_out: tuple[LeftOut, ...]
    unequal: tuple[Unequal, ...]


class _Wrong(NamedTuple):
    missing: frozenset[str]
    """Kept by git and not sent, or sent empty."""

    extra: frozenset[str]
    """Ignored by git and sent."""

    let_in: Counter[Place]
    """How many of the extra paths each exception let in, by its place in the list."""

    closed: frozenset[str]

    by_builder: tuple[Unequal, ...]


def seed(
    files: Iterable[GitignoreFile],
    tree: Tree,
    kept: AbstractSet[str],
    *,
    before: Sequence[Rule] = (),
    builders: Sequence[BuilderName] | None = None,
) -> Seeding:
    """The rules to write behind those that are there *before*.

    *files* are what git reads, weakest first. *tree* is what lies in the context, without what
    git has no opinion on: ``.git``, fifos, sockets, devices, repositories that it cannot look
    into. *kept* is what git tracks or would add. What the rules before ignore stays ignored, and
    what they except by its very path is kept. *builders*: whose walks are tried; ``None``: of all
    that read rules as Docker does.
    Raises IgnoreFileError when a builder refuses one of the rules before.
    """
    trying = docker_builders() if builders is None else tuple(builders)
    task = _Task(tree, kept, tuple(before), trying)
    read = tuple(files)
    ordered, misleading = in_dockers_order([rule for file in read for rule in file.rules])
    translated = translations(ordered, task.tree, kept, task.before)
    literal, wrong = task.best_forms(translated)
    corrections, wrong = task.corrected(literal, wrong)
    left_out = [
        *(line for file in read for line in file.left_out),
        *misleading,
        *_harmful(translated, literal),
    ]
    return Seeding(
        rules=(*_seeded(literal), *_correcting(corrections)),
        left_out=tuple(sorted(left_out, key=_where)),
        unequal=wrong.by_builder,
    )


def _where(left_out: LeftOut) -> tuple[str, int]:
    return left_out.place.file, left_out.place.line or 0


class _Task:
    def __init__(
        self,
        tree: Tree,
        kept: AbstractSet[str],
        before: tuple[Rule, ...],
        builders: tuple[BuilderName, ...],
    ) -> None:
        self.tree = tree
        self.kept = kept
        self.before = before
        self.builders = builders
        found = {name: whole_context(self.tree, self.before, name) for name in self.builders}
        self.needed = {
            name: frozenset(result.sent & (self.kept | _named(result)))
            for name, result in found.items()
        }
        self.needed_at_all = frozenset[str]().union(*self.needed.values())
        self.spoiled = frozenset(path for result in found.values() for path in result.empty)
        """Arrives empty already: that is for the rules before to mend, and not to be ignored
        here."""

    def best_forms(self, written: list[Translation]) -> tuple[list[Translation], _Wrong]:
        """Leave out or reword the exceptions that do more harm than good in this tree.

        And what is wrong with what is left.
        """
        wrong = self.check(written)
        if not wrong.let_in:
            return written, wrong
        cost = self.cost(wrong)
        trials = _trials(written, wrong.let_in)
        for _ in range(_MOST_TRIALS):
            trial = next(trials, None)
            if trial is None:
                break
            found = self.check(trial)
            if (cheaper := self.cost(found)) < cost:
                cost, written, wrong = cheaper, trial, found
                trials = _trials(written, found.let_in)
        return written, wrong

    def cost(self, wrong: _Wrong) -> int:
        """How many lines the corrections would take, to begin with."""
        corrections = ExactPaths(self.tree, self.needed_at_all, BY_CONTENT)
        corrections.add(wrong.missing, wrong.extra, wrong.closed)
        return len(corrections.lines())

    def corrected(self, written: Sequence[Translation], wrong: _Wrong) -> tuple[ExactPaths, _Wrong]:
        """Add exact paths until nothing is wrong, or nothing more can be done."""
        corrections = ExactPaths(self.tree, self.needed_at_all, BY_CONTENT)
        for _ in range(_ROUNDS):
            if not corrections.add(wrong.missing, wrong.extra, wrong.closed):
                break
            wrong = self.check(written, corrections.lines())
        return corrections, wrong

    def check(self, written: Sequence[Translation], correcting: Iterable[str] = ()) -> _Wrong:
        lines = [*(found.line for found in written), *correcting]
        rules = [*self.before, *(seed_rule(line, at) for at, line in enumerate(lines))]
        allowed = self.needed_at_all | (self.spoiled & self.kept)
        missing: set[str] = set()
        extra: set[str] = set()
        let_in: Counter[Place] = Counter()
        closed: set[str] = set()
        unequal: list[Unequal] = []
        for builder in self.builders:
            found = whole_context(self.tree, rules, builder)
            lost = self.needed[builder] - found.sent
            more = (found.sent | found.empty) - allowed
            missing |= lost
            extra |= more
            closed |= found.closed
            let_in.update(rule.place for path, rule in found.decided.items() if path in more)
            unequal += [Unequal(path, builder, path in lost) for path in sorted(lost | more)]
        return _Wrong(
            frozenset(missing), frozenset(extra), let_in, frozenset(closed), tuple(unequal)
        )


def _named(result: Outcome) -> frozenset[str]:
    """What an exception lets in by its very path: somebody wants that file, whatever git says."""
    return frozenset(path for path, rule in result.decided.items() if rule.pattern == path)


def _harmful(before: Iterable[Translation], after: Iterable[Translation]) -> Iterator[LeftOut]:
    still_there = {id(found.git) for found in after}
    for found in before:
        if id(found.git) not in still_there:
            reason = "in this tree, Docker's exception would let in more than git's does"
            yield LeftOut(found.git.text, found.git.place, reason)


def _trials(written: list[Translation], let_in: Counter[Place]) -> Iterator[list[Translation]]:
    """The list without an exception, or with it in the form for what is in directories.

    The exception that let in most comes first.
    """
    for place, _ in let_in.most_common():
        if place.file != SEED or place.line is None or place.line >= len(written):
            continue
        before, choice = written[: place.line], written[place.line]
        after = written[place.line + 1 :]
        yield [*before, *after]
        if choice.git.directory_only and not choice.exact:
            yield [*before, choice._replace(exact=True), *after]


def _seeded(written: Iterable[Translation]) -> Iterator[SeededRule]:
    for found in written:
        says = "keeps" if found.git.negated else "ignores"
        yield SeededRule(
            found.line, f"git {says} {found.git.text.strip()}", found.git.place, found.git.text
        )


def _correcting(corrections: ExactPaths) -> Iterator[SeededRule]:
    for line in corrections.lines():
        reason = "git keeps it" if line.startswith("!") else "git ignores it"
        yield SeededRule(line, f"{reason}, and no pattern can do the same", None, "")
