"""Forms that many keys of a compose file share."""

from __future__ import annotations

from ctxscan.project.compose.shapes import Either, ListOf, MapOf, Plain, Shape

STRING = Plain(("string",))
BOOLEAN = Plain(("boolean", "string"))
NUMBER = Plain(("number", "string"))
INTEGER = Plain(("integer", "string"))
NULL = Plain(("null",))
ANY_PLAIN = Plain(("string", "number", "boolean", "null"))
STRINGS = ListOf(STRING)
SET = ListOf(STRING, unique=True)
STRING_OR_SET = Either((STRING, SET))
LIST_OR_MAP = Either((MapOf({}, ANY_PLAIN, ".+", extensible=False), SET))
COMMAND = Either((NULL, STRING, STRINGS))
HOSTS = Either((MapOf({}, Either((STRING, STRINGS)), ".+", extensible=False), SET))
NAME = r"^[a-zA-Z0-9._-]+$"
OPEN = MapOf({}, open=True)
OPEN_OR_NULL = Either((OPEN, NULL))


def each(shape: Shape, names: tuple[str, ...]) -> dict[str, Shape]:
    return dict.fromkeys(names, shape)


MOUNT = Either(
    (
        STRING,
        MapOf({**each(STRING, ("source", "target", "uid", "gid")), "mode": NUMBER}),
    )
)

ULIMITS = MapOf(
    {},
    Either((INTEGER, MapOf(each(INTEGER, ("hard", "soft")), required=("soft", "hard")))),
    "^[a-z]+$",
    open=True,
)
