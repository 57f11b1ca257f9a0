"""The rules of several ignore files, tried on a name at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from ctxscan.ignore.bits import bits_of, indices
from ctxscan.ignore.matcher import Matcher
from ctxscan.ignore.scope import RuleState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ctxscan.ignore.file import Rule

Reader = TypeVar("Reader")


class JointRules:
    """All patterns of several matchers, each once: most files that lie together have much alike."""

    def __init__(self, matchers: Mapping[object, Matcher]) -> None:
        """*matchers*: by whatever stands for those who read the same rules alike."""
        rules: dict[str, Rule] = {}
        for matcher in matchers.values():
            for rule in matcher.rules:
                rules.setdefault(rule.pattern, rule)
        self._matcher = Matcher(tuple(rules.values()))
        numbers = {pattern: at for at, pattern in enumerate(rules)}
        self._own: dict[object, dict[int, list[int]]] = {}
        """Of each reader: the rules that have the pattern of a joint one."""

        for reader, matcher in matchers.items():
            own = self._own.setdefault(reader, {})
            for at, rule in enumerate(matcher.rules):
                own.setdefault(numbers[rule.pattern], []).append(at)

    @classmethod
    def of(cls, matchers: Mapping[Reader, object]) -> JointRules | None:
        """``None`` where one of them has another language than Docker's, or there is but one."""
        docker: dict[object, Matcher] = {
            reader: each for reader, each in matchers.items() if type(each) is Matcher
        }
        return cls(docker) if len(docker) == len(matchers) > 1 else None

    def matching(self, directory: str) -> Callable[[str], int]:
        """Which rules match a name in *directory* (with a slash at its end, or empty)."""
        return partial(
            RuleState(self._matcher, directory, remembered=0, above=0).matching, directory
        )

    def apart(self, found: int, readers: Sequence[object]) -> tuple[int, ...]:
        """What the rules in *found* are to each of *readers*: sets of their own rules."""
        if not found:
            return (0,) * len(readers)
        joint = tuple(indices(found))
        sets = {
            reader: bits_of(at for each in joint for at in own.get(each, ()))
            for reader, own in self._own.items()
        }
        return tuple(sets[reader] for reader in readers)
