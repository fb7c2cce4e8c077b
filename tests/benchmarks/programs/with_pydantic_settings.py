"""The training program with pydantic-settings: the files by hand, as it composes none, below the command line."""

# The library may be missing where types are checked.
# mypy: disable-error-code="import-not-found"
# mypy: allow-subclassing-any

from pydantic_settings import BaseSettings, CliApp, SettingsConfigDict

from tests.benchmarks.programs.by_hand import composed, train
from tests.benchmarks.programs.models import Training


class Settings(BaseSettings, Training):
    """The whole training tree, read from the command line too."""

    model_config = SettingsConfigDict(extra="forbid", nested_model_default_partial_update=True)


if __name__ == "__main__":
    train(CliApp.run(Settings, **composed()))
