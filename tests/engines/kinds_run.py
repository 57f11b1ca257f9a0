"""Dockerfiles with commands, and what the layers of their images hold afterwards.

What a command does to a file of the context is in the layers alone: no model foresees it.
"""

from __future__ import annotations

from typing import NamedTuple

BASE = "stand-in/busybox:1"
"""An image with a shell, and with the programs that these commands call."""

PROGRAMS = ("sh", "cat", "chmod", "chown", "cp", "mkdir", "mv", "rm")


class Traced(NamedTuple):
    path: str
    line: int
    """The one whose layer holds it."""

    origin: str


class Lost(NamedTuple):
    path: str
    line: int
    by_line: int
    how: str


class RunKind(NamedTuple):
    tree: tuple[str, ...]
    """As ``tests.support.trees.grow`` has it."""

    lines: tuple[str, ...]
    traced: frozenset[Traced]
    """All that comes from the context, by the layers."""

    lost: frozenset[Lost] = frozenset()
    secrets: frozenset[tuple[str, int, int]] = frozenset()
    """With the line that brought it, and the one that only hides it."""


RUN_KINDS = {
    "a secret that a later line removes, and what another made": RunKind(
        ("app.py 30", "lib/a.py 40"),
        (
            f"FROM {BASE}",
            "WORKDIR /srv",
            "COPY . .",
            "RUN mkdir cache && cat app.py lib/a.py > cache/all",
            "RUN rm -r .env cache",
        ),
        frozenset(
            [
                Traced("/srv/app.py", 3, "app.py"),
                Traced("/srv/lib/a.py", 3, "lib/a.py"),
                Traced("/srv/.env", 3, ".env"),
            ]
        ),
        frozenset(
            [
                Lost("/srv/.env", 3, 5, "deleted"),
                Lost("/srv/cache/all", 4, 5, "deleted"),
            ]
        ),
        frozenset([("/srv/.env", 3, 5)]),
    ),
    "moved, with another mode, with another owner": RunKind(
        ("a.txt 30", "b.txt 40", "d/c.txt 50", "d/e.txt 60"),
        (
            f"FROM {BASE}",
            "COPY a.txt b.txt /w/",
            "COPY d /w/d",
            "RUN mv /w/a.txt /w/moved",
            "RUN chmod 600 /w/b.txt",
            "RUN chown -R 33:33 /w/d",
        ),
        frozenset(
            [
                Traced("/w/a.txt", 2, "a.txt"),
                Traced("/w/b.txt", 2, "b.txt"),
                Traced("/w/d/c.txt", 3, "d/c.txt"),
                Traced("/w/d/e.txt", 3, "d/e.txt"),
                Traced("/w/moved", 4, "a.txt"),
                Traced("/w/b.txt", 5, "b.txt"),
                Traced("/w/d/c.txt", 6, "d/c.txt"),
                Traced("/w/d/e.txt", 6, "d/e.txt"),
            ]
        ),
        frozenset(
            [
                Lost("/w/a.txt", 2, 4, "deleted"),
                Lost("/w/b.txt", 2, 5, "written again"),
                Lost("/w/d/c.txt", 3, 6, "written again"),
                Lost("/w/d/e.txt", 3, 6, "written again"),
            ]
        ),
    ),
    "built in a stage, and taken from it": RunKind(
        ("src/main.py 300", "src/part.py 40", "src/data/x.bin 500", "conf/app.ini 20"),
        (
            f"FROM {BASE} AS build",
            "WORKDIR /src",
            "COPY src .",
            "RUN mkdir -p /out/data && cp main.py /out/main && cat main.py part.py > /out/all",
            "RUN mv data/x.bin /out/data/",
            "FROM scratch",
            "COPY --from=build /out /srv",
            "COPY conf/app.ini /srv/conf/",
        ),
        frozenset(
            [
                Traced("/srv/main", 7, "src/main.py"),
                Traced("/srv/data/x.bin", 7, "src/data/x.bin"),
                Traced("/srv/conf/app.ini", 8, "conf/app.ini"),
            ]
        ),
    ),
    "a stage of commands that the image stands on": RunKind(
        ("requirements.txt 30", "app/a.py 40", "app/b.py 50"),
        (
            f"FROM {BASE} AS base",
            "WORKDIR /srv",
            "COPY requirements.txt .",
            "RUN mkdir lib && cat requirements.txt requirements.txt > lib/made",
            "FROM base",
            "COPY app app/",
            "RUN rm app/b.py requirements.txt",
        ),
        frozenset(
            [
                Traced("/srv/requirements.txt", 3, "requirements.txt"),
                Traced("/srv/app/a.py", 6, "app/a.py"),
                Traced("/srv/app/b.py", 6, "app/b.py"),
            ]
        ),
        frozenset(
            [
                Lost("/srv/requirements.txt", 3, 7, "deleted"),
                Lost("/srv/app/b.py", 6, 7, "deleted"),
            ]
        ),
    ),
}
"""By what they show."""
