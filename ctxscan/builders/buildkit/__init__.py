from __future__ import annotations

from ctxscan.builders.traits import Traits
from ctxscan.ignore.docker import DOCKER
from ctxscan.sizes import buildkit_size

TRAITS = Traits(
    name="buildkit",
    label="BuildKit",
    ignore_language=DOCKER,
    reads_rules_as_docker=True,
    reads_specific_ignore_file=True,
    carries_rules_as_metadata=True,
    rescues_own_files=False,
    transfers=True,
    progress="transferring context: ",
    printed_size=buildkit_size,
    sends_less_again=True,
    narrows_by_sources=True,
    follows_links_first=True,
    sends_parents=True,
    sends_sockets=True,
    announces_before_opening=True,
    checks_ignored_directories=False,
    follows_wildcard_exceptions=True,
    reads_syntax_line=True,
    chmod_ends_link=True,
    older="classic",
    keys_by_content=True,
)
