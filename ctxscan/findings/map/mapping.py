"""A report and a map of the same walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Detail
from ctxscan.findings.accounting import Together
from ctxscan.findings.map.gather import Gathered
from ctxscan.findings.map.model import Asking, ContextMap
from ctxscan.findings.map.tally import PathTally
from ctxscan.findings.map.tree import MOST_NODES, tree_of
from ctxscan.findings.report.report import Reporting
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.errors import CtxscanError
    from ctxscan.findings.report.report import Report, ReportOptions
    from ctxscan.findings.report.warnings import GitSays
    from ctxscan.inspection import Inspection, TransferWalk
    from ctxscan.inspection.look import Look


class Mapping(NamedTuple):
    """A map whose contexts are still to be walked, alone or together with others."""

    reporting: Reporting
    tallies: tuple[PathTally, ...]
    """One for each look at the context itself."""

    looks: tuple[Look, ...]

    @classmethod
    def of(cls, inspection: Inspection, options: ReportOptions, git: GitSays) -> Mapping:
        """What is ignored is measured, whatever *options* say."""
        reporting = Reporting.of(inspection, options._replace(ignored=True), git)
        count = max(len(inspection.syncs), 1)
        tallies = tuple(PathTally() for _ in range(count))
        own = tuple(
            look._replace(
                sums=Together((look.sums, tally)),
                alike=("map", look.detail is Detail.ALL, look.alike),
            )
            for look, tally in zip(reporting.looks, tallies, strict=False)
        )
        return cls(reporting, tallies, (*own, *reporting.looks[count:]))

    def map(
        self,
        walked: Sequence[TransferWalk | CtxscanError],
        later: Mapped | None = None,
        most: int = MOST_NODES,
    ) -> ContextMap:
        """*walked*: what came of each look; *later*: the same with other rules.

        Raises CtxscanError where one of them is refused.
        """
        now = self.gather(walked)
        if later is not None:
            now.gathered.compare(later.gathered)
        tree = tree_of(now.gathered, most)
        fates, asking = now.gathered.fates.all(), tuple(_asking(now.report.inspection))
        return ContextMap(
            now.report, fates, tree.nodes, asking, tree.folded, later and later.report
        )

    def gather(self, walked: Sequence[TransferWalk | CtxscanError]) -> Mapped:
        """What lies in each directory. Raises CtxscanError, as ``map``."""
        report = self.reporting.report(walked)
        inspection = report.inspection
        gathered = Gathered(inspection, self.reporting.git.tracked)
        first, *others = inspection.syncs or (inspection.context,)
        gathered.add(first, self.tallies[0])
        for transfer, tally in zip(others, self.tallies[1:], strict=True):
            gathered.add_more(transfer, tally)
        return Mapped(report, gathered)


class Mapped(NamedTuple):
    report: Report
    gathered: Gathered


def _asking(inspection: Inspection) -> Iterator[Asking]:
    if inspection.plan is None:
        return
    sources = {each.line: each for each in inspection.plan.sources if each.context is None}
    for line, source in sorted(sources.items()):
        yield Asking(line, source.instruction.text, source.stage_label)
