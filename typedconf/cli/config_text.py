"""A composition goes in; what ``--cfg`` prints of it, as YAML text, comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typedconf.cli.flags import PACKAGE
from typedconf.config import Config, ConfigList, plain, to_yaml
from typedconf.errors import ConfigError, KeyNotFound, Problem
from typedconf.rendering import as_written
from typedconf.trees import ABSENT, find, parse_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from typedconf.composition import Composition
    from typedconf.trees import Tree

_SETTINGS = "hydra"
_GLOBAL = "_global_"  # the package that is the whole config


def config_text(composition: Composition[Any], kind: str, *, resolve: bool = False, package: str | None = None) -> str:
    """What ``--cfg KIND`` prints: the job's config, the ``hydra`` node or both; of ``package`` alone where it is given.

    Raises:
        KeyNotFound: there is nothing at ``package``.
        ConfigError: with ``resolve``, an interpolation gives no value.
    """
    try:
        return _text(composition, kind, resolve=resolve, package=package)
    except ConfigError as error:
        raise type(error)(*(_placed(problem, composition, package) for problem in error.problems)) from error


def _placed(problem: Problem, composition: Composition[Any], package: str | None) -> Problem:
    """The problem with the place of its key, as far as that is known; a package that isn't there is the flag's."""
    if problem.origin is not None or not problem.key:
        return problem
    try:
        origin = composition.origin(problem.key)
    except ConfigError:
        is_package = problem.key == package
        message = f"{PACKAGE} {package}: {problem.message}"
        return Problem(message, suggestion=problem.suggestion) if is_package else problem
    if origin.kind == "override" and origin.column is not None:
        return problem._replace(origin=origin, span=len(origin.text or "") - origin.column + 1)
    documents = (layer.document for layer in composition.layers)
    excerpts = (one.excerpt(origin) for one in documents if getattr(one, "file", None) == origin.file)
    return problem._replace(origin=origin, excerpt=composition.without_secrets(next(filter(None, excerpts), None)))


def _text(composition: Composition[Any], kind: str, *, resolve: bool, package: str | None) -> str:
    job = composition.config
    if package is not None and package != _GLOBAL:
        if kind == "hydra" and parse_path(package)[:1] != (_SETTINGS,):
            message = f"{package!r} is not in the hydra node; its keys begin with hydra"
            raise KeyNotFound(Problem(message, value=package))
        whole = job if kind == "job" else composition.whole_config
        return _part(whole, package, composition.without_secrets, resolve=resolve)
    texts = []
    if kind != "job":
        settings = _data(composition.whole_config[_SETTINGS], resolve=resolve)
        texts.append(to_yaml({_SETTINGS: composition.without_secrets(settings)}))
    if kind == "job" or (kind == "all" and job):
        texts.append(to_yaml(job, resolve=resolve))
    return "".join(texts)


def _part(config: Config, package: str, shown: Callable[[Tree], Tree], *, resolve: bool) -> str:
    """What stands at ``package``, below the line by which a file would be placed there; of a leaf, its value alone."""
    path = parse_path(package)
    found = find(as_written(config), path)
    if found is ABSENT or (resolve and (isinstance(found, (dict, list)) or "${" in str(found))):
        node = config.select(package)  # through references, and only what is there
        if isinstance(node, (Config, ConfigList)):
            found = _data(node, resolve=resolve)
        else:  # a leaf, or the object of a class: read where secrets are known
            found = find(plain(config, missing="keep"), path)
    header = f"# @package {package}\n" if isinstance(found, (dict, list)) else ""
    return header + to_yaml(shown(found))


def _data(node: Config | ConfigList, *, resolve: bool) -> Tree:
    """The node as plain data without secrets."""
    return plain(node, missing="keep") if resolve else as_written(node)
