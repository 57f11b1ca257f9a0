"""The ``#``, ``%`` and ``/`` of ``${...}`` (buildkit, frontend/dockerfile/shell/lex.go)."""

from __future__ import annotations

import re

from ctxscan.golang.text import is_digit, is_letter, whole_number


class PatternError(ValueError):
    """A wildcard pattern that BuildKit refuses."""


def strip_prefix(pattern: str, value: str, *, greedy: bool) -> str:
    match = _compile(pattern, greedy=greedy).match(value)
    return value[match.end() :] if match else value


def strip_suffix(pattern: str, value: str, *, greedy: bool) -> str:
    """Search backwards, because only a search from the front can be made shortest-first."""
    return strip_prefix(_reversed(pattern), value[::-1], greedy=greedy)[::-1]


def replace_first(pattern: str, replacement: str, value: str) -> str:
    match = _compile(pattern, greedy=True).search(value)
    return value[: match.start()] + replacement + value[match.end() :] if match else value


def replace_all(pattern: str, replacement: str, value: str) -> str:
    """As Go's ReplaceAllString: ``$0`` in the replacement is the match, ``$name`` is nothing.

    Unlike ``re.sub``, no empty match is taken right behind another one.
    """
    regex = _compile(pattern, greedy=True)
    pieces: list[str] = []
    done = at = 0
    while at <= len(value) and (match := regex.search(value, at)):
        pieces.append(value[done : match.start()])
        if match.end() > done or match.start() == 0:
            pieces.append(_fill_in(replacement, match[0]))
        done = match.end()
        at = max(match.end(), at + 1)
    return "".join(pieces) + value[done:]


def _compile(pattern: str, *, greedy: bool) -> re.Pattern[str]:
    """Between two stars, what is found first is as good as what is found later.

    So only the last star may go back (``(?>`` keeps the others from it). Were they all to try all
    lengths, a pattern of six stars would take days; Go's expressions never take long.
    """
    first, *behind_stars = _segments(pattern)
    last = ".*" if greedy else ".*?"
    behind_stars = [each for each in behind_stars[:-1] if each] + behind_stars[-1:]
    out = [first, *(f"(?>.*?{each})" for each in behind_stars[:-1])]
    out += [last + each for each in behind_stars[-1:]]
    return re.compile("".join(out))


def _segments(pattern: str) -> list[str]:
    """The expressions before, between and behind the stars."""
    out = [""]
    chars = iter(range(len(pattern)))
    for i in chars:
        char = pattern[i]
        following = pattern[i + 1 : i + 2]
        if char == "\\" and following not in ("}", "/"):
            # "}" and "/" are escaped for the sake of the substitution, not of the pattern.
            if following not in ("*", "?", "\\"):
                raise PatternError(f"invalid escape '\\{following}' in the pattern {pattern!r}")
            out[-1] += re.escape(following)
            next(chars)
        elif char == "*":
            out.append("")
        elif char != "\\":
            out[-1] += "." if char == "?" else re.escape(char)
    return out


def _reversed(pattern: str) -> str:
    tokens = re.findall(r"\\.|.", pattern, re.DOTALL)
    return "".join(reversed(tokens))


def _fill_in(template: str, whole: str) -> str:
    out: list[str] = []
    at = 0
    while at < len(template):
        if template.startswith("$$", at):
            out.append("$")
            at += 2
        elif template[at] == "$" and (reference := _reference(template, at + 1)):
            name, at = reference
            out.append(whole if name.isdecimal() and whole_number(name) == 0 else "")
        else:
            out.append(template[at])
            at += 1
    return "".join(out)


def _reference(template: str, at: int) -> tuple[str, int] | None:
    """Name and end of the ``$name`` or ``${name}`` whose ``$`` is just before ``at``."""
    braced = template.startswith("{", at)
    start = end = at + braced
    while end < len(template) and (
        is_letter(template[end]) or is_digit(template[end]) or template[end] == "_"
    ):
        end += 1
    if end == start or (braced and not template.startswith("}", end)):
        return None
    return template[start:end], end + braced
