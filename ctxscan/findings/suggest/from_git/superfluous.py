"""Git's rules without those that say nothing new beside the rules that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders import docker_builders
from ctxscan.findings.suggest.model import Candidate, parsed
from ctxscan.ignore.git.matcher import samples
from ctxscan.ignore.git.pattern import ANY_DEPTH
from ctxscan.ignore.literal import as_line
from ctxscan.ignore.matcher import Matcher
from ctxscan.inspection.trial import whole_context

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.context.tree import Tree
    from ctxscan.ignore.file import Rule

_INSIDE = "x"
_MOST_DIRECTORIES = 100
_MOST_COMPARED = 60
"""Of longer lists, only lines that occur twice are compared with those above: that is slow."""


def without_superfluous(
    found: list[Candidate], before: tuple[Rule, ...], tree: Tree
) -> list[Candidate]:
    """Drop what is said already, by *before* or further up, wherever in this tree it could matter.

    What the rules before ignore stays ignored, also where it is not there yet: git's exceptions
    don't reach it.
    """
    if not found:
        return found
    new = _new(found, before, _directories(tree, Matcher(before)))
    # Exact paths correct what the patterns get wrong, and some of those are gone now.
    patterns = [each for each in new if each.origin is not None]
    if all(each.exception for each in patterns):
        patterns = []  # there is nothing of ours to except anything from
    needed = sent_under(tree, before, found)
    left = next(
        (each for each in (patterns, new) if sent_under(tree, before, each) == needed), found
    )
    return [*left, *_again(left, before)]


def without_covered(
    found: list[Candidate], before: tuple[Rule, ...], tree: Tree
) -> list[Candidate]:
    """Drop what git says of paths that a rule from elsewhere, further down, ignores altogether.

    ``!.vscode/settings.json`` has no effect above ``**/.vscode``, and would only puzzle its reader.
    """
    others = [each for each in found if each.source != "gitignore" and not each.exception]
    if not others or all(each.origin is None for each in found):
        return found
    directories = _directories(tree, Matcher(before))
    ignored = Matcher((*before, *parsed(others)))
    in_all = Matcher((*before, *parsed(found)))
    left = [
        each
        for each in found
        if each.origin is None
        or not _implied(each, in_all if each.exception else ignored, directories)
    ]
    same = left == found or sent_under(tree, before, left) == sent_under(tree, before, found)
    return left if same else found


def _new(
    found: list[Candidate], before: tuple[Rule, ...], directories: Sequence[str]
) -> list[Candidate]:
    left: list[Candidate] = []
    lines: set[str] = set()
    ignored = old = Matcher(before)
    for each in found:
        if each.origin is not None:
            if len(found) > _MOST_COMPARED and each.line in lines:
                ignored = Matcher((*before, *parsed(left)))
            superfluous = _implied(each, old if each.exception else ignored, directories)
            if superfluous:
                continue
            if len(found) <= _MOST_COMPARED:
                ignored = Matcher((*before, *parsed([*left, each])))
        left.append(each)
        lines.add(each.line)
    return _without_narrower(left, before, directories)


def _without_narrower(
    found: list[Candidate], before: tuple[Rule, ...], directories: Sequence[str]
) -> list[Candidate]:
    """Without those of which one further down says more; among exceptions, order has a meaning."""
    if any(each.exception for each in found) or len(found) > _MOST_COMPARED:
        return found
    left = list(found)
    for each in found:
        others = [other for other in left if other is not each]
        if each.origin is not None and _implied(
            each, Matcher((*before, *parsed(others))), directories
        ):
            left = others
    return left


def _again(found: Sequence[Candidate], before: tuple[Rule, ...]) -> Iterator[Candidate]:
    """The rules before that an exception of ours would undo inside a directory not there yet."""
    exceptions = [each for each in found if each.exception and each.origin is not None]
    if not exceptions:
        return
    old, new = Matcher(before), Matcher((*before, *parsed(found)))
    for rule in before:
        if rule.exception:
            continue
        for directory in samples(rule.pattern.split("/")):
            inside = (
                f"{directory}/{name}"
                for each in exceptions
                for name in samples(each.line[1:].split("/"))
            )
            if any(old.judge(path).ignored and not new.judge(path).ignored for path in inside):
                reason = "repeated, because an exception of git's would undo it"
                # Not its own words: a rule is not tried on a directory that is ignored already, and
                # so would not be remembered below it (docs/semantics, B.6).
                line = as_line(f"{rule.pattern}/**")
                yield Candidate(line, reason, "gitignore", "git-again")
                break


def _directories(tree: Tree, ignored: Matcher) -> list[str]:
    """Where something may appear that is not ignored; the uppermost first.

    A directory that is ignored itself is one of them where something in it is not: ``!web/**``.
    """
    eligible = list(tree.eligible(ignored))
    found = {path for path, inside in eligible if inside is not None}
    found |= {path.rpartition("/")[0] for path, _ in eligible} - {""}
    found = {path for path in found if ".git" not in path.split("/")}
    return ["", *sorted(found, key=lambda path: (path.count("/"), path))[:_MOST_DIRECTORIES]]


def _implied(candidate: Candidate, ignored: Matcher, directories: Sequence[str]) -> bool:
    paths = list(_meant(candidate.line, directories))
    return bool(paths) and all(ignored.judge(path).ignored for path in paths)


def _meant(line: str, directories: Sequence[str]) -> Iterator[str]:
    line = line.removeprefix("!")
    parts = line.split("/")
    inside = len(parts) > 1 and parts[-1] == ANY_DEPTH
    for sample in samples(parts):
        for directory in directories if parts[0] == ANY_DEPTH else ("",):
            path = f"{directory}/{sample}" if directory else sample
            yield path
            if not inside:
                yield f"{path}/{_INSIDE}"


SentUnder = list[tuple[set[str], set[str]]]
"""By each of Docker's builders: what arrives whole, and what arrives empty."""


def sent_under(tree: Tree, before: tuple[Rule, ...], candidates: Sequence[Candidate]) -> SentUnder:
    """Of the whole context."""
    rules = (*before, *parsed(candidates))
    found = (whole_context(tree, rules, name) for name in docker_builders())
    return [(_of_git(each.sent), _of_git(each.empty)) for each in found]


def _of_git(paths: set[str]) -> set[str]:
    """Without what is in .git, of which git has no opinion."""
    return {path for path in paths if "/.git/" not in f"/{path}"}
