"""The pages that a stranger reads, and what they quote."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from tests.support.program import ROOT, ctxscan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DOCS = ROOT / "ctxscan/docs"
PAGES = tuple(
    sorted(
        [
            *(ROOT / "README.md", ROOT / ".github/CONTRIBUTING.md"),
            *DOCS.rglob("*.md"),
            *ROOT.glob("sample_projects/*/README.md"),
            *(ROOT / "tests").glob("*/README.md"),
        ]
    )
)
"""All but those of recorded data."""

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARKED = re.compile(r"^<!-- output: ?(.+?) -->\n```\n(.*?)^```$", re.MULTILINE | re.DOTALL)

COMMANDS = re.findall(
    r"^ {2}([\w-]+) {2,}", ctxscan("--help").text.partition("Commands:")[2], re.MULTILINE
)


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(text: str, language: str) -> list[str]:
    """What stands between the fences of this language."""
    return [found[2] for found in FENCE.finditer(text) if found[1] == language]


def without_blocks(text: str) -> str:
    return FENCE.sub("", text)


def section(text: str, title: str) -> str:
    """What stands below this heading, up to the next one of its rank."""
    (level, body) = re.split(rf"^(#+) {re.escape(title)}\n", text, flags=re.MULTILINE)[1:3]
    return re.split(rf"^#{{1,{len(level)}}} ", body, flags=re.MULTILINE)[0]


def first_column(table: str) -> list[str]:
    """Of the table in a section, without its head."""
    rows = [line.split("|")[1].strip(" `") for line in table.splitlines() if "|" in line]
    return rows[2:]


def headings(text: str) -> list[str]:
    return re.findall(r"^#+ (.+)$", without_blocks(text), re.MULTILINE)


def anchor(heading: str) -> str:
    """The fragment by which GitHub links to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def commands(text: str) -> Iterator[str]:
    """Every ctxscan command of the shell blocks."""
    for block in blocks(text, "sh"):
        for line in block.replace("\\\n", " ").splitlines():
            for part in re.split(r"&&|\|\||[|;]", line.partition(" #")[0]):
                found = part.strip().removeprefix("$ ").removeprefix(".venv/bin/")
                if found.startswith("ctxscan "):
                    yield found


def arguments_of(line: str) -> list[str]:
    program, *arguments = shlex.split(line, comments=True)
    assert program == "ctxscan"
    return arguments
