"""Whether a copy may configure the programs that run behind it."""

from __future__ import annotations

from ctxscan.regex import regex

_SYSTEM = regex(
    r"/(?:(?:etc|root|bin|sbin|lib\d*|boot|run|proc|sys|dev)(?:/.*)?"
    r"|usr(?:/(?:bin|sbin|lib\d*|libexec|share|include|local)(?:/.*)?)?"
    r"|var(?:/(?:lib|cache|run|spool)(?:/.*)?)?|home(?:/[^/]*)?|opt)?"
)


def is_system(directory: str) -> bool:
    """Whether package managers look there for their settings, certificates or keys.

    *directory*: absolute and clean. The root holds all of these, and a home directory some.
    """
    return _SYSTEM.fullmatch(directory) is not None
