"""How often the steps of a build are lost over the commits of its branch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ctxscan.api.asked import for_each
from ctxscan.api.branch import Branch
from ctxscan.api.build import inspect
from ctxscan.context.git.history import history
from ctxscan.context.git.repository import NoRepository, find_repository
from ctxscan.context.git.revision import UMASK
from ctxscan.errors import ContextError
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.asked import Answers, Asked
    from ctxscan.findings.churn import Churn
    from ctxscan.findings.churn.proposals import Proposal
    from ctxscan.inspection import Inspection


class Churned(NamedTuple):
    inspection: Inspection
    churn: Churn
    tried: Churn | None
    """With the rules or the Dockerfile that were to be tried."""

    tried_inspection: Inspection | None

    proposals: tuple[Proposal, ...] | None = None
    """What would keep more, the best first; ``None``: nobody asked for it."""


class ChurnOptions(NamedTuple):
    commits: int | None = 200
    """Commits along the first parents."""

    since: str | None = None
    """A date, as ``git log`` takes it."""

    rules: tuple[str, ...] = ()
    """Tried behind those of the ignore file."""

    try_file: str | None = None
    """A Dockerfile that is tried in place of today's."""

    umask: int = UMASK

    propose: bool = False
    """Whether rules and orders are looked for that keep more."""


def churn(
    path: str = ".",
    options: ChurnOptions = ChurnOptions(),  # noqa: B008 - a NamedTuple: no call can change it for the next one
    **build: Unpack[BuildArguments],
) -> Churned:
    """Take today's Dockerfile and ignore file through the last commits of the branch.

    What is to be tried stands beside it. Raises CtxscanError.
    """
    inspection = inspect(path, **build)
    repository = find_repository(inspection.location.root)
    if isinstance(repository, NoRepository):
        raise ContextError(f"there is no history: {repository.reason}", hint=repository.hint)
    directory = repository.prefix.rstrip("/")
    commits = history(repository, directory, options.commits, options.since)
    branch = Branch(repository, commits, options.umask)
    tried = _tried(inspection, path, options, build)
    found = None if tried is None else branch.churn(tried)
    now = branch.churn(inspection)
    proposed = tuple(_proposals(inspection, branch, now)) if options.propose else None
    return Churned(inspection, now, found, tried, proposed)


def churns(asked: Asked, options: ChurnOptions) -> Answers[Churned]:
    """The same for each build. Raises CtxscanError for one build on its own."""
    return for_each(asked, lambda path, build: churn(path, options, **build))


def _proposals(inspection: Inspection, branch: Branch, now: Churn) -> list[Proposal]:
    from ctxscan.api.proposals import proposals  # noqa: PLC0415 - for --propose alone: it loads all of suggest

    return proposals(inspection, branch, now)


def _tried(
    inspection: Inspection, path: str, options: ChurnOptions, build: BuildArguments
) -> Inspection | None:
    if not options.rules and options.try_file is None:
        return None
    found = inspection
    if options.try_file is not None:
        kept = inspection.location.ignore_file
        ignore_file = build.get("ignore_file") or (kept.opened if kept is not None else None)
        other = build.copy()
        other["file"], other["ignore_file"] = options.try_file, ignore_file
        found = inspect(path, **other)
    if options.rules:
        kept = found.location.ignore_file
        data = kept.data if kept is not None else b""
        added = "".join(f"{rule}\n" for rule in options.rules)
        text = data.rstrip(b"\n") + b"\n" + added.encode("utf-8", "surrogateescape")
        found = found.with_ignore_file(text, "--try")
    return found
