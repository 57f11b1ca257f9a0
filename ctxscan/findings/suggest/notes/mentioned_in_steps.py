"""What git ignores and a step of the build mentions: made by the build, or needed by it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.findings.suggest.model import Note
from ctxscan.findings.suggest.proof import parsed
from ctxscan.ignore.literal import escape_literal
from ctxscan.ignore.matcher import Matcher, indices
from ctxscan.inspection.buildkit import ALL_PATHS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from ctxscan.context.tree import Tree
    from ctxscan.dockerfile.model import Instruction
    from ctxscan.findings.suggest.model import Candidate
    from ctxscan.ignore.file import Rule
    from ctxscan.inspection import Inspection, Request

_STEPS = frozenset({"run", "cmd", "entrypoint"})
_WHOLE = frozenset({ALL_PATHS, ".", "*"})


def mentioned(
    inspection: Inspection,
    asked: Sequence[Request],
    tree: Tree,
    added: Sequence[Candidate],
    junk: AbstractSet[str],
) -> Iterator[Note]:
    """``COPY . .`` and ``CMD node dist/a.js``, with a ``dist`` that git ignores and that is there.

    No rule can be dropped for that: most often a step of the build makes it.
    """
    if not any(each.path in _WHOLE for each in asked):
        return
    steps = [each for each in inspection.instructions if each.keyword in _STEPS]
    shown = inspection.location.dockerfile.shown
    told: set[int] = set()
    for path, at in _taken(tree, inspection.ignore_file.rules, added, junk):
        step = _mentioning(steps, path.rpartition("/")[2]) if at not in told else None
        if step is not None:
            told.add(at)
            what = f"git ignores {path}, and {step.keyword.upper()} mentions it"
            line = escape_literal(path, exception=True)
            yield Note(
                what, Place(shown, step.line), f"if no step of the build makes it, add {line}"
            )


def _taken(
    tree: Tree, before: tuple[Rule, ...], added: Sequence[Candidate], junk: AbstractSet[str]
) -> Iterator[tuple[str, int]]:
    """What is there and a new rule of git takes, with the rule's index."""
    rules = [each for each in added if each.source == "gitignore" and not each.exception]
    taking = Matcher(list(parsed(rules)))
    walk = tree.descend(taking.root(), Matcher(before).root())
    for path, node, (here, out) in walk:
        bits = here.matching(node.name)
        if out.judge(node.name).ignored or path in junk:
            walk.skip()
        elif bits:
            walk.skip()
            yield path, next(iter(indices(bits)))


def _mentioning(steps: Sequence[Instruction], name: str) -> Instruction | None:
    """The first step that has the name in a path; a word of its own is too often a command's."""
    path = re.compile(rf"(?:(?<![\w.-]){re.escape(name)}/|/{re.escape(name)}(?![\w.-]))")
    for step in steps:
        text = "\n".join([step.text, *(document.content for document in step.heredocs)])
        if path.search(text):
            return step
    return None
