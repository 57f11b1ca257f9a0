"""What Docker's client asks of its plugin ``ctxscan``, and what it is answered.

Nothing is imported here: the client asks what a plugin is before each run of it, at each ``docker
--help`` and at each press of TAB. Its side: docker/cli, cli-plugins/manager/plugin.go and hooks.go,
cli-plugins/metadata/metadata.go, cmd/docker/docker.go.
"""

from __future__ import annotations

NAME = "ctxscan"
ASKS_METADATA = "docker-cli-plugin-metadata"
ASKS_HINT = "docker-cli-plugin-hooks"
ASKS_WORDS = ("__complete", "__completeNoDesc")

HINTED = ("build", "buildx build", "compose build")
"""The commands below which the hint may stand."""

_CHOOSING = {"f", "file", "target", "build-context"}
"""Options without which the build of the same path may be another one."""

_WITH_VALUE = (
    *("--config", "-c", "--context", "-H", "--host", "-l", "--log-level"),
    *("--tlscacert", "--tlscert", "--tlskey"),
)
"""Options of ``docker`` itself that a value follows: ``docker --context ctxscan ctxscan list``."""


def metadata(version: str | None) -> str:
    """*version*: ``None`` leaves it out, where it might be that of another day."""
    own = f'"Version":"{version}",' if version is not None else ""
    # 0.1.0 is the only schema that clients before 28.4.1 take
    return (
        f'{{"SchemaVersion":"0.1.0","Vendor":"ctxscan",{own}'
        '"ShortDescription":"Show what a build sends, and why"}\n'
    )


def own_words(words: list[str]) -> list[str]:
    """As ``ctxscan`` would be given them: the client hands on its own options, too."""
    if words[:2] == ["help", NAME]:
        return [*words[2:], "--help"]
    at = 0
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] in _WITH_VALUE else 1
    return words[at + 1 :] if words[at : at + 1] == [NAME] else words


def hint(words: list[str]) -> str:
    """What the client shows below a build; nothing where it does not say which build.

    It knows the names of the options, and fills in no word of a plugin's command line, of which
    buildx and compose are (hooks.go, getNaiveFlags): so no path is named.
    """
    import json  # noqa: PLC0415 - for this alone

    try:
        asked = json.loads("".join(words[:1]))
        command, flags = asked["RootCmd"], {name.partition("=")[0] for name in asked["Flags"]}
    except (ValueError, KeyError, TypeError):
        return ""
    if command not in HINTED:
        return ""
    line = "docker ctxscan builds" if command == "compose build" else "docker ctxscan report PATH"
    if flags & _CHOOSING:
        line = f"docker ctxscan report -- docker {command} ... (as you gave it)"
    return json.dumps({"Type": 0, "Template": f"See what a build sends, and why: {line}"}) + "\n"
