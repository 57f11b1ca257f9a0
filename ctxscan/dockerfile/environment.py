"""Variables in three states: set, unset, and beyond our knowledge."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_TEXT = 256 * 1024 * 1024
"""Characters that all values together may have: ``ARG A1=$A0$A0`` doubles them, line by line."""


LARGEST_WORD = 16 * 1024 * 1024
"""Characters that one word may expand to. What is larger BuildKit cannot send (gRPC's messages have
at most 16 MiB); it doubles on until the memory is full."""


class WordError(ValueError):
    """A word that BuildKit refuses; the caller knows its line."""


class Value(NamedTuple):
    """What a variable holds or a word expands to."""

    text: str
    """The value; if ``unknown`` is not empty, only what it would be with those variables unset."""

    unknown: frozenset[str] = frozenset()
    """Variables that decide the value and that only a base image could have set."""

    unset: frozenset[str] = frozenset()
    """Variables that were used, are certainly not set, and so became the empty string."""

    @property
    def certain(self) -> bool:
        return not self.unknown


class _Log:
    """What was set, one after the other, by steps that follow each other."""

    __slots__ = ("at", "sets", "text")

    def __init__(self, sets: list[tuple[str, Value, bool]]) -> None:
        self.sets = sets
        self.at: dict[str, list[int]] = {}
        """Where each name was set."""
        self.text = 0
        for number, (name, value, _) in enumerate(sets):
            self.at.setdefault(name, []).append(number)
            self.text += len(value.text)

    def add(self, name: str, value: Value, *, last: bool) -> None:
        self.text += len(value.text)
        if self.text > MOST_TEXT:
            raise WordError(f"all values together have more than {MOST_TEXT:,} characters")
        self.at.setdefault(name, []).append(len(self.sets))
        self.sets.append((name, value, last))


class Values(Mapping[str, Value]):
    """Never changed; the next one shares all but what it sets, or each ``ENV`` would copy all."""

    __slots__ = ("_all", "_log", "_size")

    def __init__(self, log: _Log | None = None) -> None:
        self._log = log or _Log([])
        self._size = len(self._log.sets)
        """How much of the log it knows."""
        self._all: dict[str, Value] | None = None

    def having(self, name: str, value: Value, *, last: bool) -> Values:
        """*last*: behind all others, wherever it stood."""
        log = self._log
        if not self._size or len(log.sets) > self._size:  # another one went on from here
            log = _Log(log.sets[: self._size])
        log.add(name, value, last=last)
        return Values(log)

    def __getitem__(self, name: str) -> Value:
        at = self._log.at[name]
        if at[-1] < self._size:
            return self._log.sets[at[-1]][1]
        number = bisect_left(at, self._size)
        if not number:
            raise KeyError(name)
        return self._log.sets[at[number - 1]][1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._in_order())

    def __len__(self) -> int:
        return len(self._in_order())

    def _in_order(self) -> dict[str, Value]:
        if self._all is None:
            self._all = {}
            for name, value, last in self._log.sets[: self._size]:
                if last:
                    self._all.pop(name, None)
                self._all[name] = value
        return self._all


class Environment(NamedTuple):
    values: Values = Values()

    open: bool = False
    """Below it lies a base image that nobody has looked at, so a missing name may be set."""

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Environment:
        return cls(Values(_Log([(name, Value(text), True) for name, text in values.items()])))

    def get(self, name: str) -> Value | None:
        return self.values.get(name)

    def with_value(self, name: str, value: Value) -> Environment:
        """Set last wherever it stood before (buildkit, client/llb/meta.go: EnvList)."""
        return self._replace(values=self.values.having(name, _kept(value), last=True))

    def with_value_in_place(self, name: str, value: Value) -> Environment:
        """Set where it stood before, if it did (convert.go: addEnv)."""
        return self._replace(values=self.values.having(name, _kept(value), last=False))

    def in_child(self, image: Environment) -> Environment:
        """BuildKit sets an image's ENV anew in a child: it wins over an ARG of the base."""
        found = self
        for name, value in image.values.items():
            found = found.with_value(name, value)
        return found


def _kept(value: Value) -> Value:
    return Value(value.text, value.unknown)


EMPTY = Environment()
