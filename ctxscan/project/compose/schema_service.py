"""The forms of a service's keys. Some that have nothing to do with builds are left open."""

from __future__ import annotations

from ctxscan.project.compose.schema_build import BUILD, WATCH
from ctxscan.project.compose.schema_forms import (
    BOOLEAN,
    COMMAND,
    HOSTS,
    INTEGER,
    LIST_OR_MAP,
    MOUNT,
    NAME,
    NULL,
    NUMBER,
    OPEN,
    OPEN_OR_NULL,
    SET,
    STRING,
    STRING_OR_SET,
    STRINGS,
    ULIMITS,
    each,
)
from ctxscan.project.compose.shapes import Either, ListOf, MapOf, Plain, Shape

_CONDITIONS = ("service_started", "service_healthy", "service_completed_successfully")

_DEPENDENCY = MapOf(
    {
        "restart": BOOLEAN,
        "required": Plain(("boolean",)),
        "condition": Plain(("string",), _CONDITIONS),
    },
    required=("condition",),
)

_VOLUME_TYPES = ("bind", "volume", "tmpfs", "cluster", "npipe", "image")

_VOLUME = Either(
    (
        STRING,
        MapOf(
            {
                "type": Plain(("string",), _VOLUME_TYPES),
                **each(STRING, ("source", "target", "consistency")),
                "read_only": BOOLEAN,
                **each(OPEN, ("bind", "volume", "tmpfs", "image")),
            },
            required=("type",),
        ),
    )
)

_RATES = MapOf(
    {
        "parallelism": INTEGER,
        **each(STRING, ("delay", "failure_action", "monitor")),
        "max_failure_ratio": NUMBER,
        "order": Plain(("string",), ("start-first", "stop-first")),
    }
)

_LIMITS = MapOf({"cpus": NUMBER, "memory": STRING, "pids": INTEGER})

_RESERVATIONS = MapOf(
    {"cpus": NUMBER, "memory": STRING, **each(ListOf(OPEN), ("generic_resources", "devices"))}
)

_DEPLOY = MapOf(
    {
        **each(STRING, ("mode", "endpoint_mode")),
        "replicas": INTEGER,
        "labels": LIST_OR_MAP,
        **each(_RATES, ("rollback_config", "update_config")),
        "resources": MapOf({"limits": _LIMITS, "reservations": _RESERVATIONS}),
        "restart_policy": MapOf(
            {**each(STRING, ("condition", "delay", "window")), "max_attempts": INTEGER}
        ),
        "placement": MapOf(
            {"constraints": STRINGS, "preferences": ListOf(OPEN), "max_replicas_per_node": INTEGER}
        ),
    }
)

_PORT_STRINGS = ("name", "mode", "host_ip", "protocol", "app_protocol")

_PORT = Either(
    (
        Plain(("number", "string")),
        MapOf({**each(STRING, _PORT_STRINGS), **each(INTEGER, ("target", "published"))}),
    )
)

_ENV_FILE = MapOf(
    {**each(STRING, ("path", "format")), "required": BOOLEAN},
    required=("path",),
    extensible=False,
)

_HEALTHCHECK = MapOf(
    {
        "disable": BOOLEAN,
        "retries": NUMBER,
        "test": Either((STRING, STRINGS)),
        **each(STRING, ("interval", "timeout", "start_period", "start_interval")),
    }
)

_BY_SHAPE: tuple[tuple[Shape, tuple[str, ...]], ...] = (
    (
        STRING,
        (
            *("cgroup_parent", "cpuset", "domainname", "hostname", "image", "ipc", "isolation"),
            *("mac_address", "network_mode", "platform", "pull_refresh_after", "restart"),
            *("runtime", "stop_grace_period", "stop_signal", "user", "uts", "userns_mode"),
            "working_dir",
        ),
    ),
    (
        BOOLEAN,
        (
            *("attach", "init", "oom_kill_disable", "privileged", "read_only", "stdin_open"),
            "tty",
        ),
    ),
    (
        NUMBER,
        (
            *("cpu_shares", "cpu_quota", "cpu_period", "cpu_rt_period", "cpu_rt_runtime", "cpus"),
            *("mem_limit", "memswap_limit", "pids_limit", "shm_size"),
        ),
    ),
    (
        INTEGER,
        (
            *("cpu_count", "cpu_percent", "mem_reservation", "mem_swappiness", "oom_score_adj"),
            "scale",
        ),
    ),
    (
        SET,
        (
            *("cap_add", "cap_drop", "device_cgroup_rules", "dns_opt", "external_links"),
            *("links", "profiles", "security_opt", "volumes_from"),
        ),
    ),
    (LIST_OR_MAP, ("annotations", "environment", "labels", "sysctls")),
    (STRING_OR_SET, ("dns", "dns_search", "tmpfs")),
    (COMMAND, ("command", "entrypoint")),
    (ListOf(MOUNT), ("configs", "secrets")),
    (ListOf(OPEN), ("pre_start", "post_start", "pre_stop")),
    (ListOf(Plain(("string", "number")), unique=True), ("expose", "group_add")),
    (OPEN, ("blkio_config", "credential_spec", "provider", "storage_opt")),
    (Either((SET, MapOf({}, OPEN_OR_NULL, NAME, extensible=False))), ("models", "networks")),
)

SERVICE = MapOf(
    {
        **{key: shape for shape, keys in _BY_SHAPE for key in keys},
        "build": BUILD,
        "cgroup": Plain(("string",), ("host", "private")),
        "container_name": Plain(("string",), pattern="[a-zA-Z0-9][a-zA-Z0-9_.-]+"),
        "depends_on": Either((SET, MapOf({}, _DEPENDENCY, NAME, extensible=False))),
        "deploy": Either((_DEPLOY, NULL)),
        "develop": Either((MapOf({"watch": ListOf(WATCH)}), NULL)),
        "devices": ListOf(Either((STRING, OPEN))),
        "env_file": Either((STRING, ListOf(Either((STRING, _ENV_FILE))))),
        "extends": Either(
            (
                STRING,
                MapOf(each(STRING, ("service", "file")), required=("service",), extensible=False),
            )
        ),
        "extra_hosts": HOSTS,
        "gpus": Either((Plain(("string",), ("all",)), ListOf(OPEN))),
        "healthcheck": _HEALTHCHECK,
        "label_file": Either((STRING, STRINGS)),
        "logging": MapOf({"driver": STRING, "options": OPEN}),
        "pid": Plain(("string", "null")),
        "ports": ListOf(_PORT, unique=True),
        "pull_policy": Plain(
            ("string",),
            pattern="always|never|build|if_not_present|missing|refresh|daily|weekly"
            "|every_([0-9]+[wdhms])+",
        ),
        "ulimits": ULIMITS,
        "use_api_socket": Plain(("boolean",)),
        "volumes": ListOf(_VOLUME, unique=True),
    }
)
