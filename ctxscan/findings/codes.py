"""The codes of findings: a contract, see docs/codes.md."""

from __future__ import annotations

from types import MappingProxyType

CODES = MappingProxyType(
    {
        "too-large": "More bytes than --max-size allows.",
        "too-many-files": "More files than --max-files allows.",
        "file-too-large": "A file that is larger than --max-file-size allows.",
        "too-few-files": "Fewer files than --min-files asks for.",
        "grew-too-much": "More bytes than the baseline and --max-growth allow.",
        "forbidden-path": "Something that --forbid names is sent.",
        "secret-sent": "A key or another credential is sent.",
        "source-missing": "A source of the Dockerfile does not exist in the context.",
        "source-ignored": "A source of the Dockerfile is kept out by the ignore file.",
        "gitignore-leak": "What git ignores would be sent.",
    }
)
"""Each code with its meaning, in the order in which findings are told."""
