"""A context as a tree: what becomes of each path, and what decided that."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ctxscan.findings.diff.model import What
    from ctxscan.findings.report.report import Report
    from ctxscan.ignore.file import Rule


class State(StrEnum):
    SENT = "sent"

    UNTRACKED = "untracked"
    """Sent, and not in git."""

    NEVER = "never"
    """Eligible, and asked for by no instruction that the target needs."""

    LEFT = "left"
    """Eligible and asked for, and yet not sent: a socket, or what comes after a transfer's end."""

    IGNORED = "ignored"


class Later(NamedTuple):
    """What would become of a path with other rules."""

    state: State
    rule: Rule | None
    """As that of a fate."""


class Fate(NamedTuple):
    """What becomes of a path. Shared by all that fare alike."""

    state: State

    rule: Rule | None
    """The rule that settled whether it is eligible; ``None``: no rule matches."""

    lines: tuple[int, ...]
    """Of the instructions that ask for it, of the stages that the target needs."""

    kind: str
    """``file``, ``directory``, ``symlink`` ...; ``hardlink``: a further name of a file."""

    remark: str = ""
    """``empty``: it arrives empty. ``injected``: the docker client makes it up. ``below``: no
    builder looks there, since a directory above it is ignored."""

    later: Later | None = None
    """With the rules that are suggested, where that differs in its state."""


class Node(NamedTuple):
    """One path of the tree, or the sum of what was folded in one directory."""

    name: str
    """The last part of its path; empty for the context root, and for what was folded."""

    fate: int
    """Its own: an index into the fates of the map."""

    children: int
    """How many of the nodes behind it lie in it itself; -1 for all but directories."""

    size: int
    """Content bytes of its own: as sent, once for all names of a file. 0 for a directory."""

    files: int = 1
    """What it stands for: 0 for a directory; more than one only where it was folded."""

    directories: int = 0
    """1 for a directory; more only where it was folded."""

    grown: int = 0
    """By how much it was smaller before, where two states of it are compared."""


class Folded(NamedTuple):
    """What is too small for a node of its own, over all directories."""

    nodes: int
    files: int
    directories: int
    content_bytes: int
    largest: int
    """Bytes of the largest file among it."""


class Asking(NamedTuple):
    """An instruction that asks for something of the context."""

    line: int
    text: str
    stage: str


class Changes(NamedTuple):
    """How often the last commits changed what lies in the context."""

    commits: int
    by_path: Mapping[str, int]
    """A path of a file, and the number of commits that changed it, created it or took it away."""


class ContextMap(NamedTuple):
    """The tree of one build. Sizes are bytes."""

    report: Report
    """The same walk, added up."""

    fates: tuple[Fate, ...]

    nodes: Sequence[Node]
    """The context root, then each directory before what is in it, in the order of the names."""

    asking: tuple[Asking, ...]
    """In the order of the lines."""

    folded: Folded | None
    """``None``: each path has a node of its own."""

    later: Report | None = None
    """The same with the rules that are suggested, if there are any."""

    changes: Changes | None = None
    """``None``: nobody asked, or git has no answer."""


class Became(NamedTuple):
    """What became of a path between two states. Shared by all that fared alike."""

    what: tuple[What, ...]
    """Empty where nothing did."""

    kind: str
    """As that of a fate; ``folded``: of whatever kind."""

    detail: str = ""
    """As that of a change."""

    ignored_by_git: bool = False
    shrank: bool = False

    only: Literal["", "before", "after"] = ""
    """The one state that has it as no directory; empty: both."""


class ChangedMap(NamedTuple):
    """The tree of one comparison. The size of a node is that of its larger state, in bytes."""

    nodes: Sequence[Node]
    """As those of a ContextMap; their fates are indices into ``became``."""

    became: tuple[Became, ...]

    folded: Folded | None

    breaking: tuple[tuple[str, ...], ...]
    """For each step, the paths of the tree by which it is not kept, be it by a step before it."""
