"""The training program with Hydra, whose config the same models validate."""

import hydra
from omegaconf import DictConfig, OmegaConf

from tests.benchmarks.programs.models import Training


@hydra.main(version_base="1.3", config_path="../trees/training", config_name="train")
def train(cfg: DictConfig) -> None:
    """Does nothing with a config that is right."""
    checked = Training.model_validate(OmegaConf.to_container(cfg, resolve=True))
    if checked.optimizer.lr != checked.training.lr:
        raise AssertionError(checked)


if __name__ == "__main__":
    train()
