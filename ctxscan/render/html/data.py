"""The tree of a map in columns, as the script of the page reads it: ``page/1-data.js``.

Names stand behind each other with a slash between them, numbers in base 36, and all of it is
deflated: about 8 bytes a node of a real repository. A name that is not UTF-8 keeps its bytes as
surrogates, which JSON escapes and strings of JavaScript hold.
"""

from __future__ import annotations

import base64
import json
import zlib
from functools import cache
from typing import TYPE_CHECKING, Any

from ctxscan.render.words import build_title
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxscan.errors import Place
    from ctxscan.findings.map import ContextMap, Fate, Later, Node
    from ctxscan.ignore.file import Rule
    from ctxscan.inspection import Inspection

Columns = dict[str, Any]

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_FOR_PODMAN = "+"
"""An operator to Podman, and to nobody else."""


class Packed(NamedTuple):
    text: str
    """Base 85, as ``base64.b85encode`` has it, without what is markup."""

    length: int
    """Bytes behind it: more are filled up with."""


def packed(builds: Sequence[Columns]) -> Packed:
    """Deflated JSON. Base 85 takes a sixteenth less than base 64."""
    text = json.dumps({"builds": builds}, ensure_ascii=True, separators=(",", ":"))
    deflating = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
    data = deflating.compress(text.encode("ascii")) + deflating.flush()
    return Packed(base64.b85encode(data, pad=True).decode().translate(NO_MARKUP), len(data))


NO_MARKUP = str.maketrans("<>&", ",.:")


def columns(name: str, found: ContextMap) -> Columns:
    """What the page has to know of the build *name*."""
    inspection = found.report.inspection
    language = inspection.traits.ignore_language
    rules = _rules(found.fates)
    return {
        "name": name,
        "title": build_of(inspection),
        "ignore_file": inside(inspection.ignore_file.path, inspection),
        "as_podman": language.from_docker(_FOR_PODMAN) != _FOR_PODMAN,
        "rescued": _rescued(inspection),
        **tree_columns(found.nodes),
        "fates": [_fate(each, rules) for each in found.fates],
        "rules": [
            {"text": each.text.strip(), "place": in_words(each.place, inspection)} for each in rules
        ],
        "asking": [each._asdict() for each in found.asking],
        "compares": found.later is not None,
        "commits": found.changes and found.changes.commits,
        "changes": _changes(found),
    }


def tree_columns(nodes: Sequence[Node]) -> Columns:
    return {
        "names": "/".join(node.name for node in nodes),
        "children": joined(node.children + 1 for node in nodes),
        "sizes": joined(node.size for node in nodes if node.children < 0),
        "fate_of": joined(node.fate for node in nodes),
        "counts": [list(each) for each in _counts(nodes)],
    }


def build_of(inspection: Inspection) -> str:
    """Which build the page is about."""
    target = inspection.options.target
    return build_title(
        inspection.location, inspection.options.builder, target, inspection.ignore_file.path
    )


def in_words(place: Place, inspection: Inspection) -> str:
    """File and line, by the context where the file lies in it."""
    return str(place._replace(file=inside(place.file, inspection) or place.file))


def inside(file: str | None, inspection: Inspection) -> str | None:
    return file and file.removeprefix(f"{inspection.location.shown.rstrip('/')}/")


def _rescued(inspection: Inspection) -> list[str]:
    """Paths that are sent whatever rule would keep them out."""
    location = inspection.location
    if not inspection.traits.rescues_own_files:
        return []
    found = [location.dockerfile.in_context]
    if location.ignore_file is not None:
        found.append(location.ignore_file.path.removeprefix(f"{location.root.rstrip('/')}/"))
    return [each for each in found if each is not None]


def _rules(fates: Iterable[Fate]) -> dict[Rule, int]:
    found: dict[Rule, int] = {}
    for fate in fates:
        for each in (fate, fate.later):
            if each is not None and each.rule is not None:
                found.setdefault(each.rule, len(found))
    return found


def _fate(fate: Fate, rules: dict[Rule, int]) -> Columns:
    later = fate.later
    return {
        "state": fate.state.value,
        "rule": _rule(fate, rules),
        "lines": list(fate.lines),
        "kind": fate.kind,
        "remark": fate.remark,
        "later": later and {"state": later.state.value, "rule": _rule(later, rules)},
    }


def _rule(fate: Fate | Later, rules: dict[Rule, int]) -> int | None:
    return None if fate.rule is None else rules[fate.rule]


def _counts(nodes: Sequence[Node]) -> Iterable[tuple[int, int, int]]:
    """What stands for more than itself."""
    for at, node in enumerate(nodes):
        if node.children < 0 and (node.files, node.directories) != (1, 0):
            yield at, node.files, node.directories


def _changes(found: ContextMap) -> str:
    """How far each node that changed is behind the one before, and how often it did."""
    if found.changes is None:
        return ""
    values, last = [], 0
    for at, path in paths(found.nodes):
        count = found.changes.by_path.get(path)
        if count:
            values += [at - last, count]
            last = at
    return joined(values)


def paths(nodes: Sequence[Node]) -> Iterable[tuple[int, str]]:
    """Of all that have a name, by their positions."""
    above: list[tuple[str, int]] = []
    for at, node in enumerate(nodes):
        while above and above[-1][1] == 0:
            above.pop()
        prefix = ""
        if above:
            prefix, left = above[-1]
            above[-1] = prefix, left - 1
        path = prefix + node.name
        if node.name:
            yield at, path
        if node.children >= 0:
            above.append((f"{path}/" if path else "", node.children))


def joined(values: Iterable[int]) -> str:
    """As the page reads numbers, none of them below 0."""
    return ",".join(map(_base36, values))


@cache
def _base36(value: int) -> str:
    digits = ""
    while True:
        value, digit = divmod(value, 36)
        digits = _DIGITS[digit] + digits
        if not value:
            return digits
