"""The controls of the page, which a script fills: the same for every kind of map but for a few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Controls(NamedTuple):
    """What differs between kinds. Markup, not to be escaped."""

    keys: tuple[tuple[str, str], ...]
    """What they do, beside those that every map has."""

    tools: str
    heads: tuple[tuple[str, str], ...]
    """Of the columns, behind that of the paths: title and attributes."""

    beside: str = ""
    """Above the table."""

    about: str = ""
    """Of the table, in a word."""


_KEYS = (
    ("\u2191 \u2193, Page Up, Page Down, Home, End", "move in the table"),
    ("\u2192", "expand a directory, then go into it"),
    ("\u2190", "collapse it, or go to the one above"),
    ("Enter", "zoom the map into a directory; of a search: show the hit in the tree"),
    ("Backspace", "zoom out"),
    ("/", "search; Escape leaves it"),
    ("b", "bytes or files"),
)


def app(controls: Controls) -> str:
    keys = (*_KEYS, *controls.keys, ("?", "these keys"))
    parts = {
        "KEYS": "".join(f"<tr><td>{_key(key)}</td><td>{what}</td></tr>" for key, what in keys),
        "TOOLS": controls.tools,
        "HEADS": "".join(_heads(controls.heads)),
        "COUNT": str(len(controls.heads) + 1),
        "BESIDE": controls.beside,
        "ABOUT": controls.about,
    }
    text = _APP
    for name, value in parts.items():
        text = text.replace(name, value)
    return text


def _heads(heads: Iterable[tuple[str, str]]) -> Iterable[str]:
    return (f'<div role="columnheader"{more}>{title}</div>' for title, more in heads)


def _key(key: str) -> str:
    return ", ".join(f"<kbd>{each}</kbd>" for each in key.split(", "))


_APP = """<main id="app" hidden>
<div class="tools">
<label>Search <input type="search" id="search" autocomplete="off" spellcheck="false"></label>
<span id="found" class="care"></span>
<div class="pair" role="radiogroup" aria-label="Sized by">
<label><input type="radio" name="metric" value="bytes" checked>Bytes</label>
<label><input type="radio" name="metric" value="files">Files</label>
</div>
TOOLS
<button type="button" id="keys" aria-haspopup="dialog">Keys</button>
</div>
<ul id="legend" class="list" aria-label="Colours"></ul>
<div class="work">
<div class="left">
<nav aria-label="Where the map is"><ol id="crumbs"></ol></nav>
<div id="sides" hidden><span id="now"></span><span id="later"></span></div>
<div class="canvas">
<canvas id="map" role="img" aria-label="Treemap"></canvas>
<canvas id="mark" aria-hidden="true"></canvas>
<div id="tip" hidden aria-hidden="true"></div>
</div>
</div>
<div class="right">BESIDE
<div id="grid" role="treegrid" tabindex="0" aria-colcount="COUNT" aria-label="ABOUT">
<div role="rowgroup"><div role="row" class="heads" aria-rowindex="1">
<div role="columnheader">Path</div>HEADS
</div></div>
<div role="rowgroup" id="rows"></div>
</div>
<section id="detail" aria-label="The path in focus" tabindex="0"></section>
</div>
</div>
<dialog id="help" aria-labelledby="keys-title"><h2 id="keys-title">Keys</h2>
<table><tbody>KEYS</tbody></table>
<form method="dialog"><button>Close</button></form></dialog>
</main>"""
