"""What lies below a directory that the builder prunes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctxscan.context.entry import Filter, Judgement


class BelowPruned:
    """A filter for ctxscan's own curiosity: everything below shares the directory's fate."""

    __slots__ = ("_judgement",)

    visited = False

    def __init__(self, judgement: Judgement) -> None:
        self._judgement = judgement._replace(below_ignored=True)

    def same_for_all_names(self) -> tuple[Judgement]:
        return (self._judgement,)

    def by_rules(self) -> None:
        """No name differs."""

    def judge(self, name: str) -> Judgement:  # noqa: ARG002 - every name fares alike
        return self._judgement

    def enter(self, name: str) -> tuple[Judgement, Filter]:  # noqa: ARG002 - every name fares alike
        return self._judgement, self
