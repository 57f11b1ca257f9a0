"""Source words of the classic builder (moby, builder/dockerfile/copy.go: calcCopyInfo)."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxscan.builders.stages.leaf import FileType, Leaf
from ctxscan.builders.stages.node import Directory, Node
from ctxscan.builders.stages.outcome import StepError
from ctxscan.builders.stages.resolve import LinkLoopError, resolve
from ctxscan.builders.stages.wildcards import matches, split_wildcard
from ctxscan.golang.glob import has_wildcard
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders.stages.running import StageFiles
    from ctxscan.dockerfile.steps import CopyStep, Word


class Info(NamedTuple):
    """One thing to copy."""

    path: str
    """As it is named; the last part is the name of a file in a directory."""

    node: Node | None
    """``None``: something, but nobody can say what."""

    is_download: bool = False
    certain: bool = True

    word: str = ""
    """The source that names it: cleaned and absolute, its wildcards in it."""


def infos_of(step: CopyStep, origin: StageFiles) -> list[Info]:
    """All that the words name. Raises StepError where a word, or all of them, name nothing."""
    finder = _Finder(origin.root, from_context=not step.origin_name)
    found = [
        info._replace(word=posixpath.normpath(f"/{word.text.lstrip('/')}"))
        for word in step.words
        for info in finder.infos(word)
    ]
    if not found:
        words = " ".join(word.text for word in step.words)
        raise StepError(
            "no-match", words, f"no source file matches {words}, and the classic builder needs one"
        )
    if len(found) > 1 and not step.destination.endswith("/"):
        raise StepError(
            "several-onto-file",
            step.destination,
            f"{len(found)} sources go to {step.destination}, which must end with a slash then",
        )
    return found


class _Finder(NamedTuple):
    tree: Directory
    from_context: bool

    def infos(self, word: Word) -> Iterator[Info]:
        if word.text.startswith(("http://", "https://")):
            from urllib.parse import urlsplit  # noqa: PLC0415 - for an ADD of an address alone

            name = posixpath.basename(urlsplit(word.text).path) or "__unnamed__"
            leaf = Leaf(FileType.FILE, None, 0o600)
            yield Info(name, leaf, is_download=True, certain=word.certain)
            return
        # One slash, or one "./", is cut off; more is left as it is.
        path = word.text.removeprefix("/").removeprefix("./")
        if not has_wildcard(path):
            yield self.info(path, certain=word.certain)
            return
        found = list(matches(self.tree, path, into_matches=True))
        for match in found:
            yield self.info(match, certain=word.certain)
        if self.tree.open or not word.certain or not (found or self.is_known_below(path)):
            yield Info(path, None, certain=False)

    def is_known_below(self, pattern: str) -> bool:
        """Whether no RUN or base image may have made what *pattern* matches."""
        try:
            base = resolve(self.tree, split_wildcard(pattern)[0])
        except LinkLoopError:
            return True
        return not (base.doubt or (isinstance(base.node, Directory) and _is_open(base.node)))

    def info(self, path: str, *, certain: bool) -> Info:
        if posixpath.normpath(path).split("/")[0] == "..":
            raise outside(path, "it leads out of the build context")
        try:
            found = resolve(self.tree, posixpath.normpath(f"/{path}"))
        except LinkLoopError:
            raise outside(path, "its links lead in a circle") from None
        if found.blocked:
            raise outside(path, "it is below a file")
        if found.node is None:
            if found.doubt or not certain:
                return Info(path, None, certain=False)
            raise self.missing(path)
        if isinstance(found.node, Leaf) and found.node.type is FileType.FIFO:
            raise StepError(
                "hangs", f"/{path}", f"{path} is a fifo: the daemon waits for ever to read from it"
            )
        return Info(path, found.node, certain=certain)

    def missing(self, path: str) -> StepError:
        named = resolve(self.tree, posixpath.normpath(f"/{path}"), follow_last=False)
        if isinstance(named.node, Leaf) and named.node.is_link:
            why = f"is a link to {named.node.target}, which is not there"
        elif self.from_context:
            why = "is not there: it does not exist, or is ignored"
        else:
            why = "is not there"
        return StepError("source-missing", f"/{path}", f"{path or '/'} {why}")


def _is_open(directory: Directory) -> bool:
    return directory.open or any(
        isinstance(child, Directory) and _is_open(child) for child in directory.children.values()
    )


def outside(path: str, why: str) -> StepError:
    return StepError("outside", path, f"{path} is a forbidden path for the classic builder: {why}")
