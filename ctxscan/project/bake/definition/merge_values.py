"""What references see of a target that several blocks define (bake.go, Target.Merge).

Upstream merges a later block into the first one's values in place, so a reference that is
evaluated afterwards sees both, and one that was evaluated before does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.values.value import Value, list_value, map_value

if TYPE_CHECKING:
    from collections.abc import Mapping

_APPENDED = frozenset({"inherits", "annotations", "no-cache-filter", "ulimits", "entitlements"})


def merge_values(into: dict[str, Value], later: Mapping[str, Value]) -> None:
    for name, value in later.items():
        earlier = into.get(name)
        if value.is_null or not value.is_known:
            continue
        if earlier is None or earlier.is_null or not earlier.is_known:
            into[name] = value
        elif isinstance(value.content, dict) and value.type.kind == "map":
            kept = {key: each for key, each in value.content.items() if not each.is_null}
            into[name] = map_value({**earlier.content, **kept}, value.type.element)
        elif name in _APPENDED and value.type.kind == "list":
            into[name] = list_value((*earlier.content, *value.content), value.type.element)
        else:
            into[name] = value
