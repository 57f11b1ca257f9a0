"""Several transfers of one context added up in one walk: it costs little more than one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import CtxscanError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from ctxscan.inspection.look import Look
    from ctxscan.inspection.model import TransferWalk


def add_up_all(
    looks: Sequence[Look], workers: int, on_directory: Callable[[int], None] | None = None
) -> list[TransferWalk | CtxscanError]:
    """Walk each context once, whatever the number of transfers that look at it.

    One result a look, in their order; an error is that of its own look alone.
    """
    same: dict[object, list[Look]] = {}
    for look in looks:
        same.setdefault(look.key, []).append(look)
    walked: dict[object, TransferWalk | CtxscanError] = {}
    for keys in _groups({key: alike[0] for key, alike in same.items()}):
        walked.update(_walk(keys, same, workers, on_directory))
    return [walked[look.key] for look in looks]


def _walk(
    keys: Sequence[object],
    same: Mapping[object, Sequence[Look]],
    workers: int,
    on_directory: Callable[[int], None] | None,
) -> Iterator[tuple[object, TransferWalk | CtxscanError]]:
    """One walk for all looks of *keys*; those that come to the same are added up once."""
    if len(keys) == 1 == len(same[keys[0]]):
        yield keys[0], _alone(same[keys[0]][0], workers, on_directory)
        return
    firsts = [same[key][0] for key in keys]
    group = [first._replace(sums=first.sums.fresh()) for first in firsts]
    found = None
    if len(group) > 1:
        from ctxscan.inspection.one_walk import together  # noqa: PLC0415 - most commands walk for one transfer alone

        found = together(group, workers, on_directory)
    if found is None:
        group = [look._replace(sums=look.sums.fresh()) for look in group]
        found = [_alone(look, workers, on_directory) for look in group]
    for key, own, result in zip(keys, group, found, strict=True):
        for look in same[key]:
            look.sums.merge(own.sums)
        yield key, result


def without_errors(walked: Sequence[TransferWalk | CtxscanError]) -> list[TransferWalk]:
    """Raises the first error of *walked*."""
    streams: list[TransferWalk] = []
    for each in walked:
        if isinstance(each, CtxscanError):
            raise each
        streams.append(each)
    return streams


def _groups(looks: Mapping[object, Look]) -> Collection[list[object]]:
    """Those that share a walk: they look at the same directory."""
    groups: dict[str, list[object]] = {}
    for key, look in looks.items():
        groups.setdefault(look.transfer.root, []).append(key)
    return groups.values()


def _alone(
    look: Look, workers: int, on_directory: Callable[[int], None] | None
) -> TransferWalk | CtxscanError:
    stream = look.transfer.stream(look.detail, on_directory)
    try:
        if look.singly:
            for entry, sent in stream:
                look.sums.add(entry, sent)
        else:
            stream.add_up(look.sums, workers)
    except CtxscanError as error:
        return error
    return stream
