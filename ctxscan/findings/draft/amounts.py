"""What is added up below a directory, kept so that it can be added up again without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.protocol import SentType
from ctxscan.findings.accounting import Sum, Totals, sum_for
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ctxscan.builders.protocol import Sent
    from ctxscan.context.entry import Judgement

Tally = dict["int | None", Totals]
"""What is eligible, by the requests that ask for it (a set of bits); ``None``: what is ignored."""

NOTHING = Totals(0, 0, 0)


class LinkedFate(NamedTuple):
    """One of several names of a file, and where its content would count."""

    inode: int
    size: int
    key: int | None
    is_asked_for: bool


def key_of(judgement: Judgement) -> int | None:
    """Where a path counts: as report has it."""
    return None if judgement.verdict.ignored and not judgement.sent else judgement.sources


def plus(one: Totals, other: Totals) -> Totals:
    return Totals(one[0] + other[0], one[1] + other[1], one[2] + other[2])


def add_to(tally: Tally, key: int | None, amount: Totals) -> None:
    known = tally.get(key)
    tally[key] = amount if known is None else plus(known, amount)


def sum_of(sent: Iterable[Sent]) -> Totals:
    files = directories = size = 0
    for each in sent:
        size += each.size
        if each.type is SentType.DIRECTORY:
            directories += 1
        else:
            files += 1
    return Totals(files, directories, size)


def with_links(tally: Tally, links: Sequence[LinkedFate]) -> Tally:
    """The content of each file with several names, once: by the rule of ContextTally."""
    found: dict[int | None, Sum] = {key: Sum(*amount) for key, amount in tally.items()}
    places: dict[int, LinkedFate] = {}
    for each in links:
        known = places.get(each.inode)
        if known is not None:
            if known.is_asked_for or not each.is_asked_for:
                continue
            sum_for(found, known.key).content_bytes -= known.size
        places[each.inode] = each
        sum_for(found, each.key).content_bytes += each.size
    return {key: amount.totals() for key, amount in found.items()}


def eligible_of(tally: Mapping[int | None, Totals]) -> dict[int, Sum]:
    """What is eligible, by the requests that ask for it."""
    return {key: Sum(*amount) for key, amount in tally.items() if key is not None}
