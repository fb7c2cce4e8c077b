"""Two ways to compose classes with files, the reference's and ours: the object that they make.

It is None where anything is wrong, values that are missing or don't fit included.
"""

from __future__ import annotations

import dataclasses
import warnings
from enum import Enum
from typing import TYPE_CHECKING, Any

from hydra import compose, initialize_config_dir
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from omegaconf import OmegaConf

import typedconf as tc

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.differential.cases import Case


def told(value: Any) -> Any:
    """A value as something that compares equal only where types, classes and values are; the order of keys is free."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value) if field.name != "defaults"]
        extras = value.items() if isinstance(value, dict) else ()
        return type(value).__name__, {name: told(getattr(value, name)) for name in names} | {
            key: told(item) for key, item in extras
        }
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, dict):
        return "dict", {key: told(item) for key, item in value.items()}
    if isinstance(value, list):
        return "list", [told(item) for item in value]
    return type(value).__name__, repr(value)


def reference_object(case: Case, nodes: Mapping[str, Any], folder: Path) -> Any:
    """The object that Hydra makes of ``case``, which lies in ``folder``, with ``nodes`` in its store."""
    repo = ConfigStore.instance().repo
    known = dict(repo)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        GlobalHydra.instance().clear()
        try:
            for name, node in nodes.items():
                group, _, option = name.rpartition("/")
                ConfigStore.instance().store(name=option, group=group or None, node=node)
            with initialize_config_dir(config_dir=str(folder), version_base="1.3", job_name="app"):
                return OmegaConf.to_object(compose(case.primary, list(case.overrides)))
        except Exception:  # noqa: BLE001  of any kind, for inputs that it doesn't expect
            return None
        finally:
            repo.clear()
            repo.update(known)


def our_object(case: Case, nodes: Mapping[str, Any], folder: Path) -> Any:
    """The object that typedconf makes of the same."""
    store = tc.ConfigStore()
    for name, node in nodes.items():
        store.add(name, node)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return tc.Composer(folder, store=store).compose(case.primary, *case.overrides).value
        except tc.ConfigError:
            return None
