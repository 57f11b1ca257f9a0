from __future__ import annotations

import pytest

from ctxscan.builders.stages.modes import octal, read_chmod
from ctxscan.builders.stages.outcome import StepError


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("600", 0o644, 0o600),
        ("04755", 0o644, 0o4755),
        ("u+x", 0o644, 0o744),
        ("g-r,o=", 0o644, 0o600),
        ("a=rX", 0o644, 0o444),
        ("+x", 0o640, 0o751),
        ("g=u", 0o740, 0o770),
    ],
)
def test_a_mode_is_changed(text: str, before: int, after: int) -> None:
    chmod = read_chmod(text)
    assert chmod is not None
    assert oct(chmod(before, False)) == oct(after)


def test_an_upper_case_x_makes_directories_passable() -> None:
    chmod = read_chmod("a+X")
    assert chmod is not None
    assert chmod(0o600, True) == 0o711


@pytest.mark.parametrize("text", ["99", "10000", "u", "x+u", "u+q", "rwx"])
def test_what_is_no_mode_is_refused(text: str) -> None:
    with pytest.raises(StepError):
        read_chmod(text)


def test_only_an_octal_mode_goes_to_directories_made_on_the_way() -> None:
    assert octal("600") == 0o600
    assert octal("u+x") is None
