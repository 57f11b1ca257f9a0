"""The page: one file that asks nobody for anything.

Its policy lets one script and one style run, by their hashes; the data stands in an element that
no browser runs. Without a script there are the figures, the warnings and the largest paths.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from ctxscan.render.html.data import build_of, columns, packed
from ctxscan.render.html.parts import build_part, largest_part, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.findings.map import ContextMap
    from ctxscan.findings.suggest.model import Suggestion

SCRIPTS = (
    *("1-data.js", "2-words.js", "3-layout.js", "4-map.js"),
    *("5-table.js", "6-view.js", "7-detail.js", "8-page.js"),
)
"""Of the one script, in their order."""

_KEYS = (
    ("\u2191 \u2193, Page Up, Page Down, Home, End", "move in the table"),
    ("\u2192", "expand a directory, then go into it"),
    ("\u2190", "collapse it, or go to the one above"),
    ("Enter", "zoom the map into a directory; of a search: show the hit in the tree"),
    ("Backspace", "zoom out"),
    ("/", "search; Escape leaves it"),
    ("b", "bytes or files"),
    (
        "c",
        "other colours: what becomes of it, instruction, stage, how often it changed",
    ),
    ("s", "beside it, the map with the rules that are suggested, where there are any"),
    ("?", "these keys"),
)


_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


class Build(NamedTuple):
    name: str
    """Empty where there is only one."""

    map: ContextMap

    suggestion: Suggestion | None = None
    """What the map compares with."""


class Assets(NamedTuple):
    style: str
    script: str


@cache
def assets() -> Assets:
    """What the page runs and wears, without its comments and the indentation of its lines."""
    folder = files("ctxscan.render.html").joinpath("page")

    def read(name: str) -> str:
        text = folder.joinpath(name).read_text(encoding="utf-8")
        lines = _COMMENT.sub("", text).splitlines()
        return "\n".join(line.strip() for line in lines if line.strip())

    script = "\n".join(['"use strict";', *map(read, SCRIPTS)])
    return Assets(f"{read('page.css')}\n", f"(() => {{\n{script}\n}})();\n")


def policy(style: str, script: str) -> str:
    """Nothing may be asked for; nothing runs but *script*, nothing is worn but *style*."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(code: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}"


def page(builds: Sequence[Build], refused: Sequence[str] = ()) -> str:
    """One document for all of *builds*; *refused*: a line on each that there is no map of.

    Whatever is no ASCII in it is written as a character reference.
    """
    style, script = assets()
    title = build_of(builds[0].map.report.inspection) if len(builds) == 1 else "several builds"
    text_ = "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy(style, script)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{text(title)} - ctxscan</title>",
            f"<style>{style}</style>",
            "</head>",
            "<body>",
            *_body(builds, refused),
            "</body>",
            "</html>",
            "",
        ]
    )
    return text_.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _body(builds: Sequence[Build], refused: Sequence[str]) -> Iterator[str]:
    yield "<header><h1>Build context</h1>"
    yield from (f'<p class="note">No map of {text(each)}</p>' for each in refused)
    yield _chooser(builds)
    for at, each in enumerate(builds):
        yield build_part(at, each.name, each.map, each.suggestion)
    yield '<p id="status" role="status" class="status"></p></header>'
    if not builds:
        return
    yield _app()
    for at, each in enumerate(builds):
        yield largest_part(at, each.name, each.map)
    data = packed([columns(each.name, each.map) for each in builds])
    yield (
        f'<script type="application/octet-stream" id="data" data-bytes="{data.length}">'
        f"{data.text}</script>"
    )
    yield f"<script>{assets().script}</script>"


def _chooser(builds: Sequence[Build]) -> str:
    options = "".join(
        f'<option value="{at}">{text(each.name) or "the only one"}</option>'
        for at, each in enumerate(builds)
    )
    few = "" if len(builds) > 1 else " hidden"
    return (
        f'<div class="tools only-live"{few}><label>Build '
        f'<select id="build">{options}</select></label></div>'
    )


def _app() -> str:
    keys = "".join(f"<tr><td>{_key(key)}</td><td>{what}</td></tr>" for key, what in _KEYS)
    return _APP.replace("KEYS", keys)


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
<label>Coloured by <select id="color">
<option value="fate">what becomes of it</option>
<option value="line">the instruction that asks for it</option>
<option value="stage">the stage that asks for it</option>
<option value="churn">how often it changed</option>
</select></label>
<label id="comparing" hidden><input type="checkbox" id="compare">Beside it, as suggested</label>
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
<div class="right">
<div id="grid" role="treegrid" tabindex="0" aria-colcount="4" aria-label="Paths, largest first">
<div role="rowgroup"><div role="row" class="heads" aria-rowindex="1">
<div role="columnheader">Path</div><div role="columnheader" class="figure" id="figure">Bytes</div>
<div role="columnheader">Part</div><div role="columnheader">Fate</div>
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
