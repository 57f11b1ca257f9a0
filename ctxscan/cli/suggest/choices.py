"""What the options of `ctxscan suggest` may be."""

from enum import StrEnum


class SourceChoice(StrEnum):
    GITIGNORE = "gitignore"
    CATALOG = "catalog"
    SECRETS = "secrets"
    DOCKERFILE = "dockerfile"


class LevelChoice(StrEnum):
    CAUTIOUS = "cautious"
    DEFAULT = "default"
    AGGRESSIVE = "aggressive"
