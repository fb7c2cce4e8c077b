"""The training program as one would write it by hand: the same files by libyaml, the same models."""

import re
from pathlib import Path
from typing import Any

import yaml

from tests.benchmarks.programs.models import Training

TREE = Path(__file__).parent.parent / "trees" / "training"
REFERENCE = re.compile(r"\$\{([a-z_.]+)\}")


def read_file(path: Path) -> dict[str, Any]:
    """The values of one file, without its defaults list."""
    with path.open(encoding="utf-8") as file:
        tree: dict[str, Any] = yaml.load(file, Loader=yaml.CSafeLoader)
    tree.pop("defaults", None)
    return tree


def read(name: str) -> dict[str, Any]:
    """The values of one file of the tree."""
    return read_file(TREE / f"{name}.yaml")


def filled(node: Any, root: dict[str, Any]) -> Any:
    """``node`` with what its texts refer to in ``root``."""
    if isinstance(node, dict):
        return {key: filled(value, root) for key, value in node.items()}
    if isinstance(node, list):
        return [filled(item, root) for item in node]
    if isinstance(node, str) and "${" in node:
        whole = REFERENCE.fullmatch(node)
        if whole:
            return looked_up(whole[1], root)
        return REFERENCE.sub(lambda found: str(looked_up(found[1], root)), node)
    return node


def looked_up(key: str, root: dict[str, Any]) -> Any:
    """What stands at a dotted key, filled too."""
    node: Any = root
    for name in key.split("."):
        node = node[name]
    return filled(node, root)


def train(cfg: Training) -> None:
    """Prints one value of a config that is right."""
    if cfg.optimizer.lr != cfg.training.lr:
        raise AssertionError(cfg)
    print(cfg.optimizer.weight_decay)  # noqa: T201  what all programs have to agree on


def whole_tree() -> dict[str, Any]:
    """The composed values, ``${…}`` as written."""
    return read("train") | {
        "data": read("data/images") | {"augmentation": read("data/augmentation/standard")},
        "model": read("model/vit") | {"head": read("model/head/linear")},
        "optimizer": read("optimizer/adamw"),
        "scheduler": read("scheduler/cosine"),
        "trainer": read("trainer/gpu"),
        "callbacks": read("callbacks/checkpoint") | read("callbacks/default"),
        "logger": read("logger/csv"),
        "paths": read("paths/default"),
    }


def composed() -> dict[str, Any]:
    """The composed values, all of them resolved."""
    tree = whole_tree()
    values: dict[str, Any] = filled(tree, tree)
    return values


if __name__ == "__main__":
    train(Training.model_validate(composed()))
