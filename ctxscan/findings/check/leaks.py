"""What git ignores and the ignore file would let in, whether it is there or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Detail
from ctxscan.context.git.repository import NOWHERE
from ctxscan.finding import Finding
from ctxscan.findings.check.limits import MOST
from ctxscan.findings.next_step import next_step
from ctxscan.ignore.git.matcher import samples
from ctxscan.ignore.git.pattern import ANY_DEPTH
from ctxscan.ignore.literal import escape_literal
from ctxscan.sizes import plural
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctxscan.context.entry import Filter
    from ctxscan.context.git.repository import NoRepository
    from ctxscan.errors import Place
    from ctxscan.findings.accounting import Contributor
    from ctxscan.findings.check.remedies import Advisor
    from ctxscan.ignore.git.file import GitRule
    from ctxscan.ignore.git.matcher import GitRules
    from ctxscan.inspection import Inspection

_INSIDE = "x"
"""A file in a directory that git ignores."""

_MOST_DIRECTORIES = 20
"""So many directories are tried for a pattern that means any of them."""


class Unwritten(NamedTuple):
    """What suggest would add to the ignore file."""

    lines: frozenset[Place]
    """Those of git for which ``suggest --source gitignore`` has rules. No other line leaks: its
    rules are all that can be written."""

    more_is_suggested: bool
    """Whether a plain ``suggest`` has something to add. Once it has not, no file is there that
    the *lines* mean, and nothing large or secret is likely to come."""


def leaks(
    inspection: Inspection,
    rules: GitRules,
    advisor: Advisor,
    directories: Mapping[str, Contributor],
    unwritten: Unwritten,
) -> Iterator[Finding]:
    """A finding for each rule of git that the ignore file does not follow.

    *directories* are sent: patterns for any depth are tried in the largest of them.
    """
    every = _leaks(inspection, rules, advisor, ["", *_tried(directories)])
    # By what they say: nested files repeat lines, and suggest names the first of them.
    lines = {rule.line() for rule in rules.rules if rule.place in unwritten.lines}
    found = [(rule, path) for rule, path in every if rule.line() in lines]
    if found and not unwritten.more_is_suggested:
        text = f"git ignores {plural(len(found), 'more pattern')}, and no file here matches"
        hint = f"to have rules for all of them: {_suggest(inspection)}"
        yield Finding("gitignore-rest", text, hint=hint, severity="note")
        return
    yield from (_finding(inspection, rule, rules, path) for rule, path in found[:MOST])
    if len(found) > MOST:
        yield Finding(
            "gitignore-leak",
            f"git ignores {len(found) - MOST:,} more patterns, and the build would send them",
            hint=_suggest(inspection),
            severity="error",
        )


def not_asked(why: NoRepository) -> Finding | None:
    """That git said nothing, which must not look like a pass; ``None`` where there is no git."""
    if why == NOWHERE:
        return None
    return Finding(
        "git-not-asked",
        f"git was not asked what it ignores, because {why.reason}: of the .gitignore files, only "
        "that of the context itself counts",
        hint=why.hint or "see what `git status` says there, and try again",
        severity="note",
    )


def _suggest(inspection: Inspection) -> str:
    return next_step(inspection, "suggest", "--source", "gitignore", "--diff")


def _tried(directories: Mapping[str, Contributor]) -> list[str]:
    """Git has no opinion on what is in its own directory."""
    near = [path for path in directories if path and path.count("/") <= 1]
    visible = [path for path in near if ".git" not in path.split("/")]
    visible.sort(key=lambda path: (path.count("/"), -directories[path].files, path))
    return visible[:_MOST_DIRECTORIES]


def _leaks(
    inspection: Inspection, rules: GitRules, advisor: Advisor, where: Sequence[str]
) -> Iterator[tuple[GitRule, str]]:
    seen: set[str] = set()
    sending = _Sending(inspection)
    for rule in rules.rules:
        line = rule.line()
        if rule.negated or line in seen or advisor.names(line):
            continue
        path = next(_leaking(sending, rule, rules, advisor, where), None)
        if path is not None:
            seen.add(line)
            yield rule, path


def _leaking(
    sending: _Sending,
    rule: GitRule,
    rules: GitRules,
    advisor: Advisor,
    where: Sequence[str],
) -> Iterator[str]:
    """Paths that git ignores by *rule* and the build would send."""
    floats = rule.components[0] == ANY_DEPTH
    for sample in samples(rule.components):
        for directory in where if floats else ("",):
            path = f"{directory}/{sample}" if directory else sample
            forms = [(f"{path}/{_INSIDE}", f"{path}/")]
            if not rule.directory_only:
                forms.insert(0, (path, path))
            for file, shown in forms:
                if (
                    sending(file)
                    and rules.ignoring(file) is rule
                    and rules.kept.isdisjoint((file, path))
                    and advisor.named_by(path) is None
                ):
                    yield shown


class _Sending:
    """Whether the build would send a file at some path."""

    def __init__(self, inspection: Inspection) -> None:
        filters = (sync.builder.filter(Detail.SENT) for sync in inspection.syncs)
        self._inside: dict[str, list[Filter]] = {"": [*filters]}

    def __call__(self, path: str) -> bool:
        directory, _, name = path.rpartition("/")
        judgements = (here.judge(name) for here in self._in(directory))
        return any(each is not None and each.sent for each in judgements)

    def _in(self, directory: str) -> list[Filter]:
        """One for each transfer that looks into *directory*."""
        waiting = []
        while directory not in self._inside:
            waiting.append(directory)
            directory = directory.rpartition("/")[0]
        found = self._inside[directory]
        for each in reversed(waiting):
            entered = (here.enter(each.rpartition("/")[2])[1] for here in found)
            found = self._inside[each] = [below for below in entered if below is not None]
        return found


def _finding(inspection: Inspection, rule: GitRule, rules: GitRules, path: str) -> Finding:
    return Finding(
        "gitignore-leak",
        f"git ignores {rule.text.strip()}, and the build would send {path}",
        rule.place,
        f"whoever has it on disk sends it; all at once: {_suggest(inspection)}",
        "error",
        path=path.rstrip("/"),
        rules=(rule.line(exact=rule.needs_exact), *dict.fromkeys(_exceptions(rule, rules))),
    )


def _exceptions(rule: GitRule, rules: GitRules) -> Iterator[str]:
    """What the rule must not take along: what git excepts later, and what it tracks anyhow."""
    for later in rules.excepted_from(rule):
        yield later.line()
    for path in rules.kept_from(rule):
        yield escape_literal(path, exception=True)
