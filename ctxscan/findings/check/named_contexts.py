"""Named contexts under the same gate: they are sent as well, and secrets in them, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Detail
from ctxscan.finding import Finding
from ctxscan.findings.accounting import Contributor, SentTally, Together
from ctxscan.findings.check.credentials.findings import allowing, on_tracked
from ctxscan.findings.check.credentials.look import Place, found_secrets, secret_watch
from ctxscan.findings.check.forbidden import forbidding
from ctxscan.findings.check.large_files import LargeFiles
from ctxscan.findings.check.pattern_watch import PatternWatch
from ctxscan.inspection.arrivals import Arrivals
from ctxscan.inspection.look import Look
from ctxscan.sizes import human_size
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ctxscan.context.git.tracked_files import Tracked
    from ctxscan.findings.check.limits import Limits
    from ctxscan.inspection import Transfer, TransferWalk


LARGEST = 200
"""So many files are known by name."""


def parts_of(
    directories: Mapping[str, Contributor], files: Iterable[Contributor]
) -> dict[str, int]:
    """Content bytes by path."""
    rows = (*directories.items(), *((row.name, row) for row in files))
    return {path: row.content_bytes for path, row in rows}


class NamedContext(NamedTuple):
    """One transfer of a named context."""

    name: str
    root: str
    files: int
    content_bytes: int
    transfer_bytes: int
    parts: Mapping[str, int]
    """Content bytes of its directories and of its largest files, by ``name:path``."""

    too_large: tuple[Contributor, ...]
    forbidden: PatternWatch
    accepted: PatternWatch
    secrets: PatternWatch


class MeasuringNamed(NamedTuple):
    """The same while it is still to be walked, alone or together with other transfers."""

    transfer: Transfer
    tally: SentTally
    large: LargeFiles
    arrived: Arrivals
    forbidden: PatternWatch
    accepted: PatternWatch
    secrets: PatternWatch
    look: Look

    @classmethod
    def of(cls, transfer: Transfer, limits: Limits) -> MeasuringNamed:
        tally, large, arrived = SentTally(LARGEST), LargeFiles(limits.max_file_size), Arrivals()
        forbidden, accepted = forbidding(limits.forbid), PatternWatch(limits.allow_secret)
        secrets = secret_watch() if limits.secrets else PatternWatch(())
        sums = Together((tally, large, arrived, forbidden, accepted, secrets))
        look = Look(transfer, Detail.SENT, sums, ("check of a named context", limits))
        return cls(transfer, tally, large, arrived, forbidden, accepted, secrets, look)

    def measured(self, walked: TransferWalk) -> NamedContext:
        name = self.transfer.title.removeprefix("context ")
        parts = parts_of(self.tally.recursive_directories(), self.tally.largest_files())
        return NamedContext(
            name,
            self.transfer.root,
            self.tally.total.files,
            self.tally.total.content_bytes,
            walked.transfer_bytes,
            {f"{name}:{path}": size for path, size in parts.items() if path},
            tuple(self.large.found),
            self.forbidden,
            self.accepted,
            self.secrets,
        )


def findings_of_named(
    context: NamedContext, limits: Limits, tracked: Callable[[str], Tracked | None]
) -> Iterator[Finding]:
    """Single files of it: too large, forbidden, secret."""
    hint = f"ignore it in {context.root}/.dockerignore"
    for row in context.too_large:
        message = f"has {human_size(row.content_bytes)}, and the limit is"
        yield Finding(
            "file-too-large",
            f"{context.name}:{row.name} {message} {human_size(limits.max_file_size or 0)}",
            hint=hint,
            severity="error",
            path=f"{context.name}:{row.name}",
            measured=row.content_bytes,
            limit=limits.max_file_size,
        )
    for hit in context.forbidden.hits.values():
        yield Finding(
            "forbidden-path",
            f"{context.name}:{hit.path} is sent, and --forbid {limits.forbid[hit.index]} rules "
            "that out",
            hint=hint,
            severity="error",
            path=f"{context.name}:{hit.path}",
        )
    if limits.secrets:
        yield from _secrets(context, Place(context.root, tracked), hint)


def _secrets(context: NamedContext, place: Place, hint: str) -> Iterator[Finding]:
    for each in found_secrets(context.secrets, context.accepted, place):
        path = f"{context.name}:{each.hit.path}"
        if each.is_public:
            yield on_tracked(each, path)
            continue
        yield Finding(
            "secret-sent",
            f"{path} is sent: {each.credential.reason}",
            hint=allowing(each.hit.path, hint),
            severity="error",
            path=path,
        )
