"""Names of the command line -> resolved targets (buildx, bake/bake.go:ReadTargets)."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from ctxscan.project.bake.limits import TooMuchError
from ctxscan.project.bake.rebase import rebased
from ctxscan.project.bake.settings import Settings, apply_settings, matches
from ctxscan.project.bake.targets import Config, Target
from ctxscan.project.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.errors import Place

MOST_DEEP = 100
"""Groups in groups, parents of parents, links of links."""

MOST_LINKS = 100_000
_WILD = frozenset("*?[]")


class Selection:
    """Asked for by one command line. ``targets`` and ``groups`` are what bake prints."""

    def __init__(self, config: Config, settings: Settings) -> None:
        self._config = config
        self._settings = settings
        self._links = 0
        self.targets: dict[str, Target] = {}
        self.groups: dict[str, tuple[str, ...]] = {}

    def select(self, chosen: Sequence[str]) -> None:
        names = [name for each in chosen or ("default",) for name in self._names(each)]
        names = list(dict.fromkeys(names))
        for name in names:
            targets, groups = self._group(name, {}, 0)
            for each in dict.fromkeys(targets):
                self.targets[each] = self._resolve(each, self._place_in(groups, each))
            for group in groups:
                self.groups[group] = self._config.groups[group]
        self._ask_for(names)
        for name in list(self.targets):
            self._link(name, self.targets[name], ())

    def _names(self, written: str) -> list[str]:
        name = written.replace(".", "_")
        if not _WILD & set(name):
            return [name]
        known = [*self._config.groups, *self._config.targets]
        found = [each for each in known if matches(name, each)]
        if not found:
            raise ProjectError(f'no target matches "{name}"', kind="unknown_target")
        return found

    def _group(
        self, name: str, visited: dict[str, tuple[list[str], list[str]]], depth: int
    ) -> tuple[list[str], list[str]]:
        """Targets and groups of *name*. One that meets itself is taken for a target."""
        if name in visited:
            return visited[name]
        if name not in self._config.groups:
            return [name], []
        _check_depth(depth, name)
        visited[name] = ([], [])
        targets: list[str] = []
        groups = [name]
        for member in self._config.groups[name]:
            below, inner = self._group(member, visited, depth + 1)
            targets += below or [member]
            groups += inner
        visited[name] = (list(dict.fromkeys(targets)), list(dict.fromkeys(groups)))
        return visited[name]

    def _ask_for(self, names: Sequence[str]) -> None:
        """The group ``default`` is what was asked for, beside what it holds itself."""
        for name in names:
            if name == "default" and "default" in self.groups:
                continue
            self.groups["default"] = (*self.groups.get("default", ()), name)
        self.groups = {name: tuple(dict.fromkeys(each)) for name, each in self.groups.items()}

    def _place_in(self, groups: Sequence[str], name: str) -> Place | None:
        """Where one of *groups* names it; ``None`` where the command line does."""
        naming = [group for group in groups if name in self._config.groups[group]]
        return self._config.places.get(naming[0]) if naming else None

    def _resolve(self, name: str, place: Place | None) -> Target:
        """*place*: where it is named."""
        resolved = self._inherit(name, {}, 0, place)
        target = deepcopy(resolved) if resolved is not None else Target(name)
        if target.context is None:
            base = target.bases.default if target.bases.uses_default else None
            target.context = rebased(base, ".") if base is not None else "."
        return target

    def _inherit(
        self, name: str, visited: dict[str, Target | None], depth: int, place: Place | None
    ) -> Target | None:
        """A parent that is still being resolved counts as empty."""
        if name in visited:
            return visited[name]
        _check_depth(depth, name)
        visited[name] = None
        own = self._config.targets.get(name)
        if own is None:
            raise ProjectError(f"failed to find target {name}", kind="unknown_target", place=place)
        merged = Target(name, own.place)
        for parent in own.inherits:
            named_at = own.places.get("inherits", own.place)
            resolved = self._inherit(parent, visited, depth + 1, named_at)
            if resolved is not None:
                merged.merge(deepcopy(resolved))
        merged.merge(deepcopy(own))
        apply_settings(merged, self._settings.get(name, {}))
        merged.normalise()
        visited[name] = merged
        return merged

    def _link(self, name: str, target: Target, above: tuple[str, ...]) -> None:
        """Bring along what ``target:`` contexts name. Raises ProjectError for a circle."""
        above = (*above, name)
        _check_depth(len(above), name)
        for value in target.contexts.values():
            if not isinstance(value, str) or not value.startswith("target:"):
                continue
            self._links += 1
            if self._links > MOST_LINKS:
                raise TooMuchError(f"targets link to one another in more than {MOST_LINKS:,} ways")
            other = value.removeprefix("target:")
            place = target.places.get("contexts", target.place)
            _check_circle(name, other, above, place)
            linked = self.targets.get(other)
            if linked is None:
                linked = self._resolve(other, place)
                linked.linked = True
                self.targets[other] = linked
            self._link(other, linked, above)
            _check_platforms(target, linked, name, other)


def _check_depth(depth: int, name: str) -> None:
    if depth > MOST_DEEP:
        raise TooMuchError(f"{name} hangs on a chain of more than {MOST_DEEP} others")


def _check_circle(name: str, other: str, above: Sequence[str], place: Place | None) -> None:
    if other == name:
        raise ProjectError(f"target {other} cannot link to itself", kind="cycle", place=place)
    if other in above:
        raise ProjectError(f"infinite loop from {name} to {other}", kind="cycle", place=place)


def _check_platforms(user: Target, used: Target, name: str, other: str) -> None:
    ours, theirs = user.platforms, used.platforms
    if not isinstance(ours, tuple) or not isinstance(theirs, tuple):
        return
    if len(ours) > 1 and len(theirs) > 1 and not set(ours) <= set(theirs):
        raise ProjectError(
            f"target {other} can't be used by {name} because its platforms {list(ours)} "
            f"are not a subset of {list(theirs)}",
            kind="conflict",
            place=user.places.get("contexts", user.place),
        )
