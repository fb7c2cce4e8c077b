"""The program of many options as one would write it by hand: a table of classes, the same files by libyaml."""

from pathlib import Path
from typing import Any

import yaml

from tests.benchmarks.programs.store_models import OPTIONS, Service

TREE = Path(__file__).parent.parent / "trees" / "store"


def read(path: Path) -> dict[str, Any]:
    """The values of one file."""
    with path.open(encoding="utf-8") as file:
        tree: dict[str, Any] = yaml.load(file, Loader=yaml.CSafeLoader)
    return tree


def serve(cfg: Any) -> None:
    """Does nothing with a config that is right."""
    if cfg.part07.size != 8 or type(cfg.part01) is not OPTIONS["part01"]["b"]:
        raise AssertionError(cfg)


if __name__ == "__main__":
    tree = read(TREE / "config.yaml")
    for entry in tree.pop("defaults"):
        if entry != "_self_":
            ((group, option),) = entry.items()
            file = TREE / group / f"{option}.yaml"
            below = read(file) if file.exists() else {}
            tree[group] = OPTIONS[group][option].model_validate(below | tree.get(group, {}))
    serve(Service.model_validate(tree))
