"""Two ways to compose a Case on disk, the reference's and ours, with outcomes that can be compared.

An Outcome is what a composition gave, or None where it raised. Everything in it is compared exactly: the types of
scalars, the order of keys, and leaf by leaf what interpolations come to where not all of them come to something.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hydra import compose, initialize_config_dir
from hydra.conf import HydraConf
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from omegaconf import Container, DictConfig, OmegaConf, open_dict

import typedconf as tc
from typedconf.trees import find, walk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.differential.cases import Case

FAILED: Final = "<fails>"
# What the two sides may raise that is an answer. The reference lets go of TypeError, AttributeError and so on for
# inputs that it doesn't expect, hence its wide net; ours has no such excuse.
FOREIGN_ERRORS: Final = (Exception,)


class Outcome(NamedTuple):
    """A composition that worked. ``resolved`` is the whole tree, or path and value of each interpolated leaf."""

    tree: Any
    choices: dict[str, Any]
    resolved: Any

    @property
    def is_resolved(self) -> bool:
        """Whether every interpolation came to a value."""
        return isinstance(self.resolved, dict)


def exact(value: Any) -> Any:
    """``value`` as something that compares equal only where type, order and all else are equal."""
    if isinstance(value, dict):
        return "dict", [(exact(key), exact(item)) for key, item in value.items()]
    if isinstance(value, list):
        return "list", [exact(item) for item in value]
    return type(value).__name__, repr(value)


def lighten_reference() -> None:
    """Takes the launcher, logging and help configs out of the reference's defaults list.

    They make up four fifths of the time that a composition takes, have no effect on the user's tree, and would be
    the same in every example.
    """
    ConfigStore.instance().repo["hydra"]["config.yaml"].node = OmegaConf.structured(HydraConf(defaults=[]))


def compose_reference(case: Case, folder: Path) -> Outcome | None:
    """What Hydra makes of ``case``, which lies in ``folder``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        GlobalHydra.instance().clear()
        try:
            with initialize_config_dir(config_dir=str(folder), version_base="1.3", job_name="app"):
                config = compose(case.primary, list(case.overrides), return_hydra_config=True)
        except FOREIGN_ERRORS:
            return None
        choices = OmegaConf.to_container(config.hydra.runtime.choices)
        assert isinstance(choices, dict)
        with open_dict(config):
            del config["hydra"]
        tree = OmegaConf.to_container(config)
        return Outcome(tree, _without_hydra(choices), _resolve_reference(config, tree))


def compose_ours(case: Case, folder: Path, composer: tc.Composer | None = None) -> Outcome | None:
    """What typedconf makes of ``case``, which lies in ``folder``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            composition = (composer or tc.Composer(folder)).compose(case.primary, *case.overrides)
        except tc.ConfigError:
            return None
        tree = composition.tree
        return Outcome(tree, _without_hydra(composition.choices), _resolve_ours(composition.config, tree))


def _without_hydra(choices: Any) -> dict[str, Any]:
    return {key: choices[key] for key in sorted(choices) if not key.startswith("hydra/")}


def _interpolated(tree: Any) -> Iterator[tuple[Any, ...]]:
    return (path for path, leaf in walk(tree) if isinstance(leaf, str) and "${" in leaf)


def _resolve_reference(config: DictConfig, tree: Any) -> Any:
    try:
        return OmegaConf.to_container(config, resolve=True)
    except FOREIGN_ERRORS:
        return [(path, _read_reference(config, path)) for path in _interpolated(tree)]


def _read_reference(config: Any, path: tuple[Any, ...]) -> Any:
    node = config
    for key in path:
        node = node._get_node(key)
    try:
        value = node._dereference_node()
        return OmegaConf.to_container(value, resolve=True) if isinstance(value, Container) else value._value()
    except FOREIGN_ERRORS:
        return FAILED


def _resolve_ours(config: tc.Config, tree: Any) -> Any:
    """A reference to ``???`` fails in the reference; ``missing="keep"`` would keep it as the value."""
    leaves = list(_interpolated(tree))
    try:
        whole = tc.plain(config, missing="keep")
    except tc.ConfigError:
        pass
    else:
        if all(find(whole, path) != tc.MISSING for path in leaves):
            return whole
    return [(path, _read_ours(config, path)) for path in leaves]


def _read_ours(config: Any, path: tuple[Any, ...]) -> Any:
    value = config
    try:
        for key in path:
            value = value[key]
        read = tc.plain(value, missing="keep")
    except tc.ConfigError:
        return FAILED
    return FAILED if read == tc.MISSING else read
