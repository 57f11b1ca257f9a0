"""Every path of a context with what becomes of it, as the one tree that a map is drawn from."""

from __future__ import annotations

from ctxscan.findings.map.model import Changes, ContextMap, Fate, Later, Node, State

__all__ = ["Changes", "ContextMap", "Fate", "Later", "Node", "State"]
