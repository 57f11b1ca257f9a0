"""Variables in every text of a document, and the types that some texts then take.

Source: compose-go, interpolation/interpolation.go and loader/interpolate.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ctxscan.project.compose.casts import cast
from ctxscan.project.compose.faults import ComposeError, shown
from ctxscan.project.compose.template import MalformedError, RequiredError, substitute

if TYPE_CHECKING:
    from ctxscan.project.compose.template import Lookup
    from ctxscan.project.compose.values import Path, Tree, Value


def interpolate(tree: Tree, lookup: Lookup, warnings: Warnings) -> Tree:
    """Raises ComposeError for the first in the order of paths; it says how many more fail."""
    walk = _Walk(lookup, warnings)
    filled = {key: walk.value(value, (key,)) for key, value in tree.items()}
    if walk.faults:
        first = min(walk.faults, key=lambda fault: shown(fault.path))
        others = len(walk.faults) - 1
        if others:
            first.message += f" (and {others} more)"
        raise first
    return filled


class Warnings(Protocol):
    def warn_unset(self, name: str) -> None: ...

    def warn_odd_boolean(self, text: str) -> None: ...


class _Walk:
    def __init__(self, lookup: Lookup, warnings: Warnings) -> None:
        self._lookup = lookup
        self._warnings = warnings
        self.faults: list[ComposeError] = []

    def value(self, value: Value, path: Path) -> Value:
        if isinstance(value, str):
            return self._text(value, path)
        if isinstance(value, dict):
            return {key: self.value(inner, (*path, key)) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.value(inner, (*path, str(at))) for at, inner in enumerate(value)]
        return value

    def _text(self, text: str, path: Path) -> Value:
        try:
            filled = substitute(text, self._lookup, self._warnings.warn_unset)
            return cast(filled, path, self._warnings.warn_odd_boolean)
        except MalformedError as error:
            hint = "write $$ for a $ that is meant as one"
            self._fail(ComposeError(f"{error}, in {shown(path)}", "interpolation", path, hint))
        except RequiredError as error:
            name, message = error.args
            said = f"required variable {name} is missing a value"
            said = f"{said}: {' '.join(message.split())}" if message else said
            self._fail(ComposeError(said, "required_variable", path, f"set {name}"))
        except ComposeError as fault:
            self._fail(fault)
        return text

    def _fail(self, fault: ComposeError) -> None:
        self.faults.append(fault)
