"""How much of a history says something."""

from __future__ import annotations

FEWEST = 10
"""Commits that change the context: fewer say nothing of the next ones."""
