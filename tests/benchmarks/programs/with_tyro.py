"""The training program with tyro: the files by hand, as it reads none, and their values as the models' defaults."""

# The library may be missing where types are checked.
# mypy: disable-error-code="import-not-found"

import tyro

from tests.benchmarks.programs.by_hand import composed, train
from tests.benchmarks.programs.models import Training

if __name__ == "__main__":
    train(tyro.cli(Training, default=Training.model_validate(composed())))
