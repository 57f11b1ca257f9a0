"""What was compared with which engine, told at the end of the run."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tests.engines.expected import Expected

PROPERTY = "compared with a real engine"
"""Under this name a test hands on its ledger, also from a worker of pytest-xdist."""


@dataclass(slots=True)
class Ledger:
    """What one test compared."""

    engine: str = "none"
    contexts: int = 0
    by_old_rules: int = 0
    """Of the contexts, those where an old engine does not follow today's rules."""

    steps: int = 0
    """Copies, and directories made, by the Dockerfiles whose images were compared."""

    failing: int = 0
    """Of the contexts, those whose build has to fail."""

    lost: int = 0
    """Contexts that were not compared, as the engine lost what it had built."""

    links_taken_apart: int = 0
    """Those of them where it made two files of two names of one."""

    entries: int = 0
    content_bytes: int = 0
    seconds: float = 0
    found: list[str] = field(default_factory=list)

    def add(self, what: object, expected: Expected, differences: Sequence[str]) -> None:
        self.contexts += 1
        self.entries += len(expected.sent)
        self.content_bytes += expected.content_bytes
        self.found += [f"{what}: {difference}" for difference in differences]

    def add_image(
        self, what: object, steps: int, sizes: Sequence[int], differences: Sequence[str]
    ) -> None:
        """*sizes* are those of all entries of the image, none of a build that has to fail."""
        self.contexts += 1
        self.steps += steps
        self.entries += len(sizes)
        self.content_bytes += sum(sizes)
        self.found += [f"{what}: {difference}" for difference in differences]

    def settle(self) -> None:
        """Fail for what was found."""
        assert not self.found, "\n".join(self.found)

    def as_property(self) -> dict[str, Any]:
        return {**asdict(self), "found": len(self.found)}


def summary_lines(reports: Iterable[Any]) -> Iterator[str]:
    """*reports* are pytest's own, of any phase."""
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    seeds = set()
    for report in reports:
        for ledger in _ledgers(report):
            seeds.add(ledger["seed"])
            numbers = {key: ledger[key] for key in _SUMMED}
            sums[ledger["engine"]].update(numbers, tests=1)
    for engine, sum_ in sorted(sums.items()):
        yield _line(engine, sum_)
    for seed in sorted(seeds):
        yield f"the random contexts: CTXSCAN_ENGINE_SEED={seed} brings them back"


_SUMMED = (
    "contexts",
    "by_old_rules",
    "steps",
    "failing",
    "entries",
    "content_bytes",
    "found",
    "seconds",
)


def _ledgers(report: Any) -> list[Mapping[str, Any]]:
    if getattr(report, "when", None) != "teardown":
        return []  # the same properties are on the reports of other phases, too
    return [value for name, value in report.user_properties if name == PROPERTY]


def _line(engine: str, sum_: Mapping[str, int]) -> str:
    old = f" ({sum_['by_old_rules']} of them by the rules of old)" if sum_["by_old_rules"] else ""
    steps = _steps(sum_) if sum_["steps"] else ""
    return (
        f"{engine}: {sum_['contexts']:,} contexts{old}, {steps}{sum_['entries']:,} entries, "
        f"{sum_['content_bytes']:,} bytes compared, {sum_['found']} differences, "
        f"{sum_['seconds']:.1f}s in {sum_['tests']} tests"
    )


def _steps(sum_: Mapping[str, int]) -> str:
    lost = f", {sum_['lost']} lost by the engine" if sum_["lost"] else ""
    return f"{sum_['steps']:,} steps ({sum_['failing']} builds fail{lost}), "
