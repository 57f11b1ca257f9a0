"""What sources name for their compilers: texts that are built in, modules, headers, packages."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from ctxscan.findings.suggest.needed.names import Name, strings
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.findings.suggest.needed.names import Text

_RUST_MACRO = regex(
    r"\b(?:include(?:_\w+)?|migrate|embed\w*|asset|compile_protos|query_file\w*|load_yaml)!"
    r"\s*[(\[{]([^;]{1,300})"
    r"|#!?\[\s*(?:path|folder|template|graphql|doc|wasm|grammar|derive)\b([^\]]{0,300})\]"
)
_RUST_MODULE = regex(
    r"^((?:[ \t]*#\[[^\n]*\]\s*)*)[ \t]*(?:pub(?:\([^)]*\))?\s+)?mod\s+(\w+)\s*;", re.MULTILINE
)
_FOR_TESTS = regex(r"\bcfg\s*\(\s*(?:test|doc)\b")
_OWN_DIRECTORY = frozenset({"mod.rs", "lib.rs", "main.rs", "build.rs"})


def in_rust(text: Text) -> Iterator[Name]:
    """Paths are relative to the file, or to the package by ``CARGO_MANIFEST_DIR``."""
    for found in _RUST_MACRO.finditer(text.content):
        parts = [*strings(found[1] or found[2])]
        # concat!(env!("CARGO_MANIFEST_DIR"), "/docs/", "help.txt")
        for each in (*parts, "".join(part for part in parts if part != "CARGO_MANIFEST_DIR")):
            yield Name(each.lstrip("/"), "above", whole=True)
    name = posixpath.basename(text.path)
    inside = "" if name in _OWN_DIRECTORY else f"{name.removesuffix('.rs')}/"
    for found in _RUST_MODULE.finditer(text.content):
        if not _FOR_TESTS.search(found[1]):
            yield Name(f"{inside}{found[2]}.rs")
            yield Name(f"{inside}{found[2]}/mod.rs")


_GO_EMBED = regex(r"^//go:embed[ \t]+(.+)$", re.MULTILINE)
_GO_IMPORTS = regex(r"^import[ \t]+(?:\(([^)]*)\)|[^\n]*)", re.MULTILINE)
_GO_MODULE = regex(r"^module[ \t]+\"?([^\s\"]+)", re.MULTILINE)
_GO_PATTERN = regex(r'"(?:[^"\\]|\\.)*"|`[^`]*`|\S+')


def in_go(text: Text) -> Iterator[Name]:
    """``//go:embed`` takes patterns, and of a directory all that is in it (package embed)."""
    for found in _GO_EMBED.finditer(text.content):
        for each in _GO_PATTERN.findall(found[1]):
            yield Name(each.strip('"`').removeprefix("all:"), whole=True)
    module, above = _go_module(text)
    for found in _GO_IMPORTS.finditer(text.content) if module else ():
        for each in strings(found[0]):
            if each.startswith(f"{module}/"):
                there = posixpath.join(above, each[len(module) + 1 :])
                yield Name("/" + there)


def _go_module(text: Text) -> tuple[str, str]:
    """The name of the module that a file is of, and the module's directory."""
    directory = posixpath.dirname(text.path)
    while True:
        manifest = text.beside(posixpath.join(directory, "go.mod"))
        found = _GO_MODULE.search(manifest) if manifest else None
        if found is not None:
            return found[1], directory
        if not directory:
            return "", ""
        directory = posixpath.dirname(directory)


_C_INCLUDE = regex(r'^[ \t]*#[ \t]*(?:include|embed)[ \t]*["<]([^">\n]+)[">]', re.MULTILINE)
_ASSEMBLER = regex(r'\.incbin[ \t]+"([^"\n]+)"')


def in_c(text: Text) -> Iterator[Name]:
    for pattern in (_C_INCLUDE, _ASSEMBLER):
        for each in pattern.findall(text.content):
            yield Name(each, "above")
            yield Name(each, "end")


_JS_IMPORT = regex(
    r"""(?:\bfrom|\bimport|\brequire\(|\bimport\(|\brequire\.resolve\(|\bnew\s+URL\(
    |\bimport\.meta\.glob\w*\(|\brequire\.context\()\s*\[?\s*["'`]([^"'`\n]+)["'`]""",
    re.VERBOSE,
)
_JS_READS = regex(
    r"""\b(?:readFile(?:Sync)?|createReadStream|sendFile|readdirSync|static|resolve|join|cpSync
    |copyFileSync)\(([^;\n]{1,300})""",
    re.VERBOSE,
)
_JS_URL = regex(r"""(?:src|href|@import|url\()\s*=?\s*["'(]?(\.{0,2}/[^"'()\s>]+)""")
_JS_ENDINGS = ("", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".vue", ".svelte", ".json")
_JS_INDEX = ("/index.ts", "/index.tsx", "/index.js", "/index.mjs")


def in_javascript(text: Text) -> Iterator[Name]:
    for each in _JS_IMPORT.findall(text.content):
        path = each.partition("?")[0]
        if path.startswith("."):
            yield from (Name(path + ending) for ending in (*_JS_ENDINGS, *_JS_INDEX))
        elif re.match(r"[@~#$]?/|[@~#$]\w+/", path):
            yield Name(path.partition("/")[2], "end")  # an alias for some directory
    for each in _JS_READS.findall(text.content):
        parts = [*strings(each)]
        yield from (Name(part, "above") for part in parts if "/" in part or "." in part)
        yield Name("/".join(parts).replace("/./", "/"), "above")


def in_page(text: Text) -> Iterator[Name]:
    """HTML and style sheets; what is in ``<script>`` counts too."""
    yield from in_javascript(text)
    yield from (Name(each, "above") for each in _JS_URL.findall(text.content))


_PYTHON_IMPORT = regex(
    r"^[ \t]*(?:from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]+([\w, \t]+|\()|import[ \t]+([\w., \t]+))",
    re.MULTILINE,
)
_DOTTED = regex(r"""["']([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)(?::\w+)?["']""")
_PYTHON_READS = regex(
    r"""\b(?:open|read_text|read|Path|joinpath|join|read_file|getLongDescription|files)\(([^;\n]{1,200})"""
    r"|/[ \t]*([\"'][^\"'\n]+[\"'](?:[ \t]*/[ \t]*[\"'][^\"'\n]+[\"'])*)"
)


_SYS_PATH = regex(r"(?m)\bsys\.path\.(?:insert|append|extend)\b(.*)$")


def in_python(text: Text) -> Iterator[Name]:
    """Imports, and modules that a string names, as of ``INSTALLED_APPS``."""
    for module, names, plain in _PYTHON_IMPORT.findall(text.content):
        if module:
            yield from _python_module(module)
            for each in re.split(r"[, \t]+", names):
                if each and each != "(":
                    dot = "" if module.endswith(".") else "."
                    yield from _python_module(f"{module}{dot}{each}")
        for each in re.split(r"[ \t]*,[ \t]*", plain):
            yield from _python_module(each.split(" ", 1)[0])
    for each in _DOTTED.findall(text.content):
        parts = each.split(".")
        for count in range(len(parts), 1, -1):
            yield from _python_module(".".join(parts[:count]))
    for given in _SYS_PATH.findall(text.content):
        yield from (Name(each, whole=True) for each in strings(given))
    for called, joined in _PYTHON_READS.findall(text.content):
        parts = [*strings(called or joined)]
        yield from (Name(part, "above") for part in parts)
        yield Name("/".join(parts), "above")


def _python_module(dotted: str) -> Iterator[Name]:
    name = dotted.lstrip(".")
    up = len(dotted) - len(name)
    path = name.replace(".", "/")
    if up:
        around = "../" * (up - 1)
        yield from (Name(f"{around}{path}{end}") for end in (".py", "/__init__.py", ".pyi"))
    elif path:
        yield from (Name(f"{path}{end}", "above") for end in (".py", "/__init__.py", ".pyi"))
        if "/" in path:
            yield Name(path, "end")


_JVM_IMPORT = regex(r"^[ \t]*import[ \t]+(?:static[ \t]+)?([\w.]+)", re.MULTILINE)


def in_jvm(text: Text) -> Iterator[Name]:
    """A class by its package; one of the same directory is taken with it."""
    for each in _JVM_IMPORT.findall(text.content):
        parts = each.strip(".").split(".")
        for count in (len(parts), len(parts) - 1):
            if count > 1:
                yield Name("/".join(parts[:count]), "end")


_BY_PATH = regex(
    r"""\b(?:require_relative|require_once|require|include_once|include|load|autoload|import
    |source|import_lib)\b[ \t]*\(?[ \t]*(?:__DIR__[ \t]*\.[ \t]*|dirname\(__FILE__\)[ \t]*\.[ \t]*)?
    ["']([^"'\n]+)["']""",
    re.VERBOSE,
)


def by_path(text: Text) -> Iterator[Name]:
    """Ruby, PHP, Lua, protocol buffers, Sass, Nix and their kin: a path in quotes."""
    for each in _BY_PATH.findall(text.content):
        path = each.lstrip("/")
        yield from (Name(path + end, "above") for end in ("", ".rb", ".php", ".lua", ".scss"))


_PHP_CLASS = regex(r"\buse[ \t]+\\?((?:\w+\\)+\w+)")


def in_php(text: Text) -> Iterator[Name]:
    yield from by_path(text)
    for each in _PHP_CLASS.findall(text.content):
        yield Name(each.replace("\\", "/"), "end")
        yield Name(each.partition("\\")[2].replace("\\", "/"), "end")
