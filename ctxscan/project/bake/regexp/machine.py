"""All ways through a text at once: time is text times program (Go, regexp/exec.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.limits import check_length
from ctxscan.project.bake.regexp.program import Fork, Match, Program, Save
from ctxscan.project.bake.regexp.tree import Anchor, One
from ctxscan.regex import regex

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from ctxscan.project.bake.limits import Budget

Span = tuple[int, ...]
"""Begin and end of the match, then of every group; -1 where a group took no part."""

_WORD = regex(r"[0-9A-Za-z_]")
_REFERENCE = regex(r"\$(?:\$|([0-9A-Za-z_]+)|\{([0-9A-Za-z_]+)\})")


def search(program: Program, text: str, budget: Budget, start: int = 0) -> Span | None:
    """The leftmost match from *start* on; of several there, the one that Perl would choose."""
    slots = 2 * (len(program.names) + 1)
    found: Span | None = None
    threads: list[tuple[int, Span]] = []
    for position in range(start, len(text) + 1):
        if found is None:
            seen = {at for at, _ in threads}
            threads += _reachable(program, text, position, (0, (-1,) * slots), seen)
        budget.spend(1 + len(threads))
        char = text[position : position + 1]
        following: list[tuple[int, Span]] = []
        seen = set()
        for at, span in threads:
            instruction = program.instructions[at]
            if isinstance(instruction, Match):
                found = span
                break
            if isinstance(instruction, One) and char and _fits(instruction, char):
                following += _reachable(program, text, position + 1, (at + 1, span), seen)
        threads = following
        if not threads and found is not None:
            break
    return found


def _reachable(
    program: Program, text: str, position: int, thread: tuple[int, Span], seen: set[int]
) -> list[tuple[int, Span]]:
    """Where a thread stands before it needs a character, in order of preference."""
    standing: list[tuple[int, Span]] = []
    stack = [thread]
    while stack:
        at, span = stack.pop()
        if at in seen:
            continue
        seen.add(at)
        instruction = program.instructions[at]
        if isinstance(instruction, Fork):
            stack += [(instruction.second, span), (instruction.first, span)]
        elif isinstance(instruction, Save):
            slot = instruction.slot
            stack.append((at + 1, (*span[:slot], position, *span[slot + 1 :])))
        elif isinstance(instruction, Anchor):
            if _holds(instruction.name, text, position):
                stack.append((at + 1, span))
        else:
            standing.append((at, span))
    return standing


def _fits(one: One, char: str) -> bool:
    if one.members.has(char):
        return True
    if not one.folds:
        return False
    return any(len(other) == 1 and one.members.has(other) for other in (char.lower(), char.upper()))


def _holds(anchor: str, text: str, position: int) -> bool:
    before, after = text[max(0, position - 1) : position], text[position : position + 1]
    match anchor:
        case "begin":
            return position == 0
        case "end":
            return position == len(text)
        case "line begin":
            return before in {"", "\n"}
        case "line end":
            return after in {"", "\n"}
    between = bool(_WORD.match(before)) != bool(_WORD.match(after))
    return between == (anchor == "boundary")


def search_all(program: Program, text: str, budget: Budget) -> Iterator[Span]:
    """Matches that do not overlap; none that is empty right behind another (``FindAll``)."""
    position, last_end = 0, -1
    while position <= len(text):
        span = search(program, text, budget, position)
        if span is None:
            return
        empty_behind = span[1] == position and span[0] == last_end
        position = position + 1 if span[1] == position else span[1]
        last_end = span[1]
        if not empty_behind:
            yield span


def replace_all(program: Program, text: str, replacement: str, budget: Budget) -> str:
    """``ReplaceAllString``: ``$1`` and ``${name}`` stand for groups."""
    pieces: list[str] = []
    position, last_end, length = 0, 0, 0
    while position <= len(text):
        span = search(program, text, budget, position)
        if span is None:
            break
        pieces.append(text[last_end : span[0]])
        if span[1] > last_end or span[0] == 0:
            pieces.append(_expanded(program, text, span, replacement))
            length += len(pieces[-1])
            check_length(length)
        last_end = span[1]
        position = max(position + 1, span[1])
    return "".join([*pieces, text[last_end:]])


def _expanded(program: Program, text: str, span: Span, replacement: str) -> str:
    def group(match: re.Match[str]) -> str:
        name = match.group(1) or match.group(2)
        if name is None:
            return "$"
        number = _number(program, name)
        if number is None or span[2 * number] < 0:
            return ""
        return text[span[2 * number] : span[2 * number + 1]]

    return _REFERENCE.sub(group, replacement)


def _number(program: Program, name: str) -> int | None:
    if name.isdigit():
        number = int(name[:6])
        return number if number <= len(program.names) else None
    return program.names.index(name) + 1 if name in program.names else None
