"""Tables of a settings file, and variables of the environment -> values, or a precise complaint."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ctxscan.errors import CtxscanError, Place, UsageError
from ctxscan.findings.check.kinds import TEXT, Kind
from ctxscan.findings.check.limits import LIMITS, field_of
from ctxscan.sizes import parse_size
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxscan.context.settings import SettingsFile

Values = dict[str, object]
"""By the name of the setting."""

CONTEXTS = "contexts"
_PREFIX = "CTXSCAN_"


class ContextSettings(NamedTuple):
    path: str
    """Relative to the directory of the settings."""

    file: str | None
    """The Dockerfile, relative likewise."""

    target: str | None
    limits: Values


class Settings(NamedTuple):
    limits: Values
    contexts: tuple[ContextSettings, ...] = ()


_CONTEXT = MappingProxyType(
    {**{name: row.kind for name, row in LIMITS.items()}, "path": TEXT, "file": TEXT, "target": TEXT}
)
_LIST = Kind((list,), "a list of tables, each written as [[contexts]]", list)
_TOP = MappingProxyType({**{name: row.kind for name, row in LIMITS.items()}, CONTEXTS: _LIST})


def limit_from_option(name: str, value: object) -> object:
    """The value of one setting, given as an option of that name. Raises UsageError."""
    kind = LIMITS[name].kind
    if isinstance(value, str):
        return limit_from_text(name, value, f"--{name}")
    return kind.read(value)


def limit_from_text(name: str, text: str, where: str) -> object:
    """The value of one setting, written as text at *where*. Raises UsageError."""
    try:
        return LIMITS[name].kind.read(text)
    except UsageError as error:
        raise UsageError(f"{where}: {error.message}", hint=error.hint) from None


def size_limit(text: str, where: str) -> int:
    """Bytes. Raises UsageError that names *where*."""
    try:
        return parse_size(text)
    except UsageError as error:
        raise UsageError(f"{where}: {error.message}", hint=error.hint) from None


def limits_from_environment(variables: Mapping[str, str]) -> Values:
    """``CTXSCAN_MAX_SIZE`` and so on; one that is empty counts as unset. Raises UsageError."""
    found: Values = {}
    for name in LIMITS:
        variable = _PREFIX + field_of(name).upper()
        text = variables.get(variable, "")
        if text:
            found[name] = limit_from_text(name, text, variable)
    return found


def parse_settings(source: SettingsFile) -> Settings:
    """Raises UsageError, with its line, for an unknown key or a value of the wrong kind."""
    values = _values(source.table, _TOP, _Table(source, None))
    tables: Any = values.pop(CONTEXTS, [])
    return Settings(values, tuple(_contexts(source, tables)))


def _contexts(source: SettingsFile, tables: list[Any]) -> Iterator[ContextSettings]:
    for index, table in enumerate(tables):
        where = _Table(source, index)
        if not isinstance(table, dict):
            raise UsageError("contexts must be tables", place=where.place(CONTEXTS))
        values = _values(table, _CONTEXT, where)
        if "path" not in values:
            raise UsageError("a context without its path", place=where.place(None))
        path, file, target = (values.pop(name, None) for name in ("path", "file", "target"))
        yield ContextSettings(str(path), _text(file), _text(target), values)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _values(table: Mapping[str, Any], known: Mapping[str, Kind], where: _Table) -> Values:
    values: Values = {}
    for name, value in table.items():
        kind = known.get(name)
        if kind is None:
            raise _unknown(name, known, where)
        # A bool is an int to Python, and no number to anybody else.
        if not isinstance(value, kind.types) or (type(value) is bool and bool not in kind.types):
            raise UsageError(f"{name} must be {kind.expected}", place=where.place(name))
        try:
            values[name] = kind.read(value)
        except CtxscanError as error:
            message = f"{name}: {error.message}"
            raise UsageError(message, place=where.place(name), hint=error.hint) from None
    return values


def _unknown(name: str, known: Mapping[str, Kind], where: _Table) -> UsageError:
    import difflib  # noqa: PLC0415 - for a name that is wrong

    nearest = difflib.get_close_matches(name.replace("_", "-").lower(), known, 1, 0.5)
    hint = f"did you mean {nearest[0]}?" if nearest else f"known are {', '.join(sorted(known))}"
    return UsageError(f"unknown setting {name!r}", place=where.place(name), hint=hint)


class _Table(NamedTuple):
    """Where a table of the settings is written: TOML's reader does not tell lines."""

    source: SettingsFile
    context: int | None

    def place(self, name: str | None) -> Place:
        """The line of a key, or of the table itself; the file where that is not clear."""
        lines = self.source.text.splitlines()
        start = self._start(lines)
        if name is None or start is None:
            return Place(self.source.shown, start)
        key = re.compile(rf"\s*(?:\[+\s*(?:[\w.]+\.)?)?[\"']?{re.escape(name)}[\"']?\s*[=.\]]")
        found = (
            number for number, line in enumerate(lines, 1) if number >= start and key.match(line)
        )
        return Place(self.source.shown, next(found, start))

    def _start(self, lines: list[str]) -> int | None:
        if self.context is None and not self.source.header:
            return 1
        dotted = [self.source.header] if self.source.header else []
        if self.context is not None:
            dotted.append(CONTEXTS)
        opened = "[[" if self.context is not None else "["
        headers = [
            number
            for number, line in enumerate(lines, 1)
            if line.replace(" ", "").startswith(f"{opened}{'.'.join(dotted)}]")
        ]
        at = self.context or 0
        return headers[at] if at < len(headers) else None
