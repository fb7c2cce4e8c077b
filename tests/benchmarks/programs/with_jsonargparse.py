"""The training program with jsonargparse: the files by hand, as it composes none, and their values as defaults."""

# The library may be missing where types are checked.
# mypy: disable-error-code="import-not-found"

from jsonargparse import auto_cli

from tests.benchmarks.programs.by_hand import composed, train
from tests.benchmarks.programs.models import Training

if __name__ == "__main__":
    train(auto_cli(Training, as_positional=False, return_instance=True, set_defaults=composed()))
