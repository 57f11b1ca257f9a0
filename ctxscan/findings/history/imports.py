"""The files around a script that it imports: where a version is worked out, often enough."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_JS = regex(r"""(?:\bfrom|\bimport|\brequire\()\s*\(?\s*["'](\.{1,2}/[^"'\n]+)["']""")
_PYTHON = regex(r"(?m)^[ \t]*(?:from|import)[ \t]+\.?([A-Za-z_][\w.]*)")
_RUBY = regex(r"""(?m)^[ \t]*require_relative[ \t]+["']([^"'\n]+)["']""")
_OF_JS = ("", ".js", ".ts", ".mjs", ".cjs", ".mts", ".json", "/index.js", "/index.ts")


def imported(path: str, text: str) -> Iterator[str]:
    """Paths in the context that may be what the file at *path* imports; most are not there."""
    around = posixpath.dirname(path)
    if path.endswith((".py", ".pyi")):
        for name in _PYTHON.findall(text):
            yield _beside(around, f"{name.replace('.', '/')}.py")
    elif path.endswith((".rb", ".gemspec")):
        yield from (_beside(around, f"{name}.rb") for name in _RUBY.findall(text))
    elif path.endswith((".js", ".ts", ".mjs", ".cjs", ".mts")):
        for name in _JS.findall(text):
            yield from (_beside(around, name + ending) for ending in _OF_JS)


def _beside(directory: str, name: str) -> str:
    return posixpath.normpath(posixpath.join(directory, name))
