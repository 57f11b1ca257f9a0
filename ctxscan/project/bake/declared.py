"""Evaluated blocks -> targets and groups of a config (buildx, bake/bake.go:ParseFiles)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.definition.document import attributes_of
from ctxscan.project.bake.hcl.problems import HclError
from ctxscan.project.bake.hcl.syntax import AttributeStep, IndexStep, JsonText, Node, Reference
from ctxscan.project.bake.targets import Bases, Running, Target, Text
from ctxscan.project.bake.values.value import Unknown, reason_of
from ctxscan.project.paths import directory

if TYPE_CHECKING:
    from ctxscan.project.bake.definition.resolve import Definitions, Resolved
    from ctxscan.project.bake.hcl.syntax import Block
    from ctxscan.project.bake.targets import Config
    from ctxscan.project.bake.values.value import Value

_SEQUENCE = frozenset({"list", "tuple", "set"})


def add_definitions(config: Config, definitions: Definitions) -> None:
    """A later group replaces an earlier one; targets of one name are merged."""
    for resolved in definitions.resolved:
        if resolved.kind == "group":
            config.groups[resolved.name] = _names(resolved, "targets")
            written = attributes_of(resolved.block.body).get("targets")
            config.places[resolved.name] = written.place if written else resolved.block.place
        else:
            config.add(_target(resolved))
    for label, names in definitions.renamed.items():
        if names and names != (label,):
            config.groups.setdefault(label, names)


def _target(resolved: Resolved) -> Target:
    values = resolved.values
    target = Target(resolved.name, resolved.block.place, _names(resolved, "inherits"))
    target.context = _text(values.get("context"))
    target.dockerfile = _text(values.get("dockerfile"))
    target.dockerfile_inline = _text(values.get("dockerfile-inline"))
    target.target = _text(values.get("target"))
    args, contexts = values.get("args"), values.get("contexts")
    target.args, target.unknown_args = _texts_by_name(args), _unknown(args)
    known = _texts_by_name(contexts)
    target.contexts = {name: each for name, each in known.items() if each is not None}
    target.unknown_contexts = _unknown(contexts)
    target.platforms = _texts(values.get("platforms"))
    target.running = _running(resolved)
    target.bases = _bases(resolved.block, target)
    written = attributes_of(resolved.block.body)
    target.places = {
        name: written[name].place for name in ("inherits", "contexts") if name in written
    }
    return target


def _names(resolved: Resolved, attribute: str) -> tuple[str, ...]:
    value = resolved.values.get(attribute)
    if value is None or value.is_null:
        return ()
    reason = reason_of(value)
    if reason is not None:
        place = attributes_of(resolved.block.body)[attribute].place
        detail = f"{attribute} cannot be known offline: {reason}"
        raise HclError("Unknown value", detail, place, kind="unsupported")
    return tuple(each.content for each in value.content)


def _text(value: Value | None) -> Text | None:
    if value is None or value.is_null:
        return None
    content: Text = value.content
    return content


def _unknown(value: Value | None) -> Unknown | None:
    return value.content if value is not None and not value.is_known else None


def _texts_by_name(value: Value | None) -> dict[str, Text | None]:
    if value is None or not isinstance(value.content, dict):
        return {}
    return {name: _text(each) for name, each in value.content.items()}


def _running(resolved: Resolved) -> Running:
    values = resolved.values
    no_cache = values.get("no-cache")
    hosts = values.get("extra-hosts")
    return Running(
        None if no_cache is None or no_cache.is_null else no_cache.content,
        _texts(values.get("no-cache-filter")),
        _text(values.get("network")),
        _text(values.get("shm-size")),
        _texts(values.get("ulimits")),
        _texts_by_name(hosts),
        _unknown(hosts),
    )


def _texts(value: Value | None) -> tuple[str, ...] | Unknown | None:
    if value is None or value.is_null:
        return None
    reason = reason_of(value)
    if reason is not None:
        return Unknown(reason)
    return tuple(each.content for each in value.content)


def _bases(block: Block, target: Target) -> Bases:
    """The directory of the file that sets an attribute (SetBlockSource)."""
    file = block.place.file
    base = "" if file == "-" else directory(file)
    bases = Bases(default=base)
    written = attributes_of(block.body)
    if "context" in written:
        bases.context = base
        bases.context_of = _referenced_target(written["context"].value)
    if "contexts" in written:
        bases.contexts = dict.fromkeys(target.contexts, base)
    return bases


def _referenced_target(node: Node) -> str | None:
    """``x`` for ``target.x.context``, and nothing else."""
    if isinstance(node, JsonText):
        parts = node.content.split(".")
        return parts[1] if len(parts) == 3 and parts[::2] == ["target", "context"] else None
    if not isinstance(node, Reference) or node.name != "target" or len(node.steps) != 2:
        return None
    first, last = node.steps
    if not isinstance(last, AttributeStep) or last.name != "context":
        return None
    if isinstance(first, IndexStep):
        return str(first.key.content) if isinstance(first.key.content, str) else None
    return first.name
