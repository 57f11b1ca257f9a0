"""What has to hold of every suggestion, whatever the project: tried on projects at random."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import pytest

from ctxscan.api.check import check
from ctxscan.api.lint import lint
from ctxscan.api.listing import listing
from ctxscan.api.suggest import suggest
from ctxscan.errors import CtxscanError, Place
from ctxscan.findings.catalog.directories import below
from ctxscan.findings.suggest.model import DEFAULT_SOURCES
from ctxscan.ignore.file import Rule
from ctxscan.ignore.git.matcher import samples
from ctxscan.ignore.matcher import Matcher
from ctxscan.inspection import BuildFiles, BuildOptions, inspect
from ctxscan.inspection.steps import outcome_of
from tests.findings.suggest.random_projects import COUNT, RandomProject
from tests.support.repositories import ENVIRONMENT, git

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ctxscan.findings.catalog import Level
    from ctxscan.findings.suggest.model import SourceName, Suggestion
    from ctxscan.inspection import Inspection


class Way(NamedTuple):
    """A way to be asked for a suggestion."""

    name: str
    level: Level = "default"
    sources: tuple[SourceName, ...] | None = None


ALL_OF_GIT = Way("all of git's rules", sources=("gitignore",))
ALLOWLIST = Way("allowlist", sources=(*DEFAULT_SOURCES, "dockerfile"))
LEVELS = (Way("cautious", "cautious"), Way("default"), Way("aggressive", "aggressive"))
WAYS = (*LEVELS, ALL_OF_GIT, ALLOWLIST)

FEW_RULES = 8
"""So many of git's rules are written as they are, whatever lies there."""

PROPERTIES = (
    "no step of any build fails that did not",
    "a second run adds nothing",
    "the result passes its own lint",
    "a clean and a dirty disk get the same rules",
    "nothing leaks once a suggestion is written",
    "BuildKit walks no more than before",
    "nothing that a build names is taken",
    "nothing that git ignores is sent, unless a note says why",
)


@pytest.fixture(scope="module")
def violations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, list[object]]]:
    """By the property: what goes against it in so many projects, each asked in one of the ways."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        yield found_in(tmp_path_factory.mktemp("projects"), range(COUNT))


@pytest.mark.parametrize("name", PROPERTIES)
def test_in_projects_at_random(violations: Mapping[str, list[object]], name: str) -> None:
    assert violations.get(name, []) == []


@pytest.mark.parametrize(
    "seed", [122, 152, 207, 314, 363, 374, 437, 492, 527, 547, 574, 626, 662, 667, 699, 1083, 1437]
)
def test_what_a_long_run_found_once_stays_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    assert found_in(tmp_path, range(seed, seed + 1)) == {}


def found_in(directory: Path, seeds: range) -> dict[str, list[object]]:
    found: dict[str, list[object]] = defaultdict(list)
    for seed in seeds:
        root = directory / "project"
        way = WAYS[seed % len(WAYS)]
        for name, what in Trial(RandomProject(root, seed), way).violations():
            found[name].append((seed, way.name, what))
        shutil.rmtree(root)
    return found


class Trial:
    def __init__(self, project: RandomProject, way: Way) -> None:
        self.project = project
        self.way = way
        self.root = project.root

    def violations(self) -> Iterator[tuple[str, object]]:
        had_rules = (self.root / ".dockerignore").exists()
        failed, walked, named = self.failures(), self.walked(), self.named()
        found = self.suggested()
        (self.root / ".dockerignore").write_bytes(found.new)
        lines = patterns(found)
        if new := self.failures() - failed:
            yield PROPERTIES[0], (lines, sorted(map(str, new)))
        again = self.suggested()
        if again.rules:
            yield PROPERTIES[1], (lines, patterns(again))
        if not had_rules and (wrong := self.of_lint()):
            yield PROPERTIES[2], (lines, wrong)
        if self.way is not LEVELS[0] and (leaks := self.leaks()):
            yield PROPERTIES[4], (lines, leaks)
        if any(now > was + 1 for was, now in zip(walked, self.walked(), strict=True)):
            yield PROPERTIES[5], (lines, walked, self.walked())
        if lost := named - self.named():
            yield PROPERTIES[6], (lines, lost)
        if not had_rules and (sent := self.ignored_and_sent(found)):
            yield PROPERTIES[7], (lines, sent)
        yield from self.on_other_disks(found)

    def on_other_disks(self, found: Suggestion) -> Iterator[tuple[str, object]]:
        """With other untracked files, the ignore file as it was."""
        if self.way in (ALLOWLIST, LEVELS[0]):
            return  # they are about what is there
        if keeps_leftovers(found):
            return
        (self.root / ".dockerignore").write_bytes(found.old)
        failed = self.failures()
        # What is there and saves something is worth a line wherever it is from.
        of_disk = {each.pattern for each in found.rules if each.saves_files}
        of_disk |= {each for each in patterns(found) if each.startswith("!")}
        if self.way is ALL_OF_GIT:
            # Rules that came with a package count for what they ignore today (docs/suggest.md).
            of_disk = {each for each in of_disk if below("foreign").search(each)}
        elif self.few_rules_of_git():
            of_disk -= {each.pattern for each in found.rules if each.origin is not None}
        for share in (0.5, 1.0):
            self.project.clean(share)
            if self.failures() != failed:
                break  # what was removed was part of the build
            now = self.suggested()
            if keeps_leftovers(now):
                continue
            there = patterns(now)
            # A line that says less than one for what is there is not written beside it.
            less = {each for each in there if says_less(each, of_disk)} - {*patterns(found)}
            if [each for each in there if each not in of_disk | less] != [
                each for each in patterns(found) if each not in of_disk
            ]:
                yield PROPERTIES[3], (patterns(found), there)
        (self.root / ".dockerignore").write_bytes(found.new)
        if leaks := self.leaks():
            yield PROPERTIES[4], ("clean", patterns(found), leaks)

    def few_rules_of_git(self) -> bool:
        """So few that all of them are worth a line, be it for what is not there."""
        texts = (each.read_text(encoding="utf-8") for each in self.root.rglob(".gitignore"))
        lines = [line for text in texts for line in text.splitlines() if line[:1] != "!"]
        return len(lines) <= FEW_RULES

    def ignored_and_sent(self, found: Suggestion) -> set[str]:
        """At a level that follows git."""
        if self.way is LEVELS[0] or any(note.code == "rule-left-out" for note in found.notes):
            return set()
        out = git(self.root, "ls-files", "-o", "-i", "--exclude-standard", "-z").split(b"\0")
        ignored = {os.fsdecode(each) for each in out if each}
        sent = {
            entry.path
            for each in self.builds()
            for entry in listing(
                str(self.root),
                file=each.location.dockerfile.path,
                target=each.options.target,
            ).sent
        }
        return ignored & sent

    def suggested(self) -> Suggestion:
        return suggest(str(self.root), level=self.way.level, sources=self.way.sources)

    def builds(self) -> Iterator[Inspection]:
        """Of every Dockerfile, for every stage."""
        for name in self.project.dockerfiles:
            text = (self.root / name).read_text(encoding="utf-8")
            for number in range(text.count("FROM ")):
                files = BuildFiles(str(self.root), str(self.root / name))
                try:
                    yield inspect(BuildOptions(files, target=f"s{number}"))
                except CtxscanError:
                    continue  # such a stage cannot be built to begin with

    def failures(self) -> set[tuple[object, ...]]:
        return {
            (found.location.dockerfile.shown, found.options.target, each.line, each.path)
            for found in self.builds()
            for each in outcome_of(found).failures
        }

    def named(self) -> set[tuple[object, ...]]:
        """What the steps take, certainly, by a name of its own."""
        return {
            (found.location.dockerfile.shown, found.options.target, each.line, each.path)
            for found in self.builds()
            for each in outcome_of(found).taken
            if each.node.stamp.certain
        }

    def walked(self) -> list[int]:
        found = []
        for each in self.builds():
            walk = each.context.stream()
            list(walk)
            found.append(walk.walked)
        return found

    def of_lint(self) -> list[str]:
        found = lint(str(self.root)).lint.findings
        return [
            f"{each.code}: {each.message}"
            for each in found
            if each.place is not None
            and str(each.place.file).endswith(".dockerignore")
            # Of its own directory git says nothing.
            and not (self.way is ALL_OF_GIT and each.code == "history-sent")
        ]

    def leaks(self) -> list[str]:
        (checked,) = check(str(self.root), {"leaks": True})
        return [each.message for each in checked.findings if each.code == "gitignore-leak"]


def keeps_leftovers(found: Suggestion) -> bool:
    """Whether a step has nothing else there to take: what it would lose depends on the disk."""
    losses = ("would lose", "would find nothing", "would fail")
    return any(each in note.message for note in found.notes for each in losses)


def says_less(line: str, others: set[str]) -> bool:
    """Whether all that *line* could mean is ignored by one of the *others*."""
    matcher = Matcher([Rule(each, False, each, Place("x")) for each in others])
    return not line.startswith("!") and all(
        matcher.judge(each).ignored for each in samples(line.split("/"))
    )


def patterns(found: Suggestion) -> list[str]:
    return [rule.pattern for rule in found.rules]
