"""What git ignores and a step of the build mentions: created by the build, or needed by it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.finding import Finding
from ctxscan.findings.suggest.model import parsed
from ctxscan.findings.suggest.state import Found
from ctxscan.ignore.bits import indices
from ctxscan.ignore.literal import escape_literal
from ctxscan.ignore.matcher import Matcher
from ctxscan.inspection import ALL_PATHS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.dockerfile.model import Instruction
    from ctxscan.findings.suggest.state import Build, State

_STEPS = frozenset({"run", "cmd", "entrypoint"})
_WHOLE = frozenset({ALL_PATHS, ".", "*"})


def mentioned_in_steps(state: State) -> Found:
    """The step: a ``dist`` that git ignores and that is there, with ``CMD node dist/a.js``.

    No rule can be dropped for that: most often a step of the build makes it.
    """
    whole = [build for build in state.builds if _asks_for_all(build)]
    taken = [*_taken(state)] if whole else []
    notes = [note for build in whole for note in _mentioned(build, taken)]
    return Found(state.candidates, notes)


def _asks_for_all(build: Build) -> bool:
    return any(each.path in _WHOLE for each in build.requests)


def _mentioned(build: Build, taken: Sequence[tuple[str, int]]) -> Iterator[Finding]:
    steps = [each for each in build.inspection.instructions if each.keyword in _STEPS]
    reported: set[int] = set()
    for path, at in taken:
        step = _mentioning(steps, path) if at not in reported else None
        if step is not None:
            reported.add(at)
            what = f"git ignores {path}, and {step.keyword.upper()} mentions it"
            line = escape_literal(path, exception=True)
            hint = f"if no step of the build creates it, add {line}"
            place = Place(build.shown, step.line)
            yield Finding("mentioned-in-step", what, place, hint, "note")


def _taken(state: State) -> Iterator[tuple[str, int]]:
    """What is there and a new rule of git takes, with the rule's index."""
    rules = [each for each in state.candidates if each.source == "gitignore" and not each.exception]
    taking = Matcher(list(parsed(rules)))
    walk = state.tree.descend(taking.root(), Matcher(state.before).root())
    for path, name, _, (here, out) in walk:
        bits = here.matching(name)
        if out.judge(name).ignored or path in state.junk:
            walk.skip()
        elif bits:
            walk.skip()
            yield path, next(iter(indices(bits)))


def _mentioning(steps: Sequence[Instruction], path: str) -> Instruction | None:
    """The first step that has the name in a path; a word of its own is too often a command's.

    What stands before the name has to be the directory above it: ``/var/www/html/public`` is not
    about ``storage/app/public``. Above what lies at the top, a stage has any directory.
    """
    *_, above, name = ("", *path.split("/"))
    named = re.compile(
        rf"(?:([\w.-]+)(/)|(?<![\w.-])(/?)){re.escape(name)}(?:(?=/)|(?![\w.-]))(?P<inside>/?)"
    )
    for step in steps:
        text = "\n".join([step.text, *(document.content for document in step.heredocs)])
        for found in named.finditer(text):
            in_a_path = found[2] or found[3] or found["inside"]
            if in_a_path and (not above or found[1] in (None, ".", "..", above)):
                return step
    return None
