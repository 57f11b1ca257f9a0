"""The small projects on the pages of codes: read, and put on disk."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from ctxscan.inspection import BuildFiles
from tests.support.image_examples import image_of
from tests.support.repositories import commit, git, init
from tests.support.trees import grow, make_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COPY_ALL = "FROM scratch\nCOPY . /\n"

ENTRY = re.compile(
    r'(?P<path>"[^"]+"|[^ ]+?)(?P<kind> @| \d+| -> .+?)?(?: \((?P<remark>[^()]+)\))?(?P<text>:)?'
)


@dataclass
class Entry:
    path: str
    kind: str
    remark: str
    lines: list[str] | None
    """The content; ``None``: none is shown."""


@dataclass
class Example:
    command: list[str] | None = None
    """The whole of it without ``ctxscan``; ``None``: it is left open."""

    entries: list[Entry] = field(default_factory=list)

    @property
    def is_shut(self) -> bool:
        """Whether it has modes that root would not notice."""
        return any(each.remark.startswith("mode ") for each in self.entries)

    @property
    def builder(self) -> str:
        given = self.command or []
        return given[given.index("--builder") + 1] if "--builder" in given else "buildkit"

    @property
    def files(self) -> BuildFiles:
        """What the options of its command name: the context, and the Dockerfile."""
        given = (self.command or [])[1:]
        words = [given[at] for at in range(len(given)) if not (at and given[at - 1][:1] == "-")]
        contexts = [word for word in words if not word.startswith("-")]
        file = given[given.index("-f") + 1] if "-f" in given else None
        return BuildFiles(contexts[0] if contexts else ".", file)

    @property
    def build_contexts(self) -> tuple[tuple[str, str], ...]:
        given = self.command or []
        pairs = [
            word.partition("=") for option, word in pairwise(given) if option == "--build-context"
        ]
        return tuple((name, path) for name, _, path in pairs)

    def arguments(self, command: str) -> list[str]:
        """What to run as *command*: with the options of the example."""
        return [command, *(self.command or [command])[1:]]

    def build(self, root: Path) -> Path:
        if not any("Dockerfile" in each.path.split("/") for each in self.entries):
            grow(root, files={"Dockerfile": COPY_ALL})
        for each in self.entries:
            grow(root, *_plain(each))
            if each.remark == "image":
                make_file(root / each.path, image_of(each.lines or ()))
            elif each.lines is not None:
                make_file(root / each.path, _content(each.lines, each.remark))
        for each in self.entries:
            mode = re.search(r"\bmode (\d+)$", each.remark)
            if mode:
                (root / each.path).chmod(int(mode[1], 8))
        self._commit(root)
        tracked = [each.path for each in self.entries if each.remark.startswith("tracked ")]
        if tracked:
            git(init(root), "add", "--", *tracked)
        return root

    def _commit(self, root: Path) -> None:
        """Everything in one commit, then those that change a path."""
        changed = [
            (each.path, int(found[1]))
            for each in self.entries
            if (found := re.fullmatch(r"changed by (\d+) commits", each.remark))
        ]
        if not changed:
            return
        git(init(root), "add", "-A")
        commit(root)
        for path, count in changed:
            for number in range(count):
                make_file(root / path, f"{number}\n")
                git(root, "add", "-A")
                commit(root)


def parsed(text: str) -> Example:
    example = Example()
    for line in text.split("\n"):
        if line.startswith("$ ctxscan "):
            example.command = shlex.split(line)[2:]
        elif line.startswith("    "):
            lines = example.entries[-1].lines
            assert lines is not None, f"content of nothing: {line}"
            lines.append(line[4:])
        else:
            found = ENTRY.fullmatch(line)
            assert found is not None, f"no entry of a tree: {line!r}"
            path = found["path"].strip('"')
            content: list[str] | None = [] if found["text"] else None
            example.entries.append(Entry(path, found["kind"] or "", found["remark"] or "", content))
    return example


def _plain(entry: Entry) -> Iterator[str]:
    count = re.fullmatch(r"(\d+) files", entry.remark)
    if count:
        yield from (f"{entry.path}{number} 1" for number in range(int(count[1])))
    elif entry.lines is None:
        yield entry.path + entry.kind


def _content(lines: list[str], remark: str) -> bytes:
    times = re.fullmatch(r"(\d+) times", remark)
    end = "\r" if remark == "CR" else "\n"
    text = "".join(f"{line}{end}" for line in lines) * (int(times[1]) if times else 1)
    return text.encode(remark if remark in {"utf-16", "latin-1"} else "utf-8")
