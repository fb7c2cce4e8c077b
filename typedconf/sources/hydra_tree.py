"""Our own ``hydra/`` tree, as a constant: the groups and keys that configs and overrides of run settings name.

The names and defaults are the reference's (its "Configuring Hydra" pages), but for ``run.dir``, which is null:
nothing is written unless asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typedconf.documents import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONSOLE_FORMAT = "[%(asctime)s][%(name)s][%(levelname)s] - %(message)s"


def _console(fmt: str) -> dict[str, Any]:
    return {
        "version": 1,
        "formatters": {"simple": {"format": fmt}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "simple", "stream": "ext://sys.stdout"},
        },
        "root": {"level": "INFO", "handlers": ["console"]},
        "disable_existing_loggers": False,
    }


def _with_file(logging: dict[str, Any]) -> dict[str, Any]:
    handler = {
        "class": "logging.FileHandler",
        "formatter": "simple",
        "filename": "${hydra.runtime.output_dir}/${hydra.job.name}.log",
    }
    logging["handlers"]["file"] = handler
    logging["root"]["handlers"].append("file")
    return logging


_SILENT = {"version": 1, "root": {"level": "ERROR"}, "disable_existing_loggers": True}
_UNTOUCHED = {"version": 1, "root": None, "disable_existing_loggers": False}
_DEBUG = _console("[%(asctime)s][HYDRA] %(message)s") | {"loggers": {"logging_example": {"level": "DEBUG"}}}

_GROUPS: Final[dict[str, dict[str, dict[str, Any]]]] = {
    "output": {
        "default": {
            "run": {"dir": None},
            "sweep": {"dir": "multirun/${now:%Y-%m-%d}/${now:%H-%M-%S}", "subdir": "${hydra.job.num}"},
        }
    },
    "launcher": {"basic": {"_target_": "typedconf.sweep.launchers.BasicLauncher"}},
    "sweeper": {"basic": {"_target_": "typedconf.sweep.sweepers.GridSweeper", "max_batch_size": None, "params": None}},
    "help": {
        "default": {
            "app_name": "${hydra.job.name}",
            "header": "${hydra.help.app_name}",
            "footer": "",
            "template": "${hydra.help.header}\n\n$CONFIG\n\n${hydra.help.footer}\n",
        }
    },
    "hydra_help": {"default": {"hydra_help": "???", "template": "$FLAGS_HELP\n\n$HYDRA_CONFIG_GROUPS\n"}},
    "hydra_logging": {
        "default": _console("[%(asctime)s][HYDRA] %(message)s"),
        "disabled": _SILENT,
        "none": _UNTOUCHED,
        "hydra_debug": _DEBUG,
    },
    "job_logging": {
        "default": _with_file(_console(_CONSOLE_FORMAT)),
        "disabled": _SILENT,
        "none": _UNTOUCHED,
        "stdout": _console(_CONSOLE_FORMAT),
    },
    "callbacks": {},
    "env": {"default": {}},
}

# The packages of groups that don't lie at their own.
_PACKAGES: Final = {"output": "hydra", "env": "_global_"}

_SETTINGS: Final[dict[str, Any]] = {
    "mode": None,
    "searchpath": [],
    "run": {"dir": "???"},
    "sweep": {"dir": "???", "subdir": "???"},
    "hydra_logging": "???",
    "job_logging": "???",
    "sweeper": "???",
    "launcher": "???",
    "callbacks": {},
    "help": {"app_name": "???", "header": "???", "footer": "???", "template": "???"},
    "hydra_help": {"hydra_help": "???", "template": "???"},
    "output_subdir": ".hydra",
    "overrides": {"hydra": [], "task": []},
    "job": {
        "name": "???",
        "chdir": None,
        "override_dirname": "???",
        "id": "???",
        "num": "???",
        "config_name": "???",
        "env_set": {},
        "env_copy": [],
        "config": {"override_dirname": {"kv_sep": "=", "item_sep": ",", "exclude_keys": []}},
    },
    "runtime": {
        "version": "???",
        "version_base": "???",
        "cwd": "???",
        "config_sources": "???",
        "output_dir": "???",
        "choices": {},
    },
    "verbose": False,
    "aliases": {},
}

# What may be added freely below, as dotted paths.
OPEN: Final = frozenset(
    {
        "hydra_logging",
        "job_logging",
        "sweeper",
        "launcher",
        "callbacks",
        "job.env_set",
        "runtime.choices",
        "aliases",
    }
)

# The node as it is when nothing overrides it: every group at its default.
DEFAULT_NODE: Final[dict[str, Any]] = _SETTINGS | {
    "run": _GROUPS["output"]["default"]["run"],
    "sweep": _GROUPS["output"]["default"]["sweep"],
    "launcher": _GROUPS["launcher"]["basic"],
    "sweeper": _GROUPS["sweeper"]["basic"],
    "help": _GROUPS["help"]["default"],
    "hydra_help": _GROUPS["hydra_help"]["default"],
    "hydra_logging": _GROUPS["hydra_logging"]["default"],
    "job_logging": _GROUPS["job_logging"]["default"],
}

_DEFAULTS: Final[list[Any]] = [
    {"output": "default"},
    {"launcher": "basic"},
    {"sweeper": "basic"},
    {"help": "default"},
    {"hydra_help": "default"},
    {"hydra_logging": "default"},
    {"job_logging": "default"},
    {"callbacks": None},
    {"env": "default"},
    "_self_",
]


def read_hydra(name: str) -> Document | None:
    """The config ``name`` of our own tree (``hydra/…``), or None where it has none."""
    if name == "hydra/config":
        return Document("hydra/config", "", {"defaults": _DEFAULTS, **_SETTINGS})
    _, _, rest = name.partition("/")
    group, _, option = rest.partition("/")
    tree = _GROUPS.get(group, {}).get(option)
    if tree is None:
        return None
    return Document(name, "", tree, package=_PACKAGES.get(group))


def has_hydra_group(group: str) -> bool:
    """Whether ``group`` is ``hydra`` or one of its groups."""
    return group == "hydra" or (group.startswith("hydra/") and group[6:] in _GROUPS)


def hydra_names(group: str) -> Iterator[str]:
    """The options of a group of our own tree; sub-groups end in ``/``."""
    if group == "hydra":
        yield from (f"{name}/" for name in _GROUPS)
    else:
        yield from _GROUPS.get(group.removeprefix("hydra/"), ())
