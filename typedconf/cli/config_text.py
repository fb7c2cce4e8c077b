"""A composition goes in; what ``--cfg`` prints of it, data or YAML, comes out, or is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typedconf.cli.flags import CFG, JSON, PACKAGE, RESOLVE
from typedconf.cli.printing import report, write_yaml
from typedconf.config import Config, ConfigList, plain, to_yaml
from typedconf.defaults.placing import GLOBAL
from typedconf.errors import ConfigError, KeyNotFound, Problem
from typedconf.rendering import as_written
from typedconf.trees import ABSENT, find, parse_path

if TYPE_CHECKING:
    from typedconf.cli.answers import Application
    from typedconf.cli.words import CommandLine
    from typedconf.composition import Composition
    from typedconf.trees import Tree

_SETTINGS = "hydra"


def print_config(line: CommandLine, application: Application) -> int:
    """Prints the config as it composes, as YAML or JSON; what is wrong with its values is a warning here.

    Raises:
        ConfigError: it doesn't compose, or as ``config_data`` says.
    """
    composition = application.compose()
    kind, resolve, package = line.value(CFG) or "job", line.has(RESOLVE), line.value(PACKAGE)
    if line.has(JSON):
        from typedconf.cli.machine import print_json  # noqa: PLC0415  only what other programs read

        data = config_data(composition, kind, resolve=resolve, package=package)
        print_json("config", data, (*composition.problems, *composition.warnings))
        return 0
    text = config_text(composition, kind, resolve=resolve, package=package)
    for problem in (*composition.problems, *composition.warnings):
        report("warning", (problem,))
    write_yaml(text)
    return 0


def config_text(composition: Composition[Any], kind: str, *, resolve: bool = False, package: str | None = None) -> str:
    """What ``config_data`` gives as YAML; a node of ``package`` below the line by which a file would be placed there.

    Raises:
        ConfigError: as for ``config_data``.
    """
    data = config_data(composition, kind, resolve=resolve, package=package)
    return _header(data, package) + to_yaml(data)


def config_data(composition: Composition[Any], kind: str, *, resolve: bool = False, package: str | None = None) -> Tree:
    """What ``--cfg KIND`` prints: the job's config, the ``hydra`` node or both; of ``package`` alone where it is given.

    Secrets are ``???``.

    Raises:
        KeyNotFound: there is nothing at ``package``.
        ConfigError: with ``resolve``, an interpolation gives no value.
    """
    try:
        return _data_of(composition, kind, resolve=resolve, package=package)
    except ConfigError as error:
        raise type(error)(*(_placed(problem, composition, package) for problem in error.problems)) from error


def _header(data: Tree, package: str | None) -> str:
    """The line by which a file would be placed at ``package``; none where a line can't hold that."""
    if package is None or package == GLOBAL or not package.isprintable() or not isinstance(data, (dict, list)):
        return ""
    return f"# @package {package}\n"


def _placed(problem: Problem, composition: Composition[Any], package: str | None) -> Problem:
    """The problem with the place of its key, as far as that is known; a package that isn't there is the flag's."""
    placed = composition.explanation().placed(problem)
    if placed.origin is not None or not package or problem.key != package:
        return placed
    return Problem(f"{PACKAGE} {package}: {problem.message}", suggestion=problem.suggestion)


def _data_of(composition: Composition[Any], kind: str, *, resolve: bool, package: str | None) -> Tree:
    job = composition.config
    if package is not None and package != GLOBAL:
        if kind == "hydra" and parse_path(package)[:1] != (_SETTINGS,):
            message = f"{package!r} is not in the hydra node; its keys begin with hydra"
            raise KeyNotFound(Problem(message, value=package))
        whole = job if kind == "job" else composition.whole_config
        return composition.without_secrets(_part(whole, package, resolve=resolve))
    data: dict[Any, Tree] = {}
    if kind != "job":
        settings = _data(composition.whole_config[_SETTINGS], resolve=resolve)
        data[_SETTINGS] = composition.without_secrets(settings)
    if kind != "hydra":
        data.update(_data(job, resolve=resolve))
    return data


def _part(config: Config, package: str, *, resolve: bool) -> Tree:
    """What stands at ``package``."""
    path = parse_path(package)
    found = find(as_written(config), path)
    if found is ABSENT or (resolve and (isinstance(found, (dict, list)) or "${" in str(found))):
        node = config.select(package)  # through references, and only what is there
        if isinstance(node, (Config, ConfigList)):
            return _data(node, resolve=resolve)
        return find(plain(config, missing="keep"), path)  # a leaf, or the object of a class
    return found


def _data(node: Config | ConfigList, *, resolve: bool) -> Tree:
    """The node as plain data without secrets."""
    return plain(node, missing="keep") if resolve else as_written(node)
