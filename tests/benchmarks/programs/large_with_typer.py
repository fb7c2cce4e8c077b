"""The program of 1,000 fields as a plain Typer program."""

from pathlib import Path

import typer

from tests.benchmarks.programs.by_hand import read_file
from tests.benchmarks.programs.large_models import Large, work
from tests.benchmarks.programs.typer_options import command_of

if __name__ == "__main__":
    typer.run(command_of(Large, read_file(Path("config.yaml")), work))
