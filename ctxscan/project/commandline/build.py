"""What follows ``docker build``, ``docker buildx build``, ``podman build`` or ``buildah bud``.

Sources: docker/cli, cli/command/image/build.go; docker/buildx, commands/build.go;
containers/buildah, pkg/cli/common.go. Flags that have no influence on what is sent are known, so
that they are passed over rightly; others are an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

from ctxscan.project.cache_options import (
    parse_limit,
    parse_memory,
    run_options,
    split_host,
    uncached_stages,
)
from ctxscan.project.commandline.flags import Parsed, flag_table, parse_flags
from ctxscan.project.errors import ProjectError
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Builder = Literal["buildkit", "classic", "podman"]
Value = TypeVar("Value")


class BuildCommand(NamedTuple):
    """One build, as it was asked for: nothing is joined to anything yet."""

    builder: Builder
    context: str
    """A directory, a URL, or ``-``."""

    file: str | None = None
    """``-f``, relative to the current directory; ``-`` is the standard input."""

    target: str | None = None
    arguments: tuple[tuple[str, str], ...] = ()
    contexts: tuple[tuple[str, str], ...] = ()
    platforms: tuple[str, ...] = ()
    ignore_file: str | None = None
    argument_files: tuple[str, ...] = ()
    """Of podman: files with a build argument a line."""

    uncached: frozenset[str] | None = frozenset()
    run_options: tuple[str, ...] = ()
    """As in ``DeclaredBuild``."""


_SHARED_VALUES = (
    "add-host build-arg cache-from cgroup-parent cpu-period cpu-quota cpu-shares|c cpuset-cpus "
    "cpuset-mems file|f iidfile isolation label memory|m memory-swap network output|o platform "
    "secret security-opt shm-size ssh tag|t target ulimit"
)
_SHARED_SWITCHES = "compress disable-content-trust force-rm help|h no-cache pull quiet|q rm squash"
_DOCKER_VALUES = (
    "allow annotation attest build-context builder cache-to call metadata-file no-cache-filter "
    "policy print progress provenance resource sbom"
)
_DOCKER_SWITCHES = "check debug|D load push stream use-config-proxy"
_PODMAN_VALUES = (
    "annotation arch authfile build-arg-file build-context cache-to cache-ttl cap-add cap-drop "
    "cert-dir cgroupns config cpp-flag creds cw decryption-key device dns dns-option dns-search "
    "env format from group-add hooks-dir ignorefile ipc jobs layer-label logfile manifest "
    "metadata-file os os-feature os-version pid retry retry-delay runtime runtime-flag sbom "
    "sbom-image-output sbom-image-purl-output sbom-merge-strategy sbom-output sbom-purl-output "
    "sbom-scanner-command sbom-scanner-image sign-by signature-policy source-date-epoch "
    "timestamp unsetannotation unsetenv unsetlabel userns userns-gid-map userns-gid-map-group "
    "userns-uid-map userns-uid-map-user uts variant volume|v"
)
_PODMAN_SWITCHES = (
    "all-platforms compat-volumes created-annotation disable-compression|D http-proxy "
    "identity-label inherit-annotations inherit-labels layers logsplit no-hostname no-hosts "
    "omit-history pull-always pull-never rewrite-timestamp save-stages skip-unused-stages "
    "stage-labels stdin tls-verify"
)
_DOCKER = flag_table(f"{_SHARED_VALUES} {_DOCKER_VALUES}", f"{_SHARED_SWITCHES} {_DOCKER_SWITCHES}")
_PODMAN = flag_table(f"{_SHARED_VALUES} {_PODMAN_VALUES}", f"{_SHARED_SWITCHES} {_PODMAN_SWITCHES}")


def parse_docker_build(
    words: Sequence[str], environment: Mapping[str, str], builder: Builder, command: str
) -> BuildCommand:
    """Raises ProjectError of kind ``usage``; *command* is how it was called."""
    flags = parse_flags(words, _DOCKER, command)
    if len(flags.arguments) != 1:
        raise _usage(
            f"{command} takes one context, not {len(flags.arguments)}",
            f"{command} [options] DIRECTORY",
        )
    found = _command(flags, flags.arguments[0], environment, builder)
    return found._replace(run_options=_run_options(flags))


def parse_podman_build(
    words: Sequence[str], environment: Mapping[str, str], command: str
) -> BuildCommand:
    """Without a context it is the current directory. Raises ProjectError of kind ``usage``."""
    flags = parse_flags(words, _PODMAN, command)
    if len(flags.arguments) > 1:
        raise _usage(
            f"{command} takes one context, not {len(flags.arguments)}",
            f"{command} [options] DIRECTORY",
        )
    if len(flags.all("file")) > 1:
        raise _usage(f"{command} with several -f is not understood", "name one Containerfile")
    context = flags.arguments[0] if flags.arguments else "."
    # What it gives to a RUN is left alone: it takes other values, and its cache is not modelled.
    return _command(flags, context, environment, "podman")


def _command(
    flags: Parsed, context: str, environment: Mapping[str, str], builder: Builder
) -> BuildCommand:
    return BuildCommand(
        builder,
        context,
        flags.last("file"),
        flags.last("target") or None,
        tuple(_arguments(flags.all("build-arg"), environment)),
        tuple(_named_context(written) for written in flags.all("build-context")),
        _platforms(flags),
        flags.last("ignorefile"),
        flags.all("build-arg-file"),
        uncached_stages(flags.all("no-cache-filter"), everything=flags.is_on("no-cache")),
    )


def _run_options(flags: Parsed) -> tuple[str, ...]:
    """Raises ProjectError of kind ``usage`` for what docker would not take."""
    _read_all(flags, "ulimit", parse_limit)
    return run_options(
        _read_all(flags, "add-host", split_host),
        flags.all("ulimit"),
        (_read_all(flags, "shm-size", parse_memory) or [0])[-1],
        flags.last("network") or "",
        flags.last("cgroup-parent") or "",
    )


def _read_all(flags: Parsed, name: str, read: Callable[[str], Value]) -> list[Value]:
    found: list[Value] = []
    for written in flags.all(name):
        try:
            found.append(read(written))
        except ValueError as error:
            raise _usage(f"--{name} {written}: {error}", None) from error
    return found


def _arguments(written: Sequence[str], environment: Mapping[str, str]) -> list[tuple[str, str]]:
    """A name alone has the environment's value, and none if that has none."""
    found: list[tuple[str, str]] = []
    for each in written:
        name, equals, value = each.partition("=")
        if equals:
            found.append((name, value))
        elif name in environment:
            found.append((name, environment[name]))
    return found


def _named_context(written: str) -> tuple[str, str]:
    name, equals, value = written.partition("=")
    if not equals:
        raise _usage(f"--build-context takes NAME=VALUE, not {written!r}", None)
    return name, value


def _platforms(flags: Parsed) -> tuple[str, ...]:
    listed = [each.strip() for value in flags.all("platform") for each in value.split(",")]
    parts = [flags.last(name) or "" for name in ("os", "arch", "variant")]
    if not listed and any(parts) and parts[1]:
        listed = ["/".join(part for part in (parts[0] or "linux", *parts[1:]) if part)]
    return tuple(each for each in listed if each)


def _usage(message: str, hint: str | None) -> ProjectError:
    return ProjectError(message, kind="usage", hint=hint)
