"""Keys whose text becomes a number or a truth value once its variables are filled in.

Source: compose-go, loader/interpolate.go:interpolateTypeCastMapping. None lies under ``build``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.compose.faults import ComposeError, shown
from ctxscan.project.compose.patterns import Rules
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.project.compose.template import OnUnset
    from ctxscan.project.compose.values import Path, Value

    Cast = Callable[[str], "Value"]

_INTEGER = regex(r"[-+]?[0-9]{1,19}")
_FLOAT = regex(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_ODD = ("y", "yes", "on", "n", "no", "off")
_TRUE = ("true", "y", "yes", "on")
_FALSE = ("false", "n", "no", "off")


def cast(text: str, path: Path, on_odd: OnUnset) -> Value:
    """*on_odd* is given words for yes and no that YAML 1.2 does not have.

    Raises ComposeError where the text is not of the type of its key.
    """
    caster = _CASTS.find(path)
    if caster is None:
        return text
    if caster is to_boolean and text.lower() in _ODD:
        on_odd(text)
    try:
        return caster(text)
    except ValueError as error:
        raise ComposeError(f"{shown(path)}: {text!r} is {error}", "type", path) from error


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise ValueError("no whole number")
    return int(text)


def _number(text: str) -> float:
    if not _FLOAT.fullmatch(text):
        raise ValueError("no number")
    return float(text)


def to_boolean(text: str) -> bool:
    """Raises ValueError for what compose does not take for yes or no."""
    if text.lower() in (*_TRUE, *_FALSE):
        return text.lower() in _TRUE
    raise ValueError("neither true nor false")


_BY_CAST: tuple[tuple[Cast, tuple[str, ...]], ...] = (
    (
        _integer,
        (
            *("cpu_count", "cpu_period", "cpu_quota", "cpu_rt_period", "cpu_rt_runtime"),
            *("cpu_shares", "oom_score_adj", "pids_limit", "scale", "healthcheck.retries"),
            *("deploy.replicas", "deploy.update_config.parallelism"),
            *("deploy.rollback_config.parallelism", "deploy.restart_policy.max_attempts"),
            *("deploy.placement.max_replicas_per_node", "ports.*.target"),
            *("ulimits.*", "ulimits.*.hard", "ulimits.*.soft"),
        ),
    ),
    (
        _number,
        (
            *("cpu_percent", "cpus", "deploy.update_config.max_failure_ratio"),
            "deploy.rollback_config.max_failure_ratio",
        ),
    ),
    (
        to_boolean,
        (
            *("init", "depends_on.*.required", "depends_on.*.restart", "healthcheck.disable"),
            *("oom_kill_disable", "privileged", "read_only", "stdin_open", "tty"),
            *("volumes.*.read_only", "volumes.*.volume.nocopy"),
        ),
    ),
)

_TOP_BOOLEANS = (
    *("networks.*.external", "networks.*.internal", "networks.*.attachable"),
    *("networks.*.enable_ipv4", "networks.*.enable_ipv6"),
    *("volumes.*.external", "secrets.*.external", "configs.*.external"),
)

_CASTS: Rules[Cast] = Rules(
    {
        **{f"services.*.{key}": caster for caster, keys in _BY_CAST for key in keys},
        **dict.fromkeys(_TOP_BOOLEANS, to_boolean),
    }
)
