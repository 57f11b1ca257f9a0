"""A page of a map read back, and maps that are too large to be grown on a disk."""

from __future__ import annotations

import base64
import json
import math
import random
import zlib
from collections import Counter
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, NamedTuple

from ctxscan.api.asked import each_build
from ctxscan.api.map import maps
from ctxscan.findings.map import ContextMap, Fate, Node, State
from ctxscan.findings.map.gather import Gathered
from ctxscan.findings.map.tree import MOST_NODES, Leaf, tree_of
from ctxscan.findings.report.report import ReportOptions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!--",
    "&amp;<b>'\"",
    "new\nline\r\ttab\x1b[31m",
    "rtl\u202egnp.exe",
    "\u05e9\u05dc\u05d5\u05dd",
    "zero\u200bwidth\ufeff",
    "bad\udcff\udcc3",
    "smile\U0001f600\u00e9",
    " edges ",
    "#comment",
    "!exception",
    "back\\slash[class]*?",
    "a+b(c)|{d}^e",
    "100%2Fslash&path=x",
    "line\u2028separator",
)
"""Names that a page, an address or an ignore file could take for something else."""


def map_of(path: Path | str, **build: Any) -> ContextMap:
    (answer,) = maps(each_build(str(path), **build), ReportOptions(), suggest=False).found
    return answer.value.map


def paths_of(found: ContextMap) -> dict[str, tuple[State, int]]:
    """Each path of the map with what becomes of it, and its own bytes; folded ones aside."""
    return {
        path: (found.fates[found.nodes[at].fate].state, found.nodes[at].size)
        for at, path in _walk([(node.name, node.children) for node in found.nodes])
        if path and found.fates[found.nodes[at].fate].kind != "folded"
    }


def nodes_of(found: ContextMap) -> dict[str, Node]:
    """Each path of the map with its node; folded ones aside."""
    nodes = [(node.name, node.children) for node in found.nodes]
    return {path: found.nodes[at] for at, path in _walk(nodes) if found.nodes[at].name}


def sums_of(found: ContextMap) -> dict[str, list[int]]:
    """Files, directories and bytes by state."""
    sums: dict[str, list[int]] = {}
    for node in found.nodes:
        own = sums.setdefault(found.fates[node.fate].state, [0, 0, 0])
        for at, more in enumerate((node.files, node.directories, node.size)):
            own[at] += more
    return sums


def _walk(nodes: list[tuple[str, int]]) -> Iterator[tuple[int, str]]:
    """Each node with its path."""
    above: list[list[Any]] = []
    for at, (name, children) in enumerate(nodes):
        while above and above[-1][1] == 0:
            above.pop()
        if above:
            above[-1][1] -= 1
        path = f"{above[-1][0]}{name}" if above else ""
        yield at, path
        if children >= 0:
            above.append([f"{path}/" if path else "", children])


class Document(HTMLParser):
    """What a browser would make of a page: its elements, and the text in them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: Counter[str] = Counter()
        self.inside: dict[str, list[str]] = {}
        """The content of scripts and styles: ``script``, ``script#data``, ``style``."""

        self.rows: list[list[str]] = []
        self._open = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if tag in ("script", "style"):
            name = attributes.get("id")
            self._open = f"{tag}#{name}" if name else tag
            self.inside.setdefault(self._open, []).append("")
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self._open = "cell"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "td", "th"):
            self._open = ""

    def handle_data(self, data: str) -> None:
        self.texts[data.strip()] += 1
        if self._open == "cell":
            self.rows[-1][-1] += data
        elif self._open:
            self.inside[self._open][-1] += data

    @property
    def builds(self) -> list[dict[str, Any]]:
        """The data, as the script reads it."""
        (data,) = self.inside["script#data"]
        raw = base64.b85decode(data.translate(str.maketrans(",.:", "<>&")))
        (length,) = [
            int(each["data-bytes"] or 0) for _, each in self.elements if "data-bytes" in each
        ]
        found = json.loads(zlib.decompress(raw[:length], -zlib.MAX_WBITS))
        builds: list[dict[str, Any]] = found["builds"]
        return builds


class Decoded(NamedTuple):
    state: str
    size: int


def tree_paths(build: dict[str, Any]) -> Iterator[tuple[int, str, int]]:
    """Each node of the data with its path and its number of children."""
    names = build["names"].split("/")
    children = [int(each, 36) - 1 for each in build["children"].split(",")]
    for at, path in _walk(list(zip(names, children, strict=True))):
        yield at, path, children[at]


def decoded(build: dict[str, Any]) -> dict[str, Decoded]:
    """Each path of the data, folded ones aside."""
    names = build["names"].split("/")
    children = [int(each, 36) - 1 for each in build["children"].split(",")]
    fates = [build["fates"][int(each, 36)] for each in build["fate_of"].split(",")]
    sizes = iter(build["sizes"].split(","))
    found = {}
    for at, path in _walk(list(zip(names, children, strict=True))):
        size = int(next(sizes), 36) if children[at] < 0 else 0
        if path and fates[at]["kind"] != "folded":
            found[path] = Decoded(fates[at]["state"], size)
    return found


WORDS = "src lib test util index main core view model data parse render node server client type"


def large_map(sample: ContextMap, files: int, most: int = MOST_NODES) -> ContextMap:
    """A map of so many files, in names and sizes that pack no better than those of real projects.

    82 repositories of Docker users, 138,822 nodes, take 7.1 bytes a node; this takes as much.
    """
    chance = random.Random(20)  # noqa: S311 - the same tree at every run, and no secret
    parts = [a + b for a in WORDS.split() for b in ("", "s", "-async", "_v2", "er")]
    endings = (".js", ".d.ts", ".map", "2.js", ".json", ".test.js", ".md", "-old.ts")

    def one_of(values: Sequence[str]) -> str:
        return values[int(chance.random() * len(values))]

    gathered = Gathered(sample.report.inspection, None)
    states = (State.SENT, State.SENT, State.NEVER, State.IGNORED)
    fates = [gathered.fates.of(Fate(each, None, (16,), "file")) for each in states]
    at = 0
    while at < files:
        package = f"node_modules/{one_of(parts)}-{chance.randrange(10_000)}"
        fate = chance.choice(fates)
        for _ in range(chance.randrange(1, 6)):
            directory = f"{package}/{one_of(parts)}/{one_of(parts)}"
            here = gathered.leaves.setdefault(directory, [])
            known = {each.name for each in here}
            for _ in range(min(chance.randrange(1, 20), files - at)):
                name = f"{one_of(parts)}-{one_of(parts)}{one_of(endings)}"
                if name not in known:
                    known.add(name)
                    here.append(Leaf(name, fate, int(math.exp(chance.gauss(7.5, 2)))))
                    at += 1
    tree = tree_of(gathered, most)
    return sample._replace(fates=gathered.fates.all(), nodes=tree.nodes, folded=tree.folded)
