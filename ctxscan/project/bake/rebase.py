"""BUILDX_BAKE_FILE_RELATIVE_PATHS: contexts hang on the file that sets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.remote import is_remote, is_special
from ctxscan.project.paths import join

if TYPE_CHECKING:
    from ctxscan.project.bake.targets import Config, Target, Text


def rebase(config: Config) -> None:
    """In place. Source: buildx, bake/bake.go:rebaseContextPaths."""
    for target in config.targets.values():
        other = config.targets.get(target.bases.context_of or "")
        if other is not None:
            base = other.bases.context if other.bases.context is not None else other.bases.default
            if base is not None:
                target.bases.context = base
        _rebase_target(target)


def _rebase_target(target: Target) -> None:
    bases = target.bases
    if target.context is None:
        bases.uses_default = bases.default is not None
    elif bases.context is not None:
        target.context = rebased(bases.context, target.context)
    for name, base in bases.contexts.items():
        if name in target.contexts:
            target.contexts[name] = rebased(base, target.contexts[name])


def rebased(base: str, path: Text) -> Text:
    if not isinstance(path, str) or not base or not path or path.startswith(("/", "cwd://")):
        return path
    return path if is_special(path) or is_remote(path) else join(base, path)
