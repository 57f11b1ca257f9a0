"""The name of a compose project that bake reads (compose-go, loader/loader.go:projectName).

Here ``name:`` of a file comes before COMPOSE_PROJECT_NAME.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.compose.faults import ComposeError
from ctxscan.project.compose.naming import normal_name
from ctxscan.project.compose.nodes import Alias, Mapping, Node, Scalar
from ctxscan.project.compose.template import MalformedError, RequiredError, substitute

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Mapping as Variables

    from ctxscan.project.compose.journal import Journal


def written_name(
    files: Sequence[str], variables: Variables[str, str], journal: Journal
) -> str | None:
    """Of the last document that has a ``name:``, in normal form."""
    names = [name for file in files for root in journal.documents(file) for name in _names(root)]
    if not names:
        return None
    try:
        return normal_name(substitute(names[-1], variables.get, journal.warn_unset)) or None
    except MalformedError as error:
        raise ComposeError("the name is malformed", "interpolation", ("name",)) from error
    except RequiredError as error:
        raise ComposeError(str(error), "required_variable", ("name",)) from error


def _names(root: Node) -> Iterator[str]:
    for key, value in root.pairs if isinstance(root, Mapping) else ():
        target = value.target if isinstance(value, Alias) else value
        if isinstance(key, Scalar) and key.text == "name" and isinstance(target, Scalar):
            yield from [target.text] if target.text else []
