"""What a source that asks for more than it names can be written as: each was tried on the model."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from ctxscan.findings.trials import in_stages
from ctxscan.golang.glob import has_wildcard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.dockerfile.sources import Source
    from ctxscan.findings.trials import Trials
    from ctxscan.inspection import Request
    from ctxscan.inspection.changed import Tried

_MOST_NAMED = 3
_NOT_THERE = ".none"
"""Of a tmpfs mount nothing has to be there, and nothing is sent of what is not."""


def narrowed(trials: Trials, source: Source) -> str | None:
    """The remedy for *source*; ``None`` where none works."""
    if source.widening == "empty":
        return _with_argument(trials, source)
    if source.widening == "no source":
        return _with_mount_source(trials, source, "target|dst|destination")
    if source.widening == "tmpfs":
        return _with_mount_source(trials, source, None)
    return _with_names(trials, source) if source.wildcard else None


def followed_too_far(source: Source, requests: Sequence[Request]) -> bool:
    """Whether a symlink made more of its wildcard (docs/semantics, D.5)."""
    paths = (request.path for request in requests if request.source is source)
    return any(has_wildcard(path) and source.path.startswith(f"{path}/") for path in paths)


def _with_argument(trials: Trials, source: Source) -> str | None:
    """The variable may be set above all stages: a stage sees it once it says so."""
    instruction = source.instruction
    for name in source.unset:
        found = trials.rewrite(instruction, f"ARG {name}\n{instruction.text}")
        if _is_narrow(trials, found, source.line + 1):
            return f"write ARG {name} in this stage, too"
    return None


def _with_mount_source(trials: Trials, source: Source, names: str | None) -> str | None:
    """*names*: of the key whose value ends with what the mount needs; ``None``: it needs none."""
    instruction = source.instruction
    if instruction.heredocs:
        return None
    for mount, needed in _mounts(instruction.flags, names):
        new = f"{mount},source={needed}"
        found = trials.rewrite(instruction, instruction.text.replace(mount, new, 1))
        if _is_narrow(trials, found, source.line):
            return f"write {new}"
    return None


def _mounts(flags: Sequence[str], names: str | None) -> Iterator[tuple[str, str]]:
    """Those that name no source, and what they could name."""
    for flag in flags:
        if not flag.startswith("--mount=") or re.search(r"[=,](?:source|src|from)=", flag):
            continue
        if names is None:
            yield flag, _NOT_THERE
        elif target := re.search(rf"[=,](?:{names})=([^,]*)", flag):
            yield flag, posixpath.basename(target[1])


def _with_names(trials: Trials, source: Source) -> str | None:
    """The matches in the place of the wildcard."""
    copy = trials.written(source.line)
    number = copy.number_of(source.path) if copy is not None else None
    if copy is None or number is None:
        return None
    word = f"/{source.path}"
    taken = [each for each in trials.outcome.taken if (each.line, each.word) == (source.line, word)]
    matches = list(dict.fromkeys(each.path.lstrip("/") for each in taken))
    if not 0 < len(matches) <= _MOST_NAMED:
        return None
    words = (*copy.words[:number], *matches, *copy.words[number + 1 :])
    new = copy._replace(words=words)
    found = trials.write(new)
    if not _is_narrow(trials, found, source.line) or found is None:
        return None
    same = in_stages(found.outcome) == in_stages(trials.outcome)
    return f"write {new.text}" if same else None


def _is_narrow(trials: Trials, found: Tried | None, line: int) -> bool:
    """Whether the line asks for no more than it names, and no more steps fail than before."""
    if found is None or found.inspection.plan is None:
        return False
    if len(found.outcome.failures) > len(trials.outcome.failures):
        return False
    own = [each for each in found.inspection.plan.sources if each.line == line]
    requests = found.inspection.context.requests
    return all(each.widening is None and not followed_too_far(each, requests) for each in own)
