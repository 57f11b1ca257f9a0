"""What bake passes over without a word is collected, with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.project.bake.test_recorded import bake

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
locals {
  a = NOPE
}
variable "V" {
  default = "x"
  sensitive = true
}
group "default" {
  targets = ["app"]
  foo = 1
}
target "app" {
  dockerfle = "x"
  args {
    A = "1"
  }
  name = "app"
  matrix = { v = [1] }
}
"""


def test_unknown_attributes_and_blocks_are_collected(tmp_path: Path) -> None:
    ignored = bake(tmp_path, TEXT).ignored
    assert [(part.name, part.inside, part.place.line, part.is_block) for part in ignored] == [
        ("locals", "", 1, True),
        ("sensitive", 'variable "V"', 6, False),
        ("foo", 'group "default"', 10, False),
        ("dockerfle", 'target "app"', 13, False),
        ("args", 'target "app"', 14, True),
    ]


def test_what_bake_knows_is_not(tmp_path: Path) -> None:
    assert bake(tmp_path, 'X = 1\ntarget "default" { no-cache = true }').ignored == ()
