"""The keys of a compose file and the forms of their values.

Source of the facts: compose-go, schema/compose-spec.json. What lies deep in keys that have nothing
to do with builds (``deploy``, ``networks.*.ipam``) is not looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.compose.shapes import (
    Either,
    ListOf,
    MapOf,
    Plain,
    Shape,
    check,
    check_finite,
)

if TYPE_CHECKING:
    from ctxscan.project.compose.values import Tree

_STRING = Plain(("string",))
_BOOLEAN = Plain(("boolean", "string"))
_NUMBER = Plain(("number", "string"))
_INTEGER = Plain(("integer", "string"))
_NULL = Plain(("null",))
_ANY_PLAIN = Plain(("string", "number", "boolean", "null"))
_STRINGS = ListOf(_STRING)
_SET = ListOf(_STRING, unique=True)
_STRING_OR_SET = Either((_STRING, _SET))
_LIST_OR_MAP = Either((MapOf({}, _ANY_PLAIN, ".+", extensible=False), _SET))
_COMMAND = Either((_NULL, _STRING, _STRINGS))
_HOSTS = Either((MapOf({}, Either((_STRING, _STRINGS)), ".+", extensible=False), _SET))
_NAME = r"^[a-zA-Z0-9._-]+$"
_OPEN = MapOf({}, open=True)
_OPEN_OR_NULL = Either((_OPEN, _NULL))


def _each(shape: Shape, names: tuple[str, ...]) -> dict[str, Shape]:
    return dict.fromkeys(names, shape)


_MOUNT = Either(
    (
        _STRING,
        MapOf({**_each(_STRING, ("source", "target", "uid", "gid")), "mode": _NUMBER}),
    )
)

_ULIMITS = MapOf(
    {},
    Either((_INTEGER, MapOf(_each(_INTEGER, ("hard", "soft")), required=("soft", "hard")))),
    "^[a-z]+$",
    open=True,
)

_BUILD = Either(
    (
        _STRING,
        MapOf(
            {
                **_each(
                    _STRING,
                    ("context", "dockerfile", "dockerfile_inline", "network", "target"),
                ),
                "isolation": _STRING,
                **_each(_STRINGS, ("entitlements", "cache_from", "cache_to", "tags", "platforms")),
                **_each(_LIST_OR_MAP, ("args", "ssh", "labels", "additional_contexts")),
                **_each(_BOOLEAN, ("no_cache", "provenance", "sbom", "pull", "privileged")),
                "no_cache_filter": _STRING_OR_SET,
                "shm_size": _INTEGER,
                "extra_hosts": _HOSTS,
                "secrets": ListOf(_MOUNT),
                "ulimits": _ULIMITS,
            }
        ),
    )
)

ACTIONS = ("rebuild", "sync", "restart", "sync+restart", "sync+exec")

_WATCH = MapOf(
    {
        **_each(_STRING_OR_SET, ("ignore", "include")),
        **_each(_STRING, ("path", "target")),
        "action": Plain(("string",), ACTIONS),
        "exec": _OPEN,
        "initial_sync": Plain(("boolean",)),
    },
    required=("path", "action"),
)

_CONDITIONS = ("service_started", "service_healthy", "service_completed_successfully")

_DEPENDENCY = MapOf(
    {
        "restart": _BOOLEAN,
        "required": Plain(("boolean",)),
        "condition": Plain(("string",), _CONDITIONS),
    },
    required=("condition",),
)

_VOLUME_TYPES = ("bind", "volume", "tmpfs", "cluster", "npipe", "image")

_VOLUME = Either(
    (
        _STRING,
        MapOf(
            {
                "type": Plain(("string",), _VOLUME_TYPES),
                **_each(_STRING, ("source", "target", "consistency")),
                "read_only": _BOOLEAN,
                **_each(_OPEN, ("bind", "volume", "tmpfs", "image")),
            },
            required=("type",),
        ),
    )
)

_PORT_STRINGS = ("name", "mode", "host_ip", "protocol", "app_protocol")

_PORT = Either(
    (
        Plain(("number", "string")),
        MapOf({**_each(_STRING, _PORT_STRINGS), **_each(_INTEGER, ("target", "published"))}),
    )
)

_ENV_FILE = MapOf(
    {**_each(_STRING, ("path", "format")), "required": _BOOLEAN},
    required=("path",),
    extensible=False,
)

_HEALTHCHECK = MapOf(
    {
        "disable": _BOOLEAN,
        "retries": _NUMBER,
        "test": Either((_STRING, _STRINGS)),
        **_each(_STRING, ("interval", "timeout", "start_period", "start_interval")),
    }
)

_BY_SHAPE: tuple[tuple[Shape, tuple[str, ...]], ...] = (
    (
        _STRING,
        (
            *("cgroup_parent", "cpuset", "domainname", "hostname", "image", "ipc", "isolation"),
            *("mac_address", "network_mode", "platform", "pull_refresh_after", "restart"),
            *("runtime", "stop_grace_period", "stop_signal", "user", "uts", "userns_mode"),
            "working_dir",
        ),
    ),
    (
        _BOOLEAN,
        (
            *("attach", "init", "oom_kill_disable", "privileged", "read_only", "stdin_open"),
            "tty",
        ),
    ),
    (
        _NUMBER,
        (
            *("cpu_shares", "cpu_quota", "cpu_period", "cpu_rt_period", "cpu_rt_runtime", "cpus"),
            *("mem_limit", "memswap_limit", "pids_limit", "shm_size"),
        ),
    ),
    (
        _INTEGER,
        (
            *("cpu_count", "cpu_percent", "mem_reservation", "mem_swappiness", "oom_score_adj"),
            "scale",
        ),
    ),
    (
        _SET,
        (
            *("cap_add", "cap_drop", "device_cgroup_rules", "dns_opt", "external_links"),
            *("links", "profiles", "security_opt", "volumes_from"),
        ),
    ),
    (_LIST_OR_MAP, ("annotations", "environment", "labels", "sysctls")),
    (_STRING_OR_SET, ("dns", "dns_search", "tmpfs")),
    (_COMMAND, ("command", "entrypoint")),
    (ListOf(_MOUNT), ("configs", "secrets")),
    (ListOf(_OPEN), ("pre_start", "post_start", "pre_stop")),
    (ListOf(Plain(("string", "number")), unique=True), ("expose", "group_add")),
    (_OPEN, ("blkio_config", "credential_spec", "provider", "storage_opt")),
    (Either((_SET, MapOf({}, _OPEN_OR_NULL, _NAME, extensible=False))), ("models", "networks")),
)

_SERVICE = MapOf(
    {
        **{key: shape for shape, keys in _BY_SHAPE for key in keys},
        "build": _BUILD,
        "cgroup": Plain(("string",), ("host", "private")),
        "container_name": Plain(("string",), pattern="[a-zA-Z0-9][a-zA-Z0-9_.-]+"),
        "depends_on": Either((_SET, MapOf({}, _DEPENDENCY, _NAME, extensible=False))),
        "deploy": _OPEN_OR_NULL,
        "develop": Either((MapOf({"watch": ListOf(_WATCH)}), _NULL)),
        "devices": ListOf(Either((_STRING, _OPEN))),
        "env_file": Either((_STRING, ListOf(Either((_STRING, _ENV_FILE))))),
        "extends": Either(
            (
                _STRING,
                MapOf(_each(_STRING, ("service", "file")), required=("service",), extensible=False),
            )
        ),
        "extra_hosts": _HOSTS,
        "gpus": Either((Plain(("string",), ("all",)), ListOf(_OPEN))),
        "healthcheck": _HEALTHCHECK,
        "label_file": Either((_STRING, _STRINGS)),
        "logging": MapOf({"driver": _STRING, "options": _OPEN}),
        "pid": Plain(("string", "null")),
        "ports": ListOf(_PORT, unique=True),
        "pull_policy": Plain(
            ("string",),
            pattern="always|never|build|if_not_present|missing|refresh|daily|weekly"
            "|every_([0-9]+[wdhms])+",
        ),
        "ulimits": _ULIMITS,
        "use_api_socket": Plain(("boolean",)),
        "volumes": ListOf(_VOLUME, unique=True),
    }
)

_EXTERNAL = Either((_BOOLEAN, _OPEN))

_NETWORK = MapOf(
    {
        **_each(_STRING, ("name", "driver")),
        **_each(_OPEN, ("driver_opts", "ipam")),
        "external": _EXTERNAL,
        **_each(_BOOLEAN, ("internal", "enable_ipv4", "enable_ipv6", "attachable")),
        "labels": _LIST_OR_MAP,
    }
)

_TOP_VOLUME = MapOf(
    {
        **_each(_STRING, ("name", "driver")),
        "driver_opts": _OPEN,
        "external": _EXTERNAL,
        "labels": _LIST_OR_MAP,
    }
)

_SECRET = MapOf(
    {
        **_each(_STRING, ("name", "environment", "file", "driver", "template_driver")),
        "driver_opts": _OPEN,
        "external": _EXTERNAL,
        "labels": _LIST_OR_MAP,
    }
)

_CONFIG = MapOf(
    {
        **_each(_STRING, ("name", "content", "environment", "file", "template_driver")),
        "external": _EXTERNAL,
        "labels": _LIST_OR_MAP,
    }
)

_MODEL = MapOf(
    {
        **_each(_STRING, ("name", "model")),
        "context_size": Plain(("integer",)),
        "runtime_flags": _STRINGS,
    },
    required=("model",),
)


def _named(shape: Shape, *, extensible: bool = False) -> MapOf:
    return MapOf({}, shape, _NAME, extensible=extensible)


_PROJECT = MapOf(
    {
        **_each(_STRING, ("version", "name")),
        "include": ListOf(Either((_STRING, _OPEN))),
        "services": _named(_SERVICE),
        "models": MapOf({}, _MODEL, _NAME, open=True),
        "networks": MapOf({}, Either((_NETWORK, _NULL)), _NAME, open=True),
        "volumes": _named(Either((_TOP_VOLUME, _NULL))),
        "secrets": _named(_SECRET),
        "configs": _named(_CONFIG),
    }
)


def check_project(tree: Tree) -> None:
    """Raises ComposeError of kind ``schema`` for what compose would refuse."""
    check_finite(tree)
    check(tree, _PROJECT, ())
