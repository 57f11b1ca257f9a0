"""The settings file of a project."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ctxscan.context.reading import LARGEST_SETTINGS, read_regular
from ctxscan.context.toml import read_toml
from ctxscan.errors import Place, UsageError
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    import re

OWN = ".ctxscan.toml"
PYPROJECT = "pyproject.toml"
_LINE = regex(r"at line (\d+)")
_OURS = regex(r"tool\s*\.\s*ctxscan")


class SettingsFile(NamedTuple):
    """The table that is ours, and where it is written."""

    shown: str
    text: str
    header: str
    """``tool.ctxscan``; empty for a file of our own."""

    table: dict[str, Any]


def read_settings(directory: str) -> SettingsFile | None:
    """``.ctxscan.toml``, or ``[tool.ctxscan]`` of ``pyproject.toml``, in *directory*.

    Raises UsageError for what is not TOML, and where both are there.
    """
    own = _read(os.path.join(directory, OWN))
    python = _read(os.path.join(directory, PYPROJECT), only_with=_OURS)
    tool = python.table.get("tool", {}) if python else {}
    ours = tool.get("ctxscan") if isinstance(tool, dict) else None
    if python is None or ours is None:
        return own
    if own is not None:
        raise UsageError(
            f"settings are here and in {python.shown}, too",
            place=Place(own.shown),
            hint="keep them in one file",
        )
    if not isinstance(ours, dict):
        raise UsageError("tool.ctxscan must be a table", place=Place(python.shown))
    return SettingsFile(python.shown, python.text, "tool.ctxscan", ours)


def _read(path: str, *, only_with: re.Pattern[str] | None = None) -> SettingsFile | None:
    """``None`` as well for a file that does not speak of us, however broken: templates are."""
    shown = os.path.normpath(path)
    try:
        data = read_regular(path, LARGEST_SETTINGS)
        if only_with is not None and not only_with.search(data.decode("utf-8", "replace")):
            return None
        text = data.decode("utf-8")
        return SettingsFile(shown, text, "", read_toml(text))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnicodeDecodeError:
        raise UsageError("not UTF-8, and so not TOML", place=Place(shown)) from None
    except RecursionError:
        raise UsageError("nested more deeply than any settings", place=Place(shown)) from None
    except ValueError as error:  # also of a number with more digits than Python reads
        line = _LINE.search(str(error))
        place = Place(shown, int(line[1]) if line else None)
        raise UsageError(f"not TOML: {error}", place=place) from None
    except OSError as error:
        raise UsageError(f"cannot read it: {error.strerror}", place=Place(shown)) from None
