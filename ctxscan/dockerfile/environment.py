"""Variables in three states: set, unset, and beyond our knowledge."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


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


_NOTHING: Mapping[str, Value] = MappingProxyType({})


class Environment(NamedTuple):
    values: Mapping[str, Value] = _NOTHING

    open: bool = False
    """Below it lies a base image that nobody has looked at, so a missing name may be set."""

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Environment:
        return cls({name: Value(text) for name, text in values.items()})

    def get(self, name: str) -> Value | None:
        return self.values.get(name)

    def with_value(self, name: str, value: Value) -> Environment:
        """Set last wherever it stood before (buildkit, client/llb/meta.go: EnvList)."""
        others = {key: each for key, each in self.values.items() if key != name}
        return self._replace(values=MappingProxyType({**others, name: _kept(value)}))

    def with_value_in_place(self, name: str, value: Value) -> Environment:
        """Set where it stood before, if it did (convert.go: addEnv)."""
        return self._replace(values=MappingProxyType({**self.values, name: _kept(value)}))


def _kept(value: Value) -> Value:
    return Value(value.text, value.unknown)


EMPTY = Environment()
