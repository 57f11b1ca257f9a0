from __future__ import annotations

from ctxscan.builders.traits import Traits
from ctxscan.ignore.podman.language import PODMAN
from ctxscan.sizes import human_size

TRAITS = Traits(
    name="podman",
    label="Podman",
    ignore_language=PODMAN,
    reads_rules_as_docker=False,
    reads_specific_ignore_file=True,
    carries_rules_as_metadata=False,
    rescues_own_files=False,
    transfers=False,
    progress="",
    printed_size=human_size,
    sends_less_again=False,
    narrows_by_sources=True,
    follows_links_first=False,
    sends_parents=False,
    sends_sockets=False,
    announces_before_opening=False,
    checks_ignored_directories=False,
    follows_wildcard_exceptions=False,
    reads_syntax_line=False,
    chmod_ends_link=False,
    older=None,
)
