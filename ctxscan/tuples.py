"""``NamedTuple``: typing's to a type checker, and made in a tenth of the time.

A small report makes 170 classes of it before it reads its first file, which took a fifth of its
time: typing compiles what each field is annotated with, and collections one ``__new__`` a class.
Here annotations stay the text that they are, which takes ``from __future__ import annotations``;
and classes with as many fields share a ``__new__``, each with its own names for the parameters.
What typing refuses as such a class is not looked for: the type checker does that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import CodeType
    from typing import Any, NamedTuple, Self
else:
    from collections import _tuplegetter
    from functools import cache
    from types import FunctionType

    class _Fields(tuple):
        """What all of them inherit, as collections has it."""

        __slots__ = ()

        @classmethod
        def _make(cls, values: Iterable[Any]) -> Self:
            found = tuple.__new__(cls, values)
            if len(found) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(found)}")
            return found

        def _replace(self, /, **changes: Any) -> Self:
            found = tuple.__new__(type(self), map(changes.pop, self._fields, self))
            if changes:
                raise TypeError(f"Got unexpected field names: {[*changes]!r}")
            return found

        __replace__ = _replace

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

        def __repr__(self) -> str:
            values = (f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({', '.join(values)})"

    class _Maker(type):
        """What makes a plain class of the body of one that has NamedTuple as its first base."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            fields = (*body.get("__annotations__", ()),)
            defaults = {each: body[each] for each in fields if each in body}
            code = _code(len(fields)).replace(
                co_varnames=("_cls", *fields), co_qualname=f"{name}.__new__"
            )
            new = FunctionType(code, _GLOBALS, "__new__", (*defaults.values(),))
            new.__annotations__ = body.get("__annotations__", {})
            body |= zip(fields, map(_getter, range(len(fields))), strict=True)
            body |= {
                "__slots__": (),
                "__match_args__": fields,
                "__new__": new,
                "_fields": fields,
                "_field_defaults": defaults,
            }
            return type(name, (_Fields, *bases[1:]), body)

    @cache
    def _getter(index: int) -> _tuplegetter:
        return _tuplegetter(index, f"Alias for field number {index}")

    @cache
    def _code(count: int) -> CodeType:
        """Of a ``__new__`` of that many fields, whose names are to be replaced."""
        names = "".join(f"_{each}, " for each in range(count))
        made = eval(f"lambda _cls, {names}: new(_cls, ({names}))")  # noqa: S307 - as collections does it: whatever else takes any number is slower at each call
        return made.__code__.replace(co_name="__new__")

    _GLOBALS = {"new": tuple.__new__}

    NamedTuple = type.__new__(_Maker, "NamedTuple", (), {})

__all__ = ["NamedTuple"]
