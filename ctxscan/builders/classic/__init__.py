from __future__ import annotations

from ctxscan.builders.traits import Traits
from ctxscan.ignore.docker import DOCKER
from ctxscan.sizes import human_size

TRAITS = Traits(
    name="classic",
    label="classic builder",
    ignore_language=DOCKER,
    reads_rules_as_docker=True,
    reads_specific_ignore_file=False,
    carries_rules_as_metadata=False,
    rescues_own_files=True,
    transfers=True,
    progress="Sending build context to Docker daemon  ",
    printed_size=human_size,
    sends_less_again=False,
    narrows_by_sources=False,
    follows_links_first=False,
    sends_parents=False,
    sends_sockets=False,
    announces_before_opening=False,
    checks_ignored_directories=True,
    follows_wildcard_exceptions=False,
    reads_syntax_line=False,
    chmod_ends_link=False,
    older=None,
    unpacks_zstd=False,
)
