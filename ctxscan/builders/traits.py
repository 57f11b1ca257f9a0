"""What is so with one builder and otherwise with another. Nobody asks for its name instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.ignore.language import IgnoreLanguage


class Traits(NamedTuple):
    """A fact a field; where it matters is said in docs/semantics."""

    name: str
    """As the command line and JSON have it."""

    label: str
    """As people write it."""

    ignore_language: IgnoreLanguage

    reads_rules_as_docker: bool
    """Whether its rules mean what they mean to Docker."""

    reads_specific_ignore_file: bool
    """Whether it reads ``<Dockerfile>.dockerignore``."""

    carries_rules_as_metadata: bool
    """Whether rules travel in a header: about a megabyte, and no control characters (D.10)."""

    rescues_own_files: bool
    """Whether it sends the Dockerfile and the ignore file though a rule ignores them (C.2)."""

    transfers: bool
    """Whether the context goes anywhere: else the build reads it where it lies."""

    progress: str
    """What is printed before the size of a transfer."""

    printed_size: Callable[[int], str]
    """Bytes, as its progress prints them."""

    sends_less_again: bool
    """Whether a second build of an unchanged context transfers less."""

    narrows_by_sources: bool
    """Whether it takes only what the sources of the Dockerfile ask for."""

    follows_links_first: bool
    """Whether the symlinks of a source are followed before anything is sent, so that its requests
    are the paths that they end at (D.5)."""

    sends_parents: bool
    """Whether an ignored directory is sent for the sake of what is sent below it."""

    sends_sockets: bool

    announces_before_opening: bool
    """Whether a file is announced first, and opened later by another check: what is refused then
    arrives empty, without an error (D.9)."""

    checks_ignored_directories: bool
    """Whether it has to be able to read a directory that it ignores (C.3)."""

    follows_wildcard_exceptions: bool
    """Whether an exception with a wildcard makes it look into ignored directories, all of them
    (D.6); else it looks into those alone that the text of an exception begins with (C.4, E.2)."""

    reads_syntax_line: bool
    """Whether ``# syntax=`` makes another program read the Dockerfile."""

    chmod_ends_link: bool
    """Whether ``--chmod`` silently makes a ``--link`` copy a plain one (K-A.6)."""

    older: str | None
    """A builder that people still use in its place for the same Dockerfiles."""

    unpacks_zstd: bool = True
    """Whether ADD unpacks what is compressed with zstd; the daemon of 20.10 copies it (K-A.10)."""

    keys_by_content: bool = False
    """Whether a step is cached by checksums that are modelled here (docs/semantics, L)."""
