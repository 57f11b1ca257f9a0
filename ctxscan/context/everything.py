"""The filter of one who asks for the whole context, without a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.folder import NOTHING_SAID

if TYPE_CHECKING:
    from ctxscan.context.entry import Judgement


class Everything:
    __slots__ = ()

    @property
    def visited(self) -> bool:
        return True

    def same_for_all_names(self) -> tuple[Judgement]:
        return (NOTHING_SAID,)

    def by_rules(self) -> None:
        """There are none."""

    def judge(self, _name: str) -> Judgement:
        return NOTHING_SAID

    def enter(self, _name: str) -> tuple[Judgement, Everything]:
        return NOTHING_SAID, self
