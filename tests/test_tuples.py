"""The package's NamedTuple makes what typing's makes."""

from __future__ import annotations

import ast
import copy
import inspect
import pickle
import typing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_type_hints

import pytest

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")
PACKAGE = Path(__file__).parents[1] / "ctxscan"


class Ours(NamedTuple):
    """Says what it is."""

    name: str

    sizes: tuple[int, ...]
    """Of each."""

    after: str | None = None
    is_last: bool = True

    @property
    def total(self) -> int:
        return sum(self.sizes)

    @classmethod
    def empty(cls) -> Ours:
        return cls("", ())

    def __str__(self) -> str:
        return f"{self.name}: {self!r}"


class Theirs(typing.NamedTuple):
    """Says what it is."""

    name: str

    sizes: tuple[int, ...]
    """Of each."""

    after: str | None = None
    is_last: bool = True

    @property
    def total(self) -> int:
        return sum(self.sizes)

    @classmethod
    def empty(cls) -> Theirs:
        return cls("", ())

    def __str__(self) -> str:
        return f"{self.name}: {self!r}"


class OursOfAny(NamedTuple, Generic[T]):
    value: T

    def both(self) -> tuple[T, T]:
        return self.value, self.value


class TheirsOfAny(typing.NamedTuple, Generic[T]):
    value: T

    def both(self) -> tuple[T, T]:
        return self.value, self.value


class OursOfNone(NamedTuple):
    pass


class TheirsOfNone(typing.NamedTuple):
    pass


PAIRS = [(Ours, Theirs), (OursOfAny, TheirsOfAny), (OursOfNone, TheirsOfNone)]


def said(call: Any, *given: Any, **named: Any) -> str:
    """What a call gives or raises, whosever class it is."""
    try:
        found = repr(call(*given, **named))
    except Exception as error:  # noqa: BLE001 - all are compared
        found = f"{type(error).__name__}: {error}"
    return found.replace("Theirs", "Ours")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        pytest.param(("a", (1, 2)), {}, id="defaults"),
        pytest.param(("a", (1, 2), None, False), {}, id="all by place"),
        pytest.param((), {"sizes": (), "name": "a", "is_last": 0}, id="by name"),
        pytest.param(("a",), {}, id="one is missing"),
        pytest.param((), {"is_last": True}, id="several are missing"),
        pytest.param(("a", (), None, True, 5), {}, id="too many"),
        pytest.param(("a", ()), {"name": "b"}, id="twice"),
        pytest.param(("a", ()), {"size": 1}, id="unknown"),
    ],
)
def test_it_is_called_alike(given: tuple[object, ...], named: dict[str, object]) -> None:
    assert said(Ours, *given, **named) == said(Theirs, *given, **named)


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
@pytest.mark.parametrize(
    "name", ["_fields", "_field_defaults", "__match_args__", "__slots__", "__module__"]
)
def test_the_class_says_the_same_of_itself(ours: Any, theirs: Any, name: str) -> None:
    assert getattr(ours, name) == getattr(theirs, name)


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
def test_what_help_shows_is_the_same(ours: Any, theirs: Any) -> None:
    assert parameters(ours) == parameters(theirs)
    assert get_type_hints(ours) == get_type_hints(theirs)


def parameters(function: Any) -> list[tuple[object, ...]]:
    """Those of ours are annotated with text, those of typing's with what it makes of that."""
    return [
        (each.name, each.kind, each.default, getattr(text, "__forward_arg__", text))
        for each in inspect.signature(function).parameters.values()
        for text in [each.annotation]
    ]


def test_docstrings_are_the_same() -> None:
    assert Ours.__doc__ == Theirs.__doc__
    assert inspect.getdoc(Ours.sizes) == inspect.getdoc(Theirs.sizes)


def test_values_are_read_and_written_alike() -> None:
    ours: Any = Ours("a", (1, 2))
    theirs: Any = Theirs("a", (1, 2))
    assert ours == theirs == ("a", (1, 2), None, True)
    assert hash(ours) == hash(theirs)
    assert (ours.name, ours.sizes, ours.is_last) == (theirs.name, theirs.sizes, theirs.is_last)
    assert (said(repr, ours), said(str, ours)) == (said(repr, theirs), said(str, theirs))
    assert (ours.total, ours.empty()) == (theirs.total, theirs.empty())
    assert ours._asdict() == theirs._asdict()


@pytest.mark.parametrize("changes", [{}, {"sizes": (), "name": "b"}])
def test_values_are_replaced_alike(changes: dict[str, Any]) -> None:
    assert said(Ours("a", ())._replace, **changes) == said(Theirs("a", ())._replace, **changes)


@pytest.mark.parametrize("values", [["a", (), None, 0], ["a"], range(5)])
def test_it_is_made_of_an_iterable_alike(values: Iterable[Any]) -> None:
    assert said(Ours._make, values) == said(Theirs._make, values)


def test_one_of_anything_is_of_something() -> None:
    assert OursOfAny[int](3).both() == TheirsOfAny[int](3).both() == (3, 3)


def test_an_unknown_name_is_not_replaced() -> None:
    with pytest.raises(TypeError, match="'size'"):
        Ours("a", ())._replace(size=1)  # type: ignore[call-arg] # what is tested


@pytest.mark.parametrize("value", [Ours("a", (1,)), Theirs("a", (1,))])
def test_it_cannot_be_changed_and_holds_nothing_else(value: Any) -> None:
    for name in ("name", "else_"):
        with pytest.raises(AttributeError):
            setattr(value, name, "b")
    assert not hasattr(value, "__dict__")


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_goes_to_another_process_and_back(protocol: int) -> None:
    value = Ours("a", (1,))
    again = pickle.loads(pickle.dumps(value, protocol))  # noqa: S301 - it was written here
    assert (again, type(again)) == (value, Ours)


@pytest.mark.parametrize("by", [copy.copy, copy.deepcopy])
def test_a_copy_is_of_its_class(by: Any) -> None:
    value = Ours("a", (1,))
    assert (by(value), type(by(value))) == (value, Ours)


def test_it_is_matched_by_place_and_by_name() -> None:
    match Ours("a", (1,), is_last=False):
        case Ours(name, sizes, is_last=False):
            assert (name, sizes) == ("a", (1,))
        case _:
            pytest.fail("no match")


def modules() -> list[tuple[str, ast.Module]]:
    found = PACKAGE.rglob("*.py")
    return [(str(each.relative_to(PACKAGE)), ast.parse(each.read_bytes())) for each in found]


def imported_from(module: str, tree: ast.Module) -> set[str]:
    return {
        name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == module
        for name in node.names
    }


def test_all_of_the_package_takes_this_one() -> None:
    takers = [n for n, tree in modules() if "NamedTuple" in imported_from("typing", tree)]
    assert takers == ["tuples.py"]


def test_annotations_are_text_wherever_it_is_taken() -> None:
    """Python 3.14 keeps no others where a class finds them as it is made."""
    taken = [tree for _, tree in modules() if imported_from("ctxscan.tuples", tree)]
    assert len(taken) > 100
    assert all("annotations" in imported_from("__future__", tree) for tree in taken)
