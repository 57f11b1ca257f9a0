"""One file that asks nobody for anything, with a sheet for each build.

Its policy lets one script and one style run, by their hashes; the data stands in an element that
no browser runs. Without a script there are the figures, the warnings and the largest paths.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ctxscan.regex import regex
from ctxscan.render.html.data import packed
from ctxscan.render.html.parts import text
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_COMMENT = regex(r"/\*.*?\*/", re.DOTALL)


class Sheet(NamedTuple):
    """What the page has of one build; markup, but for its name and its data."""

    name: str
    """Empty where there is only one."""

    header: str
    tables: str
    """For print, and where no script runs."""

    columns: dict[str, Any]


class Kind(NamedTuple):
    """What a page shows."""

    heading: str
    files: tuple[str, ...]
    """Of the one style and the one script, in their order."""

    app: str


class Assets(NamedTuple):
    style: str
    script: str


@cache
def assets(names: tuple[str, ...]) -> Assets:
    """What the page runs and wears, without its comments and the indentation of its lines."""
    folder = files("ctxscan.render.html").joinpath("page")

    def read(name: str) -> str:
        text = folder.joinpath(name).read_text(encoding="utf-8")
        lines = _COMMENT.sub("", text).splitlines()
        return "\n".join(line.strip() for line in lines if line.strip())

    style = "\n".join(_tight(read(each)) for each in names if each.endswith(".css"))
    scripts = [read(each) for each in names if each.endswith(".js")]
    script = "\n".join(['"use strict";', *scripts])
    return Assets(f"{style}\n", f"(() => {{\n{script}\n}})();\n")


def _tight(style: str) -> str:
    """Without blanks that only a reader needs."""
    for each in (": ", "; ", ", ", "{ ", " {", " }"):
        style = style.replace(each, each.strip())
    return "".join(style.splitlines())


def policy(style: str, script: str) -> str:
    """Nothing may be asked for; nothing runs but *script*, nothing is worn but *style*."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(code: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}"


def bound(kind: Kind, title: str, sheets: Sequence[Sheet], refused: Sequence[str] = ()) -> str:
    """One document for all of *sheets*; *refused*: a line on each build that there is no map of.

    Whatever is no ASCII in it is written as a character reference.
    """
    style, script = assets(kind.files)
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
            *_body(kind, sheets, refused),
            "</body>",
            "</html>",
            "",
        ]
    )
    return text_.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _body(kind: Kind, sheets: Sequence[Sheet], refused: Sequence[str]) -> Iterator[str]:
    yield f"<header><h1>{kind.heading}</h1>"
    yield from (f'<p class="note">No map of {text(each)}</p>' for each in refused)
    yield _chooser(sheets)
    for at, each in enumerate(sheets):
        yield f'<div data-build="{at}">\n{each.header}\n</div>'
    yield '<p id="status" role="status" class="status"></p></header>'
    if not sheets:
        return
    yield kind.app
    for at, each in enumerate(sheets):
        yield f'<div class="largest" data-build="{at}">{each.tables}</div>'
    data = packed([each.columns for each in sheets])
    yield (
        f'<script type="application/octet-stream" id="data" data-bytes="{data.length}">'
        f"{data.text}</script>"
    )
    yield f"<script>{assets(kind.files).script}</script>"


def _chooser(sheets: Sequence[Sheet]) -> str:
    options = "".join(
        f'<option value="{at}">{text(each.name) or "the only one"}</option>'
        for at, each in enumerate(sheets)
    )
    few = "" if len(sheets) > 1 else " hidden"
    return (
        f'<div class="tools only-live"{few}><label>Build '
        f'<select id="build">{options}</select></label></div>'
    )
