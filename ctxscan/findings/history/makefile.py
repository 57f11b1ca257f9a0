"""What a run of make does: the recipes that its targets lead to, and the variables they use."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_VARIABLE = regex(
    r"^(?:export\s+|override\s+)*([\w.-]+)\s*(:::?=|::?=|\?=|\+=|!=|=)\s*(.*)$", re.DOTALL
)
_RULE = regex(r"^([^\s:#=][^:#=]*?)\s*::?(?!=)\s*([^;=]*)(?:;(.*))?$", re.DOTALL)
_INCLUDE = regex(r"(?m)^-?s?include[ \t]+([^#\n]+)")
_USED = regex(r"\$[({]([\w.-]+)[)}]")
_AT_ONCE = frozenset({":=", "::=", ":::=", "!="})
_MOST_RULES = 500


class _Variable(NamedTuple):
    operator: str
    value: str
    place: Place


class _Rule(NamedTuple):
    targets: tuple[str, ...]
    needs: tuple[str, ...]
    recipe: list[tuple[Place, str]]


class Makefile:
    def __init__(self, texts: Mapping[str, str]) -> None:
        """*texts* by path: the Makefile, then what it includes."""
        self._variables: dict[str, list[_Variable]] = {}
        self._rules: list[_Rule] = []
        for path, text in texts.items():
            self._parse(path, text)

    def texts(
        self, targets: Sequence[str], known: Mapping[str, str]
    ) -> Iterator[tuple[Place, str]]:
        """Place and text of all that runs for *targets*; for none, for the first target.

        *known* are variables of the environment and of the command line.
        """
        recipes = [each for rule in self._reached(targets) for each in rule.recipe]
        at_once = [
            each
            for name, found in self._variables.items()
            for each in found
            if each.operator in _AT_ONCE and name not in known
        ]
        yield from ((each.place, each.value) for each in at_once)
        yield from recipes
        yield from self._used(
            [each.value for each in at_once] + [text for _, text in recipes], known
        )

    def _used(self, texts: list[str], known: Mapping[str, str]) -> Iterator[tuple[Place, str]]:
        seen: set[str] = set()
        while texts:
            for name in _USED.findall(texts.pop()):
                if name in seen or name in known:
                    continue
                seen.add(name)
                for each in self._variables.get(name, ()):
                    texts.append(each.value)
                    yield each.place, each.value

    def _reached(self, targets: Sequence[str]) -> list[_Rule]:
        first = (rule.targets[0] for rule in self._rules if not rule.targets[0].startswith("."))
        waiting = [*targets] or [*first][:1]
        seen: set[str] = set()
        found: list[_Rule] = []
        while waiting and len(found) < _MOST_RULES:
            target = waiting.pop()
            if target in seen:
                continue
            seen.add(target)
            for rule in self._rules:
                if any(fnmatchcase(target, each.replace("%", "*")) for each in rule.targets):
                    found.append(rule)
                    waiting += rule.needs
        return found

    def _parse(self, path: str, text: str) -> None:
        recipe: list[tuple[Place, str]] | None = None
        indents = (" ", "\t") if path.lower().endswith("justfile") else ("\t",)
        for number, line in _lines(text):
            place = Place(path, number)
            if line.startswith(indents) and recipe is not None:
                recipe.append((place, line.strip().lstrip("@-+")))
                continue
            variable = _VARIABLE.match(line.strip())
            rule = None if variable else _RULE.match(line)
            if variable is not None:
                found = _Variable(variable[2], variable[3], place)
                self._variables.setdefault(variable[1], []).append(found)
            elif rule is not None:
                recipe = [(place, rule[3])] if rule[3] else []
                self._add(rule[1].split(), rule[2].split(), recipe)

    def _add(self, targets: list[str], needs: list[str], recipe: list[tuple[Place, str]]) -> None:
        if targets:
            self._rules.append(_Rule(tuple(targets), tuple(needs), recipe))


def included(text: str) -> Iterator[str]:
    """The names after ``include``, as far as no variable is in them."""
    for found in _INCLUDE.finditer(text):
        yield from (name for name in found[1].split() if "$" not in name and "*" not in name)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Logical lines, each with the number of its first."""
    held, start = "", 1
    for number, line in enumerate(text.split("\n"), 1):
        start = start if held else number
        if line.endswith("\\"):
            held += line[:-1] + " "
            continue
        yield start, held + line
        held = ""
    if held:
        yield start, held
