"""Functions whose results only a real run has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.evaluation.function import Function
from ctxscan.project.bake.functions.arguments import texts
from ctxscan.project.bake.values.types import STRING
from ctxscan.project.bake.values.value import text, unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

_REASONS = {
    "timestamp": ((), "timestamp() is the time of the run"),
    "uuidv4": ((), "uuidv4() is another one in every run"),
    "bcrypt": (("str",), "bcrypt() is another one in every run"),
    "rsadecrypt": (("ciphertext", "privatekey"), "rsadecrypt() is not computed here"),
}


def impure_functions(home: str | None) -> Mapping[str, Function]:
    """*home*: the user's home directory, if it is known."""
    functions = {
        name: _unknown(parameters, reason) for name, (parameters, reason) in _REASONS.items()
    }
    directory = unknown("homedir() needs HOME", STRING) if home is None else text(home)
    return functions | {"homedir": Function((), lambda _values: directory, STRING)}


def _unknown(parameters: tuple[str, ...], reason: str) -> Function:
    return Function(texts(*parameters), lambda _values: unknown(reason, STRING), STRING)
