"""The training program with typedconf."""

import typedconf as tc
from tests.benchmarks.programs.models import Training


@tc.main(config_path="../trees/training", config_name="train")
def train(cfg: Training) -> None:
    """Prints one value of a config that is right."""
    if cfg.optimizer.lr != cfg.training.lr:
        raise AssertionError(cfg)
    print(cfg.optimizer.weight_decay)  # noqa: T201  what all programs have to agree on


if __name__ == "__main__":
    train()
