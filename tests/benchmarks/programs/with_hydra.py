"""The training program with Hydra, whose composed config the same models validate, so that its values have their types.

Structured configs of Hydra's own would be more to load and check less.
"""

import hydra
from omegaconf import DictConfig, OmegaConf

from tests.benchmarks.programs import by_hand
from tests.benchmarks.programs.models import Training


@hydra.main(version_base="1.3", config_path="../trees/training", config_name="train")
def train(cfg: DictConfig) -> None:
    """Hands on a config that is right."""
    by_hand.train(Training.model_validate(OmegaConf.to_container(cfg, resolve=True)))


if __name__ == "__main__":
    train()
